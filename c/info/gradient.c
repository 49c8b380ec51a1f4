#include "info/gradient.h"

#include <math.h>

#include "info/dist_measure.h"
#include "info/gradient_same.h"
#include "info/score.h"
#include "info/slope.h"
#include "info/tails.h"
#include "info/terms.h"

/* f with so much of q less that at p = 0 nothing is left, as in slope.h's INFO_APART. */
static double share_at(const info_pair* pair, double lp, double x) {
  double lq = info_log_density(&pair->q, x), q = exp(lq), r = lp > -INFINITY ? lp - lq : lp;
  return info_term(pair->measure, 1, exp(lp), q, r) -
         q * info_term(pair->measure, 1, 0, 1, -INFINITY);
}

/* What a moving end adds: f just inside of Q's less f just outside, both at P's density outside. */
static double at_end(const info_pair* pair, double end, double sign) {
  double room = 4e-16 * fabs(end), out, lp;
  if (info_is_named(pair->q.dist, "vonMises")) room += 1e-15; /* mu +- pi is rounded */
  out = end + sign * (room + 1e-300), lp = info_log_density(&pair->p, out);
  return sign * (share_at(pair, lp, end - sign * room) - share_at(pair, lp, out));
}

static double along(const info_pair* pair, size_t i) {
  const sp_dist* q = pair->q.dist;
  int is_kl = pair->measure == SP_MEASURE_kl, is_mixture = info_is_named(q, "mixture");
  double value = is_kl && pair->p.dist ? info_gradient_same(pair->p.dist, q, i) : NAN;
  if (!isnan(value)) return value;
  int ends = pair->q.is_circular ? 0 : info_moves_support(q, i);
  if (is_kl && (ends == 1 || ends == 2)) /* the score is a constant: its mean over P is itself */
    return -info_score(q, i, pair->p.lo);
  int is_weight = is_mixture && i >= 1 && i <= q->theta[0];
  value = info_slope(pair, i, is_weight ? INFO_FREE : ends ? INFO_APART : INFO_EITHER);
  if (ends & 1) value += at_end(pair, pair->q.lo, -1);
  if (ends & 2) value += at_end(pair, pair->q.hi, 1);
  return value;
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
