#include "pooling.h"

#include "vector.h"

/* The part of a window that is inside of the image. */
typedef struct {
    const float *first;
    int height, width;
    ptrdiff_t row;
    int channels;
} mb_part;

static inline int inside(int start, int length, int end)
{
    const int from = start < 0 ? 0 : start;
    const int to = start + length > end ? end : start + length;
    return to - from;
}

static mb_vector pool_4(const mb_part *part, int channel, int mean)
{
    mb_vector result = mb_load(part->first + channel);
    for (int y = 0; y < part->height; y++) {
        const float *from = part->first + y * part->row + channel;
        for (int x = y == 0 ? 1 : 0; x < part->width; x++) {
            const mb_vector next = mb_load(from + (ptrdiff_t)x * part->channels);
            result = mean ? mb_add(result, next) : mb_maximum(result, next);
        }
    }
    return mean ? mb_multiply(result, mb_all(1.0f / (float)(part->height * part->width))) : result;
}

/* So many windows of 2 x 2 pixels that lie side by side, and that are followed by others. */
static void pool_quads(const mb_pooling *layer, int count, const float *from, float *to)
{
    const int channels = layer->input->channels, mean = layer->mean;
    const ptrdiff_t row = layer->input->row;
    const mb_vector quarter = mb_all(0.25f);
    for (int x = 0; x < count; x++) {
        for (int channel = 0; channel < channels; channel += 4) {
            const float *here = from + channel;
            const mb_vector a = mb_load(here), b = mb_load(here + channels);
            const mb_vector c = mb_load(here + row), d = mb_load(here + row + channels);
            /* In the order of the windows of any size, so that the sum is the same. */
            const mb_vector sum = mb_add(mb_add(mb_add(a, b), c), d);
            const mb_vector maximum = mb_maximum(mb_maximum(a, b), mb_maximum(c, d));
            /* What is stored beyond the channels is overwritten by the next pixel. */
            mb_store(to + channel, mean ? mb_multiply(sum, quarter) : maximum);
        }
        from += 2 * channels;
        to += channels;
    }
}

/* Pixels of a row of the output, from one to another. */
static void pool_run(const mb_pooling *layer, void *arena, int y, int x, int end)
{
    const mb_tensor *input = layer->input, *output = layer->output;
    const int top = y * layer->stride_y - layer->padding_top;
    mb_part part;
    part.row = input->row;
    part.channels = input->channels;
    part.height = inside(top, layer->window_height, input->height);
    float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row + x * output->channels;
    for (; x < end; x++) {
        const int left = x * layer->stride_x - layer->padding_left;
        part.width = inside(left, layer->window_width, input->width);
        part.first = mb_pixels(arena, input) + (ptrdiff_t)(top < 0 ? 0 : top) * input->row +
                     (ptrdiff_t)(left < 0 ? 0 : left) * input->channels;
        int channel = 0;
        for (; channel + 4 <= input->channels; channel += 4) {
            mb_store(to + channel, pool_4(&part, channel, layer->mean));
        }
        if (channel < input->channels) {
            float last[4];
            mb_store(last, pool_4(&part, channel, layer->mean));
            for (int i = 0; channel + i < input->channels; i++) to[channel + i] = last[i];
        }
        to += output->channels;
    }
}

void mb_pool(const mb_pooling *layer, void *arena)
{
    const mb_tensor *input = layer->input, *output = layer->output;
    const int safe = output->width - mb_tail(output->channels);
    const int count = mb_takes_quads(layer) && safe > 0 ? safe : 0;
    for (int y = 0; y < output->height; y++) {
        pool_quads(layer, count, mb_pixels(arena, input) + 2 * (ptrdiff_t)y * input->row,
                   mb_pixels(arena, output) + (ptrdiff_t)y * output->row);
        pool_run(layer, arena, y, count, output->width);
    }
}
