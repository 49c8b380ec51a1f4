/* What the distributions on the integers share: the entropy as a sum, the quantile as a search. */
#ifndef SP_DIST_DISCRETE_H
#define SP_DIST_DISCRETE_H

#include <math.h>

#include "dist/dist.h"

static inline int sp_is_integer(double x) { return x == floor(x) && isfinite(x); }

/* The smallest integer x of the support with cdf(x) >= u, and with sf(x) <= u; u outside 0 ... 1
   gives NaN.  At 0 and 1 the ends of the support.  Whichever of u and 1 - u is the smaller is
   compared (one of them is exact), so that both tails keep their relative accuracy. */
double sp_discrete_quantile(const sp_family* family, const double* theta, size_t count, double u);
double sp_discrete_isf(const sp_family* family, const double* theta, size_t count, double u);

/* -sum p log p in nats, for a pmf that, where its variance is over 100, is the restriction to the
   integers of a smooth bell that has died out at the ends of the support.  There the sum is the
   trapezoidal rule, and so is the sum over every h-th integer times h: their difference is the
   characteristic function at 2 pi/h (Poisson's summation formula), exp(-2 pi^2 sigma^2 / h^2) for a
   bell, so that some 60 terms do for any variance. */
double sp_discrete_entropy(const sp_family* family, const double* theta, size_t count);

#endif
