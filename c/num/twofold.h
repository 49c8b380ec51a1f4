/* Twofold arithmetic: a number as the unevaluated sum hi + lo of two doubles, |lo| <= ulp(hi)/2,
   about 106 bits.  Sums after Knuth, products after Dekker; the split clears low bits instead of
   multiplying, so that it cannot overflow.  Relative error of each operation below 2^-100 unless a
   result underflows; infinities come out as {inf, NaN or inf}: see dd_finite. */
#ifndef SP_NUM_TWOFOLD_H
#define SP_NUM_TWOFOLD_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "num/dd.h" /* the type */

static inline sp_dd dd(double x) { return (sp_dd){x, 0}; }
static inline double dd_round(sp_dd x) { return x.hi + x.lo; }
static inline sp_dd dd_neg(sp_dd x) { return (sp_dd){-x.hi, -x.lo}; }

/* a + b exactly. */
static inline sp_dd dd_sum(double a, double b) {
  double s = a + b, t = s - a;
  return (sp_dd){s, (a - (s - t)) + (b - t)};
}

/* a + b exactly when |a| >= |b| or a = 0. */
static inline sp_dd dd_fast_sum(double a, double b) {
  double s = a + b;
  return (sp_dd){s, b - (s - a)};
}

static inline double dd_high_half(double a) {
  uint64_t bits;
  memcpy(&bits, &a, sizeof bits);
  bits &= ~(uint64_t)0x7ffffff;
  memcpy(&a, &bits, sizeof bits);
  return a;
}

/* a b, but for one unit in the 107th bit. */
static inline sp_dd dd_product(double a, double b) {
  double p = a * b, ah = dd_high_half(a), bh = dd_high_half(b), al = a - ah, bl = b - bh;
  return (sp_dd){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
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
  return dd_fast_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline sp_dd dd_mul1(sp_dd a, double b) {
  sp_dd p = dd_product(a.hi, b);
  return dd_fast_sum(p.hi, p.lo + a.lo * b);
}

/* By a power of two. */
static inline sp_dd dd_scale(sp_dd a, double power) { return (sp_dd){a.hi * power, a.lo * power}; }

static inline sp_dd dd_div(sp_dd a, sp_dd b) {
  double q = a.hi / b.hi;
  sp_dd r = dd_sub(a, dd_mul1(b, q));
  double q2 = r.hi / b.hi;
  r = dd_sub(r, dd_mul1(b, q2));
  sp_dd s = dd_fast_sum(q, q2);
  return dd_fast_sum(s.hi, s.lo + r.hi / b.hi);
}

/* {x, 0} where the low part is lost to an overflow: keeps an infinity from becoming NaN. */
static inline sp_dd dd_finite(sp_dd x) { return isfinite(x.hi) ? x : dd(x.hi); }

#endif
