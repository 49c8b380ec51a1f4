/* HalfNormal(sigma): |Z| sigma, density sqrt(2/pi) exp(-z^2/2) / sigma for z = x/sigma >= 0.
   Errors as for normal.c; cdf is relative near 0 too. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/error.h"

static const sp_dd LOG_ROOT_HALF_PI = {0x1.ce6bb25aa1316p-3, -0x1.dcd49c8e5aff6p-58};

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = 0, *hi = INFINITY;
}

static sp_dd log_norm(const double* theta) {
  return dd_add(LOG_ROOT_HALF_PI, sp_dd_log(dd(theta[0])));
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= 0 && x < INFINITY)) return edge_log_density(x);
  sp_dd z = sp_standardise(x, 0, theta[0]);
  sp_dd half_square = dd_scale(dd_mul(z, z), 0.5);
  return dd_neg(dd_add(half_square, log_norm(theta)));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  f->from = 0;
  return sp_form_scaled(f, SP_TERM_SQUARE, 0, theta[0], SP_SQRT_HALF, LOG_ROOT_HALF_PI);
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return isnan(x) ? x : x > 0;
  return 2 * sp_normal_central(sp_standardise(x, 0, theta[0]));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return isnan(x) ? x : x <= 0;
  return 2 * sp_normal_sf(sp_standardise(x, 0, theta[0]));
}

/* One of u and 1 - u is at least 1/2, and its complement is exact.  u/2 is not where u is
   subnormal: there cdf(x) = sqrt(2/pi) x/sigma, and sf(x) is sought as twice the normal's. */
static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, 0, INFINITY);
  if (u < 1e-290) return u * 0x1p100 * 1.2533141373155003 * theta[0] * 0x1p-100;
  sp_dd z = u < 0.5 ? sp_normal_central_inverse(u / 2) : sp_normal_isf((1 - u) / 2);
  return sp_unstandardise(0, theta[0], z);
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, 0, INFINITY);
  sp_dd z = u > 0.5 ? sp_normal_central_inverse((1 - u) / 2) : sp_normal_isf_halved(u);
  return sp_unstandardise(0, theta[0], z);
}

static double mean(const double* theta, size_t count) {
  return (void)count, theta[0] * 0.7978845608028654; /* sqrt(2/pi) */
}
static double variance(const double* theta, size_t count) {
  return (void)count, theta[0] * (theta[0] * 0.3633802276324187); /* 1 - 2/pi */
}
/* 1/2 log(pi e sigma^2 / 2) */
static double entropy(const double* theta, size_t count) {
  return (void)count, dd_round(dd_add1(log_norm(theta), 0.5));
}
static double sample(const double* theta, size_t count, sp_rng* rng) {
  return (void)count, theta[0] * fabs(sp_rng_normal(rng));
}

const sp_family sp_family_halfNormal = {
    .name = "halfNormal",
    .kind = SP_CONTINUOUS,
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
