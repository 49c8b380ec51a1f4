/* The fast pass over long arrays: one read of p and q gives the sums of the terms, of p, of q and
   of q - p; array.c decides whether they are accurate enough (they are, unless q is nearly a
   multiple of p, or one entry holds more than half) and else takes its own slow path. */
#include <math.h>

#include "info/array.h"
#include "num/vlog.h"

typedef struct lanes {
  sp_f64x2 hi, lo;
} lanes;

static inline void add(lanes* sum, sp_f64x2 x) {
  sp_f64x2 s = sum->hi + x, b = s - sum->hi;
  sum->lo += (sum->hi - (s - b)) + (x - b);
  sum->hi = s;
}

static double total(lanes sum) {
  sp_two s = {sum.hi[0], sum.lo[0]};
  sp_accumulate(&s, sum.hi[1]);
  sp_accumulate(&s, sum.lo[1]);
  return sp_total(s);
}

static inline sp_f64x2 pick(sp_i64x2 mask, sp_f64x2 yes, sp_f64x2 no) {
  return (sp_f64x2)(((sp_i64x2)yes & mask) | ((sp_i64x2)no & ~mask));
}
static inline int any(sp_i64x2 mask) { return (mask[0] | mask[1]) != 0; }

#define TINY 0x1p-1000 /* below it quotients may overflow and numbers be subnormal */

/* p log(p/q) - p + q where an entry is 0 or tiny. */
static double kl_special(double p, double q) {
  if (p == 0) return q;
  double ratio = q / p;
  if (ratio > 0.5 && ratio < 2) return -p * sp_log1p_less((q - p) / p);
  return p * (log(p) - log(q)) - p + q;
}

void info_simd_kl(const double* p, const double* q, size_t n, info_sums* out) {
  lanes value = {0}, sum_p = {0}, sum_q = {0}, gap = {0};
  *out = (info_sums){.stop = n};
  for (size_t i = 0; i < n; i += 2) {
    int pair = i + 1 < n;
    sp_f64x2 a = {p[i], pair ? p[i + 1] : 0}, b = {q[i], pair ? q[i + 1] : 0}, term;
    sp_f64x2 d = b - a;
    sp_i64x2 p_zero = a == 0.0;
    if (any(((a < TINY) & ~p_zero) | ((b < TINY) & ~p_zero))) {
      for (int lane = 0; lane < 2; lane++) {
        if (b[lane] == 0 && a[lane] > 0) {
          out->stop = i + (size_t)lane;
          return;
        }
        term[lane] = kl_special(a[lane], b[lane]);
      }
    } else {
      sp_f64x2 one = {1, 1}, safe = pick(p_zero, one, a), ratio = pick(p_zero, one, b) / safe, k;
      sp_f64x2 t = pick(p_zero, (sp_f64x2){0, 0}, d) / safe, f = sp_vlog_reduce(ratio, &k);
      f = pick(k == 0.0, t, f);
      sp_f64x2 s = f / (2.0 + f);
      sp_f64x2 less = k * SP_LN2_HI + (f - t) + (k * SP_LN2_LO - s * (f - sp_vlog_tail(s)));
      term = pick(p_zero, b, -a * less);
    }
    add(&value, term), add(&sum_p, a), add(&sum_q, b), add(&gap, d);
  }
  out->value = total(value), out->p = total(sum_p), out->q = total(sum_q), out->gap = total(gap);
}

void info_simd_cross_entropy(const double* p, const double* q, size_t n, info_sums* out) {
  lanes value = {0}, sum_p = {0}, sum_q = {0};
  sp_f64x2 top = {0, 0};
  *out = (info_sums){.stop = n};
  for (size_t i = 0; i < n; i += 2) {
    int pair = i + 1 < n;
    sp_f64x2 a = {p[i], pair ? p[i + 1] : 0}, b = {q[i], pair ? q[i + 1] : 0}, term;
    sp_i64x2 p_zero = a == 0.0;
    if (any((b < 0x1p-1022) & ~p_zero)) {
      for (int lane = 0; lane < 2; lane++) {
        if (b[lane] == 0 && a[lane] > 0) {
          out->stop = i + (size_t)lane;
          return;
        }
        term[lane] = a[lane] == 0 ? 0 : -a[lane] * log(b[lane]);
      }
    } else {
      term = -a * sp_vlog(pick(p_zero, (sp_f64x2){1, 1}, b));
    }
    top = pick(b > top, b, top);
    add(&value, term), add(&sum_p, a), add(&sum_q, b);
  }
  out->value = total(value), out->p = total(sum_p), out->q = total(sum_q);
  out->top = top[0] > top[1] ? top[0] : top[1];
}
