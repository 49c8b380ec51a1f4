#include "info/region.h"

#include <math.h>

#include "info/tails.h"

#define EDGE   1e-30 /* mass left outside the region on either side */
#define FEW    1e-10 /* a range that holds less is one in a tail */
#define LEAST  1e-290
#define TAIL   0.05 /* and outside the bulk of a distribution */
#define GROWTH 3    /* of the first step away from it; each next one is the square of the last */
#define CLOSE  0.25
#define COARSE 1e-3

#define MOST_BULKS (2 * INFO_MAX_COMPONENTS)

/* A component of a mixture, seen as the mixture is. */
static info_side component_of(const info_side* side, const sp_dist* d) {
  info_side part = *side;
  info_side_ask(&part, d);
  d->family->support(d->theta, d->count, &part.lo, &part.hi);
  double lo = part.lo - part.offset, hi = part.hi - part.offset;
  part.lo = part.is_flipped ? -hi : lo, part.hi = part.is_flipped ? -lo : hi;
  return part;
}

/* What a break stands for: a point with `width` around it that is to be seen by itself.  One much
   closer than that to another tells nothing new; a kink, a jump (width 0) is one of its own. */
static void add_break(info_region* region, double x, double width) {
  if (region->count == SP_MAX_BREAKS - 2 || !(x > region->lo && x < region->hi)) return;
  for (size_t i = 0; i < region->count; i++)
    if (fabs(region->breaks[i] - x) <= CLOSE * width) return;
  region->breaks[region->count++] = x;
}

/* A distribution, or a component, by few numbers: quantiles are iterations in some families. */
typedef struct bulk {
  double lo, hi;            /* of the support */
  double low, middle, high; /* quantiles */
  int is_rough[2];          /* not smooth where the support ends, below and above */
  int is_coarse;            /* few doubles around: nodes are rounded, which narrow panels amend */
} bulk;

/* Whether the density is 0 or has a pole there. */
static int is_rough_at(const info_side* side, double end) {
  return isfinite(end) && isinf(info_log_density(side, end));
}

static bulk bulk_of(const info_side* side) {
  bulk b = {.lo = side->lo, .hi = side->hi, .middle = info_quantile(side, 0.5)};
  b.low = info_quantile(side, TAIL), b.high = info_isf(side, TAIL);
  b.is_coarse = b.high - b.low < COARSE * fabs(b.middle);
  b.is_rough[0] = is_rough_at(side, b.lo), b.is_rough[1] = is_rough_at(side, b.hi);
  return b;
}

/* In steps that grow from the bulk outwards, and shrink towards an end of the support. */
static void add_tail(info_region* region, const bulk* b, int upwards) {
  double from = upwards ? b->high : b->low, end = upwards ? b->hi : b->lo;
  double width = from - b->middle, room = end - from, last = from;
  double growth = b->is_coarse ? 1.5 : GROWTH;
  for (double ratio = growth; fabs(width) * ratio < INFINITY; ratio *= ratio) {
    double x = b->middle + width * ratio;
    if (!(x > region->lo && x < region->hi && fabs(x - from) < fabs(room))) break;
    add_break(region, x, fabs(x - last));
    last = x;
  }
  if (!b->is_rough[upwards]) return;
  for (double ratio = GROWTH; ratio < INFINITY; ratio *= ratio) {
    double x = end - room / ratio;
    if (!(x > region->lo && x < region->hi) || x == end) break;
    add_break(region, x, fabs(end - x));
  }
}

/* Over a hundred orders of magnitude the bulk may tell nothing. */
static void add_far(info_region* region) {
  if (region->hi - region->lo < 1e80) return;
  for (double step = 1e-3; step < 1e80; step *= 1e9) {
    add_break(region, region->centre + step, step);
    add_break(region, region->centre - step, step);
  }
}

/* What is known best comes first, should there be too many. */
static void add_bulks(info_region* region, const bulk* b, size_t n) {
  for (size_t i = 0; i < n; i++) {
    add_break(region, b[i].lo, 0), add_break(region, b[i].hi, 0);
    add_break(region, b[i].middle, 0);
  }
  for (size_t i = 0; i < n; i++) {
    add_break(region, b[i].low, b[i].middle - b[i].low);
    add_break(region, b[i].high, b[i].high - b[i].middle);
    if (!b[i].is_coarse) continue;
    add_break(region, 0.5 * (b[i].low + b[i].middle), 0);
    add_break(region, 0.5 * (b[i].high + b[i].middle), 0);
  }
  for (size_t i = 0; i < n; i++) add_tail(region, &b[i], 0), add_tail(region, &b[i], 1);
}

/* Hints in integers: the quantiles of a side and, fewer, of its components. */
static void add_quantiles(info_region* region, const info_side* side, const double* levels,
                          int count) {
  add_break(region, side->lo, 0), add_break(region, side->hi, 0);
  for (int i = 0; i < count; i++) {
    add_break(region, info_quantile(side, levels[i]), 0);
    add_break(region, info_isf(side, levels[i]), 0);
  }
}

static void add_levels(info_region* region, const info_side* side) {
  static const double levels[] = {0.5, 1e-2, 1e-6, 1e-15, EDGE};
  add_quantiles(region, side, levels, 5);
  if (!side->dist || !info_is_named(side->dist, "mixture")) return;
  sp_dist parts[INFO_MAX_COMPONENTS];
  size_t n = info_components(side->dist, parts);
  for (size_t i = 0; i < n; i++) {
    info_side part = component_of(side, &parts[i]);
    add_quantiles(region, &part, levels, n <= 5 ? 5 : 3);
  }
}

static void sort(double* x, size_t n) {
  for (size_t i = 1; i < n; i++)
    for (size_t j = i; j > 0 && x[j] < x[j - 1]; j--) {
      double swap = x[j];
      x[j] = x[j - 1], x[j - 1] = swap;
    }
}

/* To where only EDGE of a side is left outside, or of what it holds within the limits that
   region->breaks begins with, should these cut off all but a tail; a side with nothing there has no
   say. */
static void widen(const info_side* side, info_region* region) {
  double lo = region->breaks[0], hi = region->breaks[1], from = side->lo, to = side->hi;
  if (side->dist) {
    double own = side->kind == SP_DISCRETE; /* an integer lo is one of the range's */
    double above = lo > side->lo ? info_sf(side, lo - own) : 1,
           below = hi < side->hi ? info_cdf(side, hi) : 1;
    if (!(fmin(above, below) > LEAST)) return;
    double x = info_quantile(side, below < FEW ? EDGE * below : EDGE);
    double y = info_isf(side, above < FEW ? EDGE * above : EDGE);
    if (x >= from && isfinite(x)) from = x;
    if (y <= to && isfinite(y)) to = y;
  }
  region->lo = fmin(region->lo, from), region->hi = fmax(region->hi, to);
}

/* The region within its limits; that of a range where both have next to nothing begins at the end
   that is nearer to P. */
static void limit(const info_pair* pair, double lo, double hi, info_region* region) {
  region->centre = info_quantile(&pair->p, 0.5);
  if (!(fmax(region->lo, lo) <= fmin(region->hi, hi))) {
    region->lo = isfinite(lo) ? lo : hi - fabs(hi - region->centre);
    region->hi = isfinite(hi) ? hi : lo + fabs(lo - region->centre);
  }
  region->lo = fmax(region->lo, lo), region->hi = fmin(region->hi, hi);
}

/* Appends the bulks of a side, of a mixture's components where it is one, and widens the whole. */
static size_t add_bulks_of(const info_side* side, bulk* bulks, size_t n, info_region* whole) {
  if (!info_is_named(side->dist, "mixture")) {
    if (n < MOST_BULKS) bulks[n++] = bulk_of(side);
    if (whole) widen(side, whole);
    return n;
  }
  sp_dist parts[INFO_MAX_COMPONENTS];
  size_t count = info_components(side->dist, parts);
  for (size_t i = 0; i < count; i++) {
    info_side part = component_of(side, &parts[i]);
    n = add_bulks_of(&part, bulks, n, whole);
  }
  return n;
}

static void find_breaks(const info_pair* pair, info_extent extent, double lo, double hi,
                        info_region* region) {
  bulk bulks[MOST_BULKS];
  size_t n = add_bulks_of(&pair->p, bulks, 0, region);
  if (pair->measure != SP_MEASURE_entropy)
    n = add_bulks_of(&pair->q, bulks, n, extent == INFO_BOTH ? region : NULL);
  limit(pair, lo, hi, region);
  double from = region->lo, to = region->hi;
  if (isinf(from) || isinf(to)) return; /* mass beyond the doubles: see far.h */
  if (!(from < to)) return;
  add_bulks(region, bulks, n);
  add_far(region);
}

/* Hints of where masses change over a long run of integers. */
static void find_hints(const info_pair* pair, info_extent extent, double lo, double hi,
                       info_region* region) {
  const info_side *p = &pair->p, *q = &pair->q;
  widen(p, region);
  if (extent == INFO_BOTH) widen(q, region);
  limit(pair, lo, hi, region);
  region->lo = fmax(ceil(region->lo), 1 - 0x1p53), region->hi = floor(region->hi);
  if (!(region->hi - region->lo > 128)) return;
  add_levels(region, p);
  if (pair->measure != SP_MEASURE_entropy) add_levels(region, q);
}

info_region info_find_region(const info_pair* pair, info_extent extent, double lo, double hi) {
  int discrete = pair->p.kind == SP_DISCRETE;
  info_region region = {INFINITY, -INFINITY, .breaks = {lo, hi}};
  (discrete ? find_hints : find_breaks)(pair, extent, lo, hi, &region);
  if (isinf(region.lo) || isinf(region.hi)) return region;
  if (!(region.lo <= region.hi) || (region.lo == region.hi && !discrete)) return region;
  region.breaks[region.count++] = region.lo, region.breaks[region.count++] = region.hi;
  sort(region.breaks, region.count);
  return region;
}

int info_is_lost(const info_side* side) {
  sp_dist parts[INFO_MAX_COMPONENTS];
  size_t n = side->dist ? info_components(side->dist, parts) : 0;
  for (size_t i = 0; i < n; i++) {
    const sp_family* f = parts[i].family;
    double middle = f->quantile(parts[i].theta, parts[i].count, 0.5);
    double high = f->isf(parts[i].theta, parts[i].count, 0.05);
    if (high > 0x1p53 && !(high - middle > 1e-12 * middle)) return 1;
  }
  return 0;
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

/* From 2^53 on, where the doubles miss integers and masses change too little from one to the next
   for a sum to differ from the integral by more than half of its first term. */
static sp_integral beyond(const info_pair* pair, const info_region* region, sp_integrand f,
                          void* context) {
  double breaks[SP_MAX_BREAKS];
  size_t n = 1;
  breaks[0] = fmax(region->lo, 0x1p53);
  for (size_t i = 0; i < region->count; i++)
    if (region->breaks[i] > breaks[0]) breaks[n++] = region->breaks[i];
  sp_integral total =
      sp_integrate(f, NULL, context, breaks, n, pair->p.lo, INFINITY, region->centre);
  sp_sample first = f(context, breaks[0]);
  total.value += 0.5 * first.value, total.error += 0.5 * first.error;
  return total;
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
  double last = fmin(region->hi, 0x1p53 - 1);
  if (lo <= last) join(&total, sp_sum(f, context, lo, last, region->breaks, region->count));
  if (region->hi > last) join(&total, beyond(pair, region, f, context));
  return total;
}

sp_integral info_integrate(const info_pair* pair, const info_region* region, sp_integrand f,
                           sp_integrands at_once, void* context) {
  if (region->count == 0) return (sp_integral){.is_converged = 1};
  if (pair->p.kind == SP_DISCRETE) return sum(pair, region, f, context);
  return sp_integrate(f, at_once, context, region->breaks, region->count, pair->p.lo, pair->p.hi,
                      region->centre);
}
