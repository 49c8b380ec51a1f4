/* The integrand of a measure in s = log(distance). */
#include "info/apart_look.h"

#include <math.h>

#include "info/dist_measure.h"
#include "info/terms.h"

info_pairing info_pairing_at(const info_pair* pair, double s) {
  double d = exp(s), lp = info_log_density(&pair->p, d), lq, r;
  if (lp == -INFINITY) {
    lq = info_log_density(&pair->q, d);
    return (info_pairing){lp, lq + s, -INFINITY, lq};
  }
  r = info_log_ratio(pair, d, lp);
  lq = fabs(r) < 100 ? lp - r : info_log_density(&pair->q, d);
  return (info_pairing){lp + s, lq + s, r, lq};
}

/* (F - G) d, by the smaller of the two tails. */
static sp_sample gap_at(const info_pair* pair, double d) {
  double f = info_cdf(&pair->p, d), g = info_cdf(&pair->q, d), sign = 1;
  if (fmax(f, g) > 0.5) f = info_sf(&pair->p, d), g = info_sf(&pair->q, d), sign = -1;
  return (sp_sample){sign * (f - g) * d, 5e-15 * fmax(f, g) * d};
}

static double exponent(double alpha, info_pairing at) {
  if (at.lp == -INFINITY || at.lq == -INFINITY) return -INFINITY;
  return at.lp + (alpha - 1) * at.r;
}

sp_sample info_look_at_pairing(const info_look* l, info_pairing at) {
  double value = 0, doubt = 4e-16 * (1 + fabs(at.lp) + fabs(at.lq));
  switch (l->kind) {
  case INFO_POWER: {
    double e = exponent(l->alpha, at);
    value = exp(e - l->top), doubt = info_power_doubt(l->scene->pair, l->alpha, at.lp, at.r);
    break;
  }
  case INFO_OVERLAP:
    value = exp(fmin(at.lp, at.lq));
    break;
  case INFO_COMMON_SURPRISE: /* (p log(1 + q/p) + q log(1 + p/q)) / 2 */
    if (isfinite(at.r))
      value = 0.5 * (exp(at.lp) * log1p(exp(-at.r)) + exp(at.lq) * log1p(exp(at.r)));
    if (!(value >= 0)) value = 0; /* 0 times an infinite ratio */
    break;
  case INFO_RATIO:
    value = at.r;
    break;
  default:
    if (l->scene->pair->measure == SP_MEASURE_crossEntropy) {
      value = at.lp == -INFINITY ? 0 : -exp(at.lp) * at.log_q;
      break;
    }
    value = info_term(l->scene->pair->measure, l->alpha, exp(at.lp), exp(at.lq), at.r);
  }
  if (l->kind == INFO_SHARE && l->scene->pair->measure != SP_MEASURE_crossEntropy) {
    /* of log-densities in x, which beyond the doubles are continued from there: what r lacks */
    double lacks = 8e-16 * (1 + fmin(fabs(at.log_q), 1500));
    doubt += l->scene->pair->ratio.at ? 2e-14 : 2 * lacks / fmax(fabs(at.r), 1e-300);
  }
  return (sp_sample){value, value < INFINITY ? fabs(value) * fmin(doubt, 8) : 0};
}

/* By how much of d a node may lie off, where a side has to be asked at `at` + d. */
static double coarseness(const info_piece* piece, double d) {
  double at = fmax(fabs(piece->view.pair.p.offset), fabs(piece->view.pair.q.offset));
  return at > 0 ? fmin(1, 2e-16 * at / d) : 0;
}

/* What this does to a distribution function. */
static double jitter(const info_side* side, double d) {
  double at = fabs(side->offset);
  return at > 16 * d ? fmin(1, 2e-16 * at * exp(info_log_density(side, d))) : 0;
}

sp_sample info_look_at(void* context, double s) {
  info_look* l = context;
  const info_pair* pair = &l->piece->view.pair;
  double d = exp(s);
  if (l->kind == INFO_GAP) {
    sp_sample gap = gap_at(pair, d);
    return (sp_sample){fabs(gap.value),
                       gap.error + d * (jitter(&pair->p, d) + jitter(&pair->q, d))};
  }
  if (l->kind != INFO_SHARE) {
    info_pairing at = info_pairing_at(pair, s);
    sp_sample v = info_look_at_pairing(l, at);
    double e = l->kind == INFO_POWER ? exponent(l->alpha, at) : -INFINITY;
    if (e > l->seen) l->seen = e, l->seen_x = l->piece->at + l->piece->direction * d;
    v.error += fabs(v.value) * coarseness(l->piece, d);
    return isfinite(v.value) ? v : (sp_sample){0, 0};
  }
  info_share share = info_at_scaled(pair, d, s);
  if (isnan(share.value)) return (sp_sample){0, 0};
  /* log Q below the doubles: it counts unless P is too small for the largest double */
  int is_pole = share.p == INFINITY || share.q == INFINITY; /* hit by rounding */
  if (share.value == INFINITY && !is_pole && log(share.p) > -INFO_FAINT - 709) l->is_overflown = 1;
  if (isinf(share.value)) return (sp_sample){0, 0};
  double error = isfinite(share.error) ? share.error : 0;
  return (sp_sample){share.value, error + fabs(share.value) * coarseness(l->piece, d)};
}

double info_look_height(info_look* l, double s) {
  if (l->kind == INFO_POWER)
    return exponent(l->alpha, info_pairing_at(&l->piece->view.pair, s)) - l->top;
  if (l->kind == INFO_RATIO) {
    info_pairing at = info_pairing_at(&l->piece->view.pair, s);
    return at.lp == -INFINITY ? -INFINITY : at.r;
  }
  return log(fabs(info_look_at(l, s).value));
}

double info_look_sign(void* context, double s) {
  const info_look* l = context;
  const info_pair* pair = &l->piece->view.pair;
  return l->kind == INFO_GAP ? gap_at(pair, exp(s)).value : info_pairing_at(pair, s).r;
}
