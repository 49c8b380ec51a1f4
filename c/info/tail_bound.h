/* What a sum over integers leaves out, bounded from above. */
#ifndef SP_INFO_TAIL_BOUND_H
#define SP_INFO_TAIL_BOUND_H

#include "info/side.h"

/* A bound on the sum of |share| over all integers x > y (upwards) or x < y, in exact arithmetic,
   for entropy, cross-entropy, kl, total variation, Jensen-Shannon and Hellinger of distributions, q
   being p for entropy.  NaN where none is known: for the other measures, and where a side is an
   array, a categorical distribution or none of integers.

   For the first three: p(y + k) <= p(y) rho^k, where rho bounds p(x+1)/p(x) for all x >= y.  That
   ratio falls with x for log-concave p (all families but one), so it is the one at y; for the
   negative binomial with r < 1 it rises to 1 - p.  And -log q(y + k) <= -log q(y) + k d
   + k (k-1)/2 e, where d + e (x - y) bounds -log q(x+1)/q(x): for the Poisson, log (x+1)/mu, the
   tangent at y; for the geometric and negative binomial the greater of the value at y and the
   limit -log(1 - p); where the support is finite, the value at its end.  So what is left is at most
   p(y) [L rho/(1-rho) + d rho/(1-rho)^2 + e rho^2/(1-rho)^3], L = -log q(y); for kl L is
   |log p/q| + 1 (its shares contain p itself, and Q's mass, which is added from its cdf) and d, e
   are those of both.  A mixture's ratios lie between those of its components.
   The other three are at most half the mass of P and Q that is left. */
double info_tail_bound(const info_pair* pair, double y, int upwards);

#endif
