/*
 * Dual dispatch; an out-of-order integer side; NEON in order behind a queue, one instruction a cycle.
 *
 * Times are cycles. What is not published is our assumption, and marked as such.
 */
#include "core.h"

#include <math.h>
#include <stdlib.h>

enum {
    NEON_QUEUE = 16,
    HISTORY = 4096,
    TARGETS = 512,
    MISPREDICTION = 9, /* cycles to refill the pipeline */
    EARLY = 6,         /* cycles before its issue that a NEON load goes to the caches: assumption */
    FORWARDING = 1,    /* cycles by which a multiply-add gets its sum earlier from another */
    RUN_AHEAD = 20     /* cycles that dispatch gets ahead of a waiting integer instruction: assumption */
};

struct core {
    memory *memory;
    bool serial;
    double ready[REGISTERS];
    double dispatch; /* time of the present dispatch */
    int dispatched;  /* instructions in it */
    double last_neon_dispatch;
    double units[2], load_store;
    double issue, arithmetic, transfer;
    double queue[NEON_QUEUE]; /* when the last NEON instructions issued */
    int queued;
    double finish;
    uint8_t history[HISTORY];
    uint32_t targets[TARGETS];
    uint32_t values[16]; /* what a register holds, as far as accesses tell */
    bool known[16];
};

core *create_core(memory *memory, bool serial)
{
    core *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->memory = memory;
    self->serial = serial;
    self->last_neon_dispatch = -1;
    return self;
}

static void wait_for(double *time, double other)
{
    if (other > *time) *time = other;
}

static void next_dispatch(core *self, double time)
{
    self->dispatch = time;
    self->dispatched = 0;
}

static void dispatch(core *self, bool neon)
{
    if (self->dispatched == 2) next_dispatch(self, self->dispatch + 1);
    if (neon) {
        if (self->last_neon_dispatch == self->dispatch) next_dispatch(self, self->dispatch + 1);
        const double room = self->queue[self->queued % NEON_QUEUE];
        if (room > self->dispatch) next_dispatch(self, ceil(room));
        self->last_neon_dispatch = self->dispatch;
    }
    self->dispatched++;
}

/* Prefetches access no memory that QEMU would tell of, so registers are followed as far as possible. */
static void follow_registers(core *self, const operation *op, const uint32_t *addresses, int count)
{
    for (int i = 0; i < op->write_count; i++) {
        const uint8_t target = op->writes[i];
        if (target >= 16) continue;
        if (op->kind == KIND_INTEGER && op->source < 16 && i == 0) {
            self->known[target] = self->known[op->source];
            self->values[target] = self->values[op->source] + (uint32_t)op->constant;
        } else {
            self->known[target] = false;
        }
    }
    if (op->base >= 16 || count == 0) return;
    self->known[op->base] = true;
    self->values[op->base] = addresses[0] - (uint32_t)op->offset;
    if (op->steps) self->values[op->base] += (uint32_t)op->step;
}

static void execute_neon(core *self, const operation *op, const uint32_t *addresses, int count,
                         double time)
{
    const double address_known = time;
    double start = time + 1;
    wait_for(&start, self->issue + 1);
    for (int i = 0; i < op->read_count; i++) {
        if (op->reads[i] >= FIRST_D) wait_for(&start, self->ready[op->reads[i]]);
    }
    for (int i = 0; i < op->write_count; i++) {
        const double ready = self->ready[op->writes[i]];
        wait_for(&start, op->accumulates ? ready - FORWARDING : ready - op->latency);
    }
    if (op->arithmetic) wait_for(&start, self->arithmetic);
    if (op->transfer) wait_for(&start, self->transfer);
    if (self->serial) {
        wait_for(&start, self->arithmetic);
        wait_for(&start, self->transfer);
    }
    double arrival = 0;
    if (op->kind == KIND_NEON_LOAD || op->kind == KIND_NEON_STORE) {
        wait_for(&start, self->load_store);
        double request = address_known;
        wait_for(&request, start - EARLY);
        for (int i = 0; i < count; i++) {
            const double there = access_memory(self->memory, addresses[i], request);
            if (op->kind == KIND_NEON_LOAD) wait_for(&arrival, there);
        }
        self->load_store = start + op->transfer;
    }
    self->issue = start;
    if (op->arithmetic) self->arithmetic = start + op->arithmetic;
    if (op->transfer) self->transfer = start + op->transfer;
    self->queue[self->queued++ % NEON_QUEUE] = start;
    double result = start + op->latency;
    wait_for(&result, arrival + 1);
    for (int i = 0; i < op->write_count; i++) self->ready[op->writes[i]] = result;
    if (op->steps) self->ready[op->base] = time + 1;
    wait_for(&self->finish, result);
}

static void execute_access(core *self, const operation *op, const uint32_t *addresses, int count,
                           double time)
{
    wait_for(&time, self->load_store);
    self->load_store = time + op->transfer;
    double result = time + op->latency;
    if (op->kind == KIND_PREFETCH) {
        if (op->base < 16 && self->known[op->base]) {
            access_memory(self->memory, self->values[op->base] + (uint32_t)op->offset, time);
        }
    }
    for (int i = 0; i < count; i++) {
        const double there = access_memory(self->memory, addresses[i], time);
        if (op->kind == KIND_LOAD) wait_for(&result, there + 3);
    }
    for (int i = 0; i < op->write_count; i++) self->ready[op->writes[i]] = result;
    if (op->steps) self->ready[op->base] = time + 1;
}

void execute(core *self, const operation *op, const uint32_t *addresses, int count)
{
    const bool neon = is_neon(op->kind);
    dispatch(self, neon);
    double time = self->dispatch;
    for (int i = 0; i < op->read_count; i++) {
        if (!neon || op->reads[i] < FIRST_D) wait_for(&time, self->ready[op->reads[i]]);
    }
    if (neon) {
        execute_neon(self, op, addresses, count, time);
    } else if (op->kind == KIND_LOAD || op->kind == KIND_STORE || op->kind == KIND_PREFETCH) {
        execute_access(self, op, addresses, count, time);
    } else if (op->kind != KIND_BRANCH) {
        double *unit = self->units[0] <= self->units[1] ? &self->units[0] : &self->units[1];
        wait_for(&time, *unit);
        *unit = time + 1;
        for (int i = 0; i < op->write_count; i++) self->ready[op->writes[i]] = time + op->latency;
    }
    if (!neon && time > self->dispatch + RUN_AHEAD) next_dispatch(self, time - RUN_AHEAD);
    follow_registers(self, op, addresses, count);
}

void branch(core *self, const operation *op, uint32_t from, uint32_t to, bool taken)
{
    uint8_t *counter = &self->history[from / 2 % HISTORY];
    uint32_t *target = &self->targets[from / 2 % TARGETS];
    const bool predicted = *counter >= 2;
    const bool wrong = predicted != taken || (taken && *target != to);
    if (taken) *target = to;
    if (taken && *counter < 3) ++*counter;
    if (!taken && *counter > 0) --*counter;
    if (wrong) {
        double known = self->dispatch;
        for (int i = 0; i < op->read_count; i++) wait_for(&known, self->ready[op->reads[i]]);
        next_dispatch(self, known + MISPREDICTION);
    } else if (taken) {
        next_dispatch(self, self->dispatch + 1);
    }
}

double cycles(const core *self)
{
    return fmax(fmax(self->dispatch, self->issue), fmax(self->arithmetic, self->finish));
}
