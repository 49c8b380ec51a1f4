/* geometric(p), 0 < p <= 1: failures before the first success, P(X = x) = p (1 - p)^x. */
#include "dist/discrete.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/log.h"

extern const sp_family sp_family_geometric;

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = 0, *hi = theta[0] == 1 ? 0 : INFINITY;
}

/* log (1 - p)^x */
static sp_dd log_power(double p, sp_dd x) {
  if (x.hi == 0) return dd(0);
  return p == 1 ? dd(-INFINITY) : dd_mul(sp_log1p_dd(dd(-p)), x);
}
/* log P(X > x) = log (1 - p)^(floor(x) + 1), of which no digit is lost beyond 2^53 */
static sp_dd log_sf(double p, double x) { return log_power(p, dd_sum(floor(x), 1)); }

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (isnan(x)) return dd(NAN);
  if (x < 0 || !sp_is_integer(x)) return dd(-INFINITY);
  sp_dd power = log_power(theta[0], dd(x));
  return isinf(power.hi) ? dd(-INFINITY) : dd_add(power, sp_log_dd(dd(theta[0])));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double p = theta[0];
  if (!(p > SP_FORM_LEAST && p < 1)) return 0;
  f->from = 0, f->to = 0x1p53, f->constant = sp_log_dd(dd(p));
  f->term = SP_TERM_LINEAR, f->rate = dd_neg(sp_log1p_dd(dd(-p)));
  return 1;
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (isnan(x) || x < 0) return isnan(x) ? NAN : 0;
  if (isinf(x)) return 1;
  sp_dd power = log_sf(theta[0], x);
  if (power.hi < -700) return 1;
  return -(expm1(power.hi) + exp(power.hi) * power.lo);
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (isnan(x) || x < 0) return isnan(x) ? NAN : 1;
  return isinf(x) ? 0 : sp_dd_exp(log_sf(theta[0], x)).hi; /* a tie is to be one */
}

/* The smallest x >= 0 with (1-p)^(x+1) <= exp(log_u).  The quotient is known to 1e-29, so that only
   an exact tie can be taken for one. */
static double smallest(double p, sp_dd log_u) {
  if (p == 1) return 0;
  sp_dd ratio = dd_div(log_u, sp_log1p_dd(dd(-p)));
  double nearest = rint(ratio.hi), past = (ratio.hi - nearest) + ratio.lo;
  if (!(past > 1e-25 * nearest)) nearest--; /* ceil(ratio) - 1, ratio within 1/2 of nearest */
  return fmax(0, nearest);
}

static double quantile(const double* theta, size_t count, double u) {
  if (!(u >= 0 && u <= 1)) return NAN;
  if (u == 1) return theta[0] == 1 ? 0 : INFINITY;
  double x = u == 0 ? 0 : smallest(theta[0], sp_log1p_dd(dd(-u)));
  return x == 0 ? 0 : sp_discrete_settle(&sp_family_geometric, theta, count, x, u, 0);
}

static double isf(const double* theta, size_t count, double u) {
  if (!(u >= 0 && u <= 1)) return NAN;
  if (u == 0) return theta[0] == 1 ? 0 : INFINITY;
  double x = u == 1 ? 0 : smallest(theta[0], sp_log_dd(dd(u)));
  return x == 0 ? 0 : sp_discrete_settle(&sp_family_geometric, theta, count, x, u, 1);
}

static double mean(const double* theta, size_t count) {
  return (void)count, (1 - theta[0]) / theta[0];
}
static double variance(const double* theta, size_t count) {
  return (void)count, (1 - theta[0]) / theta[0] / theta[0];
}
static double entropy(const double* theta, size_t count) {
  (void)count;
  double p = theta[0];
  return p == 1 ? 0 : -log(p) - (1 - p) * (log1p(-p) / p); /* 1/p may overflow, this does not */
}
static double sample(const double* theta, size_t count, sp_rng* rng) {
  (void)count;
  return theta[0] == 1 ? 0 : floor(log(sp_rng_uniform(rng)) / log1p(-theta[0]));
}

const sp_family sp_family_geometric = {
    .name = "geometric",
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
