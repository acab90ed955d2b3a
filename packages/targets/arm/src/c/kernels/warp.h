#ifndef MB_WARP_H
#define MB_WARP_H

#include "tensor.h"

/* What the parameters of a warp are; the matrix (a, b, c, d, e, f) that they stand for. */
typedef enum {
    MB_AFFINE,           /* the matrix itself */
    MB_SIMILARITY,       /* m, k, x, y: a = e = m, b = -k * height / width, d = k * width / height */
    MB_TRANSLATION_SCALE /* s, x, y: a = e = s, b = d = 0 */
} mb_parametrisation;

/*
 * Reads the image, bilinearly, where the matrix maps each point of the output: (x, y) to
 * (a x + b y + c, d x + e y + f), all from -1 at the left and top edge to 1 at the right and bottom
 * edge. Positions beyond the outermost pixels' centres are held there.
 */
typedef struct {
    const mb_tensor *input, *parameters, *output;
    mb_parametrisation parametrisation;
} mb_warping;

void mb_warp(const mb_warping *layer, void *arena);

#endif
