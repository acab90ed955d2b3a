#include "image.h"

#include "vector.h"

#if defined(__ARM_NEON) || defined(__ARM_NEON__)

/* Eight bytes at a time; returns how many were read. */
static int read_run(const unsigned char *from, int run, float scale, float offset, float *to)
{
    const float32x4_t scales = vdupq_n_f32(scale), offsets = vdupq_n_f32(offset);
    int i = 0;
    for (; i + 8 <= run; i += 8) {
        const uint16x8_t wide = vmovl_u8(vld1_u8(from + i));
        const float32x4_t low = vcvtq_f32_u32(vmovl_u16(vget_low_u16(wide)));
        const float32x4_t high = vcvtq_f32_u32(vmovl_u16(vget_high_u16(wide)));
        vst1q_f32(to + i, vaddq_f32(vmulq_f32(low, scales), offsets));
        vst1q_f32(to + i + 4, vaddq_f32(vmulq_f32(high, scales), offsets));
    }
    return i;
}

#else

static int read_run(const unsigned char *from, int run, float scale, float offset, float *to)
{
    (void)from, (void)run, (void)scale, (void)offset, (void)to;
    return 0;
}

#endif

void mb_read_image(const unsigned char *image, float scale, float offset, void *arena,
                   const mb_tensor *output)
{
    const int run = output->width * output->channels;
    for (int y = 0; y < output->height; y++) {
        const unsigned char *from = image + (ptrdiff_t)y * run;
        float *to = mb_pixels(arena, output) + (ptrdiff_t)y * output->row;
        for (int i = read_run(from, run, scale, offset, to); i < run; i++) {
            to[i] = (float)from[i] * scale + offset;
        }
    }
}
