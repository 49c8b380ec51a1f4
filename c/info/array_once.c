/* Divergences in one pass: from the sums of unnormalised masses (array_once_simd.c) to those of P
   and Q. */
#include "info/array_once.h"

#include <math.h>

#include "info/terms.h"

static info_once_kernel kernel_of(sp_measure_id measure, double alpha) {
  static const unsigned char kernels[SP_MEASURE_COUNT] = {
      [SP_MEASURE_totalVariation] = ONCE_TOTAL_VARIATION,
      [SP_MEASURE_chiSquare] = ONCE_CHI_SQUARE,
      [SP_MEASURE_hellinger] = ONCE_HELLINGER,
      [SP_MEASURE_bhattacharyya] = ONCE_HELLINGER,
      [SP_MEASURE_jeffreys] = ONCE_JEFFREYS,
      [SP_MEASURE_jensenShannon] = ONCE_JENSEN_SHANNON,
      [SP_MEASURE_wasserstein1] = ONCE_WASSERSTEIN,
  };
  if (measure != SP_MEASURE_renyi) return measure < SP_MEASURE_COUNT ? kernels[measure] : ONCE_NONE;
  return alpha == 0.5        ? ONCE_HELLINGER
         : alpha == 2        ? ONCE_CHI_SQUARE /* p^2/q - 2 p + q */
         : alpha == 0        ? ONCE_SUPPORT
         : alpha == INFINITY ? ONCE_GREATEST_RATIO
                             : ONCE_NONE;
}

int info_once_open(info_once* s, sp_measure_id measure, double alpha) {
  *s = (info_once){.measure = measure, .alpha = alpha, .kernel = kernel_of(measure, alpha)};
  s->is_apart = 1, s->edge = -1;
  return s->kernel != ONCE_NONE;
}

/* Entry by entry; 0 where a term is infinite. */
static int once_plain(info_once* s, const double* p, const double* q, size_t n) {
  static const info_totals raw = {{1, 0}, {1, 0}, {0, 0}, 1};
  for (size_t i = 0; i < n; i++) {
    double r = info_entry_log_ratio(&raw, p[i], q[i]);
    double term = info_term(s->measure, s->alpha, p[i], q[i], r);
    if (term == INFINITY) return 0;
    dd_accumulate(&s->value, term);
    if (s->kernel == ONCE_HELLINGER) dd_accumulate(&s->other, sqrt(p[i]) * sqrt(q[i]));
    if (s->kernel == ONCE_JEFFREYS && p[i] > 0) dd_accumulate(&s->other, -p[i] * r);
    dd_accumulate(&s->p, p[i]), dd_accumulate(&s->gap, q[i] - p[i]);
  }
  return 1;
}

/* Of entries whose difference is within INFO_SLIGHT of p: the sums that make P and Q of p and q may
   turn its sign.  Equal ones are counted apart. */
static void look_closely(info_once* s, const double* p, const double* q, size_t n) {
  for (size_t i = 0; i < n; i++) {
    double size = fabs(q[i] - p[i]);
    if (size == 0)
      s->same += p[i];
    else if (size <= INFO_SLIGHT * p[i])
      s->doubt += p[i];
  }
}

/* From this divergence a unit of mass on, errors relative to p and q do not show. */
static int is_apart(double value, double p, double gap) { return value >= 0.05 * (p + 0.5 * gap); }

/* The running sums one by one, from `start` on, with p's sum before them. */
static void walk(info_once* s, const double* p, const double* q, size_t n, double start) {
  double here = 0, mass = 0, heights = 0, signed_mass = 0;
  for (size_t i = 0; i < n; i++) {
    here += q[i] - p[i], mass += p[i];
    double height = start + here, whole = s->p.hi + mass;
    if (fabs(height) <= INFO_SLIGHT) s->doubt += whole;
    heights += fabs(height), signed_mass += copysign(whole, height);
  }
  dd_accumulate(&s->value, heights), dd_accumulate(&s->other, signed_mass);
}

/* Where all differences together do not turn the sign of the running sum, each stands in as many
   sums as follow it: in lane 0 twice as often as in the lane's own running sums, in lane 1 once
   less. */
static int take_running_sums(info_once* s, const double* p, const double* q, size_t n,
                             const once_lanes* k) {
  double start = dd_round(s->run), count = (double)n;
  if (n % 2 == 0 && fabs(start) > across(k->edge) + INFO_SLIGHT) {
    double heights = 2 * across(k->value) - (k->gap[1] + k->low[1]);
    double masses = 2 * across(k->other) - k->p[1];
    dd_accumulate(&s->value, fabs(count * s->run.hi + (count * s->run.lo + heights)));
    dd_accumulate(&s->other, copysign(count * s->p.hi + masses, start));
  } else {
    walk(s, p, q, n, start);
  }
  drain(&s->run, (lanes){k->gap, k->low});
  dd_accumulate(&s->p, across(k->p));
  s->count += count;
  return 1;
}

/* One stride, with zeros behind it up to a multiple of four; 0 where the way ends. */
static int once_take(info_once* s, const double* p, const double* q, size_t n) {
  once_lanes k;
  double value;
  if (s->kernel == ONCE_HELLINGER && s->is_apart) {
    k = info_once_stride(ONCE_OVERLAP, p, q, n);
    value = across(k.p) + 0.5 * across(k.gap) - across(k.other);
    s->is_apart = is_apart(value, across(k.p), across(k.gap));
  }
  if (s->kernel != ONCE_HELLINGER || !s->is_apart) {
    k = info_once_stride(s->kernel, p, q, n);
    value = across(k.value);
    if (s->kernel == ONCE_HELLINGER)
      value *= 0.5, s->is_apart = is_apart(value, across(k.p), across(k.gap));
    if (s->kernel == ONCE_JENSEN_SHANNON) value = 0.25 * (value + across(k.other));
  }
  if ((k.signs[0] | k.signs[1]) >> 63) return 0;
  if (s->kernel == ONCE_WASSERSTEIN) return take_running_sums(s, p, q, n, &k);
  if (s->kernel <= ONCE_HELLINGER && !(value >= 0x1p-400) && memcmp(p, q, n * sizeof *p) != 0)
    k.bad[0] = -1;
  if (k.bad[0] | k.bad[1]) return s->kernel <= ONCE_HELLINGER && once_plain(s, p, q, n);
  if (s->kernel == ONCE_TOTAL_VARIATION && fmin(k.edge[0], k.edge[1]) <= INFO_SLIGHT * across(k.p))
    look_closely(s, p, q, n);
  dd_accumulate(&s->value, value), dd_accumulate(&s->other, across(k.other));
  s->edge = fmax(s->edge, fmax(k.edge[0], k.edge[1]));
  dd_accumulate(&s->p, across(k.p)), dd_accumulate(&s->gap, across(k.gap));
  return 1;
}

int info_once_add(info_once* s, const double* p, const double* q, size_t n) {
  enum { MOST = 2 * STRIDE };
  double last_p[MOST] = {0}, last_q[MOST] = {0};
  size_t stride = s->kernel == ONCE_WASSERSTEIN ? STRIDE : MOST;
  for (size_t from = 0; from < n; from += stride) {
    size_t count = n - from < stride ? n - from : stride;
    const double *at_p = p + from, *at_q = q + from;
    if (count % 4) { /* zeros behind them */
      memcpy(last_p, at_p, count * sizeof *p), memcpy(last_q, at_q, count * sizeof *q);
      at_p = last_p, at_q = last_q;
    }
    if (!once_take(s, at_p, at_q, count)) return 0;
  }
  return s->kernel != ONCE_JENSEN_SHANNON || is_apart(s->value.hi, s->p.hi, s->gap.hi);
}

/* With g = (sum q - sum p)/sum p, Q - P = (q - p (1 + g))/sum q.  Of the smooth divergences g makes
   closed forms of the same sums; they cancel where q is nearly a multiple of p.  The others change
   by g times the signs of their terms as long as it turns none of them; Jensen-Shannon by its first
   derivative, where it is so large that g^2 does not show. */
static double normalised(const info_once* s, double p, double gap, double q) {
  double value = dd_round(s->value), other = dd_round(s->other), g = gap / p, roots, change;
  switch (s->kernel) {
  case ONCE_CHI_SQUARE:
    change = g * gap / (1 + g);
    return value - change;
  case ONCE_HELLINGER:
    roots = sqrt(p) + sqrt(q);
    return value - 0.5 * (gap / roots) * (gap / roots);
  case ONCE_JEFFREYS:
    return value - g * other;
  case ONCE_JENSEN_SHANNON:
    return fabs(g) <= 4e-9 ? value + 0.25 * g * other : NAN;
  case ONCE_TOTAL_VARIATION:
  case ONCE_WASSERSTEIN:
    change = s->kernel == ONCE_WASSERSTEIN ? g * other : g * (other - s->same) - fabs(g) * s->same;
    /* running sums from 2 on are exact while no mass is larger, and what they lose may show */
    if (s->count > 0 && !(p <= 2 && q <= 2 && value >= s->count * INFO_SLIGHT)) return NAN;
    /* (the last running sum is gap, which g makes 0) */
    return fabs(gap) <= INFO_SLIGHT && fabs(g) <= INFO_SLIGHT &&
                   fabs(g) * (s->doubt - (s->count > 0 ? p : 0)) <= 0x1p-56 * value
               ? value - change
               : NAN;
  case ONCE_GREATEST_RATIO:
    return s->edge + g + s->edge * g;
  default:
    return value;
  }
}

static int is_one(double sum) { return fabs(sum - 1) <= 1e-9; }

double info_once_close(const info_once* s, sp_normalise normalise) {
  double p = dd_round(s->p), gap = dd_round(s->kernel == ONCE_WASSERSTEIN ? s->run : s->gap);
  double q = p + gap, overlap = dd_round(s->other);
  if (!info_is_moderate(p) || !info_is_moderate(q)) return NAN;
  if (normalise == SP_NORMALISE_STRICT && !(is_one(p) && is_one(q))) return NAN;
  double value = normalised(s, p, gap, q), whole = dd_round(s->value);
  if (s->kernel == ONCE_SUPPORT) return info_less_overlap(whole / q, overlap / q);
  if (s->kernel == ONCE_GREATEST_RATIO)
    return value < INFINITY && value >= 0.5 * s->edge ? log1p(value) : NAN;
  if (!(value >= 0.5 * whole && value < INFINITY)) return NAN;
  value /= s->kernel == ONCE_CHI_SQUARE  ? p / q * p
           : s->kernel == ONCE_HELLINGER ? sqrt(p) * sqrt(q)
                                         : q;
  if (value > 0 && value < 1e-250) return NAN;
  overlap /= sqrt(p) * sqrt(q);
  if (s->measure == SP_MEASURE_bhattacharyya) return info_less_overlap(value, overlap);
  if (s->measure == SP_MEASURE_renyi && s->alpha == 0.5)
    return 2 * info_less_overlap(value, overlap);
  if (s->kernel == ONCE_TOTAL_VARIATION) value *= 0.5;
  return info_finish(s->measure, s->alpha, value);
}
