/* A pair as seen from a point: x = at + direction d, d >= 0.  Where a location may be moved, it is
   moved by `at` and the distribution asked at d itself, so that a spike at 1e8 with a scale of 1e-8
   has as many doubles around it as one at 0. */
#ifndef SP_INFO_VIEW_H
#define SP_INFO_VIEW_H

#include "info/side.h"

#define INFO_MOVED 96 /* the longest list of parameters that is moved: a mixture of 22 normals */

typedef struct info_view {
  info_pair pair; /* in d */
  sp_dist p, q;
  double theta_p[INFO_MOVED], theta_q[INFO_MOVED];
} info_view;

void info_view_from(const info_pair* pair, double at, int direction, info_view* out);

/* Writes d's parameters with the location `by` lower to theta; 0 where the family has none, or
   where they are too many. */
int info_move(const sp_dist* d, double by, double theta[INFO_MOVED]);

/* The pair of c X, c Y; 0 where a family has no scale. */
int info_scale(const info_pair* pair, double c, info_view* out);

/* Which of d's parameters is the only location, or -1. */
int info_location_of(const sp_dist* d);

/* The scale among d's parameters, or 1. */
double info_scale_of(const sp_dist* d);

/* mu - at as an angle next to 0, by 2 pi to 48 digits where it is below 2^100. */
double info_angle(double mu, double at);

#endif
