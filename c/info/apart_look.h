/* How measures of pairs whose bulks lie scales apart (apart.c) look at their integrand, in the
   variable s = log(distance) of scene.h: the integrand (apart_look.c), its highest points
   (apart_peak.c), where to break the integral (apart_breaks.c), and what is left beyond the doubles
   (apart_beyond.c). */
#ifndef SP_INFO_APART_LOOK_H
#define SP_INFO_APART_LOOK_H

#include "info/scene.h"
#include "num/quadrature.h"

#define INFO_FAINT  80 /* below the largest height, in logarithms, nothing counts */
#define INFO_MANY   (2 * SP_MAX_BREAKS + INFO_BREAKS) /* breaks of one piece's integral */
#define INFO_BUDGET 4000 /* samples of one integral, and more for each of many bulks */

/* What is integrated over s. */
typedef enum {
  INFO_SHARE,
  INFO_POWER,
  INFO_OVERLAP,
  INFO_COMMON_SURPRISE,
  INFO_GAP,
  INFO_RATIO
} info_integrand;

typedef struct info_look {
  const info_scene* scene;
  info_integrand kind;
  double alpha, top; /* INFO_POWER: relative to e^top */
  const info_piece* piece;
  double best; /* height found so far */
  double best_x,
      best_fall;       /* INFO_POWER: where, and how much as wide a stretch as the ridge holds */
  double seen, seen_x; /* INFO_POWER: the largest exponent met on the way */
  int is_last;         /* attempt: go on whatever is met */
  sp_integral total;
  int is_overflown;
} info_look;

/* log P and log Q in s, their ratio, and log Q in x. */
typedef struct info_pairing {
  double lp, lq, r, log_q;
} info_pairing;

info_pairing info_pairing_at(const info_pair* pair, double s);
sp_sample info_look_at_pairing(const info_look* l, info_pairing at);

/* The integrand at s (context: the look), and the log of its absolute value: how much a stretch of
   width 1 in s holds. */
sp_sample info_look_at(void* context, double s);
double info_look_height(info_look* l, double s);

/* For info_scene_walk, context the look.  The piece's breaks, and from them on outwards: a ridge
   between or beyond the bulks may rise again where both have long fallen. */
void info_look_survey(void* context, info_piece* piece);
/* Around a ridge: the distances at which the exponent has fallen by 1/2, 8, 70. */
void info_look_ridge(void* context, info_piece* piece);

/* Breaks outwards in growing steps, while something is left; whether the end is reached with it. */
int info_look_reach(info_look* l, double s, double end, double* breaks, int* count);
/* A wide interval in growing steps from both of its ends: a power of order < 1 reaches further than
   the density whose quantiles the breaks are, and what falls off a cliff next to a break would slip
   between the nodes of one panel. */
int info_look_add_steps(double* breaks, int count);

/* The order of the power that a side is at an end of a piece; NaN where it is none.  Next to a
   point inside of its support a density is constant. */
double info_end_order(const info_side* side, int upwards);
/* Adds what lies beyond the piece's last point s; for INFO_GAP, the gap between two distribution
   functions that are powers there. */
void info_look_beyond(info_look* l, double s, int direction);
void info_look_gap_beyond(info_look* l, double s);
/* r, or F - G: what changes its sign at a kink (context: the look). */
double info_look_sign(void* context, double s);

#endif
