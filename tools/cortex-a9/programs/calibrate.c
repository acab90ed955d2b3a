/*
 * Loops whose time on a Cortex-A9 was published, to hold the model to. Each is a region of its own: a
 * function that does it a thousand times.
 *
 * http://gruntthepeon.free.fr/blog/index.php/2011/05/26/54-arm-cortex-a9-peak-flops (PandaBoard,
 * 1 GHz): five VMLA.F32 of Q registers 3.999 GFLOP/s, which is 10 cycles a turn; ten of D registers
 * 3.64, which is 11; VMUL and VADD in their place 2.
 * https://www.7-cpu.com/cpu/Cortex-A9.html (Exynos 4210): first-level cache 4 cycles, second 23.
 */
#include <stdint.h>
#include <stdlib.h>

#include "marks.h"

#define CLOBBERED "r5", "q0", "q1", "q2", "q3", "q4", "q8", "q9", "q10", "q11", "q12", "q13", "cc"
#define TURNS(body) \
    __asm__ volatile("mov r5, #1000\n1:\n" body "subs r5, r5, #1\nbne 1b\n" ::: CLOBBERED)

__attribute__((noinline)) void mb_multiply_add_q(void)
{
    TURNS("vmla.f32 q0, q0, q0\nvmla.f32 q1, q1, q1\nvmla.f32 q2, q2, q2\nvmla.f32 q3, q3, q3\n"
          "vmla.f32 q4, q4, q4\n");
}

__attribute__((noinline)) void mb_multiply_add_d(void)
{
    TURNS("vmla.f32 d0, d0, d0\nvmla.f32 d1, d1, d1\nvmla.f32 d2, d2, d2\nvmla.f32 d3, d3, d3\n"
          "vmla.f32 d4, d4, d4\nvmla.f32 d5, d5, d5\nvmla.f32 d6, d6, d6\nvmla.f32 d7, d7, d7\n"
          "vmla.f32 d8, d8, d8\nvmla.f32 d9, d9, d9\n");
}

__attribute__((noinline)) void mb_multiply_and_add_q(void)
{
    TURNS("vmul.f32 q0, q13, q13\nvmul.f32 q1, q13, q13\nvmul.f32 q2, q13, q13\n"
          "vmul.f32 q3, q13, q13\nvmul.f32 q4, q13, q13\nvadd.f32 q8, q8, q0\n"
          "vadd.f32 q9, q9, q1\nvadd.f32 q10, q10, q2\nvadd.f32 q11, q11, q3\n"
          "vadd.f32 q12, q12, q4\n");
}

/* A ring of pointers, one to a cache line, each to the next after a jump. */
static uintptr_t *ring(size_t bytes)
{
    const size_t lines = bytes / 32, jump = lines / 2 + 37;
    uintptr_t *memory = NULL;
    if (posix_memalign((void **)&memory, 4096, bytes)) exit(1);
    for (size_t i = 0, line = 0; i < lines; i++) {
        const size_t next = (line + (jump | 1)) % lines;
        memory[line * 8] = (uintptr_t)&memory[next * 8];
        line = next;
    }
    return memory;
}

static uintptr_t *follow(uintptr_t *at, int turns)
{
    for (int i = 0; i < turns; i++) at = (uintptr_t *)*at;
    return at;
}

static uintptr_t *volatile end;

__attribute__((noinline)) void mb_warm_up(uintptr_t *memory) { end = follow(memory, 16384); }
__attribute__((noinline)) void mb_first_level(uintptr_t *memory) { end = follow(memory, 1000); }
__attribute__((noinline)) void mb_second_level(uintptr_t *memory) { end = follow(memory, 1000); }

int main(void)
{
    uintptr_t *small = ring(16 * 1024), *large = ring(256 * 1024);
    start_measuring();
    mb_multiply_add_q();
    mb_multiply_add_d();
    mb_multiply_and_add_q();
    mb_warm_up(small);
    mb_first_level(small);
    mb_warm_up(large);
    mb_second_level(large);
    stop_measuring();
    return 0;
}
