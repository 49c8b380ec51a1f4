/* The natural logarithm of double vectors: our own, so that arrays do not wait for libm.

   Reduction x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), s = f / (2 + f), and
   log(1 + f) = f - s (f - R), R = s^2 P(s^2), P a polynomial of degree 6 (Chebyshev interpolation
   at 60 digits; |s^2 P - true| < 1e-17).  Swept error: at most 1 ulp (tests/native/vlog.test.c).
   Special values as in C99: log(0) = -Inf, log(x < 0) = NaN, log(+Inf) = +Inf, log(NaN) = NaN. */
#ifndef SP_NUM_VLOG_H
#define SP_NUM_VLOG_H

#include <stddef.h>
#include <stdint.h>

typedef double sp_f64x2 __attribute__((vector_size(16)));
typedef int64_t sp_i64x2 __attribute__((vector_size(16)));
typedef uint64_t sp_u64x2 __attribute__((vector_size(16)));

#define SP_PAIR(x) ((sp_f64x2){x, x})

/* Lane by lane a where the mask is set, else b. */
static inline sp_f64x2 sp_vselect(sp_i64x2 mask, sp_f64x2 a, sp_f64x2 b) {
  return (sp_f64x2)(((sp_i64x2)a & mask) | ((sp_i64x2)b & ~mask));
}

/* Once in the module: a copy in every room that includes this would be 8 KB each. */
extern const double sp_vlog_table[512][2];

#define SP_LN2_HI 0x1.62e42p-1 /* 21 bits: k * SP_LN2_HI is exact */
#define SP_LN2_LO 0x1.fdf473de6af28p-22

/* x = 2^k (1 + f) for normal x > 0.  Unsigned shifts only: arithmetic ones of 64-bit lanes are slow
   on every processor before AVX-512. */
static inline sp_f64x2 sp_vlog_reduce(sp_f64x2 x, sp_f64x2* k) {
  const sp_u64x2 sqrt_half = {0x3fe6a09e667f3bcd, 0x3fe6a09e667f3bcd};
  const sp_u64x2 bias = {0x00095f619980c433, 0x00095f619980c433}; /* bits of 1 - sqrt_half */
  const sp_u64x2 two52 = {0x4330000000000000, 0x4330000000000000};
  sp_u64x2 over = (sp_u64x2)x + bias; /* its exponent field: k + 1023 */
  *k = (sp_f64x2)((over >> 52) | two52) - (0x1p52 + 1023);
  return (sp_f64x2)((over & 0xfffffffffffff) + sqrt_half) - 1.0;
}

/* R(s^2) = 2 s^2/3 + 2 s^4/5 + ... with s = f / (2 + f), |f| < 0.42. */
static inline sp_f64x2 sp_vlog_tail(sp_f64x2 s) {
  sp_f64x2 z = s * s, w = z * z;
  sp_f64x2 odd = 0x1.99999999952e2p-2 + w * (0x1.c71c62e5800a1p-3 + w * 0x1.39fe606542ddep-3);
  sp_f64x2 even = 0x1.2492492df148dp-2 + w * (0x1.7462b4ab2ef6bp-3 + w * 0x1.2b584aae78a57p-3);
  return z * (0x1.5555555555558p-1 + (z * odd + w * even));
}

/* log(2^k (1 + f)) */
static inline sp_f64x2 sp_vlog_join(sp_f64x2 k, sp_f64x2 f) {
  sp_f64x2 s = f / (2.0 + f), half = 0.5 * f * f;
  return k * SP_LN2_HI - ((half - (s * (half + sp_vlog_tail(s)) + k * SP_LN2_LO)) - f);
}

/* log of normal, finite, positive x. */
static inline sp_f64x2 sp_vlog(sp_f64x2 x) {
  sp_f64x2 k, f = sp_vlog_reduce(x, &k);
  return sp_vlog_join(k, f);
}

/* a * b + c; fused where the relaxed variant's processor fuses */
static inline sp_f64x2 sp_vmadd(sp_f64x2 a, sp_f64x2 b, sp_f64x2 c) {
#ifdef __wasm_relaxed_simd__
  return __builtin_wasm_relaxed_madd_f64x2(a, b, c);
#else
  return a * b + c;
#endif
}

/* For weighted sums of logarithms, which take the parts of
     log x = e log 2 + SP_VLOG_MIDDLE + SP_VLOG_UNIT r
   to sums of their own and so need no rounding in between.  *exponent is 1 + 2^-51 (e + 1023),
   where e counts halves: x/2^e lies in [1, 1.5) or [1.06, 1.42), within 2^-10 of the middle of one
   of 512 intervals, whose logarithm a table holds, so that no division is needed: log = table + f -
   f^2/2 + f^3/3 - f^4/4.  The unit makes the last coefficient 1, which saves a product; the middle
   keeps r small, the halves make e two instructions of the bits of x.  Error of SP_VLOG_UNIT r at
   most 0.59 2^-53 by the sum of truncation and roundings in every row (tests/reference/arrays.py
   bound), and so at most 1 ulp of log x wherever x <= 1/2 (swept in vlog.test.c).  A row is one
   load of both its numbers, at its offset in bytes.  x normal, finite, positive; other bit patterns
   give some finite number. */
#define SP_VLOG_ONE    (1 + 1023 * 0x1p-51)  /* the exponent of 1 */
#define SP_VLOG_LN2    0x1.62e42fefa39efp+50 /* log 2 in the exponent's units */
#define SP_VLOG_MIDDLE 0x1.ap-3
#define SP_VLOG_UNIT   (-0x1.965fea53d6e3dp+0) /* -4^(1/3) */
typedef struct sp_vlog_rows {
  uint32_t first, second;
} sp_vlog_rows;

/* The rows of two numbers in memory.  Scalar instructions do not compete with the vector ones, of
   which the processor can start three at a time: loads of the 16 bits around the nine.  Volatile,
   or the compiler takes them from the vector again. */
typedef struct __attribute__((packed, may_alias)) sp_vlog_bits {
  uint8_t skipped[5];
  uint16_t first;
  uint8_t between[6];
  uint16_t second;
} sp_vlog_bits;
static inline sp_vlog_rows sp_vlog_rows_at(const double* x) {
  const volatile sp_vlog_bits* bits = (const volatile sp_vlog_bits*)x;
  return (sp_vlog_rows){(bits->first & 0xff8u) << 1, (bits->second & 0xff8u) << 1};
}
/* The same of numbers that are not in memory yet. */
static inline sp_vlog_rows sp_vlog_rows_of(sp_f64x2 x) {
  volatile sp_f64x2 there = x;
  return sp_vlog_rows_at((const double*)&there);
}

static inline sp_f64x2 sp_vlog_split(sp_f64x2 x, sp_vlog_rows rows, sp_f64x2* exponent) {
  const sp_u64x2 one = {0x3ff0000000000000, 0x3ff0000000000000};
  const sp_u64x2 fraction = {0x7ffffffffff, 0x7ffffffffff};
  *exponent = (sp_f64x2)((sp_u64x2)x >> 51 | one);
  const char* table = (const char*)sp_vlog_table;
  sp_f64x2 a = *(const sp_f64x2*)(table + rows.first);
  sp_f64x2 b = *(const sp_f64x2*)(table + rows.second);
  sp_f64x2 f = (sp_f64x2)(((sp_u64x2)x & fraction) | one) - (1 + 0x1p-10);
  f *= __builtin_shufflevector(a, b, 0, 2);
  sp_f64x2 y = sp_vmadd(f, f + 0x1.ae0da2d39722bp-1, SP_PAIR(0x1.965fea53d6e3dp-1));
  y = sp_vmadd(f, y, SP_PAIR(1));
  return sp_vmadd(f, y, __builtin_shufflevector(a, b, 1, 3));
}

/* out[i] = log(x[i]) for any doubles; x and out may be the same array. */
void sp_log_array(const double* x, double* out, size_t n);

/* log1p(t) - t, to 6 ulp of the result where 1 + t is normal: no cancellation near 0, since
   log1p(f) - f = -s (f - R).  t > -1. */
double sp_log1p_less(double t);

#endif
