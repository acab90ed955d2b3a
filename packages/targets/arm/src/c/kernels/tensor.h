/* Images in the arena, row-major as [height][width][channels]. */
#ifndef MB_TENSOR_H
#define MB_TENSOR_H

#include <stddef.h>

/* Zeros around an image, in pixels, so that windows may overhang without a question. */
typedef struct {
    int top, left, bottom, right;
} mb_border;

typedef struct {
    int start; /* of the pixel in row 0 and column 0, in bytes from the start of the arena */
    int height, width, channels;
    int row; /* numbers from one row to the next */
    mb_border border;
} mb_tensor;

/* The pixel in row 0 and column 0. */
static inline float *mb_pixels(void *arena, const mb_tensor *tensor)
{
    return (float *)(void *)((char *)arena + tensor->start);
}

/* Pixels at the end of a row for which four numbers at a time would go beyond it. */
static inline int mb_tail(int channels)
{
    return (channels + 2) / channels;
}

/* Writes the zeros; the arena may have held something else there. */
void mb_clear_border(void *arena, const mb_tensor *tensor);

#endif
