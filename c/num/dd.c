#include "num/dd.h"

#include <stdint.h>

#include "num/dd_tables.h"

/* log(1 + f) for |f| < 2^-6.9: the first two terms in double-double, the others, which are smaller
   by 2^-15, in double; terms to f^12 leave 2^-80. */
static sp_dd log1p_small(sp_dd f) {
  double t = f.hi;
  double p = 1.0 / 3 -
             t * (1.0 / 4 -
                  t * (1.0 / 5 -
                       t * (1.0 / 6 -
                            t * (1.0 / 7 -
                                 t * (1.0 / 8 -
                                      t * (1.0 / 9 - t * (1.0 / 10 - t * (1.0 / 11 - t / 12))))))));
  sp_dd square = dd_product(t, t);
  double rest = t * square.hi * p - t * f.lo - 0.5 * square.lo;
  sp_dd s = dd_fast_sum(t, -0.5 * square.hi);
  return dd_fast_sum(s.hi, s.lo + (rest + f.lo));
}

/* a = 2^e m; a row holds r near 1/m, so that log a = e log 2 - log r + log(1 + (m r - 1)), where
   m r - 1 is exact.  r = 1 on both sides of a = 1: no cancellation there. */
sp_dd sp_dd_log(sp_dd a) {
  double x = a.hi;
  if (!(x > 0 && x < INFINITY)) return dd(x == 0 ? -INFINITY : x < 0 ? NAN : x);
  double shift = 0;
  if (x < 0x1p-960) x *= 0x1p600, a.lo *= 0x1p600, shift = -600;
  union {
    double number;
    uint64_t bits;
  } m = {x};
  int exponent = (int)(m.bits >> 52) - 1023, row = (int)(m.bits >> 45 & 127);
  m.bits = (m.bits & 0xfffffffffffffu) | 0x3ff0000000000000u;
  double low = 0;
  if (a.lo != 0) low = ldexp(a.lo, -exponent);
  if (row >= 53) exponent++, m.number *= 0.5, low *= 0.5;
  double r = sp_dd_log_rows[row][0], power = exponent + shift;
  sp_dd product = dd_product(m.number, r);
  sp_dd f = dd_fast_sum(product.hi - 1, product.lo + low * r);
  sp_dd part = log1p_small(f);
  if (power == 0 && r == 1) return part;
  sp_dd big = dd_sum(power * SP_LN2_HEAD, sp_dd_log_rows[row][1]);
  sp_dd sum = dd_sum(big.hi, part.hi);
  double rest = sum.lo + (big.lo + (part.lo + (sp_dd_log_rows[row][2] + power * SP_LN2_TAIL)));
  return dd_fast_sum(sum.hi, rest);
}

sp_dd sp_dd_log1p(sp_dd a) {
  if (fabs(a.hi) < 0x1p-7) return log1p_small(a);
  if (fabs(a.hi) > 0x1p110) return sp_dd_log(a);
  return sp_dd_log(dd_add1(a, 1));
}

/* e^a = 2^(n/64) e^r with |r| <= log(2)/128. */
sp_dd sp_dd_exp(sp_dd a) {
  if (!(a.hi < 709.79)) return dd(a.hi > 0 ? INFINITY : a.hi);
  if (a.hi < -746) return dd(0);
  double n = rint(a.hi * 0x1.71547652b82fep+6); /* 64/log 2 */
  sp_dd r = dd_sum(a.hi - n * UNIT_A, -n * UNIT_B);
  r = dd_fast_sum(r.hi, r.lo + (a.lo - n * UNIT_C));
  double t = r.hi;
  sp_dd square = dd_product(t, t);
  double p =
      1.0 / 6 + t * (1.0 / 24 + t * (1.0 / 120 + t * (1.0 / 720 + t * (1.0 / 5040 + t / 40320))));
  sp_dd s = dd_fast_sum(t, 0.5 * square.hi);
  s = dd_fast_sum(s.hi, s.lo + (t * square.hi * p + 0.5 * square.lo + (r.lo + t * r.lo)));
  int whole = (int)n, row = whole & 63, power = (whole - row) / 64;
  sp_dd base = {EXP_ROWS[row][0], EXP_ROWS[row][1]};
  sp_dd y = dd_mul(base, s);
  sp_dd sum = dd_fast_sum(base.hi, y.hi);
  sum = dd_fast_sum(sum.hi, sum.lo + (y.lo + base.lo));
  if (power > -960 && power < 1023) {
    union {
      uint64_t bits;
      double number;
    } scale = {(uint64_t)(power + 1023) << 52};
    return dd_scale(sum, scale.number);
  }
  double hi = ldexp(sum.hi, power);
  if (power > 0) return (sp_dd){hi, hi < INFINITY ? ldexp(sum.lo, power) : 0};
  return dd(ldexp(sum.hi + sum.lo, power));
}

double sp_dd_expm1(sp_dd a) {
  if (fabs(a.hi) < 0x1p-60) return a.hi;
  if (fabs(a.hi) < 0.3) { /* expm1(h + l) = expm1(h) + l e^h */
    double e = expm1(a.hi);
    return e + a.lo * (e + 1);
  }
  return dd_round(dd_add1(sp_dd_exp(a), -1));
}

sp_dd sp_standardise(double x, double mu, double sigma) {
  if (fabs(x) > 0x1p1000 || fabs(mu) > 0x1p1000 || sigma > 0x1p960)
    x *= 0x1p-60, mu *= 0x1p-60, sigma *= 0x1p-60;
  if (sigma < 0x1p-960 && fabs(x) < 0x1p900 && fabs(mu) < 0x1p900)
    x *= 0x1p100, mu *= 0x1p100, sigma *= 0x1p100;
  sp_dd d = dd_sum(x, -mu);
  if (sigma == 1) return d;
  if (sigma == 0) return dd(d.hi == 0 ? 0 : d.hi / sigma); /* lost to the scaling above */
  return dd_div(d, dd(sigma));
}

double sp_unstandardise(double mu, double sigma, sp_dd z) {
  return dd_round(dd_add1(dd_mul1(z, sigma), mu));
}

sp_dd sp_dd_sum(const double* values, long n) {
  sp_dd sum = {0, 0};
  for (long i = 0; i < n; i++) {
    sp_dd s = dd_sum(sum.hi, values[i]);
    sum = dd_fast_sum(s.hi, s.lo + sum.lo);
  }
  return sum;
}
