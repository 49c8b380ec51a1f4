#include "num/log.h"

/* 1/3 + z/5 + z^2/7 + ...: atanh s = s + s^3 C(s^2).  For |z| <= 2^-14; relative error 2^-98:
   three terms in two doubles, then what is left is 2^-42 of the sum. */
static sp_dd atanh_tail_dd(sp_dd z) {
  static const sp_dd third = {0x1.5555555555555p-2, 0x1.5555555555555p-56};
  static const sp_dd fifth = {0x1.999999999999ap-3, -0x1.999999999999ap-57};
  static const sp_dd seventh = {0x1.2492492492492p-3, 0x1.2492492492492p-57};
  double x = z.hi;
  double rest = 1.0 / 11 + x * (1.0 / 13 + x * (1.0 / 15 + x * (1.0 / 17)));
  sp_dd sum = dd_add(dd_fast_sum(0x1.c71c71c71c71cp-4, 0x1.c71c71c71c71cp-58), dd_product(x, rest));
  sum = dd_add(seventh, dd_mul(z, sum));
  sum = dd_add(fifth, dd_mul(z, sum));
  return dd_add(third, dd_mul(z, sum));
}

static sp_dd two_atanh(sp_dd s) {
  sp_dd z = dd_mul(s, s);
  sp_dd tail = dd_mul(dd_mul(s, z), atanh_tail_dd(z));
  return dd_scale(dd_add(s, tail), 2);
}

sp_dd sp_log_dd(sp_dd x) {
  static const sp_dd ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
  if (!(x.hi > 0) || !isfinite(x.hi)) return dd(log(x.hi));
  int exponent;
  double m = 2 * frexp(x.hi, &exponent);
  double low = ldexp(x.lo, 1 - exponent);
  exponent--;
  int i = (int)((m - 1) * 128);
  double c = sp_dd_log_rows[i][0];
  if (i >= 53) exponent++, m *= 0.5, low *= 0.5;
  sp_dd y = dd_product(m, c);
  /* y is within 2^-6.9 of 1 */
  sp_dd r = dd_fast_sum(y.hi - 1, y.lo + low * c);
  sp_dd result = two_atanh(dd_div(r, dd_add1(r, 2)));
  result = dd_add((sp_dd){sp_dd_log_rows[i][1], sp_dd_log_rows[i][2]}, result);
  return exponent ? dd_add(dd_mul1(ln2, exponent), result) : result;
}

sp_dd sp_log1p_dd(sp_dd t) {
  if (fabs(t.hi) > 0x1p-7) return sp_log_dd(dd_add1(t, 1));
  if (t.hi == 0) return t;
  return two_atanh(dd_div(t, dd_add1(t, 2)));
}

/* As many terms as it takes. */
double sp_atanh_tail(double z) {
  if (z < 1e-3)
    return 1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z / 13))));
  double far = 0;
  if (z > 0.012)
    far = 1.0 / 21 +
          z * (1.0 / 23 +
               z * (1.0 / 25 + z * (1.0 / 27 + z * (1.0 / 29 + z * (1.0 / 31 + z * (1.0 / 33))))));
  double near = 1.0 / 13 + z * (1.0 / 15 + z * (1.0 / 17 + z * (1.0 / 19 + z * far)));
  return 1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * near))));
}

double sp_log1pmx(double t) {
  double s = t / (2 + t);
  if (fabs(s) > 0.3) return log1p(t) - t;
  double z = s * s;
  return s * (2 * z * sp_atanh_tail(z) - t);
}

double sp_log1p_bregman(double t) {
  if (t <= -1) return t == -1 ? 1 : NAN;
  double s = t / (2 + t);
  if (fabs(s) > 0.3) return (1 + t) * log1p(t) - t;
  double z = s * s;
  return s * (t + 2 * (1 + t) * z * sp_atanh_tail(z));
}

/* With s = (x-m)/(x+m):  x log(x/m) = 2 x atanh s, and x - m = s (x + m), so that the deviance is
   (x-m) s + 2 x s^3 C(s^2).  For small s the second term is below 2^-14 of the first, and a double
   will do for it; for large s the logarithm is, whose error is 2^-70 of it. */
static sp_dd deviance_of(sp_dd x, sp_dd m, sp_dd d) { /* d = x - m */
  if (x.hi == 0) return m;
  if (m.hi == 0 || isinf(x.hi) || isinf(m.hi)) return dd(x.hi == m.hi ? 0 : INFINITY);
  if (fabs(d.hi) < 0x1p-6 * m.hi) {
    sp_dd mean = dd_add(dd_scale(x, 0.5), dd_scale(m, 0.5));
    double half = 0.5 / mean.hi, first = d.hi * half;
    sp_dd rest = dd_sub(dd_scale(d, 0.5), dd_mul1(mean, first));
    sp_dd s = dd_fast_sum(first, 2 * half * dd_round(rest));
    double z = s.hi * s.hi, cubic = 2 * x.hi * s.hi * z * sp_atanh_tail(z);
    return dd_add1(dd_mul(d, s), cubic);
  }
  sp_dd ratio = x.hi > m.hi * 0x1p-500 && x.hi * 0x1p-500 < m.hi
                    ? sp_dd_log(dd_div(x, m))
                    : dd_sub(sp_dd_log(x), sp_dd_log(m));
  sp_dd product = dd_mul(x, ratio);
  return isfinite(product.hi) ? dd_sub(product, d) : dd(INFINITY);
}

sp_dd sp_deviance_dd(sp_dd x, sp_dd m) { return deviance_of(x, m, dd_sub(x, m)); }

static sp_dd product_of(double x, sp_dd n, sp_dd p, sp_dd m, sp_dd d) {
  if (x == 0 || p.hi == 0 || !(m.hi < 1e-280)) return deviance_of(dd(x), m, d);
  sp_dd ratio = dd_sub(sp_dd_log(dd(x)), dd_add(sp_dd_log(n), sp_dd_log(p)));
  return dd_add(dd_mul1(ratio, x), dd_add1(dd(m.hi), -x));
}

sp_dd sp_deviance_product(double x, sp_dd n, sp_dd p) {
  sp_dd m = dd_mul(n, p);
  return product_of(x, n, p, m, dd_sub(dd(x), m));
}

/* a - n x = a y - b x = n y - b, whose terms are of the order of the smaller of a and b. */
sp_dd sp_deviances(double a, double b, sp_dd x, sp_dd y) {
  sp_dd n = dd_sum(a, b), d = dd_sub(dd_mul1(y, a), dd_mul1(x, b));
  return dd_add(product_of(a, n, x, dd_mul(n, x), d), product_of(b, n, y, dd_mul(n, y), dd_neg(d)));
}

double sp_deviance(double x, double m) {
  if (x == 0) return m;
  if (m == 0 || isinf(x) || isinf(m)) return x == m ? 0 : INFINITY;
  double d = x - m, s = d / (x + m);
  if (fabs(s) > 0.3) return dd_round(sp_deviance_dd(dd(x), dd(m)));
  /* x - m is exact here (Sterbenz) or as good as exact: s < 0.3 means x/m < 1.9 */
  double z = s * s;
  return s * (d + 2 * x * z * sp_atanh_tail(z));
}

double sp_power(double x, double y) {
  if (y == 0) return 1;
  double plain = y * log(x);
  return fabs(plain) < 800 ? sp_exp_dd(dd_mul1(sp_dd_log(dd(x)), y)) : exp(plain);
}

double sp_exp_dd(sp_dd x) {
  double e = exp(x.hi);
  return isfinite(e) && e > 0 ? e + e * x.lo : e;
}
