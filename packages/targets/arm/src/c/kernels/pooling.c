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

void mb_pool(const mb_pooling *layer, void *arena)
{
    const mb_tensor *input = layer->input, *output = layer->output;
    mb_part part;
    part.row = input->row;
    part.channels = input->channels;

    for (int y = 0; y < output->height; y++) {
        const int top = y * layer->stride_y - layer->padding_top;
        part.height = inside(top, layer->window_height, input->height);
        float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row;
        for (int x = 0; x < output->width; x++) {
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
}
