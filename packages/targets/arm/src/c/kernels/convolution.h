#ifndef MB_CONVOLUTION_H
#define MB_CONVOLUTION_H

#include "activation.h"
#include "tensor.h"

/* A convolution with its bias, its activation and, if pooled, the maximum of each 2 x 2 pixels. */
typedef struct {
    const mb_tensor *input, *output;
    int window_height, window_width;
    int stride_y, stride_x;
    int padding_top, padding_left; /* the border of the input holds these zeros */
    int pooled;
    mb_activation activation;
    /* Positions in the weights, in bytes; each is padded to whole panels of 8 channels. */
    int kernel; /* [channels / 8][window height][window width][input channels][8] */
    int bias;   /* [channels] */
    int slopes; /* [channels]; only read with MB_SLOPES */
} mb_convolution;

void mb_convolve(const mb_convolution *layer, const void *weights, void *arena);

#endif
