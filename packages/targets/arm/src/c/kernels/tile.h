/*
 * The heart of the convolution: some pixels times 8 channels, all sums in registers.
 *
 * With 16 vector registers (ARMv7) 4 pixels fill 8 of them with sums and leave 4 for the pixels'
 * numbers and 4 for weights; with 32 (ARMv8) it is 8 pixels.
 */
#ifndef MB_TILE_H
#define MB_TILE_H

#include "tensor.h"
#include "vector.h"

#if defined(__aarch64__)
#define MB_TILE_PIXELS 8
#define MB_EACH_PIXEL(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#else
#define MB_TILE_PIXELS 4
#define MB_EACH_PIXEL(DO) DO(0) DO(1) DO(2) DO(3)
#endif

/* Channels of a tile: weights come in panels of this many. */
#define MB_TILE_CHANNELS 8

/* Sums of each pixel: channels 0 to 3 and 4 to 7 of the panel. */
typedef struct {
    mb_vector low[MB_TILE_PIXELS], high[MB_TILE_PIXELS];
} mb_tile;

/* What the sums are over: rows of the window, each a run of numbers that lie side by side. */
typedef struct {
    int rows;      /* of the window */
    int run;       /* width of the window times input channels */
    ptrdiff_t row; /* floats from one row of the image to the next */
} mb_window;

/* Floats to ask ahead for: 8 steps of weights. */
#define MB_WEIGHTS_AHEAD 64

/*
 * Returns bias + sum of weights * pixels.
 *
 * corners: for each pixel, the first number of its window
 * weights: [rows][run][8]
 */
MB_INLINE mb_tile mb_sum_window(const float *const corners[MB_TILE_PIXELS], mb_window window,
                                    const float *weights, const float *bias)
{
    mb_tile sums;
    mb_vector low, high;
#define MB_DECLARE(i) \
    const float *from##i = corners[i]; \
    mb_vector x##i;
    MB_EACH_PIXEL(MB_DECLARE)

    low = mb_load(bias);
    high = mb_load(bias + 4);
#define MB_START(i) sums.low[i] = low, sums.high[i] = high;
    MB_EACH_PIXEL(MB_START)

/* The next numbers of each pixel; up to three past the end of a run are read but not used. */
#define MB_TAKE(i) x##i = mb_load(from##i);
#define MB_ADVANCE(i) from##i += 4;
#define MB_SUM_LOW(i, lane) sums.low[i] = MB_MULTIPLY_ADD_LANE(sums.low[i], low, x##i, lane);
#define MB_SUM_HIGH(i, lane) sums.high[i] = MB_MULTIPLY_ADD_LANE(sums.high[i], high, x##i, lane);
#define MB_SUM_LOW_0(i) MB_SUM_LOW(i, 0)
#define MB_SUM_LOW_1(i) MB_SUM_LOW(i, 1)
#define MB_SUM_LOW_2(i) MB_SUM_LOW(i, 2)
#define MB_SUM_LOW_3(i) MB_SUM_LOW(i, 3)
#define MB_SUM_HIGH_0(i) MB_SUM_HIGH(i, 0)
#define MB_SUM_HIGH_1(i) MB_SUM_HIGH(i, 1)
#define MB_SUM_HIGH_2(i) MB_SUM_HIGH(i, 2)
#define MB_SUM_HIGH_3(i) MB_SUM_HIGH(i, 3)
/* One number of each pixel, times 8 weights. */
#define MB_STEP(lane) \
    next_low = mb_load(weights + 8); \
    next_high = mb_load(weights + 12); \
    MB_PREFETCH(weights + MB_WEIGHTS_AHEAD); \
    MB_EACH_PIXEL(MB_SUM_LOW_##lane) \
    MB_EACH_PIXEL(MB_SUM_HIGH_##lane) \
    weights += MB_TILE_CHANNELS; \
    low = next_low; \
    high = next_high;

    mb_vector next_low, next_high;
    low = mb_load(weights);
    high = mb_load(weights + 4);
    const int rest = window.run % 4;
    for (int y = 0; y < window.rows; y++) {
        for (int i = window.run / 4; i > 0; i--) {
            MB_EACH_PIXEL(MB_TAKE)
            MB_EACH_PIXEL(MB_ADVANCE)
            MB_STEP(0)
            MB_STEP(1)
            MB_STEP(2)
            MB_STEP(3)
        }
        if (rest > 0) {
            MB_EACH_PIXEL(MB_TAKE)
            MB_STEP(0)
            if (rest > 1) {
                MB_STEP(1)
            }
            if (rest > 2) {
                MB_STEP(2)
            }
        }
#define MB_NEXT_ROW(i) from##i += window.row - window.run + rest;
        MB_EACH_PIXEL(MB_NEXT_ROW)
    }
    return sums;
}

#endif
