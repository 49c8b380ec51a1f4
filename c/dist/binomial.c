/* Binomial(n, p), n an integer in 0 ... 2^53, 0 <= p <= 1. */
#include "dist/discrete.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/gamma.h"
#include "num/incomplete.h"
#include "num/log.h"

extern const sp_family sp_family_binomial;

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = theta[1] == 1 ? theta[0] : 0, *hi = theta[1] == 0 ? 0 : theta[0];
}

/* Loader's saddle-point form.  The means n p and n (1 - p) are kept in two doubles: rounding them
   would cost |x - n p| ulps. */
static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  double n = theta[0], p = theta[1];
  if (isnan(x)) return dd(NAN);
  if (x < 0 || x > n || !sp_is_integer(x)) return dd(-INFINITY);
  sp_dd deviances = sp_deviances(x, n - x, dd(p), dd_sum(1, -p));
  if (isinf(deviances.hi)) return dd(-INFINITY);
  sp_dd peak =
      dd_sub(dd_add(sp_log_peak_dd(dd(x)), sp_log_peak_dd(dd(n - x))), sp_log_peak_dd(dd(n)));
  return dd_sub(peak, deviances);
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double n = theta[0], p = theta[1];
  if (!(n <= SP_FORM_SHAPE && p > SP_FORM_LEAST && p < 1)) return 0;
  sp_dd log_rest = sp_log1p_dd(dd(-p));
  f->from = 0, f->to = n, f->term = SP_TERM_LINEAR, f->rate = dd_sub(log_rest, sp_log_dd(dd(p)));
  f->constant = dd_add(sp_form_log_gamma(dd(n + 1)), dd_mul1(log_rest, n));
  sp_form_add_gamma(f, -1, 1, 1), sp_form_add_gamma(f, -1, n + 1, -1);
  return 1;
}

/* P(X > k) = I_p(k + 1, n - k), for 0 <= k < n */
static sp_tails tails(const double* theta, double x) {
  double k = floor(x), p = theta[1];
  return sp_incomplete_beta(k + 1, theta[0] - k, dd(p), dd_sum(1, -p));
}

static double cdf(const double* theta, size_t count, double x) {
  double lo, hi;
  support(theta, count, &lo, &hi);
  if (isnan(x) || x < lo) return isnan(x) ? NAN : 0;
  return x >= hi ? 1 : tails(theta, x).upper;
}

static double sf(const double* theta, size_t count, double x) {
  double lo, hi;
  support(theta, count, &lo, &hi);
  if (isnan(x) || x < lo) return isnan(x) ? NAN : 1;
  return x >= hi ? 0 : tails(theta, x).lower;
}

static double quantile(const double* theta, size_t count, double u) {
  return sp_discrete_quantile(&sp_family_binomial, theta, count, u);
}

static double isf(const double* theta, size_t count, double u) {
  return sp_discrete_isf(&sp_family_binomial, theta, count, u);
}

static double mean(const double* theta, size_t count) { return (void)count, theta[0] * theta[1]; }

static double variance(const double* theta, size_t count) {
  return (void)count, theta[0] * theta[1] * (1 - theta[1]);
}

static double entropy(const double* theta, size_t count) {
  if (theta[0] == 0 || theta[1] == 0 || theta[1] == 1) return 0;
  return sp_discrete_entropy(&sp_family_binomial, theta, count,
                             sp_bell_stride(variance(theta, count)));
}

/* Below n p = 10 inversion by addition, above it the transformed rejection BTRS of W. Hormann, "The
   generation of binomial random variates", 1993; p > 1/2 by symmetry. */
static double sample(const double* theta, size_t count, sp_rng* rng) {
  double n = theta[0], p = fmin(theta[1], 1 - theta[1]), q = 1 - p, x = 0;
  int mirrored = theta[1] > 0.5;
  if (n * p < 10) {
    double u = sp_rng_uniform(rng), mass = exp(n * log1p(-p));
    for (double sum = mass; u > sum && x < n && mass > 0; sum += mass) {
      mass *= (n - x) / (x + 1) * (p / q);
      x++;
    }
    return mirrored ? n - x : x;
  }
  double spq = sqrt(n * p * q), b = 1.15 + 2.53 * spq, a = -0.0873 + 0.0248 * b + 0.01 * p;
  double c = n * p + 0.5, v_r = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * spq;
  double m = floor((n + 1) * p), small[2] = {n, p};
  double log_mode = log_density(small, count, m);
  for (;;) {
    double u = sp_rng_uniform(rng) - 0.5, v = sp_rng_uniform(rng), us = 0.5 - fabs(u);
    x = floor((2 * a / us + b) * u + c);
    if (x < 0 || x > n) continue;
    if (us >= 0.07 && v <= v_r) break;
    if (log(v * alpha / (a / (us * us) + b)) <= log_density(small, count, x) - log_mode) break;
  }
  return mirrored ? n - x : x;
}

const sp_family sp_family_binomial = {
    .name = "binomial",
    .kind = SP_DISCRETE,
    .param_count = 2,
    .support = support,
    .log_density = log_density,
    .log_density_dd = log_density_dd,
    .density = density,
    .form = form,
    .cdf = cdf,
    .sf = sf,
    .quantile = quantile,
    .isf = isf,
    .mean = mean,
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
