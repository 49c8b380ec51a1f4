/* Expectations under P that cross-entropies are made of.  NaN where no closed form is at hand. */
#ifndef SP_INFO_STATISTICS_H
#define SP_INFO_STATISTICS_H

#include "dist/dist.h"

double info_mean_log(const sp_dist* p);                         /* E log x */
double info_variance_log(const sp_dist* p);                     /* Var log x */
double info_mean_log1m(const sp_dist* p);                       /* E log(1 - x) */
double info_moment(const sp_dist* p, double k);                 /* E x^k, x > 0 */
double info_mean_distance(const sp_dist* p, double from);       /* E |x - from| */
double info_mean_exp(const sp_dist* p, double t, double about); /* E e^(t (x - about)) */

#endif
