/* Uniform on lo ... hi, lo < hi: density 1/(hi - lo).

   hi - lo is kept in double-double, after a scaling where it could overflow or a quotient's rest
   underflow; cdf, sf and quantile are then rounded about once (relative error 2e-16, where quantile
   passes through 0 relative to itself too). */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"

typedef struct interval {
  double lo, hi, unit; /* the ends, divided by unit */
  sp_dd width;
} interval;

static interval interval_of(const double* theta) {
  double most = fmax(fabs(theta[0]), fabs(theta[1]));
  double unit = most > 0x1p980 ? 0x1p60 : most < 0x1p-900 ? 0x1p-100 : 1;
  double lo = theta[0] / unit, hi = theta[1] / unit;
  return (interval){lo, hi, unit, dd_sum(hi, -lo)};
}

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = theta[0], *hi = theta[1];
}

static sp_dd log_width(const double* theta) {
  interval i = interval_of(theta);
  sp_dd log_unit = i.unit == 1 ? dd(0) : sp_dd_log(dd(i.unit));
  return dd_add(sp_dd_log(i.width), log_unit);
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= theta[0] && x <= theta[1])) return edge_log_density(x);
  return dd_neg(log_width(theta));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  f->from = theta[0], f->to = theta[1];
  f->constant = dd_neg(log_width(theta));
  return 1;
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > theta[0] && x < theta[1])) return isnan(x) ? x : x >= theta[1];
  interval i = interval_of(theta);
  return dd_round(dd_div(dd_sum(x / i.unit, -i.lo), i.width));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > theta[0] && x < theta[1])) return isnan(x) ? x : x <= theta[0];
  interval i = interval_of(theta);
  return dd_round(dd_div(dd_sum(i.hi, -x / i.unit), i.width));
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, theta[0], theta[1]);
  interval i = interval_of(theta);
  return i.unit * dd_round(dd_add1(dd_mul1(i.width, u), i.lo));
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, theta[0], theta[1]);
  interval i = interval_of(theta);
  return i.unit * dd_round(dd_add1(dd_mul1(i.width, -u), i.hi));
}

static double mean(const double* theta, size_t count) {
  return (void)count, 0.5 * theta[0] + 0.5 * theta[1];
}

static double variance(const double* theta, size_t count) {
  interval i = interval_of(theta);
  double width = i.width.hi * i.unit;
  return (void)count, width * (width / 12);
}

static double entropy(const double* theta, size_t count) {
  return (void)count, dd_round(log_width(theta));
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  return quantile(theta, count, sp_rng_uniform(rng));
}

const sp_family sp_family_uniform = {
    .name = "uniform",
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
