#include "int16_pooling.h"

#include "int16_vector.h"

/* One number of the output, from the part of its window that is inside of the image. */
static int16_t pool(const mb_pooling *layer, const int16_t *from, int y, int x, int channel)
{
    const mb_tensor *input = layer->input;
    const int top = y * layer->stride_y - layer->padding_top;
    const int left = x * layer->stride_x - layer->padding_left;
    int32_t sum = 0, maximum = INT16_MIN, count = 0;
    for (int row = top; row < top + layer->window_height; row++) {
        for (int column = left; column < left + layer->window_width; column++) {
            if (row < 0 || row >= input->height || column < 0 || column >= input->width) continue;
            const int32_t number =
                from[(ptrdiff_t)row * input->row + column * input->channels + channel];
            sum += number;
            count++;
            if (number > maximum) maximum = number;
        }
    }
    if (!layer->mean) return (int16_t)maximum;
    const int32_t half = sum < 0 ? -count / 2 : count / 2;
    return (int16_t)((sum + half) / count);
}

/* So many windows of 2 x 2 pixels that lie side by side, and that are followed by others. */
static void pool_quads(const mb_pooling *layer, int count, const int16_t *from, int16_t *to)
{
    const int channels = layer->input->channels, mean = layer->mean;
    const ptrdiff_t row = layer->input->row;
    for (int x = 0; x < count; x++) {
        for (int channel = 0; channel < channels; channel += 4) {
            const int16_t *here = from + channel;
            const mb_short4 a = mb_load_short4(here), b = mb_load_short4(here + channels);
            const mb_short4 c = mb_load_short4(here + row), d = mb_load_short4(here + row + channels);
            const mb_short4 sum = mb_add_short4(mb_add_short4(a, b), mb_add_short4(c, d));
            const mb_short4 maximum =
                mb_maximum_short4(mb_maximum_short4(a, b), mb_maximum_short4(c, d));
            /* What is stored beyond the channels is overwritten by the next pixel. */
            mb_store_short4(to + channel, mean ? mb_quarter(sum) : maximum);
        }
        from += 2 * channels;
        to += channels;
    }
}

void mb_pool_int16(const mb_pooling *layer, void *arena)
{
    const mb_tensor *input = layer->input, *output = layer->output;
    const int safe = output->width - mb_tail(output->channels);
    const int count = mb_takes_quads(layer) && safe > 0 ? safe : 0;
    const int16_t *from = mb_pixels_int16(arena, input);
    for (int y = 0; y < output->height; y++) {
        int16_t *to = mb_pixels_int16(arena, output) + (ptrdiff_t)y * output->row;
        pool_quads(layer, count, from + 2 * (ptrdiff_t)y * input->row, to);
        for (int x = count; x < output->width; x++) {
            for (int channel = 0; channel < output->channels; channel++) {
                to[x * output->channels + channel] = pool(layer, from, y, x, channel);
            }
        }
    }
}
