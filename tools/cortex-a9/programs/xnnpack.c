/*
 * The network-in-network embedder (preset standard, 112 x 112 x 3) on XNNPACK, with weights of no
 * meaning. Measured like ours: the last of several times.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <xnnpack.h>

#include "marks.h"

typedef enum { CONVOLUTION, POOLING, FULLY_CONNECTED } kind;

typedef struct {
    kind kind;
    uint32_t window, stride;
    size_t in, out; /* channels */
} layer;

static const layer layers[] = {
    {CONVOLUTION, 5, 2, 3, 16},   {CONVOLUTION, 1, 1, 16, 16},   {POOLING, 2, 2, 16, 16},
    {CONVOLUTION, 3, 1, 16, 32},  {CONVOLUTION, 1, 1, 32, 32},   {POOLING, 2, 2, 32, 32},
    {CONVOLUTION, 3, 1, 32, 64},  {CONVOLUTION, 1, 1, 64, 64},   {CONVOLUTION, 3, 1, 64, 96},
    {CONVOLUTION, 1, 1, 96, 96},  {POOLING, 2, 2, 96, 96},       {CONVOLUTION, 3, 1, 96, 192},
    {CONVOLUTION, 1, 1, 192, 128}, {FULLY_CONNECTED, 1, 1, 6272, 128},
};
enum { LAYERS = sizeof layers / sizeof *layers };

static float *numbers(size_t count)
{
    float *all = NULL;
    if (posix_memalign((void **)&all, 64, count * sizeof *all + 4096)) exit(3);
    for (size_t i = 0; i < count; i++) all[i] = (float)(i * 2654435761u % 2001) / 10000 - 0.1f;
    return all;
}

static void demand(enum xnn_status status, const char *what)
{
    if (status == xnn_status_success) return;
    fprintf(stderr, "%s: status %d\n", what, (int)status);
    exit(4);
}

/* Prepares a layer on an input of this side; returns the side of its output. */
static size_t prepare(const layer *l, size_t side, const float *input, float **output,
                      xnn_operator_t *op)
{
    const size_t steps = l->kind == FULLY_CONNECTED ? 1 : (side + l->stride - 1) / l->stride;
    *output = numbers(steps * steps * l->out);
    if (l->kind == CONVOLUTION) {
        const size_t needed = (steps - 1) * l->stride + l->window;
        const uint32_t total = needed > side ? (uint32_t)(needed - side) : 0;
        const uint32_t before = total / 2, after = total - before;
        demand(xnn_create_convolution2d_nhwc_f32(
                   before, after, after, before, l->window, l->window, l->stride, l->stride, 1, 1, 1,
                   l->in, l->out, l->in, l->out, numbers(l->window * l->window * l->in * l->out),
                   numbers(l->out), 0, INFINITY, 0, op),
               "convolution");
        demand(xnn_setup_convolution2d_nhwc_f32(*op, 1, side, side, input, *output, NULL), "setup");
    } else if (l->kind == POOLING) {
        demand(xnn_create_max_pooling2d_nhwc_f32(0, 0, 0, 0, 2, 2, 2, 2, 1, 1, l->in, l->in, l->in,
                                                 -INFINITY, INFINITY, 0, op),
               "pooling");
        demand(xnn_setup_max_pooling2d_nhwc_f32(*op, 1, side, side, input, *output, NULL), "setup");
    } else {
        demand(xnn_create_fully_connected_nc_f32(l->in, l->out, l->in, l->out,
                                                 numbers(l->in * l->out), numbers(l->out), -INFINITY,
                                                 INFINITY, 0, op),
               "fully connected");
        demand(xnn_setup_fully_connected_nc_f32(*op, 1, input, *output, NULL), "setup");
    }
    return steps;
}

int main(void)
{
    xnn_operator_t operators[LAYERS];
    size_t side = 112;
    float *signal = numbers(side * side * 3);
    demand(xnn_initialize(NULL), "initialise");
    for (int i = 0; i < LAYERS; i++) {
        float *output;
        side = prepare(&layers[i], side, signal, &output, &operators[i]);
        signal = output;
    }
    for (int turn = 0; turn < 2; turn++) {
        if (turn == 1) start_measuring();
        for (int i = 0; i < LAYERS; i++) demand(xnn_run_operator(operators[i], NULL), "run");
    }
    stop_measuring();
    printf("%.9g\n", signal[0]);
    return 0;
}
