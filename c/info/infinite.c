/* Infinite values, found from supports and tails before anything is summed. */
#include <math.h>

#include "info/dist_measure.h"
#include "info/meeting_tails.h"
#include "info/tails.h"

typedef struct verdict {
  sp_reason reason;
  double where;
} verdict;

static const verdict fine = {SP_REASON_NONE, 0};

/* E_P[-log Q] at one end that both share. */
static verdict log_moment(info_tail p, info_tail q, int at_infinity, int side) {
  if (q.growth == INFO_TAIL_DOUBLE) {
    int light =
        p.growth == INFO_TAIL_DOUBLE ||
        (p.growth == INFO_TAIL_STRETCH && (p.order > 1 || (p.order == 1 && p.rate > q.order)));
    return light ? fine : (verdict){SP_REASON_EXPONENTIAL_MOMENT, side * q.order};
  }
  if (q.growth == INFO_TAIL_STRETCH && p.growth == INFO_TAIL_POWER && q.order >= p.order)
    return (verdict){SP_REASON_MOMENT, at_infinity ? q.order : -q.order};
  return fine;
}

/* Does P^a Q^(1-a) fail to be integrable at this end (a = alpha > 1, or Inf: unbounded P/Q)? */
static int power_diverges(info_tail p, info_tail q, double alpha, int at_infinity) {
  if (p.growth != q.growth) return p.growth < q.growth;
  double b = alpha - 1;
  if (p.growth == INFO_TAIL_POWER) {
    if (isinf(alpha)) return at_infinity ? p.order < q.order : p.order < q.order;
    return at_infinity ? alpha * (p.order + 1) - b * (q.order + 1) <= 1
                       : alpha * p.order - b * q.order <= 0;
  }
  if (p.growth != INFO_TAIL_LOG2 && p.order != q.order) return p.order < q.order;
  if (isinf(p.rate)) return 0;
  if (isinf(alpha)) return p.rate < q.rate;
  double rate = alpha * p.rate - b * q.rate;
  return p.growth == INFO_TAIL_LOG2 ? rate < 0 : rate <= 0;
}

/* One component of P against one of Q at one end. */
static verdict compare_ends(const info_pair* pair, const sp_dist* p, const sp_dist* q, int side) {
  double p_end[2], q_end[2];
  p->family->support(p->theta, p->count, &p_end[0], &p_end[1]);
  q->family->support(q->theta, q->count, &q_end[0], &q_end[1]);
  if (pair->q.is_circular) return fine;
  double pe = p_end[side > 0], qe = q_end[side > 0];
  int discrete = pair->p.kind == SP_DISCRETE;
  if (side * pe > side * qe) {
    if (discrete) return (verdict){SP_REASON_Q_ZERO, side > 0 ? fmax(qe + 1, p_end[0]) : p_end[0]};
    return (verdict){side > 0 ? SP_REASON_Q_ZERO_ABOVE : SP_REASON_Q_ZERO_BELOW, qe};
  }
  int is_inside = side * pe < side * qe;
  if (discrete && (is_inside || isfinite(pe))) return fine;
  info_tail pt = info_tail_of(p, side), qt = info_tail_of(q, side);
  if (is_inside) qt = (info_tail){INFO_TAIL_POWER, 1, 1}; /* Q goes on, P may have a pole here */
  double alpha = pair->measure == SP_MEASURE_chiSquare ? 2 : pair->alpha;
  if (pair->measure == SP_MEASURE_chiSquare || pair->measure == SP_MEASURE_renyi)
    return power_diverges(pt, qt, alpha, isinf(pe)) ? (verdict){SP_REASON_DIVERGES, pe} : fine;
  return discrete || is_inside ? fine : log_moment(pt, qt, isinf(pe), side);
}

static verdict compare_arrays(const info_pair* pair, double lo, double hi) {
  double p_lo = fmax(pair->p.lo, lo), p_hi = fmin(pair->p.hi, hi);
  if (!(p_lo <= p_hi)) return fine;
  if (p_lo < pair->q.lo) return (verdict){SP_REASON_Q_ZERO, ceil(p_lo)};
  if (p_hi > pair->q.hi) return (verdict){SP_REASON_Q_ZERO, fmax(pair->q.hi + 1, ceil(p_lo))};
  return fine;
}

/* Every component of P needs one of Q that bears it. */
static verdict compare(const info_pair* pair, const info_side* p, const info_side* q, double lo,
                       double hi) {
  if (!p->dist || !q->dist) {
    info_pair sides = *pair;
    sides.p = *p, sides.q = *q;
    return compare_arrays(&sides, lo, hi);
  }
  sp_dist ps[INFO_MAX_COMPONENTS], qs[INFO_MAX_COMPONENTS];
  size_t np = info_components(p->dist, ps), nq = info_components(q->dist, qs);
  for (int side = -1; side <= 1; side += 2)
    for (size_t i = 0; i < np; i++) {
      double end[2];
      ps[i].family->support(ps[i].theta, ps[i].count, &end[0], &end[1]);
      if (end[1] < lo || end[0] > hi) continue;
      double limit = side > 0 ? hi : lo, q_end = side > 0 ? q->hi : q->lo;
      if (side * end[side > 0] > side * limit && side * q_end >= side * limit) continue;
      verdict best = fine;
      int borne = 0;
      for (size_t j = 0; j < nq && !borne; j++) {
        verdict v = compare_ends(pair, &ps[i], &qs[j], side);
        borne = v.reason == SP_REASON_NONE;
        /* of several reasons the one about moments, else the farthest end */
        int is_support = v.reason == SP_REASON_Q_ZERO || v.reason == SP_REASON_Q_ZERO_ABOVE ||
                         v.reason == SP_REASON_Q_ZERO_BELOW;
        if (best.reason == SP_REASON_NONE || !is_support || side * v.where > side * best.where)
          best = v;
      }
      if (!borne) return best;
    }
  return fine;
}

static sp_reason mirrored(sp_reason reason) {
  switch (reason) {
  case SP_REASON_Q_ZERO:
    return SP_REASON_P_ZERO;
  case SP_REASON_Q_ZERO_ABOVE:
    return SP_REASON_P_ZERO_ABOVE;
  case SP_REASON_Q_ZERO_BELOW:
    return SP_REASON_P_ZERO_BELOW;
  case SP_REASON_MOMENT:
    return SP_REASON_MOMENT_OF_Q;
  case SP_REASON_EXPONENTIAL_MOMENT:
    return SP_REASON_EXPONENTIAL_MOMENT_OF_Q;
  default:
    return reason;
  }
}

int info_is_infinite(const info_pair* pair, double lo, double hi, sp_result* out) {
  verdict v = fine;
  if (pair->p.kind == SP_DISCRETE) lo = ceil(lo), hi = floor(hi);
  if (lo > hi || (lo == hi && pair->p.kind == SP_CONTINUOUS)) return 0; /* nothing in it */
  switch (pair->measure) {
  case SP_MEASURE_wasserstein1:
    v.reason = info_tails_part(pair, lo, hi, &v.where);
    break;
  case SP_MEASURE_renyi:
    if (!(pair->alpha > 1)) return 0;
    v = compare(pair, &pair->p, &pair->q, lo, hi);
    break;
  case SP_MEASURE_crossEntropy:
  case SP_MEASURE_kl:
  case SP_MEASURE_chiSquare:
    v = compare(pair, &pair->p, &pair->q, lo, hi);
    break;
  case SP_MEASURE_jeffreys:
    v = compare(pair, &pair->p, &pair->q, lo, hi);
    if (v.reason == SP_REASON_NONE) {
      v = compare(pair, &pair->q, &pair->p, lo, hi);
      v.reason = mirrored(v.reason);
    }
    break;
  default:
    return 0;
  }
  if (v.reason == SP_REASON_NONE) return 0;
  info_infinite(out, v.reason, v.where);
  return 1;
}
