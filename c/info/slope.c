#include "info/slope.h"

#include <math.h>

#include "info/crossings.h"
#include "info/dist_measure.h"
#include "info/scene.h"
#include "info/score.h"
#include "info/tails.h"

#define BUDGET 8000 /* samples */
#define APART  1    /* breaks in s, at least: a bulk is as wide */
#define FAINT  60   /* below the largest height, in logarithms, nothing counts */
#define MOST   640  /* of s, up to which a score such as x/b^2 is a double */
#define BEYOND 1e6  /* where s ends: a power of order 1e-4 has e^-100 left */

enum { LOG_P, LOG_Q, LOG_RATIO, SCORE, FACTS };

typedef struct slope {
  const info_pair* pair; /* as it is seen: the piece's */
  size_t parameter;      /* as it is seen: a beta's change places in 1 - x */
  size_t asked;
  info_slope_form form;
  int is_sum;
  double best;     /* height of the integrand, in s */
  double overflow; /* an infinite value of it, or 0 */
  sp_integral total;
} slope;

/* q df/dq */
static double weight(sp_measure_id measure, info_slope_form form, const double* at) {
  double p = exp(at[LOG_P]), q = exp(at[LOG_Q]), r = at[LOG_RATIO];
  double low = fmin(r, 700); /* beyond, q is next to 0 */
  int near = fabs(r) <= 1, is_apart = form == INFO_APART;
  double less = near ? -q * expm1(r) : q - p, squared = exp(at[LOG_P] + r); /* q - p, p^2/q */
  switch (measure) {
  case SP_MEASURE_jensenShannon: /* q log(2q/(p+q)) / 2, less q log(2) / 2 */
    return -0.5 * q * log1p(is_apart ? exp(low) : 0.5 * expm1(low));
  case SP_MEASURE_jeffreys:
    return (is_apart ? -p : less) - (q > 0 ? q * r : 0);
  case SP_MEASURE_totalVariation: /* +-q/2, and q/2 more or less */
    return r == 0 ? 0 : q * ((form == INFO_FREE ? 0.5 : !is_apart) - (r > 0));
  case SP_MEASURE_hellinger: /* of the square */
    return -0.5 * (is_apart ? exp(0.5 * (at[LOG_P] + at[LOG_Q])) : q * expm1(low / 2));
  case SP_MEASURE_chiSquare:
    return is_apart ? -squared : near ? -q * expm1(2 * r) : q - squared;
  default:
    return form == INFO_NEAR ? less : -p;
  }
}

static void look(const slope* l, double x, double* at) {
  const info_side* q = &l->pair->q;
  double lp = at[LOG_P] = info_log_density(&l->pair->p, x);
  double r = at[LOG_RATIO] = lp > -INFINITY ? info_log_ratio(l->pair, x, lp) : -INFINITY;
  /* far from 0, lp - r would be the difference of two large numbers */
  at[LOG_Q] = fabs(r) < 100 ? lp - r : info_log_density(q, x);
  /* at an end that rounding hit, log(x - end) is no number, and nothing is lost */
  int is_end = q->kind == SP_CONTINUOUS && !(x > q->lo && x < q->hi);
  double own = q->is_flipped ? q->offset - x : q->offset + x;
  at[SCORE] = is_end ? 0 : info_score(q->dist, l->parameter, own);
}

/* The integrand where s = log(dx/ds).  A pole that rounding hit counts for nothing; beyond the
   doubles is all of the integral, unless P and Q are next to nothing there. */
static sp_sample share(slope* l, double s, double* at) {
  at[LOG_P] += s, at[LOG_Q] += s;
  double w = weight(l->pair->measure, l->form, at), value = w * at[SCORE];
  if (w == 0 && !l->is_sum) return (sp_sample){0, 0};
  if (isfinite(value)) return (sp_sample){value, fabs(value) * (1e-15 + 2e-16 * fabs(at[LOG_P]))};
  double most = fmax(at[LOG_P], at[LOG_Q]); /* of a pole, over 709 */
  if (isinf(value) && most < 709 && most > -FAINT - 709) l->overflow = value;
  return (sp_sample){isnan(at[SCORE]) ? NAN : 0, 0};
}

/* At a distance of e^s.  Next to the ends of the doubles, and beyond, everything goes on as on the
   last 14 orders of magnitude: as a parabola, or straight where its bend is rounding. */
static void look_in_s(const slope* l, double s, double* at) {
  double edge = fmin(fmax(s, INFO_LEAST_S), MOST), step = s < edge ? 16 : -16;
  double u = (s - edge) / step, next[FACTS], last[FACTS];
  look(l, exp(edge), at);
  if (u == 0) return;
  look(l, exp(edge + step), next), look(l, exp(edge + 2 * step), last);
  /* a score that grows like x goes on in both densities, of which the integrand is a multiple */
  double growth = log(fabs(at[SCORE] / next[SCORE]));
  int is_grown = growth > 8;
  for (int i = 0; i < FACTS - is_grown; i++) {
    double bend = last[i] - 2 * next[i] + at[i], first = next[i] - at[i];
    if (fabs(bend) < 1e-12 * fabs(at[i])) first += bend / 2, bend = 0;
    at[i] += u * (first + 0.5 * (u - 1) * bend);
  }
  if (is_grown) at[LOG_P] -= u * growth, at[LOG_Q] -= u * growth;
}

static sp_sample sample(void* context, double s) {
  double at[FACTS];
  look_in_s(context, s, at);
  return share(context, s, at);
}

/* Of integers, in x itself. */
static sp_sample term(void* context, double x) {
  double at[FACTS];
  look(context, x, at);
  return share(context, 0, at);
}

static double ratio_at(void* l, double s) {
  double at[FACTS];
  look_in_s(l, s, at);
  return at[LOG_RATIO];
}

/* How much a stretch of width 1 in s holds, as a logarithm. */
static double height(slope* l, double s) {
  double h = log(fabs(sample(l, s).value));
  l->best = fmax(l->best, h);
  return h;
}

/* ---- pieces ---- */

static void survey(void* context, info_piece* piece) {
  slope* l = context;
  int is_mirrored = piece->at == 1 && piece->direction < 0 && !piece->view.pair.q.is_flipped;
  l->pair = &piece->view.pair;
  l->parameter = is_mirrored ? 1 - l->asked : l->asked;
  for (int i = 0; i < piece->count; i++) height(l, piece->breaks[i]);
}

/* Breaks outwards in growing steps while something is left; the last one. */
static double* extend(slope* l, double* at, double end) {
  double step = end > *at ? 1 : -1, here = 0, there = INFINITY;
  for (int i = 0; i < INFO_BREAKS && *at != end; i++, step *= 2) {
    if (!(fmax(here, there) > l->best - FAINT)) break;
    double s = fabs(end - *at) > fabs(step) ? *at + step : end;
    *(at += step > 0 ? 1 : -1) = s, here = there, there = height(l, s);
  }
  return at;
}

static void add(slope* l, double low, double high) {
  double scale = fmax(0.1 * exp(l->best), l->total.magnitude), ends[2] = {low, high};
  sp_integral part = sp_integrate_plain(sample, l, ends, 2, scale, BUDGET - l->total.samples);
  l->total.value += part.value, l->total.magnitude += part.magnitude;
  l->total.samples += part.samples;
}

/* Wide panels in parts, so that nothing narrow slips between their nodes; and cut where P = Q, a
   jump of the total variation's integrand. */
static void integrate(void* context, info_piece* piece) {
  slope* l = context;
  double room[3 * INFO_BREAKS + 2], *low = room + INFO_BREAKS, *high = low;
  survey(l, piece);
  *low = piece->most;
  for (int i = 0; i < piece->count; i++)
    if (i == 0 || piece->breaks[i] - *high > APART) *(i == 0 ? low : ++high) = piece->breaks[i];
  low = extend(l, low, piece->least == INFO_LEAST_S ? -BEYOND : piece->least);
  high = extend(l, high, piece->is_open ? BEYOND : piece->most);
  if (!piece->is_open) *++high = piece->most;
  size_t count = (size_t)(high - low) + 1, most = (size_t)(room + sizeof room / sizeof *room - low);
  if (l->pair->measure == SP_MEASURE_totalVariation)
    count = info_add_crossings(ratio_at, l, 4, low, count, most);
  for (; count > 1; count--, low++) {
    double width = low[1] - low[0];
    int parts = width > 4 ? 4 : 1;
    for (int k = 0; k < parts; k++)
      add(l, low[0] + width * k / parts, k + 1 < parts ? low[0] + width * (k + 1) / parts : low[1]);
  }
}

/* Sums, and where nothing calls for s: bulks together, no pole, and nothing left at the region's
   ends, which a score that grows lifts; 0 where not so. */
static int in_x(slope* l, double from, double to) {
  const info_pair* pair = l->pair;
  int is_sum = l->is_sum, is_apart = !is_sum && info_is_apart(pair) != INFO_TOGETHER;
  for (int upwards = 0; upwards < 2 && !is_sum; upwards++)
    is_apart |= info_tail_power(&pair->p, upwards) < 1 || info_tail_power(&pair->q, upwards) < 1;
  if (is_apart) return 0;
  info_region region = info_find_region(pair, INFO_BOTH, from, to);
  if (pair->measure == SP_MEASURE_totalVariation && !is_sum) info_cut_where_equal(pair, &region);
  l->total = info_integrate(pair, &region, term, NULL, l);
  double below = fabs(term(l, region.lo).value) * (region.centre - region.lo);
  double above = fabs(term(l, region.hi).value) * (region.hi - region.centre);
  if (region.lo == from) below = 0;
  if (region.hi == to) above = 0;
  return is_sum || (region.count > 0 && below + above <= 1e-18 * l->total.magnitude);
}

static sp_integral in_form(const info_pair* pair, size_t i, info_slope_form form) {
  double from = fmin(pair->p.lo, pair->q.lo), to = fmax(pair->p.hi, pair->q.hi);
  slope l = {.pair = pair, .parameter = i, .asked = i, .form = form, .best = -INFINITY};
  l.is_sum = pair->p.kind == SP_DISCRETE;
  if (!in_x(&l, from, to)) {
    info_scene scene;
    info_scene_open(pair, from, to, &scene);
    l.total = (sp_integral){0};
    info_scene_walk(&scene, 0, survey, &l);
    info_scene_walk(&scene, 0, integrate, &l);
  }
  if (l.overflow != 0) l.total.value = l.total.magnitude = l.overflow;
  return l.total;
}

double info_slope(const info_pair* pair, size_t i, info_slope_form form) {
  sp_integral one = in_form(pair, i, form == INFO_EITHER ? INFO_APART : form);
  if (form != INFO_EITHER || !(one.magnitude > 4 * fabs(one.value))) return one.value;
  sp_integral near = in_form(pair, i, INFO_NEAR);
  return 4 * near.magnitude < one.magnitude ? near.value : one.value;
}
