/* The way of a convolution over the pixels of its output, row by row; in numbers, of whatever size. */
#ifndef MB_WALK_H
#define MB_WALK_H

#include "tensor.h"

typedef struct {
    ptrdiff_t corner;      /* of the window of the present pixel, from pixel 0 of the input */
    ptrdiff_t target;      /* the present pixel, from pixel 0 of the output */
    ptrdiff_t right, down; /* to the windows of the pixel beside and below, before any pooling */
    int x, left;           /* column, and pixels still to come after this one */
    int width;
    ptrdiff_t corner_step, corner_return, target_step, target_return;
} mb_walk;

static inline mb_walk mb_walk_over(const mb_tensor *input, const mb_tensor *output, int stride_y,
                                   int stride_x, int padding_top, int padding_left, int pooled)
{
    const int side = pooled ? 2 : 1;
    mb_walk walk;
    walk.corner = -(ptrdiff_t)padding_top * input->row - (ptrdiff_t)padding_left * input->channels;
    walk.target = 0;
    walk.right = (ptrdiff_t)stride_x * input->channels;
    walk.down = (ptrdiff_t)stride_y * input->row;
    walk.x = 0;
    walk.left = output->height * output->width - 1;
    walk.width = output->width;
    walk.corner_step = side * walk.right;
    walk.corner_return = side * (walk.down - output->width * walk.right);
    walk.target_step = output->channels;
    walk.target_return = output->row - (ptrdiff_t)output->width * output->channels;
    return walk;
}

/* Goes on by one pixel, or stays at the last: a tile that is not full computes that one again. */
static inline void mb_advance(mb_walk *walk)
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

#endif
