/* Images in the arena, row-major as [height][width][channels]. */
#ifndef MB_TENSOR_H
#define MB_TENSOR_H

#include <stddef.h>
#include <stdint.h>

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

static inline int16_t *mb_pixels_int16(void *arena, const mb_tensor *tensor)
{
    return (int16_t *)(void *)((char *)arena + tensor->start);
}

/* What lies so many bytes into the weights. */
static inline const void *mb_at(const void *weights, int position)
{
    return (const char *)weights + position;
}

/* Pixels at the end of a row for which four numbers at a time would go beyond it. */
static inline int mb_tail(int channels)
{
    return (channels + 2) / channels;
}

/* Writes the zeros, of so many bytes each; the arena may have held something else there. */
void mb_clear_border(void *arena, const mb_tensor *tensor, size_t bytes);

#endif
