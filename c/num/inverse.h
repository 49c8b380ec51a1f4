/* The inverses of the incomplete gamma and beta functions. */
#ifndef SP_NUM_INVERSE_H
#define SP_NUM_INVERSE_H

#include "num/dd.h"

/* The x with P(a, x) = u, or Q(a, x) = u when `upper`; a > 0, 0 < u < 1.  Relative error 5e-15, for
   u to 1e-300 and a from 1e-10 to 1e16; where x underflows, 0. */
double sp_inverse_gamma(double a, double u, int upper);
/* log x, without a bound on how small x is, where a < 1 and x <= 1/2, or a < 2 and u < 1e-280;
   elsewhere NaN. */
sp_dd sp_inverse_gamma_log(double a, double u, int upper);

/* The x, and y = 1 - x, with I_x(a, b) = u, or I_y(b, a) = u when `upper`.  The smaller of the two
   has a relative error of 5e-15 too, except y for b < 1/10 (1e-15/b). */
typedef struct sp_unit_point {
  double x, y;
} sp_unit_point;
sp_unit_point sp_inverse_beta(double a, double b, double u, int upper);

/* log x with I_x(a, b) = exp(log_u) for 0 < a < 1, known that x <= 1/2 and x (b + 1) <= 1: absolute
   error 2e-16 max(1, |log x|), without a bound on how small x is. */
sp_dd sp_inverse_beta_log(double a, double b, sp_dd log_u);
/* The end of that range and the lower tail there. */
double sp_inverse_beta_log_end(double b);

#endif
