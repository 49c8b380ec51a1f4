/* The integral that a tail is, in units of its density at the tail's edge. */
#ifndef SP_NUM_TAIL_H
#define SP_NUM_TAIL_H

/* int_0^limit exp(-slope s + p (log(1 - s) + s) + q (log(1 + r s) - r s)) ds for p, q >= 0, limit
   <= 1 if p > 0; the exponent may rise by a few units, no more.  32 Gauss-Legendre points on the
   part of the interval where the integrand is over 1e-17; relative error 1e-15 when p and q, where
   not zero, are at least 15. */
double sp_tail_integral(double slope, double p, double q, double r, double limit);

/* int_0^end f(s) ds by the 32 points, for functions of this kind. */
double sp_gauss_32(double (*f)(double s, const void* context), const void* context, double end);

/* The s > 0 with slope s + curvature s^2/2 = 39, beyond which exp of minus it is negligible. */
double sp_tail_end(double slope, double curvature);

#endif
