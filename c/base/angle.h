/* Sine and cosine of angles that are known to be small: the C library's reduce any double, by code
   and tables larger than all that they do here. */
#ifndef SP_BASE_ANGLE_H
#define SP_BASE_ANGLE_H

/* sin x and cos x for |x| < 1e6, within 0.9 of the last place, next to their zeros, too; else NaN.
   Method: x less the nearest multiple of pi/2 in three parts, then the Taylor series. */
double sp_sin(double x);
double sp_cos(double x);

#endif
