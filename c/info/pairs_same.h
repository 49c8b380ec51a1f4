/* D_KL of two members of one family, p and q their parameters.  NaN: no closed form here. */
#ifndef SP_INFO_PAIRS_SAME_H
#define SP_INFO_PAIRS_SAME_H

#include "dist/dist.h"

double info_same_family(const sp_dist* p, const sp_dist* q);

#endif
