/* The fast pass of entropy and cross-entropy: -sum p log q. */
#include <math.h>

#include "info/array.h"
#include "info/array_lanes.h"

typedef struct cross_sums {
  sp_f64x2 logs, exponents, p, q; /* sums of p r, p e, p, q, where log q is split into e and r */
  sp_f64x2 low;                   /* the least q */
  sp_u64x2 signs;                 /* all bits of all p: the sign shows whether one is negative */
} cross_sums;

ALWAYS void cross_step(cross_sums* s, const double* at_p, const double* at_q, sp_f64x2 zero,
                       int alone) {
  sp_f64x2 p = pair(at_p), q = alone ? p : pair(at_q), e;
  sp_f64x2 r = sp_vlog_split(q, sp_vlog_rows_at(alone ? at_p : at_q), &e);
  s->exponents = sp_vmadd(p, e - zero, s->exponents);
  s->logs = sp_vmadd(p, r, s->logs);
  s->p += p, s->signs |= (sp_u64x2)p;
  if (!alone) s->q += q, s->low = least(s->low, q);
}

/* An odd entry is done with a zero beside it. */
ALWAYS cross_sums cross_stride(const double* p, const double* q, size_t n, sp_f64x2 zero,
                               int alone) {
  cross_sums c = {.low = {1, 1}};
  double last_p[2] = {0}, last_q[2] = {0};
  for (const double* end = p + (n & ~(size_t)1);; end = last_p + 2, n = 0) {
    for (; p < end; p += 2, q += 2) cross_step(&c, p, q, zero, alone);
    if (n % 2 == 0) return c;
    last_p[0] = *p, last_q[0] = *q;
    p = last_p, q = last_q;
  }
}

static int all_at_most(const double* x, size_t n, double most) {
  sp_i64x2 good = {-1, -1};
  for (size_t i = 0; i + 1 < n; i += 2) good &= pair(x + i) <= most;
  return (good[0] & good[1]) && (n % 2 == 0 || x[n - 1] <= most);
}

/* Whether a stride is beyond cross_step.  The extremes are looked for only where the sums let them
   be: an entry above half needs such a sum of its lane, a tiny one is none where all are not. */
static int cross_is_odd(const double* p, const double* q, size_t n, const cross_sums* c,
                        double half, int alone) {
  if ((c->signs[0] | c->signs[1]) >> 63) return 1;
  if (!alone && any_below(c->low, TINY)) {
    for (size_t i = 0; i < n; i++)
      if (q[i] < 0 || (q[i] < TINY && q[i] < p[i])) return 1;
  }
  sp_f64x2 sum = alone ? c->p : c->q;
  return !(sum[0] <= half && sum[1] <= half) && !all_at_most(q, n, half);
}

/* log(q / 2^shift), by an exact quotient unless that is subnormal. */
static double log_in_units(double q, double shift) {
  double scaled = ldexp(q, -(int)shift);
  return scaled >= 0x1p-1022 ? log(scaled) : log(q) - shift * LN2;
}

static int cross_plain(const double* p, const double* q, size_t from, size_t to, info_stream* s) {
  for (size_t i = from; i < to; i++) {
    s->stop = s->n + i;
    if (!is_mass(p[i]) || !is_mass(q[i])) return 0;
    if (q[i] == 0 && p[i] > 0) return 0;
    if (q[i] > s->half && s->held_q == 0) {
      s->held_p = p[i], s->held_q = q[i];
      continue;
    }
    if (p[i] > 0) dd_accumulate(&s->value, -p[i] * log_in_units(q[i], s->shift));
    dd_accumulate(&s->p, p[i]), dd_accumulate(&s->q, q[i]);
  }
  return 1;
}

ALWAYS int cross_pass(const double* p, const double* q, size_t n, info_stream* s, int alone) {
  lanes logs = {0}, exponents = {0}, sum_p = {0}, sum_q = {0};
  sp_f64x2 zero = SP_PAIR(SP_VLOG_ONE + s->shift * 0x1p-51);
  int go_on = 1;
  for (size_t from = 0; from < n && go_on; from += STRIDE) {
    size_t to = n - from < STRIDE ? n : from + STRIDE;
    cross_sums c = cross_stride(p + from, q + from, to - from, zero, alone);
    if (cross_is_odd(p + from, q + from, to - from, &c, s->half, alone)) {
      go_on = cross_plain(p, q, from, to, s);
      continue;
    }
    add(&logs, c.logs + c.p * (SP_VLOG_MIDDLE / SP_VLOG_UNIT)), add(&exponents, c.exponents),
        add(&sum_p, c.p);
    if (!alone) add(&sum_q, c.q);
  }
  drain(&s->logs, logs), drain(&s->exponents, exponents), drain(&s->p, sum_p);
  drain(&s->q, alone ? sum_p : sum_q);
  s->n += n;
  return go_on;
}

int info_stream_cross_entropy(info_stream* s, const double* p, const double* q, size_t n) {
  return cross_pass(p, q, n, s, 0);
}
int info_stream_entropy(info_stream* s, const double* p, size_t n) {
  return cross_pass(p, p, n, s, 1);
}
