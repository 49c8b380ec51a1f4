/* W1(P, Q) = the sum or integral of |F - G|. */
#include <math.h>

#include "info/dist_measure.h"

/* F - G as a difference of the smaller tails, where it keeps its relative accuracy. */
static sp_sample gap_at(void* context, double x) {
  const info_pair* pair = context;
  double f = info_cdf(&pair->p, x), g = info_cdf(&pair->q, x);
  if (f > 0.5 && g > 0.5) f = info_sf(&pair->p, x), g = info_sf(&pair->q, x);
  return (sp_sample){fabs(f - g), 5e-14 * (f + g)};
}

/* Few enough points: running sums of P - Q, which near-identical distributions need. */
static void short_sum(const info_pair* pair, double from, double to, sp_result* out) {
  info_pair masses = *pair;
  masses.measure = SP_MEASURE_kl, masses.partial = 1;
  sp_two run = {0, 0}, sum = {0, 0};
  double start = fmin(pair->p.lo, pair->q.lo);
  for (double x = start; x <= to; x++) {
    info_share s = info_at(&masses, x);
    double r = pair->ratio.at && s.p > 0 ? info_ratio_at(&pair->ratio, x) : NAN;
    sp_accumulate(&run, fabs(r) < 1 ? -s.p * expm1(-r) : s.p - s.q);
    if (x >= from) sp_accumulate(&sum, fabs(sp_total(run)));
  }
  out->value = sp_total(sum), out->error = 1e-13 * out->value + 1e-16 * (to - start);
}

void info_wasserstein(const info_pair* pair, double lo, double hi, sp_result* out) {
  double from = fmax(fmin(pair->p.lo, pair->q.lo), lo);
  double to = fmin(fmax(pair->p.hi, pair->q.hi), hi);
  info_region region = info_find_region(pair, INFO_BOTH, from, to);
  if (region.count == 0) return;
  if (pair->p.kind == SP_DISCRETE && region.hi - fmin(pair->p.lo, pair->q.lo) <= 4096)
    return short_sum(pair, region.lo, region.hi, out);
  if (pair->p.kind == SP_CONTINUOUS && (isinf(from) || isinf(to))) { /* heavy tails: far out */
    double width = region.hi - region.lo;
    if (isinf(from)) region.lo -= 1e3 * width;
    if (isinf(to)) region.hi += 1e3 * width;
    region.breaks[0] = region.lo, region.breaks[region.count - 1] = region.hi;
  }
  sp_integral total = info_integrate(pair, &region, gap_at, (void*)(uintptr_t)pair);
  out->value = total.value, out->error = total.error;
}
