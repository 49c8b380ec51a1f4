/* Discrete uniform on the integers lo ... hi, |lo|, |hi| <= 2^53.

   Counts are formed exactly: cdf and sf are rounded once, quantile and isf are exact but for ties
   (sp_discrete_settle), so that quantile(cdf(k)) = k. */
#include "dist/discrete.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"

extern const sp_family sp_family_discreteUniform;

/* hi - lo + 1, up to 2^54 + 1 */
static sp_dd size(const double* theta) { return dd_add1(dd_sum(theta[1], -theta[0]), 1); }

static double share(sp_dd count, sp_dd whole) { return dd_round(dd_div(count, whole)); }

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = theta[0], *hi = theta[1];
}

static sp_dd log_size(const double* theta) { return sp_dd_log(size(theta)); }

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= theta[0] && x <= theta[1]) || x != floor(x)) return edge_log_density(x);
  return dd_neg(log_size(theta));
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  f->from = theta[0], f->to = theta[1];
  f->constant = dd_neg(log_size(theta));
  return 1;
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= theta[0] && x < theta[1])) return isnan(x) ? x : x >= theta[1];
  return share(dd_add1(dd_sum(floor(x), -theta[0]), 1), size(theta));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= theta[0] && x < theta[1])) return isnan(x) ? x : x < theta[0];
  return share(dd_sum(theta[1], -floor(x)), size(theta));
}

static double clamp(const double* theta, double k) { return fmax(theta[0], fmin(theta[1], k)); }

/* The integer next above a, or a itself: exact, where a.hi alone would have lost the fraction. */
static sp_dd ceiling(sp_dd a) {
  double whole = ceil(a.hi);
  return whole == a.hi ? dd_sum(whole, ceil(a.lo)) : dd(whole);
}

/* u of the n points are ceil(u n) of them; u n is exact. */
static double quantile(const double* theta, size_t count, double u) {
  if (!is_inside_unit(u)) return edge_quantile(u, theta[0], theta[1]);
  sp_dd points = dd_add1(ceiling(dd_mul1(size(theta), u)), -1);
  double k = clamp(theta, dd_round(dd_add1(points, theta[0])));
  return sp_discrete_settle(&sp_family_discreteUniform, theta, count, k, u, 0);
}

/* At most floor(u n) points may lie beyond. */
static double isf(const double* theta, size_t count, double u) {
  if (!is_inside_unit(u)) return edge_isf(u, theta[0], theta[1]);
  sp_dd points = ceiling(dd_neg(dd_mul1(size(theta), u)));
  double k = clamp(theta, dd_round(dd_add1(points, theta[1])));
  return sp_discrete_settle(&sp_family_discreteUniform, theta, count, k, u, 1);
}

static double mean(const double* theta, size_t count) {
  return (void)count, 0.5 * theta[0] + 0.5 * theta[1];
}

/* (n^2 - 1)/12 */
static double variance(const double* theta, size_t count) {
  double n_less_1 = theta[1] - theta[0];
  return (void)count, n_less_1 * (n_less_1 + 2) / 12;
}

static double entropy(const double* theta, size_t count) {
  return (void)count, dd_round(log_size(theta));
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  double n = theta[1] - theta[0] + 1;
  (void)count;
  if (n < 0x1p32) return theta[0] + sp_rng_below(rng, (uint32_t)n);
  /* 64 random bits: the bias is below n / 2^64 < 2^-9 of a point's share */
  uint64_t high = sp_rng_u32(rng), bits = high << 32 | sp_rng_u32(rng);
  return clamp(theta, theta[0] + floor((double)(bits >> 11) * 0x1p-53 * n));
}

const sp_family sp_family_discreteUniform = {
    .name = "discreteUniform",
    .kind = SP_DISCRETE,
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
