/* What the distributions on the integers share: the entropy as a sum, the quantile as a search. */
#ifndef SP_DIST_DISCRETE_H
#define SP_DIST_DISCRETE_H

#include <math.h>

#include "dist/dist.h"

static inline int sp_is_integer(double x) { return x == floor(x) && isfinite(x); }

/* 1 if x + 1 is a double, else 0: from 2^53 on it would round to x or to x + 2. */
static inline double sp_step_after(double x) { return x + 1 - x == 1; }

/* The smallest integer x of the support with cdf(x) >= u, and with sf(x) <= u; u outside 0 ... 1
   gives NaN.  At 0 and 1 the ends of the support.  Whichever of u and 1 - u is the smaller is
   compared (one of them is exact), so that both tails keep their relative accuracy.  A tie in
   double precision is one: quantile(cdf(k)) = k and isf(sf(k)) = k wherever the step to the next
   integer is not lost in rounding. */
double sp_discrete_quantile(const sp_family* family, const double* theta, size_t count, double u);
double sp_discrete_isf(const sp_family* family, const double* theta, size_t count, double u);

/* x, or x - 1 if that ties with u. */
double sp_discrete_settle(const sp_family* family, const double* theta, size_t count, double x,
                          double u, int upper);

/* -sum p log p in nats, over every stride-th integer outwards from the mean, times the stride. With
   stride 1 the sum itself.  A pmf that is the restriction to the integers of a smooth bell, dead at
   the ends of its support, can be summed with a stride of a fraction of its standard deviation:
   both sums are the trapezoidal rule for one integral, and err by about its characteristic function
   at 2 pi/stride (Poisson's summation formula), so that some 60 terms do for any variance. */
double sp_discrete_entropy(const sp_family* family, const double* theta, size_t count,
                           double stride);

/* A third of a standard deviation, or 1: for bells whose variance is over 100 only where they are
   more than ten standard deviations from the ends of their support. */
double sp_bell_stride(double variance);

#endif
