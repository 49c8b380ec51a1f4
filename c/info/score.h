/* Scores: the derivatives of log-densities with respect to the parameters. */
#ifndef SP_INFO_SCORE_H
#define SP_INFO_SCORE_H

#include "dist/dist.h"

/* d log q(x) / d theta_i at x inside the support; NaN for a parameter that has none (counts; those
   of a mixture's component that move its support) or a family that is not in the table. */
double info_score(const sp_dist* q, size_t i, double x);

/* Which ends of the support move with theta_i: 1 the lower, 2 the upper, 3 both alike. */
int info_moves_support(const sp_dist* q, size_t i);

#endif
