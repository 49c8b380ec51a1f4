#include "info/tail_bound.h"

#include <math.h>

#include "info/tails.h"

/* How log density changes from an integer to the next one outwards, for all that follow: at most
   `rise`, and at least -(fall + bend k) at the k-th. */
typedef struct steps {
  double rise, fall, bend;
} steps;

static double step_at(const sp_dist* d, double x, double next) {
  double here = d->family->log_density(d->theta, d->count, x);
  double there = d->family->log_density(d->theta, d->count, next);
  return there - here + 1e-15 * (fabs(here) + fabs(there)); /* its own rounding */
}

/* The families whose support has no upper end. */
static int endless_steps(const sp_dist* d, double y, steps* out) {
  const double* t = d->theta;
  if (info_is_named(d, "poisson")) {
    double step = log(t[0] / (y + 1));
    *out = (steps){step, -step, 1 / (y + 1)};
  } else if (info_is_named(d, "geometric")) {
    double step = log1p(-t[0]);
    *out = (steps){step, -step, 0};
  } else if (info_is_named(d, "negativeBinomial")) {
    double limit = log1p(-t[1]), here = limit + log1p((t[0] - 1) / (y + 1));
    *out = (steps){fmax(limit, here), -fmin(limit, here), 0};
  } else {
    return 0;
  }
  return 1;
}

static steps steps_of(const sp_dist* d, double y, int upwards) {
  steps s;
  if (info_is_named(d, "categorical")) return (steps){NAN, NAN, NAN};
  if (upwards && endless_steps(d, y, &s)) return s;
  double lo, hi, out = upwards ? 1 : -1;
  d->family->support(d->theta, d->count, &lo, &hi);
  double end = upwards ? hi : lo;
  /* outwards of the mode of a unimodal family; nothing is left beyond an end */
  if ((end - y) * out <= 0) return (steps){-INFINITY, 0, 0};
  return (steps){step_at(d, y, y + out), -step_at(d, end - out, end), 0};
}

static steps steps_of_side(const info_side* side, double y, int upwards) {
  sp_dist parts[INFO_MAX_COMPONENTS];
  steps all = {-INFINITY, -INFINITY, 0};
  if (!side->dist || side->offset != 0 || side->is_flipped) return (steps){NAN, NAN, NAN};
  size_t n = info_components(side->dist, parts);
  for (size_t i = 0; i < n; i++) {
    steps one = steps_of(&parts[i], y, upwards);
    if (isnan(one.rise)) return one;
    all.rise = fmax(all.rise, one.rise), all.fall = fmax(all.fall, one.fall);
    all.bend = fmax(all.bend, one.bend);
  }
  return all;
}

static double geometric_bound(const info_pair* pair, double y, int upwards) {
  int is_kl = pair->measure == SP_MEASURE_kl, is_entropy = pair->measure == SP_MEASURE_entropy;
  steps p = steps_of_side(&pair->p, y, upwards);
  steps q = is_entropy ? p : steps_of_side(&pair->q, y, upwards);
  if (isnan(p.rise) || isnan(q.rise) || !(p.rise < 0)) return NAN;
  double lp = info_log_density(&pair->p, y), density = exp(lp);
  double level = is_entropy ? -lp : -info_log_density(&pair->q, y);
  double slope = fmax(q.fall, 0), bend = q.bend;
  if (is_kl) {
    level = fabs(lp + level) + 1;
    slope = fmax(q.fall, fabs(q.rise)) + fmax(p.fall, fabs(p.rise)), bend += p.bend;
    if (isinf(slope)) return NAN;
  }
  double ratio = exp(p.rise), left = -expm1(p.rise), s = ratio / left;
  return density * (level * s + slope * s / left + bend * s * s / left) * (1 + 1e-12);
}

double info_tail_bound(const info_pair* pair, double y, int upwards) {
  if (pair->p.kind != SP_DISCRETE || !pair->p.dist) return NAN;
  switch (pair->measure) {
  case SP_MEASURE_entropy:
  case SP_MEASURE_crossEntropy:
  case SP_MEASURE_kl:
    return geometric_bound(pair, y, upwards);
  case SP_MEASURE_totalVariation:
  case SP_MEASURE_jensenShannon:
  case SP_MEASURE_hellinger:
    if (!pair->q.dist) return NAN;
    return upwards ? 0.5 * (info_sf(&pair->p, y) + info_sf(&pair->q, y))
                   : 0.5 * (info_cdf(&pair->p, y - 1) + info_cdf(&pair->q, y - 1));
  default:
    return NAN;
  }
}
