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

#include "num/dd.h"

typedef struct sp_tails {
  double lower, upper; /* they sum to 1 */
} sp_tails;

/* P(a, x) = int_0^x t^(a-1) e^-t dt / Gamma(a) and Q = 1 - P; a > 0, x >= 0. */
sp_tails sp_incomplete_gamma(double a, sp_dd x);

/* I_x(a, b) = int_0^x t^(a-1) (1-t)^(b-1) dt / B(a, b) and its complement I_y(b, a); a, b > 0 and
   x + y = 1: both are given, for the smaller one cannot be had from the larger. */
sp_tails sp_incomplete_beta(double a, double b, sp_dd x, sp_dd y);

/* The tails times 2^600, for those that are near or below the least double: only a tail that is
   under 1e-200 is what it should be. */
#define SP_MAGNIFIED 0x1p600
sp_tails sp_incomplete_gamma_magnified(double a, sp_dd x);
sp_tails sp_incomplete_beta_magnified(double a, double b, sp_dd x, sp_dd y);

/* x^a e^-x / Gamma(a) and x^a y^b / B(a, b): how fast the tails change with log x and with
   log x/y; relative error 1e-15.  Times 2^600 where magnified. */
double sp_gamma_front(double a, sp_dd x, int magnified);
double sp_beta_front(double a, double b, sp_dd x, sp_dd y, int magnified);

/* What the lower tails are near 0 for 0 < a < 1: exp(log) (1 + a rest), with log linear in log x,
   log = a log x + constant.  The error of both is 1e-16 of a.  For gamma x < 1, for beta x <= 1/2
   and (b - 1) x <= 1. */
typedef struct sp_small_tail {
  sp_dd constant; /* log - a log x */
  double rest;
} sp_small_tail;
sp_small_tail sp_gamma_small(double a, double x);
sp_small_tail sp_beta_small(double a, double b, double x);

#endif
