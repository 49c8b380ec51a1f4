/* Log-ratios of discrete pairs with large counts, in saddle-point form.

   With L(t) = log(1 + t) - t and S(y) = Stirling's remainder of log y!,
     log Binomial(x; n, p) = peaks + x L(e/x) + m L(-e/m),  m = n - x, e = n p - x,
     peaks = (log(n/(x m)) - log 2 pi)/2 + S(n) - S(x) - S(m),
   and likewise the others.  What both sides share drops out; of the rest each difference is formed
   directly, so that a ratio of 1e-12 keeps its digits. */
#include <math.h>

#include "info/bregman.h"
#include "info/ratio_forms.h"
#include "num/dd.h"
#include "num/gamma.h"
#include "num/log.h"

/* L(a) - L(b), d = a - b */
static double less_gap(double b, double d) {
  double t = d / (1 + b);
  return sp_log1pmx(t) - t * b;
}

#define FEW                                                                                        \
  -0.9 /* e/x below: 1 + e/x has lost digits, and the log-densities are far enough apart */

/* x L(e/x), which tends to -e as x does to 0; NaN where log-densities do better */
static double share(double x, double e) {
  if (e < FEW * x) return NAN;
  return x > 0 ? x * sp_log1pmx(e / x) : -e;
}

/* x1 L(e1/x1) - x2 L(e2/x2); d = e1/x1 - e2/x2, dx = x1 - x2 */
static double share_gap(double x1, double e1, double x2, double e2, double d, double dx) {
  double b = e2 / x2;
  if (b < FEW) return NAN;
  if (!(fabs(d) < 0.5 * (1 + b))) return share(x1, e1) - share(x2, e2);
  return x1 * less_gap(b, d) + (dx == 0 ? 0 : dx * sp_log1pmx(b));
}

/* S(a) - S(b), d = a - b */
static double remainder_gap(double a, double b, double d) {
  if (fmin(a, b) < 64) return sp_stirling(a) - sp_stirling(b);
  double u = 1 / a, v = 1 / b, square = u * u + u * v + v * v;
  double fifth = u * u * u * u + u * v * square + v * v * v * v;
  return -d * u * v * (1. / 12 - square / 360 + fifth / 1260);
}

double info_ratio_binomial_apart(const double* p, const double* q, double x) {
  double n1 = p[0], n2 = q[0], m1 = n1 - x, m2 = n2 - x, dn = n1 - n2;
  if (!(m1 > 0 && m2 > 0)) return NAN;
  sp_dd mean1 = dd_product(n1, p[1]), mean2 = dd_product(n2, q[1]);
  double e1 = (mean1.hi - x) + mean1.lo, e2 = (mean2.hi - x) + mean2.lo;
  double de = dd_cross(n1, p[1], n2, q[1]), peaks = 0.5 * log1p(-x * dn / m1 / n2);
  peaks += remainder_gap(n1, n2, dn) - remainder_gap(m1, m2, dn);
  double successes = x > 0 ? share_gap(x, e1, x, e2, de / x, 0) : -de;
  double d = (de - e2 * (dn / m2)) / m1; /* e1/m1 - e2/m2 */
  return peaks + successes + share_gap(m1, -e1, m2, -e2, -d, dn);
}

/* (r + x) p - r: what cancels is exact, r + x included, which rounds where r is no integer. */
static sp_dd excess(double r, double p, double x) {
  sp_dd n = dd_sum(r, x), mean = dd_product(n.hi, p);
  sp_dd e = dd_sum(mean.hi, -r);
  e.lo += mean.lo + n.lo * p;
  return e;
}

/* e = x p - r (1 - p), N = x + r: the failures are x L(-e/x), the successes r L(e/r). */
double info_ratio_negative_binomial_apart(const double* p, const double* q, double x) {
  double r1 = p[0], r2 = q[0], dr = r1 - r2, n1 = r1 + x, n2 = r2 + x;
  sp_dd a = excess(r1, p[1], x), b = excess(r2, q[1], x), gap = dd_sum(a.hi, -b.hi);
  double e1 = a.hi + a.lo, e2 = b.hi + b.lo, de = gap.hi + (gap.lo + (a.lo - b.lo));
  double peaks = 0.5 * log1p(x * dr / r2 / n1);
  peaks += remainder_gap(n1, n2, dr) - remainder_gap(r1, r2, dr);
  double failures = x > 0 ? share_gap(x, -e1, x, -e2, -de / x, 0) : de;
  double d = (de - e2 * (dr / r2)) / r1; /* e1/r1 - e2/r2 */
  return peaks + failures + share_gap(r1, e1, r2, e2, d, dr);
}

/* The Poisson's x log m - m at m = N (1 - p), and the successes' own share. */
double info_ratio_negative_binomial_poisson(const double* p, const double* q, double x) {
  double r = p[0], mu = q[0], n = r + x;
  if (r < 64 || p[1] == 1) return NAN;
  sp_dd all = excess(r, p[1], x), own = dd_product(r, p[1]);
  double e = all.hi + all.lo; /* N p - r = x - N (1 - p) */
  sp_dd gap = dd_sum(r - own.hi, -mu);
  double d = (gap.hi + (gap.lo - own.lo)) + x * (1 - p[1]); /* N (1 - p) - mu */
  double t = d / mu, step = t > -0.5 && t < 1 ? t * (x - mu) + x * sp_log1pmx(t) : x * log1p(t) - d;
  return -0.5 * log1p(x / r) + remainder_gap(n, r, x) + share(r, e) + step;
}

/* As Binomial(x; n, K/N) Binomial(K - x; N - n, K/N) / Binomial(K; N, K/N): what the last two add.
 */
static double without_replacement(const double* t, double x) {
  double all = t[0], good = t[1], n = t[2], bad = all - good, rest = all - n;
  double a = good - x, b = bad - (n - x);
  sp_dd mean = dd_product(n, good);
  double quotient = mean.hi / all; /* n K/N, and what the division left */
  sp_dd back = dd_product(quotient, all);
  double e = (x - quotient) - ((mean.hi - back.hi) - back.lo + mean.lo) / all;
  double peaks = -0.5 * (log1p(-x / good) + log1p(-(n - x) / bad) - log1p(-n / all));
  peaks += remainder_gap(good, a, x) + remainder_gap(bad, b, n - x) - remainder_gap(all, rest, n);
  return peaks + share(a, e) + share(b, -e);
}

static int is_inside(const double* t, double x) {
  return t[1] - x > 0 && t[0] - t[1] - (t[2] - x) > 0 && t[0] > t[2];
}

/* x log(p/q) + (n - x) log((1-p)/(1-q)), p = K/N */
static double drawn_gap(const double* t, double n, double q, double x) {
  sp_dd back = dd_product(q, t[0]);
  double d = ((t[1] - back.hi) - back.lo) / t[0], u = d / q, v = -d / (1 - q), m = n - x;
  if (fabs(u) < 0.5 && fabs(v) < 0.5)
    return d * (x - n * q) / (q * (1 - q)) + x * sp_log1pmx(u) + m * sp_log1pmx(v);
  return (x > 0 ? x * log1p(u) : 0) + (m > 0 ? m * log1p(v) : 0);
}

/* Successes and draws may change places: those that are nearer to Q's trials are drawn. */
double info_ratio_hypergeometric_binomial(const double* p, const double* q, double x) {
  int exchange = fabs(p[1] - q[0]) < fabs(p[2] - q[0]);
  double t[3] = {p[0], p[exchange ? 2 : 1], p[exchange ? 1 : 2]}, same[2] = {t[2], q[1]};
  if (!is_inside(t, x) || q[0] < x) return NAN;
  double rest = q[0] == t[2] ? 0 : info_ratio_binomial(same, q, x);
  return without_replacement(t, x) + drawn_gap(t, t[2], q[1], x) + rest;
}

double info_ratio_hypergeometric_poisson(const double* p, const double* q, double x) {
  double binomial[2] = {p[2], p[1] / p[0]};
  return info_ratio_hypergeometric_binomial(p, binomial, x) +
         info_ratio_binomial_poisson(binomial, q, x);
}

double info_ratio_hypergeometric_apart(const double* p, const double* q, double x) {
  double binomial[2] = {q[2], q[1] / q[0]};
  return info_ratio_hypergeometric_binomial(p, binomial, x) -
         info_ratio_hypergeometric_binomial(q, binomial, x);
}
