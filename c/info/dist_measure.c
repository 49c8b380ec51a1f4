#include "info/dist_measure.h"

#include <math.h>

#include "info/apart.h"
#include "info/crossings.h"
#include "info/far.h"
#include "info/flip.h"
#include "info/meeting_tails.h"
#include "info/pairs.h"
#include "info/scene.h"
#include "info/tail_bound.h"
#include "info/tails.h"
#include "info/terms.h"

void info_infinite(sp_result* out, sp_reason reason, double where) {
  out->value = INFINITY, out->error = 0, out->reason = reason, out->where = where;
}

/* A walk over the points; a share that is infinite by a zero of Q (or of P) is remembered. */
typedef struct walk {
  const info_pair* pair;
  double bad;  /* x of an infinite share, or NaN */
  int by_p;    /* it is P that is 0 there */
  int is_over; /* a share was beyond the doubles */
} walk;

static sp_sample note(walk* w, double x, info_share s) {
  if (s.value == INFINITY && w->pair->p.kind == SP_DISCRETE) {
    double lp = info_log_density(&w->pair->p, x), lq = info_log_density(&w->pair->q, x);
    if (isinf(lp) || isinf(lq)) {
      if (isnan(w->bad) || x < w->bad) w->bad = x, w->by_p = s.p == 0;
    } else {
      w->is_over = 1;
    }
    return (sp_sample){0, 0};
  }
  if (!isfinite(s.value)) { /* a pole, hit by rounding; or beyond the doubles: left to info_apart */
    int is_beyond = s.value == INFINITY && s.p > 1e-300 && fmax(s.p, s.q) < INFINITY;
    return (sp_sample){is_beyond ? NAN : 0, 0};
  }
  return (sp_sample){s.value, isfinite(s.error) ? s.error : 0};
}

static sp_sample share_at(void* context, double x) {
  walk* w = context;
  return note(w, x, info_at(w->pair, x));
}

static void shares_at(void* context, const double* x, size_t n, sp_sample* out) {
  walk* w = context;
  info_share shares[SP_PANEL_NODES];
  info_at_all(w->pair, x, n, shares);
  for (size_t i = 0; i < n; i++) out[i] = note(w, x[i], shares[i]);
}

/* What decides whether the region ends too early: the share, or for KL, where Q's own mass is added
   later by its cdf, p |log(p/q)| alone. */
static double weight_at(walk* w, double x) {
  const info_pair* pair = w->pair;
  double value = info_at(pair, x).value, lp = info_log_density(&pair->p, x);
  if (pair->measure == SP_MEASURE_kl)
    value = lp > -INFINITY ? exp(lp) * info_log_ratio(pair, x, lp) : 0;
  return isfinite(value) ? fabs(value) : 0;
}

/* Moves an end of the region outwards while the shares there still matter: in stretches that begin
   as wide as the region and grow, or, towards a finite end of a continuous support, to 1e-20 of the
   distance to it; returns a geometric estimate of what is left. */
static double extend(walk* w, info_region* region, int upwards, double limit, sp_integral* total) {
  int discrete = w->pair->p.kind == SP_DISCRETE, to_end = !discrete && isfinite(limit);
  double edge = upwards ? region->hi : region->lo, sign = upwards ? 1 : -1;
  double step = fmax(region->hi - region->lo, discrete ? 16 : 1e-300);
  double here = 0, before = 0, near = 1;
  for (int round = 0; round < 200; round++) {
    if (edge == limit) return 0;
    double next = upwards ? fmin(edge + step, limit) : fmax(edge - step, limit);
    if (to_end) step = fabs(edge - limit), next = limit + (edge - limit) * 1e-20;
    near = discrete ? 1 : step / 64;
    here = weight_at(w, edge + sign * near), before = weight_at(w, edge);
    if (fmax(here, to_end ? before : 0) * step <= 1e-19 * total->magnitude || next == edge) break;
    info_region more = {.lo = fmin(edge, next), .hi = fmax(edge, next), .centre = region->centre};
    if (discrete) upwards ? (more.lo += 1) : (more.hi -= 1);
    more.breaks[0] = more.lo, more.breaks[1] = more.hi, more.count = 2;
    sp_integral part = info_integrate(w->pair, &more, share_at, shares_at, w);
    total->value += part.value, total->error += part.error, total->magnitude += part.magnitude;
    edge = next, step *= discrete ? 2 : 8;
    *(upwards ? &region->hi : &region->lo) = edge;
    if (!isfinite(edge) || !isfinite(total->value)) break;
  }
  if (here == 0 || to_end) return here * step;
  double ratio = before > 0 ? here / before : 1;
  return ratio < 1 ? here * near / (1 - ratio) : INFINITY;
}

static void add_bound(sp_integral* total, double bound) {
  if (isfinite(bound)) total->error += bound;
}

/* Where a share is nearly all Q's: the mass of Q outside the region, which KL's terms contain. */
static double outside(const info_pair* pair, const info_region* region, const int is_cut[2]) {
  const info_side* q = &pair->q;
  double below = 0, above = 0, step = pair->p.kind == SP_DISCRETE ? 1 : 0;
  if (region->lo > q->lo && !is_cut[0]) below = info_cdf(q, region->lo - step);
  if (region->hi < q->hi && !is_cut[1]) above = info_sf(q, region->hi);
  /* where P, too, goes on, a small mass counts only as far as it is none of P's own */
  if (below < 1e-20 && below < 4 * info_cdf(&pair->p, region->lo - step)) below = 0;
  if (above < 1e-20 && above < 4 * info_sf(&pair->p, region->hi)) above = 0;
  return below + above;
}

void info_conclude(const info_pair* pair, sp_integral total, sp_result* out) {
  double scale = 1;
  out->value = info_finish(pair->measure, pair->alpha, total.value);
  if (pair->measure == SP_MEASURE_hellinger) scale = 0.5 / fmax(out->value, 1e-200);
  if (pair->measure == SP_MEASURE_bhattacharyya) scale = exp(out->value);
  if (pair->measure == SP_MEASURE_renyi)
    scale = exp((1 - pair->alpha) * out->value) / fabs(pair->alpha - 1);
  out->error = total.error * scale + 4e-16 * fabs(out->value);
  if (!(out->error <= 1e-6 * fabs(out->value) + 1e-12) || isinf(out->value))
    out->reason = SP_REASON_NOT_CONVERGED;
}

static int whole_entropy(const info_pair* pair, sp_result* out) {
  const sp_dist* d = pair->p.dist;
  if (pair->measure != SP_MEASURE_entropy || pair->partial || !d || !d->family->entropy) return 0;
  double value = d->family->entropy(d->theta, d->count);
  if (isnan(value)) return 0;
  int is_mixture = info_is_named(d, "mixture"); /* whose own entropy is a quadrature or a sum */
  if (!is_mixture) out->method = SP_CLOSED_FORM;
  out->value = value, out->error = (is_mixture ? 1e-13 : 2e-15) * fmax(1, fabs(value));
  return 1;
}

static double log_ratio_at(void* context, double x) {
  const info_pair* pair = context;
  double lp = info_log_density(&pair->p, x);
  return lp > -INFINITY ? info_log_ratio(pair, x, lp) : -1;
}

static int is_one_sided(sp_measure_id m) {
  return m == SP_MEASURE_entropy || m == SP_MEASURE_crossEntropy || m == SP_MEASURE_kl;
}

void info_cut_where_equal(const info_pair* pair, info_region* region) {
  region->count = info_add_crossings(log_ratio_at, (void*)(uintptr_t)pair, 16, region->breaks,
                                     region->count, SP_MAX_BREAKS);
}

/* The shares over from ... to and what can be said of the rest; an inner end (is_cut) is not an end
   of the whole. */
static void sum_part(walk* w, double from, double to, int is_cut[2], sp_integral* total) {
  const info_pair* pair = w->pair;
  int is_whole = !is_cut[0] && !is_cut[1]; /* else Q's mass up to an inner cut counts, too */
  info_extent extent = is_one_sided(pair->measure) && is_whole ? INFO_P_ONLY : INFO_BOTH;
  double near_from = info_far_cut(pair, 0, from), near_to = info_far_cut(pair, 1, to), far = 0;
  if (near_from > from) far += info_far_share(pair, 0, near_from), is_cut[0] = 1;
  if (near_to < to) far += info_far_share(pair, 1, near_to), is_cut[1] = 1;
  from = near_from, to = near_to;
  int discrete = pair->p.kind == SP_DISCRETE;
  info_region region = info_find_region(pair, extent, from, to);
  if (!discrete && !isnan(info_power_of(pair))) info_grade(&region);
  if (region.count == 0 && from < to && !pair->partial) /* no width in double: a single spike */
    region.lo = from, region.hi = to;
  if (pair->measure == SP_MEASURE_totalVariation && !discrete) info_cut_where_equal(pair, &region);
  if (pair->partial && pair->measure == SP_MEASURE_chiSquare && region.count > 0) {
    /* P^2/Q may have fallen where both have, and rise again towards the end of a range */
    if (isfinite(to) && weight_at(w, to) > weight_at(w, region.hi))
      region.hi = region.breaks[region.count - 1] = to;
    if (isfinite(from) && weight_at(w, from) > weight_at(w, region.lo))
      region.lo = region.breaks[0] = from;
  }
  sp_integral part = info_integrate(pair, &region, share_at, shares_at, w);
  total->value += part.value, total->error += part.error, total->magnitude += part.magnitude;
  if (region.count > 0) {
    for (int upwards = 1; upwards >= 0; upwards--) {
      double left = extend(w, &region, upwards, upwards ? to : from, total);
      double end = upwards ? region.hi : region.lo;
      double bound = end == (upwards ? to : from) ? 0 : info_tail_bound(pair, end, upwards);
      int is_cut_off =
          pair->partial && isfinite(upwards ? to : from); /* the bound knows no range */
      add_bound(total, isnan(bound) || is_cut_off ? left : bound);
    }
  }
  if (pair->measure == SP_MEASURE_kl && !pair->partial) far += outside(pair, &region, is_cut);
  total->value += far, total->error += 1e-13 * fabs(far);
  if (discrete && (info_is_lost(&pair->p) || info_is_lost(&pair->q))) total->error = INFINITY;
}

static void sum_shares(const info_pair* pair, double lo, double hi, sp_result* out) {
  walk w = {pair, NAN, 0, 0};
  sp_integral total = {0};
  int one_sided = is_one_sided(pair->measure);
  double from = pair->p.lo, to = pair->p.hi;
  if (!one_sided) from = fmin(from, pair->q.lo), to = fmax(to, pair->q.hi);
  if (pair->partial && pair->measure == SP_MEASURE_kl)
    from = fmax(from, pair->q.lo), to = fmin(to, pair->q.hi);
  from = fmax(from, lo), to = fmin(to, hi);
  if (pair->p.kind == SP_DISCRETE) from = ceil(from), to = floor(to);
  if (from > to) return; /* a range with nothing of it */
  if (info_has_pole(pair, 0) && info_has_pole(pair, 1) && from < 0.5 && to > 0.5) {
    info_flip room; /* each half from the end that its pole is at */
    info_pair flipped;
    info_flip_pair(pair, &room, &flipped);
    sum_part(&w, from, 0.5, (int[2]){0, 1}, &total);
    w.pair = &flipped;
    sum_part(&w, 1 - to, 0.5, (int[2]){0, 1}, &total);
  } else if (from < 0 && to > 0 &&
             info_far_cut(pair, 0, 0) > 0) { /* one side ends amid the other */
    sum_part(&w, from, 0, (int[2]){0, 1}, &total);
    sum_part(&w, 0, to, (int[2]){1, 0}, &total);
  } else {
    sum_part(&w, from, to, (int[2]){0, 0}, &total);
  }
  if (!isnan(w.bad)) return info_infinite(out, w.by_p ? SP_REASON_P_ZERO : SP_REASON_Q_ZERO, w.bad);
  if (w.is_over) return info_infinite(out, SP_REASON_OVERFLOW, NAN);
  info_conclude(pair, total, out);
}

/* Renyi of order 0 and Inf, and what is left to exp and log of the power sum. */
static void order_zero(const info_pair* pair, double lo, double hi, sp_result* out) {
  const info_side *p = &pair->p, *q = &pair->q;
  double from = fmax(p->lo, lo), to = fmin(p->hi, hi), step = p->kind == SP_DISCRETE ? 1 : 0;
  double below = from > q->lo ? info_cdf(q, from - step) : 0;
  double above = to < q->hi ? info_sf(q, to) : 0;
  if (!(from <= to)) return info_infinite(out, SP_REASON_DISJOINT, NAN);
  double off = below + above, lost = 0;
  if (off > 0.5 || !q->dist) { /* raw masses need not sum to 1 */
    double whole = above > below ? info_cdf(q, to) : info_sf(q, from - step);
    double mass = whole - fmin(above, below);
    out->value = -log(mass), lost = 5e-15 * whole / mass;
    if (mass <= 0) return info_infinite(out, SP_REASON_DISJOINT, NAN);
  } else {
    out->value = -log1p(-off);
  }
  out->error = 1e-13 * fabs(out->value) + lost;
}

/* sup of log(P/Q): over the points of the walk, then by golden section around the best one. */
typedef struct peak {
  const info_pair* pair;
  double best, at;
} peak;

static sp_sample look(void* context, double x) {
  peak* k = context;
  double lp = info_log_density(&k->pair->p, x);
  if (lp == -INFINITY) return (sp_sample){0, 0};
  double r = info_log_ratio(k->pair, x, lp);
  if (r > k->best) k->best = r, k->at = x;
  return (sp_sample){0, 0};
}

static void order_infinity(const info_pair* pair, double lo, double hi, sp_result* out) {
  peak k = {pair, -INFINITY, NAN};
  double beyond = info_ridge_beyond(pair, INFINITY, &out->value);
  if (beyond > 1e307) return info_infinite(out, SP_REASON_DIVERGES, INFINITY);
  if (!isnan(beyond)) {
    out->error = 1e-12 * fabs(out->value) + 1e-31 * beyond;
    if (out->error > 1e-6 * fabs(out->value)) out->reason = SP_REASON_NOT_CONVERGED;
    return;
  }
  double from = fmax(pair->p.lo, lo), to = fmin(pair->p.hi, hi);
  info_region region = info_find_region(pair, INFO_BOTH, from, to);
  info_integrate(pair, &region, look, NULL, &k);
  if (isfinite(from)) look(&k, from);
  if (isfinite(to)) look(&k, to);
  double width = (region.hi - region.lo) / 8, step = width;
  for (int i = 0; i < 300 && step > 1e-17 * fabs(k.at) && isfinite(k.at); i++) {
    double before = k.best;
    double up = k.at + step, down = k.at - step;
    if (pair->p.kind == SP_DISCRETE) up = ceil(up), down = floor(down);
    if (up <= to) look(&k, up);
    if (down >= from) look(&k, down);
    step *= k.best > before ? 2 : 0.5;
    if (pair->p.kind == SP_DISCRETE && step < 0.25) break;
  }
  int away = fabs(k.at) > 1e150 || step > 1e6 * (width + 1);
  if (k.best == INFINITY || away)
    return info_infinite(out, SP_REASON_DIVERGES, away ? copysign(INFINITY, k.at) : k.at);
  out->value = k.best, out->error = 1e-14 * (1 + fabs(k.best));
}

/* The measures that are functions of one power sum, where that sum is far from 1. */
double info_power_of(const info_pair* pair) {
  switch (pair->measure) {
  case SP_MEASURE_renyi:
    return pair->alpha;
  case SP_MEASURE_chiSquare:
    return 2;
  case SP_MEASURE_hellinger:
  case SP_MEASURE_bhattacharyya:
    return 0.5;
  default:
    return NAN;
  }
}

int info_is_of_power(const info_pair* pair) {
  return pair->measure == SP_MEASURE_bhattacharyya || pair->measure == SP_MEASURE_renyi;
}

void info_power_result(const info_pair* pair, double alpha, sp_result log_sum, sp_result* out) {
  int disjoint = log_sum.value == -INFINITY;
  if (disjoint) info_infinite(out, SP_REASON_DISJOINT, NAN);
  switch (pair->measure) {
  case SP_MEASURE_bhattacharyya:
    if (!disjoint) out->value = -log_sum.value, out->error = log_sum.error;
    break;
  case SP_MEASURE_hellinger: {
    double overlap = exp(disjoint ? -INFINITY : log_sum.value);
    double doubt = disjoint ? 0 : overlap * expm1(fmin(log_sum.error, 700));
    out->value = sqrt(1 - overlap), out->error = fmin(1, doubt + 1e-16);
    out->reason = doubt > 1e-6 ? SP_REASON_NOT_CONVERGED : SP_REASON_NONE;
    break;
  }
  case SP_MEASURE_chiSquare:
    if (disjoint) break;
    out->value = expm1(log_sum.value);
    out->error = isinf(out->value) ? 0 : log_sum.error * exp(log_sum.value);
    if (isinf(out->value)) out->reason = SP_REASON_OVERFLOW;
    break;
  default:
    if (disjoint) break;
    out->value = log_sum.value / (alpha - 1), out->error = log_sum.error / fabs(alpha - 1);
    if (isinf(out->value)) out->error = 0, out->reason = SP_REASON_OVERFLOW;
  }
}

/* Returns 1 when out is final: near 1 the shares' own sum is the accurate way. */
static int by_power(const info_pair* pair, double lo, double hi, sp_result* out) {
  double alpha = info_power_of(pair);
  sp_result log_sum = *out;
  double from = fmin(pair->p.lo, pair->q.lo), to = fmax(pair->p.hi, pair->q.hi);
  if (isnan(alpha) || (pair->partial && !info_is_of_power(pair))) return 0;
  if (!pair->partial && (info_far_cut(pair, 0, from) > from || info_far_cut(pair, 0, 0) > 0 ||
                         info_far_cut(pair, 1, to) < to))
    return 0;
  if (!info_log_power(pair, alpha, lo, hi, &log_sum)) {
    if (pair->partial) out->value = NAN, out->error = INFINITY; /* shares tell nothing of it */
    return pair->partial;
  }
  if (isfinite(log_sum.value) && !pair->partial && fabs(log_sum.value) < 0.3) return 0;
  info_power_result(pair, alpha, log_sum, out);
  if (isfinite(out->value) && !(out->error <= 1e-6 * fabs(out->value) + 1e-12))
    out->reason = SP_REASON_NOT_CONVERGED;
  return 1;
}

static void in_x(const info_pair* pair, double lo, double hi, sp_result* out) {
  info_flip room;
  info_pair flipped;
  if (info_has_pole(pair, 1) && !info_has_pole(pair, 0)) {
    info_flip_pair(pair, &room, &flipped);
    double from = 1 - hi, to = 1 - lo;
    pair = &flipped, lo = from, hi = to;
  }
  if (pair->measure == SP_MEASURE_wasserstein1) return info_wasserstein(pair, lo, hi, out);
  if (pair->measure == SP_MEASURE_renyi && pair->alpha == 0) return order_zero(pair, lo, hi, out);
  if (pair->measure == SP_MEASURE_renyi && pair->alpha == INFINITY)
    return order_infinity(pair, lo, hi, out);
  if (by_power(pair, lo, hi, out)) return;
  sum_shares(pair, lo, hi, out);
}

static void between(const info_pair* pair, double lo, double hi, sp_result* out);

/* Jeffreys as KL(P, Q) + KL(Q, P), where one of them is known in closed form, be it beyond the
   doubles, or where no one walk sees both sides; returns 1 when out is final. */
static int both_ways(const info_pair* pair, double lo, double hi, int is_apart, sp_result* out) {
  info_pair there = *pair, back = *pair;
  sp_result other = *out, own = *out;
  there.measure = back.measure = SP_MEASURE_kl;
  back.p = pair->q, back.q = pair->p;
  back.p.is_circular = 0;
  info_relate(&back);
  int is_known = info_closed_form(&there, &own), is_back_known = info_closed_form(&back, &other);
  if (!is_known && !is_back_known && !is_apart) return 0;
  if (!is_known && !isinf(other.value)) between(&there, lo, hi, &own);
  if (!is_back_known && !isinf(own.value)) between(&back, lo, hi, &other);
  *out = own;
  if (other.reason != SP_REASON_NONE && !isinf(own.value)) out->reason = other.reason;
  if (is_known > is_back_known) out->method = other.method;
  out->value += other.value, out->error += other.error;
  if (isinf(out->value)) out->error = 0, out->reason = SP_REASON_OVERFLOW;
  return 1;
}

/* Continuous pairs by one way or the other; where both may be right, the more accurate one. */
static void by_either(const info_pair* pair, double lo, double hi, sp_result* out) {
  sp_result other = *out;
  info_distance distance = info_is_apart(pair);
  int is_w1 = pair->measure == SP_MEASURE_wasserstein1;
  if (is_w1 && info_meeting_tails(pair, lo, hi, out)) return;
  if (pair->measure == SP_MEASURE_jeffreys && !pair->partial &&
      both_ways(pair, lo, hi, distance != INFO_TOGETHER, out))
    return;
  if (distance == INFO_TOGETHER && (!is_w1 || pair->q.is_circular)) {
    in_x(pair, lo, hi, out);
    if (!isnan(out->value) && out->error <= 1e-12 * fabs(out->value) + 1e-14) return;
    info_apart(pair, lo, hi, &other);
    if (isnan(out->value) || !(out->error <= other.error)) *out = other;
    return;
  }
  info_apart(pair, lo, hi, out);
  if (is_w1) { /* a distance that is small beside the scales is left to what does not subtract */
    if (pair->q.is_circular || !(out->error > 1e-11 * out->value)) return;
    in_x(pair, lo, hi, &other);
    if (!(fabs(other.value - out->value) <= 4 * out->error)) return;
    if (!(other.error <= out->error)) other.error = out->error;
    if (pair->ratio.at || other.error < out->error) *out = other;
  } else if (distance == INFO_HEAVY_TAILS) {
    in_x(pair, lo, hi, &other);
    int is_same = fabs(other.value - out->value) <= 1e-7 * fabs(out->value);
    if (isfinite(out->value) && is_same && other.error < out->error) *out = other;
  }
}

static void between(const info_pair* pair, double lo, double hi, sp_result* out) {
  by_either(pair, lo, hi, out);
  if (out->reason == SP_REASON_NOT_CONVERGED && info_overflows(pair))
    info_infinite(out, SP_REASON_OVERFLOW, NAN);
}

/* No point in common: what is bounded takes its largest value. */
static int disjoint(const info_pair* pair, sp_result* out) {
  int is_apart = fmax(pair->p.lo, pair->q.lo) > fmin(pair->p.hi, pair->q.hi);
  if (pair->partial || pair->q.is_circular || !is_apart) return 0;
  int is_js = pair->measure == SP_MEASURE_jensenShannon;
  int is_one = pair->measure == SP_MEASURE_totalVariation || pair->measure == SP_MEASURE_hellinger;
  if (!is_js && !is_one) return 0;
  out->value = is_one ? 1 : 0x1.62e42fefa39efp-1;
  return 1;
}

void info_pair_measure(const info_pair* pair, double lo, double hi, sp_result* out) {
  int is_by_cdf = pair->measure == SP_MEASURE_renyi && pair->alpha == 0;
  out->method = pair->p.kind == SP_DISCRETE ? SP_SUM : SP_QUADRATURE;
  if (whole_entropy(pair, out) || disjoint(pair, out)) return;
  if (pair->p.kind == SP_DISCRETE || pair->measure == SP_MEASURE_entropy || is_by_cdf)
    return in_x(pair, lo, hi, out);
  between(pair, lo, hi, out);
}
