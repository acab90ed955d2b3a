/* Caches and main memory, in cycles of the core. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of a cache line. */
enum { LINE = 32 };

typedef struct {
    bool perfect;          /* every access hits the first-level cache */
    bool prefetches;       /* the hardware follows streams of lines from main memory */
    double gigahertz;      /* of the core */
    double memory_latency; /* nanoseconds beyond the second-level cache */
    double bandwidth;      /* of main memory, in bytes a nanosecond */
} memory_options;

typedef struct memory memory;

memory *create_memory(memory_options options);

/* When what is at this address is there, if it is asked for at this time. */
double access_memory(memory *self, uint32_t address, double time);

/* Accesses that missed: the first-level cache, and the second. */
uint64_t first_level_misses(const memory *self);
uint64_t second_level_misses(const memory *self);

#endif
