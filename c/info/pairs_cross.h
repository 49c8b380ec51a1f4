/* Cross-entropies across families: -E_P log Q from Q's formula and P's expectations. */
#ifndef SP_INFO_PAIRS_CROSS_H
#define SP_INFO_PAIRS_CROSS_H

#include "dist/dist.h"

/* -E_P log Q in nats and, in *magnitude, the sum of its terms' sizes.  NaN: no closed form; Inf: a
   term of it is beyond the doubles.  The caller has found E_P log Q finite. */
double info_cross_entropy(const sp_dist* p, const sp_dist* q, double* magnitude);

#endif
