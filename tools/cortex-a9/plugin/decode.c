/*
 * From disassembly to what an instruction reads, writes and takes.
 *
 * Cycles are those of the Cortex-A9 NEON Media Processing Engine Technical Reference Manual, as far
 * as it states them: Q forms of floating-point arithmetic occupy the unit for 2 cycles, D forms for 1.
 */
#include "operation.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Operands as they were written. */
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

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool starts_with_any(const char *text, const char *const *prefixes)
{
    for (; *prefixes; prefixes++) {
        if (starts(text, *prefixes)) return true;
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
        if (starts(at, named[i].name) && !isalnum((unsigned char)at[2])) {
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

static operands read_operands(const char *at)
{
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
        } else if (starts(at, "lsl") || starts(at, "lsr") || starts(at, "asr") || starts(at, "ror")) {
            all.has_shift = true;
        }
        before = *at ? *at : before;
        if (*at) at++;
    }
    return all;
}

static void reads(operation *op, uint8_t number, uint8_t count)
{
    for (uint8_t i = 0; i < count && op->read_count < MOST_OPERANDS; i++) {
        op->reads[op->read_count++] = (uint8_t)(number + i);
    }
}

static void writes(operation *op, uint8_t number, uint8_t count)
{
    for (uint8_t i = 0; i < count && op->write_count < MOST_OPERANDS; i++) {
        op->writes[op->write_count++] = (uint8_t)(number + i);
    }
}

/* The registers of the address, and what becomes of its base. */
static void address(operation *op, const operands *all, const char *text)
{
    bool first = true;
    for (int i = 0; i < all->register_count; i++) {
        if (!all->registers[i].in_address) continue;
        reads(op, all->registers[i].number, 1);
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

static void decode_neon_access(operation *op, const char *name, const operands *all,
                               const char *text)
{
    const bool load = name[1] == 'l' || starts(name, "vpop");
    int registers = 0;
    op->kind = load ? KIND_NEON_LOAD : KIND_NEON_STORE;
    op->base = NO_REGISTER;
    const bool many = starts(name, "vldm") || starts(name, "vstm") || starts(name, "vp");
    for (int i = 0; i < all->register_count; i++) {
        const uint8_t number = all->registers[i].number, count = all->registers[i].count;
        if (number < FIRST_D) {
            if (many && !all->registers[i].in_address) reads(op, number, 1);
            continue;
        }
        registers += count;
        if (load) writes(op, number, count);
        else reads(op, number, count);
        if (load && all->has_lane && !all->all_lanes) reads(op, number, count);
    }
    if (many) {
        op->transfer = op->latency = (uint8_t)(registers ? registers : 1);
        if (starts(name, "vp")) reads(op, 13, 1);
        if (all->writes_back && all->register_count) {
            op->base = all->registers[0].number;
            op->steps = true;
            op->step = 8 * registers;
        }
        return;
    }
    address(op, all, text);
    if (op->steps && op->step == 0) op->step = all->has_lane ? 4 : 8 * registers;
    if (starts(name, "vldr") || starts(name, "vstr")) {
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

static void decode_neon(operation *op, const char *name, const operands *all)
{
    const bool to_core = all->register_count > 0 && all->registers[0].number < FIRST_D;
    if (starts(name, "vmrs") || (starts(name, "vmov") && to_core)) {
        op->kind = KIND_NEON_TO_CORE;
        op->latency = 12;
        op->transfer = 1;
        for (int i = 0; i < all->register_count; i++) {
            if (all->registers[i].number >= FIRST_D) reads(op, all->registers[i].number, 1);
            else writes(op, all->registers[i].number, 1);
        }
        if (starts(name, "vmrs")) writes(op, FLAGS, 1);
        return;
    }
    op->kind = KIND_NEON;
    for (int i = 0; i < all->register_count; i++) {
        const uint8_t number = all->registers[i].number, count = all->registers[i].count;
        const bool target = all->registers[i].operand == 0 && !starts(name, "vcmp");
        if (target) writes(op, number, count);
        else reads(op, number, count);
        if (all->registers[i].operand == 1 && starts_with_any(name, exchanges)) {
            writes(op, number, count);
        }
    }
    if (starts_with_any(name, permutations) ||
        (starts(name, "vmov") && all->has_lane && !starts(name, "vmovl") && !starts(name, "vmovn"))) {
        op->transfer = all->first_is_q && !starts(name, "vdup") ? 2 : 1;
        op->latency = 2;
        if (starts_with_any(name, exchanges)) {
            for (int i = 0; i < op->write_count; i++) reads(op, op->writes[i], 1);
        }
        return;
    }
    const char *type = strchr(name, '.');
    const bool is_double = type && strstr(type, "f64");
    if (all->first_is_s || is_double) {
        size_t row = 0;
        while (!starts(name, scalar[row].prefix)) row++;
        op->arithmetic = is_double ? scalar[row].double_cycles : scalar[row].cycles;
        op->latency = is_double ? scalar[row].double_latency : scalar[row].latency;
        op->accumulates = scalar[row].accumulates;
        return;
    }
    size_t row = 0;
    while (!starts(name, arithmetic[row].prefix) ||
           (*arithmetic[row].type && !(type && strstr(type, arithmetic[row].type)))) {
        row++;
    }
    op->arithmetic = all->first_is_q ? arithmetic[row].q_cycles : arithmetic[row].d_cycles;
    op->latency = all->first_is_q ? arithmetic[row].q_latency : arithmetic[row].d_latency;
    op->accumulates = arithmetic[row].accumulates;
}

static void decode_access(operation *op, const char *name, const operands *all, const char *text)
{
    const bool load = starts(name, "ld") || starts(name, "pop");
    const bool stack = starts(name, "push") || starts(name, "pop");
    const bool many = stack || starts(name, "ldm") || starts(name, "stm");
    op->kind = load ? KIND_LOAD : KIND_STORE;
    op->latency = 4;
    op->base = NO_REGISTER;
    const int targets = starts(name, "ldrd") || starts(name, "strd") ? 2 : 1;
    for (int i = 0; i < all->register_count; i++) {
        const uint8_t number = all->registers[i].number;
        if (all->registers[i].in_address) continue;
        const bool base = many && !stack && all->registers[i].operand == 0;
        const bool data = many ? !base : all->registers[i].operand < targets;
        if (load && data) writes(op, number, 1);
        else reads(op, number, 1);
    }
    if (stack) reads(op, 13, 1);
    if (!many) address(op, all, text);
    op->transfer = (uint8_t)(many ? (all->register_count + 1) / 2 : 1);
}

static bool is_branch(const char *name)
{
    if (starts(name, "cb") || starts(name, "tb")) return true;
    if (name[0] != 'b') return false;
    if (starts(name, "bic") || starts(name, "bfc") || starts(name, "bfi")) return false;
    return true;
}

static void decode_integer(operation *op, const char *name, const operands *all)
{
    static const char *const multiplications[] = {"mul",  "mla",  "mls",  "smul", "umul",
                                                  "smla", "umla", "smmul", NULL};
    static const char *const comparisons[] = {"cmp", "cmn", "tst", "teq", NULL};
    const bool compares = starts_with_any(name, comparisons);
    op->kind = starts_with_any(name, multiplications) ? KIND_MULTIPLY : KIND_INTEGER;
    op->latency = op->kind == KIND_MULTIPLY ? 4 : all->has_shift ? 2 : 1;
    for (int i = 0; i < all->register_count; i++) {
        const uint8_t number = all->registers[i].number;
        const bool target = all->registers[i].operand == 0 && !compares;
        if (target) writes(op, number, 1);
        else reads(op, number, 1);
        /* add r0, #4 reads r0, too; a conditional move may keep what was there. */
        if (target && all->operand_count <= 1 && !starts(name, "mov") && !starts(name, "mvn")) {
            reads(op, number, 1);
        }
    }
    const size_t length = strlen(name);
    if (compares || (length > 3 && name[length - 1] == 's')) writes(op, FLAGS, 1);

    const bool adds = starts(name, "add"), subtracts = starts(name, "sub");
    const bool plain = !strcmp(name, "add") || !strcmp(name, "adds") || !strcmp(name, "sub") ||
                       !strcmp(name, "subs") || !strcmp(name, "add.w") || !strcmp(name, "mov");
    const int first = all->register_count > 1 ? 1 : 0;
    if (plain && all->register_count >= 1 && all->register_count <= 2 && !all->has_shift) {
        op->source = all->registers[first].number;
        op->constant = adds ? all->constant : subtracts ? -all->constant : 0;
        if (!strcmp(name, "mov") && all->register_count < 2) op->source = NO_REGISTER;
    }
}

operation decode(const char *text)
{
    operation op = {.base = NO_REGISTER, .source = NO_REGISTER, .latency = 1};
    char name[24] = {0};
    while (*text == ' ' || *text == '\t') text++;
    for (int i = 0; *text && *text != ' ' && *text != '\t'; text++) {
        if (i < 23) name[i++] = *text;
    }
    const operands all = read_operands(text);
    if (starts(name, "pld")) {
        op.kind = KIND_PREFETCH;
        op.transfer = 1;
        address(&op, &all, text);
    } else if (name[0] == 'v') {
        if (starts(name, "vld") || starts(name, "vst") || starts(name, "vpush") ||
            starts(name, "vpop")) {
            decode_neon_access(&op, name, &all, text);
        } else {
            decode_neon(&op, name, &all);
        }
    } else if (starts(name, "ldr") || starts(name, "str") || starts(name, "ldm") ||
               starts(name, "stm") || starts(name, "push") || starts(name, "pop") ||
               starts(name, "ldrex") || starts(name, "strex")) {
        decode_access(&op, name, &all, text);
    } else if (is_branch(name)) {
        op.kind = KIND_BRANCH;
        for (int i = 0; i < all.register_count; i++) reads(&op, all.registers[i].number, 1);
        if (name[1] && name[1] != 'l' && name[1] != 'x') reads(&op, FLAGS, 1);
    } else {
        decode_integer(&op, name, &all);
    }
    return op;
}
