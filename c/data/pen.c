#include "data/pen.h"

#include <math.h>

#define BOX   (SP_BOX_SIDE * SP_BOX_SIDE)
#define FAR   64.0f /* beyond the box, in pixels */
#define FAINT 0.35f /* pixels of the outermost ink that the box cuts off */

static float least(float a, float b) { return a < b ? a : b; }
static float most(float a, float b) { return a > b ? a : b; }
static int clamp(int i, int low, int high) { return i < low ? low : i > high ? high : i; }

/* distance[y][x] = min over the polyline's points p of |pixel centre - p| - radius(p), for the
   pixels nearer than `reach` to the ink; the others may keep a larger value. */
static void segment_distance(const sp_pen_point* a, const sp_pen_point* b, float reach,
                             float square, float distance[BOX]) {
  float dx = b->x - a->x, dy = b->y - a->y, dr = b->radius - a->radius;
  float squared = dx * dx + dy * dy, inverse = squared > 1e-12f ? 1 / squared : 0;
  float margin = most(a->radius, b->radius) + reach;
  int left = clamp((int)(least(a->x, b->x) - margin), 0, SP_BOX_SIDE - 1) & ~3;
  int right = clamp((int)(most(a->x, b->x) + margin), 0, SP_BOX_SIDE - 1) | 3;
  int top = clamp((int)(least(a->y, b->y) - margin), 0, SP_BOX_SIDE - 1);
  int bottom = clamp((int)(most(a->y, b->y) + margin), 0, SP_BOX_SIDE - 1);
  for (int y = top; y <= bottom; y++) {
    float* row = distance + y * SP_BOX_SIDE;
    float py = (float)y + 0.5f - a->y;
    for (int group = left; group < right; group += 4) {
      for (int x = group; x < group + 4; x++) { /* four pixels: one vector */
        float px = (float)x + 0.5f - a->x;
        float t = (px * dx + py * dy) * inverse;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        float ex = px - t * dx, ey = py - t * dy;
        float round = sqrtf(ex * ex + ey * ey), side = most(fabsf(ex), fabsf(ey));
        float d = round + square * (side - round) - (a->radius + t * dr);
        row[x] = d < row[x] ? d : row[x];
      }
    }
  }
}

static void ink(const sp_pen_point* points, int n, const sp_pen* pen, uint8_t box[BOX]) {
  float distance[BOX];
  for (int i = 0; i < BOX; i++) distance[i] = FAR;
  for (int i = 0; i < n; i++) {
    int lone = points[i].starts && (i + 1 == n || points[i + 1].starts); /* a dot */
    if (lone) segment_distance(&points[i], &points[i], pen->softness, pen->square, distance);
    if (!points[i].starts)
      segment_distance(&points[i - 1], &points[i], pen->softness, pen->square, distance);
  }
  float slope = 1 / pen->softness;
  for (int i = 0; i < BOX; i++) {
    float t = 0.5f - slope * distance[i];
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    box[i] = (uint8_t)(255 * t * t * (3 - 2 * t) + 0.5f);
  }
}

/* Where the box goes in the frame along one axis, given its centre of mass there. */
static int place(float centre) {
  int offset = SP_FRAME_SIDE / 2 - (int)centre;
  return clamp(offset, 0, SP_FRAME_SIDE - SP_BOX_SIDE);
}

static void frame(uint8_t box[BOX], uint8_t image[784]) {
  int32_t mass = 0, mass_x = 0, mass_y = 0;
  for (int y = 0; y < SP_BOX_SIDE; y++)
    for (int x = 0; x < SP_BOX_SIDE; x++)
      mass += box[y * SP_BOX_SIDE + x], mass_x += box[y * SP_BOX_SIDE + x] * (2 * x + 1),
          mass_y += box[y * SP_BOX_SIDE + x] * (2 * y + 1);
  if (mass == 0) mass = 1, mass_x = mass_y = SP_BOX_SIDE;
  int left = place((float)mass_x / (float)(2 * mass)),
      top = place((float)mass_y / (float)(2 * mass));
  for (int i = 0; i < SP_FRAME_SIDE * SP_FRAME_SIDE; i++) image[i] = 0;
  for (int y = 0; y < SP_BOX_SIDE; y++)
    for (int x = 0; x < SP_BOX_SIDE; x++)
      image[(top + y) * SP_FRAME_SIDE + left + x] = box[y * SP_BOX_SIDE + x];
}

typedef struct bounds {
  float left, right, top, bottom;
} bounds;

/* Of the ink around the points once they are scaled, pixels. */
static bounds inked(const sp_pen_point* points, int n, float scale) {
  bounds b = {1e30f, -1e30f, 1e30f, -1e30f};
  for (int i = 0; i < n; i++) {
    float x = scale * points[i].x, y = scale * points[i].y, r = points[i].radius;
    b.left = least(b.left, x - r), b.right = most(b.right, x + r);
    b.top = least(b.top, y - r), b.bottom = most(b.bottom, y + r);
  }
  return b;
}

void sp_pen_draw(const sp_pen_point* points, int n, const sp_pen* pen, uint8_t image[784]) {
  sp_pen_point placed[SP_PEN_POINTS];
  if (n > SP_PEN_POINTS) n = SP_PEN_POINTS;
  for (int i = 0; i < n; i++) {
    placed[i] = points[i];
    placed[i].x -= points[0].x, placed[i].y -= points[0].y;
  }
  bounds b = inked(placed, n, 1);
  float side = most(most(b.right - b.left, b.bottom - b.top), 1e-6f), scale = 1;
  /* the pen does not scale with the drawing: what it adds is found by iteration */
  float wanted = SP_BOX_SIDE - pen->softness + 2 * FAINT;
  for (int pass = 0; pass < 4; pass++) {
    scale = wanted / side;
    b = inked(placed, n, scale);
    float ink_side = most(b.right - b.left, b.bottom - b.top);
    side *= ink_side / wanted;
  }
  for (int i = 0; i < n; i++) {
    placed[i].x = placed[i].x * scale + 0.5f * (SP_BOX_SIDE - b.left - b.right);
    placed[i].y = placed[i].y * scale + 0.5f * (SP_BOX_SIDE - b.top - b.bottom);
  }
  uint8_t box[BOX];
  ink(placed, n, pen, box);
  frame(box, image);
}
