/* Embeds what comes on stdin, for other programs: raw images in, raw embeddings out. */
#include <stdio.h>
#include <stdlib.h>

#include "embedder.h"

/* At a multiple of 64 bytes, however memory is handed out here. */
static void *allocate(size_t size)
{
    char *memory = malloc(size + 64);
    return memory ? memory + (64 - (size_t)memory % 64) : NULL;
}

int main(int count, char **arguments)
{
    static unsigned char image[EMBEDDER_HEIGHT * EMBEDDER_WIDTH * EMBEDDER_CHANNELS];
    static float embedding[EMBEDDER_DIMENSIONS];
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    void *weights = allocate(EMBEDDER_WEIGHTS_BYTES), *arena = allocate(EMBEDDER_ARENA_BYTES);
    embedder model;
    if (!file || !weights || !arena) {
        fprintf(stderr, "usage: %s weights.bin, and enough memory\n", arguments[0]);
        return 2;
    }
    const size_t size = fread(weights, 1, EMBEDDER_WEIGHTS_BYTES, file);
    fclose(file);
    const embedder_status status = embedder_open(&model, weights, size);
    if (status != EMBEDDER_OK) {
        fprintf(stderr, "%s\n", embedder_message(status));
        return 1;
    }
    while (fread(image, 1, sizeof image, stdin) == sizeof image) {
        embedder_embed(&model, image, arena, embedding);
        if (fwrite(embedding, sizeof(float), EMBEDDER_DIMENSIONS, stdout) != EMBEDDER_DIMENSIONS) {
            return 3;
        }
    }
    return 0;
}
