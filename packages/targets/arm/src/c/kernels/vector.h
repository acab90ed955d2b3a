/*
 * Four floats at a time: NEON on ARM, plain C elsewhere.
 *
 * All kernels are written in these few operations, so that every machine runs the same code.
 */
#ifndef MB_VECTOR_H
#define MB_VECTOR_H

#if defined(__ARM_NEON) || defined(__ARM_NEON__)

#include <arm_neon.h>

typedef float32x4_t mb_vector;
typedef int32x4_t mb_integers;

static inline mb_vector mb_load(const float *from) { return vld1q_f32(from); }
static inline void mb_store(float *to, mb_vector x) { vst1q_f32(to, x); }
static inline mb_vector mb_all(float x) { return vdupq_n_f32(x); }
static inline mb_vector mb_load_all(const float *from) { return vld1q_dup_f32(from); }
static inline mb_vector mb_add(mb_vector a, mb_vector b) { return vaddq_f32(a, b); }
static inline mb_vector mb_subtract(mb_vector a, mb_vector b) { return vsubq_f32(a, b); }
static inline mb_vector mb_multiply(mb_vector a, mb_vector b) { return vmulq_f32(a, b); }
static inline mb_vector mb_maximum(mb_vector a, mb_vector b) { return vmaxq_f32(a, b); }
static inline mb_vector mb_minimum(mb_vector a, mb_vector b) { return vminq_f32(a, b); }

/* a + b * c. */
static inline mb_vector mb_multiply_add(mb_vector a, mb_vector b, mb_vector c)
{
#if defined(__aarch64__)
    return vfmaq_f32(a, b, c);
#else
    return vmlaq_f32(a, b, c);
#endif
}

/* a + b * c[lane]; the lane is a constant. */
#if defined(__aarch64__)
#define MB_MULTIPLY_ADD_LANE(a, b, c, lane) vfmaq_laneq_f32(a, b, c, lane)
#else
#define MB_MULTIPLY_ADD_LANE(a, b, c, lane) \
    vmlaq_lane_f32(a, b, (lane) < 2 ? vget_low_f32(c) : vget_high_f32(c), (lane) & 1)
#endif

static inline mb_integers mb_truncate(mb_vector x) { return vcvtq_s32_f32(x); }
static inline mb_vector mb_to_floats(mb_integers x) { return vcvtq_f32_s32(x); }
static inline void mb_store_integers(int *to, mb_integers x) { vst1q_s32(to, x); }

/* 2^n, for -126 to 127. */
static inline mb_vector mb_power_of_two(mb_integers n)
{
    return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(n, vdupq_n_s32(127)), 23));
}

/* The number where a < b, and 0 elsewhere. */
static inline mb_integers mb_where_less(mb_integers a, int b, int number)
{
    return vandq_s32(vreinterpretq_s32_u32(vcltq_s32(a, vdupq_n_s32(b))), vdupq_n_s32(number));
}

/* a * x + b * y. */
static inline mb_integers mb_weigh_integers(mb_integers x, int a, mb_integers y, int b)
{
    return vmlaq_n_s32(vmulq_n_s32(x, a), y, b);
}

#else /* plain C */

#include <math.h>

typedef struct {
    float lane[4];
} mb_vector;

typedef struct {
    int lane[4];
} mb_integers;

static inline mb_vector mb_load(const float *from)
{
    const mb_vector x = {{from[0], from[1], from[2], from[3]}};
    return x;
}

static inline void mb_store(float *to, mb_vector x)
{
    to[0] = x.lane[0];
    to[1] = x.lane[1];
    to[2] = x.lane[2];
    to[3] = x.lane[3];
}

static inline mb_vector mb_all(float x)
{
    const mb_vector all = {{x, x, x, x}};
    return all;
}

static inline mb_vector mb_load_all(const float *from) { return mb_all(*from); }

static inline mb_vector mb_add(mb_vector a, mb_vector b)
{
    for (int i = 0; i < 4; i++) a.lane[i] += b.lane[i];
    return a;
}

static inline mb_vector mb_subtract(mb_vector a, mb_vector b)
{
    for (int i = 0; i < 4; i++) a.lane[i] -= b.lane[i];
    return a;
}

static inline mb_vector mb_multiply(mb_vector a, mb_vector b)
{
    for (int i = 0; i < 4; i++) a.lane[i] *= b.lane[i];
    return a;
}

static inline mb_vector mb_maximum(mb_vector a, mb_vector b)
{
    for (int i = 0; i < 4; i++) a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
    return a;
}

static inline mb_vector mb_minimum(mb_vector a, mb_vector b)
{
    for (int i = 0; i < 4; i++) a.lane[i] = a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i];
    return a;
}

/* a + b * c. */
static inline mb_vector mb_multiply_add(mb_vector a, mb_vector b, mb_vector c)
{
    for (int i = 0; i < 4; i++) a.lane[i] += b.lane[i] * c.lane[i];
    return a;
}

/* a + b * c[lane]. */
static inline mb_vector mb_multiply_add_lane(mb_vector a, mb_vector b, float c)
{
    for (int i = 0; i < 4; i++) a.lane[i] += b.lane[i] * c;
    return a;
}

#define MB_MULTIPLY_ADD_LANE(a, b, c, number) mb_multiply_add_lane(a, b, (c).lane[number])

static inline mb_integers mb_truncate(mb_vector x)
{
    mb_integers whole;
    for (int i = 0; i < 4; i++) whole.lane[i] = (int)x.lane[i];
    return whole;
}

static inline mb_vector mb_to_floats(mb_integers x)
{
    mb_vector floats;
    for (int i = 0; i < 4; i++) floats.lane[i] = (float)x.lane[i];
    return floats;
}

static inline void mb_store_integers(int *to, mb_integers x)
{
    for (int i = 0; i < 4; i++) to[i] = x.lane[i];
}

/* 2^n, for -126 to 127. */
static inline mb_vector mb_power_of_two(mb_integers n)
{
    mb_vector powers;
    for (int i = 0; i < 4; i++) powers.lane[i] = ldexpf(1, n.lane[i]);
    return powers;
}

/* The number where a < b, and 0 elsewhere. */
static inline mb_integers mb_where_less(mb_integers a, int b, int number)
{
    for (int i = 0; i < 4; i++) a.lane[i] = a.lane[i] < b ? number : 0;
    return a;
}

/* a * x + b * y. */
static inline mb_integers mb_weigh_integers(mb_integers x, int a, mb_integers y, int b)
{
    for (int i = 0; i < 4; i++) x.lane[i] = a * x.lane[i] + b * y.lane[i];
    return x;
}

#endif

/* For functions whose results must stay in registers. */
#if defined(__GNUC__)
#define MB_INLINE static inline __attribute__((always_inline))
#else
#define MB_INLINE static inline
#endif

/* Asks for a cache line that is needed soon; costs nothing where there is no such instruction. */
#if defined(__GNUC__)
#define MB_PREFETCH(address) __builtin_prefetch(address)
#else
#define MB_PREFETCH(address) ((void)(address))
#endif

#endif
