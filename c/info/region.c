#include "info/region.h"

#include <math.h>

#include "info/tails.h"

#define EDGE 1e-30 /* mass left outside the bulk on either side */

static void add_break(info_region* region, double x) {
  if (region->count < SP_MAX_BREAKS - 2 && isfinite(x)) region->breaks[region->count++] = x;
}

static void add_side(info_region* region, const info_side* side, const double* levels, int count) {
  add_break(region, side->lo), add_break(region, side->hi);
  for (int i = 0; i < count; i++) {
    add_break(region, info_quantile(side, levels[i]));
    add_break(region, info_isf(side, levels[i]));
  }
}

/* A mixture's components, each with fewer levels: theta = k, weights, encoded components. */
static void add_components(info_region* region, const info_side* side) {
  static const double levels[] = {0.5, 1e-4, 1e-22, 0.05, 1e-10};
  const sp_dist* d = side->dist;
  if (!d || !info_is_named(d, "mixture")) return;
  size_t k = (size_t)d->theta[0], at = 1 + k, used;
  for (size_t i = 0; i < k; i++, at += used) {
    info_side part = {.offset = side->offset, .is_flipped = side->is_flipped};
    sp_dist component;
    if (sp_dist_decode(d->theta + at, d->count - at, &component, &used, NULL) != SP_OK) return;
    part.dist = &component;
    component.family->support(component.theta, component.count, &part.lo, &part.hi);
    double lo = part.lo - part.offset, hi = part.hi - part.offset;
    part.lo = part.is_flipped ? -hi : lo, part.hi = part.is_flipped ? -lo : hi;
    add_side(region, &part, levels, k <= 5 ? 5 : 3);
  }
}

/* Over a hundred orders of magnitude the quantiles are few: steps from the centre outwards. */
static void add_far(info_region* region, double from, double to) {
  static const double steps[] = {1e-3, 1, 1e3, 1e10, 1e30, 1e60};
  if (to - from < 1e80) return;
  for (int i = 0; i < 6; i++) {
    add_break(region, region->centre + steps[i]);
    add_break(region, region->centre - steps[i]);
  }
}

static void sort(double* x, size_t n) {
  for (size_t i = 1; i < n; i++)
    for (size_t j = i; j > 0 && x[j] < x[j - 1]; j--) {
      double swap = x[j];
      x[j] = x[j - 1], x[j - 1] = swap;
    }
}

static double edge_below(const info_side* side) {
  double x = side->dist ? info_quantile(side, EDGE) : side->lo;
  return x >= side->lo && isfinite(x) ? x : side->lo;
}
static double edge_above(const info_side* side) {
  double x = side->dist ? info_isf(side, EDGE) : side->hi;
  return x <= side->hi && isfinite(x) ? x : side->hi;
}

info_region info_find_region(const info_pair* pair, info_extent extent, double lo, double hi) {
  static const double levels[] = {0.5, 0.25, 0.07, 1e-2, 1e-4, 1e-8, 1e-15, 1e-22, EDGE};
  static const double few[] = {0.5, 1e-2, 1e-6, 1e-15, EDGE};
  const info_side *p = &pair->p, *q = &pair->q;
  int discrete = p->kind == SP_DISCRETE, count = discrete ? 5 : 9;
  info_region region = {.count = 0};
  double from = edge_below(p), to = edge_above(p);
  if (extent == INFO_BOTH) from = fmin(from, edge_below(q)), to = fmax(to, edge_above(q));
  region.lo = from = fmax(from, lo), region.hi = to = fmin(to, hi);
  if (discrete) { /* beyond 2^53 the doubles miss integers: a walk there would never end */
    region.lo = from = fmax(ceil(from), 1 - 0x1p53);
    region.hi = to = fmin(floor(to), 0x1p53 - 1);
  }
  if (isinf(from) || isinf(to)) return region; /* mass beyond the doubles: see far.h */
  region.centre = info_quantile(p, 0.5);
  if (!(from <= to) || (from == to && p->kind == SP_CONTINUOUS)) return region;
  if (!discrete || to - from > 128) {
    add_side(&region, p, discrete ? few : levels, count);
    if (pair->measure != SP_MEASURE_entropy) add_side(&region, q, discrete ? few : levels, count);
    add_far(&region, from, to);
    add_components(&region, p);
    if (pair->measure != SP_MEASURE_entropy) add_components(&region, q);
  }
  size_t kept = 0;
  for (size_t i = 0; i < region.count; i++)
    if (region.breaks[i] > from && region.breaks[i] < to) region.breaks[kept++] = region.breaks[i];
  region.count = kept;
  region.breaks[region.count++] = from, region.breaks[region.count++] = to;
  sort(region.breaks, region.count);
  return region;
}

/* Up to where masses follow no formula: the length of an array or of categories. */
static double rough_end(const info_side* side) {
  sp_dist parts[INFO_MAX_COMPONENTS];
  size_t n = side->dist ? info_components(side->dist, parts) : 0;
  double end = side->dist ? -INFINITY : side->hi;
  for (size_t i = 0; i < n; i++)
    if (info_is_named(&parts[i], "categorical")) end = fmax(end, (double)parts[i].count - 1);
  return end;
}

#define RUN 128 /* terms that sp_sum takes one by one */

static void join(sp_integral* total, sp_integral part) {
  total->value += part.value, total->error += part.error, total->magnitude += part.magnitude;
  total->samples += part.samples, total->is_converged &= part.is_converged;
}

static sp_integral sum(const info_pair* pair, const info_region* region, sp_integrand f,
                       void* context) {
  double rough = fmax(rough_end(&pair->p), rough_end(&pair->q)), lo = region->lo;
  sp_integral total = {.is_converged = 1};
  if (rough >= 0 && lo < 0) { /* arrays and categories begin at 0; below it all is smooth */
    double end = fmin(-1, region->hi);
    join(&total, sp_sum(f, context, lo, end, region->breaks, region->count));
    lo = end + 1;
  }
  for (; lo <= fmin(region->hi, rough); lo += RUN)
    join(&total, sp_sum(f, context, lo, fmin(lo + RUN - 1, region->hi), NULL, 0));
  if (lo <= region->hi)
    join(&total, sp_sum(f, context, lo, region->hi, region->breaks, region->count));
  return total;
}

sp_integral info_integrate(const info_pair* pair, const info_region* region, sp_integrand f,
                           sp_integrands at_once, void* context) {
  if (region->count == 0) return (sp_integral){.is_converged = 1};
  if (pair->p.kind == SP_DISCRETE) return sum(pair, region, f, context);
  return sp_integrate(f, at_once, context, region->breaks, region->count, pair->p.lo, pair->p.hi,
                      region->centre);
}
