#include "tensor.h"

#include <string.h>

void mb_clear_border(void *arena, const mb_tensor *tensor, size_t bytes)
{
    const mb_border border = tensor->border;
    const size_t row = (size_t)tensor->row * bytes;
    const size_t left = (size_t)(border.left * tensor->channels) * bytes;
    const size_t inner = (size_t)(tensor->width * tensor->channels) * bytes;
    char *first = (char *)arena + tensor->start - left;

    memset(first - (size_t)border.top * row, 0, (size_t)border.top * row);
    if (border.left + border.right > 0) {
        for (int y = 0; y < tensor->height; y++) {
            memset(first + (size_t)y * row, 0, left);
            memset(first + (size_t)y * row + left + inner, 0, row - left - inner);
        }
    }
    memset(first + (size_t)tensor->height * row, 0, (size_t)border.bottom * row);
}
