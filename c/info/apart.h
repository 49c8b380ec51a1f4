/* Measures of continuous pairs whose bulks lie scales apart (scene.h).

   Total variation and Jensen-Shannon are what the overlap leaves of 1 and of ln 2, as long as it is
   the smaller part; powers (Renyi, Hellinger, Bhattacharyya, chi-square) are taken relative to the
   largest of P^alpha Q^(1-alpha), whose ridge between the bulks becomes a point to see from.  What
   lies beyond the doubles goes on as e^(a t + b t^2), t = log of the distance, the shape that
   powers and log-normal tails have. */
#ifndef SP_INFO_APART_H
#define SP_INFO_APART_H

#include "info/info.h"
#include "info/side.h"

/* Fills out; the pair is not flipped, and its measure neither the entropy nor Renyi's order 0. */
void info_apart(const info_pair* pair, double lo, double hi, sp_result* out);

#endif
