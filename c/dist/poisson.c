/* Poisson(mu), mu >= 0. */
#include "dist/discrete.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/gamma.h"
#include "num/incomplete.h"
#include "num/log.h"
#include "num/sample.h"

extern const sp_family sp_family_poisson;

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = 0, *hi = theta[0] == 0 ? 0 : INFINITY;
}

/* log x^x e^-x / x!  -  deviance(x, mu) */
static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (isnan(x)) return dd(NAN);
  if (x < 0 || !sp_is_integer(x)) return dd(-INFINITY);
  sp_dd deviance = sp_deviance_dd(dd(x), dd(theta[0]));
  return isinf(deviance.hi) ? dd(-INFINITY) : dd_sub(sp_log_peak_dd(dd(x)), deviance);
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double mu = theta[0];
  if (!(mu > SP_FORM_LEAST && mu <= SP_FORM_SHAPE)) return 0;
  f->from = 0, f->to = SP_FORM_SHAPE, f->constant = dd(-mu);
  f->term = SP_TERM_LINEAR, f->rate = dd_neg(sp_log_dd(dd(mu)));
  sp_form_add_gamma(f, -1, 1, 1);
  return 1;
}

/* P(X > k) = P(k + 1, mu); where k + 1 is no double, P(X >= k) less the mass at k */
static sp_tails tails(const double* theta, double x) {
  double k = floor(x), step = sp_step_after(k);
  sp_tails t = sp_incomplete_gamma(k + step, dd(theta[0]));
  double mass = step == 1 ? 0 : density(theta, 1, k);
  return (sp_tails){.lower = t.upper + mass, .upper = t.lower - mass};
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
  return sp_discrete_quantile(&sp_family_poisson, theta, count, u);
}

static double isf(const double* theta, size_t count, double u) {
  return sp_discrete_isf(&sp_family_poisson, theta, count, u);
}

static double mean(const double* theta, size_t count) { return (void)count, theta[0]; }

static double entropy(const double* theta, size_t count) {
  return theta[0] == 0
             ? 0
             : sp_discrete_entropy(&sp_family_poisson, theta, count, sp_bell_stride(theta[0]));
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  return (void)count, sp_sample_poisson(theta[0], rng);
}

const sp_family sp_family_poisson = {
    .name = "poisson",
    .kind = SP_DISCRETE,
    .param_count = 1,
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
    .variance = mean,
    .entropy = entropy,
    .sample = sample,
};
