/*
 * A plugin of qemu-arm that counts the instructions of a part of a program and models how long a
 * Cortex-A9 takes for it.
 *
 * The program marks the part by the system call getpriority(0, 0x7f000000) at its start and
 * getpriority(0, 0x7f000001) at its end. Arguments: out=FILE, and for each function that begins a line
 * of the report entry=ADDRESS:NAME.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "qemu.h"

enum { GETPRIORITY = 96, START = 0x7f000000, STOP = 0x7f000001 };
enum { MOST_REGIONS = 256, MOST_ENTRIES = 64, MOST_ACCESSES = 1 << 14 };

QEMU_EXPORT int qemu_plugin_version = 1;

/* What is modelled at the same time. */
static const struct {
    const char *name;
    double gigahertz;
    bool perfect, prefetches, serial;
} models[] = {
    {"perfect cache, 1.0 GHz", 1.0, true, true, false},
    {"prefetch on, 1.0 GHz", 1.0, false, true, false},
    {"prefetch off, 1.0 GHz", 1.0, false, false, false},
    {"prefetch on, 1.2 GHz", 1.2, false, true, false},
    {"prefetch off, 1.2 GHz", 1.2, false, false, false},
    {"serial NEON, prefetch on, 1.0 GHz", 1.0, false, true, true},
};
enum { MODELS = sizeof models / sizeof *models };
/* 110 ns: 7-cpu.com, Exynos 4210. 1.2 bytes a nanosecond: assumption, what one core reads in sequence. */
static const double memory_latency = 110, bandwidth = 1.2;

/* A block of code that is executed as a whole. */
typedef struct {
    uint32_t start, end, last;
    int count, entry; /* entry: of the function that begins here, or -1 */
    operation *operations;
} block;

typedef struct {
    uint32_t address;
    int instruction;
} access;

typedef struct {
    int entry;
    uint64_t instructions, kinds[KINDS];
    double start[MODELS], cycles[MODELS];
} region;

static struct {
    uint32_t address;
    char name[64];
} entries[MOST_ENTRIES];
static int entry_count;

static core *cores[MODELS];
static memory *memories[MODELS];
static FILE *out;
static bool active;
static const block *previous;
static access accesses[MOST_ACCESSES];
static int access_count;
static region regions[MOST_REGIONS];
static int region_count;

static void close_region(void)
{
    if (region_count == 0) return;
    region *last = &regions[region_count - 1];
    for (int m = 0; m < MODELS; m++) last->cycles[m] = cycles(cores[m]) - last->start[m];
}

static void open_region(int entry)
{
    close_region();
    if (region_count == MOST_REGIONS) return;
    region *next = &regions[region_count++];
    next->entry = entry;
    for (int m = 0; m < MODELS; m++) next->start[m] = cycles(cores[m]);
}

/* Hands a block that has been executed to the models, now that it is known what follows it. */
static void finish_block(const block *done, uint32_t next)
{
    region *here = &regions[region_count - 1];
    int first = 0;
    for (int i = 0; i < done->count; i++) {
        const operation *op = &done->operations[i];
        uint32_t addresses[MOST_OPERANDS];
        int count = 0;
        while (first < access_count && accesses[first].instruction <= i) {
            if (accesses[first].instruction == i && count < MOST_OPERANDS) {
                addresses[count++] = accesses[first].address;
            }
            first++;
        }
        here->instructions++;
        here->kinds[op->kind]++;
        for (int m = 0; m < MODELS; m++) execute(cores[m], op, addresses, count);
    }
    const operation *last = &done->operations[done->count - 1];
    const bool taken = next != done->end;
    if (last->kind == KIND_BRANCH || taken) {
        for (int m = 0; m < MODELS; m++) branch(cores[m], last, done->last, next, taken);
    }
}

static void on_block(unsigned cpu, void *data)
{
    const block *now = data;
    (void)cpu;
    if (!active) return;
    if (previous) finish_block(previous, now->start);
    access_count = 0;
    previous = now;
    if (now->entry >= 0) open_region(now->entry);
}

static void on_access(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data)
{
    (void)cpu, (void)info;
    if (!active || access_count == MOST_ACCESSES) return;
    accesses[access_count].address = (uint32_t)address;
    accesses[access_count++].instruction = (int)(intptr_t)data;
}

static bool accesses_memory(operation_kind kind)
{
    return kind == KIND_LOAD || kind == KIND_STORE || kind == KIND_NEON_LOAD ||
           kind == KIND_NEON_STORE;
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *code)
{
    (void)id;
    block *now = calloc(1, sizeof *now);
    if (!now) abort();
    now->count = (int)qemu_plugin_tb_n_insns(code);
    now->operations = calloc((size_t)now->count, sizeof *now->operations);
    if (!now->operations) abort();
    for (int i = 0; i < now->count; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(code, (size_t)i);
        char *text = qemu_plugin_insn_disas(instruction);
        now->last = (uint32_t)qemu_plugin_insn_vaddr(instruction);
        if (i == 0) now->start = now->last;
        now->end = now->last + (uint32_t)qemu_plugin_insn_size(instruction);
        now->operations[i] = decode(text ? text : "nop");
        free(text);
        if (accesses_memory(now->operations[i].kind)) {
            qemu_plugin_register_vcpu_mem_cb(instruction, on_access, QEMU_PLUGIN_CB_NO_REGS,
                                             QEMU_PLUGIN_MEM_RW, (void *)(intptr_t)i);
        }
    }
    now->entry = -1;
    for (int i = 0; i < entry_count; i++) {
        if (entries[i].address == now->start) now->entry = i;
    }
    qemu_plugin_register_vcpu_tb_exec_cb(code, on_block, QEMU_PLUGIN_CB_NO_REGS, now);
}

static void on_syscall(qemu_plugin_id_t id, unsigned cpu, int64_t number, uint64_t a1, uint64_t a2,
                       uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6, uint64_t a7, uint64_t a8)
{
    (void)id, (void)cpu, (void)a1, (void)a3, (void)a4, (void)a5, (void)a6, (void)a7, (void)a8;
    if (number != GETPRIORITY) return;
    if ((uint32_t)a2 == START && !active) {
        active = true;
        previous = NULL;
        open_region(-1);
    } else if ((uint32_t)a2 == STOP && active) {
        if (previous) finish_block(previous, previous->end);
        close_region();
        active = false;
    }
}

static void on_exit(qemu_plugin_id_t id, void *data)
{
    static const char *const kinds[KINDS] = {"integer",     "multiply", "load",   "store",
                                             "prefetch",    "branch",   "neon",   "neonLoad",
                                             "neonStore",   "neonToCore"};
    (void)id, (void)data;
    fprintf(out, "{\"models\":[");
    for (int m = 0; m < MODELS; m++) {
        fprintf(out, "%s{\"name\":\"%s\",\"gigahertz\":%g,\"firstLevelMisses\":%llu,\"secondLevelMisses\":%llu}",
                m ? "," : "", models[m].name, models[m].gigahertz,
                (unsigned long long)first_level_misses(memories[m]),
                (unsigned long long)second_level_misses(memories[m]));
    }
    fprintf(out, "],\"regions\":[");
    for (int i = 0; i < region_count; i++) {
        const region *r = &regions[i];
        fprintf(out, "%s\n{\"name\":\"%s\",\"instructions\":%llu,\"kinds\":{", i ? "," : "",
                r->entry < 0 ? "start" : entries[r->entry].name, (unsigned long long)r->instructions);
        for (int k = 0; k < KINDS; k++) {
            fprintf(out, "%s\"%s\":%llu", k ? "," : "", kinds[k], (unsigned long long)r->kinds[k]);
        }
        fprintf(out, "},\"cycles\":[");
        for (int m = 0; m < MODELS; m++) fprintf(out, "%s%.0f", m ? "," : "", r->cycles[m]);
        fprintf(out, "]}");
    }
    fprintf(out, "]}\n");
    fclose(out);
}

QEMU_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int count,
                                    char **arguments)
{
    if (strcmp(info->target_name, "arm") != 0) {
        fprintf(stderr, "This plugin is for qemu-arm.\n");
        return 1;
    }
    out = stdout;
    for (int i = 0; i < count; i++) {
        if (strncmp(arguments[i], "out=", 4) == 0) {
            out = fopen(arguments[i] + 4, "w");
        } else if (strncmp(arguments[i], "entry=", 6) == 0 && entry_count < MOST_ENTRIES) {
            char *name;
            entries[entry_count].address = (uint32_t)strtoul(arguments[i] + 6, &name, 16);
            snprintf(entries[entry_count++].name, sizeof entries->name, "%s", name + 1);
        }
    }
    if (!out) return 1;
    for (int m = 0; m < MODELS; m++) {
        const memory_options options = {models[m].perfect, models[m].prefetches,
                                        models[m].gigahertz, memory_latency, bandwidth};
        memories[m] = create_memory(options);
        cores[m] = memories[m] ? create_core(memories[m], models[m].serial) : NULL;
        if (!cores[m]) return 1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_vcpu_syscall_cb(id, on_syscall);
    qemu_plugin_register_atexit_cb(id, on_exit, NULL);
    return 0;
}
