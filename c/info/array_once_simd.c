/* Divergences in one pass, of the masses p and q as they are: what sums other than 1 change is put
   right at the end (array_once.c), so that the arrays are read once. */
#include <math.h>

#include "info/array_once.h"

/* |q - p|, and p with the sign of q - p */
ALWAYS void total_variation(once_lanes* s, sp_f64x2 p) {
  const sp_u64x2 sign = {1ull << 63, 1ull << 63};
  s->value = s->edge = absolute(s->gap);
  s->other = (sp_f64x2)((sp_u64x2)p | ((sp_u64x2)s->gap & sign));
}

/* (q - p)^2 / q */
ALWAYS void chi_square(once_lanes* s, sp_f64x2 p, sp_f64x2 q) {
  s->bad = q < least(SP_PAIR(TINY), p);
  s->value = s->gap * (s->gap / (q + 0x1p-1022));
}

/* sqrt(p q), and where p and q are apart (p + q)/2 less that; else the square by the difference of
   p and q: (sqrt p - sqrt q)^2 = (p - q)^2 / (p + q + 2 sqrt(p q)).  Where p q leaves the doubles,
   the error is below 2^-500. */
ALWAYS void overlap(once_lanes* s, sp_f64x2 p, sp_f64x2 q) { s->other = root(p * q); }
ALWAYS void hellinger(once_lanes* s, sp_f64x2 p, sp_f64x2 q) {
  s->other = root(p * q);
  s->value = s->gap * (s->gap / (p + q + (2.0 * s->other + 0x1p-1021)));
}

/* (q - p) log(q/p), and p log(q/p) */
ALWAYS void jeffreys(once_lanes* s, sp_f64x2 p, sp_f64x2 q) {
  log_parts l = log_parts_of(p, q, s->gap);
  sp_f64x2 ratio = log_ratio(&l);
  s->bad = (least(p, q) < TINY) & (p != q);
  s->value = s->gap * ratio, s->other = p * ratio;
}

/* (p + q)/2 times x log x for both shares x of the mean, that of p in `other`: for arrays apart. */
ALWAYS void jensen_shannon(once_lanes* s, sp_f64x2 p, sp_f64x2 q) {
  sp_f64x2 both = p + q, t = 2.0 / (both + 0x1p-1021);
  s->value = both * entropy_of(q * t), s->other = both * entropy_of(p * t);
}

/* p/q - 1 */
ALWAYS void ratio(once_lanes* s, sp_f64x2 q) { s->edge = -s->gap / q; }

/* q where p = 0, and elsewhere */
ALWAYS void support(once_lanes* s, sp_f64x2 p, sp_f64x2 q) {
  sp_i64x2 none = p == 0.0;
  s->value = (sp_f64x2)((sp_i64x2)q & none), s->other = (sp_f64x2)((sp_i64x2)q & ~none);
}

#define NOTHING SP_PAIR(-0.0) /* adding it is no operation */
ALWAYS once_lanes once_terms(sp_f64x2 p, sp_f64x2 q, info_once_kernel kernel) {
  once_lanes s = {NOTHING, NOTHING, p, q - p, NOTHING, NOTHING, {0}, {0}};
  s.signs = (sp_u64x2)p | (sp_u64x2)q;
  if (kernel == ONCE_TOTAL_VARIATION) total_variation(&s, p);
  if (kernel == ONCE_CHI_SQUARE) chi_square(&s, p, q);
  if (kernel == ONCE_HELLINGER) hellinger(&s, p, q);
  if (kernel == ONCE_OVERLAP) overlap(&s, p, q);
  if (kernel == ONCE_JEFFREYS) jeffreys(&s, p, q);
  if (kernel == ONCE_JENSEN_SHANNON) jensen_shannon(&s, p, q);
  if (kernel == ONCE_GREATEST_RATIO) ratio(&s, q);
  if (kernel == ONCE_SUPPORT) support(&s, p, q);
  return s;
}

/* Two pairs at a time where a term is short, or the processor waits for each sum before the next.
 */
ALWAYS void once_add(once_lanes* s, const once_lanes* a, const once_lanes* b,
                     info_once_kernel kernel) {
  s->value += a->value + b->value, s->other += a->other + b->other;
  s->p += a->p + b->p, s->gap += a->gap + b->gap;
  s->signs |= a->signs | b->signs, s->bad |= a->bad | b->bad;
  if (kernel == ONCE_TOTAL_VARIATION) s->edge = least(s->edge, least(a->edge, b->edge));
  if (kernel == ONCE_GREATEST_RATIO) s->edge = greatest(greatest(s->edge, a->edge), b->edge);
}

/* n entries, a multiple of four */
ALWAYS once_lanes once_stride(const double* p, const double* q, size_t n, info_once_kernel kernel) {
  once_lanes s = {.edge = SP_PAIR(kernel == ONCE_TOTAL_VARIATION ? INFINITY : -1)};
  const once_lanes none = {NOTHING, NOTHING, NOTHING, NOTHING, s.edge, NOTHING, {0}, {0}};
  int is_long = kernel == ONCE_JEFFREYS || kernel == ONCE_JENSEN_SHANNON;
  for (const double* end = p + n; p < end; p += is_long ? 2 : 4, q += is_long ? 2 : 4) {
    once_lanes a = once_terms(pair(p), pair(q), kernel);
    once_lanes b = is_long ? none : once_terms(pair(p + 2), pair(q + 2), kernel);
    once_add(&s, &a, &b, kernel);
  }
  return s;
}

/* The running sums of q - p in each lane (their sums are `value`) and those of p (`other`).  Masses
   are summed from 2 on: what is lost there is known, and sums of it lose nothing that shows. */
static once_lanes running_sums(const double* p, const double* q, size_t n) {
  once_lanes s = {.edge = {0, 0}};
  sp_f64x2 high_p = SP_PAIR(2), high_q = SP_PAIR(2);
  for (size_t i = 0; i < n; i += 2) {
    sp_f64x2 a = pair(p + i), b = pair(q + i), next_p = high_p + a, next_q = high_q + b;
    s.low += (b - (next_q - high_q)) - (a - (next_p - high_p));
    high_p = next_p, high_q = next_q, s.gap = next_q - next_p;
    s.value += s.gap + s.low, s.other += next_p - 2.0;
    s.p += a, s.edge += absolute(b - a), s.signs |= (sp_u64x2)a | (sp_u64x2)b;
  }
  return s;
}

once_lanes info_once_stride(info_once_kernel kernel, const double* p, const double* q, size_t n) {
  size_t all = (n + 3) & ~(size_t)3;
  switch (kernel) {
#define KERNEL(name)                                                                               \
  case ONCE_##name:                                                                                \
    return once_stride(p, q, all, ONCE_##name);
    INFO_ONCE_KERNELS(KERNEL)
#undef KERNEL
  default:
    return running_sums(p, q, n);
  }
}
