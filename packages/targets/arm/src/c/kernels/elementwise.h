#ifndef MB_ELEMENTWISE_H
#define MB_ELEMENTWISE_H

#include "tensor.h"

/* scale * x + offset, one of each a channel. */
void mb_scale(void *arena, const mb_tensor *input, const mb_tensor *output, const float *scale,
              const float *offset);

/* The sum of two tensors of one size; the output may be one of them. */
void mb_add_tensors(void *arena, const mb_tensor *first, const mb_tensor *second,
                    const mb_tensor *output);

#endif
