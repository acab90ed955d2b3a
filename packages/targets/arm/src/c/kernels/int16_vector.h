/*
 * Four or eight 16-bit integers at a time, and sums of their products in 32 bits: NEON on ARM, plain C
 * elsewhere. All machines compute the same bits.
 */
#ifndef MB_INT16_VECTOR_H
#define MB_INT16_VECTOR_H

#include <stdint.h>
#include <string.h>

#include "vector.h"

#if defined(__ARM_NEON) || defined(__ARM_NEON__)

typedef int16x4_t mb_short4;
typedef int16x8_t mb_short8;
typedef int32x4_t mb_int4;

static inline mb_short4 mb_load_short4(const int16_t *from) { return vld1_s16(from); }
static inline mb_short8 mb_load_short8(const int16_t *from) { return vld1q_s16(from); }
static inline void mb_store_short4(int16_t *to, mb_short4 x) { vst1_s16(to, x); }
static inline void mb_store_short8(int16_t *to, mb_short8 x) { vst1q_s16(to, x); }
static inline mb_short8 mb_all_short8(int x) { return vdupq_n_s16((int16_t)x); }
static inline mb_short4 mb_low(mb_short8 x) { return vget_low_s16(x); }
static inline mb_short4 mb_high(mb_short8 x) { return vget_high_s16(x); }
static inline mb_short8 mb_join(mb_short4 a, mb_short4 b) { return vcombine_s16(a, b); }
static inline mb_short4 mb_add_short4(mb_short4 a, mb_short4 b) { return vadd_s16(a, b); }
static inline mb_short4 mb_maximum_short4(mb_short4 a, mb_short4 b) { return vmax_s16(a, b); }
static inline mb_short8 mb_maximum_short8(mb_short8 a, mb_short8 b) { return vmaxq_s16(a, b); }
static inline mb_short8 mb_minimum_short8(mb_short8 a, mb_short8 b) { return vminq_s16(a, b); }
static inline mb_int4 mb_load_int4(const int32_t *from) { return vld1q_s32(from); }
static inline void mb_store_int4(int32_t *to, mb_int4 x) { vst1q_s32(to, x); }
static inline mb_int4 mb_maximum_int4(mb_int4 a, mb_int4 b) { return vmaxq_s32(a, b); }

/* A quarter, rounded. */
static inline mb_short4 mb_quarter(mb_short4 x) { return vrshr_n_s16(x, 2); }

/* x * share / 2^31, rounded, for a share of 0 to 2^31 - 1; then held within 16 bits. */
static inline mb_short4 mb_requantise(mb_int4 x, mb_int4 share)
{
    return vqmovn_s32(vqrdmulhq_s32(x, share));
}

/* a * b[lane] and sum + a * b[lane]; the lane is a constant. */
#define MB_MULTIPLY_LONG(a, b, lane) vmull_lane_s16(a, b, lane)
#define MB_MULTIPLY_ADD_LONG(sum, a, b, lane) vmlal_lane_s16(sum, a, b, lane)

/* x / 2^14, rounded. */
static inline mb_short4 mb_narrow_14(mb_int4 x) { return vrshrn_n_s32(x, 14); }

/* The first of a, b, c and d, then the second of each, and so on. */
static inline void mb_store_in_turn(int16_t *to, mb_integers a, mb_integers b, mb_integers c,
                                    mb_integers d)
{
    const int16x4x4_t all = {{vmovn_s32(a), vmovn_s32(b), vmovn_s32(c), vmovn_s32(d)}};
    vst4_s16(to, all);
}

/* Eight bytes as 16-bit integers. */
static inline mb_short8 mb_load_bytes(const unsigned char *from)
{
    return vreinterpretq_s16_u16(vmovl_u8(vld1_u8(from)));
}

/* x * factor + offset. */
static inline mb_short8 mb_scale_short8(mb_short8 x, int factor, int offset)
{
    return vaddq_s16(vmulq_n_s16(x, (int16_t)factor), vdupq_n_s16((int16_t)offset));
}

#else /* plain C */

typedef struct {
    int16_t lane[4];
} mb_short4;

typedef struct {
    int16_t lane[8];
} mb_short8;

typedef struct {
    int32_t lane[4];
} mb_int4;

static inline mb_short4 mb_load_short4(const int16_t *from)
{
    mb_short4 x;
    memcpy(&x, from, sizeof x);
    return x;
}

static inline mb_short8 mb_load_short8(const int16_t *from)
{
    mb_short8 x;
    memcpy(&x, from, sizeof x);
    return x;
}

static inline void mb_store_short4(int16_t *to, mb_short4 x) { memcpy(to, &x, sizeof x); }
static inline void mb_store_short8(int16_t *to, mb_short8 x) { memcpy(to, &x, sizeof x); }

static inline mb_short8 mb_all_short8(int number)
{
    mb_short8 x;
    for (int i = 0; i < 8; i++) x.lane[i] = (int16_t)number;
    return x;
}

static inline mb_short4 mb_low(mb_short8 x) { return mb_load_short4(x.lane); }
static inline mb_short4 mb_high(mb_short8 x) { return mb_load_short4(x.lane + 4); }

static inline mb_short8 mb_join(mb_short4 a, mb_short4 b)
{
    mb_short8 x;
    mb_store_short4(x.lane, a);
    mb_store_short4(x.lane + 4, b);
    return x;
}

static inline mb_short4 mb_add_short4(mb_short4 a, mb_short4 b)
{
    for (int i = 0; i < 4; i++) a.lane[i] = (int16_t)(a.lane[i] + b.lane[i]);
    return a;
}

static inline mb_short4 mb_maximum_short4(mb_short4 a, mb_short4 b)
{
    for (int i = 0; i < 4; i++) a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
    return a;
}

static inline mb_short8 mb_maximum_short8(mb_short8 a, mb_short8 b)
{
    for (int i = 0; i < 8; i++) a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
    return a;
}

static inline mb_short8 mb_minimum_short8(mb_short8 a, mb_short8 b)
{
    for (int i = 0; i < 8; i++) a.lane[i] = a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i];
    return a;
}

static inline mb_int4 mb_load_int4(const int32_t *from)
{
    mb_int4 x;
    memcpy(&x, from, sizeof x);
    return x;
}

static inline void mb_store_int4(int32_t *to, mb_int4 x) { memcpy(to, &x, sizeof x); }

static inline mb_int4 mb_maximum_int4(mb_int4 a, mb_int4 b)
{
    for (int i = 0; i < 4; i++) a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
    return a;
}

/* x / 2^bits, rounded half up; right shifts of negative numbers are not the same everywhere. */
static inline int64_t mb_rounded_shift(int64_t x, int bits)
{
    const int64_t one = (int64_t)1 << bits, y = x + one / 2;
    return y >= 0 ? y / one : -((one - 1 - y) / one);
}

/* A quarter, rounded. */
static inline mb_short4 mb_quarter(mb_short4 x)
{
    for (int i = 0; i < 4; i++) x.lane[i] = (int16_t)mb_rounded_shift(x.lane[i], 2);
    return x;
}

/* x * share / 2^31, rounded, for a share of 0 to 2^31 - 1; then held within 16 bits. */
static inline mb_short4 mb_requantise(mb_int4 x, mb_int4 share)
{
    mb_short4 narrow;
    for (int i = 0; i < 4; i++) {
        const int64_t y = mb_rounded_shift((int64_t)x.lane[i] * share.lane[i], 31);
        narrow.lane[i] = (int16_t)(y > INT16_MAX ? INT16_MAX : y < INT16_MIN ? INT16_MIN : y);
    }
    return narrow;
}

/* sum + a * b. */
static inline mb_int4 mb_multiply_add_long(mb_int4 sum, mb_short4 a, int16_t b)
{
    for (int i = 0; i < 4; i++) sum.lane[i] += (int32_t)a.lane[i] * b;
    return sum;
}

static inline mb_int4 mb_multiply_long(mb_short4 a, int16_t b)
{
    const mb_int4 zero = {{0, 0, 0, 0}};
    return mb_multiply_add_long(zero, a, b);
}

#define MB_MULTIPLY_LONG(a, b, number) mb_multiply_long(a, (b).lane[number])
#define MB_MULTIPLY_ADD_LONG(sum, a, b, number) mb_multiply_add_long(sum, a, (b).lane[number])

/* x / 2^14, rounded. */
static inline mb_short4 mb_narrow_14(mb_int4 x)
{
    mb_short4 narrow;
    for (int i = 0; i < 4; i++) narrow.lane[i] = (int16_t)mb_rounded_shift(x.lane[i], 14);
    return narrow;
}

/* The first of a, b, c and d, then the second of each, and so on. */
static inline void mb_store_in_turn(int16_t *to, mb_integers a, mb_integers b, mb_integers c,
                                    mb_integers d)
{
    for (int i = 0; i < 4; i++) {
        to[4 * i] = (int16_t)a.lane[i];
        to[4 * i + 1] = (int16_t)b.lane[i];
        to[4 * i + 2] = (int16_t)c.lane[i];
        to[4 * i + 3] = (int16_t)d.lane[i];
    }
}

/* Eight bytes as 16-bit integers. */
static inline mb_short8 mb_load_bytes(const unsigned char *from)
{
    mb_short8 x;
    for (int i = 0; i < 8; i++) x.lane[i] = from[i];
    return x;
}

/* x * factor + offset. */
static inline mb_short8 mb_scale_short8(mb_short8 x, int factor, int offset)
{
    for (int i = 0; i < 8; i++) x.lane[i] = (int16_t)(x.lane[i] * factor + offset);
    return x;
}

#endif

#endif
