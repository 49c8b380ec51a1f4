/* The fast pass of KL: the sum of p log(p/q) - p + q. */
#include <math.h>

#include "info/array.h"
#include "info/array_lanes.h"

/* One pair, any values >= 0 but q = 0 < p. */
static double kl_term(double p, double q) {
  if (p == 0) return q;
  double ratio = q / p;
  if (ratio > 0.5 && ratio < 2) return -p * sp_log1p_less((q - p) / p);
  return p * (log(p) - log(q)) - p + q;
}

typedef struct kl_sums {
  sp_f64x2 value, exponents, p, gap; /* sums of the terms, of p e, of p, of q - p */
  sp_f64x2 low_ratio, top;           /* the least q/p, the largest s^2 */
  sp_u64x2 signs;                    /* all bits of all p */
  sp_i64x2 bad;                      /* q tiny and below p */
} kl_sums;

/* -p log(q/p), whose error is about 2^-53 p: for arrays well apart.  p = 0 gives 0. */
ALWAYS void kl_far(kl_sums* s, sp_f64x2 p, sp_f64x2 q) {
  sp_f64x2 exponent, ratio = q / p;
  sp_f64x2 log_m = sp_vlog_split(ratio, sp_vlog_rows_of(ratio), &exponent);
  s->exponents = sp_vmadd(p, exponent - SP_VLOG_ONE, s->exponents);
  s->value = sp_vmadd(p, log_m, s->value);
  s->low_ratio = least(s->low_ratio, ratio);
}

/* The term itself, to a few ulp of itself however near p and q are: with Q = 2^-k q near p and
   s = (Q - p)/(Q + p), log(q/p) = k log 2 + 2 s + s R(s^2), |s| < 0.201, so that the term is
   s (Q - p - p R) + (q - Q) - k p log 2, without any cancellation where k = 0. */
ALWAYS void kl_near(kl_sums* s, sp_f64x2 p, sp_f64x2 q, sp_f64x2 d) {
  near_parts n = near_parts_of(p, q);
  s->bad |= q < least(SP_PAIR(TINY), p);
  sp_f64x2 difference = n.q - n.p, r = difference / (n.q + n.p);
  sp_f64x2 inner = difference - p * log_tail(r);
  s->value += sp_vmadd(r, inner, (d - difference) - p * LN2 * n.k);
}

/* The same for s^2 < CLOSE, where k = 0 and four coefficients suffice: error of R(z)/z 1.4e-15,
   which is 0.2 ulp of a term.  p = q = 0 gives 0; anything else odd shows in s^2 or in the sign of
   p. */
#define CLOSE 0x1p-10
ALWAYS void kl_close(kl_sums* s, sp_f64x2 p, sp_f64x2 q, sp_f64x2 d) {
  sp_f64x2 r = d / ((q + p) + 0x1p-1022), z = r * r;
  sp_f64x2 c = sp_vmadd(z, SP_PAIR(0x1.c7d6d6880307cp-3), SP_PAIR(0x1.24923a9363f54p-2));
  c = sp_vmadd(z, c, SP_PAIR(0x1.9999999a5415cp-2));
  c = sp_vmadd(z, c, SP_PAIR(0x1.555555555554ap-1));
  s->value = sp_vmadd(r, d - p * (z * c), s->value);
  s->top = greatest(s->top, z);
}

static int kl_plain(const double* p, const double* q, size_t from, size_t to, info_stream* s) {
  for (size_t i = from; i < to; i++) {
    s->stop = s->n + i;
    if (!is_mass(p[i]) || !is_mass(q[i])) return 0;
    if (q[i] == 0 && p[i] > 0) return 0;
    dd_accumulate(&s->value, kl_term(p[i], q[i]));
    dd_accumulate(&s->p, p[i]), dd_accumulate(&s->q, q[i] - p[i]);
  }
  return 1;
}

ALWAYS void kl_step(kl_sums* s, sp_f64x2 p, sp_f64x2 q, kl_distance distance) {
  sp_f64x2 d = q - p;
  switch (distance) {
  case KL_CLOSE:
    kl_close(s, p, q, d);
    break;
  case KL_NEAR:
    kl_near(s, p, q, d);
    break;
  case KL_APART:
    kl_far(s, p, q);
  }
  s->p += p, s->gap += d, s->signs |= (sp_u64x2)p;
}

ALWAYS kl_sums kl_stride(const double* p, const double* q, size_t n, kl_distance distance) {
  kl_sums s = {.low_ratio = {1, 1}};
  double last_p[2] = {0}, last_q[2] = {0};
  for (const double* end = p + (n & ~(size_t)1);; end = last_p + 2, n = 0) {
    for (; p < end; p += 2, q += 2) kl_step(&s, pair(p), pair(q), distance);
    if (n % 2 == 0) return s;
    last_p[0] = *p, last_q[0] = *q;
    p = last_p, q = last_q;
  }
}

/* From this divergence a unit of mass on, the error of kl_far does not show; below the other one
   kl_close is worth a try. */
#define APART 0.04
#define ALIKE 0x1p-11
enum { FEW = 8 };

/* One stride by the quickest kernel that can do it, beginning with the one that did the last; 0 if
   none can. */
static int kl_any(const double* p, const double* q, size_t n, kl_distance* distance, kl_sums* k) {
  if (*distance == KL_CLOSE) {
    *k = kl_stride(p, q, n, KL_CLOSE);
    int is_close = k->top[0] < CLOSE && k->top[1] < CLOSE && !((k->signs[0] | k->signs[1]) >> 63);
    if (is_close && across(k->value) < INFINITY) return 1;
  } else if (*distance == KL_APART) {
    *k = kl_stride(p, q, n, KL_APART);
    k->value =
        k->gap - (k->value * SP_VLOG_UNIT + k->exponents * SP_VLOG_LN2 + k->p * SP_VLOG_MIDDLE);
    int is_plain = !((k->signs[0] | k->signs[1]) >> 63) && !any_below(k->low_ratio, TINY);
    if (is_plain && across(k->value) >= APART * across(k->p)) return 1;
  }
  *k = kl_stride(p, q, n, KL_NEAR);
  if ((k->signs[0] | k->signs[1]) >> 63 || (k->bad[0] | k->bad[1])) return 0;
  double value = across(k->value), mass = across(k->p);
  *distance = value >= 1.5 * APART * mass                      ? KL_APART
              : value <= ALIKE * mass && *distance != KL_CLOSE ? KL_CLOSE
                                                               : KL_NEAR;
  return 1;
}

/* (The first few entries tell the distance, which two kernels may have to try.) */
int info_stream_kl(info_stream* s, const double* p, const double* q, size_t n) {
  lanes value = {0}, sum_p = {0}, gap = {0};
  int go_on = 1;
  for (size_t from = 0, to = s->n > 0 ? STRIDE : FEW; from < n && go_on; from = to, to += STRIDE) {
    if (to > n) to = n;
    kl_sums k;
    if (kl_any(p + from, q + from, to - from, &s->distance, &k)) {
      add(&value, k.value), add(&sum_p, k.p), add(&gap, k.gap);
    } else {
      go_on = kl_plain(p, q, from, to, s);
    }
  }
  drain(&s->value, value), drain(&s->p, sum_p), drain(&s->q, gap);
  s->n += n;
  return go_on;
}
