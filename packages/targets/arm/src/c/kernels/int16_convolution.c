/* GCC would move the loads of the tile to where their results are needed, which is too late. */
#if defined(__arm__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-schedule-insns,no-schedule-insns2")
#endif

#include "int16_convolution.h"

#include <string.h>

#include "int16_tile.h"
#include "walk.h"

/* What is the same for all tiles of a panel. */
typedef struct {
    mb_int16_window window;
    mb_int4 share_low, share_high;
    mb_short8 least, most;
    int channels; /* of this panel: 8, or fewer in the last one */
    const int16_t *kernel;
    const int32_t *bias;
} mb_panel;

static inline void finish(const mb_panel *panel, int16_t *to, mb_int4 low, mb_int4 high)
{
    mb_short8 all = mb_join(mb_requantise(low, panel->share_low),
                            mb_requantise(high, panel->share_high));
    all = mb_minimum_short8(mb_maximum_short8(all, panel->least), panel->most);
    if (panel->channels == MB_TILE_CHANNELS) {
        mb_store_short8(to, all);
    } else {
        int16_t numbers[MB_TILE_CHANNELS];
        mb_store_short8(numbers, all);
        memcpy(to, numbers, (size_t)panel->channels * sizeof *to);
    }
}

static void convolve_panel(const mb_panel *panel, const int16_t *input, int16_t *output,
                           mb_walk walk)
{
    const int tiles = (walk.left + MB_TILE_PIXELS - 1) / MB_TILE_PIXELS;
    for (int tile = 0; tile < tiles; tile++) {
        const int16_t *corners[MB_TILE_PIXELS];
        ptrdiff_t starts[MB_TILE_PIXELS], targets[MB_TILE_PIXELS];
        mb_walk_on(&walk, MB_TILE_PIXELS, starts, targets);
        for (int i = 0; i < MB_TILE_PIXELS; i++) corners[i] = input + starts[i];
        const mb_int16_tile sums =
            mb_sum_int16_window(corners, panel->window, panel->kernel, panel->bias);
#define MB_FINISH_16(i) finish(panel, output + targets[i], sums.low[i], sums.high[i]);
        MB_EACH_PIXEL(MB_FINISH_16)
    }
}

#define MB_MAXIMUM_INT4(x, i) \
    mb_maximum_int4(mb_maximum_int4((x)[i], (x)[(i) + 1]), \
                    mb_maximum_int4((x)[(i) + 2], (x)[(i) + 3]))

/* As above, where each pixel of the walk stands for the four that it is the maximum of. */
static void convolve_panel_pooled(const mb_panel *panel, const int16_t *input, int16_t *output,
                                  mb_walk walk)
{
    const int pixels = MB_TILE_PIXELS / 4;
    const int tiles = (walk.left + pixels - 1) / pixels;
    for (int tile = 0; tile < tiles; tile++) {
        const int16_t *corners[MB_TILE_PIXELS];
        ptrdiff_t starts[MB_TILE_PIXELS / 4], targets[MB_TILE_PIXELS / 4];
        mb_walk_on(&walk, pixels, starts, targets);
        for (int i = 0; i < pixels; i++) {
            const int16_t *corner = input + starts[i];
            corners[4 * i] = corner;
            corners[4 * i + 1] = corner + walk.right;
            corners[4 * i + 2] = corner + walk.down;
            corners[4 * i + 3] = corner + walk.down + walk.right;
        }
        const mb_int16_tile sums =
            mb_sum_int16_window(corners, panel->window, panel->kernel, panel->bias);
        finish(panel, output + targets[0], MB_MAXIMUM_INT4(sums.low, 0), MB_MAXIMUM_INT4(sums.high, 0));
#if MB_TILE_PIXELS == 8
        finish(panel, output + targets[1], MB_MAXIMUM_INT4(sums.low, 4), MB_MAXIMUM_INT4(sums.high, 4));
#endif
    }
}

void mb_convolve_int16(const mb_int16_convolution *layer, const void *weights, void *arena)
{
    const mb_tensor *input = layer->input, *output = layer->output;
    mb_panel panel;
    panel.window.rows = layer->window_height;
    panel.window.fours = (layer->window_width * input->channels + 3) / 4;
    panel.window.row = input->row;
    panel.least = mb_all_short8(layer->least);
    panel.most = mb_all_short8(layer->most);
    const ptrdiff_t panel_size =
        (ptrdiff_t)panel.window.rows * panel.window.fours * 4 * MB_TILE_CHANNELS;
    const mb_walk walk = mb_walk_over(input, output, layer->stride_y, layer->stride_x,
                                      layer->padding_top, layer->padding_left, layer->pooled);

    for (int channel = 0; channel < output->channels; channel += MB_TILE_CHANNELS) {
        const int left = output->channels - channel;
        const int32_t *share = (const int32_t *)mb_at(weights, layer->share) + channel;
        const int16_t *from = mb_pixels_int16(arena, input);
        int16_t *to = mb_pixels_int16(arena, output) + channel;
        panel.channels = left < MB_TILE_CHANNELS ? left : MB_TILE_CHANNELS;
        panel.kernel = (const int16_t *)mb_at(weights, layer->kernel) +
                       channel / MB_TILE_CHANNELS * panel_size;
        panel.bias = (const int32_t *)mb_at(weights, layer->bias) + channel;
        panel.share_low = mb_load_int4(share);
        panel.share_high = mb_load_int4(share + 4);
        if (layer->pooled) convolve_panel_pooled(&panel, from, to, walk);
        else convolve_panel(&panel, from, to, walk);
    }
}
