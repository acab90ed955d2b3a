#ifndef MB_FULLY_CONNECTED_H
#define MB_FULLY_CONNECTED_H

#include "activation.h"
#include "tensor.h"

/* A fully connected layer with its bias and its activation. */
typedef struct {
    const mb_tensor *input, *output; /* the output has room for whole panels of 32 */
    mb_activation activation;
    /* Positions in the weights, in bytes; each is padded to whole panels of 32 channels. */
    int kernel; /* [channels / 32][input height][input width][input channels][32] */
    int bias;   /* [channels] */
    int slopes; /* [channels]; only read with MB_SLOPES */
} mb_fully_connected;

void mb_connect(const mb_fully_connected *layer, const void *weights, void *arena);

#endif
