/* Marks the part of a program that the plugin measures. */
#ifndef MARKS_H
#define MARKS_H

#include <sys/resource.h>

static inline void start_measuring(void) { getpriority(PRIO_PROCESS, 0x7f000000); }
static inline void stop_measuring(void) { getpriority(PRIO_PROCESS, 0x7f000001); }

#endif
