/*
 * The heart of the convolution on 16-bit integers: some pixels times 8 channels, sums of 32 bits in
 * registers. The weights are such that no sum can overflow.
 */
#ifndef MB_INT16_TILE_H
#define MB_INT16_TILE_H

#include <stddef.h>

#include "int16_vector.h"
#include "tile.h"

/* Sums of each pixel: channels 0 to 3 and 4 to 7 of the panel. */
typedef struct {
    mb_int4 low[MB_TILE_PIXELS], high[MB_TILE_PIXELS];
} mb_int16_tile;

/* What the sums are over: rows of the window, each a run of fours of numbers that lie side by side. */
typedef struct {
    int rows;      /* of the window */
    int fours;     /* of a row: its numbers by four, rounded up; weights beyond its end are 0 */
    ptrdiff_t row; /* numbers from one row of the image to the next */
} mb_int16_window;

/*
 * Returns bias + sum of weights * pixels.
 *
 * corners: for each pixel, the first number of its window
 * weights: [rows][fours][4][8], with room to read 8 more
 */
MB_INLINE mb_int16_tile mb_sum_int16_window(const int16_t *const corners[MB_TILE_PIXELS],
                                            mb_int16_window window, const int16_t *weights,
                                            const int32_t *bias)
{
    mb_int16_tile sums;
    mb_short8 now, next;
#define MB_DECLARE_16(i) \
    const int16_t *from##i = corners[i]; \
    mb_short4 x##i;
    MB_EACH_PIXEL(MB_DECLARE_16)
    const mb_int4 bias_low = mb_load_int4(bias), bias_high = mb_load_int4(bias + 4);
#define MB_START_16(i) sums.low[i] = bias_low, sums.high[i] = bias_high;
    MB_EACH_PIXEL(MB_START_16)

/* The next numbers of a pixel; some past the end of a row are read, but not used or times 0. */
#define MB_TAKE_16(i) \
    x##i = mb_load_short4(from##i); \
    from##i += 4;
#define MB_SUM_16(i, lane) \
    sums.low[i] = MB_MULTIPLY_ADD_LONG(sums.low[i], mb_low(now), x##i, lane); \
    sums.high[i] = MB_MULTIPLY_ADD_LONG(sums.high[i], mb_high(now), x##i, lane);
#define MB_SUM_16_0(i) MB_SUM_16(i, 0)
#define MB_SUM_16_1(i) MB_SUM_16(i, 1)
#define MB_SUM_16_2(i) MB_SUM_16(i, 2)
#define MB_SUM_16_3(i) MB_SUM_16(i, 3) MB_TAKE_16(i)
/* One number of each pixel, times 8 weights; what is needed next is under way meanwhile. */
#define MB_STEP_16(lane) \
    next = mb_load_short8(weights + MB_TILE_CHANNELS); \
    if ((lane) % 2 == 0) MB_PREFETCH(weights + 2 * MB_WEIGHTS_AHEAD); \
    weights += MB_TILE_CHANNELS; \
    MB_EACH_PIXEL(MB_SUM_16_##lane) \
    now = next;

    now = mb_load_short8(weights);
    for (int y = 0; y < window.rows; y++) {
        MB_EACH_PIXEL(MB_TAKE_16)
        for (int i = window.fours; i > 0; i--) {
            MB_STEP_16(0)
            MB_STEP_16(1)
            MB_STEP_16(2)
            MB_STEP_16(3)
        }
#define MB_NEXT_ROW_16(i) from##i += window.row - 4 * (window.fours + 1);
        MB_EACH_PIXEL(MB_NEXT_ROW_16)
    }
    return sums;
}

#endif
