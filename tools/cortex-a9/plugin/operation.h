/* An instruction as the timing model sees it. */
#ifndef OPERATION_H
#define OPERATION_H

#include <stdbool.h>
#include <stdint.h>

/* Registers by number: the core's 0 to 15, NEON's D registers from 16, the flags. */
enum { FIRST_D = 16, FLAGS = 48, REGISTERS = 49, NO_REGISTER = 255 };

typedef enum {
    KIND_INTEGER,
    KIND_MULTIPLY,
    KIND_LOAD,
    KIND_STORE,
    KIND_PREFETCH,
    KIND_BRANCH,
    KIND_NEON,       /* arithmetic and permutations */
    KIND_NEON_LOAD,
    KIND_NEON_STORE,
    KIND_NEON_TO_CORE,
    KINDS
} operation_kind;

enum { MOST_OPERANDS = 20 };

typedef struct {
    operation_kind kind;
    uint8_t reads[MOST_OPERANDS], read_count;
    uint8_t writes[MOST_OPERANDS], write_count;
    uint8_t latency;    /* cycles from issue to the result */
    uint8_t arithmetic; /* cycles that NEON's arithmetic is busy */
    uint8_t transfer;   /* cycles that NEON's loads, stores and permutations, or the core's, are busy */
    bool accumulates;   /* reads what it writes, late: multiply-adds follow each other faster */
    uint8_t base;       /* register of the address, or NO_REGISTER */
    int32_t offset;     /* from it */
    int32_t step;       /* what is added to it after the access */
    bool steps;         /* whether that is known and done */
    /* For moves and sums with constants: writes[0] = source + constant. */
    uint8_t source;
    int32_t constant;
} operation;

/* Understands one line of disassembly. */
operation decode(const char *text);

static inline bool is_neon(operation_kind kind)
{
    return kind >= KIND_NEON;
}

#endif
