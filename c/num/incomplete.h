/* The regularised incomplete gamma and beta functions, each tail accurate relative to itself
   wherever it is a normal double: about 2e-15 (1e-14 in places for parameters below 1e-6), for
   parameters from 1e-300 to 1e16.

   A tail is its density times an integral of exp(concave), slow and smooth (num/tail.h), so that
   no series grows with the parameters; power series and continued fractions for parameters below
   20.  The logarithm of the density comes from deviances in twofold arithmetic (num/log.h).
   Sources: DLMF 8.7, 8.9, 8.17; A. R. DiDonato and A. H. Morris, "Algorithm 708", 1992 (the
   continued fraction of the beta function). */
#ifndef SP_NUM_INCOMPLETE_H
#define SP_NUM_INCOMPLETE_H

#include "num/twofold.h"

typedef struct sp_tails {
  double lower, upper; /* they sum to 1 */
} sp_tails;

/* P(a, x) = int_0^x t^(a-1) e^-t dt / Gamma(a) and Q = 1 - P; a > 0, x >= 0. */
sp_tails sp_incomplete_gamma(double a, sp_dd x);

/* I_x(a, b) = int_0^x t^(a-1) (1-t)^(b-1) dt / B(a, b) and its complement I_y(b, a); a, b > 0 and
   x + y = 1: both are given, for the smaller one cannot be had from the larger. */
sp_tails sp_incomplete_beta(double a, double b, sp_dd x, sp_dd y);

/* log P(a, x) for 0 < a, x < 1 and log I_x(a, b) for 0 < a < 1, x (b + 1) < 1 with an error of
   1e-16 a, from which quantiles follow that lie at the a-th root of a probability. */
sp_dd sp_log_gamma_lower(double a, double x);
sp_dd sp_log_beta_lower(double a, double b, double x);

#endif
