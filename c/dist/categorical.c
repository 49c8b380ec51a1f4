/* Categorical: theta = p_0 ... p_(k-1), which stand for p_i / S with S their sum, kept to twice the
   precision.  Support: from the first to the last positive entry.

   log p_i/S: relative error 3e-16, also where p_i is nearly 1 (by the sum of the others).
   cdf, sf: compensated sums from their own end; relative error 3e-16.  Each call is O(k). */
#include "dist/dist.h"
#include "dist/edges.h"
#include "num/dd.h"

static long first(const double* theta, size_t count) {
  long i = 0;
  while (i + 1 < (long)count && theta[i] == 0) i++;
  return i;
}
static long last(const double* theta, size_t count) {
  long i = (long)count - 1;
  while (i > 0 && theta[i] == 0) i--;
  return i;
}

static double ratio(sp_dd part, sp_dd whole) { return dd_round(dd_div(part, whole)); }

static void support(const double* theta, size_t count, double* lo, double* hi) {
  *lo = (double)first(theta, count), *hi = (double)last(theta, count);
}

static sp_dd log_ratio(double p, sp_dd whole) {
  if (p < 0.5) return sp_dd_log(dd_div(dd(p), whole));
  sp_dd others = dd_add1(whole, -p);
  return sp_dd_log1p(dd_neg(dd_div(others, whole)));
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  if (!(x >= 0 && x < (double)count) || x != floor(x)) return edge_log_density(x);
  double p = theta[(size_t)x];
  if (p == 0) return dd(-INFINITY);
  return log_ratio(p, sp_dd_sum(theta, (long)count));
}
SP_DENSITY_FACES()

static double cdf(const double* theta, size_t count, double x) {
  if (!(x >= 0 && x < (double)count)) return edge_cdf(isnan(x) ? x : x < 0 ? -1 : 1);
  long k = (long)x + 1;
  sp_dd below = sp_dd_sum(theta, k), above = sp_dd_sum(theta + k, (long)count - k);
  return ratio(below, dd_add(below, above));
}

static double sf(const double* theta, size_t count, double x) {
  if (!(x >= 0 && x < (double)count)) return edge_sf(isnan(x) ? x : x < 0 ? -1 : 1);
  long k = (long)x + 1;
  sp_dd below = sp_dd_sum(theta, k), above = sp_dd_sum(theta + k, (long)count - k);
  return ratio(above, dd_add(below, above));
}

static double quantile(const double* theta, size_t count, double u) {
  if (!(u >= 0 && u <= 1)) return NAN;
  sp_dd whole = sp_dd_sum(theta, (long)count), below = {0, 0};
  long i = first(theta, count), end = last(theta, count);
  for (; i < end; i++) {
    below = dd_add1(below, theta[i]);
    if (ratio(below, whole) >= u) break;
  }
  return (double)i;
}

static double isf(const double* theta, size_t count, double u) {
  if (!(u >= 0 && u <= 1)) return NAN;
  sp_dd whole = sp_dd_sum(theta, (long)count), above = {0, 0};
  long i = last(theta, count), begin = first(theta, count);
  for (; i > begin; i--) {
    above = dd_add1(above, theta[i]);
    if (!(ratio(above, whole) <= u)) break;
  }
  return (double)i;
}

static double mean(const double* theta, size_t count) {
  sp_dd whole = sp_dd_sum(theta, (long)count), sum = {0, 0};
  for (size_t i = 0; i < count; i++) sum = dd_add(sum, dd_product((double)i, theta[i]));
  return ratio(sum, whole);
}

static double variance(const double* theta, size_t count) {
  sp_dd whole = sp_dd_sum(theta, (long)count), sum = {0, 0};
  double center = mean(theta, count);
  for (size_t i = 0; i < count; i++) {
    double d = (double)i - center;
    sum = dd_add(sum, dd_product(d * d, theta[i]));
  }
  return ratio(sum, whole);
}

static double entropy(const double* theta, size_t count) {
  sp_dd whole = sp_dd_sum(theta, (long)count), sum = {0, 0};
  for (size_t i = 0; i < count; i++)
    if (theta[i] > 0)
      sum = dd_add(sum, dd_product(theta[i], -dd_round(log_ratio(theta[i], whole))));
  return ratio(sum, whole);
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  return quantile(theta, count, sp_rng_uniform(rng));
}

const sp_family sp_family_categorical = {
    .name = "categorical",
    .kind = SP_DISCRETE,
    .param_count = -1,
    .support = support,
    .log_density = log_density,
    .log_density_dd = log_density_dd,
    .density = density,
    .cdf = cdf,
    .sf = sf,
    .quantile = quantile,
    .isf = isf,
    .mean = mean,
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
