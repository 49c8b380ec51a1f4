/* The error function and the normal distribution, accurate to the last places in both tails.

   Everything comes from one function, the scaled tail m(z) = sf(z) exp(z^2/2), which is smooth and
   slow (piecewise Chebyshev polynomials, num_tables.py), times exp(-z^2/2) with z^2 formed in
   double-double; near 0 from (cdf(z) - 1/2)/z.  Results are relative to themselves; the bounds
   hold wherever the result is a normal number, and what lies below is rounded once more.
   NaN gives NaN; infinities give limits. */
#ifndef SP_NUM_ERROR_H
#define SP_NUM_ERROR_H

#include "num/dd.h"

#define SP_LOG_SQRT_2PI    0.9189385332046728
#define SP_LOG_SQRT_2PI_LO (-3.8782941580672414e-17)

/* 2/sqrt(pi) int_0^x exp(-t^2) dt; relative error 5e-16. */
double sp_erf(double x);
/* 1 - erf(x); relative error 5e-16 over the whole line. */
double sp_erfc(double x);
/* exp(x^2) erfc(x); relative error 5e-16 for x > 0; +Inf below about -26.6. */
double sp_erfcx(double x);

/* P(Z <= z), P(Z > z) of the standard normal, relative error 4e-16 at the exact argument hi + lo.
 */
double sp_normal_cdf(sp_dd z);
double sp_normal_sf(sp_dd z);
/* P(0 < Z <= z) = cdf(z) - 1/2 without cancellation, odd in z. */
double sp_normal_central(sp_dd z);
/* sf(z) / exp(-z^2/2) for z >= 0: relative error 3e-16, to z = 1e308. */
double sp_normal_scaled_sf(double z);
/* log P(Z <= z), relative error 5e-16, for z of any size (about -z^2/2 on the left). */
double sp_log_normal_cdf(double z);
static inline double sp_log_normal_sf(double z) { return sp_log_normal_cdf(-z); }

/* The z with sf(z) = u, 0 < u < 1; hi + lo is good to 4e-16 * max(1, the condition number), that is
   better than a double in the tails, and relative to z near u = 1/2.  quantile(u) = -isf(u). */
sp_dd sp_normal_isf(double u);
/* The same to 1e-18 for |z| < 4, for what magnifies z by hundreds. */
sp_dd sp_normal_isf_fine(double u);
/* The same for u/2, also where that is below the doubles. */
sp_dd sp_normal_isf_halved(double u);
/* The z with P(0 < Z <= z) = c, 0 <= c <= 1/4: relative error 5e-16, to c = 1e-308. */
sp_dd sp_normal_central_inverse(double c);

#endif
