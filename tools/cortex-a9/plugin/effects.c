#include "effects.h"

#include <string.h>

void add_reads(operation *op, uint8_t number, uint8_t count)
{
    for (uint8_t i = 0; i < count && op->read_count < MOST_OPERANDS; i++) {
        op->reads[op->read_count++] = (uint8_t)(number + i);
    }
}

void add_writes(operation *op, uint8_t number, uint8_t count)
{
    for (uint8_t i = 0; i < count && op->write_count < MOST_OPERANDS; i++) {
        op->writes[op->write_count++] = (uint8_t)(number + i);
    }
}

void add_address(operation *op, const operands *all, const char *text)
{
    bool first = true;
    for (int i = 0; i < all->register_count; i++) {
        if (!all->registers[i].in_address) continue;
        add_reads(op, all->registers[i].number, 1);
        if (first) {
            op->base = all->registers[i].number;
            op->offset = all->address_offset;
        } else {
            op->base = NO_REGISTER; /* [base, index]: what the base is cannot be told */
        }
        first = false;
    }
    const char *closing = strchr(text, ']');
    if (!closing || op->base == NO_REGISTER) return;
    if (closing[1] == '!') {
        op->steps = true;
        op->step = all->address_offset; /* 0 for vld1, whose step is its size */
    } else if (closing[1] == ',' && all->has_constant) {
        op->steps = true;
        op->step = all->constant;
    } else if (closing[1] == ',') {
        op->base = NO_REGISTER;
    }
}
