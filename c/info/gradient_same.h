/* Gradients of D_KL within a family, in closed form. */
#ifndef SP_INFO_GRADIENT_SAME_H
#define SP_INFO_GRADIENT_SAME_H

#include "dist/dist.h"

/* d D_KL(P || Q) / d theta_i of Q = -E_P[score_i of Q], for P and Q of one family; NaN where there
   is no form here.  Written in differences of the parameters, so that it keeps its relative
   accuracy as Q tends to P; 1e-12 except beside a zero elsewhere, where the error is 1e-15 of its
   terms.  +-Inf: beyond the doubles. */
double info_gradient_same(const sp_dist* p, const sp_dist* q, size_t i);

#endif
