#ifndef MB_IMAGE_H
#define MB_IMAGE_H

#include "tensor.h"

/* Brings an image [height][width][channels] of bytes to floats: scale * x + offset. */
void mb_read_image(const unsigned char *image, float scale, float offset, void *arena,
                   const mb_tensor *output);

#endif
