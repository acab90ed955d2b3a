/*
 * 32 KiB of first-level and 1 MiB of second-level cache with lines of 32 bytes, as most chips with a
 * Cortex-A9 have them. Latencies and the time between lines follow what 7-cpu.com measured on an
 * Exynos 4210: second level 23 cycles, 8.7 cycles a line in sequence, main memory 110 ns beyond.
 */
#include "memory.h"

#include <stdlib.h>

enum {
    FIRST_WAYS = 4,
    FIRST_SETS = 32 * 1024 / LINE / FIRST_WAYS,
    SECOND_WAYS = 16,
    SECOND_SETS = 1024 * 1024 / LINE / SECOND_WAYS,
    FILL_BUFFERS = 4,
    STREAMS = 8,
    AHEAD = 4 /* lines that a stream is followed ahead */
};

/* Cycles from the first level's miss to the second level's answer, and between such answers. */
static const double second_latency = 19, second_interval = 7;

typedef struct {
    uint32_t line;   /* number of the line plus 1; 0 where there is none */
    uint64_t used;   /* when, for the least recently used to go first */
    double ready;    /* when its content is there */
} cache_line;

struct memory {
    memory_options options;
    cache_line first[FIRST_SETS * FIRST_WAYS], second[SECOND_SETS * SECOND_WAYS];
    double buffers[FILL_BUFFERS]; /* when each is free */
    double second_free, bus_free;
    uint32_t streams[STREAMS]; /* last line of each */
    int next_stream;
    uint64_t uses, first_misses, second_misses;
};

memory *create_memory(memory_options options)
{
    memory *self = calloc(1, sizeof *self);
    if (self) self->options = options;
    return self;
}

static double later(double a, double b)
{
    return a > b ? a : b;
}

/* The line in its set, or the one that has to make room for it. */
static cache_line *find(cache_line *set, int ways, uint32_t line)
{
    cache_line *oldest = set;
    for (int i = 0; i < ways; i++) {
        if (set[i].line == line + 1) return &set[i];
        if (set[i].used < oldest->used) oldest = &set[i];
    }
    return oldest;
}

/* When the second level has a line, fetched from main memory where it must be. */
static double second_level(memory *self, uint32_t line, double time)
{
    cache_line *entry = find(self->second + line % SECOND_SETS * SECOND_WAYS, SECOND_WAYS, line);
    entry->used = ++self->uses;
    if (entry->line != line + 1) {
        const double cycles = self->options.gigahertz;
        const double occupied = LINE / self->options.bandwidth * cycles;
        self->second_misses++;
        self->bus_free = later(self->bus_free, time) + occupied;
        entry->line = line + 1;
        entry->ready = later(time + self->options.memory_latency * cycles, self->bus_free);
    }
    return later(time, entry->ready);
}

/* Follows a stream of lines that come from main memory. */
static void follow(memory *self, uint32_t line, double time)
{
    for (int i = 0; i < STREAMS; i++) {
        const uint32_t last = self->streams[i];
        if (last && (line == last + 1 || line == last + 2)) {
            self->streams[i] = line;
            for (uint32_t ahead = 1; ahead <= AHEAD; ahead++) second_level(self, line + ahead, time);
            return;
        }
        if (last == line) return;
    }
    self->streams[self->next_stream++ % STREAMS] = line;
}

double access_memory(memory *self, uint32_t address, double time)
{
    if (self->options.perfect) return time;
    const uint32_t line = address / LINE;
    cache_line *entry = find(self->first + line % FIRST_SETS * FIRST_WAYS, FIRST_WAYS, line);
    entry->used = ++self->uses;
    if (entry->line == line + 1) return later(time, entry->ready);

    self->first_misses++;
    double *buffer = self->buffers;
    for (int i = 1; i < FILL_BUFFERS; i++) {
        if (self->buffers[i] < *buffer) buffer = &self->buffers[i];
    }
    const double start = later(later(time, *buffer), self->second_free);
    self->second_free = start + second_interval;
    const double ready = second_level(self, line, start) + second_latency;
    if (self->options.prefetches) follow(self, line, start);
    *buffer = ready;
    entry->line = line + 1;
    entry->ready = ready;
    return ready;
}

uint64_t first_level_misses(const memory *self)
{
    return self->first_misses;
}

uint64_t second_level_misses(const memory *self)
{
    return self->second_misses;
}
