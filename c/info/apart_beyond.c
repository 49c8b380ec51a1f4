/* What an integral holds beyond the doubles, or beyond the last point that counts. */
#include "info/apart_look.h"

#include <math.h>

#include "info/tails.h"

/* From the piece's last point outwards the integrand is that of e^(u + v t + w t^2). */
typedef struct beyond {
  const info_look* look;
  info_pairing at;
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
  info_pairing at = {b->at.lp + t * (b->vp + t * b->wp), b->at.lq + t * (b->vq + t * b->wq), 0,
                     b->at.log_q + t * ((b->vq - b->direction) + t * b->wq)};
  at.r = b->at.r + t * (b->vp - b->vq + t * (b->wp - b->wq));
  if (isnan(at.lp)) at.lp = -INFINITY;
  if (isnan(at.lq)) at.lq = -INFINITY;
  if (!isfinite(at.r)) at.r = at.lp == -INFINITY ? -INFINITY : INFINITY;
  if (at.lp == -INFINITY && at.lq == -INFINITY) return (sp_sample){0, 0};
  sp_sample v = info_look_at_pairing(b->look, at);
  return isfinite(v.value) ? v : (sp_sample){0, 0};
}

double info_end_order(const info_side* side, int upwards) {
  if (upwards || side->lo == 0) return info_tail_power(side, upwards);
  return side->lo < 0 ? 1 : NAN;
}

/* A slope that is the declared order of a power is that order exactly. */
static int snap(const info_side* side, int upwards, double* v, double* w) {
  double order = info_end_order(side, upwards);
  if (!(fabs(*v + order) <= 1e-8 * (1 + order)) && !(!upwards && side->lo < 0)) return 0;
  *v = -order, *w = 0;
  return 1;
}

/* By points far enough apart for the bend to show, unless the tail has not begun there. */
static void slopes_at(info_look* l, double s, int direction, beyond* b) {
  const info_pair* pair = &l->piece->view.pair;
  double v[2][2], w[2][2], step[2] = {16, 2};
  for (int k = 0; k < 2; k++) {
    double lp[3], lq[3];
    for (int i = 0; i < 3; i++) {
      info_pairing at = info_pairing_at(pair, s - direction * i * step[k]);
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

void info_look_beyond(info_look* l, double s, int direction) {
  double breaks[1 + 4 * 11] = {0};
  beyond b = {.look = l, .at = info_pairing_at(&l->piece->view.pair, s), .direction = direction};
  slopes_at(l, s, direction, &b);
  if (!(b.vp < 0 || b.wp < 0) && !(b.vq < 0 || b.wq < 0)) return;
  size_t count = add_bends(-1 / b.vp, breaks, 1);
  count = add_bends(-1 / b.vq, breaks, count);
  count = add_bends(1 / sqrt(-b.wp), breaks, count);
  count = add_bends(1 / sqrt(-b.wq), breaks, count);
  sp_integral rest =
      sp_integrate_plain(sample_beyond, &b, breaks, count, fabs(l->total.value), INFO_BUDGET);
  double doubt = b.is_power[0] && b.is_power[1] ? 1e-14 : 1e-10;
  l->total.value += rest.value, l->total.error += rest.error + doubt * fabs(rest.value);
  l->total.magnitude += rest.magnitude;
}

void info_look_gap_beyond(info_look* l, double s) {
  double here = info_look_height(l, s), before = info_look_height(l, s - 16);
  double slope = (before - here) / 16;
  if (!(slope > 0)) return;
  double rest = exp(here) / slope;
  l->total.value += rest, l->total.error += 1e-11 * rest;
}
