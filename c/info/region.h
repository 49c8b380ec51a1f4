/* Where to look: the stretch of the line that holds a pair's mass, and the points at which the
   integrand changes its nature (ends of supports, quantiles of both sides and of the components of
   mixtures). */
#ifndef SP_INFO_REGION_H
#define SP_INFO_REGION_H

#include "info/side.h"
#include "num/quadrature.h"

typedef struct info_region {
  double lo, hi; /* finite */
  double centre;
  double breaks[SP_MAX_BREAKS]; /* ascending from lo to hi */
  size_t count;
} info_region;

typedef enum { INFO_P_ONLY, INFO_BOTH } info_extent;

/* The bulk of P (outside it less than 1e-30 on either side), or of P and of Q, cut to [lo, hi].
   Empty (count 0) when nothing is left. */
info_region info_find_region(const info_pair* pair, info_extent extent, double lo, double hi);

/* Whether a count has mass where the doubles are too few for its masses to be told apart. */
int info_is_lost(const info_side* side);

/* Sum or integral over the region, by the pair's kind (of counts beyond 2^53 the integral);
   at_once as sp_integrate takes it. */
sp_integral info_integrate(const info_pair* pair, const info_region* region, sp_integrand f,
                           sp_integrands at_once, void* context);

#endif
