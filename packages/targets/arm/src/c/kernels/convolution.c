/* GCC would move the loads of the tile to where their results are needed, which is too late. */
#if defined(__arm__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-schedule-insns")
#endif

#include "convolution.h"

#include <string.h>

#include "tile.h"

/* Where a tile reads and writes. */
typedef struct {
    const float *corners[MB_TILE_PIXELS];
    float *targets[MB_TILE_PIXELS];
} mb_places;

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

static void compute(const mb_panel *panel, const mb_places *at)
{
    const mb_tile sums = mb_sum_window(at->corners, panel->window, panel->kernel, panel->bias);
#define MB_FINISH(i) finish(panel, at->targets[i], sums.low[i], sums.high[i]);
    MB_EACH_PIXEL(MB_FINISH)
}

#define MB_MAXIMUM_OF_4(x, i) \
    mb_maximum(mb_maximum((x)[i], (x)[(i) + 1]), mb_maximum((x)[(i) + 2], (x)[(i) + 3]))

static void compute_pooled(const mb_panel *panel, const mb_places *at)
{
    const mb_tile sums = mb_sum_window(at->corners, panel->window, panel->kernel, panel->bias);
    finish(panel, at->targets[0], MB_MAXIMUM_OF_4(sums.low, 0), MB_MAXIMUM_OF_4(sums.high, 0));
#if MB_TILE_PIXELS == 8
    finish(panel, at->targets[4], MB_MAXIMUM_OF_4(sums.low, 4), MB_MAXIMUM_OF_4(sums.high, 4));
#endif
}

/* Goes over the pixels of the output, row by row. */
typedef struct {
    const float *corner; /* of the window of the present pixel */
    float *target;
    int x, left; /* column, and pixels still to come after this one */
    int width;
    ptrdiff_t corner_step, corner_return, target_step, target_return;
} mb_walk;

/* Goes on by one pixel, or stays at the last: a tile that is not full computes that one again. */
static inline void advance(mb_walk *walk)
{
    if (walk->left == 0) return;
    walk->left--;
    walk->corner += walk->corner_step;
    walk->target += walk->target_step;
    if (++walk->x == walk->width) {
        walk->x = 0;
        walk->corner += walk->corner_return;
        walk->target += walk->target_return;
    }
}

static void convolve_panel(const mb_panel *panel, mb_walk walk)
{
    const int tiles = (walk.left + MB_TILE_PIXELS) / MB_TILE_PIXELS;
    for (int tile = 0; tile < tiles; tile++) {
        mb_places at;
        for (int i = 0; i < MB_TILE_PIXELS; i++) {
            at.corners[i] = walk.corner;
            at.targets[i] = walk.target;
            advance(&walk);
        }
        compute(panel, &at);
    }
}

/* As above, where each pixel of the walk stands for the four that it is the maximum of. */
static void convolve_panel_pooled(const mb_panel *panel, mb_walk walk, ptrdiff_t right,
                                  ptrdiff_t down)
{
    const int pixels = MB_TILE_PIXELS / 4;
    const int tiles = (walk.left + pixels) / pixels;
    for (int tile = 0; tile < tiles; tile++) {
        mb_places at;
        for (int i = 0; i < MB_TILE_PIXELS; i += 4) {
            at.corners[i] = walk.corner;
            at.corners[i + 1] = walk.corner + right;
            at.corners[i + 2] = walk.corner + down;
            at.corners[i + 3] = walk.corner + down + right;
            at.targets[i] = walk.target;
            advance(&walk);
        }
        compute_pooled(panel, &at);
    }
}

void mb_convolve(const mb_convolution *layer, const float *weights, void *arena)
{
    const mb_tensor *input = layer->input, *output = layer->output;
    const ptrdiff_t channels_in = input->channels;
    const ptrdiff_t right = layer->stride_x * channels_in;
    const ptrdiff_t down = (ptrdiff_t)layer->stride_y * input->row;
    const int side = layer->pooled ? 2 : 1;

    mb_panel panel;
    panel.window.rows = layer->window_height;
    panel.window.run = layer->window_width * input->channels;
    panel.window.row = input->row;
    panel.activation = layer->activation;
    const ptrdiff_t panel_size =
        (ptrdiff_t)panel.window.rows * panel.window.run * MB_TILE_CHANNELS;

    mb_walk walk;
    walk.x = 0;
    walk.left = output->height * output->width - 1;
    walk.width = output->width;
    walk.corner_step = side * right;
    walk.corner_return = side * (down - output->width * right);
    walk.target_step = output->channels;
    walk.target_return = output->row - (ptrdiff_t)output->width * output->channels;

    for (int channel = 0; channel < output->channels; channel += MB_TILE_CHANNELS) {
        const int left = output->channels - channel;
        panel.channels = left < MB_TILE_CHANNELS ? left : MB_TILE_CHANNELS;
        panel.kernel = weights + layer->kernel + channel / MB_TILE_CHANNELS * panel_size;
        panel.bias = weights + layer->bias + channel;
        panel.slopes = weights + layer->slopes + channel;
        walk.corner = mb_pixels(arena, input) - (ptrdiff_t)layer->padding_top * input->row -
                      layer->padding_left * channels_in;
        walk.target = mb_pixels(arena, output) + channel;
        if (layer->pooled) {
            convolve_panel_pooled(&panel, walk, right, down);
        } else {
            convolve_panel(&panel, walk);
        }
    }
}
