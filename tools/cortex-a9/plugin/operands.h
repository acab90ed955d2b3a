/* The operands of an instruction, as they were written. */
#ifndef OPERANDS_H
#define OPERANDS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    struct {
        uint8_t number;  /* first register */
        uint8_t count;   /* 2 for Q registers */
        uint8_t operand; /* position among the operands */
        bool in_address;
    } registers[24];
    int register_count, operand_count;
    bool first_is_q, first_is_s, has_lane, all_lanes, writes_back, has_shift;
    bool has_address;
    int aligned_bits;
    bool has_constant;
    int32_t constant;       /* last one outside of an address */
    int32_t address_offset; /* within an address */
} operands;

/* Reads all that follows the name of the instruction. */
operands read_operands(const char *at);

bool starts_with(const char *text, const char *prefix);

/* @param prefixes they end with NULL */
bool starts_with_any(const char *text, const char *const *prefixes);

#endif
