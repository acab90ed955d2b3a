/* Embeds an image, or compares two: the shortest use of embedder.h. */
#include <stdio.h>
#include <string.h>

#include "embedder.h"
#include "embedder_weights.h"
#include "netpbm.h"

/* In static memory, as a stack may be small. */
#if defined(__GNUC__)
__attribute__((aligned(64)))
#endif
static unsigned char arena[EMBEDDER_ARENA_BYTES];
static unsigned char image[EMBEDDER_HEIGHT * EMBEDDER_WIDTH * EMBEDDER_CHANNELS];

static int embed_file(const embedder *model, const char *path, float *embedding)
{
    const char *problem = netpbm_read(path, EMBEDDER_HEIGHT, EMBEDDER_WIDTH, EMBEDDER_CHANNELS, image);
    if (problem) {
        fprintf(stderr, "%s: %s\n", path, problem);
        return 0;
    }
    embedder_embed(model, image, arena, embedding);
    return 1;
}

int main(int count, char **arguments)
{
    static float embeddings[2][EMBEDDER_DIMENSIONS];
    embedder model;
    const embedder_status status =
        embedder_open(&model, &embedder_weights, sizeof embedder_weights);
    if (status != EMBEDDER_OK) {
        fprintf(stderr, "%s\n", embedder_message(status));
        return 1;
    }
    if (count < 2 || count > 3) {
        fprintf(stderr,
                "usage: %s image.@SUFFIX@ [other.@SUFFIX@]\n"
                "Prints the embedding of an image of %d x %d pixels, or compares two.\n",
                arguments[0], EMBEDDER_WIDTH, EMBEDDER_HEIGHT);
        return 2;
    }
    for (int i = 1; i < count; i++) {
        if (!embed_file(&model, arguments[i], embeddings[i - 1])) return 1;
    }
    if (count == 2) {
        for (int i = 0; i < EMBEDDER_DIMENSIONS; i++) printf("%.9g\n", embeddings[0][i]);
    } else {
        printf("distance %.6g, threshold %.6g: %s\n",
               embedder_distance(embeddings[0], embeddings[1]), EMBEDDER_THRESHOLD,
               embedder_same(embeddings[0], embeddings[1]) ? "same" : "different");
    }
    return 0;
}
