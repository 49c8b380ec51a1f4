/* Mass beyond the doubles: a Student-t with df = 0.01 has a tenth of its mass above 1e100, a gamma
   with shape 0.001 half of its mass below 1e-300.  There both densities are pure powers (or Q's log
   is a square of log x), and the rest of the integral is known in closed form. */
#ifndef SP_INFO_FAR_H
#define SP_INFO_FAR_H

#include "info/side.h"

/* Where to stop towards the end `limit` (upper or lower) of the integral: limit itself, or, where P
   (or, unless the measure asks of P alone, Q) has mass left there, 1e90, -1e90 or 1e-90. */
double info_far_cut(const info_pair* pair, int upwards, double limit);

/* What lies beyond the cut: of kl (with Q's own mass, -p + q) and crossEntropy in closed form, of
   the others an integral over log |x|. */
double info_far_share(const info_pair* pair, int upwards, double cut);

#endif
