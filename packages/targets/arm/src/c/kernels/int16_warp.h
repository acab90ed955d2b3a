#ifndef MB_INT16_WARP_H
#define MB_INT16_WARP_H

#include "warp.h"

/* Warps an image of 16-bit integers by parameters that are floats. */
void mb_warp_int16(const mb_warping *layer, void *arena);

#endif
