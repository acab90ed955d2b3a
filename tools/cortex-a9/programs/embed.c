/* Embeds one image again and again, and measures the last time: caches hold what they hold then. */
#include <stdio.h>

#include "embedder.h"
#include "embedder_weights.h"
#include "marks.h"

__attribute__((aligned(64))) static unsigned char arena[EMBEDDER_ARENA_BYTES];
static unsigned char image[EMBEDDER_HEIGHT * EMBEDDER_WIDTH * EMBEDDER_CHANNELS];
static float embedding[EMBEDDER_DIMENSIONS];

int main(void)
{
    embedder model;
    if (embedder_open(&model, &embedder_weights, sizeof embedder_weights) != EMBEDDER_OK) return 1;
    for (unsigned i = 0; i < sizeof image; i++) image[i] = (unsigned char)(i * 2654435761u >> 24);
    embedder_embed(&model, image, arena, embedding);
    start_measuring();
    embedder_embed(&model, image, arena, embedding);
    stop_measuring();
    for (int i = 0; i < 4; i++) printf("%.9g\n", embedding[i]);
    return 0;
}
