/* gamma(shape, rate), inverseGamma(shape, scale) and chiSquared(df) = gamma(df/2, 1/2): one
   variable G ~ gamma(shape, 1) three times over, as G/rate, scale/G and 2 G. */
#include <math.h>

#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/gamma.h"
#include "num/incomplete.h"
#include "num/inverse.h"
#include "num/log.h"
#include "num/sample.h"

/* The density of log G at x rate, whose logarithm is  log peak(a) + log a - deviance(a, x rate). */
static sp_dd log_front(double a, sp_dd x, sp_dd rate) {
  sp_dd deviance = sp_deviance_product(a, x, rate);
  if (!isfinite(deviance.hi)) return dd(-INFINITY);
  return dd_sub(dd_add(sp_log_peak_dd(dd(a)), sp_dd_log(dd(a))), deviance);
}

/* The entropy of log G plus its mean, a + log Gamma(a) - a psi(a), from which the others follow by
   a multiple of psi(a).  In Stirling's terms:
     log G(a) - (a - 1) psi(a) + a = log(2 pi e a)/2 + stirling(a) - 1/(2a) + (a - 1) slope(a)
     log G(a) - (a + 1) psi(a) + a = log(2 pi e / a^3)/2 + stirling(a) + 1/(2a) + (a + 1) slope(a)
 */
static double entropy_of(double a, int inverse, sp_dd log_scale) {
  double sign = inverse ? 1 : -1;
  sp_dd log_a = sp_dd_log(dd(a)), sum = log_scale;
  if (a < 1) { /* from Gamma(a + 1): lgamma1p(a) - log a + a -+ (a +- 1) (psi(a + 1) - 1/a) */
    sum = dd_add(dd_sub(sum, log_a), dd_scale(dd_div(dd(1), dd(a)), sign));
    return dd_round(dd_add1(dd_add1(sum, sp_lgamma1p(a) + a), 1 - (a + sign) * sp_digamma(1 + a)));
  }
  sum = dd_add(sum, dd_add1(sp_half_log_2pi(), 0.5));
  sum = dd_add(sum, inverse ? dd_mul1(log_a, -1.5) : dd_scale(log_a, 0.5));
  double small = sp_stirling(a) + sign * 0.5 / a;
  return dd_round(dd_add1(dd_add1(sum, small), (a + sign) * sp_stirling_slope(a)));
}

/* Below it a product or a quotient of two doubles may have lost digits. */
#define LEAST_WHOLE 1e-280

static double checked_u(double u) { return u >= 0 && u <= 1 ? u : NAN; }

static double nan_or(double x, double value) { return isnan(x) ? NAN : value; }

static void half_line(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = 0, *hi = INFINITY;
}

/* ---- gamma ---------------------------------------------------------------------------------- */

static sp_dd gamma_log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  double a = theta[0], rate = theta[1];
  if (isnan(x)) return dd(NAN);
  if (x < 0 || isinf(x)) return dd(-INFINITY);
  if (x == 0) return a < 1 ? dd(INFINITY) : a > 1 ? dd(-INFINITY) : sp_dd_log(dd(rate));
  sp_dd front = log_front(a, dd(x), dd(rate));
  return isinf(front.hi) ? dd(-INFINITY) : dd_sub(front, sp_dd_log(dd(x)));
}
SP_DENSITY_FACES(gamma_)

/* P(G <= g) is g^a / Gamma(a + 1) (1 + O(g)) for a g below the normal doubles. */
static sp_tails least_tails(double a, sp_dd log_g) {
  sp_dd log_lower = dd_add1(dd_mul1(log_g, a), -sp_lgamma1p(a));
  return (sp_tails){sp_dd_exp(log_lower).hi, -sp_dd_expm1(log_lower)};
}

static int gamma_form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  f->from = SP_FORM_LEAST, f->of_log = dd_sum(theta[0], -1);
  return sp_form_rated(f, theta[1], theta[0]);
}

static sp_tails gamma_tails(const double* theta, double x) {
  sp_dd g = dd_product(x, theta[1]);
  if (g.hi < LEAST_WHOLE)
    return least_tails(theta[0], dd_add(sp_dd_log(dd(x)), sp_dd_log(dd(theta[1]))));
  return sp_incomplete_gamma(theta[0], isfinite(g.hi) ? g : dd(INFINITY));
}

static double gamma_cdf(const double* theta, size_t count, double x) {
  (void)count;
  return x > 0 ? gamma_tails(theta, x).lower : nan_or(x, 0);
}

static double gamma_sf(const double* theta, size_t count, double x) {
  (void)count;
  return x > 0 ? gamma_tails(theta, x).upper : nan_or(x, 1);
}

/* G may be as small as u^(1/shape), below the doubles, where G / rate is not: then by logarithms,
   in samples, too. */
static double gamma_inverse(const double* theta, double u, int upper) {
  u = checked_u(u);
  if (u == 0 || u == 1) return (u == 0) == upper ? INFINITY : 0;
  if (isnan(u)) return NAN;
  double g = sp_inverse_gamma(theta[0], u, upper);
  if (g > LEAST_WHOLE) return g / theta[1];
  sp_dd log_g = sp_inverse_gamma_log(theta[0], u, upper);
  return !isfinite(log_g.hi) ? g / theta[1] : sp_dd_exp(dd_sub(log_g, sp_dd_log(dd(theta[1])))).hi;
}

static double gamma_quantile(const double* theta, size_t count, double u) {
  return (void)count, gamma_inverse(theta, u, 0);
}
static double gamma_isf(const double* theta, size_t count, double u) {
  return (void)count, gamma_inverse(theta, u, 1);
}
static double gamma_mean(const double* theta, size_t count) {
  return (void)count, theta[0] / theta[1];
}
static double gamma_variance(const double* theta, size_t count) {
  return (void)count, theta[0] / theta[1] / theta[1];
}
static double gamma_entropy(const double* theta, size_t count) {
  return (void)count, entropy_of(theta[0], 0, dd_neg(sp_dd_log(dd(theta[1]))));
}
static double gamma_sample(const double* theta, size_t count, sp_rng* rng) {
  (void)count;
  if (theta[0] >= 1) return sp_sample_gamma(theta[0], rng) / theta[1];
  double log_g = sp_sample_log_gamma(theta[0], rng), g = exp(log_g);
  return g > LEAST_WHOLE ? g / theta[1] : exp(log_g - log(theta[1]));
}

const sp_family sp_family_gamma = {
    .name = "gamma",
    .kind = SP_CONTINUOUS,
    .param_count = 2,
    .support = half_line,
    .log_density = gamma_log_density,
    .log_density_dd = gamma_log_density_dd,
    .density = gamma_density,
    .form = gamma_form,
    .cdf = gamma_cdf,
    .sf = gamma_sf,
    .quantile = gamma_quantile,
    .isf = gamma_isf,
    .mean = gamma_mean,
    .variance = gamma_variance,
    .entropy = gamma_entropy,
    .sample = gamma_sample,
};

/* ---- chiSquared ----------------------------------------------------------------------------- */

/* Half of the least double is none; where it lies between two, the density has its own way. */
#define AS_GAMMA ((const double[2]){fmax(0.5 * theta[0], 0x1p-1074), 0.5})

static sp_dd chi_log_density_dd(const double* theta, size_t count, double x) {
  if (theta[0] < 0x1p-1000 && x > 0 && isfinite(x)) /* the limit  df/2 exp(-x/2) / x */
    return dd_sub(sp_dd_log(dd(theta[0])),
                  dd_add1(dd_add(sp_dd_log(dd(x)), sp_dd_log(dd(2))), 0.5 * x));
  return gamma_log_density_dd(AS_GAMMA, count, x);
}
SP_DENSITY_FACES(chi_)
static int chi_form(const double* theta, size_t count, sp_form* f) {
  return gamma_form(AS_GAMMA, count, f);
}
static double chi_cdf(const double* theta, size_t count, double x) {
  return gamma_cdf(AS_GAMMA, count, x);
}
static double chi_sf(const double* theta, size_t count, double x) {
  return gamma_sf(AS_GAMMA, count, x);
}
static double chi_quantile(const double* theta, size_t count, double u) {
  return gamma_quantile(AS_GAMMA, count, u);
}
static double chi_isf(const double* theta, size_t count, double u) {
  return gamma_isf(AS_GAMMA, count, u);
}
static double chi_mean(const double* theta, size_t count) { return (void)count, theta[0]; }
static double chi_variance(const double* theta, size_t count) { return (void)count, 2 * theta[0]; }
static double chi_entropy(const double* theta, size_t count) {
  return gamma_entropy(AS_GAMMA, count);
}
static double chi_sample(const double* theta, size_t count, sp_rng* rng) {
  return gamma_sample(AS_GAMMA, count, rng);
}

const sp_family sp_family_chiSquared = {
    .name = "chiSquared",
    .kind = SP_CONTINUOUS,
    .param_count = 1,
    .support = half_line,
    .log_density = chi_log_density,
    .log_density_dd = chi_log_density_dd,
    .density = chi_density,
    .form = chi_form,
    .cdf = chi_cdf,
    .sf = chi_sf,
    .quantile = chi_quantile,
    .isf = chi_isf,
    .mean = chi_mean,
    .variance = chi_variance,
    .entropy = chi_entropy,
    .sample = chi_sample,
};

/* ---- inverseGamma --------------------------------------------------------------------------- */

/* scale / x, the same where both are so small or so large that the division's rest would not be a
   normal number. */
static sp_dd reciprocal_times(double scale, double x) {
  double unit = scale < 1e-200 && x < 1e100 ? 0x1p600 : scale > 1e200 && x > 1e-100 ? 0x1p-600 : 1;
  sp_dd g = dd_div(dd(scale * unit), dd(x * unit));
  return isfinite(g.hi) && isfinite(g.lo) ? g : dd(scale / x);
}

static sp_dd inverse_log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (isnan(x)) return dd(NAN);
  if (x <= 0 || isinf(x)) return dd(-INFINITY);
  sp_dd g = reciprocal_times(theta[1], x);
  sp_dd front = g.hi > LEAST_WHOLE
                    ? log_front(theta[0], g, dd(1))
                    : log_front(theta[0], dd(theta[1]), dd(1 / x)); /* g may underflow */
  return isinf(front.hi) ? dd(-INFINITY) : dd_sub(front, sp_dd_log(dd(x)));
}
SP_DENSITY_FACES(inverse_)

static sp_tails inverse_tails(const double* theta, double x) {
  if (isinf(x)) return (sp_tails){0, 1};
  sp_dd g = reciprocal_times(theta[1], x);
  if (g.hi < LEAST_WHOLE)
    return least_tails(theta[0], dd_sub(sp_dd_log(dd(theta[1])), sp_dd_log(dd(x))));
  return sp_incomplete_gamma(theta[0], g);
}

static int inverse_form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  f->from = 1 / SP_FORM_EDGE, f->of_log = dd_neg(dd_sum(theta[0], 1));
  f->argument = SP_OF_RECIPROCAL;
  return sp_form_rated(f, theta[1], theta[0]);
}

static double inverse_cdf(const double* theta, size_t count, double x) {
  (void)count;
  return x > 0 ? inverse_tails(theta, x).upper : nan_or(x, 0);
}

static double inverse_sf(const double* theta, size_t count, double x) {
  (void)count;
  return x > 0 ? inverse_tails(theta, x).lower : nan_or(x, 1);
}

static double inverse_inverse(const double* theta, double u, int upper) {
  u = checked_u(u);
  if (u == 0 || u == 1) return (u == 0) == upper ? INFINITY : 0;
  if (isnan(u)) return NAN;
  double g = sp_inverse_gamma(theta[0], u, !upper);
  if (g > LEAST_WHOLE) return theta[1] / g;
  sp_dd log_g = sp_inverse_gamma_log(theta[0], u, !upper);
  return !isfinite(log_g.hi) ? theta[1] / g : sp_dd_exp(dd_sub(sp_dd_log(dd(theta[1])), log_g)).hi;
}

static double inverse_quantile(const double* theta, size_t count, double u) {
  return (void)count, inverse_inverse(theta, u, 0);
}
static double inverse_isf(const double* theta, size_t count, double u) {
  return (void)count, inverse_inverse(theta, u, 1);
}
static double inverse_mean(const double* theta, size_t count) {
  return (void)count, theta[0] > 1 ? theta[1] / (theta[0] - 1) : INFINITY;
}
static double inverse_variance(const double* theta, size_t count) {
  (void)count;
  double mean = theta[1] / (theta[0] - 1);
  return theta[0] > 2 ? mean * (mean / (theta[0] - 2)) : INFINITY;
}
static double inverse_entropy(const double* theta, size_t count) {
  return (void)count, entropy_of(theta[0], 1, sp_dd_log(dd(theta[1])));
}
static double inverse_sample(const double* theta, size_t count, sp_rng* rng) {
  (void)count;
  if (theta[0] >= 1) return theta[1] / sp_sample_gamma(theta[0], rng);
  double log_g = sp_sample_log_gamma(theta[0], rng), g = exp(log_g);
  return g > LEAST_WHOLE ? theta[1] / g : exp(log(theta[1]) - log_g);
}

const sp_family sp_family_inverseGamma = {
    .name = "inverseGamma",
    .kind = SP_CONTINUOUS,
    .param_count = 2,
    .support = half_line,
    .log_density = inverse_log_density,
    .log_density_dd = inverse_log_density_dd,
    .density = inverse_density,
    .form = inverse_form,
    .cdf = inverse_cdf,
    .sf = inverse_sf,
    .quantile = inverse_quantile,
    .isf = inverse_isf,
    .mean = inverse_mean,
    .variance = inverse_variance,
    .entropy = inverse_entropy,
    .sample = inverse_sample,
};
