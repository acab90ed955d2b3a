/* Instructions of the core: loads, stores, branches, arithmetic. */
#include "decode.h"

#include "effects.h"

#include <string.h>

static void decode_access(operation *op, const char *name, const operands *all, const char *text)
{
    const bool load = starts_with(name, "ld") || starts_with(name, "pop");
    const bool stack = starts_with(name, "push") || starts_with(name, "pop");
    const bool many = stack || starts_with(name, "ldm") || starts_with(name, "stm");
    op->kind = load ? KIND_LOAD : KIND_STORE;
    op->latency = 4;
    op->base = NO_REGISTER;
    const int targets = starts_with(name, "ldrd") || starts_with(name, "strd") ? 2 : 1;
    for (int i = 0; i < all->register_count; i++) {
        const uint8_t number = all->registers[i].number;
        if (all->registers[i].in_address) continue;
        const bool base = many && !stack && all->registers[i].operand == 0;
        const bool data = many ? !base : all->registers[i].operand < targets;
        if (load && data) add_writes(op, number, 1);
        else add_reads(op, number, 1);
    }
    if (stack) add_reads(op, 13, 1);
    if (!many) add_address(op, all, text);
    op->transfer = (uint8_t)(many ? (all->register_count + 1) / 2 : 1);
}

static bool is_branch(const char *name)
{
    static const char *const bit_fields[] = {"bic", "bfc", "bfi", NULL};
    if (starts_with(name, "cb") || starts_with(name, "tb")) return true;
    return name[0] == 'b' && !starts_with_any(name, bit_fields);
}

static void decode_branch(operation *op, const char *name, const operands *all)
{
    op->kind = KIND_BRANCH;
    for (int i = 0; i < all->register_count; i++) add_reads(op, all->registers[i].number, 1);
    if (name[1] && name[1] != 'l' && name[1] != 'x') add_reads(op, FLAGS, 1);
}

static void decode_arithmetic(operation *op, const char *name, const operands *all)
{
    static const char *const multiplications[] = {"mul",  "mla",  "mls",  "smul", "umul",
                                                  "smla", "umla", "smmul", NULL};
    static const char *const comparisons[] = {"cmp", "cmn", "tst", "teq", NULL};
    static const char *const moves[] = {"mov", "mvn", NULL};
    const bool compares = starts_with_any(name, comparisons);
    op->kind = starts_with_any(name, multiplications) ? KIND_MULTIPLY : KIND_INTEGER;
    op->latency = op->kind == KIND_MULTIPLY ? 4 : all->has_shift ? 2 : 1;
    for (int i = 0; i < all->register_count; i++) {
        const uint8_t number = all->registers[i].number;
        const bool target = all->registers[i].operand == 0 && !compares;
        if (target) add_writes(op, number, 1);
        else add_reads(op, number, 1);
        /* add r0, #4 reads r0, too; a conditional move may keep what was there. */
        if (target && all->operand_count <= 1 && !starts_with_any(name, moves)) {
            add_reads(op, number, 1);
        }
    }
    const size_t length = strlen(name);
    if (compares || (length > 3 && name[length - 1] == 's')) add_writes(op, FLAGS, 1);

    const bool adds = starts_with(name, "add"), subtracts = starts_with(name, "sub");
    const bool plain = !strcmp(name, "add") || !strcmp(name, "adds") || !strcmp(name, "sub") ||
                       !strcmp(name, "subs") || !strcmp(name, "add.w") || !strcmp(name, "mov");
    const int first = all->register_count > 1 ? 1 : 0;
    if (plain && all->register_count >= 1 && all->register_count <= 2 && !all->has_shift) {
        op->source = all->registers[first].number;
        op->constant = adds ? all->constant : subtracts ? -all->constant : 0;
        if (!strcmp(name, "mov") && all->register_count < 2) op->source = NO_REGISTER;
    }
}

void decode_integer(operation *op, const char *name, const operands *all, const char *text)
{
    static const char *const accesses[] = {"ldr", "str", "ldm", "stm", "push", "pop", NULL};
    if (starts_with(name, "pld")) {
        op->kind = KIND_PREFETCH;
        op->transfer = 1;
        add_address(op, all, text);
    } else if (starts_with_any(name, accesses)) {
        decode_access(op, name, all, text);
    } else if (is_branch(name)) {
        decode_branch(op, name, all);
    } else {
        decode_arithmetic(op, name, all);
    }
}
