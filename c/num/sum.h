/* Sums and products whose rounding error is kept: a value is hi + lo, |lo| <= ulp(hi) / 2.
   Dekker (1971), Knuth's two-sum, Neumaier's summation (1974); plain double arithmetic only, no
   fused multiply-add, so that native code and wasm give the same bits. */
#ifndef SP_NUM_SUM_H
#define SP_NUM_SUM_H

typedef struct sp_two {
  double hi, lo;
} sp_two;

/* a + b exactly. */
static inline sp_two sp_exact_sum(double a, double b) {
  double s = a + b, bb = s - a;
  return (sp_two){s, (a - (s - bb)) + (b - bb)};
}

/* a * b exactly, for |a|, |b| < 2^995 and a product above 2^-969. */
static inline sp_two sp_exact_product(double a, double b) {
  const double split = 0x1p27 + 1;
  double p = a * b, as = split * a, bs = split * b;
  double ah = as - (as - a), bh = bs - (bs - b), al = a - ah, bl = b - bh;
  return (sp_two){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

/* A running sum: error <= 2^-53 |sum| + n^2 2^-105 sum of |terms|. */
static inline void sp_accumulate(sp_two* sum, double x) {
  sp_two s = sp_exact_sum(sum->hi, x);
  sum->hi = s.hi, sum->lo += s.lo;
}
static inline double sp_total(sp_two sum) { return sum.hi + sum.lo; }

/* a * b - c * d to about an ulp of the result unless it falls below 2^-53 of a * b. */
static inline double sp_cross(double a, double b, double c, double d) {
  sp_two p = sp_exact_product(a, b), q = sp_exact_product(c, d);
  return (p.hi - q.hi) + (p.lo - q.lo);
}

#endif
