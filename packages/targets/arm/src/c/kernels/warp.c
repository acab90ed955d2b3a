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
    const int right = at->right[i];
    const mb_vector rightward = mb_load_all(&at->rightward[i]);
    const mb_vector top = between(mb_load(upper), mb_load(upper + right), rightward);
    const mb_vector bottom = between(mb_load(lower), mb_load(lower + right), rightward);
    return between(top, bottom, mb_load_all(&at->downward[i]));
}

/* Points that are followed by others: what is stored beyond the channels is overwritten by those. */
static void mix_run(const float *image, const mb_positions *at, int count, int channels, float *to)
{
    int i = 0;
    for (; i + 4 <= count && channels <= 4; i += 4) {
        /* Points do not depend on each other, so several are under way at a time. */
        const mb_vector a = mix(image, at, i), b = mix(image, at, i + 1);
        const mb_vector c = mix(image, at, i + 2), d = mix(image, at, i + 3);
        mb_store(to, a);
        mb_store(to + channels, b);
        mb_store(to + 2 * channels, c);
        mb_store(to + 3 * channels, d);
        to += 4 * channels;
    }
    for (; i < count; i++) {
        for (int channel = 0; channel < channels; channel += 4) {
            mb_store(to + channel, mix(image + channel, at, i));
        }
        to += channels;
    }
}

/* Points at the end of a row, behind which something else lies. */
static void mix_end(const float *image, const mb_positions *at, int i, int end, int channels,
                    float *to)
{
    for (; i < end; i++) {
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
    const int channels = output->channels, safe = output->width - mb_tail(channels);
    const mb_map map = mb_map_of(layer, mb_pixels(arena, layer->parameters));
    for (int y = 0; y < output->height; y++) {
        float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row;
        for (int x = 0; x < output->width; x += MB_POINTS) {
            const float *image = mb_pixels(arena, layer->input);
            const int end = mb_within(MB_POINTS, output->width - x);
            const int run = mb_within(end, safe - x);
            mb_positions positions;
            mb_find_positions(&map, layer->input, y, x, &positions);
            mix_run(image, &positions, run, channels, to);
            mix_end(image, &positions, run, end, channels, to + run * channels);
            to += MB_POINTS * channels;
        }
    }
}
