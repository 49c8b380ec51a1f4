/* The fast pass of the measures that need the sums of both arrays first: each is a sum of terms >=
   0 of the masses P and Q and of Q - P, formed to its own precision however near they are. */
#include <math.h>

#include "info/array.h"
#include "info/array_lanes.h"
#include "info/terms.h"

/* Two entries in units of sum q: p here is p (sum q)/(sum p), and d = q - p. */
typedef struct masses {
  sp_f64x2 p, q, d;
} masses;

/* With g = (sum q - sum p)/sum p to twice the precision, d = (q - p) - p g: the product by Dekker's
   splitting, for near-equal arrays leave little of it. */
ALWAYS masses masses_of(const info_terms* t, sp_f64x2 p, sp_f64x2 q) {
  sp_f64x2 gap = q - p, b = gap - q, gap_lo = (q - (gap - b)) - (p + b);
  sp_f64x2 split = p * (0x1p27 + 1), high = split - (split - p), low = p - high;
  sp_f64x2 shift = p * t->growth.hi, d = gap - shift, c = d - gap;
  sp_f64x2 lost = ((high * t->high - shift) + high * t->low + low * t->high) + low * t->low;
  sp_f64x2 rest = ((gap - (d - c)) - (shift + c)) + (gap_lo - lost - p * t->growth.lo);
  return (masses){p * t->factor, q, d + rest};
}

typedef struct term_sums {
  sp_f64x2 value, overlap, top; /* of the terms, of P^a Q^(1-a); the largest exponent */
  sp_i64x2 bad;                 /* beyond the kernel */
} term_sums;

/* sum |d| / 2 */
ALWAYS void total_variation(term_sums* s, const masses* m) { s->value += 0.5 * absolute(m->d); }

/* sum (p + q)/4 h(v), v = (q - p)/(q + p), h = (1 + v) log(1 + v) + (1 - v) log(1 - v): v^2 by a
   Chebyshev interpolation up to |v| = 1/3, by logarithms beyond, where their error does not show.
 */
ALWAYS void jensen_shannon(term_sums* s, const masses* m) {
  sp_f64x2 both = m->p + m->q, t = 2.0 / (both + 0x1p-1021), v = 0.5 * t * m->d, z = v * v;
  static const double c[] = {1,
                             0x1.555555555564ep-3,
                             0x1.11111110ed072p-4,
                             0x1.24924944dc811p-5,
                             0x1.6c16b2c4d50d8p-6,
                             0x1.f07fed5330941p-7,
                             0x1.67c9e46cb8f45p-7,
                             0x1.14c2fea308ab7p-7,
                             0x1.762c0af2be20fp-8,
                             0x1.158e2bf22d46fp-7};
  sp_f64x2 near = SP_PAIR(c[9]);
  for (int i = 8; i >= 0; i--) near = sp_vmadd(z, near, SP_PAIR(c[i]));
  sp_f64x2 far = entropy_of(m->q * t) + entropy_of(m->p * t);
  s->value += 0.25 * both * sp_vselect(z <= 1. / 9, z * near, far);
}

/* e^y - 1 - y, and e^y, for -Inf < y < 700: Taylor where |y| <= 1, else e^y = 2^k e^u with the
   same series in u. */
ALWAYS sp_f64x2 phi(sp_f64x2 y, sp_f64x2* power) {
  sp_i64x2 near = absolute(y) <= 1.0;
  sp_f64x2 x = greatest(y, SP_PAIR(-700));
  sp_f64x2 shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52, k = shifted - 0x1.8p52;
  sp_f64x2 u = sp_vselect(near, y, (x - k * SP_LN2_HI) - k * SP_LN2_LO), w = u * u;
  static const double even[] = {
      0x1.0000000000000p-1,  0x1.5555555555555p-5,  0x1.6c16c16c16c17p-10,
      0x1.a01a01a01a01ap-16, 0x1.27e4fb7789f5cp-22, 0x1.1eed8eff8d898p-29,
      0x1.93974a8c07c9dp-37, 0x1.ae7f3e733b81fp-45, 0x1.6827863b97d97p-53};
  static const double odd[] = {0x1.5555555555555p-3,  0x1.1111111111111p-7,  0x1.a01a01a01a01ap-13,
                               0x1.71de3a556c734p-19, 0x1.ae64567f544e4p-26, 0x1.6124613a86d09p-33,
                               0x1.ae7f3e733b81fp-41, 0x1.952c77030ad4ap-49, 0x1.2f49b46814157p-57};
  sp_f64x2 a = SP_PAIR(even[8]), b = SP_PAIR(odd[8]);
  for (int i = 7; i >= 0; i--)
    a = sp_vmadd(w, a, SP_PAIR(even[i])), b = sp_vmadd(w, b, SP_PAIR(odd[i]));
  sp_f64x2 rest = w * (a + u * b), e = 1.0 + (u + rest);
  sp_u64x2 scale = ((sp_u64x2)shifted << 52) & ~(sp_u64x2)near;
  *power = (sp_f64x2)((sp_u64x2)e + scale);
  return sp_vselect(near, rest, *power - 1.0 - y);
}

/* |p^a q^(1-a) - a p - (1-a) q| = |p phi(y) + b (p log(p/q) - p + q)|, b = a - 1, y = b log(p/q),
   which is formed as it stands where the parts cancel, b < 0 and |y| > 1.  a >= 1/2. */
ALWAYS void renyi(term_sums* s, const masses* m, const info_terms* t) {
  sp_i64x2 swap = {-t->is_swapped, -t->is_swapped};
  sp_f64x2 p = sp_vselect(swap, m->q, m->p), q = sp_vselect(swap, m->p, m->q),
           d = sp_vselect(swap, -m->d, m->d);
  double a = t->order, b = t->order_less_1;
  sp_i64x2 zero = (p == 0.0) | (q == 0.0);
  s->bad |= (least(p, q) < TINY) & (p != q) & (b > 0 ? q < p : ~zero);
  log_parts l = log_parts_of(p, q, d);
  sp_f64x2 y = -b * log_ratio(&l), power, f = phi(y, &power);
  sp_f64x2 kl = l.s * (l.step - p * l.r) + ((d - l.step) - p * LN2 * l.k);
  sp_f64x2 term = absolute(p * f + b * kl), overlap = p * power;
  if (b < 0) term = sp_vselect(absolute(y) > 1.0, absolute(overlap - a * p + b * q), term);
  s->value += sp_vselect(zero, a * p + fabs(b) * q, term);
  s->overlap += sp_vselect(zero, SP_PAIR(0), overlap);
  s->top = greatest(s->top, sp_vselect(zero, SP_PAIR(0), y));
}

ALWAYS void term_step(term_sums* s, const info_terms* t, const masses* m, info_kernel kernel) {
  switch (kernel) {
  case KERNEL_TOTAL_VARIATION:
    return total_variation(s, m);
  case KERNEL_JENSEN_SHANNON:
    return jensen_shannon(s, m);
  case KERNEL_RENYI:
    return renyi(s, m, t);
  default:
    return;
  }
}

/* n entries, two at a time */
ALWAYS void term_loop(term_sums* sums, const info_terms* t, const double* p, const double* q,
                      size_t n, info_kernel kernel) {
  term_sums s = *sums;
  for (size_t i = 0; i < n; i += 2) {
    masses m = masses_of(t, pair(p + i), pair(q + i));
    term_step(&s, t, &m, kernel);
  }
  *sums = s;
}
/* (Inlined where it is called, it would stand there twice.) */
__attribute__((noinline)) static void term_loops(term_sums* s, const info_terms* t, const double* p,
                                                 const double* q, size_t n) {
  switch (t->kernel) {
#define KERNEL(name)                                                                               \
  case KERNEL_##name:                                                                              \
    return term_loop(s, t, p, q, n, KERNEL_##name);
    INFO_KERNELS(KERNEL)
#undef KERNEL
  default:
    return;
  }
}

/* One odd stride, entry by entry; 0 where a term is infinite. */
static int terms_plain(info_terms* t, const double* p, const double* q, size_t n) {
  for (size_t i = 0; i < n; i++) {
    double r = info_entry_log_ratio(&t->totals, p[i], q[i]), mass = p[i] * t->factor;
    double term = info_term(t->measure, t->alpha, mass, q[i], r), y = (t->alpha - 1) * r;
    if (term == INFINITY) return 0;
    dd_accumulate(&t->value, term);
    if (p[i] == 0 || q[i] == 0) continue;
    if (t->kernel != KERNEL_RENYI) continue;
    dd_accumulate(&t->overlap, mass * exp(y));
    t->top = fmax(t->top, y);
  }
  return 1;
}

int info_terms_add(info_terms* t, const double* p, const double* q, size_t n) {
  lanes value = {0}, overlap = {0};
  sp_f64x2 top = SP_PAIR(t->top);
  int go_on = 1;
  for (size_t from = 0; from < n && go_on; from += STRIDE) {
    size_t count = n - from < STRIDE ? n - from : STRIDE;
    term_sums s = {.top = {0, 0}};
    term_loops(&s, t, p + from, q + from, count & ~(size_t)1);
    if (count % 2) {
      double last_p[2] = {p[n - 1], 0}, last_q[2] = {q[n - 1], 0};
      term_loops(&s, t, last_p, last_q, 2);
    }
    if (s.bad[0] | s.bad[1]) {
      go_on = terms_plain(t, p + from, q + from, count);
      continue;
    }
    add(&value, s.value), add(&overlap, s.overlap);
    top = greatest(top, s.top);
  }
  drain(&t->value, value), drain(&t->overlap, overlap);
  t->top = fmax(top[0], fmax(top[1], t->top));
  return go_on;
}
