#include "fully_connected.h"

#include "vector.h"

#define PANEL 32

/* Floats to ask ahead for: the weights come from main memory, so it is far. */
#define AHEAD 512

#define EACH(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)

/* One number times 32 weights, of which each is used only once. */
#define SUM(i, lane) sum##i = MB_MULTIPLY_ADD_LANE(sum##i, mb_load(weights + 4 * (i)), x, lane);
#define SUM_0(i) SUM(i, 0)
#define SUM_1(i) SUM(i, 1)
#define SUM_2(i) SUM(i, 2)
#define SUM_3(i) SUM(i, 3)
#define STEP(lane) \
    MB_PREFETCH(weights + AHEAD); \
    MB_PREFETCH(weights + AHEAD + 8); \
    MB_PREFETCH(weights + AHEAD + 16); \
    MB_PREFETCH(weights + AHEAD + 24); \
    EACH(SUM_##lane) \
    weights += PANEL;

void mb_connect(const mb_fully_connected *layer, const void *all_weights, void *arena)
{
    const mb_tensor *input = layer->input;
    const int run = input->width * input->channels;
    const int rest = run % 4;
    const float *weights = mb_at(all_weights, layer->kernel);

    for (int channel = 0; channel < layer->output->channels; channel += PANEL) {
        const float *bias = (const float *)mb_at(all_weights, layer->bias) + channel;
        const float *slopes = (const float *)mb_at(all_weights, layer->slopes) + channel;
        float *to = mb_pixels(arena, layer->output) + channel;
#define START(i) mb_vector sum##i = mb_load(bias + 4 * (i));
        EACH(START)
        for (int y = 0; y < input->height; y++) {
            const float *from = mb_pixels(arena, input) + (ptrdiff_t)y * input->row;
            for (int i = run / 4; i > 0; i--) {
                const mb_vector x = mb_load(from);
                from += 4;
                STEP(0)
                STEP(1)
                STEP(2)
                STEP(3)
            }
            if (rest > 0) {
                const mb_vector x = mb_load(from);
                STEP(0)
                if (rest > 1) {
                    STEP(1)
                }
                if (rest > 2) {
                    STEP(2)
                }
            }
        }
#define FINISH(i) \
    mb_store(to + 4 * (i), \
             mb_activate_vector(layer->activation, sum##i, \
                                layer->activation == MB_SLOPES ? mb_load(slopes + 4 * (i)) : sum##i));
        EACH(FINISH)
    }
}
