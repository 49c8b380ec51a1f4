#include "info/ratio_forms.h"

#include <math.h>

#include "num/dd.h"
#include "num/gamma.h"
#include "num/vlog.h"

/* log(a/b) for a and b with d = a - b: by d where they are close, else by their quotient, whose
   digits d has lost, or where that has no double by both logarithms. */
static double log_quotient(double a, double b, double d) {
  double quotient = a / b;
  if (fabs(d / b) < 0.5) return log1p(d / b);
  return quotient > 0x1p-1000 && quotient < INFINITY ? log(quotient) : log(a) - log(b);
}

/* x log(a/b) - d, the Poisson's log-ratio, with d = a - b given. */
static double poisson_gap(double x, double a, double b, double d) {
  double t = d / b;
  if (t > -0.5 && t < 0.5) return t * (x - b) + x * (sp_log1p_less(t));
  return (x > 0 ? x * log_quotient(a, b, d) : 0) - d;
}

double info_ratio_poisson(const double* p, const double* q, double x) {
  return poisson_gap(x, p[0], q[0], p[0] - q[0]);
}

/* x log(p/q) + m log((1-p)/(1-q)) */
static double trials_gap(double x, double m, double p, double q) {
  double d = p - q, t = d / q, u = -d / (1 - q);
  if (fabs(t) < 0.5 && fabs(u) < 0.5)
    return d * (x * (1 - q) - m * q) / (q * (1 - q)) + x * sp_log1p_less(t) + m * sp_log1p_less(u);
  return (x > 0 ? x * log_quotient(p, q, d) : 0) + (m > 0 ? m * log_quotient(1 - p, 1 - q, -d) : 0);
}

/* The error of Stirling's formula: log n! - ((n + 1/2) log n - n + log(2 pi)/2). */
static double stirling_error(double n) {
  static const double small[16] = {
      0 /* not used */,     0x1.4c071bcda0a5bp-4, 0x1.52a9b923ea649p-5, 0x1.c579a268d80b3p-6,
      0x1.54a2662fd78a9p-6, 0x1.10b4e513fcbedp-6, 0x1.c6b167bebdf36p-7, 0x1.85d4d612e4a86p-7,
      0x1.552805e7b3076p-7, 0x1.2f4871b12ab64p-7, 0x1.10f9d4c0743a7p-7, 0x1.f0593088014f8p-8,
      0x1.c7018733aa9c6p-8, 0x1.a40514700f36cp-8, 0x1.86076c002d4a7p-8, 0x1.6c08f6f194a10p-8};
  if (n < 16) return small[(int)n];
  double y = 1 / (n * n);
  return (1. / 12 - y * (1. / 360 - y * (1. / 1260 - y * (1. / 1680 - y / 1188)))) / n;
}

/* stirling_error(n) - stirling_error(m), n - m = x */
static double stirling_gap(double n, double m, double x) {
  if (m < 64) return stirling_error(n) - stirling_error(m);
  double a = 1 / n, b = 1 / m, square = a * a + a * b + b * b;
  double fifth = a * a * a * a + a * b * (a * a + a * b + b * b) + b * b * b * b;
  return -x * a * b * (1. / 12 - square / 360 + fifth / 1260);
}

/* Binomial(n, p) with n != k: the coefficients' quotient as a product over the few factors that
   differ; by log-densities where they are many. */
double info_ratio_binomial(const double* p, const double* q, double x) {
  double n = p[0], k = q[0], steps = fabs(k - n);
  if (steps == 0) return trials_gap(x, n - x, p[1], q[1]);
  if (steps > 64 || fmin(n, k) > 1e6) return NAN;
  double less = fmin(n, k), sum = 0; /* C(less + steps, x) / C(less, x) */
  for (double i = 1; i <= steps; i++) sum -= log1p(-x / (less + i));
  double rest = n > k ? (n - k) * log1p(-p[1]) : -(k - n) * log1p(-q[1]);
  return (n > k ? sum : -sum) + rest + trials_gap(x, less - x, p[1], q[1]);
}

/* Binomial(n, p) against Poisson(mu): in saddle-point form both share the terms of x, and there
   remains, with m = n - x,
     log(n/m)/2 + stirling(n) - stirling(m) - [m log(m/(n(1-p))) + n(1-p) - m]
   and the Poisson's own step from n p to mu. */
double info_ratio_binomial_poisson(const double* p, const double* q, double x) {
  double n = p[0], m = n - x, mu = q[0];
  if (m == 0 || p[1] == 1) return NAN;
  sp_dd mean = dd_product(n, p[1]);
  double delta = (x - mean.hi) - mean.lo; /* x - n p = n (1-p) - m */
  double deviance = -m * sp_log1p_less(delta / m);
  double step = poisson_gap(x, mean.hi, mu, (mean.hi - mu) + mean.lo);
  return -0.5 * log1p(-x / n) + stirling_gap(n, m, x) - deviance + step;
}

/* Failures before the r-th success: r log p + x log(1 - p) + log Gamma(x + r)/(Gamma(r) x!) */
double info_ratio_geometric(const double* p, const double* q, double x) {
  return trials_gap(1, x, p[0], q[0]);
}

double info_ratio_negative_binomial(const double* p, const double* q, double x) {
  double h = p[0] - q[0], r = trials_gap(q[0], x, p[1], q[1]);
  if (h == 0) return r;
  if (fmin(p[0], q[0]) >= 64) return info_ratio_negative_binomial_apart(p, q, x);
  if (fabs(h) > 0.5 * q[0]) return NAN;
  double rise = sp_lgamma_difference(q[0] + x, h) - sp_lgamma_difference(q[0], h);
  return r + rise + h * log(p[1]);
}

/* log of C(a + h, x)/C(a, x), h a small integer of either sign */
static double coefficient_step(double a, double h, double x) {
  double sum = 0, low = fmin(a, a + h);
  for (double i = 1; i <= fabs(h); i++) sum -= log1p(-x / (low + i));
  return h > 0 ? sum : -sum;
}

/* Successes or population moved by a few: C(K, x) C(N - K, n - x) / C(N, n), equal draws n; as
   draws and successes may change places, n is the least number that both have. */
double info_ratio_hypergeometric(const double* p, const double* q, double x) {
  double exchanged_p[3] = {p[0], p[2], p[1]}, exchanged_q[3] = {q[0], q[2], q[1]}, n = INFINITY;
  for (int i = 1; i <= 2; i++)
    if (p[i] == q[1] || p[i] == q[2]) n = fmin(n, p[i]);
  if (n < INFINITY) p = p[2] == n ? p : exchanged_p, q = q[2] == n ? q : exchanged_q;
  double successes = p[1] - q[1], rest = (p[0] - p[1]) - (q[0] - q[1]);
  if (q[2] != p[2] || fabs(successes) > 64 || fabs(rest) > 64) return NAN;
  double failures = n - x, both = successes + rest;
  return coefficient_step(q[1], successes, x) + coefficient_step(q[0] - q[1], rest, failures) -
         coefficient_step(q[0], both, n);
}
