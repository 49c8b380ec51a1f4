/* What the fast passes over arrays share: a stride of 64 entries at a time, plain vector sums
   within it, compensated ones across strides, and a check at the end of each that sends the few odd
   ones (an entry above half, a zero or tiny q, a negative entry) to a plain loop. */
#ifndef SP_INFO_ARRAY_LANES_H
#define SP_INFO_ARRAY_LANES_H

#include <string.h>

#include "num/dd.h"
#include "num/vlog.h"

enum { STRIDE = 64 };
#define ALWAYS static inline __attribute__((always_inline))
#define TINY   0x1p-1000 /* below it quotients may overflow and numbers be subnormal */
#define LN2    0x1.62e42fefa39efp-1

typedef struct lanes {
  sp_f64x2 hi, lo;
} lanes;

static inline void add(lanes* sum, sp_f64x2 x) {
  sp_f64x2 s = sum->hi + x, b = s - sum->hi;
  sum->lo += (sum->hi - (s - b)) + (x - b);
  sum->hi = s;
}

static inline void drain(sp_dd* total, lanes sum) {
  dd_accumulate(total, sum.hi[0]);
  dd_accumulate(total, sum.hi[1]);
  total->lo += sum.lo[0] + sum.lo[1];
}

static inline double across(sp_f64x2 x) { return x[0] + x[1]; }

static inline sp_f64x2 pair(const double* x) {
  sp_f64x2 v;
  memcpy(&v, x, sizeof v);
  return v;
}
static inline sp_f64x2 last(const double* x) { return (sp_f64x2){*x, 0}; }

/* Lane by lane b < a ? b : a, and a < b ? b : a: a NaN in b leaves a. */
static inline sp_f64x2 least(sp_f64x2 a, sp_f64x2 b) {
#ifdef __wasm_simd128__
  return __builtin_wasm_pmin_f64x2(a, b);
#else
  return sp_vselect(b < a, b, a);
#endif
}
static inline sp_f64x2 greatest(sp_f64x2 a, sp_f64x2 b) {
#ifdef __wasm_simd128__
  return __builtin_wasm_pmax_f64x2(a, b);
#else
  return sp_vselect(a < b, b, a);
#endif
}
static inline sp_f64x2 absolute(sp_f64x2 x) {
  return (sp_f64x2)((sp_i64x2)x & (sp_i64x2){INT64_MAX, INT64_MAX});
}
static inline sp_f64x2 root(sp_f64x2 x) {
#ifdef __wasm_simd128__
  return __builtin_wasm_sqrt_f64x2(x);
#else
  return (sp_f64x2){__builtin_sqrt(x[0]), __builtin_sqrt(x[1])};
#endif
}
static inline int any_below(sp_f64x2 x, double y) { return x[0] < y || x[1] < y; }

static inline int is_mass(double x) { return x >= 0 && x <= 0x1.fffffffffffffp1023; }

/* R(s^2) = 2 s^2/3 + 2 s^4/5 + ... for |s| < 0.201: Chebyshev interpolation at 60 digits, error
   1.2e-16, which is 4e-16 of a term. */
static inline sp_f64x2 log_tail(sp_f64x2 s) {
  sp_f64x2 z = s * s, w = z * z;
  sp_f64x2 a = sp_vmadd(z, SP_PAIR(0x1.999999997b790p-2), SP_PAIR(0x1.555555555556fp-1));
  sp_f64x2 b = sp_vmadd(z, SP_PAIR(0x1.c71c3bbccc572p-3), SP_PAIR(0x1.2492495334f5ap-2));
  sp_f64x2 c = sp_vmadd(z, SP_PAIR(0x1.38fd0e02e5e43p-3), SP_PAIR(0x1.746bf548d3d63p-3));
  c = sp_vmadd(w, SP_PAIR(0x1.35d2d714b9389p-3), c);
  return z * sp_vmadd(w, sp_vmadd(w, c, b), a);
}

/* q = 2^k Q with Q next to p: |Q - p| < 0.201 (Q + p).  Both numbers are raised to TINY first. */
typedef struct near_parts {
  sp_f64x2 p, q, k;
} near_parts;
static inline near_parts near_parts_of(sp_f64x2 p, sp_f64x2 q) {
  const sp_u64x2 half = {0x0008000000000000, 0x0008000000000000};
  const sp_u64x2 offset = {0x4330000000000800, 0x4330000000000800};
  near_parts n = {.p = greatest(p, SP_PAIR(TINY))};
  sp_u64x2 base = (sp_u64x2)n.p - half, over = (sp_u64x2)greatest(q, SP_PAIR(TINY)) - base;
  n.k = (sp_f64x2)((over >> 52) ^ offset) - (0x1p52 + 2048);
  n.q = (sp_f64x2)((over & 0xfffffffffffff) + base);
  return n;
}

/* log(q/p) = k log 2 + 2 s + s R, where s = step / (2^-k q + p) */
typedef struct log_parts {
  sp_f64x2 k, s, r, step;
} log_parts;

ALWAYS log_parts log_parts_of(sp_f64x2 p, sp_f64x2 q, sp_f64x2 d) {
  near_parts n = near_parts_of(p, q);
  sp_f64x2 step = sp_vselect(n.k == 0.0, d, n.q - n.p), s = step / (n.q + n.p);
  return (log_parts){n.k, s, log_tail(s), step};
}
ALWAYS sp_f64x2 log_ratio(const log_parts* l) { return l->k * LN2 + (2.0 * l->s + l->s * l->r); }

/* x log x for 0 <= x <= 2, to 2^-52 or so */
ALWAYS sp_f64x2 entropy_of(sp_f64x2 x) {
  sp_f64x2 y = greatest(x, SP_PAIR(TINY)), e, r = sp_vlog_split(y, sp_vlog_rows_of(y), &e);
  return x * ((e - SP_VLOG_ONE) * SP_VLOG_LN2 + (SP_VLOG_MIDDLE + SP_VLOG_UNIT * r));
}
#endif
