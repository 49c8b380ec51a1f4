/* Measures of two distributions, or of a discrete distribution and an array, by exact sums and by
   quadrature. */
#ifndef SP_INFO_DIST_MEASURE_H
#define SP_INFO_DIST_MEASURE_H

#include "info/region.h"

/* lo, hi: the options' range.  pair->partial says whether it truncates. */
void info_pair_measure(const info_pair* pair, double lo, double hi, sp_result* out);

/* Where the measure is infinite for a reason that can be read off the supports and the tails:
   fills out and returns 1. */
int info_is_infinite(const info_pair* pair, double lo, double hi, sp_result* out);

/* Sets the value +Inf and why. */
void info_infinite(sp_result* out, sp_reason reason, double where);

/* From the sum or integral of the shares to the measure and its error. */
void info_conclude(const info_pair* pair, sp_integral total, sp_result* out);

/* The order of the power sum that a measure is a function of, or NaN; and that measure from the
   logarithm of the sum (-Inf: nothing in common). */
double info_power_of(const info_pair* pair);
/* Whether it is a function of that sum alone, over a range too. */
int info_is_of_power(const info_pair* pair);
void info_power_result(const info_pair* pair, double alpha, sp_result log_sum, sp_result* out);

/* Adds the points where P = Q to a region's breaks: a kink or a jump of
   the total variation and its gradient, which quadrature would not see beside a panel's end. */
void info_cut_where_equal(const info_pair* pair, info_region* region);

/* F - G by the smaller tails, the larger of which is told, too. */
double info_cdf_gap(const info_pair* pair, double x, double* larger);

/* The Wasserstein-1 distance: the sum or integral of |F - G|. */
void info_wasserstein(const info_pair* pair, double lo, double hi, sp_result* out);

/* log of the sum or integral of P^alpha Q^(1-alpha) by its largest exponent, relative to 1. */
int info_log_power(const info_pair* pair, double alpha, double lo, double hi, sp_result* out);

/* The error of log P + (alpha - 1) r, whose parts may be far larger than it. */
double info_power_doubt(const info_pair* pair, double alpha, double lp, double r);

/* Adds breaks in steps that grow from a narrow interval into a wide one beside it: P^alpha, wider
   than P for alpha < 1, reaches into those. */
void info_grade(info_region* region);

/* The integer beyond 2^52 at which P^alpha Q^(1-alpha) (order Inf: P/Q) is largest, and its
   logarithm; NaN where it is below, or where no mass is lost (region.h). */
double info_ridge_beyond(const info_pair* pair, double alpha, double* top);

#endif
