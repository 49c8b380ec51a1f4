#include "info/far.h"

#include <math.h>

#include "info/bregman.h"
#include "info/tails.h"
#include "info/terms.h"

#define FAR        1e90
#define NEGLIGIBLE 1e-26

static double mass_beyond(const info_side* side, int upwards, double cut) {
  return upwards ? info_sf(side, cut) : info_cdf(side, cut);
}

double info_far_cut(const info_pair* pair, int upwards, double limit) {
  double cut = limit;
  if (isinf(limit)) cut = upwards ? FAR : -FAR;
  if (!upwards && limit == 0 && pair->p.lo == 0) cut = 1 / FAR;
  if (pair->p.kind == SP_DISCRETE || !pair->p.dist || cut == limit) return limit;
  if (pair->measure != SP_MEASURE_kl && pair->measure != SP_MEASURE_crossEntropy) return limit;
  return mass_beyond(&pair->p, upwards, cut) > NEGLIGIBLE ? cut : limit;
}

/* f at the cut and at s = step, 2 step beyond it, x = cut e^s (cut e^-s towards 0). */
static double surprise_at(const info_pair* pair, double x) {
  double lp = info_log_density(&pair->p, x);
  double r = info_log_ratio(pair, x, lp);
  return pair->measure == SP_MEASURE_kl ? r : r - lp;
}

double info_far_share(const info_pair* pair, int upwards, double cut) {
  double p = mass_beyond(&pair->p, upwards, cut), v = info_tail_power(&pair->p, upwards);
  double w = info_tail_power(&pair->q, upwards), start = surprise_at(pair, cut);
  if (isnan(v)) return NAN;
  if (pair->measure == SP_MEASURE_kl && !isnan(w) && !pair->partial) {
    /* of two exponentials in s with masses p and p e^-rho: two gaps, neither negative */
    double rho = start - info_log_quotient(v, w);
    return p * (info_phi(-rho) + info_ratio_gap(w, v));
  }
  /* a polynomial in s, whose moments under the exponential of rate v are 1/v and 2/v^2 */
  double step = 16, ratio = fabs(cut) > 1 ? exp(step) : exp(-step);
  double first = surprise_at(pair, cut * ratio), second = surprise_at(pair, cut * ratio * ratio);
  double bend = ((second - first) - (first - start)) / (2 * step * step);
  double slope = (first - start) / step - bend * step;
  if (fabs(bend) < 1e-12 * fabs(slope)) bend = 0;
  double value = start + slope / v + 2 * bend / v / v;
  if (pair->measure != SP_MEASURE_kl || pair->partial) return p * value;
  return p * (value - 1) + mass_beyond(&pair->q, upwards, cut);
}
