/* The pipelines of a Cortex-A9. */
#ifndef CORE_H
#define CORE_H

#include <stdint.h>

#include "memory.h"
#include "operation.h"

typedef struct core core;

/* serial: NEON's loads and permutations wait for arithmetic that takes several cycles. */
core *create_core(memory *memory, bool serial);

/* One executed instruction with the addresses that it accessed. */
void execute(core *self, const operation *op, const uint32_t *addresses, int count);

/* The branch at the end of a block went from here to there. */
void branch(core *self, const operation *op, uint32_t from, uint32_t to, bool taken);

/* Cycles since the start. */
double cycles(const core *self);

#endif
