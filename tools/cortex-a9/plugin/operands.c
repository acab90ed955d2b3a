#include "operands.h"

#include "operation.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool starts_with_any(const char *text, const char *const *prefixes)
{
    for (; *prefixes; prefixes++) {
        if (starts_with(text, *prefixes)) return true;
    }
    return false;
}

/* Reads a register; NULL where there is none. */
static const char *read_register(const char *at, uint8_t *number, uint8_t *count)
{
    static const struct {
        const char *name;
        uint8_t number;
    } named[] = {{"sp", 13}, {"lr", 14}, {"pc", 15}, {"ip", 12}, {"fp", 11}, {"sl", 10}, {"sb", 9}};
    *count = 1;
    if (isdigit((unsigned char)at[1]) && strchr("rdqs", at[0])) {
        char *end;
        const long index = strtol(at + 1, &end, 10);
        if (isalnum((unsigned char)*end)) return NULL;
        switch (at[0]) {
        case 'r': *number = (uint8_t)index; break;
        case 'd': *number = (uint8_t)(FIRST_D + index); break;
        case 's': *number = (uint8_t)(FIRST_D + index / 2); break;
        default:
            *number = (uint8_t)(FIRST_D + 2 * index);
            *count = 2;
        }
        return end;
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (starts_with(at, named[i].name) && !isalnum((unsigned char)at[2])) {
            *number = named[i].number;
            return at + 2;
        }
    }
    return NULL;
}

static void add_register(operands *all, uint8_t number, uint8_t count, bool in_address)
{
    if (all->register_count == 24) return;
    all->registers[all->register_count].number = number;
    all->registers[all->register_count].count = count;
    all->registers[all->register_count].operand = (uint8_t)all->operand_count;
    all->registers[all->register_count].in_address = in_address;
    all->register_count++;
}

operands read_operands(const char *at)
{
    static const char *const shifts[] = {"lsl", "lsr", "asr", "ror", NULL};
    operands all = {0};
    bool in_address = false;
    char before = ' ';
    while (*at) {
        uint8_t number, count;
        const char *end;
        if (*at == '[' && isdigit((unsigned char)before)) {
            /* d0[1] or d0[]: a lane of a register. */
            all.has_lane = true;
            all.all_lanes = all.all_lanes || at[1] == ']';
            while (*at && *at != ']') at++;
        } else if (*at == '[') {
            in_address = all.has_address = true;
        } else if (*at == ']') {
            in_address = false;
        } else if (*at == ':' && in_address) {
            all.aligned_bits = atoi(at + 1);
        } else if (*at == '!') {
            all.writes_back = true;
        } else if (*at == ',' && !in_address) {
            all.operand_count++;
        } else if (*at == '#') {
            const int32_t value = (int32_t)strtol(at + 1, NULL, 0);
            if (in_address) all.address_offset = value;
            else all.has_constant = true, all.constant = value;
        } else if (isalpha((unsigned char)*at) && !isalnum((unsigned char)before) &&
                   (end = read_register(at, &number, &count))) {
            if (all.register_count == 0) {
                all.first_is_q = *at == 'q';
                all.first_is_s = *at == 's' && isdigit((unsigned char)at[1]);
            }
            add_register(&all, number, count, in_address);
            before = end[-1];
            at = end;
            continue;
        } else if (starts_with_any(at, shifts)) {
            all.has_shift = true;
        }
        before = *at ? *at : before;
        if (*at) at++;
    }
    return all;
}
