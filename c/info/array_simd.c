/* The fast passes over arrays, a stride of 64 entries at a time: plain vector sums within a stride,
   compensated ones across strides, and a check at the end of each stride that sends the few odd
   ones (an entry above half, a zero or tiny q, a negative entry) to a plain loop. */
#include <math.h>
#include <string.h>

#include "info/array.h"
#include "num/vlog.h"

enum { STRIDE = 64 };
#define ALWAYS static inline __attribute__((always_inline))
#define TINY   0x1p-1000 /* below it quotients may overflow and numbers be subnormal */
#define LN2    0x1.62e42fefa39efp-1
#define SQRT2  0x1.6a09e667f3bcdp+0

typedef struct lanes {
  sp_f64x2 hi, lo;
} lanes;

static inline void add(lanes* sum, sp_f64x2 x) {
  sp_f64x2 s = sum->hi + x, b = s - sum->hi;
  sum->lo += (sum->hi - (s - b)) + (x - b);
  sum->hi = s;
}

static void drain(sp_two* total, lanes sum) {
  sp_accumulate(total, sum.hi[0]);
  sp_accumulate(total, sum.hi[1]);
  total->lo += sum.lo[0] + sum.lo[1];
}

static inline double across(sp_f64x2 x) { return x[0] + x[1]; }

static inline sp_f64x2 pair(const double* x) {
  sp_f64x2 v;
  memcpy(&v, x, sizeof v);
  return v;
}
static inline sp_f64x2 last(const double* x) { return (sp_f64x2){*x, 0}; }

/* Lane by lane b < a ? b : a, and a < b ? b : a: a NaN in b leaves a. */
static inline sp_f64x2 least(sp_f64x2 a, sp_f64x2 b) {
#ifdef __wasm_simd128__
  return __builtin_wasm_pmin_f64x2(a, b);
#else
  sp_i64x2 m = b < a;
  return (sp_f64x2)(((sp_i64x2)b & m) | ((sp_i64x2)a & ~m));
#endif
}
static inline sp_f64x2 greatest(sp_f64x2 a, sp_f64x2 b) {
#ifdef __wasm_simd128__
  return __builtin_wasm_pmax_f64x2(a, b);
#else
  sp_i64x2 m = a < b;
  return (sp_f64x2)(((sp_i64x2)b & m) | ((sp_i64x2)a & ~m));
#endif
}
static inline int any_below(sp_f64x2 x, double y) { return x[0] < y || x[1] < y; }

static int is_mass(double x) { return x >= 0 && x <= 0x1.fffffffffffffp1023; }

/* ---- -sum p log q ---------------------------------------------------------------------------- */

typedef struct cross_sums {
  sp_f64x2 logs, exponents, p, q; /* sums of p log m, p k, p, q, where q = 2^k m */
  sp_f64x2 low;                   /* the least q */
  sp_u64x2 signs;                 /* all bits of all p: the sign shows whether one is negative */
} cross_sums;

ALWAYS void cross_step(cross_sums* s, sp_f64x2 p, sp_f64x2 q, sp_f64x2 zero, int alone) {
  sp_f64x2 exponent, log_m = sp_vlog_split(q, &exponent);
  s->exponents = sp_vmadd(p, exponent - zero, s->exponents);
  s->logs = sp_vmadd(p, log_m, s->logs);
  s->p += p;
  s->signs |= (sp_u64x2)p;
  if (alone) return;
  s->q += q;
  s->low = least(s->low, q);
}

/* Whether a stride is beyond cross_step.  The extremes are looked for only where the sums let them
   be: an entry above half needs its sum above half, a tiny one is none where all are not. */
static int cross_is_odd(const double* p, const double* q, size_t n, const cross_sums* c,
                        double half, int alone) {
  if ((c->signs[0] | c->signs[1]) >> 63) return 1;
  if (!alone && any_below(c->low, TINY)) {
    for (size_t i = 0; i < n; i++)
      if (q[i] < 0 || (q[i] < TINY && q[i] < p[i])) return 1;
  }
  if (across(alone ? c->p : c->q) <= half) return 0;
  for (size_t i = 0; i < n; i++)
    if (!(q[i] <= half)) return 1;
  return 0;
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
    if (p[i] > 0) sp_accumulate(&s->value, -p[i] * (log(q[i]) - s->shift * LN2));
    sp_accumulate(&s->p, p[i]), sp_accumulate(&s->q, q[i]);
  }
  return 1;
}

ALWAYS int cross_pass(const double* p, const double* q, size_t n, info_stream* s, int alone) {
  lanes logs = {0}, exponents = {0}, sum_p = {0}, sum_q = {0};
  sp_f64x2 zero = SP_PAIR(SP_VLOG_ZERO + s->shift);
  int go_on = 1;
  for (size_t from = 0; from < n && go_on; from += STRIDE) {
    size_t to = n - from < STRIDE ? n : from + STRIDE, i = from;
    cross_sums c = {.low = {1, 1}};
    for (; i + 1 < to; i += 2) cross_step(&c, pair(p + i), pair(q + i), zero, alone);
    if (i < to) cross_step(&c, last(p + i), last(q + i), zero, alone);
    if (cross_is_odd(p + from, q + from, to - from, &c, s->half, alone)) {
      go_on = cross_plain(p, q, from, to, s);
      continue;
    }
    add(&logs, c.logs), add(&exponents, c.exponents), add(&sum_p, c.p), add(&sum_q, c.q);
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

/* ---- sum of p log(p/q) - p + q --------------------------------------------------------------- */

/* One pair, any values >= 0 but q = 0 < p. */
static double kl_term(double p, double q) {
  if (p == 0) return q;
  double ratio = q / p;
  if (ratio > 0.5 && ratio < 2) return -p * sp_log1p_less((q - p) / p);
  return p * (log(p) - log(q)) - p + q;
}

typedef struct kl_sums {
  sp_f64x2 value, exponents, p, gap; /* sums of the terms, of p k, of p, of q - p */
  sp_f64x2 low_ratio, top;           /* the least q/p, the largest s^2 */
  sp_u64x2 signs;                    /* all bits of all p */
  sp_i64x2 bad;                      /* q tiny and below p */
} kl_sums;

/* -p log(q/p), whose error is about 2^-53 p: for arrays well apart.  p = 0 gives 0. */
ALWAYS void kl_far(kl_sums* s, sp_f64x2 p, sp_f64x2 q) {
  sp_f64x2 exponent, ratio = q / p, log_m = sp_vlog_split(ratio, &exponent);
  s->exponents = sp_vmadd(p, exponent - SP_VLOG_ZERO, s->exponents);
  s->value = sp_vmadd(p, log_m, s->value);
  s->low_ratio = least(s->low_ratio, ratio);
}

/* R(s^2) = 2 s^2/3 + 2 s^4/5 + ... for |s| < 0.201: Chebyshev interpolation at 60 digits, error
   1.2e-16, which is 4e-16 of a term. */
static inline sp_f64x2 tail(sp_f64x2 s) {
  sp_f64x2 z = s * s, w = z * z;
  sp_f64x2 a = sp_vmadd(z, SP_PAIR(0x1.999999997b790p-2), SP_PAIR(0x1.555555555556fp-1));
  sp_f64x2 b = sp_vmadd(z, SP_PAIR(0x1.c71c3bbccc572p-3), SP_PAIR(0x1.2492495334f5ap-2));
  sp_f64x2 c = sp_vmadd(z, SP_PAIR(0x1.38fd0e02e5e43p-3), SP_PAIR(0x1.746bf548d3d63p-3));
  c = sp_vmadd(w, SP_PAIR(0x1.35d2d714b9389p-3), c);
  return z * sp_vmadd(w, sp_vmadd(w, c, b), a);
}

/* The term itself, to a few ulp of itself however near p and q are: with Q = 2^-k q near p and
   s = (Q - p)/(Q + p), log(q/p) = k log 2 + 2 s + s R(s^2), |s| < 0.201, so that the term is
   s (Q - p - p R) + (q - Q) - k p log 2, without any cancellation where k = 0. */
ALWAYS void kl_near(kl_sums* s, sp_f64x2 p, sp_f64x2 q, sp_f64x2 d) {
  const sp_u64x2 half = {0x0008000000000000, 0x0008000000000000};
  const sp_u64x2 offset = {0x4330000000000800, 0x4330000000000800};
  sp_f64x2 least_p = greatest(p, SP_PAIR(TINY)), least_q = greatest(q, SP_PAIR(TINY));
  s->bad |= q < least(SP_PAIR(TINY), p);
  sp_u64x2 base = (sp_u64x2)least_p - half, over = (sp_u64x2)least_q - base;
  sp_f64x2 k = (sp_f64x2)((over >> 52) ^ offset) - (0x1p52 + 2048);
  sp_f64x2 near_q = (sp_f64x2)((over & 0xfffffffffffff) + base);
  sp_f64x2 difference = near_q - least_p, r = difference / (near_q + least_p);
  sp_f64x2 inner = difference - p * tail(r);
  s->value += sp_vmadd(r, inner, (d - difference) - p * LN2 * k);
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
    sp_accumulate(&s->value, kl_term(p[i], q[i]));
    sp_accumulate(&s->p, p[i]), sp_accumulate(&s->q, q[i] - p[i]);
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
  size_t i = 0;
  for (; i + 1 < n; i += 2) kl_step(&s, pair(p + i), pair(q + i), distance);
  if (i < n) kl_step(&s, last(p + i), last(q + i), distance);
  return s;
}

/* From this divergence a unit of mass on, the error of kl_far does not show; below the other one
   kl_close is worth a try. */
#define APART 0.04
#define ALIKE 0x1p-11

/* One stride by the quickest kernel that can do it, beginning with the one that did the last; 0 if
   none can. */
static int kl_any(const double* p, const double* q, size_t n, kl_distance* distance, kl_sums* k) {
  if (*distance == KL_CLOSE) {
    *k = kl_stride(p, q, n, KL_CLOSE);
    int is_close = k->top[0] < CLOSE && k->top[1] < CLOSE && !((k->signs[0] | k->signs[1]) >> 63);
    if (is_close && across(k->value) < INFINITY) return 1;
  } else if (*distance == KL_APART) {
    *k = kl_stride(p, q, n, KL_APART);
    k->value = k->gap - (k->value * SP_VLOG_UNIT + k->exponents * LN2);
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

int info_stream_kl(info_stream* s, const double* p, const double* q, size_t n) {
  lanes value = {0}, sum_p = {0}, gap = {0};
  int go_on = 1;
  for (size_t from = 0; from < n && go_on; from += STRIDE) {
    size_t to = n - from < STRIDE ? n : from + STRIDE;
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

/* ---- from sums to measures ------------------------------------------------------------------- */

void info_stream_open(info_stream* stream, double total) {
  *stream = (info_stream){.half = total / 2, .shift = ilogb(total * SQRT2)};
}

static double close_cross_entropy(const info_stream* s, int raw) {
  double value =
      sp_total(s->value) - (sp_total(s->exponents) * LN2 + sp_total(s->logs) * SP_VLOG_UNIT);
  double others = sp_total(s->p), rest = sp_total(s->q);
  if (raw && value != 0 && fabs(value) < 1e-270) return NAN; /* subnormal entries throughout */
  if (raw) return s->held_p > 0 ? value - s->held_p * log(s->held_q) : value;
  /* log of the sum, in units of 2^shift; log1p(rest / held) = log(sum / held) */
  double unit = ldexp(1, -(int)s->shift);
  value += others * log1p((s->held_q * unit - 1) + rest * unit);
  if (s->held_p > 0) value += s->held_p * log1p(rest / s->held_q);
  return value / (others + s->held_p);
}

/* With t0 = q/p - 1 unnormalised and g = (sum q - sum p)/sum p,
   KL = sum(p (t0 - log1p t0))/sum p - (g - log1p g), of which the second part may be half the
   first. */
static double close_kl(const info_stream* s, int raw) {
  double value = sp_total(s->value), gap = sp_total(s->q);
  if (raw) return fabs(value) < 1e-270 && value != 0 ? NAN : value - gap;
  value /= sp_total(s->p);
  double share = -sp_log1p_less(gap / sp_total(s->p));
  return 2 * share > value || (value > 0 && value < 1e-270) ? NAN : value - share;
}

double info_stream_close(const info_stream* s, sp_measure_id measure, sp_normalise normalise) {
  double p = sp_total(s->p) + s->held_p, q = sp_total(s->q) + s->held_q;
  int is_kl = measure == SP_MEASURE_kl, raw = normalise == SP_NORMALISE_RAW;
  if (is_kl) q += p;
  if (!(p >= 0 && p < INFINITY && q < INFINITY)) return NAN;
  if (normalise == SP_NORMALISE_STRICT && !(fabs(p - 1) <= 1e-9 && fabs(q - 1) <= 1e-9)) return NAN;
  if (is_kl) return close_kl(s, raw);
  int is_known = raw || fabs(q - 2 * s->half) <= 1e-8 * q;
  return is_known ? close_cross_entropy(s, raw) : NAN;
}

/* ---- the sum of an array --------------------------------------------------------------------- */

size_t info_simd_sum(const double* x, size_t n, sp_two* sum) {
  lanes lanes = {0};
  sp_i64x2 good = {-1, -1};
  for (size_t i = 0; i < n; i += 2) {
    sp_f64x2 v = i + 1 < n ? pair(x + i) : last(x + i);
    good &= (v >= 0.0) & (v <= 0x1.fffffffffffffp1023);
    add(&lanes, v);
  }
  *sum = (sp_two){0, 0};
  drain(sum, lanes);
  if (good[0] & good[1]) return n;
  size_t i = 0;
  while (is_mass(x[i])) i++;
  return i;
}
