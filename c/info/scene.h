/* A continuous pair cut into pieces that are each seen from one point: the ends of the supports,
   the medians of narrow bulks, and points that a caller adds.  Half way to the next such point a
   piece ends.  Within a piece the variable is s = log(distance), in which a bulk is a bump of width
   1 at the log of its scale, a power is an exponential, and 600 orders of magnitude are 1400. */
#ifndef SP_INFO_SCENE_H
#define SP_INFO_SCENE_H

#include "info/view.h"

#define INFO_MARKS   256
#define INFO_ANCHORS 40
#define INFO_BREAKS  64

/* A quantile or an end of a support, as base + offset: the offset keeps its digits. */
typedef struct info_mark {
  double base, offset;
} info_mark;

typedef struct info_scene {
  const info_pair* pair;
  double from, to; /* of the integral */
  info_mark marks[INFO_MARKS];
  int mark_count;
  double anchors[INFO_ANCHORS]; /* ascending once info_scene_open or info_scene_add has ended */
  int anchor_count;
} info_scene;

/* d = e^s from `at` on; breaks ascend in s; the first may be -Inf's stand-in, the last Inf's. */
typedef struct info_piece {
  info_view view;
  double at;
  int direction;
  double least, most; /* of s: the piece's ends, -700 ... 709 where they are 0 and infinity */
  int is_open;        /* upwards, to infinity */
  double breaks[INFO_BREAKS];
  int count;
} info_piece;

#define INFO_LEAST_S (-700.0) /* below, doubles lose digits */
#define INFO_MOST_S  709.0

void info_scene_open(const info_pair* pair, double from, double to, info_scene* out);
void info_scene_add_anchor(info_scene* scene, double x);
void info_scene_add_mark(info_scene* scene, double base, double offset);

/* Calls `see` for every piece that meets the integral and has a point where both sides (or, unless
   is_common, one of them) may be positive. */
void info_scene_walk(const info_scene* scene, int is_common,
                     void (*see)(void* context, info_piece* piece), void* context);

/* Whether quadrature in x cannot be trusted. */
typedef enum {
  INFO_TOGETHER,
  INFO_HEAVY_TAILS,  /* the tails of far.h */
  INFO_EXTREME,      /* next to the ends of the doubles, or finer than the doubles around */
  INFO_SCALES_APART, /* so far that log P - log Q has no digits to lose */
} info_distance;
info_distance info_is_apart(const info_pair* pair);

/* A power of two that takes scales next to an end of the doubles away from it, as far as the other
   end allows; 1 where they are not. */
double info_scale_away(const info_pair* pair);

#endif
