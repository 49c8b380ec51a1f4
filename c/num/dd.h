/* Double-double arithmetic: an unevaluated sum hi + lo with |lo| <= ulp(hi)/2, about 106 bits.

   What it is for: arguments such as (x - mu)/sigma, z^2 or shape * log(x), whose rounding to one
   double would be magnified by what follows (exp, a difference of logarithms, a far tail).
   Sources: T. J. Dekker, "A floating-point technique for extending the available precision"
   (1971); D. E. Knuth, TAOCP 4.2.2.  No operation here needs a fused multiply-add, which
   WebAssembly lacks.  An infinite result has lo = 0; relative errors are below 2^-100 unless a
   result underflows. */
#ifndef SP_NUM_DD_H
#define SP_NUM_DD_H

#include <math.h>
#include <stdint.h>

typedef struct sp_dd {
  double hi, lo;
} sp_dd;

static inline sp_dd dd(double a) { return (sp_dd){a, 0}; }
static inline double dd_round(sp_dd a) { return a.hi + a.lo; }
static inline sp_dd dd_neg(sp_dd a) { return (sp_dd){-a.hi, -a.lo}; }
/* times a power of two */
static inline sp_dd dd_scale(sp_dd a, double power) { return (sp_dd){a.hi * power, a.lo * power}; }

/* a + b exactly when |a| >= |b| or a = 0. */
static inline sp_dd dd_fast_sum(double a, double b) {
  double s = a + b, lo = b - (s - a);
  return (sp_dd){s, fabs(s) < INFINITY ? lo : 0};
}

/* a + b exactly. */
static inline sp_dd dd_sum(double a, double b) {
  double s = a + b, part = s - a, lo = (a - (s - part)) + (b - part);
  return (sp_dd){s, fabs(s) < INFINITY ? lo : 0};
}

/* a without its low 27 bits: a split that cannot overflow */
static inline double dd_high_half(double a) {
  union {
    double number;
    uint64_t bits;
  } half = {a};
  half.bits &= ~(uint64_t)0x7ffffff;
  return half.number;
}

/* a * b to 106 bits, exactly but for the last, while the product is over 2^-960. */
static inline sp_dd dd_product(double a, double b) {
  double p = a * b, ah = dd_high_half(a), bh = dd_high_half(b), al = a - ah, bl = b - bh;
  double lo = ((ah * bh - p) + ah * bl + al * bh) + al * bl;
  return (sp_dd){p, fabs(p) < INFINITY ? lo : 0};
}

static inline sp_dd dd_add(sp_dd a, sp_dd b) {
  sp_dd s = dd_sum(a.hi, b.hi), t = dd_sum(a.lo, b.lo);
  s = dd_fast_sum(s.hi, s.lo + t.hi);
  return dd_fast_sum(s.hi, s.lo + t.lo);
}
static inline sp_dd dd_sub(sp_dd a, sp_dd b) { return dd_add(a, dd_neg(b)); }
static inline sp_dd dd_add1(sp_dd a, double b) {
  sp_dd s = dd_sum(a.hi, b);
  return dd_fast_sum(s.hi, s.lo + a.lo);
}

static inline sp_dd dd_mul(sp_dd a, sp_dd b) {
  sp_dd p = dd_product(a.hi, b.hi);
  return dd_fast_sum(p.hi, fabs(p.hi) < INFINITY ? p.lo + (a.hi * b.lo + a.lo * b.hi) : 0);
}
static inline sp_dd dd_mul1(sp_dd a, double b) {
  sp_dd p = dd_product(a.hi, b);
  return dd_fast_sum(p.hi, fabs(p.hi) < INFINITY ? p.lo + a.lo * b : 0);
}

/* a / b; a quotient that overflows or underflows comes back rounded. */
static inline sp_dd dd_div(sp_dd a, sp_dd b) {
  double q = a.hi / b.hi;
  if (!(fabs(q) < 0x1p990) || q == 0 || fabs(b.hi) >= 0x1p990) return (sp_dd){q, 0};
  sp_dd r = dd_sub(a, dd_mul1(b, q));
  return dd_fast_sum(q, r.hi / b.hi);
}

/* log a for a >= 0: error below 2^-70 relative to the result, near a = 1 too; log 0 = -Inf, and
   +Inf gives +Inf. */
sp_dd sp_dd_log(sp_dd a);
/* Its table: by the leading 7 bits of m in [1, 2), r near 1/m (2/m from sqrt 2 on) of 10 bits, and
   -log r; and log 2, of whose head (40 bits) small multiples are exact. */
extern const double sp_dd_log_rows[128][3];
#define SP_LN2_HEAD 0x1.62e42fefa4000p-1
#define SP_LN2_TAIL -0x1.8432a1b0e2634p-43
/* log(1 + a), a > -1, for a of any size: as sp_dd_log, and relative to a for small a. */
sp_dd sp_dd_log1p(sp_dd a);
/* e^a: relative error below 2^-70; rounded once where it is subnormal; 0 and +Inf beyond. */
sp_dd sp_dd_exp(sp_dd a);
/* e^a - 1: relative error 2^-51 or so, as one double. */
double sp_dd_expm1(sp_dd a);

/* (x - mu) / sigma for finite x, mu and sigma > 0, free of overflow in x - mu. */
sp_dd sp_standardise(double x, double mu, double sigma);
/* mu + sigma * z, rounded about once. */
double sp_unstandardise(double mu, double sigma, sp_dd z);

/* A running sum: error <= 2^-53 |sum| + n^2 2^-105 sum of |terms|; lo is left to grow */
static inline void dd_accumulate(sp_dd* sum, double x) {
  sp_dd s = dd_sum(sum->hi, x);
  sum->hi = s.hi, sum->lo += s.lo;
}

/* a b - c d to about an ulp of the result unless it falls below 2^-53 of a b. */
static inline double dd_cross(double a, double b, double c, double d) {
  sp_dd p = dd_product(a, b), q = dd_product(c, d);
  return (p.hi - q.hi) + (p.lo - q.lo);
}

/* The sum of n numbers, as if added in twice the precision. */
sp_dd sp_dd_sum(const double* values, long n);

#endif
