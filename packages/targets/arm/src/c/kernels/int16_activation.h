#ifndef MB_INT16_ACTIVATION_H
#define MB_INT16_ACTIVATION_H

#include "tensor.h"

/* Looks each number up in a table that begins with what becomes of -least. */
void mb_look_up_int16(void *arena, const mb_tensor *input, const mb_tensor *output,
                      const int16_t *table, int least);

#endif
