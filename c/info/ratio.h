/* log(P(x)/Q(x)) formed directly, where the difference of two log-densities would drown it:
   Binomial(1e9, 1e-9) and Poisson(1) differ by 1e-9 in log-densities of order 1. */
#ifndef SP_INFO_RATIO_H
#define SP_INFO_RATIO_H

#include "dist/dist.h"

typedef double (*info_ratio_function)(const double* p, const double* q, double x);

typedef struct info_ratio {
  info_ratio_function at; /* NULL: no direct form for this pair */
  const sp_dist *p, *q;
  double sign;     /* -1: the table has the pair the other way round, and p, q are exchanged */
  double constant; /* what does not depend on x, where it takes long */
} info_ratio;

info_ratio info_find_ratio(const sp_dist* p, const sp_dist* q);

/* The direct form of two neighbours, and none elsewhere: each is made of the steps between two
   parameters, which lose digits where the steps are large, and where P and Q differ by a factor at
   some of their quantiles the log-densities have none to lose. */
info_ratio info_near_ratio(const sp_dist* p, const sp_dist* q);

/* Valid where both densities are positive. */
static inline double info_ratio_at(const info_ratio* ratio, double x) {
  return ratio->sign * (ratio->at(ratio->p->theta, ratio->q->theta, x) + ratio->constant);
}

#endif
