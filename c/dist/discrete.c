#include "dist/discrete.h"

#include <float.h>

#include "num/dd.h"

typedef struct search {
  const sp_family* family;
  const double* theta;
  size_t count;
  int upper;     /* compare sf, else cdf */
  double target; /* of that tail */
} search;

static int reached(const search* s, double x) {
  return s->upper ? s->family->sf(s->theta, s->count, x) <= s->target
                  : s->family->cdf(s->theta, s->count, x) >= s->target;
}

/* The smallest integer in lo ... hi that is `reached`; hi is if no smaller one is.  Steps out from
   a guess by doubling, then halves the bracket. */
static double smallest(const search* s, double lo, double hi) {
  double mean = s->family->mean(s->theta, s->count);
  double sigma = sqrt(s->family->variance(s->theta, s->count));
  double x = fmin(fmax(floor(mean), lo), hi),
         step = fmax(1, floor(sigma < INFINITY ? sigma : mean));
  double below, above; /* not reached; reached */
  if (reached(s, x)) {
    above = x;
    do {
      if (above <= lo) return lo;
      below = fmax(above - step, lo - 1);
      if (below < lo || !reached(s, below)) break;
      above = below, step *= 2;
    } while (1);
  } else {
    below = x;
    do {
      if (below >= hi) return hi;
      above = fmin(below + step, hi);
      if (above >= hi || reached(s, above)) break;
      below = above, step *= 2;
    } while (1);
  }
  while (above - below > 1) {
    double middle = floor(below + (above - below) / 2);
    if (middle <= below || middle >= above) break; /* beyond 2^53 */
    if (reached(s, middle))
      above = middle;
    else
      below = middle;
  }
  return above;
}

double sp_discrete_settle(const sp_family* family, const double* theta, size_t count, double x,
                          double u, int upper) {
  double before = x - 1,
         tail = upper ? family->sf(theta, count, before) : family->cdf(theta, count, before);
  if (!(before < x) || tail != u || u < DBL_MIN) return x;
  double step = exp(family->log_density(theta, count, before));
  return step > 16 * DBL_EPSILON * tail ? before : x;
}

double sp_discrete_quantile(const sp_family* family, const double* theta, size_t count, double u) {
  double lo, hi;
  if (!(u >= 0 && u <= 1)) return NAN;
  family->support(theta, count, &lo, &hi);
  if (u == 0 || lo == hi) return lo;
  if (u == 1) return hi;
  search s = {family, theta, count, u > 0.5, u > 0.5 ? 1 - u : u};
  return sp_discrete_settle(family, theta, count, smallest(&s, lo, hi), u, 0);
}

double sp_discrete_isf(const sp_family* family, const double* theta, size_t count, double u) {
  double lo, hi;
  if (!(u >= 0 && u <= 1)) return NAN;
  family->support(theta, count, &lo, &hi);
  if (u == 0) return hi;
  if (u == 1 || lo == hi) return lo;
  search s = {family, theta, count, u <= 0.5, u <= 0.5 ? u : 1 - u};
  return sp_discrete_settle(family, theta, count, smallest(&s, lo, hi), u, 1);
}

double sp_bell_stride(double variance) { return variance > 100 ? floor(sqrt(variance) / 3) : 1; }

double sp_discrete_entropy(const sp_family* family, const double* theta, size_t count,
                           double stride) {
  double lo, hi, sigma = sqrt(family->variance(theta, count));
  family->support(theta, count, &lo, &hi);
  double center = fmin(fmax(floor(family->mean(theta, count)), lo), hi);
  if (sigma > 1e9 && sigma < 1e-10 * center) return log(sigma) + 1.4189385332046727; /* normal */
  if (stride > 0x1p20) stride = ldexp(1, ilogb(stride)); /* so that x is exact beyond 2^53 */
  sp_dd sum = dd(0);
  for (int up = 0; up <= 1; up++) {
    double direction = up ? stride : -stride;
    for (double x = up ? center + stride : center; x >= lo && x <= hi; x += direction) {
      sp_dd log_p = family->log_density_dd(theta, count, x);
      double term = -sp_dd_exp(log_p).hi * log_p.hi; /* exp would magnify a rounding of log p */
      if (log_p.hi == -INFINITY) break;
      sum = dd_add1(sum, term);
      if (term <= 1e-19 * sum.hi && fabs(x - center) > 3 * sigma) break; /* 0 <= 0 ends it too */
      if (x + direction == x) break;
    }
  }
  return stride * dd_round(sum);
}
