/* beta(alpha, beta) on 0 ... 1. */
#include <math.h>

#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/gamma.h"
#include "num/incomplete.h"
#include "num/inverse.h"
#include "num/log.h"
#include "num/sample.h"

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = 0, *hi = 1;
}

/* At an end where the exponent is a - 1: the limit there. */
static sp_dd at_end(double a, double other) {
  return a < 1 ? dd(INFINITY) : a > 1 ? dd(-INFINITY) : sp_dd_log(dd(other));
}

/* log(peak(a) peak(b)/peak(n) a b/(n x y)) - deviance(a, n x) - deviance(b, n y), n = a + b */
static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  double a = theta[0], b = theta[1];
  if (isnan(x)) return dd(NAN);
  if (x < 0 || x > 1) return dd(-INFINITY);
  if (x == 0) return at_end(a, b);
  if (x == 1) return at_end(b, a);
  sp_dd n = dd_sum(a, b), y = dd_sum(1, -x);
  sp_dd deviances = sp_deviances(a, b, dd(x), y);
  if (!isfinite(deviances.hi)) return dd(-INFINITY);
  sp_dd peak = dd_sub(dd_add(sp_log_peak_dd(dd(a)), sp_log_peak_dd(dd(b))), sp_log_peak_dd(n));
  sp_dd top = dd_add(sp_dd_log(dd(a)), sp_dd_log(dd(b)));
  sp_dd bottom = dd_add(sp_dd_log(n), dd_add(sp_dd_log(dd(x)), sp_dd_log(y)));
  return dd_sub(dd_add(peak, dd_sub(top, bottom)), deviances);
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double a = theta[0], b = theta[1];
  if (!sp_form_is_shape(a) || !sp_form_is_shape(b)) return 0;
  f->from = SP_FORM_LEAST, f->to = 1 - 0x1p-53;
  f->of_log = dd_sum(a, -1), f->of_rest = dd_sum(b, -1);
  f->constant = dd_sub(sp_form_log_gamma(dd_sum(a, b)), sp_form_log_gamma(dd(a)));
  f->constant = dd_sub(f->constant, sp_form_log_gamma(dd(b)));
  return 1;
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < 1)) return isnan(x) ? NAN : x >= 1;
  return sp_incomplete_beta(theta[0], theta[1], dd(x), dd_sum(1, -x)).lower;
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < 1)) return isnan(x) ? NAN : x <= 0;
  return sp_incomplete_beta(theta[0], theta[1], dd(x), dd_sum(1, -x)).upper;
}

static double inverse(const double* theta, double u, int upper) {
  if (!(u >= 0 && u <= 1)) return NAN;
  if (u == 0 || u == 1) return (u == 0) == upper;
  return sp_inverse_beta(theta[0], theta[1], u, upper).x;
}

static double quantile(const double* theta, size_t count, double u) {
  return (void)count, inverse(theta, u, 0);
}
static double isf(const double* theta, size_t count, double u) {
  return (void)count, inverse(theta, u, 1);
}

static double mean(const double* theta, size_t count) {
  (void)count;
  double n = theta[0] + theta[1];
  return isinf(n) ? theta[0] / 2 / (theta[0] / 2 + theta[1] / 2) : theta[0] / n;
}

static double variance(const double* theta, size_t count) {
  (void)count;
  double n = theta[0] + theta[1];
  return theta[0] / n * (theta[1] / n) / (n + 1);
}

/* log B(a, b) - (a-1) psi(a) - (b-1) psi(b) + (n-2) psi(n), its large terms cancelled by hand: with
   Stirling's remainder and slope
     log(2 pi e a b/n^3)/2 - 1/2a - 1/2b + 1/n + stirling(a) + stirling(b) - stirling(n)
     + (a-1) slope(a) + (b-1) slope(b) - (n-2) slope(n) */
static double entropy(const double* theta, size_t count) {
  (void)count;
  double a = theta[0], b = theta[1], n = a + b;
  sp_dd logs = dd_add(sp_dd_log(dd(a)), sp_dd_log(dd(b)));
  logs = dd_sub(logs, dd_mul1(sp_dd_log(dd_sum(a, b)), 3));
  sp_dd sum = dd_add1(dd_add(dd_scale(logs, 0.5), sp_half_log_2pi()), 0.5);
  const double terms[] = {
      -0.5 / a,
      -0.5 / b,
      1 / n,
      sp_stirling(a),
      sp_stirling(b),
      -sp_stirling(n),
      (a - 1) * sp_stirling_slope(a),
      (b - 1) * sp_stirling_slope(b),
      -(n - 2) * sp_stirling_slope(n),
  };
  for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) sum = dd_add1(sum, terms[i]);
  return dd_round(sum);
}

/* By the logarithms of two gamma variables, so that tiny shapes do not underflow. */
static double sample(const double* theta, size_t count, sp_rng* rng) {
  (void)count;
  double x = sp_sample_log_gamma(theta[0], rng), y = sp_sample_log_gamma(theta[1], rng);
  if (isinf(x) &&
      isinf(y)) /* powers that no logarithm holds: as good as all of the mass is at the ends */
    return sp_rng_uniform(rng) < theta[0] / (theta[0] + theta[1]);
  return 1 / (1 + exp(y - x));
}

const sp_family sp_family_beta = {
    .name = "beta",
    .kind = SP_CONTINUOUS,
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
