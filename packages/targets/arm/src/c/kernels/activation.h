/* What follows a layer, number by number. */
#ifndef MB_ACTIVATION_H
#define MB_ACTIVATION_H

#include "tensor.h"
#include "vector.h"

typedef enum {
    MB_LINEAR,
    MB_RELU,
    MB_SLOPES, /* x, or slope * x where x is negative; one slope a channel */
    MB_ELU,    /* x, or exp(x) - 1 where x is negative */
    MB_TANH,
    MB_SIGMOID
} mb_activation;

/* Those that are a few instructions, for the ends of other kernels; others leave x as it is. */
static inline mb_vector mb_activate_vector(mb_activation activation, mb_vector x, mb_vector slopes)
{
    const mb_vector zero = mb_all(0);
    if (activation == MB_RELU) return mb_maximum(x, zero);
    if (activation == MB_SLOPES) {
        return mb_multiply_add(mb_maximum(x, zero), slopes, mb_minimum(x, zero));
    }
    return x;
}

/* Activates a whole tensor; input and output may be the same. slopes: one a channel, or NULL. */
void mb_activate(void *arena, const mb_tensor *input, const mb_tensor *output,
                 mb_activation activation, const float *slopes);

#endif
