#include "info/far.h"

#include <math.h>

#include "info/bregman.h"
#include "info/tails.h"
#include "info/terms.h"
#include "num/quadrature.h"

#define FAR        1e90
#define NEGLIGIBLE 1e-26

static double mass_beyond(const info_side* side, int upwards, double cut) {
  return upwards ? info_sf(side, cut) : info_cdf(side, cut);
}

double info_far_cut(const info_pair* pair, int upwards, double limit) {
  double cut = limit;
  if (isinf(limit)) cut = upwards ? FAR : -FAR;
  if (!upwards && limit == 0 && (pair->p.lo == 0 || pair->q.lo == 0)) cut = 1 / FAR;
  if (pair->p.kind == SP_DISCRETE || !pair->p.dist || cut == limit) return limit;
  if (pair->measure == SP_MEASURE_entropy || !pair->q.dist) return limit;
  double mass = mass_beyond(&pair->p, upwards, cut);
  int one_sided = pair->measure == SP_MEASURE_kl || pair->measure == SP_MEASURE_crossEntropy;
  if (!one_sided) mass = fmax(mass, mass_beyond(&pair->q, upwards, cut));
  return mass > NEGLIGIBLE ? cut : limit;
}

/* f at the cut and at s = step, 2 step beyond it, x = cut e^s (cut e^-s towards 0). */
static double surprise_at(const info_pair* pair, double x) {
  double lp = info_log_density(&pair->p, x);
  double r = info_log_ratio(pair, x, lp);
  return pair->measure == SP_MEASURE_kl ? r : r - lp;
}

/* Both densities in s beyond the cut: exponentials e^-vs and e^-ws, or nothing. */
typedef struct beyond {
  const info_pair* pair;
  double log_p, log_q, r, v, w;
} beyond;

static sp_sample share_beyond(void* context, double s) {
  const beyond* b = context;
  double lp = isnan(b->v) ? -INFINITY : b->log_p - b->v * s;
  double lq = isnan(b->w) ? -INFINITY : b->log_q - b->w * s;
  double r = isinf(lp) || isinf(lq) ? lp - lq : b->r + (b->w - b->v) * s;
  double p = exp(lp), q = fabs(r) < 100 ? exp(lp - r) : exp(lq);
  if (p == 0) r = -INFINITY;
  double value = info_term(b->pair->measure, b->pair->alpha, p, q, r);
  return (sp_sample){isfinite(value) ? value : 0, 1e-14 * fabs(value)};
}

/* The order of a power at the cut; a density that goes on through 0 is one of order 1 there. */
static double order_at(const info_side* side, int upwards, double cut) {
  if (fabs(cut) < 1 && side->lo < 0) return 1;
  return info_tail_power(side, upwards);
}

static double integral_beyond(const info_pair* pair, int upwards, double cut) {
  beyond b = {pair, 0, 0, 0, order_at(&pair->p, upwards, cut), order_at(&pair->q, upwards, cut)};
  double lp = info_log_density(&pair->p, cut), lq = info_log_density(&pair->q, cut);
  double least = fmin(b.v, b.w), breaks[12] = {0};
  b.log_p = lp + log(fabs(cut)), b.log_q = lq + log(fabs(cut));
  b.r = info_log_ratio(pair, cut, lp);
  if (!(least > 0)) return 0; /* neither is a power */
  for (int i = 1; i < 12; i++) breaks[i] = 1e-3 / least * ldexp(1, 2 * i - 2);
  return sp_integrate(share_beyond, NULL, &b, breaks, 12, 0, INFINITY, 0).value;
}

double info_far_share(const info_pair* pair, int upwards, double cut) {
  if (pair->measure != SP_MEASURE_kl && pair->measure != SP_MEASURE_crossEntropy)
    return integral_beyond(pair, upwards, cut);
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
