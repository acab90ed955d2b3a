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

/*
 * exp(x) for x <= 0: 2^n * exp(r) with |r| <= ln(2) / 2, and for exp(r) the polynomial that it begins
 * with, which is exact to the last bit or two. Below -87 it stays at the smallest number.
 */
static mb_vector exponential(mb_vector x)
{
    static const float coefficients[] = {1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1, 1};
    x = mb_maximum(x, mb_all(-87));
    const mb_integers n =
        mb_truncate(mb_multiply_add(mb_all(-0.5f), x, mb_all(1.44269504f)));
    const mb_vector whole = mb_to_floats(n);
    /* ln(2) in two parts, so that nothing is lost in the difference. */
    mb_vector r = mb_multiply_add(x, whole, mb_all(-0.693359375f));
    r = mb_multiply_add(r, whole, mb_all(2.12194440e-4f));
    mb_vector sum = mb_all(coefficients[0]);
    for (int i = 1; i < 7; i++) sum = mb_multiply_add(mb_all(coefficients[i]), sum, r);
    return mb_multiply(sum, mb_power_of_two(n));
}

static mb_vector elu(mb_vector x)
{
    const mb_vector zero = mb_all(0);
    const mb_vector negative = mb_subtract(exponential(mb_minimum(x, zero)), mb_all(1));
    return mb_add(mb_maximum(x, zero), negative);
}

/* As many whole fours of a run as there are; returns how many numbers that is. */
static int activate_elu(const float *from, int run, float *to)
{
    int i = 0;
    for (; i + 8 <= run; i += 8) {
        const mb_vector a = elu(mb_load(from + i)), b = elu(mb_load(from + i + 4));
        mb_store(to + i, a);
        mb_store(to + i + 4, b);
    }
    return i;
}

void mb_activate(void *arena, const mb_tensor *input, const mb_tensor *output,
                 mb_activation activation, const float *slopes)
{
    const int channels = input->channels, run = input->width * channels;
    for (int y = 0; y < input->height; y++) {
        const float *from = mb_pixels(arena, input) + (ptrdiff_t)y * input->row;
        float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row;
        int i = activation == MB_ELU ? activate_elu(from, run, to) : 0;
        for (; i < run; i++) to[i] = activate(activation, from[i], slopes ? slopes[i % channels] : 0);
    }
}
