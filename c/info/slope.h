/* The integral (sum) of df/dq q s_i over both sides' points: what a divergence with share f(p, q)
   changes by with a parameter of Q. */
#ifndef SP_INFO_SLOPE_H
#define SP_INFO_SLOPE_H

#include "info/side.h"

/* df/dq as it stands (weights of a mixture), or with a constant more, which E_Q[s_i] = 0 allows:
   one that makes the integrand vanish with p - q, or one that leaves only what P and Q have in
   common; of these, the one with less to cancel. */
typedef enum { INFO_FREE, INFO_NEAR, INFO_APART, INFO_EITHER } info_slope_form;

/* s_i is the score of parameter i.  Beyond the doubles: +-Inf. */
double info_slope(const info_pair* pair, size_t i, info_slope_form form);

#endif
