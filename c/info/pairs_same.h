/* D_KL of two members of one family, or of a family and a case of it (uniform(0, 1) is a beta).
   NaN: no closed form here. */
#ifndef SP_INFO_PAIRS_SAME_H
#define SP_INFO_PAIRS_SAME_H

#include "dist/dist.h"

double info_same_family(const sp_dist* p, const sp_dist* q);

/* Continuous Bernoullis by their logits: the variance at a logit, and logit q - logit p with logit
 * p. */
double info_continuous_bernoulli_curvature(double eta);
double info_logit_step(double p, double q, double* logit);

#endif
