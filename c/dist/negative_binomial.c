/* negativeBinomial(r, p), real r > 0, 0 < p <= 1: failures before the r-th success,
   P(X = x) = Gamma(x + r)/(x! Gamma(r)) p^r (1 - p)^x. */
#include "dist/discrete.h"
#include "dist/edges.h"
#include "dist/form.h"
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
  sp_dd deviances = sp_deviances(r, x, dd(p), dd_sum(1, -p));
  if (isinf(deviances.hi)) return dd(-INFINITY);
  sp_dd peak = dd_sub(dd_add(sp_log_peak_dd(dd(x)), sp_log_peak_dd(dd(r))), sp_log_peak_dd(n));
  return dd_sub(dd_add(peak, log_ratio), deviances);
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double r = theta[0], p = theta[1];
  if (!(sp_form_is_shape(r) && p > SP_FORM_LEAST && p < 1)) return 0;
  f->from = fmax(0, ceil(16 - r)), f->to = SP_FORM_SHAPE;
  f->term = SP_TERM_LINEAR, f->rate = dd_neg(sp_log1p_dd(dd(-p)));
  f->constant = dd_sub(dd_mul1(sp_log_dd(dd(p)), r), sp_form_log_gamma(dd(r)));
  sp_form_add_gamma(f, 1, r, 1), sp_form_add_gamma(f, -1, 1, 1);
  return 1;
}

/* P(X <= k) = I_p(r, k + 1); where k + 1 is no double, P(X < k) and the mass at k */
static sp_tails tails(const double* theta, double x) {
  double p = theta[1], k = floor(x), step = sp_step_after(k);
  sp_tails t = sp_incomplete_beta(theta[0], k + step, dd(p), dd_sum(1, -p));
  double mass = step == 1 ? 0 : density(theta, 2, k);
  return (sp_tails){.lower = t.lower + mass, .upper = t.upper - mass};
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
  return (void)count, theta[0] / theta[1] * (1 - theta[1]);
}
static double variance(const double* theta, size_t count) {
  return (void)count, theta[0] / theta[1] * (1 - theta[1]) / theta[1];
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

/* log(1 + theta w), also where theta or w, given by their logarithms, have no double. */
static double log1p_product(double log_theta, double log_w) {
  double theta = exp(log_theta), w = exp(log_w), y = log_theta + log_w;
  if (theta < INFINITY && w > 0x1p-1000) return log1p(theta * w);
  return y > 40 ? y : log1p(exp(y));
}

static double entropy_by_integral(double r, double p) {
  double log_q = log1p(-p), log_theta = log_q - log(p), theta_log_q = (1 - p) * (log_q / p);
  int is_small = r < SMALL_R;
  double least = log(1e-18),
         most = log(50) - log(fmin(1, r)); /* the powers of e^-t have died out */
  if (is_small) least -= log1p_product(log_theta, log(r));
  if (!is_small) most = fmax(most, 41 / r - log_theta); /* and (theta t)^-r < 1e-18 */
  sp_dd sum = dd(0);
  for (double k = floor(least / STEP); k * STEP < most; k++) { /* k STEP is exact */
    double z = k * STEP, t = exp(z), b = z < -40 ? 1 : kernel(r, t);
    double log_g = -r * log1p_product(log_theta, z < -40 ? z : log(-expm1(-t)));
    double term = is_small
                      ? b * -expm1(log_g)
                      : (b - exp(-t)) + (exp(-r * log1p_product(log_theta, z)) - b * exp(log_g));
    sum = dd_add1(sum, term);
  }
  double integral = STEP * dd_round(sum);
  if (is_small) return -r * log(p) - r * theta_log_q + (1 - r) * integral;
  return -log(p) - (r - 1) * log_q - r * theta_log_q - (r - 1) * (sp_digamma(r) + integral);
}

/* The limits of many: X p is gamma(r, 1) but for O(p), and normal but for O(1/(r q)). */
static double entropy_of_limit(double r, double p) {
  double normal = sp_half_log_2pi().hi + 0.5 + 0.5 * (log(r) + log1p(-p)) - log(p);
  if (p > 1e-17) return normal;
  return normal + sp_stirling(r) - 0.5 / r + (r - 1) * sp_stirling_slope(r);
}

static double entropy(const double* theta, size_t count) {
  double r = theta[0], p = theta[1], q = 1 - p, v = variance(theta, count);
  const sp_family* family = &sp_family_negativeBinomial;
  if (p == 1) return 0;
  if (r * q >= 1e15 || (r >= 1 && p <= 1e-17)) return entropy_of_limit(r, p);
  if (r * q >= 100) return sp_discrete_entropy(family, theta, count, sp_bell_stride(v));
  if (r * q >= 9.8 && -r * log(p) > 41) /* as good as no mass at 0, but a skew that needs more */
    return sp_discrete_entropy(family, theta, count, fmax(1, floor(sqrt(v) / 24)));
  if (p >= 0.015) return sp_discrete_entropy(family, theta, count, 1);
  return entropy_by_integral(r, p);
}

/* Poisson with a gamma distributed mean. */
static double sample(const double* theta, size_t count, sp_rng* rng) {
  (void)count;
  double p = theta[1], odds = (1 - p) / p;
  if (theta[0] >= 1) return sp_sample_poisson(sp_sample_gamma(theta[0], rng) * odds, rng);
  double log_g = sp_sample_log_gamma(theta[0], rng), g = exp(log_g); /* 0 where it has no double */
  double mu = g > 0 && odds < INFINITY ? g * odds : exp(log_g + log1p(-p) - log(p));
  return sp_sample_poisson(mu, rng);
}

const sp_family sp_family_negativeBinomial = {
    .name = "negativeBinomial",
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
