/* Weibull(shape k, scale): sf exp(-w), w = (x/scale)^k, x >= 0.

   log(x/scale) to 70 bits and w in double-double, so that k up to 1e9 and w up to 700 cost nothing:
   log-density mixed error 3e-16 (5e-16 at k = 1e9); cdf, sf relative error 3e-16; quantile and isf
   4e-16.  The density at 0 is its limit: +Inf for k < 1, 1/scale for k = 1, 0 beyond. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"
#include "num/gamma.h"
#include "num/log.h"

static const sp_dd EULER = {SP_EULER, -0x1.6cb90701fbfabp-58};

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = 0, *hi = INFINITY;
}

/* log(x/scale), x > 0 */
static sp_dd log_ratio(const double* theta, double x) {
  double ratio = x / theta[1];
  double unit = theta[1] < 1e-200 ? 0x1p500 : theta[1] > 1e200 ? 0x1p-500 : 1;
  if (ratio > 1e-200 && ratio < 1e200) return sp_dd_log(dd_div(dd(x * unit), dd(theta[1] * unit)));
  return dd_sub(sp_dd_log(dd(x)), sp_dd_log(dd(theta[1])));
}

static sp_dd power_of(const double* theta, double x) { /* w */
  return sp_dd_exp(dd_mul1(log_ratio(theta, x), theta[0]));
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= 0 && x < INFINITY)) return edge_log_density(x);
  double k = theta[0];
  sp_dd front = dd_sub(sp_dd_log(dd(k)), sp_dd_log(dd(theta[1])));
  if (x == 0) return k < 1 ? dd(INFINITY) : k > 1 ? dd(-INFINITY) : front;
  sp_dd log_x = log_ratio(theta, x);
  sp_dd w = sp_dd_exp(dd_mul1(log_x, k));
  if (isinf(w.hi)) return dd(-INFINITY);
  sp_dd sum = dd_sub(dd_mul1(log_x, k), log_x);
  return dd_sub(dd_add(sum, front), w);
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double k = theta[0], scale = theta[1];
  if (!(k > 0x1p-100 && k <= 0x1p10) || !(scale > 0x1p-100 && scale < 0x1p100)) return 0;
  f->from = SP_FORM_LEAST, f->to = fmin(SP_FORM_EDGE, scale * exp(600 / k)); /* e^600 */
  f->of_log = dd(-1), f->constant = sp_dd_log(dd(k));
  f->term = SP_TERM_GUMBEL, f->argument = SP_OF_LOG;
  f->center = sp_log_dd(dd(scale)), f->rate = dd(k);
  return 1;
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return isnan(x) ? x : x > 0;
  return -sp_dd_expm1(dd_neg(power_of(theta, x)));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < INFINITY)) return isnan(x) ? x : x <= 0;
  return sp_dd_exp(dd_neg(power_of(theta, x))).hi;
}

/* scale w^(1/k) */
static double at(const double* theta, sp_dd w) {
  sp_dd power = dd_div(sp_dd_log(w), dd(theta[0]));
  if (fabs(power.hi) < 600) return theta[1] * sp_dd_exp(power).hi;
  return sp_dd_exp(dd_add(power, sp_dd_log(dd(theta[1])))).hi;
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, 0, INFINITY);
  return at(theta, dd_neg(sp_dd_log1p(dd(-u))));
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, 0, INFINITY);
  return at(theta, dd_neg(sp_dd_log(dd(u))));
}

/* log Gamma(1 + order/k); for small k by Gamma(x + 1) = x^x e^-x / exp(log_peak(x)), to more than a
   double, for exp magnifies its error */
static sp_dd log_moment(double k, double order) {
  sp_dd ratio = dd_div(dd(order), dd(k));
  double x = ratio.hi;
  if (x < 2) return dd(sp_lgamma1p(x));
  sp_dd power = dd_add1(sp_dd_log(dd(x)), -1);
  power = dd_sub(dd_mul1(power, x), sp_log_peak(x));
  return dd_add1(power, ratio.lo * sp_digamma(x + 1));
}

/* scale Gamma(1 + 1/k) */
static double mean(const double* theta, size_t count) {
  sp_dd log_gamma = log_moment(theta[0], 1); /* whose exp may overflow where the mean does not */
  (void)count;
  if (log_gamma.hi < 600) return theta[1] * sp_dd_exp(log_gamma).hi;
  return sp_dd_exp(dd_add(log_gamma, sp_dd_log(dd(theta[1])))).hi;
}

/* scale^2 (Gamma(1 + 2/k) - Gamma(1 + 1/k)^2), as mean^2 (exp(d) - 1) with d the second difference
   of log Gamma, which does not cancel for large k; for small k the first term and 1 - exp(-d) */
static double variance(const double* theta, size_t count) {
  double h = 1 / theta[0], m = mean(theta, count);
  double d = sp_lgamma_bregman(1 + h, h) + sp_lgamma_bregman(1 + h, -h);
  if (d < 1) return m * (m * expm1(d));
  sp_dd scales = dd_scale(sp_dd_log(dd(theta[1])), 2);
  return sp_dd_exp(dd_add(log_moment(theta[0], 2), scales)).hi * -expm1(-d);
}

/* euler (1 - 1/k) + log(scale/k) + 1 */
static double entropy(const double* theta, size_t count) {
  sp_dd sum = dd_sub(sp_dd_log(dd(theta[1])), sp_dd_log(dd(theta[0])));
  sum = dd_add(sum, dd_sub(EULER, dd_div(EULER, dd(theta[0]))));
  return (void)count, dd_round(dd_add1(sum, 1));
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  return isf(theta, count, sp_rng_uniform(rng));
}

const sp_family sp_family_weibull = {
    .name = "weibull",
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
