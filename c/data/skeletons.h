/* The shapes from which digits are drawn: for each class several families of pen strokes, for each
   family several poses with the same strokes, between which a digit's skeleton is mixed.

   Coordinates: x to the right, y down, the digit's body between y = 0 and 100 and from x = 0. */
#ifndef SP_DATA_SKELETONS_H
#define SP_DATA_SKELETONS_H

#include <stdint.h>

#define SP_SKELETON_POINTS 16
#define SP_SKELETON_POSES  8

typedef struct sp_skeleton {
  uint8_t label;
  uint8_t weight; /* how often, relative to the class's other families */
  /* One mark a point: 's' starts a stroke, '.' is passed smoothly, 'c' is a corner. */
  char marks[SP_SKELETON_POINTS + 1];
  /* One row a pose, x and y by turns; a row that is zero from the second point on is no pose. */
  int8_t poses[SP_SKELETON_POSES][2 * SP_SKELETON_POINTS];
} sp_skeleton;

extern const sp_skeleton sp_skeletons[]; /* in order of their labels */
extern const int sp_skeleton_count;

#endif
