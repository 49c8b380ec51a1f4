/* Laplace(mu, b): density exp(-|z|)/(2 b), z = (x - mu)/b.

   z in double-double: log-density mixed error 3e-16; cdf, sf relative error 3e-16; quantile and isf
   4e-16 where mu + b z does not cancel. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = -INFINITY, *hi = INFINITY;
}

static sp_dd log_2b(const double* theta) {
  return dd_add(sp_dd_log(dd(theta[1])), sp_dd_log(dd(2)));
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_log_density(x);
  sp_dd z = sp_standardise(x, theta[0], theta[1]);
  return dd_neg(dd_add(z.hi < 0 ? dd_neg(z) : z, log_2b(theta)));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  return sp_form_scaled(f, SP_TERM_ABSOLUTE, theta[0], theta[1], dd(1), sp_dd_log(dd(2)));
}

/* P(beyond z on its own side) for z <= 0, and its complement for z > 0 */
static double lower(sp_dd z) {
  if (z.hi <= 0) return 0.5 * sp_dd_exp(z).hi;
  return 1 - 0.5 * sp_dd_exp(dd_neg(z)).hi;
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_cdf(x);
  return lower(sp_standardise(x, theta[0], theta[1]));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_sf(x);
  return lower(dd_neg(sp_standardise(x, theta[0], theta[1])));
}

/* z with lower(z) = u; 1 - u is exact where it is used */
static sp_dd standard_quantile(double u) {
  if (u <= 0.5) return sp_dd_log(dd(2 * u));
  return dd_neg(sp_dd_log(dd(2 * (1 - u))));
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, -INFINITY, INFINITY);
  return sp_unstandardise(theta[0], theta[1], standard_quantile(u));
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, -INFINITY, INFINITY);
  return sp_unstandardise(theta[0], theta[1], dd_neg(standard_quantile(u)));
}

static double mean(const double* theta, size_t count) { return (void)count, theta[0]; }
static double variance(const double* theta, size_t count) {
  return (void)count, 2 * theta[1] * theta[1];
}
static double entropy(const double* theta, size_t count) {
  return (void)count, dd_round(dd_add1(log_2b(theta), 1));
}
static double sample(const double* theta, size_t count, sp_rng* rng) {
  return quantile(theta, count, sp_rng_uniform(rng));
}

const sp_family sp_family_laplace = {
    .name = "laplace",
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
