/* Where a warp reads: the same for all kinds of pixels. */
#ifndef MB_POSITION_H
#define MB_POSITION_H

#include "warp.h"

/* Points whose positions are computed at a time. */
#define MB_POINTS 16

/* A map from output pixels, counted from the middle of the image, to input pixels. */
typedef struct {
    float a, b, x; /* x = (a * column + x) + b * row */
    float d, e, y; /* y = (d * column + y) + e * row */
    float x_by_column, x_by_row, y_by_column, y_by_row; /* pixels of the input by those of the output */
    float middle_column, middle_row;                    /* of the output */
} mb_map;

/* Four pixels of the input for each point, and how far it lies from the first of them. */
typedef struct {
    int first[MB_POINTS];              /* position of the upper left one, in numbers */
    int right[MB_POINTS], down[MB_POINTS]; /* to its neighbours; 0 at the edge */
    float rightward[MB_POINTS], downward[MB_POINTS]; /* 0 to 1 */
} mb_positions;

/* x, held within 0 and the most. */
static inline int mb_within(int most, int x)
{
    return x < 0 ? 0 : x > most ? most : x;
}

mb_map mb_map_of(const mb_warping *layer, const float *parameters);

/* Positions of MB_POINTS points of a row, from this column on; more than the row has are harmless. */
void mb_find_positions(const mb_map *map, const mb_tensor *input, int row, int column,
                       mb_positions *positions);

#endif
