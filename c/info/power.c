/* log of the sum or integral of P^alpha Q^(1-alpha), taken relative to its largest exponent: the
   Chernoff coefficient, whose peak may lie far from both P's and Q's mass. */
#include <math.h>

#include "info/dist_measure.h"

typedef struct tilt {
  const info_pair* pair;
  double alpha, top;
} tilt;

/* Of the order Inf: log(P/Q) itself. */
static double exponent(const tilt* t, double x) {
  const info_pair* pair = t->pair;
  double lp = info_log_density(&pair->p, x);
  if (lp == -INFINITY) return -INFINITY;
  if (isinf(t->alpha)) return info_log_ratio(pair, x, lp);
  return lp + (t->alpha - 1) * info_log_ratio(pair, x, lp);
}

double info_power_doubt(const info_pair* pair, double alpha, double lp, double r) {
  double own = 4e-16 * (1 + fabs(lp)), of_r = pair->ratio.at ? 1e-14 * fabs(r) : 4e-16 * fabs(r);
  return own + fabs(alpha - 1) * (of_r + (pair->ratio.at ? 0 : own));
}

static sp_sample relative(void* context, double x) {
  const tilt* t = context;
  double lp = info_log_density(&t->pair->p, x);
  if (lp == -INFINITY) return (sp_sample){0, 0};
  double r = info_log_ratio(t->pair, x, lp), value = exp(lp + (t->alpha - 1) * r - t->top);
  if (!isfinite(value)) return (sp_sample){0, 0};
  return (sp_sample){value, value * fmin(8, info_power_doubt(t->pair, t->alpha, lp, r))};
}

/* Climbs to the peak from the best of a few starts; the exponent is unimodal but for mixtures. */
static double climb(tilt* t, const info_region* region, double lo, double hi) {
  int discrete = t->pair->p.kind == SP_DISCRETE;
  double best = -INFINITY, at = region->centre;
  for (size_t i = 0; i < region->count; i++) {
    double x = discrete ? floor(region->breaks[i]) : region->breaks[i];
    double e = exponent(t, x);
    if (isfinite(e) && e > best) best = e, at = x;
  }
  for (int i = 0; i < 2; i++) { /* over a range it may rise towards an end */
    double e = isfinite(i ? hi : lo) ? exponent(t, i ? hi : lo) : -INFINITY;
    if (t->pair->partial && isfinite(e) && e > best) best = e, at = i ? hi : lo;
  }
  double step =
      discrete ? fmax(1, floor((region->hi - region->lo) / 16)) : (region->hi - region->lo) / 16;
  for (int i = 0; i < 400; i++) {
    double up = fmin(at + step, hi), down = fmax(at - step, lo);
    double eu = exponent(t, up), ed = exponent(t, down);
    if (isfinite(eu) && eu > best)
      best = eu, at = up, step *= 2;
    else if (isfinite(ed) && ed > best)
      best = ed, at = down, step *= 2;
    else if (discrete ? step > 1 : step > 1e-6 * (region->hi - region->lo))
      step = discrete ? floor(step / 2) : step / 2;
    else
      break;
  }
  t->top = best;
  return at;
}

/* A step from the peak at which something is left on one side. */
static double visible(const tilt* t, double at, double step, double lo, double hi) {
  double least = t->pair->p.kind == SP_DISCRETE;
  for (int i = 0; i < 500 && step > least && isfinite(at); i++) {
    double down = at - step >= lo ? exponent(t, at - step) : -INFINITY;
    double up = at + step <= hi ? exponent(t, at + step) : -INFINITY;
    if (fmax(down, up) > t->top - 30 || at + step == at) break;
    step = least ? floor(step / 4) : step / 4;
  }
  return fmax(step, least);
}

/* Where on one side of the peak a stretch as long as the way there holds `drop` less than one step
   at the peak: a power of -1.5 is 33 orders of magnitude lower where a ten billionth is left. */
static double fall(const tilt* t, double at, double step, double limit, double drop) {
  double near = at, far = at, first = step;
  int sign = limit > at ? 1 : -1;
  for (int i = 0; i < 1100; i++) {
    far = sign > 0 ? fmin(near + step, limit) : fmax(near - step, limit);
    if (far == limit && isfinite(limit)) return far;
    if (fabs(far) > 1e300) return near;
    if (!(exponent(t, far) + log(fabs(far - at) / first) > t->top - drop)) break;
    near = far, step *= 2;
  }
  return far;
}

/* ---- counts where doubles are too few ---- */

/* Golden section for the largest f between a and b, over doubles or their logarithms. */
static double highest(const tilt* t, double a, double b, int is_log) {
  const double share = 0.3819660112501051;
  for (int i = 0; i < 120; i++) {
    double x = a + share * (b - a), y = b - share * (b - a);
    double at_x = exponent(t, floor(is_log ? exp(x) : x));
    double at_y = exponent(t, floor(is_log ? exp(y) : y));
    *(at_x > at_y || isnan(at_y) ? &b : &a) = at_x > at_y || isnan(at_y) ? y : x;
  }
  return floor(is_log ? exp(0.5 * (a + b)) : 0.5 * (a + b));
}

double info_ridge_beyond(const info_pair* pair, double alpha, double* top) {
  int is_lost = info_is_lost(&pair->p) || info_is_lost(&pair->q);
  if (pair->p.kind != SP_DISCRETE || pair->partial || !is_lost) return NAN;
  tilt t = {pair, alpha, 0};
  double x = highest(&t, 0, 709, 1);
  if (!(x > 0x1p52)) return NAN;
  x = highest(&t, x * (1 - 1e-11), x * (1 + 1e-11), 0);
  *top = exponent(&t, x);
  if (alpha > 1 && (!isfinite(*top) || x > 1e304))
    *top = INFINITY; /* it rises beyond the doubles */
  return x;
}

#define LOG_COUNT 800 /* at least the logarithm of how many integers there are */

void info_grade(info_region* region) {
  double out[SP_MAX_BREAKS];
  size_t n = 0, count = region->count;
  const double* b = region->breaks;
  for (size_t i = 0; i < count; i++) {
    double up[8], left = i > 0 ? b[i] - b[i - 1] : INFINITY;
    size_t above = 0;
    out[n++] = b[i];
    if (i + 1 == count) break;
    double right = i + 2 < count ? b[i + 2] - b[i + 1] : INFINITY, middle = 0.5 * (b[i] + b[i + 1]);
    size_t room = SP_MAX_BREAKS - n - (count - i - 1);
    for (double d = 2 * left; d > 0 && b[i] + d < middle && room > 16; d *= 12, room--)
      out[n++] = b[i] + d;
    for (double d = 2 * right; d > 0 && b[i + 1] - d > middle && above < 8 && room > 16;
         d *= 12, room--)
      up[above++] = b[i + 1] - d;
    while (above > 0) out[n++] = up[--above];
  }
  for (size_t i = 0; i < n; i++) region->breaks[i] = out[i];
  region->count = n;
}

int info_log_power(const info_pair* pair, double alpha, double lo, double hi, sp_result* out) {
  double from = fmax(fmax(pair->p.lo, pair->q.lo), lo);
  double to = fmin(fmin(pair->p.hi, pair->q.hi), hi);
  int discrete = pair->p.kind == SP_DISCRETE;
  double ridge = info_ridge_beyond(pair, alpha, &out->value);
  if (!isnan(ridge)) { /* and where doubles miss the peak itself, a count's curvature being 1/x */
    out->error = LOG_COUNT + 1e-12 * fabs(out->value) + 1e-31 * (1 + alpha) * ridge;
    out->value = alpha > 1 ? fmax(out->value, 0) : fmin(out->value, 0);
    return 1;
  }
  if (discrete) from = ceil(from), to = floor(to);
  if (!(from <= to) || (from == to && !discrete)) {
    out->value = -INFINITY;
    return 1;
  }
  info_region region = info_find_region(pair, INFO_BOTH, from, to);
  if (region.count == 0) return 0;
  tilt t = {pair, alpha, 0};
  double at = climb(&t, &region, from, to);
  if (t.top == -INFINITY) {
    out->value = -INFINITY;
    return 1;
  }
  double step = (region.hi - region.lo) / 64;
  if (discrete) step = fmax(1, floor(step));
  step = visible(&t, at, step, from, to);
  double left = fall(&t, at, step, from, 75), right = fall(&t, at, step, to, 75);
  region.lo = fmin(region.lo, left), region.hi = fmax(region.hi, right);
  /* the old break points stay; new ones lead outwards from the peak in growing steps */
  double extra[24];
  size_t more = 0;
  for (double d = step; d < right - at && more < 10; d *= 4) extra[more++] = at + d;
  for (double d = step; d < at - left && more < 20; d *= 4) extra[more++] = at - d;
  extra[more++] = at, extra[more++] = left, extra[more++] = right;
  for (size_t i = 0; i < more && region.count < SP_MAX_BREAKS; i++) {
    size_t k = region.count++;
    for (; k > 0 && region.breaks[k - 1] > extra[i]; k--) region.breaks[k] = region.breaks[k - 1];
    region.breaks[k] = discrete ? floor(extra[i]) : extra[i];
  }
  if (!discrete) info_grade(&region);
  region.centre = at;
  sp_integral total = info_integrate(pair, &region, relative, NULL, &t);
  out->value = t.top + log(total.value);
  out->error = total.error / total.value + 8e-16 * (1 + fabs(out->value));
  return 1;
}
