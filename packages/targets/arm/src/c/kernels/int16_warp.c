#include "int16_warp.h"

#include "int16_vector.h"
#include "position.h"

/* Shares of the four pixels around a point: left, right, upper, lower, of 2^14. */
typedef struct {
    int16_t numbers[MB_POINTS][4];
} mb_shares;

static void find_shares(const mb_positions *at, mb_shares *shares)
{
    const mb_vector whole = mb_all(16384);
    for (int i = 0; i < MB_POINTS; i += 4) {
        const mb_vector right = mb_multiply(mb_load(at->rightward + i), whole);
        const mb_vector lower = mb_multiply(mb_load(at->downward + i), whole);
        mb_store_in_turn(shares->numbers[i], mb_truncate(mb_subtract(whole, right)),
                         mb_truncate(right), mb_truncate(mb_subtract(whole, lower)),
                         mb_truncate(lower));
    }
}

/* Four channels of one point. */
static inline mb_short4 mix(const int16_t *image, const mb_positions *at, const mb_shares *shares,
                            int i)
{
    const int16_t *upper = image + at->first[i], *lower = upper + at->down[i];
    const int right = at->right[i];
    const mb_short4 share = mb_load_short4(shares->numbers[i]);
    const mb_int4 top = MB_MULTIPLY_ADD_LONG(MB_MULTIPLY_LONG(mb_load_short4(upper), share, 0),
                                             mb_load_short4(upper + right), share, 1);
    const mb_int4 bottom = MB_MULTIPLY_ADD_LONG(MB_MULTIPLY_LONG(mb_load_short4(lower), share, 0),
                                                mb_load_short4(lower + right), share, 1);
    return mb_narrow_14(MB_MULTIPLY_ADD_LONG(MB_MULTIPLY_LONG(mb_narrow_14(top), share, 2),
                                             mb_narrow_14(bottom), share, 3));
}

/* Points that are followed by others: what is stored beyond the channels is overwritten by those. */
static void mix_run(const int16_t *image, const mb_positions *at, const mb_shares *shares, int count,
                    int channels, int16_t *to)
{
    int i = 0;
    for (; i + 4 <= count && channels <= 4; i += 4) {
        /* Points do not depend on each other, so several are under way at a time. */
        const mb_short4 a = mix(image, at, shares, i), b = mix(image, at, shares, i + 1);
        const mb_short4 c = mix(image, at, shares, i + 2), d = mix(image, at, shares, i + 3);
        mb_store_short4(to, a);
        mb_store_short4(to + channels, b);
        mb_store_short4(to + 2 * channels, c);
        mb_store_short4(to + 3 * channels, d);
        to += 4 * channels;
    }
    for (; i < count; i++) {
        for (int channel = 0; channel < channels; channel += 4) {
            mb_store_short4(to + channel, mix(image + channel, at, shares, i));
        }
        to += channels;
    }
}

/* Points at the end of a row, behind which something else lies. */
static void mix_end(const int16_t *image, const mb_positions *at, const mb_shares *shares, int i,
                    int end, int channels, int16_t *to)
{
    for (; i < end; i++) {
        for (int channel = 0; channel < channels; channel += 4) {
            int16_t four[4];
            const int left = channels - channel;
            mb_store_short4(four, mix(image + channel, at, shares, i));
            memcpy(to + channel, four, (size_t)(left < 4 ? left : 4) * sizeof *four);
        }
        to += channels;
    }
}

void mb_warp_int16(const mb_warping *layer, void *arena)
{
    const mb_tensor *output = layer->output;
    const int channels = output->channels, safe = output->width - mb_tail(channels);
    const mb_map map = mb_map_of(layer, mb_pixels(arena, layer->parameters));
    const int16_t *image = mb_pixels_int16(arena, layer->input);
    for (int y = 0; y < output->height; y++) {
        int16_t *to = mb_pixels_int16(arena, output) + (ptrdiff_t)y * output->row;
        for (int x = 0; x < output->width; x += MB_POINTS) {
            const int end = mb_within(MB_POINTS, output->width - x);
            const int run = mb_within(end, safe - x);
            mb_positions positions;
            mb_shares shares;
            mb_find_positions(&map, layer->input, y, x, &positions);
            find_shares(&positions, &shares);
            mix_run(image, &positions, &shares, run, channels, to);
            mix_end(image, &positions, &shares, run, end, channels, to + run * channels);
            to += MB_POINTS * channels;
        }
    }
}
