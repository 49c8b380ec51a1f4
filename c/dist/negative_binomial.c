/* negativeBinomial(r, p), real r > 0, 0 < p <= 1: failures before the r-th success,
   P(X = x) = Gamma(x + r)/(x! Gamma(r)) p^r (1 - p)^x. */
#include "dist/discrete.h"
#include "dist/edges.h"
#include "num/gamma.h"
#include "num/incomplete.h"
#include "num/log.h"
#include "num/sample.h"

extern const sp_family sp_family_negativeBinomial;

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = 0, *hi = theta[1] == 1 ? 0 : INFINITY;
}

/* log(peak(x) peak(r)/peak(n) r/n) - deviance(x, n (1-p)) - deviance(r, n p), n = x + r */
static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  double r = theta[0], p = theta[1];
  if (isnan(x)) return dd(NAN);
  if (x < 0 || !sp_is_integer(x)) return dd(-INFINITY);
  sp_dd n = dd_sum(x, r), log_ratio = dd_sub(sp_dd_log(dd(r)), sp_dd_log(n));
  sp_dd failures = sp_deviance_product(x, n, dd_sum(1, -p));
  sp_dd successes = sp_deviance_product(r, n, dd(p));
  if (isinf(failures.hi) || isinf(successes.hi)) return dd(-INFINITY);
  sp_dd peak = dd_sub(dd_add(sp_log_peak(x), sp_log_peak(r)), sp_log_peak(n.hi));
  return dd_sub(dd_add(peak, log_ratio), dd_add(failures, successes));
}
SP_DENSITY_FACES()

/* P(X <= k) = I_p(r, k + 1) */
static sp_tails tails(const double* theta, double x) {
  double p = theta[1];
  return sp_incomplete_beta(theta[0], floor(x) + 1, dd(p), dd_sum(1, -p));
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (isnan(x) || x < 0) return isnan(x) ? NAN : 0;
  return isinf(x) ? 1 : tails(theta, x).lower;
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (isnan(x) || x < 0) return isnan(x) ? NAN : 1;
  return isinf(x) ? 0 : tails(theta, x).upper;
}

static double quantile(const double* theta, size_t count, double u) {
  return sp_discrete_quantile(&sp_family_negativeBinomial, theta, count, u);
}
static double isf(const double* theta, size_t count, double u) {
  return sp_discrete_isf(&sp_family_negativeBinomial, theta, count, u);
}

static double mean(const double* theta, size_t count) {
  return (void)count, theta[0] * ((1 - theta[1]) / theta[1]);
}
static double variance(const double* theta, size_t count) {
  return (void)count, theta[0] * ((1 - theta[1]) / theta[1]) / theta[1];
}

/* ---- entropy for small p and r, where the sum is long and has no bell shape -------------------

   E[log Gamma(X + r) - log Gamma(r) - log X!] by Malmsten's integral (DLMF 5.9.18) and the
   generating function G(s) = (1 + theta (1 - s))^-r, theta = (1-p)/p:
     H = -r log p - m log(1-p) + int_0^inf (e^-rt - e^-t)/(1 - e^-t) (1 - G(e^-t)) dt/t.
   With t = e^v the integrand is analytic and decays on both sides: the trapezoidal rule.  But the
   first term and the integral nearly cancel unless r is small; what they have in common,
   (r-1) int (e^-t - (1 + theta t)^-r) dt/t = (r-1) (psi(r) + log theta), is taken out first. */
#define STEP    0.1875
#define SMALL_R 0.1

/* (e^-rt - e^-t) / ((1 - r) (1 - e^-t)) */
static double kernel(double r, double t) {
  double rate = fabs(1 - r), difference = rate > 0 ? -expm1(-rate * t) / rate : t;
  return exp(-fmin(r, 1) * t) * difference / -expm1(-t);
}

static double entropy_by_integral(double r, double p) {
  double theta = (1 - p) / p, log_q = log1p(-p);
  int is_small = r < SMALL_R;
  double least = log(is_small ? 1e-18 / (1 + r * theta) : 1e-18);
  double most = log(50 / fmin(1, r)); /* where the powers of e^-t have died out ... */
  if (!is_small) most = fmax(most, 41 / r - log(theta)); /* ... and (theta t)^-r < 1e-18 */
  sp_dd sum = dd(0);
  for (double k = floor(least / STEP); k * STEP < most; k++) { /* k STEP is exact */
    double t = exp(k * STEP), log_g = -r * log1p(theta * -expm1(-t)), b = kernel(r, t);
    double term = is_small ? b * -expm1(log_g)
                           : (b - exp(-t)) + (exp(-r * log1p(theta * t)) - b * exp(log_g));
    sum = dd_add1(sum, term);
  }
  double integral = STEP * dd_round(sum);
  if (is_small) return -r * log(p) - r * theta * log_q + (1 - r) * integral;
  return -log(p) - (r - 1 + r * theta) * log_q - (r - 1) * (sp_digamma(r) + integral);
}

static double entropy(const double* theta, size_t count) {
  double r = theta[0], p = theta[1], q = 1 - p, v = variance(theta, count);
  const sp_family* family = &sp_family_negativeBinomial;
  if (p == 1) return 0;
  if (r * q >= 100) return sp_discrete_entropy(family, theta, count, sp_bell_stride(v));
  if (r * q >= 9.8 && -r * log(p) > 41) /* as good as no mass at 0, but a skew that needs more */
    return sp_discrete_entropy(family, theta, count, fmax(1, floor(sqrt(v) / 24)));
  if (p >= 0.015) return sp_discrete_entropy(family, theta, count, 1);
  return entropy_by_integral(r, p);
}

/* Poisson with a gamma distributed mean. */
static double sample(const double* theta, size_t count, sp_rng* rng) {
  (void)count;
  double mu = sp_sample_gamma(theta[0], rng) * ((1 - theta[1]) / theta[1]);
  return sp_sample_poisson(mu, rng);
}

const sp_family sp_family_negativeBinomial = {
    .name = "negativeBinomial",
    .kind = SP_DISCRETE,
    .param_count = 2,
    .support = support,
    .log_density = log_density,
    .density = density,
    .cdf = cdf,
    .sf = sf,
    .quantile = quantile,
    .isf = isf,
    .mean = mean,
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
