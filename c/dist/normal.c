/* Normal(mu, sigma): density exp(-z^2/2) / (sigma sqrt(2 pi)), z = (x - mu)/sigma.

   z is kept in double-double, so that a far tail or a cancellation in x - mu costs nothing:
   log-density mixed error 2e-16, cdf and sf relative error 4e-16 to 1e-300, quantile and isf 5e-16.
   Source of the tails: num/error.h. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/error.h"

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = -INFINITY, *hi = INFINITY;
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_log_density(x);
  sp_dd z = sp_standardise(x, theta[0], theta[1]);
  sp_dd half_square = dd_scale(dd_mul(z, z), 0.5);
  sp_dd log_norm = dd_add((sp_dd){SP_LOG_SQRT_2PI, SP_LOG_SQRT_2PI_LO}, sp_dd_log(dd(theta[1])));
  return dd_neg(dd_add(half_square, log_norm));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  return sp_form_scaled(f, SP_TERM_SQUARE, theta[0], theta[1], SP_SQRT_HALF,
                        (sp_dd){SP_LOG_SQRT_2PI, SP_LOG_SQRT_2PI_LO});
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_cdf(x);
  return sp_normal_cdf(sp_standardise(x, theta[0], theta[1]));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_sf(x);
  return sp_normal_sf(sp_standardise(x, theta[0], theta[1]));
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, -INFINITY, INFINITY);
  return sp_unstandardise(theta[0], theta[1], dd_neg(sp_normal_isf(u)));
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, -INFINITY, INFINITY);
  return sp_unstandardise(theta[0], theta[1], sp_normal_isf(u));
}

static double mean(const double* theta, size_t count) { return (void)count, theta[0]; }
static double variance(const double* theta, size_t count) {
  return (void)count, theta[1] * theta[1];
}

/* 1/2 log(2 pi e sigma^2) */
static double entropy(const double* theta, size_t count) {
  sp_dd constant = dd_add1((sp_dd){SP_LOG_SQRT_2PI, SP_LOG_SQRT_2PI_LO}, 0.5);
  return (void)count, dd_round(dd_add(constant, sp_dd_log(dd(theta[1]))));
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  return (void)count, theta[0] + theta[1] * sp_rng_normal(rng);
}

const sp_family sp_family_normal = {
    .name = "normal",
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
