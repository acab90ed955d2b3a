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

/* Whether the windows are 2 x 2 pixels, side by side and inside of the image. */
static inline int mb_takes_quads(const mb_pooling *layer)
{
    return layer->window_height == 2 && layer->window_width == 2 && layer->stride_y == 2 &&
           layer->stride_x == 2 && 2 * layer->output->height <= layer->input->height &&
           2 * layer->output->width <= layer->input->width;
}

void mb_pool(const mb_pooling *layer, void *arena);

#endif
