/* dd.h's arithmetic on two numbers at a time: pairs hi + lo of vectors, about 100 bits.  Sums are
   left unnormalised where it costs nothing: |lo| may be a few ulps of hi.  Finite operands only;
   what overflows comes out as NaN. */
#ifndef SP_NUM_VDD_H
#define SP_NUM_VDD_H

#include "num/dd.h"
#include "num/vlog.h"

typedef struct sp_vdd {
  sp_f64x2 hi, lo;
} sp_vdd;

static inline sp_vdd sp_vdd_of(sp_dd a) { return (sp_vdd){SP_PAIR(a.hi), SP_PAIR(a.lo)}; }

/* a + b exactly; sp_vdd_fast_sum where |a| >= |b| or a = 0. */
static inline sp_vdd sp_vdd_sum(sp_f64x2 a, sp_f64x2 b) {
  sp_f64x2 s = a + b, part = s - a;
  return (sp_vdd){s, (a - (s - part)) + (b - part)};
}
static inline sp_vdd sp_vdd_fast_sum(sp_f64x2 a, sp_f64x2 b) {
  sp_f64x2 s = a + b;
  return (sp_vdd){s, b - (s - a)};
}

static inline sp_f64x2 sp_vhigh_half(sp_f64x2 a) {
  return (sp_f64x2)((sp_u64x2)a & ~(sp_u64x2){0x7ffffff, 0x7ffffff});
}

/* a b to 106 bits while it is over 2^-960. */
static inline sp_vdd sp_vdd_product(sp_f64x2 a, sp_f64x2 b) {
  sp_f64x2 p = a * b, ah = sp_vhigh_half(a), bh = sp_vhigh_half(b), al = a - ah, bl = b - bh;
  return (sp_vdd){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

static inline sp_vdd sp_vdd_add(sp_vdd a, sp_vdd b) {
  sp_vdd s = sp_vdd_sum(a.hi, b.hi);
  return (sp_vdd){s.hi, s.lo + (a.lo + b.lo)};
}
static inline sp_vdd sp_vdd_subtract(sp_vdd a, sp_vdd b) {
  return sp_vdd_add(a, (sp_vdd){-b.hi, -b.lo});
}
static inline sp_vdd sp_vdd_multiply(sp_vdd a, sp_vdd b) {
  sp_vdd p = sp_vdd_product(a.hi, b.hi);
  return (sp_vdd){p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi)};
}
static inline sp_vdd sp_vdd_square(sp_vdd a) {
  sp_f64x2 p = a.hi * a.hi, high = sp_vhigh_half(a.hi), low = a.hi - high;
  return (sp_vdd){p, ((high * high - p) + 2.0 * (high * low)) + (low * low + 2.0 * (a.hi * a.lo))};
}
static inline sp_vdd sp_vdd_reciprocal(sp_f64x2 x) {
  sp_f64x2 q = 1.0 / x;
  sp_vdd p = sp_vdd_product(q, x);
  return (sp_vdd){q, ((1.0 - p.hi) - p.lo) * q};
}

/* log(x + low) for normal x in 2^-1000 ... 2^1000 and |low| <= 2^-50 x: the steps of sp_dd_log,
   with its table and its error, 2^-69 of the result or 2^-74.  Rows of the table have 10 bits, so
   that the halves of m r are exact. */
static inline sp_vdd sp_vdd_log(sp_f64x2 x, sp_f64x2 low) {
  const sp_u64x2 fraction = {0xfffffffffffff, 0xfffffffffffff};
  const sp_u64x2 bias = {75ull << 45, 75ull << 45}, one = {0x3ff0000000000000, 0x3ff0000000000000};
  const sp_u64x2 two52 = {0x4330000000000000, 0x4330000000000000};
  const sp_u64x2 turn = {0x7fe0000000000000, 0x7fe0000000000000};
  sp_u64x2 over = (sp_u64x2)x + bias; /* its exponent is one more from the 53rd row on */
  sp_f64x2 power = (sp_f64x2)((over >> 52) | two52) - (0x1p52 + 1023);
  sp_f64x2 m = (sp_f64x2)((over & fraction) + (one - bias));
  sp_f64x2 scale = (sp_f64x2)(turn - (over & ~fraction));
  sp_u64x2 row = ((over >> 45) + 53) & 127;
  const double *a = sp_dd_log_rows[(uint32_t)row[0]], *b = sp_dd_log_rows[(uint32_t)row[1]];
  sp_f64x2 r = {a[0], b[0]}, high = sp_vhigh_half(m);
  sp_vdd f = sp_vdd_sum(high * r - 1.0, (m - high) * r);
  f.lo += low * scale * r;
  sp_f64x2 t = f.hi, z = t * t;
  sp_f64x2 odd = 1.0 / 4 + z * (1.0 / 6 + z * (1.0 / 8 + z * (1.0 / 10 + z * (1.0 / 12))));
  sp_f64x2 even = 1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11))));
  sp_vdd square = sp_vdd_square((sp_vdd){t, SP_PAIR(0.0)});
  sp_f64x2 rest = t * square.hi * (even - t * odd) - t * f.lo - 0.5 * square.lo;
  sp_vdd s = sp_vdd_fast_sum(t, -0.5 * square.hi);
  rest = rest + f.lo + s.lo;
  sp_vdd big = sp_vdd_sum(power * SP_LN2_HEAD, (sp_f64x2){a[1], b[1]});
  sp_vdd sum = sp_vdd_sum(big.hi, s.hi);
  rest = rest + ((sp_f64x2){a[2], b[2]} + power * SP_LN2_TAIL);
  return sp_vdd_fast_sum(sum.hi, sum.lo + (big.lo + rest));
}

#endif
