/* The gamma function's family for positive real arguments, and differences of its members formed
   directly, so that they keep their relative accuracy when the arguments nearly coincide.
   Sources: DLMF 5.11 (Stirling's series), 5.7 (series at 1 and 2); recurrences for the rest. */
#ifndef SP_NUM_GAMMA_H
#define SP_NUM_GAMMA_H

#include "num/dd.h"

#define SP_EULER 0.57721566490153286061

/* log Gamma(x), x > 0; relative error 5e-16, also near the zeros at 1 and 2.  +inf at 0. */
double sp_lgamma(double x);
/* log Gamma(1 + x), x > -1; relative error 5e-16. */
double sp_lgamma1p(double x);

/* Stirling's remainder  log Gamma(x) - (x - 1/2) log x + x - log(2 pi)/2  ~ 1/(12 x), x > 0;
   absolute error 5e-17 for x >= 1/2. */
double sp_stirling(double x);
/* log x - 1/(2x) - psi(x) ~ 1/(12 x^2): minus the derivative of sp_stirling, x > 0; relative error
   1e-15 for x >= 1/2. */
double sp_stirling_slope(double x);

/* log(x^x e^-x / Gamma(x + 1)), x >= 0: the log-mass of Poisson(x) at its own mean, from which all
   the log-densities of this room's saddle-point forms are made.  0 at 0, ~ -log(2 pi x)/2;
   absolute error 1e-16. */
sp_dd sp_log_peak(double x);
/* The same with an absolute error of 2^-66 for x >= 1/2, where log-densities are subtracted. */
sp_dd sp_log_peak_dd(sp_dd x);

/* psi(x) = d/dx log Gamma(x), x > 0; mixed error 5e-16.  -inf at 0. */
double sp_digamma(double x);
/* psi'(x), x > 0; relative error 1e-15.  +inf at 0. */
double sp_trigamma(double x);

/* log Gamma(a + h) - log Gamma(a), for a > 0 and a + h > 0; relative error 1e-14 except near a sign
   change of the difference itself, where the error is 1e-15 of its terms. */
double sp_lgamma_difference(double a, double h);
/* The same less h log a, which may be the most of it: mixed error 5e-16. */
double sp_lgamma_excess(double a, double h);
/* psi(a + h) - psi(a); relative error 2e-15 for h > -a/2, below which a + h has lost digits. */
double sp_digamma_difference(double a, double h);
/* log Gamma(a + h) - log Gamma(a) - h psi(a) >= 0, ~ h^2 psi'(a)/2; relative error 1e-14 for
   h > -3a/4, below which a + h has lost digits: what the Kullback-Leibler divergences of gamma,
   beta and Dirichlet families are made of. */
double sp_lgamma_bregman(double a, double h);

/* log B(a, b) = log(Gamma(a) Gamma(b) / Gamma(a + b)), a, b > 0; mixed error 1e-15. */
double sp_lbeta(double a, double b);

#endif
