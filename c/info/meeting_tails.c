#include "info/meeting_tails.h"

#include <math.h>

#include "info/crossings.h"
#include "info/tails.h"
#include "info/view.h"
#include "num/incomplete.h"

/* The components of P, and those of Q with their weights negative. */
typedef struct ensemble {
  const info_pair* pair;
  sp_dist dist[2 * INFO_MAX_COMPONENTS];
  sp_dd weight[2 * INFO_MAX_COMPONENTS];
  size_t count, of_p;
  double origin; /* of the far stretch: x = origin + end e^s, or of the near one, end = 0 */
  int end;
} ensemble;

static void gather(const info_pair* pair, ensemble* e) {
  e->pair = pair, e->of_p = e->count = 0;
  if (pair->p.dist) e->of_p = e->count = info_weigh_components(pair->p.dist, e->dist, e->weight);
  if (pair->q.dist)
    e->count += info_weigh_components(pair->q.dist, e->dist + e->of_p, e->weight + e->of_p);
  for (size_t i = e->of_p; i < e->count; i++) e->weight[i] = dd_neg(e->weight[i]);
}

/* The order a of a tail x^-a at an end, or Inf. */
static double order(const sp_dist* d, int end) {
  double support[2];
  d->family->support(d->theta, d->count, &support[0], &support[1]);
  info_tail t = info_tail_of(d, end);
  return isinf(support[end > 0]) && t.growth == INFO_TAIL_POWER ? t.order : INFINITY;
}

/* Tails of one kind and order are multiples of s^a, those of two kinds for no doubles of each
   other: the constants are 1, 1/Gamma(a + 1) and, of Student's t, 1/pi or the like. */
static int kind(const sp_dist* d) {
  if (info_is_named(d, "pareto")) return 1;
  if (info_is_named(d, "inverseGamma")) return d->theta[0] == 1 ? 1 : 2;
  return 0;
}

/* Whether what is like component i adds up to nothing, to 19 digits of the 21 that are known. */
static int is_met(const ensemble* e, size_t i, double a, int end) {
  sp_dd sum = dd(0);
  double most = 0;
  for (size_t k = 0; k < e->count; k++) {
    const sp_dist* d = &e->dist[k];
    if (kind(d) != kind(&e->dist[i]) || order(d, end) != a) continue;
    sp_dd ratio = dd_div(dd(info_scale_of(d)), dd(info_scale_of(&e->dist[i])));
    if (a < 1) ratio = sp_dd_exp(dd_mul1(sp_dd_log(ratio), a));
    ratio = dd_mul(ratio, e->weight[k]);
    sum = dd_add(sum, ratio), most += fabs(ratio.hi);
  }
  return fabs(sum.hi) <= 1e-19 * most && most < INFINITY;
}

/* How many of the two sides have no mean within lo ... hi; the reason why they are infinitely
   apart, or NONE. */
static int missing(const ensemble* e, double lo, double hi, sp_reason* reason, double* where) {
  int lacks[2] = {0, 0};
  for (int end = -1; end <= 1; end += 2) {
    int lacks_here[2] = {0, 0}, is_apart = 0;
    if (isfinite(end > 0 ? hi : lo)) continue;
    for (size_t i = 0; i < e->count; i++) {
      double a = order(&e->dist[i], end);
      if (!(a <= 1)) continue;
      lacks[i >= e->of_p] = lacks_here[i >= e->of_p] = 1;
      is_apart |= !is_met(e, i, a, end);
    }
    if (!is_apart || *reason != SP_REASON_NONE) continue;
    *where = end * INFINITY;
    *reason = !lacks_here[1]   ? SP_REASON_NO_MEAN
              : !lacks_here[0] ? SP_REASON_NO_MEAN_OF_Q
                               : SP_REASON_DIVERGES;
  }
  return lacks[0] + lacks[1];
}

sp_reason info_tails_part(const info_pair* pair, double lo, double hi, double* where) {
  ensemble e;
  sp_reason reason = SP_REASON_NONE;
  gather(pair, &e), missing(&e, lo, hi, &reason, where);
  return reason;
}

/* log of the tail at a distance d over what it is to first order, (s/d)^a times a constant; `from`
   is the location, seen from the origin towards the end. */
static double log_excess(const sp_dist* d, double a, double x, double from) {
  double s = info_scale_of(d) / (x - from), log_power = -a * log1p(-from / x);
  if (info_is_named(d, "pareto")) return log_power;
  if (info_is_named(d, "inverseGamma")) return log_power + log1p(a * sp_gamma_small(a, s).rest);
  double y = a * s * s, rest = sp_beta_small(a / 2, 0.5, y / (1 + y)).rest;
  return log_power - a / 2 * log1p(y) + log1p(a / 2 * rest);
}

static double location(const sp_dist* d) {
  int at = info_location_of(d);
  return at < 0 ? 0 : d->theta[at];
}

/* F - G at a distance d from the origin, from the end's own side, without what meets there; *rest
   its integral from there on if it is the powers that it tends to, *lost what is none. */
static sp_sample far_gap(const ensemble* e, double d, double* rest, double* lost) {
  sp_sample sum = {0, 0};
  double x = e->origin + e->end * d;
  *rest = *lost = 0;
  for (size_t i = 0; i < e->count; i++) {
    const sp_dist* c = &e->dist[i];
    double a = order(c, e->end), w = dd_round(e->weight[i]);
    double tail = w * (e->end > 0 ? c->family->sf : c->family->cdf)(c->theta, c->count, x);
    if (a <= 1) tail *= -expm1(-log_excess(c, a, d, e->end * (location(c) - e->origin)));
    if (a == INFINITY)
      *lost += fabs(tail * d);
    else
      *rest += tail * d / (a <= 1 ? a : a - 1);
    sum.value += tail, sum.error += 4e-15 * fabs(tail);
  }
  return sum;
}

/* F - G in x, or in s far out. */
static sp_sample gap_at(const ensemble* e, double x) {
  double larger, rest, d = exp(x);
  if (e->end) {
    sp_sample gap = far_gap(e, d, &rest, &larger);
    return (sp_sample){gap.value * d, gap.error * d};
  }
  double gap = info_cdf_gap(e->pair, x, &larger);
  return (sp_sample){gap, 5e-15 * larger};
}
static double side_at(void* context, double x) { return gap_at(context, x).value; }
static sp_sample height_at(void* context, double x) {
  sp_sample gap = gap_at(context, x);
  return (sp_sample){fabs(gap.value), gap.error};
}

/* Adds where F = G to the breaks. */
static size_t cut(ensemble* e, double* breaks, size_t count) {
  return info_add_crossings(side_at, e, 8, breaks, count, SP_MAX_BREAKS);
}

/* Where the far stretch begins: beyond the bulks, and where the tails without a mean are powers. */
static double reach(const ensemble* e, double limit) {
  double most = fabs(limit - e->origin);
  if (isfinite(limit)) return most;
  most = 0;
  for (size_t i = 0; i < e->count; i++) {
    const sp_dist* c = &e->dist[i];
    double end = (e->end > 0 ? c->family->isf : c->family->quantile)(c->theta, c->count, 1e-15);
    double away = e->end * (end - e->origin);
    if (order(c, e->end) <= 1) away = 4 * (fabs(location(c) - e->origin) + info_scale_of(c));
    most = fmax(most, away);
  }
  return most;
}

static void add(sp_result* out, sp_integral part) {
  out->value += part.value, out->error += part.error;
}

int info_meeting_tails(const info_pair* pair, double lo, double hi, sp_result* out) {
  ensemble e;
  sp_reason reason = SP_REASON_NONE;
  gather(pair, &e);
  if (!missing(&e, lo, hi, &reason, &out->where)) return 0;
  double breaks[SP_MAX_BREAKS], edge[2],
      limit[2] = {fmax(lo, fmin(pair->p.lo, pair->q.lo)), fmin(hi, fmax(pair->p.hi, pair->q.hi))};
  e.origin = info_quantile(&pair->p, 0.5);
  for (int upper = 0; upper < 2; upper++) {
    e.end = upper ? 1 : -1;
    double rest, lost, from = reach(&e, limit[upper]);
    edge[upper] = isfinite(limit[upper]) ? limit[upper] : e.origin + e.end * from;
    if (isfinite(limit[upper])) continue;
    size_t n = 0;
    for (double s = log(from), step = 0.5; s < 690; s += step, step *= 2) breaks[n++] = s;
    breaks[n++] = 690, n = cut(&e, breaks, n);
    add(out, sp_integrate_plain(height_at, &e, breaks, n, 0, 4000));
    far_gap(&e, exp(690), &rest, &lost);
    out->value += fabs(rest), out->error += 1e-14 * fabs(rest) + lost;
  }
  e.end = 0;
  info_region region = info_find_region(pair, INFO_BOTH, edge[0], edge[1]);
  region.count = cut(&e, region.breaks, region.count);
  add(out, sp_integrate(height_at, NULL, &e, region.breaks, region.count, -INFINITY, INFINITY,
                        e.origin));
  if (region.count == 0 || !(edge[1] - edge[0] < 1e290)) out->error = INFINITY;
  return 1;
}
