/* Gumbel(mu, beta), maximum form: cdf exp(-w), w = exp(-z), z = (x - mu)/beta.

   z and w in double-double: log-density mixed error 3e-16; cdf, sf relative error 3e-16 to 1e-300;
   quantile and isf 4e-16 where mu + beta z does not cancel. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"

#define EULER 0.5772156649015329

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = -INFINITY, *hi = INFINITY;
}

/* -log beta - z - w */
static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_log_density(x);
  sp_dd z = sp_standardise(x, theta[0], theta[1]), w = sp_dd_exp(dd_neg(z));
  if (isinf(w.hi)) return dd(-INFINITY);
  return dd_neg(dd_add(dd_add(z, w), sp_dd_log(dd(theta[1]))));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  f->from = fmax(f->from, theta[0] - 600 * theta[1]); /* e^600 */
  return sp_form_scaled(f, SP_TERM_GUMBEL, theta[0], theta[1], dd(-1), dd(0));
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_cdf(x);
  sp_dd w = sp_dd_exp(dd_neg(sp_standardise(x, theta[0], theta[1])));
  return sp_dd_exp(dd_neg(w)).hi;
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_sf(x);
  sp_dd w = sp_dd_exp(dd_neg(sp_standardise(x, theta[0], theta[1])));
  return -sp_dd_expm1(dd_neg(w));
}

/* -log w, where cdf = exp(-w) */
static double at(const double* theta, sp_dd w) {
  return sp_unstandardise(theta[0], theta[1], dd_neg(sp_dd_log(w)));
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, -INFINITY, INFINITY);
  return at(theta, dd_neg(sp_dd_log(dd(u))));
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, -INFINITY, INFINITY);
  return at(theta, dd_neg(sp_dd_log1p(dd(-u))));
}

static double mean(const double* theta, size_t count) {
  return (void)count, theta[0] + theta[1] * EULER;
}
static double variance(const double* theta, size_t count) {
  return (void)count, theta[1] * theta[1] * 1.6449340668482264; /* pi^2/6 */
}
static double entropy(const double* theta, size_t count) {
  sp_dd sum = dd_add(dd_sum(1, EULER), sp_dd_log(dd(theta[1])));
  return (void)count, dd_round(sum);
}
static double sample(const double* theta, size_t count, sp_rng* rng) {
  return quantile(theta, count, sp_rng_uniform(rng));
}

const sp_family sp_family_gumbel = {
    .name = "gumbel",
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
