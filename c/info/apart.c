#include "info/apart.h"

#include <math.h>

#include "info/apart_look.h"
#include "info/crossings.h"
#include "info/dist_measure.h"

#define LN2  0x1.62e42fefa39efp-1
#define MORE 500 /* samples, for each of many bulks */

/* Whether a ridge was met that all has to be seen from again. */
static int is_outdone(const info_look* l, double best) {
  return l->kind == INFO_POWER && l->seen > best + 10 && l->seen < INFINITY;
}

static void integrate(void* context, info_piece* piece) {
  info_look* l = context;
  double down[SP_MAX_BREAKS], breaks[INFO_MANY];
  int below = 0, count = 0, above = 0;
  if (is_outdone(l, l->best + l->top) && !l->is_last) return;
  l->piece = piece;
  double first = piece->count > 0 ? piece->breaks[0] : piece->most;
  int is_beneath =
      info_look_reach(l, first, piece->least, down, &below) && piece->least == INFO_LEAST_S;
  while (below > 0) breaks[count++] = down[--below];
  for (int i = 0; i < piece->count; i++) breaks[count++] = piece->breaks[i];
  int is_over = info_look_reach(l, breaks[count - 1], piece->most, breaks + count, &above);
  count += above;
  if (breaks[count - 1] != piece->most && !piece->is_open) breaks[count++] = piece->most;
  int is_kinked = l->kind == INFO_GAP || l->kind == INFO_OVERLAP ||
                  (l->kind == INFO_SHARE && l->scene->pair->measure == SP_MEASURE_totalVariation);
  int is_power =
      l->kind == INFO_POWER || (l->kind == INFO_SHARE && !isnan(info_power_of(l->scene->pair)));
  if (is_power) count = info_look_add_steps(breaks, count);
  if (is_kinked)
    count = (int)info_add_crossings(info_look_sign, l, 4, breaks, (size_t)count, INFO_MANY);
  int more = l->kind == INFO_SHARE ? MORE * l->scene->anchor_count : 0;
  int left = INFO_BUDGET + more - l->total.samples;
  sp_integral part = sp_integrate_plain(info_look_at, l, breaks, (size_t)count,
                                        fmax(0.1 * exp(l->best), l->total.magnitude), left);
  l->total.value += part.value, l->total.error += part.error;
  l->total.magnitude += part.magnitude, l->total.samples += part.samples;
  l->total.is_converged &= part.is_converged;
  if (l->kind == INFO_GAP) {
    if (is_over && piece->is_open) info_look_gap_beyond(l, piece->most);
    return;
  }
  if (is_over && piece->is_open) info_look_beyond(l, piece->most, 1);
  if (is_beneath) info_look_beyond(l, INFO_LEAST_S, -1);
}

/* The integral of one kind; for INFO_POWER, its logarithm less l->top. */
static info_look integral_of(info_scene* scene, info_integrand kind, double alpha) {
  info_look l = {.scene = scene, .kind = kind, .alpha = alpha, .best = -INFINITY};
  int is_common = kind == INFO_POWER || kind == INFO_OVERLAP || kind == INFO_COMMON_SURPRISE;
  l.best_x = NAN;
  info_scene_walk(scene, is_common, info_look_survey, &l);
  if (kind == INFO_RATIO || l.best == -INFINITY || l.best == INFINITY) return l;
  /* a ridge that the survey missed shows when the integral walks over it */
  for (int attempt = 0; attempt < 4; attempt++) {
    l.top = 0, l.best_fall = l.seen = -INFINITY, l.total = (sp_integral){.is_converged = 1};
    l.is_last = attempt == 3;
    if (kind == INFO_POWER) {
      info_scene_add_anchor(scene, l.best_x);
      info_scene_walk(scene, 1, info_look_ridge, &l);
      l.top = l.best_fall > -INFINITY ? fmin(l.best_fall, l.best) : l.best;
      l.best -= l.top;
    }
    info_scene_walk(scene, is_common, integrate, &l);
    l.best += l.top;
    if (!is_outdone(&l, l.best)) break;
    l.best = l.seen, l.best_x = l.seen_x;
  }
  return l;
}

/* ---- the measures ---- */

static void shares(info_scene* scene, sp_result* out) {
  const info_pair* pair = scene->pair;
  info_look l = integral_of(scene, INFO_SHARE, pair->alpha);
  if (l.is_overflown) return info_infinite(out, SP_REASON_OVERFLOW, NAN);
  info_conclude(pair, l.total, out);
}

/* What the overlap leaves of `whole`, or the shares where that is the smaller part. */
static void by_overlap(info_scene* scene, info_integrand kind, double whole, sp_result* out) {
  info_look l = integral_of(scene, kind, 1);
  if (!(l.total.value < whole / 2) || scene->pair->partial) return shares(scene, out);
  out->value = whole - l.total.value, out->error = l.total.error + 2e-16;
}

/* A peak at the edge of the doubles lies beyond it: what is known is less than the value. */
static void doubt_edge(const info_look* l, sp_result* out) {
  double x = fabs(l->best_x);
  if (!(x > 1e300 || (x > 0 && x < 1e-300)) || isinf(out->value)) return;
  out->error = INFINITY, out->reason = SP_REASON_NOT_CONVERGED;
}

static void by_power(info_scene* scene, double alpha, sp_result* out) {
  const info_pair* pair = scene->pair;
  if (pair->partial && !info_is_of_power(pair)) return shares(scene, out);
  info_look l = integral_of(scene, INFO_POWER, alpha);
  if (l.best == -INFINITY) {
    double lo = fmax(pair->p.lo, pair->q.lo), hi = fmin(pair->p.hi, pair->q.hi);
    int is_disjoint = !(fmax(lo, scene->from) < fmin(hi, scene->to));
    info_power_result(pair, alpha, (sp_result){-INFINITY, 0, 0, 0, 0}, out);
    if (!is_disjoint && isinf(out->value)) out->reason = SP_REASON_OVERFLOW;
    return;
  }
  if (l.best == INFINITY || l.seen == INFINITY) return info_infinite(out, SP_REASON_OVERFLOW, NAN);
  double log_sum = l.top + log(l.total.value);
  if (!pair->partial && fabs(log_sum) < 0.3) return shares(scene, out);
  double error = l.total.error / l.total.value + 4e-16 * (1 + fabs(log_sum));
  info_power_result(pair, alpha, (sp_result){log_sum, error, 0, 0, 0}, out);
  doubt_edge(&l, out);
}

static void measure(const info_pair* pair, double lo, double hi, sp_result* out) {
  info_scene scene;
  double from = fmax(fmin(pair->p.lo, pair->q.lo), lo), to = fmin(fmax(pair->p.hi, pair->q.hi), hi);
  double alpha = info_power_of(pair);
  info_scene_open(pair, from, to, &scene);
  if (pair->measure == SP_MEASURE_renyi && isinf(pair->alpha)) {
    info_look l = integral_of(&scene, INFO_RATIO, 1);
    if (l.best == INFINITY) return info_infinite(out, SP_REASON_OVERFLOW, NAN);
    out->value = fmax(l.best, 0), out->error = 1e-14 * (1 + fabs(l.best));
    doubt_edge(&l, out);
  } else if (!isnan(alpha)) {
    by_power(&scene, alpha, out);
  } else if (pair->measure == SP_MEASURE_totalVariation) {
    by_overlap(&scene, INFO_OVERLAP, 1, out);
  } else if (pair->measure == SP_MEASURE_jensenShannon) {
    by_overlap(&scene, INFO_COMMON_SURPRISE, LN2, out);
  } else if (pair->measure == SP_MEASURE_wasserstein1) {
    info_look l = integral_of(&scene, INFO_GAP, 1);
    out->value = l.total.value, out->error = l.total.error + 1e-15 * l.total.value;
  } else {
    shares(&scene, out);
  }
}

void info_apart(const info_pair* pair, double lo, double hi, sp_result* out) {
  info_view scaled;
  double c = pair->partial || pair->q.is_circular ? 1 : info_scale_away(pair);
  if (c == 1 || !info_scale(pair, c, &scaled)) return measure(pair, lo, hi, out);
  measure(&scaled.pair, -INFINITY, INFINITY, out);
  if (pair->measure == SP_MEASURE_wasserstein1) out->value /= c, out->error /= c;
  if (pair->measure == SP_MEASURE_crossEntropy && isfinite(out->value)) out->value -= log(c);
}