#include "elementwise.h"

void mb_scale(void *arena, const mb_tensor *input, const mb_tensor *output, const float *scale,
              const float *offset)
{
    for (int y = 0; y < input->height; y++) {
        const float *from = mb_pixels(arena, input) + (ptrdiff_t)y * input->row;
        float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row;
        for (int x = 0; x < input->width; x++) {
            for (int c = 0; c < input->channels; c++) *to++ = *from++ * scale[c] + offset[c];
        }
    }
}

void mb_add_tensors(void *arena, const mb_tensor *first, const mb_tensor *second,
                    const mb_tensor *output)
{
    const int run = output->width * output->channels;
    for (int y = 0; y < output->height; y++) {
        const float *a = mb_pixels(arena, first) + (ptrdiff_t)y * first->row;
        const float *b = mb_pixels(arena, second) + (ptrdiff_t)y * second->row;
        float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row;
        for (int i = 0; i < run; i++) to[i] = a[i] + b[i];
    }
}
