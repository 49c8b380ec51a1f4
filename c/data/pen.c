#include "data/pen.h"

#include <math.h>

#define FAR 64.0f /* beyond the box, in pixels */

static float least(float a, float b) { return a < b ? a : b; }
static float most(float a, float b) { return a > b ? a : b; }
static int clamp(int i, int low, int high) { return i < low ? low : i > high ? high : i; }

/* distance[y][x] = min over the polyline's points p of |pixel centre - p| - radius(p), for the
   pixels nearer than `reach` to the ink; the others may keep a larger value. */
static void segment_distance(const sp_pen_point* a, const sp_pen_point* b, float reach,
                             float distance[SP_BOX_SIDE][SP_BOX_SIDE]) {
  float dx = b->x - a->x, dy = b->y - a->y, dr = b->radius - a->radius;
  float squared = dx * dx + dy * dy, inverse = squared > 1e-12f ? 1 / squared : 0;
  float margin = most(a->radius, b->radius) + reach;
  int left = clamp((int)(least(a->x, b->x) - margin), 0, SP_BOX_SIDE - 1) & ~3;
  int right = clamp((int)(most(a->x, b->x) + margin), 0, SP_BOX_SIDE - 1) | 3;
  int top = clamp((int)(least(a->y, b->y) - margin), 0, SP_BOX_SIDE - 1);
  int bottom = clamp((int)(most(a->y, b->y) + margin), 0, SP_BOX_SIDE - 1);
  for (int y = top; y <= bottom; y++) {
    float py = (float)y + 0.5f - a->y;
    for (int group = left; group < right; group += 4) {
      for (int x = group; x < group + 4; x++) { /* four pixels: one vector */
        float px = (float)x + 0.5f - a->x;
        float t = (px * dx + py * dy) * inverse;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        float ex = px - t * dx, ey = py - t * dy;
        float d = sqrtf(ex * ex + ey * ey) - (a->radius + t * dr);
        distance[y][x] = d < distance[y][x] ? d : distance[y][x];
      }
    }
  }
}

static void ink(const sp_pen_point* points, int n, float softness,
                uint8_t box[SP_BOX_SIDE][SP_BOX_SIDE]) {
  float distance[SP_BOX_SIDE][SP_BOX_SIDE];
  for (int i = 0; i < SP_BOX_SIDE * SP_BOX_SIDE; i++) distance[0][i] = FAR;
  for (int i = 0; i < n; i++) {
    int lone = points[i].starts && (i + 1 == n || points[i + 1].starts); /* a dot */
    if (lone) segment_distance(&points[i], &points[i], softness, distance);
    if (!points[i].starts) segment_distance(&points[i - 1], &points[i], softness, distance);
  }
  float slope = 255 / softness;
  for (int i = 0; i < SP_BOX_SIDE * SP_BOX_SIDE; i++) {
    float grey = 127.5f - slope * distance[0][i];
    box[0][i] = (uint8_t)(grey <= 0 ? 0 : grey >= 255 ? 255 : grey + 0.5f);
  }
}

/* Where the box goes in the frame along one axis, given its centre of mass there. */
static int place(float centre) {
  int offset = SP_FRAME_SIDE / 2 - (int)centre;
  return clamp(offset, 0, SP_FRAME_SIDE - SP_BOX_SIDE);
}

static void frame(uint8_t box[SP_BOX_SIDE][SP_BOX_SIDE], uint8_t image[784]) {
  int32_t mass = 0, mass_x = 0, mass_y = 0;
  for (int y = 0; y < SP_BOX_SIDE; y++)
    for (int x = 0; x < SP_BOX_SIDE; x++)
      mass += box[y][x], mass_x += box[y][x] * (2 * x + 1), mass_y += box[y][x] * (2 * y + 1);
  if (mass == 0) mass = 1, mass_x = mass_y = SP_BOX_SIDE;
  int left = place((float)mass_x / (float)(2 * mass)),
      top = place((float)mass_y / (float)(2 * mass));
  for (int i = 0; i < SP_FRAME_SIDE * SP_FRAME_SIDE; i++) image[i] = 0;
  for (int y = 0; y < SP_BOX_SIDE; y++)
    for (int x = 0; x < SP_BOX_SIDE; x++) image[(top + y) * SP_FRAME_SIDE + left + x] = box[y][x];
}

void sp_pen_draw(const sp_pen_point* points, int n, float softness, uint8_t image[784]) {
  sp_pen_point placed[SP_PEN_POINTS];
  if (n > SP_PEN_POINTS) n = SP_PEN_POINTS;
  float left = 1e30f, right = -1e30f, top = 1e30f, bottom = -1e30f, thick = 0;
  for (int i = 0; i < n; i++) {
    left = least(left, points[i].x), right = most(right, points[i].x);
    top = least(top, points[i].y), bottom = most(bottom, points[i].y);
    thick = most(thick, points[i].radius);
  }
  /* from the middle line to the box: the faintest of the ink goes over its edge */
  float edge = thick + softness / 2 - 0.35f;
  float side = most(most(right - left, bottom - top), 1e-6f);
  float scale = (SP_BOX_SIDE - 2 * edge) / side;
  for (int i = 0; i < n; i++) {
    placed[i] = points[i];
    placed[i].x = (points[i].x - left) * scale + edge;
    placed[i].y = (points[i].y - top) * scale + edge;
  }
  uint8_t box[SP_BOX_SIDE][SP_BOX_SIDE];
  ink(placed, n, softness, box);
  frame(box, image);
}
