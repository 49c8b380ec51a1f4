/* A beta density with a pole at 1 has mass between the last doubles below 1; seen from 1 - x its
   pole is at 0, where doubles are dense. */
#ifndef SP_INFO_FLIP_H
#define SP_INFO_FLIP_H

#include "info/side.h"

/* Room for the reflected distributions. */
typedef struct info_flip {
  sp_dist p, q;
  double theta_p[2], theta_q[2];
} info_flip;

/* Whether one of the sides is a beta density with a pole at 0, or at 1. */
int info_has_pole(const info_pair* pair, int at_one);

/* *out is the pair in 1 - x. */
void info_flip_pair(const info_pair* pair, info_flip* room, info_pair* out);

#endif
