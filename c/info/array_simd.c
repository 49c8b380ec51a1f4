/* The fast pass over long arrays: one read of p and q gives the sums of the terms, of p, of q and
   of q - p; array.c decides whether they are accurate enough (they are, unless q is nearly a
   multiple of p, or one entry holds more than half) and else takes its own slow path. */
#include <math.h>
#include <string.h>

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

static sp_two total(lanes sum) {
  sp_two s = {sum.hi[0], sum.lo[0]};
  sp_accumulate(&s, sum.hi[1]);
  sp_accumulate(&s, sum.lo[1]);
  return s;
}

static inline sp_f64x2 load(const double* x) {
  sp_f64x2 v;
  memcpy(&v, x, sizeof v);
  return v;
}

static inline sp_f64x2 pick(sp_i64x2 mask, sp_f64x2 yes, sp_f64x2 no) {
  return (sp_f64x2)(((sp_i64x2)yes & mask) | ((sp_i64x2)no & ~mask));
}

typedef signed char bytes __attribute__((vector_size(16)));

static inline int any(sp_i64x2 mask) {
#ifdef __wasm_simd128__
  return __builtin_wasm_any_true_v128((bytes)mask);
#else
  return (mask[0] | mask[1]) != 0;
#endif
}

#define TINY 0x1p-1000 /* below it quotients may overflow and numbers be subnormal */

/* p log(p/q) - p + q where an entry is 0 or tiny. */
static double kl_special(double p, double q) {
  if (p == 0) return q;
  double ratio = q / p;
  if (ratio > 0.5 && ratio < 2) return -p * sp_log1p_less((q - p) / p);
  return p * (log(p) - log(q)) - p + q;
}

/* The same for two plain pairs: -a (log1p t - t), t = b/a - 1. */
static inline sp_f64x2 kl_plain(sp_f64x2 a, sp_f64x2 b, sp_f64x2 d) {
  sp_f64x2 k, t = d / a, f = sp_vlog_reduce(b / a, &k);
  f = pick(k == 0.0, t, f);
  sp_f64x2 s = f / (2.0 + f);
  return a * (s * (f - sp_vlog_tail(s)) - k * SP_LN2_LO - (k * SP_LN2_HI + (f - t)));
}

void info_simd_kl(const double* p, const double* q, size_t n, info_sums* out) {
  lanes value = {0}, sum_p = {0}, sum_q = {0}, gap = {0};
  *out = (info_sums){.stop = n};
  for (size_t i = 0; i < n; i += 2) {
    int pair = i + 1 < n;
    sp_f64x2 a = pair ? load(p + i) : (sp_f64x2){p[i], 0},
             b = pair ? load(q + i) : (sp_f64x2){q[i], 0};
    sp_f64x2 d = b - a, term;
    if (any((a < TINY) | (b < TINY))) {
      for (int lane = 0; lane < 2; lane++) {
        if (b[lane] == 0 && a[lane] > 0) {
          out->stop = i + (size_t)lane;
          return;
        }
        term[lane] = kl_special(a[lane], b[lane]);
      }
    } else {
      term = kl_plain(a, b, d);
    }
    add(&value, term), add(&sum_p, a), add(&sum_q, b), add(&gap, d);
  }
  out->value = sp_total(total(value)), out->p = sp_total(total(sum_p));
  out->q = sp_total(total(sum_q)), out->gap = sp_total(total(gap));
}

void info_simd_cross_entropy(const double* p, const double* q, size_t n, info_sums* out) {
  lanes value = {0};
  sp_f64x2 top = {0, 0};
  *out = (info_sums){.stop = n};
  for (size_t i = 0; i < n; i += 2) {
    int pair = i + 1 < n;
    sp_f64x2 a = pair ? load(p + i) : (sp_f64x2){p[i], 0},
             b = pair ? load(q + i) : (sp_f64x2){q[i], 0};
    sp_f64x2 term;
    if (any(b < 0x1p-1022)) {
      for (int lane = 0; lane < 2; lane++) {
        if (b[lane] == 0 && a[lane] > 0) {
          out->stop = i + (size_t)lane;
          return;
        }
        term[lane] = a[lane] == 0 ? 0 : -a[lane] * log(b[lane]);
      }
    } else {
      term = -a * sp_vlog(b);
    }
    top = pick(b > top, b, top);
    add(&value, term);
  }
  out->value = sp_total(total(value));
  out->top = top[0] > top[1] ? top[0] : top[1];
}

size_t info_simd_sum(const double* x, size_t n, sp_two* sum) {
  lanes lanes = {0};
  sp_i64x2 good = {-1, -1};
  for (size_t i = 0; i + 1 < n; i += 2) {
    sp_f64x2 v = load(x + i);
    good &= (v >= 0.0) & (v <= 0x1.fffffffffffffp1023);
    add(&lanes, v);
  }
  *sum = total(lanes);
  if (n % 2) sp_accumulate(sum, x[n - 1]);
  int last = n % 2 == 0 || (x[n - 1] >= 0 && x[n - 1] <= 0x1.fffffffffffffp1023);
  if (good[0] && good[1] && last) return n;
  size_t i = 0;
  while (x[i] >= 0 && x[i] <= 0x1.fffffffffffffp1023) i++;
  return i;
}
