/* The evaluation of forms: a block of points goes through one step after the other, two points at a
   time. */
#include <string.h>

#include "dist/form.h"
#include "num/vdd.h"

#define PAIRS (SP_FORM_POINTS / 2)
#define LARGE 16 /* Stirling's series of seven terms: the eighth is below 3e-20 */

__attribute__((noinline)) static void logarithms(const sp_vdd* x, sp_vdd* out, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] = sp_vdd_log(x[i].hi, x[i].lo);
}

/* sum += factor a */
__attribute__((noinline)) static void add_times(sp_vdd* sum, const sp_vdd* a, sp_dd factor,
                                                size_t n) {
  sp_vdd f = sp_vdd_of(factor);
  for (size_t i = 0; i < n; i++) sum[i] = sp_vdd_add(sum[i], sp_vdd_multiply(a[i], f));
}

static void add_term(const sp_form* f, sp_vdd* t, sp_vdd* sum, size_t n) {
  sp_vdd rate = sp_vdd_of(f->rate);
  if (f->term == SP_TERM_LINEAR) return add_times(sum, t, dd_neg(f->rate), n);
  for (size_t i = 0; i < n; i++) t[i] = sp_vdd_multiply(t[i], rate);
  switch (f->term) {
  case SP_TERM_SQUARE:
    for (size_t i = 0; i < n; i++) sum[i] = sp_vdd_subtract(sum[i], sp_vdd_square(t[i]));
    return;
  case SP_TERM_LOG_SQUARE:
    for (size_t i = 0; i < n; i++) {
      sp_vdd square = sp_vdd_square(t[i]), s = sp_vdd_sum(square.hi, SP_PAIR(1.0));
      t[i] = sp_vdd_fast_sum(s.hi, s.lo + square.lo);
    }
    logarithms(t, t, n);
    return add_times(sum, t, dd_neg(f->power), n);
  case SP_TERM_GUMBEL:
    for (size_t i = 0; i < n; i++) {
      sp_dd a = sp_dd_exp((sp_dd){t[i].hi[0], t[i].lo[0]});
      sp_dd b = sp_dd_exp((sp_dd){t[i].hi[1], t[i].lo[1]});
      sp_vdd power = {{a.hi, b.hi}, {a.lo, b.lo}};
      sum[i] = sp_vdd_add(sum[i], sp_vdd_subtract(t[i], power));
    }
    return;
  default: /* -|t|, logistic or not */
    for (size_t i = 0; i < n; i++) {
      sp_i64x2 is_above = t[i].hi > SP_PAIR(0.0);
      t[i].hi = sp_vselect(is_above, -t[i].hi, t[i].hi);
      t[i].lo = sp_vselect(is_above, -t[i].lo, t[i].lo);
      if (f->term == SP_TERM_LOGISTIC)
        t[i].lo -= (sp_f64x2){2 * log1p(exp(t[i].hi[0])), 2 * log1p(exp(t[i].hi[1]))};
      sum[i] = sp_vdd_add(sum[i], t[i]);
    }
  }
}

/* sum += weight log Gamma(at + slope x), by Stirling from LARGE on, by the factorial below. */
static void add_log_gamma(const sp_form* f, int k, const sp_vdd* x, sp_vdd* sum, size_t n) {
  static const double factorial[LARGE] = {
      1,    1,     1,      2,       6,        24,        120,        720,
      5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800, 87178291200};
  double at = f->gamma[k].at, slope = f->gamma[k].slope, weight = f->gamma[k].weight;
  sp_vdd y[PAIRS], logarithm[PAIRS];
  for (size_t i = 0; i < n; i++) {
    y[i] = sp_vdd_sum(SP_PAIR(at), slope * x[i].hi);
    sp_vdd argument = y[i];
    for (int lane = 0; lane < 2; lane++) {
      double a = argument.hi[lane];
      if (!(a < LARGE)) continue;
      argument.hi[lane] = factorial[a > 0 ? (int)a : 0], argument.lo[lane] = 0;
    }
    logarithm[i] = argument;
  }
  logarithms(logarithm, logarithm, n);
  for (size_t i = 0; i < n; i++) {
    sp_f64x2 w = 1.0 / y[i].hi, z = w * w;
    sp_f64x2 near = 1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680)));
    sp_f64x2 far = 1.0 / 1188 - z * (691.0 / 360360 - z / 156), cube = z * z;
    sp_vdd constant = {SP_PAIR(0x1.d67f1c864beb5p-1), /* log 2 pi / 2 */
                       w * (near + cube * cube * far) - 0x1.65b5a1b7ff5dfp-55};
    sp_vdd power = sp_vdd_sum(y[i].hi, SP_PAIR(-0.5));
    power.lo += y[i].lo;
    sp_vdd large = sp_vdd_subtract(sp_vdd_multiply(logarithm[i], power), y[i]);
    large = sp_vdd_add(large, constant);
    sp_i64x2 is_small = y[i].hi < SP_PAIR((double)LARGE);
    sp_f64x2 hi = sp_vselect(is_small, logarithm[i].hi, large.hi);
    sp_f64x2 lo = sp_vselect(is_small, logarithm[i].lo, large.lo);
    sum[i] = sp_vdd_add(sum[i], (sp_vdd){weight * hi, weight * lo});
  }
}

/* The sums at n pairs of points (whose lo is 0). */
static void sums_of(const sp_form* f, const sp_vdd* x, sp_vdd* sum, size_t n) {
  sp_vdd t[PAIRS];
  sp_vdd center = sp_vdd_of(f->center);
  for (size_t i = 0; i < n; i++) sum[i] = sp_vdd_of(f->constant);
  if (f->of_rest.hi != 0) {
    for (size_t i = 0; i < n; i++) t[i] = sp_vdd_sum(SP_PAIR(1.0), -x[i].hi);
    logarithms(t, t, n);
    add_times(sum, t, f->of_rest, n);
  }
  if (f->of_log.hi != 0) {
    logarithms(x, t, n);
    add_times(sum, t, f->of_log, n);
  }
  if (f->term != SP_TERM_NONE) {
    if (f->argument == SP_OF_RECIPROCAL)
      for (size_t i = 0; i < n; i++) t[i] = sp_vdd_reciprocal(x[i].hi);
    else if (f->argument == SP_OF_LOG) /* t is log x already */
      for (size_t i = 0; i < n; i++) t[i] = sp_vdd_subtract(t[i], center);
    else
      for (size_t i = 0; i < n; i++) t[i] = sp_vdd_sum(x[i].hi, -center.hi);
    add_term(f, t, sum, n);
  }
  for (int k = 0; k < f->gammas; k++) add_log_gamma(f, k, x, sum, n);
}

/* Hands out a pair's sum, with NaN where the form does not hold; the mask of where it does. */
static inline sp_i64x2 put(const sp_form* f, sp_f64x2 x, sp_vdd sum, double* hi, double* lo) {
  sp_i64x2 holds = (x >= SP_PAIR(f->from)) & (x <= SP_PAIR(f->to));
  sp_vdd s = sp_vdd_fast_sum(sum.hi, sum.lo);
  s.hi = sp_vselect(holds, s.hi, SP_PAIR(NAN));
  memcpy(hi, &s.hi, sizeof s.hi), memcpy(lo, &s.lo, sizeof s.lo);
  return holds;
}

/* A constant and a term of x alone, of which a pair of points stays in registers throughout: the
   operations, and so the bits, are those of sums_of. */
static int is_short(const sp_form* f) {
  int is_quick =
      f->term == SP_TERM_LINEAR || f->term == SP_TERM_ABSOLUTE || f->term == SP_TERM_SQUARE;
  return is_quick && f->argument == SP_OF_X && f->of_log.hi == 0 && f->of_rest.hi == 0 &&
         f->gammas == 0 && !f->is_discrete;
}
static sp_i64x2 short_sums(const sp_form* f, const double* x, size_t n, double* hi, double* lo) {
  sp_i64x2 sign = {INT64_MIN, INT64_MIN}, none = {0, 0},
           square = f->term == SP_TERM_SQUARE ? ~none : none;
  if (f->term == SP_TERM_LINEAR) sign = none;
  sp_vdd constant = sp_vdd_of(f->constant), rate = sp_vdd_of(f->rate);
  sp_f64x2 less_center = SP_PAIR(-f->center.hi), point;
  sp_i64x2 all = ~none;
  for (size_t i = 0; i < n; i += 2) {
    memcpy(&point, x + i, sizeof point);
    sp_vdd t = sp_vdd_multiply(sp_vdd_sum(point, less_center), rate), s = sp_vdd_square(t);
    sp_i64x2 turn = (sp_i64x2)t.hi & sign; /* |t| */
    t.hi = sp_vselect(square, s.hi, (sp_f64x2)((sp_i64x2)t.hi ^ turn));
    t.lo = sp_vselect(square, s.lo, (sp_f64x2)((sp_i64x2)t.lo ^ turn));
    all &= put(f, point, sp_vdd_subtract(constant, t), hi + i, lo + i);
  }
  return all;
}

/* hi + lo at up to 2 PAIRS points, an even number; hi is NaN where the form does not hold. */
__attribute__((noinline)) static sp_i64x2 evaluate_pairs(const sp_form* f, const double* x,
                                                         size_t n, double* hi, double* lo) {
  if (is_short(f)) return short_sums(f, x, n, hi, lo);
  sp_vdd point[PAIRS], sum[PAIRS];
  sp_i64x2 all = {-1, -1};
  for (size_t i = 0; i < n / 2; i++) point[i] = (sp_vdd){{x[2 * i], x[2 * i + 1]}, SP_PAIR(0.0)};
  sums_of(f, point, sum, n / 2);
  for (size_t i = 0; i < n / 2 && f->is_discrete; i++) {
    sp_f64x2 p = point[i].hi, whole = {floor(p[0]), floor(p[1])};
    point[i].hi = sp_vselect(p == whole, p, SP_PAIR(NAN));
  }
  for (size_t i = 0; i < n / 2; i++) all &= put(f, point[i].hi, sum[i], hi + 2 * i, lo + 2 * i);
  return all;
}

/* The same of any number of points; 0 where the form does not hold at one of them. */
__attribute__((noinline)) static int evaluate(const sp_form* f, const double* x, size_t n,
                                              double* hi, double* lo) {
  sp_i64x2 all = {-1, -1};
  if (!f->is_ready) return 0;
  if (n > 1) all = evaluate_pairs(f, x, n & ~(size_t)1, hi, lo);
  if (n % 2) {
    double twice[2] = {x[n - 1], x[n - 1]}, last[4];
    all &= evaluate_pairs(f, twice, 2, last, last + 2);
    hi[n - 1] = last[0], lo[n - 1] = last[2];
  }
  return (all[0] & all[1]) != 0;
}

/* (sp_vdd_fast_sum has left in hi what hi + lo rounds to.) */
static int parts_of(const sp_form* form, const sp_dist* d, const double* x, size_t n, double* hi,
                    double* lo) {
  if (!d->family->parts) return evaluate(form, x, n, hi, lo);
  d->family->parts(d->theta, d->count, x, n, hi, lo);
  return 1;
}

void sp_form_parts(const sp_form* form, const sp_dist* d, const double* x, size_t n, double* hi,
                   double* lo) {
  if (parts_of(form, d, x, n, hi, lo)) return;
  for (size_t i = 0; i < n; i++)
    if (!form->is_ready || isnan(hi[i]))
      hi[i] = d->family->log_density(d->theta, d->count, x[i]), lo[i] = NAN;
}

double sp_form_log_density(const sp_form* form, const sp_dist* d, double x) {
  double hi, lo;
  sp_form_parts(form, d, &x, 1, &hi, &lo);
  return hi;
}

void sp_form_log_densities(const sp_form* form, const sp_dist* d, const double* x, size_t n,
                           double* out) {
  double lo[SP_FORM_POINTS];
  for (size_t i = 0; i < n; i += SP_FORM_POINTS)
    sp_form_parts(form, d, x + i, n - i < SP_FORM_POINTS ? n - i : SP_FORM_POINTS, out + i, lo);
}

/* e^(hi + lo) = e^hi (1 + lo), whose errors are exp's ulp and a rounding; but not where e^hi is
   subnormal. */
void sp_form_densities(const sp_form* form, const sp_dist* d, const double* x, size_t n,
                       double* out) {
  double hi[SP_FORM_POINTS], lo[SP_FORM_POINTS];
  int has_parts = form->is_ready || d->family->parts;
  for (size_t i = 0; i < n; i += SP_FORM_POINTS) {
    size_t count = n - i < SP_FORM_POINTS ? n - i : SP_FORM_POINTS;
    parts_of(form, d, x + i, count, hi, lo);
    for (size_t k = 0; k < count; k++) {
      int is_plain = has_parts && hi[k] > -700 && hi[k] < 700 && !isnan(lo[k]);
      double e = is_plain ? exp(hi[k]) : d->family->density(d->theta, d->count, x[i + k]);
      out[i + k] = is_plain ? e + e * lo[k] : e;
    }
  }
}
