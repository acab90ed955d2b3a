#ifndef MB_POOLING_H
#define MB_POOLING_H

#include "tensor.h"

/* The maximum or the mean of windows, channel by channel; what overhangs does not count. */
typedef struct {
    const mb_tensor *input, *output;
    int mean; /* the mean instead of the maximum */
    int window_height, window_width;
    int stride_y, stride_x;
    int padding_top, padding_left;
} mb_pooling;

void mb_pool(const mb_pooling *layer, void *arena);

#endif
