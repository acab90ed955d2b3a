/**
 * A program around the C export: reads a count (uint32) and that many images, answers with the
 * milliseconds that they took, in all and of the processor (float64) and their embeddings, until its input ends.
 */
export const nativeProgram = `#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "embedder.h"
#include "embedder_weights.h"

__attribute__((aligned(64))) static unsigned char arena[EMBEDDER_ARENA_BYTES];
static unsigned char images[1024][EMBEDDER_HEIGHT * EMBEDDER_WIDTH * EMBEDDER_CHANNELS];
static float embeddings[1024][EMBEDDER_DIMENSIONS];

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

int main(void)
{
    embedder model;
    if (embedder_open(&model, &embedder_weights, sizeof embedder_weights) != EMBEDDER_OK) return 1;
    uint32_t count;
    while (fread(&count, sizeof count, 1, stdin) == 1 && count <= 1024) {
        if (fread(images, sizeof images[0], count, stdin) != count) return 1;
        const double start = now(CLOCK_MONOTONIC);
        const double processor_start = now(CLOCK_PROCESS_CPUTIME_ID);
        for (uint32_t i = 0; i < count; i++) embedder_embed(&model, images[i], arena, embeddings[i]);
        const double times[2] = {now(CLOCK_MONOTONIC) - start,
                                 now(CLOCK_PROCESS_CPUTIME_ID) - processor_start};
        fwrite(times, sizeof times, 1, stdout);
        fwrite(embeddings, sizeof embeddings[0], count, stdout);
        fflush(stdout);
    }
    return 0;
}
`;
