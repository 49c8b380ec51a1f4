/* W1(P, Q) = the sum or integral of |H|, H = F - G.

   H is never the difference of two distribution functions, which near-identical distributions would
   drown: it is the running integral of p - q, from the lower end up to P's median and from the
   upper end down to it.  Over a block from a to b whose ends have the same sign of H, integral of H
   = (b - a) H(a) + integral of (b - x)(p - q), and a block where the sign changes is halved. Blocks
   are cut where p - q changes its sign, so that H is monotone in each and its ends tell all. Beyond
   the blocks, tails that are powers are known in closed form. */
#include <math.h>
#include <stdint.h>

#include "info/bregman.h"
#include "info/dist_measure.h"
#include "info/flip.h"
#include "info/tails.h"

#define MAX_HALVINGS 48
#define MAX_SAMPLES  8000 /* after which a block with a crossing is taken whole */
#define INFO_HEAVY   12   /* orders whose tails matter; lighter ones are no powers yet at 1e-30 */

typedef struct flow {
  const info_pair* pair;
  double end;      /* of the block, towards which H is followed */
  int is_weighted; /* by the distance to that end (in integers: to the point after it) */
} flow;

static sp_sample gap_at(void* context, double x) {
  const flow* f = context;
  const info_pair* pair = f->pair;
  double lp = info_log_density(&pair->p, x), p = exp(lp), weight = 1;
  double r = lp > -INFINITY ? info_log_ratio(pair, x, lp) : -INFINITY;
  int near = fabs(r) < 1, is_direct = near && pair->ratio.at;
  double q = near ? p : exp(info_log_density(&pair->q, x));
  double gap = near ? -p * expm1(-r) : p - q;
  if (f->is_weighted) weight = fabs(f->end - x) + (pair->p.kind == SP_DISCRETE);
  if (!isfinite(gap)) return (sp_sample){0, 0};
  double error = is_direct ? 1e-15 * fabs(gap) : 4e-16 * (q + (p > 0 ? p * (1 + fabs(lp)) : 0));
  return (sp_sample){gap * weight, error * weight};
}

typedef struct total {
  double value, error;
  double height, doubt; /* H at the inner end of the blocks so far, and its error */
  long samples;
} total;

static sp_integral over(const flow* f, const info_region* region, double low, double high) {
  info_region block = {.lo = low, .hi = high, .centre = region->centre, .breaks = {low, high}};
  block.count = 2;
  return info_integrate(f->pair, &block, gap_at, NULL, (void*)(uintptr_t)f);
}

/* The block low ... high, entered from below (upwards) or from above. */
static void cross(const info_pair* pair, const info_region* region, double low, double high,
                  int upwards, int halvings, total* t) {
  int discrete = pair->p.kind == SP_DISCRETE;
  flow plain = {pair, 0, 0}, weighted = {pair, upwards ? high : low, 1};
  sp_integral step = over(&plain, region, low, high), area = over(&weighted, region, low, high);
  double width = high - low + discrete, before = t->height, after = before + step.value;
  double middle = low + 0.5 * (high - low);
  if (discrete) middle = floor(middle);
  int is_small = discrete ? high == low : !(middle > low && middle < high);
  double least = width * fmin(fabs(before), fabs(after)); /* what taking the block whole may cost */
  int is_crossed = before * after < 0 && fabs(before) > t->doubt &&
                   fabs(after) > t->doubt + step.error && least > 1e-17 * t->value;
  t->samples += step.samples + area.samples;
  if (is_crossed && !is_small && halvings < MAX_HALVINGS && t->samples < MAX_SAMPLES) {
    double next = discrete ? middle + 1 : middle;
    cross(pair, region, upwards ? low : next, upwards ? middle : high, upwards, halvings + 1, t);
    cross(pair, region, upwards ? next : low, upwards ? high : middle, upwards, halvings + 1, t);
    return;
  }
  t->value += fabs(before * width + area.value);
  t->error += t->doubt * width + area.error;
  if (is_crossed && !is_small) t->error += least;
  t->height = after, t->doubt += step.error;
}

/* Beyond x, where P falls as x^-v and Q as x^-w: H at x, and the integral of |H| from there on. */
static double heavy_rest(const info_pair* pair, int upwards, double x, double* height) {
  double p_end = upwards ? pair->p.hi : pair->p.lo, q_end = upwards ? pair->q.hi : pair->q.lo;
  double v = isinf(p_end) ? info_tail_power(&pair->p, upwards) : NAN;
  double w = isinf(q_end) ? info_tail_power(&pair->q, upwards) : NAN;
  double p = upwards ? info_sf(&pair->p, x) : info_cdf(&pair->p, x);
  double q = upwards ? info_sf(&pair->q, x) : info_cdf(&pair->q, x), away = fabs(x);
  if (isnan(v) && isnan(w)) return 0;
  *height = p - q;
  if (isnan(w)) return away * p / (v - 1);
  if (isnan(v)) return away * q / (w - 1);
  if (v < INFO_HEAVY && w < INFO_HEAVY) { /* densities' ratio = (p v)/(q w) */
    double r = info_log_ratio(pair, x, info_log_density(&pair->p, x));
    *height = -p * expm1(info_log_quotient(v, w) - r);
  }
  return fabs(away * (*height / (v - 1) + q * ((w - v) / ((v - 1) * (w - 1)))));
}

/* The last place from low on where p - q still has the sign that it has at low: high if it has
   none, or has it at high too.  A jump at either end, of a support that begins or ends there, cuts
   nothing off. */
static double monotone_until(const info_pair* pair, double low, double high) {
  flow f = {pair, 0, 0};
  int discrete = pair->p.kind == SP_DISCRETE;
  double sign = gap_at(&f, low).value, other = gap_at(&f, high).value, from = low, to = high;
  if (!((sign > 0 && other < 0) || (sign < 0 && other > 0))) return high;
  for (int i = 0; i < 64; i++) {
    double middle = from + 0.5 * (to - from);
    if (discrete) middle = floor(middle);
    if (!(middle > from && middle < to)) break;
    int is_same = sign > 0 ? gap_at(&f, middle).value >= 0 : gap_at(&f, middle).value <= 0;
    *(is_same ? &from : &to) = middle;
  }
  return !discrete && (from == low || to == high) ? high : from;
}

/* A block, in two where p - q changes its sign. */
static void cross_cut(const info_pair* pair, const info_region* region, double low, double high,
                      int upwards, total* t) {
  double until = monotone_until(pair, low, high);
  double next = pair->p.kind == SP_DISCRETE ? until + 1 : until;
  if (until == high) return cross(pair, region, low, high, upwards, 0, t);
  cross(pair, region, upwards ? low : next, upwards ? until : high, upwards, 0, t);
  cross(pair, region, upwards ? next : low, upwards ? high : until, upwards, 0, t);
}

double info_cdf_gap(const info_pair* pair, double x, double* larger) {
  double f = info_cdf(&pair->p, x), g = info_cdf(&pair->q, x), sign = 1;
  if (fmax(f, g) > 0.5) f = info_sf(&pair->p, x), g = info_sf(&pair->q, x), sign = -1;
  *larger = fmax(f, g);
  return sign * (f - g);
}

/* H at the end of a range, by the sum of p - q on the side of the smaller tails where F - G would
   cancel. */
static void begin(const info_pair* pair, double x, int upwards, total* t) {
  double larger, gap = info_cdf_gap(pair, x, &larger);
  double doubt = larger > 0 ? (5e-15 - 4e-16 * log(larger)) * larger : 0;
  double step = pair->p.kind == SP_DISCRETE;
  int is_below = info_cdf(&pair->p, x) <= 0.5;
  if (fabs(gap) < 0.01 * larger) {
    double lo = fmin(pair->p.lo, pair->q.lo), hi = fmax(pair->p.hi, pair->q.hi);
    flow plain = {pair, 0, 0};
    info_region rest =
        info_find_region(pair, INFO_BOTH, is_below ? lo : x + step, is_below ? x : hi);
    sp_integral sum = info_integrate(pair, &rest, gap_at, NULL, &plain);
    if (rest.count > 0 && sum.error < doubt)
      gap = is_below ? sum.value : -sum.value, doubt = sum.error;
  }
  t->height = upwards ? gap : -gap, t->doubt = doubt + 1e-15 * fabs(gap);
}

/* Up to where H may turn at any integer: over an array, and in what is too short for breaks. */
static double rough_until(const info_pair* pair, const info_region* region) {
  if (pair->p.kind != SP_DISCRETE) return -INFINITY;
  if (region->hi - region->lo <= 128) return region->hi;
  if (region->lo < 0) return -INFINITY; /* an array begins at 0 */
  return fmax(pair->p.dist ? -INFINITY : pair->p.hi, pair->q.dist ? -INFINITY : pair->q.hi);
}

/* From the lower end to `centre`. */
static void walk_up(const info_pair* pair, const info_region* region, double centre, total* t) {
  double last = region->lo, step = pair->p.kind == SP_DISCRETE, rough = rough_until(pair, region);
  for (; last <= fmin(rough, centre); last++) cross(pair, region, last, last, 1, 0, t);
  for (size_t i = 1; i <= region->count && last <= centre; i++) {
    double next = i < region->count ? fmin(region->breaks[i], centre) : centre;
    if (step) next = floor(next);
    if (next < last || (next == last && !step)) continue;
    cross_cut(pair, region, last, next, 1, t);
    last = next + step;
  }
}

/* From the upper end to `centre`; in integers a block that ends at x tells H at x - 1. */
static void walk_down(const info_pair* pair, const info_region* region, double centre, total* t) {
  double last = region->hi, step = pair->p.kind == SP_DISCRETE, least = centre + 2 * step;
  double rough = rough_until(pair, region), smooth = fmax(least, rough + 1);
  for (size_t i = region->count; i-- > 0 && last >= least;) {
    double next = fmax(region->breaks[i], smooth);
    if (step) next = floor(next);
    if (next > last || (next == last && !step)) continue;
    cross_cut(pair, region, next, last, 0, t);
    last = next - step;
  }
  for (; step && last >= least; last--) cross(pair, region, last, last, 0, 0, t);
}

/* |F - G| itself: what two distributions that are no neighbours need. */
static sp_sample height_at(void* context, double x) {
  double larger, gap = info_cdf_gap(context, x, &larger);
  return (sp_sample){fabs(gap), 2e-14 * larger};
}

/* The last integer from a on, where the gap is not 0, that has the sign of a's. */
static double crossing(const info_pair* pair, double a, double b) {
  double larger, sign = info_cdf_gap(pair, a, &larger);
  while (b - a > 1) {
    double middle = a + floor((b - a) / 2);
    if (info_cdf_gap(pair, middle, &larger) * sign > 0)
      a = middle;
    else
      b = middle;
  }
  return a;
}

static int by_sum(const info_pair* pair, double from, double to, sp_result* out) {
  info_region region = info_find_region(pair, INFO_BOTH, from, to);
  if (!pair->p.dist || !pair->q.dist || region.count == 0 || pair->partial) return 0;
  double larger, breaks[SP_MAX_BREAKS];
  size_t count = 0;
  for (size_t i = 0; i < region.count && count + 2 < SP_MAX_BREAKS; i++) {
    double x = floor(region.breaks[i]);
    if (count > 0) {
      double last = breaks[count - 1];
      double here = info_cdf_gap(pair, last, &larger), there = info_cdf_gap(pair, x, &larger);
      if (x - last > 1 && here * there < 0) breaks[count++] = crossing(pair, last, x);
    }
    breaks[count++] = x;
  }
  for (size_t i = 0; i < count; i++) region.breaks[i] = breaks[i];
  region.count = count;
  sp_integral sum = info_integrate(pair, &region, height_at, NULL, (void*)(uintptr_t)pair);
  out->value = sum.value, out->error = sum.error + 1e-15 * sum.value;
  return out->error <= 1e-11 * out->value;
}

void info_wasserstein(const info_pair* pair, double lo, double hi, sp_result* out) {
  int discrete = pair->p.kind == SP_DISCRETE;
  if (discrete) lo = ceil(lo), hi = floor(hi);
  double from = fmax(fmin(pair->p.lo, pair->q.lo), lo), to = fmin(fmax(pair->p.hi, pair->q.hi), hi);
  if (discrete) from = fmax(from, 1 - 0x1p53), to = fmin(to, 0x1p53 - 1);
  if (discrete && by_sum(pair, from, to, out)) return;
  info_region region = info_find_region(pair, INFO_BOTH, from, to);
  if (region.count == 0) return;
  if (pair->partial) { /* H goes on as it is where both have ended */
    if (from == lo && from > -INFINITY) region.lo = region.breaks[0] = from;
    if (to == hi && to < INFINITY) region.hi = region.breaks[region.count - 1] = to;
  }
  double centre = fmax(region.lo, fmin(region.hi, region.centre));
  if (discrete) centre = floor(centre);
  total up = {0}, down = {0};
  if (!discrete && isinf(from)) up.value = heavy_rest(pair, 0, region.lo, &up.height);
  if (!discrete && isinf(to)) down.value = heavy_rest(pair, 1, region.hi, &down.height);
  up.doubt = 1e-15 * fabs(up.height), down.doubt = 1e-15 * fabs(down.height);
  if (from == lo && from > -INFINITY) begin(pair, region.lo - discrete, 1, &up);
  if (to == hi && to < INFINITY) begin(pair, region.hi, 0, &down);
  if (discrete && centre < region.hi) down.value = fabs(down.height), down.error = down.doubt;
  walk_up(pair, &region, centre, &up);
  if (info_has_pole(pair, 0) && info_has_pole(pair, 1)) { /* the upper half as a lower one */
    info_flip room;
    info_pair flipped;
    info_flip_pair(pair, &room, &flipped);
    info_region half = info_find_region(&flipped, INFO_BOTH, 1 - to, 1 - centre);
    walk_up(&flipped, &half, 1 - centre, &down);
  } else {
    walk_down(pair, &region, centre, &down);
  }
  out->value = up.value + down.value, out->error = up.error + down.error + 1e-15 * out->value;
}
