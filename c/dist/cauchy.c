/* Cauchy(mu, gamma): density 1/(pi gamma (1 + z^2)), z = (x - mu)/gamma.

   z^2 is never formed for large z: log(1 + z^2) = 2 log|z| + log1p(1/z^2).  Log-density mixed error
   3e-16; cdf, sf relative error 5e-16 (arctangent of 1/z in the tails); quantile, isf 6e-16 (the
   cotangent of pi u) where mu + gamma z does not cancel.  No mean, no variance: NaN. */
#include "base/angle.h"
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"

#define PI 3.141592653589793

static const sp_dd LOG_PI = {0x1.250d048e7a1bdp+0, 0x1.7abf2ad8d5088p-57};

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = -INFINITY, *hi = INFINITY;
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!isfinite(x)) return edge_log_density(x);
  sp_dd z = sp_standardise(x, theta[0], theta[1]), log_sum;
  sp_dd log_gamma = sp_dd_log(dd(theta[1]));
  if (fabs(z.hi) < 1e10)
    log_sum = sp_dd_log1p(dd_mul(z, z)); /* else 1/z^2 < 1e-20 */
  else if (fabs(z.hi) < 1e300)
    log_sum = dd_scale(sp_dd_log(z.hi < 0 ? dd_neg(z) : z), 2);
  else { /* z may have overflowed */
    sp_dd log_distance = sp_dd_log(dd(fabs(0.25 * x - 0.25 * theta[0])));
    log_distance = dd_add(log_distance, sp_dd_log(dd(4)));
    log_sum = dd_scale(dd_sub(log_distance, log_gamma), 2);
  }
  return dd_neg(dd_add(dd_add(LOG_PI, log_gamma), log_sum));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  f->power = dd(1);
  return sp_form_scaled(f, SP_TERM_LOG_SQUARE, theta[0], theta[1], dd(1), LOG_PI);
}

/* atan2(1, -z)/pi: the angle under which the line left of z is seen */
static double lower(sp_dd z) {
  double angle = atan2(1, -z.hi);
  return (angle + z.lo / (1 + z.hi * z.hi)) / PI;
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

static double tangent(double x) { return sp_sin(x) / sp_cos(x); }

/* mu - side gamma cot(pi u) */
static double at(const double* theta, double u, double side) {
  double middle = u - 0.5;
  if (fabs(middle) <= 0.25)
    return sp_unstandardise(theta[0], theta[1], dd(side * tangent(PI * middle)));
  double least = fmin(u, 1 - u); /* 1 - u is exact where it is the smaller */
  double away = least < 1e-9 ? theta[1] / PI / least : theta[1] / tangent(PI * least);
  return theta[0] + (u < 0.5 ? -side : side) * away;
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, -INFINITY, INFINITY);
  return at(theta, u, 1);
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, -INFINITY, INFINITY);
  return at(theta, u, -1);
}

static double mean(const double* theta, size_t count) { return (void)theta, (void)count, NAN; }
static double variance(const double* theta, size_t count) { return (void)theta, (void)count, NAN; }

/* log(4 pi gamma) */
static double entropy(const double* theta, size_t count) {
  sp_dd log_4gamma = dd_add(sp_dd_log(dd(theta[1])), sp_dd_log(dd(4)));
  return (void)count, dd_round(dd_add(LOG_PI, log_4gamma));
}
static double sample(const double* theta, size_t count, sp_rng* rng) {
  return quantile(theta, count, sp_rng_uniform(rng));
}

const sp_family sp_family_cauchy = {
    .name = "cauchy",
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
