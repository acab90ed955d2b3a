/* What an instruction does to registers, added to its operation. */
#ifndef EFFECTS_H
#define EFFECTS_H

#include "operands.h"
#include "operation.h"

/* It reads `count` registers from `number` on. */
void add_reads(operation *op, uint8_t number, uint8_t count);

/* It writes `count` registers from `number` on. */
void add_writes(operation *op, uint8_t number, uint8_t count);

/* It reads the registers of its address; says what becomes of its base. */
void add_address(operation *op, const operands *all, const char *text);

#endif
