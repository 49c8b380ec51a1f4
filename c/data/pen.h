/* Strokes of a pen to grey pixels, and MNIST's framing of them. */
#ifndef SP_DATA_PEN_H
#define SP_DATA_PEN_H

#include <stdint.h>

#define SP_FRAME_SIDE 28 /* pixels of an image's side */
#define SP_BOX_SIDE   20 /* pixels of the box that the digit itself fills */

#define SP_PEN_POINTS 128 /* the longest drawing */

/* A point of a stroke's middle line; x to the right, y down, the radius in pixels. */
typedef struct sp_pen_point {
  float x, y, radius;
  int32_t starts; /* true: the pen was lifted before this point */
} sp_pen_point;

typedef struct sp_pen {
  float softness; /* > 0: pixels over which the ink falls from full to none, around the radius */
  float square;   /* 0: a round nib, 1: a square one (the maximum norm), between them a mixture */
} sp_pen;

/* Inks the polyline points[0 ... n - 1] into image [28, 28].
   The drawing (any units for x and y) is scaled so that with the pen's width its longer side is
   20 pixels, and moved by whole pixels so that the centre of mass lies in pixel (14, 14).
   The ink falls from 255 to 0 by t^2 (3 - 2 t). */
void sp_pen_draw(const sp_pen_point* points, int n, const sp_pen* pen, uint8_t image[784]);

#endif
