/* The two halves of decode(); both get an operation that has no registers yet. */
#ifndef DECODE_H
#define DECODE_H

#include "operands.h"
#include "operation.h"

/* Instructions of the core. @param text what follows the name */
void decode_integer(operation *op, const char *name, const operands *all, const char *text);

/* Instructions of NEON and VFP. @param text what follows the name */
void decode_neon(operation *op, const char *name, const operands *all, const char *text);

#endif
