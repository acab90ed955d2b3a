#include "int16_fully_connected.h"

#include "int16_vector.h"

#define PANEL 32

/* Numbers to ask ahead for: the weights come from main memory, so it is far. */
#define AHEAD 1024

#define EACH(DO) DO(0) DO(1) DO(2) DO(3)

/* One number times 32 weights, of which each is used only once. */
#define SUM(i, number) \
    { \
        const mb_short8 w = mb_load_short8(weights + 8 * (i)); \
        low##i = MB_MULTIPLY_ADD_LONG(low##i, mb_low(w), x, number); \
        high##i = MB_MULTIPLY_ADD_LONG(high##i, mb_high(w), x, number); \
    }
#define SUM_0(i) SUM(i, 0)
#define SUM_1(i) SUM(i, 1)
#define SUM_2(i) SUM(i, 2)
#define SUM_3(i) SUM(i, 3)
#define STEP(number) \
    MB_PREFETCH(weights + AHEAD); \
    MB_PREFETCH(weights + AHEAD + 16); \
    EACH(SUM_##number) \
    weights += PANEL;

/* Eight sums to what the layer puts out. */
static void finish(const mb_int16_fully_connected *layer, const void *all_weights, void *arena,
                   int channel, mb_int4 low, mb_int4 high)
{
    if (layer->to_floats) {
        const float *scale = (const float *)mb_at(all_weights, layer->share) + channel;
        float *to = mb_pixels(arena, layer->output) + channel;
        int32_t sums[8];
        mb_store_int4(sums, low);
        mb_store_int4(sums + 4, high);
        for (int i = 0; i < 8; i++) to[i] = (float)sums[i] * scale[i];
    } else {
        const int32_t *share = (const int32_t *)mb_at(all_weights, layer->share) + channel;
        const mb_short8 all = mb_join(mb_requantise(low, mb_load_int4(share)),
                                      mb_requantise(high, mb_load_int4(share + 4)));
        mb_store_short8(mb_pixels_int16(arena, layer->output) + channel,
                        mb_minimum_short8(mb_maximum_short8(all, mb_all_short8(layer->least)),
                                          mb_all_short8(layer->most)));
    }
}

void mb_connect_int16(const mb_int16_fully_connected *layer, const void *all_weights, void *arena)
{
    const mb_tensor *input = layer->input;
    const int fours = (input->width * input->channels + 3) / 4;
    const int16_t *weights = mb_at(all_weights, layer->kernel);

    for (int channel = 0; channel < layer->output->channels; channel += PANEL) {
        const int32_t *bias = (const int32_t *)mb_at(all_weights, layer->bias) + channel;
#define START(i) \
    mb_int4 low##i = mb_load_int4(bias + 8 * (i)), high##i = mb_load_int4(bias + 8 * (i) + 4);
        EACH(START)
        for (int y = 0; y < input->height; y++) {
            const int16_t *from = mb_pixels_int16(arena, input) + (ptrdiff_t)y * input->row;
            for (int i = fours; i > 0; i--) {
                const mb_short4 x = mb_load_short4(from);
                from += 4;
                STEP(0)
                STEP(1)
                STEP(2)
                STEP(3)
            }
        }
#define FINISH(i) finish(layer, all_weights, arena, channel + 8 * (i), low##i, high##i);
        EACH(FINISH)
    }
}
