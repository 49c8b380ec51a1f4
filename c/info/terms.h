/* One point's share of each measure, written so that it neither cancels nor overflows.

   Every divergence is a sum of f(P(x), Q(x)) >= 0.  With r = log(P/Q), known to a relative error,
   the share is formed from p, q and r: near r = 0 through phi(y) = e^y - 1 - y, expm1 and log1p,
   far from it directly.  Adding q - p, whose sum is 0, makes KL's and Renyi's terms non-negative.
*/
#ifndef SP_INFO_TERMS_H
#define SP_INFO_TERMS_H

#include "info/info.h"

/* e^y - 1 - y >= 0, relative error 1e-15. */
double info_phi(double y);

/* The share of a point where p, q >= 0 are the masses or densities and r = log(p/q); p = 0 means
   r = -Inf, q = 0 r = +Inf.  For
     kl              p log(p/q) - p + q
     jensenShannon   (p log(2p/(p+q)) + q log(2q/(p+q))) / 2
     jeffreys        (p - q) log(p/q)
     totalVariation  |p - q| / 2
     hellinger       (sqrt p - sqrt q)^2 / 2         (the squared distance; also bhattacharyya's)
     chiSquare       (p - q)^2 / q
     renyi           |p^a q^(1-a) - a p - (1-a) q|   (a = alpha, not 0, 1 or Inf)
   all of them sums of which nothing cancels. */
double info_term(sp_measure_id measure, double alpha, double p, double q, double r);

/* From the sum of the shares to the measure: square root, -log1p(-x), log1p(.)/(alpha - 1). */
double info_finish(sp_measure_id measure, double alpha, double sum);

#endif
