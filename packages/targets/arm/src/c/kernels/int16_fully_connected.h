#ifndef MB_INT16_FULLY_CONNECTED_H
#define MB_INT16_FULLY_CONNECTED_H

#include "tensor.h"

/* A fully connected layer on 16-bit integers with its bias; to integers within limits, or to floats. */
typedef struct {
    const mb_tensor *input, *output; /* the output has room for whole panels of 32 */
    int to_floats;
    int least, most; /* limits of integers; with least = 0, this is a ReLU */
    /* Positions in the weights, in bytes; each is padded to whole panels of 32 channels. */
    int kernel; /* int16 [channels / 32][input height][numbers of a row / 4][4][32] */
    int bias;   /* int32 [channels] */
    int share;  /* what becomes of the sums: int32 [channels], by 2^31, or float [channels] */
} mb_int16_fully_connected;

void mb_connect_int16(const mb_int16_fully_connected *layer, const void *weights, void *arena);

#endif
