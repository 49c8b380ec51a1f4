/* Modified Bessel functions I0 and I1 as von Mises densities need them: logarithms, scaled, and
   their ratio, for k >= 0 from subnormal to 1e308.  k < 2: the power series, whose terms are
   positive; else piecewise Chebyshev polynomials in 1/k (num_tables.py) of what is left of the
   asymptotic series.  NaN gives NaN. */
#ifndef SP_NUM_BESSEL_H
#define SP_NUM_BESSEL_H

#include "num/dd.h"

/* log I0(k), ~ k^2/4 for small k; relative error 4e-16. */
double sp_log_bessel_i0(double k);
/* log(exp(-k) I0(k)) <= 0, ~ -log(2 pi k)/2 for large k, to be added to logarithms of like size:
   absolute error 2e-16 (hi + lo). */
sp_dd sp_log_bessel_i0_scaled(double k);
/* exp(-k) I0(k); relative error 5e-16. */
double sp_bessel_i0_scaled(double k);
/* A(k) = I1(k)/I0(k), ~ k/2 for small k, 1 - 1/(2k) for large; relative error 5e-16. */
double sp_bessel_ratio(double k);
/* 1 - A(k), relative error 1e-15; k (1 - A(k)) -> 1/2. */
double sp_bessel_ratio_complement(double k);

#endif
