#include "info/estimators.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "info/ratio.h"
#include "num/dd.h"
#include "num/gamma.h"

/* ---- counts ---- */

static sp_status check_counts(const double* counts, size_t n, sp_dd* total, double* outcomes,
                              sp_fault* fault) {
  *total = dd(0), *outcomes = 0;
  if (n == 0) return sp_fail(fault, SP_EMPTY, 0, -1, 0);
  for (size_t i = 0; i < n; i++) {
    if (!(counts[i] >= 0 && counts[i] < INFINITY))
      return sp_fail(fault, SP_NOT_A_PROBABILITY, 0, (double)i, counts[i]);
    *total = dd_add1(*total, counts[i]);
    *outcomes += counts[i] > 0;
  }
  if (!(total->hi > 0 && total->hi < INFINITY))
    return sp_fail(fault, SP_NOT_NORMALISED, 0, -1, total->hi);
  return SP_OK;
}

static double plugin(const double* counts, size_t n, sp_dd total) {
  sp_dd sum = {0, 0};
  for (size_t i = 0; i < n; i++) {
    if (counts[i] == 0) continue;
    sp_dd share = dd_div(dd(counts[i]), total);
    sp_dd surprise = sp_dd_log(share);
    if (share.hi > 0.5) /* log(c/N) by the small 1 - c/N */
      surprise = sp_dd_log1p(dd_div(dd_add1(dd_neg(total), counts[i]), total));
    sum = dd_sub(sum, dd_mul(share, surprise));
  }
  return dd_round(sum);
}

sp_status sp_entropy_plugin(const double* counts, size_t n, double* out, sp_fault* fault) {
  sp_dd total;
  double outcomes;
  sp_status status = check_counts(counts, n, &total, &outcomes, fault);
  if (status == SP_OK) *out = plugin(counts, n, total);
  return status;
}

sp_status sp_entropy_miller_madow(const double* counts, size_t n, double* out, sp_fault* fault) {
  sp_dd total;
  double outcomes;
  sp_status status = check_counts(counts, n, &total, &outcomes, fault);
  if (status == SP_OK) *out = plugin(counts, n, total) + (outcomes - 1) / (2 * total.hi);
  return status;
}

/* ---- nearest neighbours on the line ---- */

static int ascending(const void* a, const void* b) {
  double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

/* A sorted copy in the arena, or NULL with *status set. */
static double* sorted(const double* values, size_t n, int argument, sp_arena* arena,
                      sp_status* status, sp_fault* fault) {
  if (n == 0) *status = sp_fail(fault, SP_EMPTY, argument, -1, 0);
  for (size_t i = 0; i < n && *status == SP_OK; i++)
    if (!isfinite(values[i]))
      *status = sp_fail(fault, SP_INVALID_ARGUMENT, argument, (double)i, values[i]);
  if (*status != SP_OK) return NULL;
  double* copy = sp_arena_array(arena, n, sizeof *copy);
  if (!copy) {
    *status = sp_fail(fault, SP_NO_MEMORY, argument, -1, (double)n);
    return NULL;
  }
  memcpy(copy, values, n * sizeof *copy);
  qsort(copy, n, sizeof *copy, ascending);
  return copy;
}

/* The distance of x to the k-th nearest of y[0 ... m-1], sorted: the window of k that lies closest.
 *from is the window's start, which only moves up as x does. */
static double nearest(const double* y, size_t m, size_t k, double x, size_t* from) {
  size_t l = *from;
  while (l + k < m && y[l + k] - x < x - y[l]) l++;
  *from = l;
  return fmax(x - y[l], y[l + k - 1] - x);
}

sp_status sp_entropy_nearest(const double* values, size_t n, size_t k, sp_arena* arena, double* out,
                             sp_fault* fault) {
  size_t mark = sp_arena_mark(arena), from = 0;
  sp_status status = SP_OK;
  double* x = sorted(values, n, 0, arena, &status, fault);
  if (!x) return status;
  if (k < 1 || k >= n)
    status = sp_fail(fault, SP_INVALID_ARGUMENT, 1, -1, (double)k);
  else { /* among all values, x itself is its own nearest: hence k + 1 */
    sp_dd sum = {0, 0};
    for (size_t i = 0; i < n; i++) sum = dd_add1(sum, log(nearest(x, n, k + 1, x[i], &from)));
    *out = sp_digamma_difference((double)k, (double)(n - k)) + 0.6931471805599453 +
           dd_round(sum) / (double)n;
  }
  sp_arena_release(arena, mark);
  return status;
}

/* How many of y, sorted, lie no farther from x than `distance`. */
static size_t count_within(const double* y, size_t m, double x, double distance) {
  size_t ends[2];
  for (int upper = 0; upper < 2; upper++) {
    size_t low = 0, high = m;
    while (low < high) {
      size_t middle = low + (high - low) / 2;
      int is_before = upper ? y[middle] - x <= distance : x - y[middle] > distance;
      if (is_before)
        low = middle + 1;
      else
        high = middle;
    }
    ends[upper] = low;
  }
  return ends[1] - ends[0];
}

/* log(v / r): of their logarithms each would bring its own rounding, 5e-14 where they are 1e200. */
static double log_ratio(double v, double r) {
  double ratio = v / r;
  return ratio >= 0x1p-1022 && ratio < INFINITY ? log(ratio) : log(v) - log(r);
}

sp_status sp_kl_nearest(const double* p, size_t n, const double* q, size_t m, size_t k,
                        sp_arena* arena, double* out, sp_fault* fault) {
  size_t mark = sp_arena_mark(arena), from_p = 0, from_q = 0;
  sp_status status = SP_OK;
  double* x = sorted(p, n, 0, arena, &status, fault);
  double* y = x ? sorted(q, m, 1, arena, &status, fault) : NULL;
  if (y && (k < 1 || k >= n || k > m))
    status = sp_fail(fault, SP_INVALID_ARGUMENT, 2, -1, (double)k);
  else if (y) {
    sp_dd by_distance = {0, 0}, by_count = {0, 0};
    int ties = 0;
    for (size_t i = 0; i < n; i++) {
      double r = nearest(x, n, k + 1, x[i], &from_p), v = nearest(y, m, k, x[i], &from_q);
      double a = (double)count_within(x, n, x[i], fmax(r, v)) - 1;
      double b = (double)count_within(y, m, x[i], fmax(r, v));
      ties |= r == 0 || v == 0;
      by_count = dd_add1(by_count, sp_digamma_difference(b, a - b));
      if (!ties) by_distance = dd_add1(by_distance, log_ratio(v, r));
    }
    sp_dd sum = ties ? by_count : by_distance;
    *out = dd_round(sum) / (double)n + log((double)m / (double)(n - 1));
  }
  sp_arena_release(arena, mark);
  return status;
}

/* ---- Monte Carlo ---- */

sp_status sp_kl_monte_carlo(const sp_dist* p, const sp_dist* q, size_t count, uint64_t seed,
                            sp_estimate* out, sp_fault* fault) {
  if (p->family->kind != q->family->kind)
    return sp_fail(fault, SP_KIND_MISMATCH, 1, -1, q->family->kind);
  if (count < 2) return sp_fail(fault, SP_INVALID_ARGUMENT, 2, -1, (double)count);
  sp_rng rng;
  sp_rng_init(&rng, seed, 0, 0);
  info_ratio ratio = info_near_ratio(p, q);
  double mean = 0, squares = 0; /* Welford's running mean and sum of squared deviations */
  for (size_t i = 0; i < count; i++) {
    double x = p->family->sample(p->theta, p->count, &rng);
    double log_p = p->family->log_density(p->theta, p->count, x);
    double log_q = q->family->log_density(q->theta, q->count, x), term = NAN;
    if (isfinite(log_p) && log_q == -INFINITY) {
      *out = (sp_estimate){INFINITY, 0};
      return SP_OK;
    }
    if (ratio.at) term = info_ratio_at(&ratio, x);
    if (!isfinite(term)) term = log_p - log_q;
    if (!isfinite(term)) return sp_fail(fault, SP_UNSUPPORTED, 0, (double)i, x);
    double d = term - mean;
    mean += d / (double)(i + 1);
    squares += d * (term - mean);
  }
  *out = (sp_estimate){mean, sqrt(squares / (double)(count - 1) / (double)count)};
  return SP_OK;
}
