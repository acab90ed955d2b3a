/* GCC would move the loads of the tile to where their results are needed, which is too late. */
#if defined(__arm__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-schedule-insns")
#endif

#include "convolution.h"

#include <string.h>

#include "tile.h"
#include "walk.h"

/* What is the same for all tiles of a panel. */
typedef struct {
    mb_window window;
    mb_activation activation;
    int channels; /* of this panel: 8, or fewer in the last one */
    const float *kernel, *bias, *slopes;
} mb_panel;

static inline void store(float *to, mb_vector low, mb_vector high, int channels)
{
    if (channels == MB_TILE_CHANNELS) {
        mb_store(to, low);
        mb_store(to + 4, high);
    } else {
        float all[MB_TILE_CHANNELS];
        mb_store(all, low);
        mb_store(all + 4, high);
        memcpy(to, all, (size_t)channels * sizeof(float));
    }
}

static inline void finish(const mb_panel *panel, float *to, mb_vector low, mb_vector high)
{
    mb_vector slopes_low = low, slopes_high = high;
    if (panel->activation == MB_SLOPES) {
        slopes_low = mb_load(panel->slopes);
        slopes_high = mb_load(panel->slopes + 4);
    }
    store(to, mb_activate_vector(panel->activation, low, slopes_low),
          mb_activate_vector(panel->activation, high, slopes_high), panel->channels);
}

static void convolve_panel(const mb_panel *panel, const float *input, float *output, mb_walk walk)
{
    const int tiles = (walk.left + MB_TILE_PIXELS - 1) / MB_TILE_PIXELS;
    for (int tile = 0; tile < tiles; tile++) {
        const float *corners[MB_TILE_PIXELS];
        ptrdiff_t starts[MB_TILE_PIXELS], targets[MB_TILE_PIXELS];
        mb_walk_on(&walk, MB_TILE_PIXELS, starts, targets);
        for (int i = 0; i < MB_TILE_PIXELS; i++) corners[i] = input + starts[i];
        const mb_tile sums = mb_sum_window(corners, panel->window, panel->kernel, panel->bias);
#define MB_FINISH(i) finish(panel, output + targets[i], sums.low[i], sums.high[i]);
        MB_EACH_PIXEL(MB_FINISH)
    }
}

#define MB_MAXIMUM_OF_4(x, i) \
    mb_maximum(mb_maximum((x)[i], (x)[(i) + 1]), mb_maximum((x)[(i) + 2], (x)[(i) + 3]))

/* As above, where each pixel of the walk stands for the four that it is the maximum of. */
static void convolve_panel_pooled(const mb_panel *panel, const float *input, float *output,
                                  mb_walk walk)
{
    const int pixels = MB_TILE_PIXELS / 4;
    const int tiles = (walk.left + pixels - 1) / pixels;
    for (int tile = 0; tile < tiles; tile++) {
        const float *corners[MB_TILE_PIXELS];
        ptrdiff_t starts[MB_TILE_PIXELS / 4], targets[MB_TILE_PIXELS / 4];
        mb_walk_on(&walk, pixels, starts, targets);
        for (int i = 0; i < pixels; i++) {
            const float *corner = input + starts[i];
            corners[4 * i] = corner;
            corners[4 * i + 1] = corner + walk.right;
            corners[4 * i + 2] = corner + walk.down;
            corners[4 * i + 3] = corner + walk.down + walk.right;
        }
        const mb_tile sums = mb_sum_window(corners, panel->window, panel->kernel, panel->bias);
        finish(panel, output + targets[0], MB_MAXIMUM_OF_4(sums.low, 0),
               MB_MAXIMUM_OF_4(sums.high, 0));
#if MB_TILE_PIXELS == 8
        finish(panel, output + targets[1], MB_MAXIMUM_OF_4(sums.low, 4),
               MB_MAXIMUM_OF_4(sums.high, 4));
#endif
    }
}

void mb_convolve(const mb_convolution *layer, const void *weights, void *arena)
{
    const mb_tensor *input = layer->input, *output = layer->output;
    mb_panel panel;
    panel.window.rows = layer->window_height;
    panel.window.run = layer->window_width * input->channels;
    panel.window.row = input->row;
    panel.activation = layer->activation;
    const ptrdiff_t panel_size =
        (ptrdiff_t)panel.window.rows * panel.window.run * MB_TILE_CHANNELS;
    const mb_walk walk = mb_walk_over(input, output, layer->stride_y, layer->stride_x,
                                      layer->padding_top, layer->padding_left, layer->pooled);

    for (int channel = 0; channel < output->channels; channel += MB_TILE_CHANNELS) {
        const int left = output->channels - channel;
        const float *from = mb_pixels(arena, input);
        float *to = mb_pixels(arena, output) + channel;
        panel.channels = left < MB_TILE_CHANNELS ? left : MB_TILE_CHANNELS;
        panel.kernel = (const float *)mb_at(weights, layer->kernel) +
                       channel / MB_TILE_CHANNELS * panel_size;
        panel.bias = (const float *)mb_at(weights, layer->bias) + channel;
        panel.slopes = (const float *)mb_at(weights, layer->slopes) + channel;
        if (layer->pooled) convolve_panel_pooled(&panel, from, to, walk);
        else convolve_panel(&panel, from, to, walk);
    }
}
