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

/* The next numbers of a pixel; some past the end of a row are read, but not used. */
#define MB_TAKE(i) \
    x##i = mb_load(from##i); \
    from##i += 4;
#define MB_SUM_LOW(i, lane) sums.low[i] = MB_MULTIPLY_ADD_LANE(sums.low[i], low, x##i, lane);
#define MB_SUM_HIGH(i, lane) sums.high[i] = MB_MULTIPLY_ADD_LANE(sums.high[i], high, x##i, lane);
#define MB_SUM_LOW_0(i) MB_SUM_LOW(i, 0)
#define MB_SUM_LOW_1(i) MB_SUM_LOW(i, 1)
#define MB_SUM_LOW_2(i) MB_SUM_LOW(i, 2)
#define MB_SUM_LOW_3(i) MB_SUM_LOW(i, 3)
#define MB_SUM_HIGH_0(i) MB_SUM_HIGH(i, 0)
#define MB_SUM_HIGH_1(i) MB_SUM_HIGH(i, 1)
#define MB_SUM_HIGH_2(i) MB_SUM_HIGH(i, 2)
#define MB_SUM_HIGH_3(i) MB_SUM_HIGH(i, 3) MB_TAKE(i)
/*
 * One number of each pixel, times 8 weights. Each register is loaded anew behind its last use, so that
 * what is needed next is under way meanwhile, and 14 of 16 registers suffice.
 */
#define MB_STEP(lane) \
    weights += MB_TILE_CHANNELS; \
    MB_PREFETCH(weights + MB_WEIGHTS_AHEAD); \
    MB_EACH_PIXEL(MB_SUM_LOW_##lane) \
    low = mb_load(weights); \
    MB_EACH_PIXEL(MB_SUM_HIGH_##lane) \
    high = mb_load(weights + 4);

    low = mb_load(weights);
    high = mb_load(weights + 4);
    const int fours = window.run / 4, rest = window.run % 4;
    for (int y = 0; y < window.rows; y++) {
        MB_EACH_PIXEL(MB_TAKE)
        for (int i = fours; i > 0; i--) {
            MB_STEP(0)
            MB_STEP(1)
            MB_STEP(2)
            MB_STEP(3)
        }
        if (rest > 0) {
            MB_STEP(0)
        }
        if (rest > 1) {
            MB_STEP(1)
        }
        if (rest > 2) {
            MB_STEP(2)
        }
#define MB_NEXT_ROW(i) from##i += window.row - 4 * (fours + 1);
        MB_EACH_PIXEL(MB_NEXT_ROW)
    }
    return sums;
}

#endif
