#include "tensor.h"

#include <string.h>

static void clear(float *from, ptrdiff_t count)
{
    memset(from, 0, (size_t)count * sizeof(float));
}

void mb_clear_border(void *arena, const mb_tensor *tensor)
{
    const mb_border border = tensor->border;
    const ptrdiff_t row = tensor->row;
    const ptrdiff_t left = (ptrdiff_t)border.left * tensor->channels;
    const ptrdiff_t inner = (ptrdiff_t)tensor->width * tensor->channels;
    float *first = mb_pixels(arena, tensor) - left;

    clear(first - border.top * row, border.top * row);
    if (border.left + border.right > 0) {
        for (int y = 0; y < tensor->height; y++) {
            clear(first + y * row, left);
            clear(first + y * row + left + inner, row - left - inner);
        }
    }
    clear(first + tensor->height * row, border.bottom * row);
}
