#ifndef MB_INT16_POOLING_H
#define MB_INT16_POOLING_H

#include "pooling.h"

/* The maximum or the mean of windows of 16-bit integers; a mean is rounded. */
void mb_pool_int16(const mb_pooling *layer, void *arena);

#endif
