/* Closed forms of measures of two distributions. */
#ifndef SP_INFO_PAIRS_H
#define SP_INFO_PAIRS_H

#include "info/side.h"

/* Fills out and returns 1 where the pair has a closed form for its measure. */
int info_closed_form(const info_pair* pair, sp_result* out);

#endif
