/* The sums of arrays. */
#include "info/array.h"
#include "info/array_lanes.h"

size_t info_simd_sum(const double* x, size_t n, sp_dd* sum) {
  lanes lanes = {0};
  sp_i64x2 good = {-1, -1};
  for (size_t i = 0; i < n; i += 2) {
    sp_f64x2 v = i + 1 < n ? pair(x + i) : last(x + i);
    good &= (v >= 0.0) & (v <= 0x1.fffffffffffffp1023);
    add(&lanes, v);
  }
  *sum = (sp_dd){0, 0};
  drain(sum, lanes);
  if (good[0] & good[1]) return n;
  size_t i = 0;
  while (is_mass(x[i])) i++;
  return i;
}

int info_sums_add(info_sums* sums, const double* p, const double* q, size_t n) {
  lanes sum_p = {0}, gap = {0};
  sp_i64x2 good = {-1, -1};
  for (size_t i = 0; i < n; i += 2) {
    sp_f64x2 a = i + 1 < n ? pair(p + i) : last(p + i), b = i + 1 < n ? pair(q + i) : last(q + i);
    sp_f64x2 d = b - a, c = d - b;
    good &= (a >= 0.0) & (b >= 0.0);
    add(&sum_p, a), add(&gap, d);
    gap.lo += (b - (d - c)) - (a + c);
  }
  drain(&sums->p, sum_p), drain(&sums->gap, gap);
  return (good[0] & good[1]) != 0;
}
