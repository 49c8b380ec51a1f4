#include "info/gradient.h"

#include <math.h>

#include "info/dist_measure.h"
#include "info/flip.h"
#include "info/gradient_same.h"
#include "info/score.h"
#include "info/tails.h"

typedef struct slope {
  const info_pair* pair;
  size_t parameter;
  int is_free; /* E_Q[score] is not 0 (free weights of categories and mixtures) */
} slope;

/* q df/dq, less q times a constant where `centred`. */
static double weight(sp_measure_id measure, double p, double q, double r, int centred) {
  int near = fabs(r) <= 1;
  double less = near ? p * expm1(-r) : q - p; /* q - p */
  switch (measure) {
  case SP_MEASURE_jensenShannon: /* q log(2q/(p+q)) / 2 */
    return q == 0 ? 0
                  : 0.5 * q * (near ? -log1p(0.5 * expm1(r)) : 0.6931471805599453 - log1p(p / q));
  case SP_MEASURE_jeffreys:
    return q == 0 ? -p : less - q * r - (centred ? 0 : q);
  case SP_MEASURE_totalVariation:
    return less > 0 ? 0.5 * q : less < 0 ? -0.5 * q : 0;
  case SP_MEASURE_hellinger: /* of the square */
    return near ? -0.5 * q * expm1(r / 2) : 0.5 * sqrt(q) * (sqrt(q) - sqrt(p));
  case SP_MEASURE_chiSquare:
    return centred ? less * (1 + exp(r)) : -p * exp(r);
  default:
    return centred ? less : -p;
  }
}

static sp_sample slope_at(void* context, double x) {
  const slope* s = context;
  const info_pair* pair = s->pair;
  double lp = info_log_density(&pair->p, x);
  double r = lp > -INFINITY ? info_log_ratio(pair, x, lp) : -INFINITY;
  /* far from 0, lp - r would be the difference of two large numbers */
  double lq = fabs(r) < 100 ? lp - r : info_log_density(&pair->q, x);
  if (lq == -INFINITY) return (sp_sample){0, 0};
  double p = exp(lp), q = exp(lq), w = weight(pair->measure, p, q, r, !s->is_free);
  double score = info_score(pair->q.dist, s->parameter, pair->q.is_flipped ? 1 - x : x);
  double value = w * score, doubt = fabs(r) < 1 ? fabs(w) : p * (1 + fabs(lp)) + q;
  if (!isfinite(value) && !isnan(score)) return (sp_sample){0, 0}; /* a pole, hit by rounding */
  return (sp_sample){value, 1e-15 * fabs(value) + 2e-16 * doubt * fabs(score)};
}

/* A power's tail beyond the bulk, which a score that grows like x^2 lifts. */
static void widen(const info_pair* pair, info_region* region, double lo, double hi) {
  static const double further[] = {1e15, 1e40, 1e100};
  int is_far = fabs(region->lo) > 1e150 || fabs(region->hi) > 1e150;
  if (pair->p.kind == SP_DISCRETE || region->count == 0 || is_far) return;
  if (isinf(hi) && !isnan(info_tail_power(&pair->p, 1))) {
    double edge = fmax(region->hi, 1);
    for (int i = 0; i < 3 && region->count < SP_MAX_BREAKS; i++)
      region->breaks[region->count++] = region->hi = edge * further[i];
  }
  if (isinf(lo) && !isnan(info_tail_power(&pair->p, 0))) {
    double edge = fmin(region->lo, -1);
    for (int i = 0; i < 3 && region->count < SP_MAX_BREAKS; i++) {
      for (size_t k = region->count++; k > 0; k--) region->breaks[k] = region->breaks[k - 1];
      region->breaks[0] = region->lo = edge * further[i];
    }
  }
}

static double over(const info_pair* pair, double lo, double hi, slope s) {
  info_region region = info_find_region(pair, INFO_BOTH, lo, hi);
  s.pair = pair;
  widen(pair, &region, lo, hi);
  if (pair->measure == SP_MEASURE_totalVariation && pair->p.kind != SP_DISCRETE)
    info_cut_where_equal(pair, &region);
  return info_integrate(pair, &region, slope_at, &s).value;
}

static double along(const info_pair* pair, size_t i) {
  const sp_dist* q = pair->q.dist;
  int is_kl = pair->measure == SP_MEASURE_kl;
  double closed = is_kl && pair->p.dist ? info_gradient_same(pair->p.dist, q, i) : NAN;
  if (!isnan(closed)) return closed;
  if (is_kl && info_moves_support(q, i)) /* the score is a constant: its mean over P is itself */
    return -info_score(q, i, pair->p.lo);
  int is_mixture = info_is_named(q, "mixture");
  int is_free = info_is_named(q, "categorical") || (is_mixture && i >= 1 && i <= q->theta[0]) ||
                info_moves_support(q, i);
  double lo = fmin(pair->p.lo, pair->q.lo), hi = fmax(pair->p.hi, pair->q.hi);
  slope s = {pair, i, is_free}, back = s;
  if (!info_has_pole(pair, 1)) return over(pair, lo, hi, s);
  info_flip
      room; /* the half that ends in the pole in 1 - x, where a beta's parameters change places */
  info_pair flipped;
  info_flip_pair(pair, &room, &flipped);
  if (!flipped.q.is_flipped) back.parameter = 1 - i;
  return over(pair, lo, 0.5, s) + over(&flipped, 1 - hi, 0.5, back);
}

static sp_status of_arrays(sp_measure_id measure, const info_pair* pair, double* gradient,
                           sp_fault* fault) {
  const info_side* q = &pair->q;
  if (measure != SP_MEASURE_kl && measure != SP_MEASURE_crossEntropy)
    return sp_fail(fault, SP_UNSUPPORTED, 2, -1, measure);
  for (size_t i = 0; i < q->array.n; i++) {
    double p = pair->p.dist          ? exp(info_log_density(&pair->p, (double)i))
               : i < pair->p.array.n ? pair->p.array.values[i] * pair->p.array.scale
                                     : 0;
    gradient[i] = p == 0 ? 0 : -p / (q->array.values[i] * q->array.scale);
  }
  return SP_OK;
}

sp_status sp_gradient(sp_measure_id measure, const sp_operand* p, const sp_operand* q,
                      const sp_options* options, double* gradient, sp_fault* fault) {
  info_pair pair = {.measure = measure, .alpha = 1};
  sp_status status = info_side_open(p, options, 0, &pair.p, fault);
  if (status == SP_OK) status = info_side_open(q, options, 1, &pair.q, fault);
  if (status != SP_OK) return status;
  if (pair.p.kind != pair.q.kind) return sp_fail(fault, SP_KIND_MISMATCH, 1, -1, pair.q.kind);
  int bound = !pair.p.dist && !pair.q.dist && !pair.p.is_categorical && !pair.q.is_categorical;
  if (bound && pair.p.array.n != pair.q.array.n)
    return sp_fail(fault, SP_LENGTH_MISMATCH, 1, -1, (double)pair.q.array.n);
  if (!pair.q.dist) return of_arrays(measure, &pair, gradient, fault);
  switch (measure) {
  case SP_MEASURE_crossEntropy:
    pair.measure = SP_MEASURE_kl;
    break;
  case SP_MEASURE_kl:
  case SP_MEASURE_jeffreys:
  case SP_MEASURE_jensenShannon:
  case SP_MEASURE_chiSquare:
  case SP_MEASURE_hellinger:
  case SP_MEASURE_totalVariation:
    break;
  default:
    return sp_fail(fault, SP_UNSUPPORTED, 2, -1, measure);
  }
  info_relate(&pair);
  size_t count = pair.q.dist->count;
  sp_result value = {0};
  if (info_is_infinite(&pair, -INFINITY, INFINITY, &value)) {
    for (size_t i = 0; i < count; i++) gradient[i] = NAN;
    return SP_OK;
  }
  double scale = 1;
  if (measure == SP_MEASURE_hellinger) {
    info_pair_measure(&pair, -INFINITY, INFINITY, &value);
    scale = 0.5 / value.value;
  }
  for (size_t i = 0; i < count; i++) gradient[i] = scale * along(&pair, i);
  return SP_OK;
}
