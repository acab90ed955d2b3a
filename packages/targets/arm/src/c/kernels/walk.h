/* The way of a convolution over the pixels of its output, row by row; in numbers, of whatever size. */
#ifndef MB_WALK_H
#define MB_WALK_H

#include "tensor.h"

typedef struct {
    ptrdiff_t corner;      /* of the window of the present pixel, from pixel 0 of the input */
    ptrdiff_t target;      /* the present pixel, from pixel 0 of the output */
    ptrdiff_t right, down; /* to the windows of the pixel beside and below, before any pooling */
    int x, left;           /* column, and pixels still to come with this one */
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
    walk.left = output->height * output->width;
    walk.width = output->width;
    walk.corner_step = side * walk.right;
    walk.corner_return = side * (walk.down - output->width * walk.right);
    walk.target_step = output->channels;
    walk.target_return = output->row - (ptrdiff_t)output->width * output->channels;
    /* Rows that follow each other without a gap are one long row. */
    if (walk.corner_return == 0 && walk.target_return == 0) walk.width *= output->height;
    return walk;
}

static inline void mb_end_row(mb_walk *walk)
{
    if (walk->x < walk->width) return;
    walk->x = 0;
    walk->corner += walk->corner_return;
    walk->target += walk->target_return;
}

/*
 * Takes so many pixels and goes on behind them. At the end it takes the last one again, so that a tile
 * is always full.
 */
static inline void mb_walk_on(mb_walk *walk, int count, ptrdiff_t *corners, ptrdiff_t *targets)
{
    if (walk->x + count <= walk->width) {
        for (int i = 0; i < count; i++) {
            corners[i] = walk->corner;
            targets[i] = walk->target;
            walk->corner += walk->corner_step;
            walk->target += walk->target_step;
        }
        walk->x += count;
        walk->left -= count;
        mb_end_row(walk);
        return;
    }
    for (int i = 0; i < count; i++) {
        corners[i] = walk->corner;
        targets[i] = walk->target;
        if (walk->left <= 1) continue;
        walk->left--;
        walk->x++;
        walk->corner += walk->corner_step;
        walk->target += walk->target_step;
        mb_end_row(walk);
    }
}

#endif
