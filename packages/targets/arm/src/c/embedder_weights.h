/* The weights as part of the program, for systems without files. */
#ifndef EMBEDDER_WEIGHTS_H
#define EMBEDDER_WEIGHTS_H

#include <stdint.h>

#include "embedder.h"

/* The words are the bits of the floats, so that nothing is rounded. */
typedef union {
    uint32_t words[EMBEDDER_WEIGHTS_BYTES / 4];
    float floats[EMBEDDER_WEIGHTS_BYTES / 4];
} embedder_weights_array;

extern const embedder_weights_array embedder_weights;

#endif
