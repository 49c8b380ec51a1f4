/* The log-ratio of two negative binomials with large r, in saddle-point form.

   With L(t) = log(1 + t) - t, S(y) = Stirling's remainder of log y!, N = x + r and
   e = x p - r (1 - p),
     log NegativeBinomial(x; r, p) = peaks + x L(-e/x) + r L(e/r).
   What both sides share drops out; of the rest each difference is formed directly, so that a ratio
   of 1e-13 keeps its digits. */
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

/* (r + x) p - r: what cancels is exact, r + x included, which rounds where r is no integer. */
static sp_dd excess(double r, double p, double x) {
  sp_dd n = dd_sum(r, x), mean = dd_product(n.hi, p);
  sp_dd e = dd_sum(mean.hi, -r);
  e.lo += mean.lo + n.lo * p;
  return e;
}

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
