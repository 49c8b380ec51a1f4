/* Bernoulli(p): 1 with probability p, else 0.  All of it is exact but for one or two roundings.
   p = 0 and p = 1 are point masses, and their support is that point. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/log.h"

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = theta[0] == 1, *hi = theta[0] != 0;
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (x == 0) return sp_dd_log1p(dd(-theta[0]));
  if (x == 1) return sp_dd_log(dd(theta[0]));
  return edge_log_density(x);
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double p = theta[0];
  if (!(p > SP_FORM_LEAST && p < 1)) return 0;
  f->from = 0, f->to = 1, f->constant = sp_log1p_dd(dd(-p)), f->term = SP_TERM_LINEAR;
  f->rate = dd_sub(f->constant, sp_log_dd(dd(p)));
  return 1;
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (x >= 0 && x < 1) return 1 - theta[0];
  return isnan(x) ? x : x >= 1;
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (x >= 0 && x < 1) return theta[0];
  return isnan(x) ? x : x < 0;
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!(u >= 0 && u <= 1)) return NAN;
  return theta[0] == 1 || u > 1 - theta[0];
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!(u >= 0 && u <= 1)) return NAN;
  return theta[0] == 1 || u < theta[0];
}

static double mean(const double* theta, size_t count) { return (void)count, theta[0]; }
static double variance(const double* theta, size_t count) {
  return (void)count, theta[0] * (1 - theta[0]);
}

static double entropy(const double* theta, size_t count) {
  double p = theta[0];
  (void)count;
  if (p == 0 || p == 1) return 0;
  return -p * log(p) - (1 - p) * log1p(-p);
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  return (void)count, sp_rng_uniform(rng) < theta[0];
}

const sp_family sp_family_bernoulli = {
    .name = "bernoulli",
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
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
