/* Discrete uniform on the integers lo ... hi, |lo|, |hi| <= 2^53.

   Counts are formed exactly: cdf and sf are rounded once.  quantile(u) is the smallest k whose
   rounded cdf(k) reaches u, so that quantile(cdf(k)) = k; isf likewise. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "num/dd.h"

/* hi - lo + 1, up to 2^54 + 1 */
static sp_dd size(const double* theta) {
  return sp_dd_add_double(sp_two_sum(theta[1], -theta[0]), 1);
}

static double share(sp_dd count, sp_dd whole) { return sp_dd_value(sp_dd_divide(count, whole)); }

static sp_status check(const double* theta, size_t count, int* bad) {
  (void)count;
  if (theta[0] <= theta[1]) return SP_OK;
  *bad = 1;
  return SP_DOMAIN;
}

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = theta[0], *hi = theta[1];
}

static double log_size(const double* theta) { return sp_dd_value(sp_dd_log(size(theta))); }

static double log_density(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= theta[0] && x <= theta[1]) || x != floor(x)) return edge_log_density(x);
  return -log_size(theta);
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= theta[0] && x < theta[1])) return isnan(x) ? x : x >= theta[1];
  return share(sp_dd_add_double(sp_two_sum(floor(x), -theta[0]), 1), size(theta));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= theta[0] && x < theta[1])) return isnan(x) ? x : x < theta[0];
  return share(sp_two_sum(theta[1], -floor(x)), size(theta));
}

static double clamp(const double* theta, double k) { return fmax(theta[0], fmin(theta[1], k)); }

static double quantile(const double* theta, size_t count, double u) {
  if (!is_inside_unit(u)) return edge_quantile(u, theta[0], theta[1]);
  sp_dd steps = sp_dd_multiply_double(size(theta), u);
  double k = clamp(theta, theta[0] + ceil(steps.hi) - 1);
  while (k > theta[0] && cdf(theta, count, k - 1) >= u) k--;
  while (k < theta[1] && cdf(theta, count, k) < u) k++;
  return k;
}

static double isf(const double* theta, size_t count, double u) {
  if (!is_inside_unit(u)) return edge_isf(u, theta[0], theta[1]);
  sp_dd steps = sp_dd_multiply_double(size(theta), u);
  double k = clamp(theta, theta[1] - floor(steps.hi));
  while (k > theta[0] && sf(theta, count, k - 1) <= u) k--;
  while (k < theta[1] && sf(theta, count, k) > u) k++;
  return k;
}

static double mean(const double* theta, size_t count) {
  return (void)count, 0.5 * theta[0] + 0.5 * theta[1];
}

/* (n^2 - 1)/12 */
static double variance(const double* theta, size_t count) {
  double n_less_1 = theta[1] - theta[0];
  return (void)count, n_less_1 * (n_less_1 + 2) / 12;
}

static double entropy(const double* theta, size_t count) { return (void)count, log_size(theta); }

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
    .check = check,
    .support = support,
    .log_density = log_density,
    .cdf = cdf,
    .sf = sf,
    .quantile = quantile,
    .isf = isf,
    .mean = mean,
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
