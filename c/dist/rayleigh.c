/* Rayleigh(sigma): the length of a normal vector in the plane; sf exp(-z^2/2), z = x/sigma >= 0.

   z^2 in double-double: log-density mixed error 3e-16; cdf, sf relative error 3e-16 to 1e-300;
   quantile and isf 4e-16.  The density at 0 is 0. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = 0, *hi = INFINITY;
}

static sp_dd half_square(const double* theta, double x) {
  sp_dd z = sp_standardise(x, 0, theta[0]);
  return dd_scale(dd_mul(z, z), 0.5);
}

/* log x - 2 log sigma - z^2/2 */
static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return edge_log_density(x);
  sp_dd log_sigma = sp_dd_log(dd(theta[0]));
  sp_dd sum = dd_sub(sp_dd_log(dd(x)), dd_scale(log_sigma, 2));
  return dd_sub(sum, half_square(theta, x));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  f->from = SP_FORM_LEAST, f->of_log = dd(1);
  if (!sp_form_scaled(f, SP_TERM_SQUARE, 0, theta[0], SP_SQRT_HALF, dd(0))) return 0;
  f->constant = dd_scale(f->constant, 2);
  return 1;
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return isnan(x) ? x : x > 0;
  return -sp_dd_expm1(dd_neg(half_square(theta, x)));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return isnan(x) ? x : x <= 0;
  return sp_dd_exp(dd_neg(half_square(theta, x))).hi;
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, 0, INFINITY);
  return theta[0] * sqrt(-2 * log1p(-u));
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, 0, INFINITY);
  return theta[0] * sqrt(-2 * log(u));
}

static double mean(const double* theta, size_t count) {
  return (void)count, theta[0] * 1.2533141373155003; /* sqrt(pi/2) */
}
static double variance(const double* theta, size_t count) {
  return (void)count, theta[0] * (theta[0] * 0.4292036732051034); /* 2 - pi/2 */
}
/* 1 + log(sigma/sqrt 2) + euler/2 */
static double entropy(const double* theta, size_t count) {
  return (void)count, dd_round(dd_add1(sp_dd_log(dd(theta[0])), 0.9420342421707938));
}
static double sample(const double* theta, size_t count, sp_rng* rng) {
  return isf(theta, count, sp_rng_uniform(rng));
}

const sp_family sp_family_rayleigh = {
    .name = "rayleigh",
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
