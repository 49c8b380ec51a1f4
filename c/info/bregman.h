/* Building blocks of the closed forms: each is >= 0 and keeps its relative accuracy down to 0. */
#ifndef SP_INFO_BREGMAN_H
#define SP_INFO_BREGMAN_H

#include "num/dd.h"

/* t - log(1 + t), t > -1. */
double info_gap(double t);

/* a/b - 1 - log(a/b) for a, b > 0. */
double info_ratio_gap(double a, double b);

/* The same of squares, (a/b)^2 - 1 - log (a/b)^2. */
double info_square_gap(double a, double b);

/* log(a/b), accurate relative to itself when a and b are close. */
double info_log_quotient(double a, double b);

/* D_KL of Bernoulli(p) and Bernoulli(q), 0 <= p, q <= 1. */
double info_bernoulli(double p, double q);

/* The same divided by p > 0, which may be so small that the divergence itself underflows. */
double info_bernoulli_by_p(double p, double q);

/* D_KL of gammas with shapes a1, a2 and rates b1, b2. */
double info_gamma(double a1, double b1, double a2, double b2);

/* Shapes from here on are taken by Stirling's formula, whose remainder is sum c_k a^-(2k-1). */
#define INFO_LARGE 16

/* The Bregman distances from a1 to a2, h = a2 - a1 given, of -log and, for shapes of INFO_LARGE and
   more, of Stirling's remainder (the sum of those of its terms). */
double info_stepped_gap(double a1, double a2, double h);
double info_stirling_bregman(double a1, double a2, double h);

/* log a - psi(a) > 0, relative error 1e-15. */
double info_log_less_digamma(double a);

/* D_KL of betas (beta.c). */
double info_beta(double a1, double b1, double a2, double b2);

/* phi(y) + B + (h - log1p h), h = rho - 1, B = lgamma(2 + h) - h (1 - Euler), y = c + h (1 - Euler)
   + B: the divergence of two Gumbel or two Weibull distributions; rho = over/under.  Relative error
   5e-15, e^y of 1e300 included: its exponent is c + log Gamma(1 + rho), in twice the precision. */
double info_extreme(double over, double under, sp_dd c);

/* f(b) - f(a) - (b - a) f'(a) = the integral of |b - t| f''(t) between a and b, for f'' > 0;
   h = b - a, to its own relative accuracy. */
double info_bregman(double (*second)(double t), double a, double b, double h);

/* f(a + h) - f(a), the integral of f' between, by Gauss and Legendre's eight points. */
double info_step(double (*first)(double t), double a, double h);

#endif
