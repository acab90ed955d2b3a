/*
 * Instructions of NEON and VFP.
 *
 * Cycles are those of the Cortex-A9 NEON Media Processing Engine Technical Reference Manual, as far
 * as it states them: Q forms of floating-point arithmetic occupy the unit for 2 cycles, D forms for 1.
 */
#include "decode.h"

#include "effects.h"

#include <string.h>

static void decode_access(operation *op, const char *name, const operands *all, const char *text)
{
    const bool load = name[1] == 'l' || starts_with(name, "vpop");
    int registers = 0;
    op->kind = load ? KIND_NEON_LOAD : KIND_NEON_STORE;
    op->base = NO_REGISTER;
    const bool many =
        starts_with(name, "vldm") || starts_with(name, "vstm") || starts_with(name, "vp");
    for (int i = 0; i < all->register_count; i++) {
        const uint8_t number = all->registers[i].number, count = all->registers[i].count;
        if (number < FIRST_D) {
            if (many && !all->registers[i].in_address) add_reads(op, number, 1);
            continue;
        }
        registers += count;
        if (load) add_writes(op, number, count);
        else add_reads(op, number, count);
        if (load && all->has_lane && !all->all_lanes) add_reads(op, number, count);
    }
    if (many) {
        op->transfer = op->latency = (uint8_t)(registers ? registers : 1);
        if (starts_with(name, "vp")) add_reads(op, 13, 1);
        if (all->writes_back && all->register_count) {
            op->base = all->registers[0].number;
            op->steps = true;
            op->step = 8 * registers;
        }
        return;
    }
    add_address(op, all, text);
    if (op->steps && op->step == 0) op->step = all->has_lane ? 4 : 8 * registers;
    if (starts_with(name, "vldr") || starts_with(name, "vstr")) {
        op->transfer = op->latency = 1;
    } else if (all->has_lane) {
        op->transfer = all->all_lanes ? 2 : 3;
        op->latency = all->all_lanes ? 3 : 4;
    } else {
        /* One cycle more where the address is not known to be a multiple of 8 bytes. */
        const int unaligned = all->aligned_bits >= 64 ? 0 : 1;
        op->transfer = op->latency = (uint8_t)((registers <= 2 ? 1 : 2) + unaligned);
    }
}

/* How long arithmetic on vectors takes; the first row that fits counts. */
static const struct {
    const char *prefix, *type;
    uint8_t d_cycles, q_cycles, d_latency, q_latency;
    bool accumulates;
} arithmetic[] = {
    {"vmlal", "32", 2, 2, 7, 7, true},  {"vmlsl", "32", 2, 2, 7, 7, true},
    {"vmlal", "", 1, 1, 6, 6, true},    {"vmlsl", "", 1, 1, 6, 6, true},
    {"vmull", "32", 2, 2, 7, 7, false}, {"vmull", "", 1, 1, 6, 6, false},
    {"vmla", "f32", 1, 2, 9, 10, true}, {"vmls", "f32", 1, 2, 9, 10, true},
    {"vmla", "32", 2, 4, 9, 9, true},   {"vmla", "", 1, 2, 7, 7, true},
    {"vmul", "f32", 1, 2, 5, 6, false}, {"vmul", "32", 2, 4, 7, 7, false},
    {"vqrdmulh", "32", 2, 4, 7, 7, false}, {"vqdmulh", "32", 2, 4, 7, 7, false},
    {"vqrdmulh", "", 1, 2, 6, 6, false},   {"vqdmulh", "", 1, 2, 6, 6, false},
    {"vmul", "", 1, 2, 6, 6, false},    {"vpadal", "", 1, 1, 6, 6, true},
    {"vcvt", "", 1, 2, 5, 6, false},    {"vadd", "f32", 1, 2, 5, 6, false},
    {"vsub", "f32", 1, 2, 5, 6, false}, {"vmax", "f32", 1, 2, 5, 6, false},
    {"vmin", "f32", 1, 2, 5, 6, false}, {"vabs", "f32", 1, 2, 5, 6, false},
    {"vneg", "f32", 1, 2, 5, 6, false}, {"vc", "f32", 1, 2, 5, 6, false},
    {"vrshl", "", 1, 2, 5, 5, false},   {"vqrshl", "", 1, 2, 5, 5, false},
    {"vqmov", "", 1, 1, 4, 4, false},   {"v", "", 1, 1, 3, 3, false},
};

/* Arithmetic on single numbers, which VFP does. */
static const struct {
    const char *prefix;
    uint8_t cycles, double_cycles, latency, double_latency;
    bool accumulates;
} scalar[] = {
    {"vml", 1, 2, 8, 9, true},      {"vnml", 1, 2, 8, 9, true},
    {"vmul", 1, 2, 5, 6, false},    {"vnmul", 1, 2, 5, 6, false},
    {"vdiv", 10, 20, 15, 25, false}, {"vsqrt", 13, 28, 17, 32, false},
    {"v", 1, 1, 4, 4, false},
};

static const char *const permutations[] = {"vdup", "vtrn", "vzip", "vuzp", "vext",
                                           "vswp", "vtbl", "vrev", NULL};
static const char *const exchanges[] = {"vtrn", "vzip", "vuzp", "vswp", NULL};

static void decode_arithmetic(operation *op, const char *name, const operands *all)
{
    const bool to_core = all->register_count > 0 && all->registers[0].number < FIRST_D;
    if (starts_with(name, "vmrs") || (starts_with(name, "vmov") && to_core)) {
        op->kind = KIND_NEON_TO_CORE;
        op->latency = 12;
        op->transfer = 1;
        for (int i = 0; i < all->register_count; i++) {
            if (all->registers[i].number >= FIRST_D) add_reads(op, all->registers[i].number, 1);
            else add_writes(op, all->registers[i].number, 1);
        }
        if (starts_with(name, "vmrs")) add_writes(op, FLAGS, 1);
        return;
    }
    op->kind = KIND_NEON;
    for (int i = 0; i < all->register_count; i++) {
        const uint8_t number = all->registers[i].number, count = all->registers[i].count;
        const bool target = all->registers[i].operand == 0 && !starts_with(name, "vcmp");
        if (target) add_writes(op, number, count);
        else add_reads(op, number, count);
        if (all->registers[i].operand == 1 && starts_with_any(name, exchanges)) {
            add_writes(op, number, count);
        }
    }
    const bool moves_lane = starts_with(name, "vmov") && all->has_lane &&
                            !starts_with(name, "vmovl") && !starts_with(name, "vmovn");
    if (starts_with_any(name, permutations) || moves_lane) {
        op->transfer = all->first_is_q && !starts_with(name, "vdup") ? 2 : 1;
        op->latency = 2;
        if (starts_with_any(name, exchanges)) {
            for (int i = 0; i < op->write_count; i++) add_reads(op, op->writes[i], 1);
        }
        return;
    }
    const char *type = strchr(name, '.');
    const bool is_double = type && strstr(type, "f64");
    if (all->first_is_s || is_double) {
        size_t row = 0;
        while (!starts_with(name, scalar[row].prefix)) row++;
        op->arithmetic = is_double ? scalar[row].double_cycles : scalar[row].cycles;
        op->latency = is_double ? scalar[row].double_latency : scalar[row].latency;
        op->accumulates = scalar[row].accumulates;
        return;
    }
    size_t row = 0;
    while (!starts_with(name, arithmetic[row].prefix) ||
           (*arithmetic[row].type && !(type && strstr(type, arithmetic[row].type)))) {
        row++;
    }
    op->arithmetic = all->first_is_q ? arithmetic[row].q_cycles : arithmetic[row].d_cycles;
    op->latency = all->first_is_q ? arithmetic[row].q_latency : arithmetic[row].d_latency;
    op->accumulates = arithmetic[row].accumulates;
}

void decode_neon(operation *op, const char *name, const operands *all, const char *text)
{
    static const char *const accesses[] = {"vld", "vst", "vpush", "vpop", NULL};
    if (starts_with_any(name, accesses)) decode_access(op, name, all, text);
    else decode_arithmetic(op, name, all);
}
