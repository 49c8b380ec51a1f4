/* Before and after the second pass over arrays (array_terms_simd.c). */
#include <math.h>

#include "info/array.h"
#include "info/terms.h"

static info_kernel kernel_of(sp_measure_id measure, double alpha) {
  static const unsigned char kernels[SP_MEASURE_COUNT] = {
      [SP_MEASURE_totalVariation] = KERNEL_TOTAL_VARIATION,
      [SP_MEASURE_jensenShannon] = KERNEL_JENSEN_SHANNON,
      [SP_MEASURE_renyi] = KERNEL_RENYI,
  };
  if (measure != SP_MEASURE_renyi)
    return measure < SP_MEASURE_COUNT ? kernels[measure] : KERNEL_NONE;
  return alpha > 0 && alpha != 1 && alpha < INFINITY ? KERNEL_RENYI : KERNEL_NONE;
}

int info_is_moderate(double sum) { return sum > 0x1p-200 && sum < 0x1p200; }

int info_terms_open(info_terms* t, sp_measure_id measure, double alpha, const info_sums* sums,
                    sp_normalise normalise) {
  sp_dd p = dd_sum(sums->p.hi, sums->p.lo), gap = dd_sum(sums->gap.hi, sums->gap.lo);
  sp_dd q = dd_sum(p.hi, gap.hi);
  q = dd_sum(q.hi, q.lo + p.lo + gap.lo);
  *t = (info_terms){.measure = measure, .kernel = kernel_of(measure, alpha), .alpha = alpha};
  if (t->kernel == KERNEL_NONE || !info_is_moderate(p.hi) || !info_is_moderate(q.hi)) return 0;
  if (normalise == SP_NORMALISE_STRICT && !(fabs(p.hi - 1) <= 1e-9 && fabs(q.hi - 1) <= 1e-9))
    return 0;
  t->totals = (info_totals){p, q, gap, p.hi / q.hi};
  double g = gap.hi / p.hi, split = g * (0x1p27 + 1);
  t->growth = (sp_dd){g, (dd_cross(gap.hi, 1, g, p.hi) + gap.lo - g * p.lo) / p.hi};
  t->high = split - (split - g), t->low = g - t->high, t->factor = q.hi / p.hi;
  t->is_swapped = alpha < 0.5, t->order = t->is_swapped ? 1 - alpha : alpha;
  t->order_less_1 = t->is_swapped ? -alpha : alpha - 1;
  return 1;
}

double info_less_overlap(double missing, double overlap) {
  if (missing < 0.5) return -log1p(-missing);
  return overlap > 1e-250 ? -log(overlap) : NAN;
}

double info_terms_close(const info_terms* t) {
  double value = dd_round(t->value) / t->totals.q.hi,
         overlap = dd_round(t->overlap) / t->totals.q.hi;
  if (!(value < INFINITY) || (value > 0 && value < 1e-250)) return NAN;
  if (t->measure == SP_MEASURE_renyi && t->alpha < 1)
    return info_less_overlap(value, overlap) / (1 - t->alpha);
  return t->top > 30 ? NAN : info_finish(t->measure, t->alpha, value);
}
