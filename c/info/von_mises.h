/* von Mises distributions as what they are, distributions on the circle: two of them share their
   support whatever their means. */
#ifndef SP_INFO_VON_MISES_H
#define SP_INFO_VON_MISES_H

/* I1(k)/I0(k), k >= 0. */
double info_bessel_quotient(double k);

/* That at b less that at a. */
double info_bessel_quotient_step(double a, double b);

/* D_KL; p, q = mu, kappa. */
double info_von_mises(const double* p, const double* q);

/* log(P(x)/Q(x)), less the constant. */
double info_ratio_von_mises(const double* p, const double* q, double x);
double info_ratio_von_mises_constant(const double* p, const double* q);

#endif
