/* Where a function changes its sign: kinks and jumps of an integrand, which quadrature would guess
   the error of. */
#ifndef SP_INFO_CROSSINGS_H
#define SP_INFO_CROSSINGS_H

#include <stddef.h>

/* Adds to ascending breaks, by bisection, the points between them at which `side` changes from one
   sign to the other, as far as `steps` looks into each interval show; at most `most` breaks in all
   (and never more than INFO_MOST_CUTS).  Returns how many there are then. */
#define INFO_MOST_CUTS 400
size_t info_add_crossings(double (*side)(void* context, double x), void* context, int steps,
                          double* breaks, size_t count, size_t most);

#endif
