/* What every family answers at the ends of the line and of the unit interval, and the faces of a
   density that it states once. */
#ifndef SP_DIST_EDGES_H
#define SP_DIST_EDGES_H

#include <math.h>

#include "num/dd.h"

/* At an infinite x or a NaN. */
static inline sp_dd edge_log_density(double x) { return dd(isnan(x) ? x : -INFINITY); }
static inline double edge_cdf(double x) { return isnan(x) ? x : x > 0; }
static inline double edge_sf(double x) { return isnan(x) ? x : x < 0; }

/* At a u that is not inside (0, 1): the ends of the support, or NaN. */
static inline double edge_quantile(double u, double lo, double hi) {
  return u == 0 ? lo : u == 1 ? hi : NAN;
}
static inline double edge_isf(double u, double lo, double hi) { return edge_quantile(u, hi, lo); }
static inline int is_inside_unit(double u) { return u > 0 && u < 1; }

/* log_density and density from log_density_dd, whose low part is what keeps exp from magnifying the
   rounding of a logarithm of -700 to 400 ulps. */
#define SP_DENSITY_FACES(prefix)                                                                   \
  static double prefix##log_density(const double* theta, size_t count, double x) {                 \
    return dd_round(prefix##log_density_dd(theta, count, x));                                      \
  }                                                                                                \
  static double prefix##density(const double* theta, size_t count, double x) {                     \
    return sp_dd_exp(prefix##log_density_dd(theta, count, x)).hi;                                  \
  }

#endif
