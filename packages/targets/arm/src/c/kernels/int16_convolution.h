#ifndef MB_INT16_CONVOLUTION_H
#define MB_INT16_CONVOLUTION_H

#include "tensor.h"

/* A convolution of 16-bit integers with its bias, its limits and, if pooled, the maximum of 2 x 2. */
typedef struct {
    const mb_tensor *input, *output;
    int window_height, window_width;
    int stride_y, stride_x;
    int padding_top, padding_left; /* the border of the input holds these zeros */
    int pooled;
    int least, most; /* limits of the output; with least = 0, this is a ReLU */
    /* Positions in the weights, in bytes; each is padded to whole panels of 8 channels. */
    int kernel; /* int16 [channels / 8][window height][numbers of a row / 4][4][8] */
    int bias;   /* int32 [channels] */
    int share;  /* int32 [channels]: what becomes of the sums, by 2^31 */
} mb_int16_convolution;

void mb_convolve_int16(const mb_int16_convolution *layer, const void *weights, void *arena);

#endif
