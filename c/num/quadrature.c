#include "num/quadrature.h"

#include <math.h>
#include <stdlib.h>

#define MAX_SAMPLES 5000
#define MAX_DEPTH   60

static const struct {
  double node, kronrod, gauss;
} rule[11] = {
    {0, 0x1.321082b7cd10fp-3, 0},
    {0x1.30e507891e27ap-3, 0x1.2e91d6ff21eb5p-3, 0x1.2e9de7014d6efp-2},
    {0x1.2d755295ea137p-2, 0x1.2467b616c0e05p-3, 0},
    {0x1.bbcc009016adcp-2, 0x1.13e26d16948d4p-3, 0x1.13baa7a559bfep-2},
    {0x1.2021b401fc120p-1, 0x1.f9d2b8f5d2ddep-4, 0},
    {0x1.5bdb9228de198p-1, 0x1.c00cbfda8818fp-4, 0x1.c0b059d00bc31p-3},
    {0x1.8fc7574fa6c62p-1, 0x1.7d711dddcb389p-4, 0},
    {0x1.bae995e9cb2f3p-1, 0x1.335ccd53722e5p-4, 0x1.32138c878efe5p-3},
    {0x1.dc3d9a4b011c6p-1, 0x1.c08f7021999a2p-5, 0},
    {0x1.f2a3e062af2d8p-1, 0x1.0ab76a4a94042p-5, 0x1.1115f8b62dc1fp-4},
    {0x1.fdc6c69272ae5p-1, 0x1.7f35bdbca883fp-7, 0},
};

/* x = s where direction is 0, else origin + direction * e^s. */
typedef struct panel {
  double from, to; /* in s */
  double origin, direction;
} panel;

typedef struct job {
  sp_integrand f;
  void* context;
  double scale; /* of the whole integral, to tell which errors matter */
  double share; /* of a panel's own magnitude that may be left */
  int most;     /* samples */
  sp_integral total;
  sp_integrands at_once; /* asked in place of f, where there is one */
} job;

typedef struct estimate {
  double value, truncation, rounding, magnitude;
} estimate;

#define NODES SP_PANEL_NODES

/* The integrand in s, f dx/ds, at the nodes s; f and x are given back. */
static void sample(job* j, const panel* p, const double* s, sp_sample* out, double* f, double* x) {
  double slope[NODES];
  for (int i = 0; i < NODES; i++) {
    slope[i] = p->direction != 0 ? exp(s[i]) : 1;
    x[i] = p->direction != 0 ? p->origin + p->direction * slope[i] : s[i];
  }
  if (j->at_once) j->at_once(j->context, x, NODES, out);
  for (int i = 0; i < NODES; i++) {
    if (!j->at_once) out[i] = j->f(j->context, x[i]);
    f[i] = out[i].value, out[i].value *= slope[i], out[i].error *= slope[i];
  }
  j->total.samples += NODES;
}

/* a + b - fl(a + b) */
static double lost(double a, double b) {
  double sum = a + b, part = sum - a;
  return (a - (sum - part)) + (b - part);
}

/* What the rounding of the nodes cost: sum of weight f' (true node - node), f' by differences of
   neighbours.  It matters in narrow panels far from 0, where an ulp of x is much of their width. */
static double node_correction(const double* values, const double* offset, const double* moved) {
  double sum = 0;
  for (int i = 0; i < NODES; i++) {
    int a = i > 0 ? i - 1 : 0, b = i < 20 ? i + 1 : 20;
    double slope = (values[b] - values[a]) / (offset[b] - offset[a]);
    if (i > 0 && i < 20) { /* of the parabola through three points */
      double left = offset[i] - offset[a], right = offset[b] - offset[i];
      double up = (values[b] - values[i]) / right, down = (values[i] - values[a]) / left;
      slope = (up * left + down * right) / (left + right);
    }
    sum += rule[abs(i - 10)].kronrod * slope * moved[i];
  }
  return sum;
}

static estimate apply_rule(job* j, const panel* p) {
  double middle = 0.5 * (p->from + p->to), half = 0.5 * (p->to - p->from);
  double middle_lost = 0.5 * lost(p->from, p->to);
  double value = 0, gauss = 0, error = 0, magnitude = 0, mean, spread = 0;
  double values[NODES], offset[NODES], moved[NODES], node[NODES]; /* ascending */
  double f[NODES], x[NODES], moving = 0;
  sp_sample samples[NODES];
  for (int i = 0; i < NODES; i++) {
    offset[i] = (i < 10 ? -half : half) * rule[abs(i - 10)].node;
    moved[i] = middle_lost + lost(middle, offset[i]);
    node[i] = middle + offset[i];
  }
  sample(j, p, node, samples, f, x);
  for (int i = 0; i < NODES; i++) {
    double kronrod = rule[abs(i - 10)].kronrod;
    sp_sample v = samples[i];
    values[i] = v.value;
    /* x is rounded, which f feels as far as it varies: in narrow panels, or next to a pole */
    if (i > 0) moving += 1.1e-16 * fmax(fabs(x[i]), fabs(x[i - 1])) * fabs(f[i] - f[i - 1]);
    value += kronrod * v.value, gauss += rule[abs(i - 10)].gauss * v.value;
    error += kronrod * v.error, magnitude += kronrod * fabs(v.value);
  }
  mean = value / 2;
  for (int i = 0; i < NODES; i++) spread += rule[abs(i - 10)].kronrod * fabs(values[i] - mean);
  double gap = fabs(value - gauss), truncation = gap;
  if (spread > 0 && gap > 0) { /* spread (200 gap / spread)^(3/2) */
    double share = fmin(1, 200 * gap / spread);
    truncation = spread * share * sqrt(share);
  }
  error = error * half;
  if (p->direction != 0) moving += 1.1e-16 * spread; /* the rounding of e^s */
  if (p->direction == 0 && half < fabs(middle)) {
    double correction = node_correction(values, offset, moved);
    if (isfinite(correction)) value += correction, moving *= 0.1;
  }
  return (estimate){value * half, truncation * half, error + moving, magnitude * half};
}

static void take(job* j, estimate e) {
  j->total.value += e.value;
  j->total.error += e.truncation + e.rounding + 2e-16 * e.magnitude;
  j->total.magnitude += e.magnitude;
}

static void refine(job* j, panel p, estimate e, int depth) {
  double enough = fmax(1e-16 * j->scale, fmax(j->share * e.magnitude, e.rounding));
  double width = p.to - p.from;
  int is_narrow = !(width > 1e-14 * fmax(fabs(p.from), fabs(p.to)));
  if (e.truncation <= enough || is_narrow || depth == MAX_DEPTH || !isfinite(e.value))
    return take(j, e);
  if (j->total.samples > j->most) {
    j->total.is_converged = 0;
    return take(j, e);
  }
  double middle = p.from + 0.5 * width;
  panel left = p, right = p;
  left.to = middle, right.from = middle;
  refine(j, left, apply_rule(j, &left), depth + 1);
  refine(j, right, apply_rule(j, &right), depth + 1);
}

/* The variable in which a panel is smooth: log of the distance to an end or to the centre when that
   distance changes several-fold over the panel. */
static panel choose_panel(double a, double b, double lo, double hi, double centre) {
  if (a > lo && isfinite(lo) && b - lo > 3 * (a - lo))
    return (panel){log(a - lo), log(b - lo), lo, 1};
  if (b < hi && isfinite(hi) && hi - a > 3 * (hi - b))
    return (panel){log(hi - a), log(hi - b), hi, -1};
  double near = 1e-6 * fabs(centre); /* closer to it, doubles are too coarse for its logarithm */
  if (a - centre > near && b - centre > 3 * (a - centre))
    return (panel){log(a - centre), log(b - centre), centre, 1};
  if (centre - b > near && centre - a > 3 * (centre - b))
    return (panel){log(centre - a), log(centre - b), centre, -1};
  return (panel){a, b, 0, 0};
}

sp_integral sp_integrate(sp_integrand f, sp_integrands at_once, void* context, const double* breaks,
                         size_t count, double lo, double hi, double centre) {
  job j = {f, context, 0, 1e-15, MAX_SAMPLES, {.is_converged = 1}, at_once};
  panel panels[SP_MAX_BREAKS];
  estimate first[SP_MAX_BREAKS];
  size_t n = 0;
  for (size_t i = 0; i + 1 < count && n < SP_MAX_BREAKS; i++) {
    if (!(breaks[i] < breaks[i + 1])) continue;
    panels[n] = choose_panel(breaks[i], breaks[i + 1], lo, hi, centre);
    if (panels[n].from > panels[n].to) { /* s falls while x rises */
      double from = panels[n].from;
      panels[n].from = panels[n].to, panels[n].to = from;
    }
    first[n] = apply_rule(&j, &panels[n]);
    j.scale += first[n++].magnitude;
  }
  for (size_t i = 0; i < n; i++) refine(&j, panels[i], first[i], 0);
  return j.total;
}

sp_integral sp_integrate_plain(sp_integrand f, void* context, const double* breaks, size_t count,
                               double scale, int most) {
  job j = {f, context, scale, 3e-14, most, {.is_converged = 1}, NULL};
  for (size_t i = 0; i + 1 < count; i++) {
    panel p = {breaks[i], breaks[i + 1], 0, 0};
    if (p.from < p.to) refine(&j, p, apply_rule(&j, &p), 0);
  }
  return j.total;
}

/* ---- sums ---- */

#define SHORT_RUN 128
#define LEVELS    5 /* strides steps/8 ... steps/128 */

static sp_sample term_at(job* j, double x) {
  j->total.samples++;
  return j->f(j->context, x);
}

static void add_term(job* j, double x, double weight) {
  sp_sample v = term_at(j, x);
  take(j, (estimate){weight * v.value, 0, weight * v.error, fabs(weight * v.value)});
}

static double enough_for(const job* j, estimate e) {
  return fmax(1e-16 * j->scale, fmax(j->share * e.magnitude, e.rounding));
}

/* sum over a ... a + steps, the ends with weight 1/2, steps a multiple of SHORT_RUN */
static estimate extrapolate(job* j, double a, double steps) {
  double row[LEVELS], square[LEVELS], count = 4, value = 0, rounding = 0, magnitude = 0;
  estimate e = {0};
  for (int level = 0; level < LEVELS; level++) {
    count *= 2;
    double stride = steps / count;
    for (double i = level > 0; i <= count; i += level > 0 ? 2 : 1) {
      sp_sample v = term_at(j, a + stride * i);
      double weight = i == 0 || i == count ? 0.5 : 1;
      value += weight * v.value, rounding += weight * v.error, magnitude += weight * fabs(v.value);
    }
    square[level] = stride * stride, row[level] = value * stride;
    /* Neville's scheme at stride^2 = 1 */
    for (int back = level - 1; back >= 0; back--) {
      double t = (1 - square[level]) / (square[back] - square[level]);
      row[back] = row[back + 1] + t * (row[back] - row[back + 1]);
    }
    double change = level > 0 ? fabs(row[0] - e.value) : fabs(row[0]);
    e = (estimate){row[0], change, rounding * stride, magnitude * stride};
    if (level >= 3 && change <= 0.1 * enough_for(j, e)) break;
  }
  return e;
}

static void sum_steps(job* j, double a, double steps);

static void refine_sum(job* j, double a, double steps) {
  estimate e = extrapolate(j, a, steps);
  int is_good = e.truncation <= enough_for(j, e) || !isfinite(e.value);
  if (!is_good && j->total.samples > MAX_SAMPLES) j->total.is_converged = 0, is_good = 1;
  if (is_good) return take(j, e);
  double half = floor(steps / 2);
  sum_steps(j, a, half);
  sum_steps(j, a + half, steps - half);
}

/* Trapezoids over a ... a + steps: as much as SHORT_RUN divides, and the few left term by term. */
static void sum_steps(job* j, double a, double steps) {
  double rest = steps;
  if (steps >= 2 * SHORT_RUN) {
    double body = SHORT_RUN * floor(steps / SHORT_RUN);
    refine_sum(j, a, body);
    a += body, rest = steps - body;
  }
  if (rest == 0) return;
  add_term(j, a, 0.5);
  for (double i = 1; i < rest; i++) add_term(j, a + i, 1);
  add_term(j, a + rest, 0.5);
}

/* first ... last, both whole */
static void sum_run(job* j, double first, double last) {
  if (last - first <= SHORT_RUN) {
    for (double x = first; x <= last; x++) add_term(j, x, 1);
    return;
  }
  add_term(j, first, 0.5), add_term(j, last, 0.5);
  sum_steps(j, first, last - first);
}

sp_integral sp_sum(sp_integrand f, void* context, double first, double last, const double* breaks,
                   size_t count) {
  job j = {f, context, 0, 4e-16, MAX_SAMPLES, {.is_converged = 1}, NULL};
  if (last - first > SHORT_RUN) /* the scale, roughly: trapezoids between the hints */
    for (size_t i = 0; i + 1 < count; i++) {
      double middle = floor(0.5 * (breaks[i] + breaks[i + 1]));
      if (middle >= first && middle <= last)
        j.scale += fabs(term_at(&j, middle).value) * (breaks[i + 1] - breaks[i]);
    }
  double a = first;
  for (size_t i = 0; i < count; i++) {
    double b = fmin(floor(breaks[i]), last);
    double next = i + 1 < count ? fmin(floor(breaks[i + 1]), last) : last;
    if (b < a || next - a <= SHORT_RUN) continue; /* a long run never swallows a hint */
    sum_run(&j, a, b);
    a = b + 1;
  }
  if (a <= last) sum_run(&j, a, last);
  return j.total;
}
