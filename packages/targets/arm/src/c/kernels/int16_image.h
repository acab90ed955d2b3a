#ifndef MB_INT16_IMAGE_H
#define MB_INT16_IMAGE_H

#include "tensor.h"

/* Brings an image [height][width][channels] of bytes to 16-bit integers: factor * x + offset. */
void mb_read_image_int16(const unsigned char *image, int factor, int offset, void *arena,
                         const mb_tensor *output);

#endif
