/* LogNormal(mu, sigma): exp of a normal; density exp(-z^2/2) / (x sigma sqrt(2 pi)),
   z = (log x - mu)/sigma, 0 at x = 0.

   log x to 70 bits or more, so that the cancellation in log x - mu and a small sigma cost nothing:
   errors as for normal.c; quantile and isf 2e-15. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/error.h"
#include "num/log.h"

static const sp_dd LOG_ROOT_2PI = {SP_LOG_SQRT_2PI, SP_LOG_SQRT_2PI_LO};

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = 0, *hi = INFINITY;
}

static sp_dd standard(const double* theta, double x) {
  /* a small sigma magnifies the error of log x - mu: there to 95 bits */
  sp_dd log_x = theta[1] < 1e-3 ? sp_log_dd(dd(x)) : sp_dd_log(dd(x));
  sp_dd above = dd_add1(log_x, -theta[0]);
  return dd_div(above, dd(theta[1]));
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return edge_log_density(x);
  sp_dd z = standard(theta, x);
  sp_dd sum = dd_scale(dd_mul(z, z), 0.5);
  sum = dd_add(sum, LOG_ROOT_2PI);
  sum = dd_add(sum, sp_dd_log(dd(theta[1])));
  return dd_neg(dd_add(sum, sp_dd_log(dd(x))));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  if (!(theta[1] > 0x1p-9) || fabs(theta[0]) > 0x1p10) return 0;
  f->from = SP_FORM_LEAST, f->to = 1 / SP_FORM_LEAST, f->of_log = dd(-1);
  f->argument = SP_OF_LOG;
  return sp_form_scaled(f, SP_TERM_SQUARE, theta[0], theta[1], SP_SQRT_HALF, LOG_ROOT_2PI);
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return isnan(x) ? x : x > 0;
  return sp_normal_cdf(standard(theta, x));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return isnan(x) ? x : x <= 0;
  return sp_normal_sf(standard(theta, x));
}

static double at(const double* theta, sp_dd z) {
  return sp_dd_exp(dd_add1(dd_mul1(z, theta[1]), theta[0])).hi;
}

/* exp magnifies the error of z by sigma */
static sp_dd standard_isf(const double* theta, double u) {
  return theta[1] > 4 ? sp_normal_isf_fine(u) : sp_normal_isf(u);
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, 0, INFINITY);
  return at(theta, dd_neg(standard_isf(theta, u)));
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, 0, INFINITY);
  return at(theta, standard_isf(theta, u));
}

/* exp(mu + sigma^2/2) */
static double mean(const double* theta, size_t count) {
  sp_dd half_square = dd_scale(dd_product(theta[1], theta[1]), 0.5);
  return (void)count, sp_dd_exp(dd_add1(half_square, theta[0])).hi;
}

/* exp(2 mu + sigma^2) (exp(sigma^2) - 1), with the larger power taken out, whose square may be
   beyond the doubles */
static double variance(const double* theta, size_t count) {
  sp_dd square = dd_product(theta[1], theta[1]);
  double root = sp_dd_exp(dd_add1(square, theta[0])).hi;
  return (void)count, root * (root * -sp_dd_expm1(dd_neg(square)));
}

/* mu + 1/2 log(2 pi e sigma^2) */
static double entropy(const double* theta, size_t count) {
  sp_dd sum = dd_add(dd_add1(LOG_ROOT_2PI, 0.5), sp_dd_log(dd(theta[1])));
  return (void)count, dd_round(dd_add1(sum, theta[0]));
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  return (void)count, exp(theta[0] + theta[1] * sp_rng_normal(rng));
}

const sp_family sp_family_logNormal = {
    .name = "logNormal",
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
