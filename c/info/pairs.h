/* Closed forms of measures of two distributions. */
#ifndef SP_INFO_PAIRS_H
#define SP_INFO_PAIRS_H

#include "info/side.h"

/* Fills out and returns 1 where the pair has a closed form for its measure. */
int info_closed_form(const info_pair* pair, sp_result* out);

/* Whether its formula is beyond the doubles, or one of its terms, in which case quadrature may know
   better. */
int info_overflows(const info_pair* pair);

#endif
