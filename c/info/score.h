/* Scores: the derivatives of log-densities with respect to the parameters. */
#ifndef SP_INFO_SCORE_H
#define SP_INFO_SCORE_H

#include "dist/dist.h"

/* d log q(x) / d theta_i at x inside the support; NaN for a parameter that has none (counts) or a
   family that is not in the table. */
double info_score(const sp_dist* q, size_t i, double x);

/* 1 where the support moves with theta_i: E_Q[score] is not 0 there, but the score is a constant
   in x. */
int info_moves_support(const sp_dist* q, size_t i);

#endif
