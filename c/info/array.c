#include "info/array.h"

#include <math.h>

#include "info/terms.h"

sp_status info_array_open(const sp_operand* operand, const sp_options* options, int argument,
                          info_array* out, sp_fault* fault) {
  const double* values = operand->values;
  if (operand->n == 0) return sp_fail(fault, SP_EMPTY, argument, -1, 0);
  sp_dd sum;
  size_t bad = info_simd_sum(values, operand->n, &sum);
  if (bad < operand->n)
    return sp_fail(fault, SP_NOT_A_PROBABILITY, argument, (double)bad, values[bad]);
  double total = dd_round(sum), scale = 1;
  if (options->normalise != SP_NORMALISE_RAW) {
    int strict = options->normalise == SP_NORMALISE_STRICT;
    if (!(total > 0 && total < INFINITY) || (strict && !(fabs(total - 1) <= 1e-9)))
      return sp_fail(fault, SP_NOT_NORMALISED, argument, -1, total);
    scale = 1 / total;
  } else {
    sum = (sp_dd){1, 0};
  }
  *out = (info_array){values, operand->n, dd_sum(sum.hi, sum.lo), scale};
  return SP_OK;
}

typedef struct comparison {
  const info_array *p, *q;
  info_totals totals;
} comparison;

static comparison compare(const info_array* p, const info_array* q, int raw) {
  comparison c = {p, q, {p->sum, q->sum, {0, 0}, 1}};
  if (raw) return c;
  info_sums sums = {0};
  info_sums_add(&sums, p->values, q->values, p->n);
  c.totals.gap = dd_sum(sums.gap.hi, sums.gap.lo);
  c.totals.factor = p->sum.hi / q->sum.hi;
  return c;
}

/* With t = Q/P - 1 = ((q - p) sum p - p gap) / (p sum q), whose numerator is formed to twice the
   precision. */
double info_entry_log_ratio(const info_totals* c, double p, double q) {
  if (p == 0) return -INFINITY;
  if (q == 0) return INFINITY;
  if (p < 0x1p-900 && q < 0x1p-900) p *= 0x1p160, q *= 0x1p160;
  double ratio = q / p * c->factor;
  if (!(ratio > 0.5 && ratio < 2)) {
    if (ratio > 0x1p-1000 && ratio < 0x1p1000) return -log(ratio);
    return log(p) - log(q) - log(c->factor);
  }
  sp_dd d = dd_sum(q, -p), sum = c->p;
  double top = dd_cross(d.hi, sum.hi, p, c->gap.hi);
  top += d.lo * sum.hi + d.hi * sum.lo - p * c->gap.lo;
  return -log1p(top / (p * c->q.hi));
}

static double log_ratio(const comparison* c, size_t i) {
  return info_entry_log_ratio(&c->totals, c->p->values[i], c->q->values[i]);
}

/* log(v_i / sum), accurate relative to itself where one entry holds nearly everything. */
static double log_mass(const info_array* a, size_t i) {
  double v = a->values[i];
  if (v == 0) return -INFINITY;
  double ratio = v * a->scale;
  if (ratio > 0.5 && ratio < 2) return log1p(((v - a->sum.hi) - a->sum.lo) * a->scale);
  return v < 0x1p-1000 ? log(v) + log(a->scale) : log(ratio);
}

static void infinite(sp_result* out, sp_reason reason, double where) {
  out->value = INFINITY, out->error = 0, out->reason = reason, out->where = where;
}

static void set(sp_result* out, double value, double magnitude) {
  out->value = value, out->error = 4e-15 * magnitude;
}

/* The fast pass over whole arrays; 0 where it does not know. */
static int whole_arrays(sp_measure_id measure, const info_array* p, const info_array* q, int raw,
                        sp_result* out) {
  info_stream s;
  info_stream_open(&s, dd_round(q->sum));
  int ended = measure == SP_MEASURE_kl ? info_stream_kl(&s, p->values, q->values, p->n)
              : p == q                 ? info_stream_entropy(&s, p->values, p->n)
                                       : info_stream_cross_entropy(&s, p->values, q->values, p->n);
  if (!ended) {
    infinite(out, SP_REASON_Q_ZERO, (double)s.stop);
    return 1;
  }
  double value = info_stream_close(&s, measure, raw ? SP_NORMALISE_RAW : SP_NORMALISE_AUTO);
  set(out, value, fabs(value) + (raw && measure == SP_MEASURE_kl ? fabs(dd_round(s.q)) : 0));
  return !isnan(value);
}

/* The same for the other measures. */
static int whole_once(sp_measure_id measure, const info_array* p, const info_array* q, double alpha,
                      sp_result* out) {
  info_once s;
  if (!info_once_open(&s, measure, alpha) || !info_once_add(&s, p->values, q->values, p->n))
    return 0;
  double value = info_once_close(&s, SP_NORMALISE_AUTO);
  set(out, value, fabs(value));
  return !isnan(value);
}

/* In two passes, where these are needed. */
static int whole_terms(sp_measure_id measure, const comparison* c, double alpha, sp_result* out) {
  info_terms t;
  info_sums sums = {c->p->sum, c->totals.gap};
  if (!info_terms_open(&t, measure, alpha, &sums, SP_NORMALISE_AUTO)) return 0;
  if (!info_terms_add(&t, c->p->values, c->q->values, c->p->n)) return 0;
  double value = info_terms_close(&t);
  set(out, value, fabs(value));
  return !isnan(value);
}

/* -sum P log Q over first ... last; entropy with q = p */
static void cross_entropy(const info_array* p, const info_array* q, size_t first, size_t end,
                          sp_result* out) {
  sp_dd sum = {0, 0}, magnitude = {0, 0};
  for (size_t i = first; i < end; i++) {
    double mass = p->values[i];
    if (mass == 0) continue;
    double term = -mass * log_mass(q, i);
    if (term == INFINITY) return infinite(out, SP_REASON_Q_ZERO, (double)i);
    dd_accumulate(&sum, term);
    dd_accumulate(&magnitude, fabs(term));
  }
  set(out, dd_round(sum) * p->scale, dd_round(magnitude) * p->scale);
}

/* Any f-divergence over first ... last.  In the raw and the truncated sum of p log(p/q) the share
   of q - p does not vanish and is taken off again. */
static void divergence(sp_measure_id measure, const comparison* c, const sp_options* options,
                       size_t first, size_t end, int partial, sp_result* out) {
  sp_dd sum = {0, 0}, surplus = {0, 0};
  for (size_t i = first; i < end; i++) {
    double p = c->p->values[i], q = c->q->values[i] * c->totals.factor, r = log_ratio(c, i);
    double term = info_term(measure, options->alpha, p, q, r);
    if (term == INFINITY)
      return infinite(out, q == 0 ? SP_REASON_Q_ZERO : SP_REASON_P_ZERO, (double)i);
    dd_accumulate(&sum, term);
    if (partial) dd_accumulate(&surplus, fabs(r) < 1 ? -p * expm1(-r) : p - q);
  }
  double scale = c->p->scale, share = dd_round(sum) * scale;
  if (partial && measure == SP_MEASURE_kl) {
    double extra = dd_round(surplus) * scale;
    return set(out, share + extra, share + fabs(extra));
  }
  out->value = info_finish(measure, options->alpha, share);
  out->error = 4e-15 * fabs(out->value);
}

/* log sum P^a Q^(1-a) by its largest exponent: for powers that overflow and for overlaps so small
   that 1 - sum would cancel.  Summed from -1 on, for what the others add may be 1e-20. */
static double log_power_sum(const comparison* c, double alpha, size_t first, size_t end) {
  double top = -INFINITY;
  sp_dd sum = {-1, 0};
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = first; i < end; i++) {
      if (c->p->values[i] == 0 || c->q->values[i] == 0) continue;
      double exponent = log_mass(c->p, i) + (alpha - 1) * log_ratio(c, i);
      if (pass == 0)
        top = fmax(top, exponent);
      else
        dd_accumulate(&sum, exp(exponent - top));
    }
    if (top == -INFINITY) return top;
  }
  return top + log1p(dd_round(sum));
}

static void renyi(const comparison* c, const sp_options* options, size_t first, size_t end,
                  int partial, sp_result* out) {
  double alpha = options->alpha;
  sp_dd missing = {0, 0}, present = {0, 0};
  double top = -INFINITY, most = 0;
  for (size_t i = first; i < end; i++) {
    double p = c->p->values[i], q = c->q->values[i];
    if (p > 0 && q == 0 && alpha > 1) return infinite(out, SP_REASON_Q_ZERO, (double)i);
    if (p > 0 && p / q >= most * (1 - 0x1p-50)) /* few are: the logarithm is dear */
      most = fmax(most, p / q), top = fmax(top, log_ratio(c, i));
    dd_accumulate(p == 0 ? &missing : &present, q * c->q->scale);
  }
  if (alpha == INFINITY && !partial) top = fmax(top, 0); /* rounding could make it negative */
  if (alpha == INFINITY) return set(out, top, fabs(top));
  if (alpha == 0) {
    double on = dd_round(present), off = dd_round(missing);
    double value = on > 0.5 && !partial ? -log1p(-off) : -log(on);
    if (on == 0) return infinite(out, SP_REASON_DISJOINT, NAN);
    return set(out, value, fabs(value));
  }
  if (!partial && (alpha - 1) * top < 30) {
    divergence(SP_MEASURE_renyi, c, options, first, end, 0, out);
    double overlap = exp((alpha - 1) * out->value);
    if (overlap > 0.5) return;
  }
  double value = log_power_sum(c, alpha, first, end);
  if (value == -INFINITY) return infinite(out, SP_REASON_DISJOINT, NAN);
  set(out, value / (alpha - 1), fabs(value / (alpha - 1)) + 1 / fabs(alpha - 1));
}

static void bhattacharyya(const comparison* c, const sp_options* options, size_t first, size_t end,
                          int partial, sp_result* out) {
  if (!partial) {
    divergence(SP_MEASURE_bhattacharyya, c, options, first, end, 0, out);
    if (out->value < 0.5) return;
  }
  double value = log_power_sum(c, 0.5, first, end);
  if (value == -INFINITY) return infinite(out, SP_REASON_DISJOINT, NAN);
  set(out, -value, fabs(value));
}

/* sum over x of |F(x) - G(x)|, positions 0 ... n - 1.  With the running sums A of p and D of q - p
   and the whole ones P, Q and gap = Q - P, F - G = (A gap - D P)/(P Q): exact sums, one rounding.
 */
static void wasserstein(const comparison* c, size_t first, size_t end, sp_result* out) {
  sp_dd sum = {0, 0}, a = {0, 0}, d = {0, 0}, gap = c->totals.gap, p = c->p->sum;
  double scale = p.hi > 0x1p900 ? 0x1p-200 : p.hi < 0x1p-400 ? 0x1p500 : 1;
  gap.hi *= scale, gap.lo *= scale, p.hi *= scale, p.lo *= scale;
  for (size_t i = 0; i < end && i + 1 < c->p->n; i++) {
    double mass = c->p->values[i] * scale;
    sp_dd step = dd_sum(c->q->values[i] * scale, -mass);
    dd_accumulate(&a, mass), dd_accumulate(&d, step.hi);
    d.lo += step.lo;
    if (i < first) continue;
    double rest = (a.lo * gap.hi + a.hi * gap.lo) - (d.lo * p.hi + d.hi * p.lo);
    double height = gap.hi == 0 ? -dd_round(d) * p.hi : dd_cross(a.hi, gap.hi, d.hi, p.hi) + rest;
    dd_accumulate(&sum, fabs(height));
  }
  double value = dd_round(sum) / p.hi / (c->q->sum.hi * scale);
  set(out, value, value);
}

void info_array_measure(sp_measure_id measure, const info_array* p, const info_array* q,
                        const sp_options* options, sp_result* out) {
  size_t n = p->n, first = 0, end = n;
  if (options->lo > 0) first = options->lo >= (double)n ? n : (size_t)ceil(options->lo);
  if (options->hi < (double)n - 1) end = options->hi < 0 ? 0 : (size_t)floor(options->hi) + 1;
  int whole = first == 0 && end == n, raw = options->normalise == SP_NORMALISE_RAW;
  int partial = raw || !whole;
  *out = (sp_result){.method = SP_SUM, .where = NAN};
  if (measure == SP_MEASURE_renyi && options->alpha == 1) measure = SP_MEASURE_kl;
  int is_fast = measure == SP_MEASURE_entropy || measure == SP_MEASURE_crossEntropy ||
                measure == SP_MEASURE_kl;
  if (measure == SP_MEASURE_entropy) q = p;
  if (is_fast && whole && whole_arrays(measure, p, q, raw, out)) return;
  if (is_fast && measure != SP_MEASURE_kl) return cross_entropy(p, q, first, end, out);

  if (!partial && whole_once(measure, p, q, options->alpha, out)) return;
  comparison c = compare(p, q, raw);
  if (!partial && whole_terms(measure, &c, options->alpha, out)) return;
  switch (measure) {
  case SP_MEASURE_renyi:
    return renyi(&c, options, first, end, partial, out);
  case SP_MEASURE_bhattacharyya:
    return bhattacharyya(&c, options, first, end, partial, out);
  case SP_MEASURE_wasserstein1:
    return wasserstein(&c, first, end, out);
  default:
    divergence(measure, &c, options, first, end, partial, out);
  }
}
