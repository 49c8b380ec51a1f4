/* Logarithms where the plain form cancels: log1p(t) - t, the deviance, and logarithms to about
   100 bits for exponents that a plain double would spoil (exp of -690 magnifies an ulp 600 times).
 */
#ifndef SP_NUM_LOG_H
#define SP_NUM_LOG_H

#include "num/dd.h"

#define SP_HALF_LOG_2PI 0.91893853320467274178

/* log x for x > 0, relative error below 2^-95 (2^-98 of max(1, |log x|)).  log 0 = -inf.  For
   what a root or a quotient of logarithms magnifies; elsewhere sp_dd_log, which is faster. */
sp_dd sp_log_dd(sp_dd x);

/* log(1 + t) for t > -1, relative error below 2^-95. */
sp_dd sp_log1p_dd(sp_dd t);

/* 1/3 + z/5 + z^2/7 + ..., so that atanh s = s + s^3 C(s^2); 0 <= z <= 1/9, relative error 2e-16.
 */
double sp_atanh_tail(double z);

/* log(1 + t) - t for t >= -1, always <= 0; relative error below 4e-16.  -inf at -1. */
double sp_log1pmx(double t);

/* The deviance x log(x/m) + m - x of x, m >= 0: zero at x = m, else positive; 0 log 0 = 0; +inf
   for m = 0 < x.  The terms cancel to (x-m)^2/2m near equality, which is where this form is exact:
   relative error below 2^-60 (dd, for operands above 1e-290) and 2 ulp (double).
   After C. Loader, "Fast and accurate computation of binomial probabilities", 2000. */
sp_dd sp_deviance_dd(sp_dd x, sp_dd m);
double sp_deviance(double x, double m);
/* The deviance of x and n p, also where n p underflows. */
sp_dd sp_deviance_product(double x, sp_dd n, sp_dd p);
/* The deviances of a and n x and of b and n y together, n = a + b and x + y = 1, one of a and b
   beyond 1e30 of the other or not. */
sp_dd sp_deviances(double a, double b, sp_dd x, sp_dd y);

/* (1 + t) log(1 + t) - t for t >= -1: the deviance of 1 + t and 1; relative error 4e-16. */
double sp_log1p_bregman(double t);

/* exp x; relative error 1 ulp even for |x| in the hundreds. */
double sp_exp_dd(sp_dd x);
/* x^y for x >= 0 and finite y; relative error 1 ulp.  In place of pow(), whose tables
   would be part of the page's first load. */
double sp_power(double x, double y);

/* log 2 pi / 2 */
static inline sp_dd sp_half_log_2pi(void) {
  return (sp_dd){0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55};
}

#endif
