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

static sp_sample relative(void* context, double x) {
  const tilt* t = context;
  double e = exponent(t, x), value = exp(e - t->top);
  return (sp_sample){isfinite(value) ? value : 0, value * 4e-16 * (1 + fabs(e))};
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

/* Where the exponent has fallen by `drop` on one side of the peak. */
static double fall(const tilt* t, double at, double step, double limit, double drop) {
  double near = at, far = at;
  int sign = limit > at ? 1 : -1;
  for (int i = 0; i < 1100; i++) {
    far = sign > 0 ? fmin(near + step, limit) : fmax(near - step, limit);
    if (far == limit && isfinite(limit)) return far;
    if (!(exponent(t, far) > t->top - drop) || !isfinite(far)) break;
    near = far, step *= 2;
  }
  return far;
}

/* ---- counts beyond 2^53, where the doubles miss integers ---- */

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
  double most = fmax(info_sf(&pair->p, 0x1p53), info_sf(&pair->q, 0x1p53));
  if (pair->p.kind != SP_DISCRETE || pair->partial || !(most > 1e-16)) return NAN;
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
  if (discrete) from = fmax(ceil(from), 1 - 0x1p53), to = fmin(floor(to), 0x1p53 - 1);
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
  region.centre = at;
  sp_integral total = info_integrate(pair, &region, relative, &t);
  out->value = t.top + log(total.value);
  out->error = total.error / total.value + 4e-16 * (1 + fabs(out->value));
  return 1;
}
