#include "info/apart.h"

#include <math.h>

#include "info/dist_measure.h"
#include "info/scene.h"
#include "info/tails.h"
#include "info/terms.h"

#define LN2    0x1.62e42fefa39efp-1
#define BUDGET 4000 /* samples of one integral, and more for each of many bulks */
#define MORE   500
#define FAINT  80 /* below the largest height, in logarithms, nothing counts */

/* What is integrated over s. */
typedef enum { SHARE, POWER, OVERLAP, COMMON_SURPRISE, GAP, RATIO } integrand;

typedef struct look {
  const info_scene* scene;
  integrand kind;
  double alpha, top; /* POWER: relative to e^top */
  const info_piece* piece;
  double best;              /* height found so far */
  double best_x, best_fall; /* POWER: where, and how much a stretch as wide as the ridge holds */
  double seen, seen_x;      /* POWER: the largest exponent met on the way */
  int is_last;              /* attempt: go on whatever is met */
  sp_integral total;
  double beyond;
  int is_overflown;
} look;

/* log P and log Q in s, their ratio, and log Q in x. */
typedef struct pairing {
  double lp, lq, r, log_q;
} pairing;

static pairing pairing_at(const info_pair* pair, double s) {
  double d = exp(s), lp = info_log_density(&pair->p, d), lq, r;
  if (lp == -INFINITY) {
    lq = info_log_density(&pair->q, d);
    return (pairing){lp, lq + s, -INFINITY, lq};
  }
  r = info_log_ratio(pair, d, lp);
  lq = fabs(r) < 100 ? lp - r : info_log_density(&pair->q, d);
  return (pairing){lp + s, lq + s, r, lq};
}

/* (F - G) d, by the smaller of the two tails. */
static sp_sample gap_at(const info_pair* pair, double d) {
  double f = info_cdf(&pair->p, d), g = info_cdf(&pair->q, d), sign = 1;
  if (fmax(f, g) > 0.5) f = info_sf(&pair->p, d), g = info_sf(&pair->q, d), sign = -1;
  return (sp_sample){sign * (f - g) * d, 5e-15 * fmax(f, g) * d};
}

static double exponent(double alpha, pairing at) {
  if (at.lp == -INFINITY || at.lq == -INFINITY) return -INFINITY;
  return at.lp + (alpha - 1) * at.r;
}

static sp_sample of_pairing(const look* l, pairing at) {
  double value = 0, doubt = 4e-16 * (1 + fabs(at.lp) + fabs(at.lq));
  switch (l->kind) {
  case POWER: {
    double e = exponent(l->alpha, at);
    value = exp(e - l->top), doubt = info_power_doubt(l->scene->pair, l->alpha, at.lp, at.r);
    break;
  }
  case OVERLAP:
    value = exp(fmin(at.lp, at.lq));
    break;
  case COMMON_SURPRISE: /* (p log(1 + q/p) + q log(1 + p/q)) / 2 */
    if (isfinite(at.r))
      value = 0.5 * (exp(at.lp) * log1p(exp(-at.r)) + exp(at.lq) * log1p(exp(at.r)));
    if (!(value >= 0)) value = 0; /* 0 times an infinite ratio */
    break;
  case RATIO:
    value = at.r;
    break;
  default:
    if (l->scene->pair->measure == SP_MEASURE_crossEntropy) {
      value = at.lp == -INFINITY ? 0 : -exp(at.lp) * at.log_q;
      break;
    }
    value = info_term(l->scene->pair->measure, l->alpha, exp(at.lp), exp(at.lq), at.r);
  }
  if (l->kind == SHARE && l->scene->pair->measure != SP_MEASURE_crossEntropy) {
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

static sp_sample sample(void* context, double s) {
  look* l = context;
  const info_pair* pair = &l->piece->view.pair;
  double d = exp(s);
  if (l->kind == GAP) {
    sp_sample gap = gap_at(pair, d);
    return (sp_sample){fabs(gap.value), gap.error};
  }
  if (l->kind != SHARE) {
    pairing at = pairing_at(pair, s);
    sp_sample v = of_pairing(l, at);
    double e = l->kind == POWER ? exponent(l->alpha, at) : -INFINITY;
    if (e > l->seen) l->seen = e, l->seen_x = l->piece->at + l->piece->direction * d;
    v.error += fabs(v.value) * coarseness(l->piece, d);
    return isfinite(v.value) ? v : (sp_sample){0, 0};
  }
  info_share share = info_at_scaled(pair, d, s);
  if (isnan(share.value)) return (sp_sample){0, 0};
  /* log Q below the doubles: it counts unless P is too small for the largest double */
  int is_pole = share.p == INFINITY || share.q == INFINITY; /* hit by rounding */
  if (share.value == INFINITY && !is_pole && log(share.p) > -FAINT - 709) l->is_overflown = 1;
  if (isinf(share.value)) return (sp_sample){0, 0};
  double error = isfinite(share.error) ? share.error : 0;
  return (sp_sample){share.value, error + fabs(share.value) * coarseness(l->piece, d)};
}

/* log of the integrand: how much a stretch of width 1 in s holds. */
static double height(look* l, double s) {
  if (l->kind == POWER) return exponent(l->alpha, pairing_at(&l->piece->view.pair, s)) - l->top;
  if (l->kind == RATIO) {
    pairing at = pairing_at(&l->piece->view.pair, s);
    return at.lp == -INFINITY ? -INFINITY : at.r;
  }
  return log(fabs(sample(l, s).value));
}

/* ---- the highest point ---- */

static void note(look* l, double s, double h) {
  if (!(h > l->best)) return;
  l->best = h, l->best_x = l->piece->at + l->piece->direction * exp(s);
}

/* Golden section around the piece's best break, between its neighbours, until the height is level;
   a plateau of -Inf on either side does no harm. */
static void climb(look* l, double a, double m, double b, double top) {
  double gained = INFINITY;
  for (int i = 0; i < 90 && b - a > 2e-16 * fabs(m); i++) {
    int is_right = b - m > m - a;
    double x = is_right ? m + 0.3819660112501051 * (b - m) : m - 0.3819660112501051 * (m - a);
    double h = height(l, x), lost = top - h;
    note(l, x, h);
    if (h > top) {
      *(is_right ? &a : &b) = m, m = x, top = h;
    } else {
      *(is_right ? &b : &a) = x;
    }
    if (l->kind == POWER && fabs(lost) < 0.01 && gained < 0.01 && b - a < 0.5) return;
    gained = fabs(lost);
  }
}

/* From s to an end in growing steps. */
static int step_out(double s, double end, double* at, int count) {
  double step = end > s ? 0.5 : -0.5;
  for (; fabs(end - s) > fabs(step); step *= 1.6) at[count++] = s += step;
  at[count++] = end;
  return count;
}

/* The piece's breaks, and from them on outwards: a ridge between or beyond the bulks may rise again
   where both have long fallen. */
static void survey(void* context, info_piece* piece) {
  look* l = context;
  double down[32], at[INFO_BREAKS + 64], best = -INFINITY;
  int below = step_out(piece->breaks[0], piece->least, down, 0), count = 0, top = -1;
  l->piece = piece;
  while (below > 0) at[count++] = down[--below];
  for (int i = 0; i < piece->count; i++) at[count++] = piece->breaks[i];
  count = step_out(at[count - 1], piece->most, at, count);
  for (int i = 0; i < count; i++) {
    double h = height(l, at[i]);
    if (h > best) best = h, top = i;
    note(l, at[i], h);
  }
  if ((l->kind != POWER && l->kind != RATIO) || top < 0 || best == INFINITY) return;
  climb(l, at[top > 0 ? top - 1 : 0], at[top], at[top + 1 < count ? top + 1 : top], best);
}

/* Around a ridge: the distances at which the exponent has fallen by 1/2, 8, 70. */
static void measure_ridge(void* context, info_piece* piece) {
  static const double drops[] = {0.5, 8, 70};
  look* l = context;
  if (piece->at != l->best_x) return;
  l->piece = piece;
  double peak = height(l, INFO_LEAST_S) - INFO_LEAST_S;
  for (int k = 0; k < 3 && isfinite(peak); k++) {
    double a = INFO_LEAST_S, b = piece->most;
    if (!(height(l, b) - b < peak - drops[k])) break;
    for (int i = 0; i < 24 && b - a > 0.1; i++) {
      double middle = 0.5 * (a + b);
      if (height(l, middle) - middle < peak - drops[k])
        b = middle;
      else
        a = middle;
    }
    info_scene_add_mark((info_scene*)(uintptr_t)l->scene, piece->at, piece->direction * exp(b));
    if (k == 0) l->best_fall = fmax(l->best_fall, peak + b);
  }
}

/* ---- the integral ---- */

/* From the piece's last point outwards the integrand is that of e^(u + v t + w t^2). */
typedef struct beyond {
  const look* look;
  pairing at;
  double vp, wp, vq, wq;
  int direction;
  int is_power[2]; /* known to be one: nothing is extrapolated */
} beyond;

static void bend(const double* y, double step, double* v, double* w) {
  double first = y[0] - y[1], second = y[1] - y[2]; /* outwards */
  *w = (first - second) / (2 * step * step), *v = first / step + *w * step;
  if (!(fabs(*w) > 1e-9 * fabs(*v))) *w = 0, *v = (y[0] - y[2]) / (2 * step);
}

static sp_sample sample_beyond(void* context, double t) {
  const beyond* b = context;
  pairing at = {b->at.lp + t * (b->vp + t * b->wp), b->at.lq + t * (b->vq + t * b->wq), 0,
                b->at.log_q + t * ((b->vq - b->direction) + t * b->wq)};
  at.r = b->at.r + t * (b->vp - b->vq + t * (b->wp - b->wq));
  if (isnan(at.lp)) at.lp = -INFINITY;
  if (isnan(at.lq)) at.lq = -INFINITY;
  if (!isfinite(at.r)) at.r = at.lp == -INFINITY ? -INFINITY : INFINITY;
  if (at.lp == -INFINITY && at.lq == -INFINITY) return (sp_sample){0, 0};
  sp_sample v = of_pairing(b->look, at);
  return isfinite(v.value) ? v : (sp_sample){0, 0};
}

/* The order of the power that a side is at an end of a piece; NaN where it is none.  Next to a
   point inside of its support a density is constant. */
static double order_of(const info_side* side, int upwards) {
  if (upwards || side->lo == 0) return info_tail_power(side, upwards);
  return side->lo < 0 ? 1 : NAN;
}

/* A slope that is the declared order of a power is that order exactly. */
static int snap(const info_side* side, int upwards, double* v, double* w) {
  double order = order_of(side, upwards);
  if (!(fabs(*v + order) <= 1e-8 * (1 + order)) && !(!upwards && side->lo < 0)) return 0;
  *v = -order, *w = 0;
  return 1;
}

/* By points far enough apart for the bend to show, unless the tail has not begun there. */
static void slopes_at(look* l, double s, int direction, beyond* b) {
  const info_pair* pair = &l->piece->view.pair;
  double v[2][2], w[2][2], step[2] = {16, 2};
  for (int k = 0; k < 2; k++) {
    double lp[3], lq[3];
    for (int i = 0; i < 3; i++) {
      pairing at = pairing_at(pair, s - direction * i * step[k]);
      lp[i] = at.lp, lq[i] = at.lq;
    }
    bend(lp, step[k], &v[k][0], &w[k][0]), bend(lq, step[k], &v[k][1], &w[k][1]);
  }
  int p = !(fabs(v[0][0] - v[1][0]) <= 1e-6), q = !(fabs(v[0][1] - v[1][1]) <= 1e-6);
  b->vp = v[p][0], b->wp = fmin(w[p][0], 0), b->vq = v[q][1], b->wq = fmin(w[q][1], 0);
  b->is_power[0] = b->at.lp == -INFINITY || snap(&pair->p, direction > 0, &b->vp, &b->wp);
  b->is_power[1] = b->at.lq == -INFINITY || snap(&pair->q, direction > 0, &b->vq, &b->wq);
}

/* Breaks where an exponential or a bell of this reach bends. */
static size_t add_bends(double reach, double* breaks, size_t count) {
  static const double steps[] = {0.01, 0.1, 0.5, 1, 2, 4, 8, 16, 32, 64, 100};
  if (!(reach > 1e-3 && reach < 1e303)) return count;
  for (int i = 0; i < 11; i++) {
    size_t k = count++;
    for (; breaks[k - 1] > steps[i] * reach; k--) breaks[k] = breaks[k - 1];
    breaks[k] = steps[i] * reach;
  }
  return count;
}

static void go_beyond(look* l, double s, int direction) {
  double breaks[1 + 4 * 11] = {0};
  beyond b = {.look = l, .at = pairing_at(&l->piece->view.pair, s), .direction = direction};
  slopes_at(l, s, direction, &b);
  if (!(b.vp < 0 || b.wp < 0) && !(b.vq < 0 || b.wq < 0)) return;
  size_t count = add_bends(-1 / b.vp, breaks, 1);
  count = add_bends(-1 / b.vq, breaks, count);
  count = add_bends(1 / sqrt(-b.wp), breaks, count);
  count = add_bends(1 / sqrt(-b.wq), breaks, count);
  sp_integral rest =
      sp_integrate_plain(sample_beyond, &b, breaks, count, fabs(l->total.value), BUDGET);
  double doubt = b.is_power[0] && b.is_power[1] ? 1e-14 : 1e-10;
  l->total.value += rest.value, l->total.error += rest.error + doubt * fabs(rest.value);
  l->total.magnitude += rest.magnitude;
}

/* The gap between two distribution functions that are powers at an end. */
static void go_on(look* l, double s) {
  double here = height(l, s), before = height(l, s - 16), slope = (before - here) / 16;
  if (!(slope > 0)) return;
  double rest = exp(here) / slope;
  l->total.value += rest, l->total.error += 1e-11 * rest;
}

/* How much more than its height a power of a low order holds, as a logarithm: 1/order, and its
   logarithm's mean as much again. */
static double depth(const look* l, int upwards) {
  double p = order_of(&l->piece->view.pair.p, upwards);
  double q = order_of(&l->piece->view.pair.q, upwards);
  double power = l->alpha * p + (1 - l->alpha) * q, least = fmin(p, q);
  if (power > 0) least = fmin(least, power);
  return least < 1 ? -2 * log(least) : 0;
}

/* Breaks outwards in growing steps, while something is left; whether the end is reached with it. */
static int extend(look* l, double s, double end, double* breaks, int* count) {
  double step = end > s ? 0.5 : -0.5, faint = l->best - FAINT;
  if (l->kind != GAP) faint -= depth(l, end > s);
  while (s != end && *count < SP_MAX_BREAKS - 1) {
    double next = fabs(end - s) > fabs(step) ? s + step : end;
    breaks[(*count)++] = next;
    if (!(height(l, next) > faint) && !(height(l, s) > faint)) return 0;
    s = next, step *= 1.6;
  }
  return height(l, end) > faint;
}

/* ---- where the integrand has a kink: P = Q, or F = G ---- */

static double side_of_kink(const look* l, double s) {
  const info_pair* pair = &l->piece->view.pair;
  return l->kind == GAP ? gap_at(pair, exp(s)).value : pairing_at(pair, s).r;
}

/* Adds the changes of sign between ascending breaks, which quadrature would guess the error of. */
static int add_kinks(const look* l, double* breaks, int count) {
  enum { STEPS = 4, MOST = 2 * SP_MAX_BREAKS + INFO_BREAKS };
  double out[MOST];
  int n = 0;
  for (int i = 0; i < count; i++) {
    double from = out[n++] = breaks[i], here = side_of_kink(l, from);
    for (int k = 1; i + 1 < count && k <= STEPS; k++) {
      double to = breaks[i] + (breaks[i + 1] - breaks[i]) * k / STEPS;
      double there = side_of_kink(l, to);
      int is_crossed = (here < 0 && there > 0) || (here > 0 && there < 0);
      if (is_crossed && n + (count - i) < MOST) {
        double a = from, b = to;
        for (int j = 0; j < 60; j++) {
          double middle = 0.5 * (a + b);
          *((side_of_kink(l, middle) > 0) == (here > 0) ? &a : &b) = middle;
        }
        out[n++] = a;
      }
      from = to, here = there;
    }
  }
  for (int i = 0; i < n; i++) breaks[i] = out[i];
  return n;
}

/* A wide interval in growing steps from both of its ends: a power of order < 1 reaches further than
   the density whose quantiles the breaks are, and what falls off a cliff next to a break would slip
   between the nodes of one panel. */
static int add_steps(double* breaks, int count) {
  enum { MOST = 2 * SP_MAX_BREAKS + INFO_BREAKS };
  double out[MOST];
  int n = 0;
  for (int i = 0; i < count; i++) {
    double down[16];
    int below = 0;
    out[n++] = breaks[i];
    if (i + 1 == count) break;
    double middle = 0.5 * (breaks[i] + breaks[i + 1]);
    for (double step = 2; breaks[i] + 2 * step < middle && n + (count - i) + 32 < MOST; step *= 4) {
      out[n++] = breaks[i] + step;
      down[below++] = breaks[i + 1] - step;
    }
    while (below > 0) out[n++] = down[--below];
  }
  for (int i = 0; i < n; i++) breaks[i] = out[i];
  return n;
}

/* Whether a ridge was met that all has to be seen from again. */
static int is_outdone(const look* l, double best) {
  return l->kind == POWER && l->seen > best + 10 && l->seen < INFINITY;
}

static void integrate(void* context, info_piece* piece) {
  look* l = context;
  double down[SP_MAX_BREAKS], breaks[2 * SP_MAX_BREAKS + INFO_BREAKS];
  int below = 0, count = 0, above = 0;
  if (is_outdone(l, l->best + l->top) && !l->is_last) return;
  l->piece = piece;
  double first = piece->count > 0 ? piece->breaks[0] : piece->most;
  int is_beneath = extend(l, first, piece->least, down, &below) && piece->least == INFO_LEAST_S;
  while (below > 0) breaks[count++] = down[--below];
  for (int i = 0; i < piece->count; i++) breaks[count++] = piece->breaks[i];
  int is_over = extend(l, breaks[count - 1], piece->most, breaks + count, &above);
  count += above;
  if (breaks[count - 1] != piece->most && !piece->is_open) breaks[count++] = piece->most;
  int is_kinked = l->kind == GAP || l->kind == OVERLAP ||
                  (l->kind == SHARE && l->scene->pair->measure == SP_MEASURE_totalVariation);
  int is_power = l->kind == POWER || (l->kind == SHARE && !isnan(info_power_of(l->scene->pair)));
  if (is_power) count = add_steps(breaks, count);
  if (is_kinked) count = add_kinks(l, breaks, count);
  int more = l->kind == SHARE ? MORE * l->scene->anchor_count : 0;
  int left = BUDGET + more - l->total.samples;
  sp_integral part = sp_integrate_plain(sample, l, breaks, (size_t)count,
                                        fmax(0.1 * exp(l->best), l->total.magnitude), left);
  l->total.value += part.value, l->total.error += part.error;
  l->total.magnitude += part.magnitude, l->total.samples += part.samples;
  l->total.is_converged &= part.is_converged;
  if (l->kind == GAP) {
    if (is_over && piece->is_open) go_on(l, piece->most);
    return;
  }
  if (is_over && piece->is_open) go_beyond(l, piece->most, 1);
  if (is_beneath) go_beyond(l, INFO_LEAST_S, -1);
}

/* The integral of one kind; for POWER, its logarithm less l->top. */
static look integral_of(info_scene* scene, integrand kind, double alpha) {
  look l = {.scene = scene, .kind = kind, .alpha = alpha, .best = -INFINITY};
  int is_common = kind == POWER || kind == OVERLAP || kind == COMMON_SURPRISE;
  l.best_x = NAN;
  info_scene_walk(scene, is_common, survey, &l);
  if (kind == RATIO || l.best == -INFINITY || l.best == INFINITY) return l;
  /* a ridge that the survey missed shows when the integral walks over it */
  for (int attempt = 0; attempt < 4; attempt++) {
    l.top = 0, l.best_fall = l.seen = -INFINITY, l.total = (sp_integral){.is_converged = 1};
    l.is_last = attempt == 3;
    if (kind == POWER) {
      info_scene_add_anchor(scene, l.best_x);
      info_scene_walk(scene, 1, measure_ridge, &l);
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
  look l = integral_of(scene, SHARE, pair->alpha);
  if (l.is_overflown) return info_infinite(out, SP_REASON_OVERFLOW, NAN);
  info_conclude(pair, l.total, out);
}

/* What the overlap leaves of `whole`, or the shares where that is the smaller part. */
static void by_overlap(info_scene* scene, integrand kind, double whole, sp_result* out) {
  look l = integral_of(scene, kind, 1);
  if (!(l.total.value < whole / 2) || scene->pair->partial) return shares(scene, out);
  out->value = whole - l.total.value, out->error = l.total.error + 2e-16;
}

/* A peak at the edge of the doubles lies beyond it: what is known is less than the value. */
static void doubt_edge(const look* l, sp_result* out) {
  double x = fabs(l->best_x);
  if (!(x > 1e300 || (x > 0 && x < 1e-300)) || isinf(out->value)) return;
  out->error = INFINITY, out->reason = SP_REASON_NOT_CONVERGED;
}

static void by_power(info_scene* scene, double alpha, sp_result* out) {
  const info_pair* pair = scene->pair;
  look l = integral_of(scene, POWER, alpha);
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
    look l = integral_of(&scene, RATIO, 1);
    if (l.best == INFINITY) return info_infinite(out, SP_REASON_OVERFLOW, NAN);
    out->value = fmax(l.best, 0), out->error = 1e-14 * (1 + fabs(l.best));
    doubt_edge(&l, out);
  } else if (!isnan(alpha)) {
    by_power(&scene, alpha, out);
  } else if (pair->measure == SP_MEASURE_totalVariation) {
    by_overlap(&scene, OVERLAP, 1, out);
  } else if (pair->measure == SP_MEASURE_jensenShannon) {
    by_overlap(&scene, COMMON_SURPRISE, LN2, out);
  } else if (pair->measure == SP_MEASURE_wasserstein1) {
    look l = integral_of(&scene, GAP, 1);
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
