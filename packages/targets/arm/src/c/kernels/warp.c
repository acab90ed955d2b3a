#include "warp.h"

#include <string.h>

#include "position.h"
#include "vector.h"

static inline mb_vector between(mb_vector low, mb_vector high, mb_vector fraction)
{
    return mb_multiply_add(low, mb_subtract(high, low), fraction);
}

/* Four channels of one point. */
static inline mb_vector mix(const float *image, const mb_positions *at, int i)
{
    const float *upper = image + at->first[i], *lower = upper + at->down[i];
    const mb_vector rightward = mb_all(at->rightward[i]);
    const mb_vector top = between(mb_load(upper), mb_load(upper + at->right[i]), rightward);
    const mb_vector bottom = between(mb_load(lower), mb_load(lower + at->right[i]), rightward);
    return between(top, bottom, mb_all(at->downward[i]));
}

/*
 * Channels come in fours: where there are fewer, what is stored too much is overwritten by the next
 * point. Points do not depend on each other, so several are under way at a time.
 */
static void mix_run(const float *image, const mb_positions *at, int count, int channels, float *to)
{
    int i = 0;
    if (channels <= 4) {
        for (; i + 4 < count; i += 4) {
            const mb_vector a = mix(image, at, i), b = mix(image, at, i + 1);
            const mb_vector c = mix(image, at, i + 2), d = mix(image, at, i + 3);
            mb_store(to, a);
            mb_store(to + channels, b);
            mb_store(to + 2 * channels, c);
            mb_store(to + 3 * channels, d);
            to += 4 * channels;
        }
    }
    for (; i < count; i++) {
        for (int channel = 0; channel < channels; channel += 4) {
            float four[4];
            const int left = channels - channel;
            mb_store(four, mix(image + channel, at, i));
            memcpy(to + channel, four, (size_t)(left < 4 ? left : 4) * sizeof(float));
        }
        to += channels;
    }
}

void mb_warp(const mb_warping *layer, void *arena)
{
    const mb_tensor *output = layer->output;
    const mb_map map = mb_map_of(layer, mb_pixels(arena, layer->parameters));
    for (int y = 0; y < output->height; y++) {
        float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row;
        for (int x = 0; x < output->width; x += MB_POINTS) {
            const int left = output->width - x;
            mb_positions positions;
            mb_find_positions(&map, layer->input, y, x, &positions);
            mix_run(mb_pixels(arena, layer->input), &positions, left < MB_POINTS ? left : MB_POINTS,
                    output->channels, to);
            to += MB_POINTS * output->channels;
        }
    }
}
