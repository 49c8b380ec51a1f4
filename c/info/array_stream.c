/* From the sums of the fast passes to the measures. */
#include <math.h>

#include "info/array.h"
#include "num/vlog.h"

#define SQRT2 0x1.6a09e667f3bcdp+0

void info_stream_open(info_stream* stream, double total) {
  *stream = (info_stream){.half = total / 2, .shift = ilogb(total * SQRT2)};
}

static double close_cross_entropy(const info_stream* s, int raw) {
  double value = dd_round(s->value) -
                 (dd_round(s->exponents) * SP_VLOG_LN2 + dd_round(s->logs) * SP_VLOG_UNIT);
  double others = dd_round(s->p), rest = dd_round(s->q);
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
  double value = dd_round(s->value), gap = dd_round(s->q);
  if (raw) return fabs(value) < 1e-270 && value != 0 ? NAN : value - gap;
  value /= dd_round(s->p);
  double share = -sp_log1p_less(gap / dd_round(s->p));
  return 2 * share > value || (value > 0 && value < 1e-270) ? NAN : value - share;
}

double info_stream_close(const info_stream* s, sp_measure_id measure, sp_normalise normalise) {
  double p = dd_round(s->p) + s->held_p, q = dd_round(s->q) + s->held_q;
  int is_kl = measure == SP_MEASURE_kl, raw = normalise == SP_NORMALISE_RAW;
  if (is_kl) q += p;
  if (!(p >= 0 && p < INFINITY && q < INFINITY)) return NAN;
  if (normalise == SP_NORMALISE_STRICT && !(fabs(p - 1) <= 1e-9 && fabs(q - 1) <= 1e-9)) return NAN;
  if (is_kl) return close_kl(s, raw);
  int is_known = raw || fabs(q - 2 * s->half) <= 1e-8 * q;
  return is_known ? close_cross_entropy(s, raw) : NAN;
}
