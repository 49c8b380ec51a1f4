#include "data/augment.h"

#include <string.h>

#include "base/random.h"

#define SIDE           28
#define PIXELS         (SIDE * SIDE)
#define STREAM_AUGMENT 0x61756700u /* "aug" */
#define NODES          7 /* of the elastic lattice along a side: 4 spans and what splines need beyond */
#define SPAN           7 /* pixels from node to node */

/* The lattice's B-spline spreads a node's displacement: without this the field's deviation would
   be 0.479 of the nodes' on average over the image. */
#define NODE_GAIN 2.087f

sp_status sp_augment_check(const sp_augment* how, sp_fault* fault) {
  const double values[4] = {how->shift, how->rotate, how->scale, how->elastic};
  static const double most[4] = {14, 60, 1, 4};
  for (int i = 0; i < 4; i++)
    if (!(values[i] >= 0 && values[i] <= most[i]))
      return sp_fail(fault, SP_DOMAIN, 0, i, values[i]);
  return SP_OK;
}

static float either_way(sp_rng* rng, double most) {
  return (float)most * (2 * sp_rng_uniform_f32(rng) - 1);
}

/* Nearly standard normal without a libm: the sum of four 8-bit uniforms. */
static float normal(sp_rng* rng) {
  uint32_t bits = sp_rng_u32(rng);
  int32_t sum = (int32_t)((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24));
  return (float)(sum - 510) * (1 / 147.8f);
}

/* field[y][x]: a cubic B-spline through random nodes. */
static void smooth_field(sp_rng* rng, float deviation, float field[PIXELS]) {
  float nodes[NODES][NODES], rows[NODES][SIDE];
  for (int i = 0; i < NODES * NODES; i++)
    nodes[i / NODES][i % NODES] = NODE_GAIN * deviation * normal(rng);
  float weights[SIDE][4];
  for (int x = 0; x < SIDE; x++) {
    float t = ((float)(x % SPAN) + 0.5f) / SPAN, u = 1 - t;
    weights[x][0] = u * u * u / 6;
    weights[x][1] = (3 * t * t * t - 6 * t * t + 4) / 6;
    weights[x][2] = (3 * u * u * u - 6 * u * u + 4) / 6;
    weights[x][3] = t * t * t / 6;
  }
  for (int j = 0; j < NODES; j++)
    for (int x = 0; x < SIDE; x++) {
      const float *w = weights[x], *node = &nodes[j][x / SPAN];
      rows[j][x] = w[0] * node[0] + w[1] * node[1] + w[2] * node[2] + w[3] * node[3];
    }
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++) {
      const float* w = weights[y];
      int j = y / SPAN;
      field[y * SIDE + x] =
          w[0] * rows[j][x] + w[1] * rows[j + 1][x] + w[2] * rows[j + 2][x] + w[3] * rows[j + 3][x];
    }
}

/* Where each pixel of the result is taken from, in pixel numbers of the source. */
static void draw_map(const sp_augment* how, sp_rng* rng, float from_x[PIXELS],
                     float from_y[PIXELS]) {
  float shift_x = either_way(rng, how->shift), shift_y = either_way(rng, how->shift);
  float angle = either_way(rng, how->rotate * (3.14159265358979 / 180));
  float half = angle / 2,
        tangent = half * (1 + half * half * (1 / 3.0f + half * half * (2 / 15.0f)));
  float cosine = (1 - tangent * tangent) / (1 + tangent * tangent);
  float sine = 2 * tangent / (1 + tangent * tangent);
  float stretch = either_way(rng, how->scale);
  float scale = stretch >= 0 ? 1 / (1 + stretch) : 1 - stretch; /* of the inverse map */
  if (how->elastic > 0) {
    smooth_field(rng, (float)how->elastic, from_x);
    smooth_field(rng, (float)how->elastic, from_y);
  } else {
    memset(from_x, 0, PIXELS * sizeof *from_x);
    memset(from_y, 0, PIXELS * sizeof *from_y);
  }
  const float centre = (SIDE - 1) / 2.0f;
  for (int i = 0; i < PIXELS; i++) {
    float x = ((float)(i % SIDE) - centre - shift_x) * scale;
    float y = ((float)(i / SIDE) - centre - shift_y) * scale;
    from_x[i] += cosine * x + sine * y + centre;
    from_y[i] += cosine * y - sine * x + centre;
  }
}

/* source[y][x] between pixels, bilinearly; 0 outside. */
static float sample(const float source[PIXELS], float x, float y) {
  if (!(x > -1 && x < SIDE && y > -1 && y < SIDE)) return 0;
  int left = (int)(x + 1) - 1, top = (int)(y + 1) - 1;
  float fx = x - (float)left, fy = y - (float)top, corner[2][2];
  for (int j = 0; j < 2; j++)
    for (int i = 0; i < 2; i++) {
      int at_x = left + i, at_y = top + j;
      int inside = at_x >= 0 && at_x < SIDE && at_y >= 0 && at_y < SIDE;
      corner[j][i] = inside ? source[at_y * SIDE + at_x] : 0;
    }
  float above = corner[0][0] + fx * (corner[0][1] - corner[0][0]);
  float below = corner[1][0] + fx * (corner[1][1] - corner[1][0]);
  return above + fy * (below - above);
}

void sp_augment_images(const sp_augment* how, uint64_t seed, uint32_t round,
                       const uint32_t* numbers, uint32_t count, const void* in, int is_float,
                       void* out) {
  float source[PIXELS], from_x[PIXELS], from_y[PIXELS];
  for (uint32_t n = 0; n < count; n++) {
    size_t at = (size_t)n * PIXELS;
    sp_rng rng;
    sp_rng_init(&rng, seed, STREAM_AUGMENT + round, numbers[n]);
    draw_map(how, &rng, from_x, from_y);
    for (int i = 0; i < PIXELS; i++)
      source[i] =
          is_float ? ((const float*)in)[at + (size_t)i] : ((const uint8_t*)in)[at + (size_t)i];
    for (int i = 0; i < PIXELS; i++) {
      float value = sample(source, from_x[i], from_y[i]);
      if (is_float)
        ((float*)out)[at + (size_t)i] = value;
      else
        ((uint8_t*)out)[at + (size_t)i] = (uint8_t)(value + 0.5f);
    }
  }
}
