/* Wasserstein-1 where a mean is missing.

   A tail x^-a with a <= 1 has no integral, but the difference of two may: cauchy(0, 1) and
   cauchy(1, 1) are 1 apart.  The tails that may be so heavy (Student-t and Cauchy, inverse-gamma,
   Pareto) are w s^a x^-a (1 + O(1/x)), with the component's weight w and scale s, times a constant
   of the family; the distance is finite just where, at either end and for each such a, the sums of
   w s^a of both sides are the same. */
#ifndef SP_INFO_MEETING_TAILS_H
#define SP_INFO_MEETING_TAILS_H

#include "info/dist_measure.h"

/* Why the distance over lo ... hi is infinite, and at which end; NONE where it is not. */
sp_reason info_tails_part(const info_pair* pair, double lo, double hi, double* where);

/* The distance of a pair whose tails meet; 0 where both sides have a mean.  Error: 5e-15 of the
   tails' integral up to where they are powers (some times the largest scale), and quadrature's from
   there on, where what meets is left out before anything is subtracted. */
int info_meeting_tails(const info_pair* pair, double lo, double hi, sp_result* out);

#endif
