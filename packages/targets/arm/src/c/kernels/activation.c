#include "activation.h"

#include <math.h>

static float activate(mb_activation activation, float x, float slope)
{
    switch (activation) {
    case MB_RELU:
        return x > 0 ? x : 0;
    case MB_SLOPES:
        return x > 0 ? x : slope * x;
    case MB_ELU:
        return x > 0 ? x : expf(x) - 1;
    case MB_TANH:
        return tanhf(x);
    case MB_SIGMOID:
        return 1 / (1 + expf(-x));
    case MB_LINEAR:
    default:
        return x;
    }
}

void mb_activate(void *arena, const mb_tensor *input, const mb_tensor *output,
                 mb_activation activation, const float *slopes)
{
    for (int y = 0; y < input->height; y++) {
        const float *from = mb_pixels(arena, input) + (ptrdiff_t)y * input->row;
        float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row;
        for (int x = 0; x < input->width; x++) {
            for (int c = 0; c < input->channels; c++) {
                *to++ = activate(activation, *from++, slopes ? slopes[c] : 0);
            }
        }
    }
}
