#include "data/digits.h"

#include <stddef.h>

#include "base/random.h"
#include "data/pen.h"
#include "data/skeletons.h"

#define STREAM_CLASSES 0x64696700u /* "dig": the random streams of this file */
#define STREAM_DRAWING 0x64696701u
#define STEPS_PER_SPAN 4 /* straight pieces between two points of a skeleton */

/* How much each property varies: standard deviations unless said otherwise.  Lengths in hundredths
   of the digit's height. */
typedef struct habits {
  float jitter;    /* of each point; half as much again of each later stroke */
  float overshoot; /* of a stroke's ends, relative to its last piece */
  float slant;     /* shear of x by height, around the class's own */
  float turn;      /* rotation, radians */
  float width;     /* of the logarithm of width over height */
  float bend;      /* quadratic and cubic warps of the whole */
  float radius;    /* of the pen, pixels: the median */
  float weight;    /* of the logarithm of the radius */
  float pressure;  /* relative change of the radius along the strokes */
} habits;

static const habits usual = {.jitter = 3.0f,
                             .overshoot = 0.2f,
                             .slant = 0.25f,
                             .turn = 0.07f,
                             .width = 0.25f,
                             .bend = 0.13f,
                             .radius = 1.33f,
                             .weight = 0.27f,
                             .pressure = 0.14f};

/* What each class leans and stretches by on average, how thick its lines are, and how much of the
   jitter and the bends it takes: a ring is one round sweep, which both would make a triangle. */
static const struct {
  float slant, width, radius, play;
} manner[10] = {{0.20f, 1.20f, 1.10f, 0.5f}, {0.25f, 1.00f, 1.04f, 1}, {0.09f, 1.25f, 1.02f, 1},
                {0.06f, 1.06f, 1.03f, 1},    {0.18f, 1.13f, 0.93f, 1}, {0.10f, 1.24f, 0.96f, 1},
                {0.05f, 1.20f, 0.97f, 1},    {0.08f, 1.17f, 1.00f, 1}, {0.10f, 1.04f, 0.95f, 1},
                {0.10f, 1.00f, 0.87f, 1}};

static float uniform(sp_rng* rng, float low, float high) {
  return low + (high - low) * sp_rng_uniform_f32(rng);
}

/* Nearly standard normal, |z| < 3.46: the sum of four 8-bit uniforms, without a libm. */
static float normal(sp_rng* rng) {
  uint32_t bits = sp_rng_u32(rng);
  int32_t sum = (int32_t)((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24));
  return (float)(sum - 510) * (1 / 147.8f);
}

/* e^z by (1 + z/8)^8: a factor that is 1 on average, near enough. */
static float factor(float z) {
  float f = 1 + z * 0.125f;
  f *= f, f *= f;
  return f * f;
}

static uint8_t class_of(uint64_t seed, uint32_t index) {
  uint32_t order[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  sp_rng rng;
  sp_rng_init(&rng, seed, STREAM_CLASSES, index / 10);
  sp_rng_shuffle(&rng, order, 10);
  return (uint8_t)order[index % 10];
}

static const sp_skeleton* choose_family(sp_rng* rng, uint8_t label) {
  uint32_t total = 0;
  for (int i = 0; i < sp_skeleton_count; i++)
    if (sp_skeletons[i].label == label) total += sp_skeletons[i].weight;
  uint32_t pick = sp_rng_below(rng, total);
  for (int i = 0;; i++) {
    if (sp_skeletons[i].label != label) continue;
    if (pick < sp_skeletons[i].weight) return &sp_skeletons[i];
    pick -= sp_skeletons[i].weight;
  }
}

/* A mixture of the family's poses, mostly near one of them or between two. */
static int mix_poses(sp_rng* rng, const sp_skeleton* s, sp_pen_point* points) {
  float weights[SP_SKELETON_POSES], sum = 0;
  int poses = 0, n = 0;
  while (poses < SP_SKELETON_POSES && (s->poses[poses][2] || s->poses[poses][3])) poses++;
  while (s->marks[n]) n++;
  for (int k = 0; k < poses; k++) {
    float u = sp_rng_uniform_f32(rng);
    weights[k] = u * u * u + 1e-3f;
    sum += weights[k];
  }
  for (int i = 0; i < n; i++) {
    float x = 0, y = 0;
    for (int k = 0; k < poses; k++)
      x += weights[k] * (float)s->poses[k][2 * i], y += weights[k] * (float)s->poses[k][2 * i + 1];
    points[i] = (sp_pen_point){x / sum, y / sum, 0, s->marks[i] == 's'};
  }
  return n;
}

static void shake(sp_rng* rng, const habits* h, uint8_t label, sp_pen_point* points, int n) {
  float radius = manner[label].radius * h->radius * factor(h->weight * normal(rng));
  float drift = h->pressure * normal(rng), shift_x = 0, shift_y = 0;
  float jitter = manner[label].play * h->jitter;
  for (int i = 0; i < n; i++) { /* ends fall short or overshoot */
    int first = points[i].starts, last = i + 1 == n || points[i + 1].starts;
    if (first == last) continue;
    const sp_pen_point* inner = first ? &points[i + 1] : &points[i - 1];
    float further = h->overshoot * normal(rng);
    points[i].x += further * (points[i].x - inner->x);
    points[i].y += further * (points[i].y - inner->y);
  }
  for (int i = 0; i < n; i++) {
    if (points[i].starts && i > 0) {
      shift_x = 1.5f * h->jitter * normal(rng);
      shift_y = 1.5f * h->jitter * normal(rng);
    }
    points[i].x += shift_x + jitter * normal(rng);
    points[i].y += shift_y + jitter * normal(rng);
    float along = (float)(2 * i) / (float)(n > 1 ? n - 1 : 1) - 1;
    float pressure = 1 + drift * along + h->pressure * 0.6f * normal(rng);
    points[i].radius = radius * (pressure < 0.5f ? 0.5f : pressure);
  }
}

/* Catmull-Rom through the points, broken at corners and where the pen is lifted. */
static int smooth(const sp_skeleton* s, const sp_pen_point* p, int n, sp_pen_point* out) {
  int count = 0;
  for (int i = 0; i < n; i++) {
    if (p[i].starts) {
      out[count++] = p[i];
      continue;
    }
    int from = i - 1;
    int breaks_before = p[from].starts || s->marks[from] == 'c';
    int breaks_after = i + 1 == n || p[i + 1].starts || s->marks[i] == 'c';
    const sp_pen_point *a = &p[from], *b = &p[i];
    const sp_pen_point* before = breaks_before ? a : &p[from - 1];
    const sp_pen_point* after = breaks_after ? b : &p[i + 1];
    for (int step = 1; step <= STEPS_PER_SPAN; step++) {
      float t = (float)step / STEPS_PER_SPAN, u = 1 - t;
      float w0 = -0.5f * t * u * u, w3 = -0.5f * t * t * u;
      float w1 = u * u * (1 + 2 * t) + 0.5f * t * t * u,
            w2 = t * t * (1 + 2 * u) + 0.5f * t * u * u;
      out[count++] = (sp_pen_point){w0 * before->x + w1 * a->x + w2 * b->x + w3 * after->x,
                                    w0 * before->y + w1 * a->y + w2 * b->y + w3 * after->y,
                                    u * a->radius + t * b->radius, 0};
    }
  }
  return count;
}

/* Slant, rotation, width and a quadratic bend, about the middle of the digit. */
static void warp(sp_rng* rng, const habits* h, uint8_t label, sp_pen_point* points, int n) {
  float stretch = manner[label].width * factor(h->width * normal(rng));
  float shear = manner[label].slant + h->slant * normal(rng);
  float half = 0.5f * h->turn * normal(rng); /* tan of half the angle */
  float cosine = (1 - half * half) / (1 + half * half), sine = 2 * half / (1 + half * half);
  float bend[8];
  for (int k = 0; k < 8; k++) bend[k] = manner[label].play * h->bend * normal(rng);
  for (int i = 0; i < n; i++) {
    float x = (points[i].x - 30) / 50, y = (points[i].y - 50) / 50;
    float bx = x + bend[0] * x * x + bend[1] * x * y + bend[2] * y * y + bend[6] * y * y * y;
    float by = y + bend[3] * x * x + bend[4] * x * y + bend[5] * y * y + bend[7] * x * x * x;
    bx = bx * stretch - shear * by;
    points[i].x = cosine * bx - sine * by;
    points[i].y = sine * bx + cosine * by;
  }
}

uint8_t sp_digit(uint64_t seed, uint32_t index, uint8_t image[784]) {
  uint8_t label = class_of(seed, index);
  sp_rng rng;
  sp_rng_init(&rng, seed, STREAM_DRAWING, index);
  const sp_skeleton* family = choose_family(&rng, label);
  sp_pen_point points[SP_SKELETON_POINTS], line[SP_PEN_POINTS];
  int n = mix_poses(&rng, family, points);
  shake(&rng, &usual, label, points, n);
  n = smooth(family, points, n, line);
  warp(&rng, &usual, label, line, n);
  sp_pen pen = {uniform(&rng, 1.1f, 2), uniform(&rng, -0.8f, 0.8f)};
  if (pen.square < 0) pen.square = 0; /* half of the pens are round */
  sp_pen_draw(line, n, &pen, image);
  return label;
}

void sp_digits_at(uint64_t seed, const uint32_t* numbers, uint32_t count, uint8_t* images,
                  uint8_t* labels) {
  for (uint32_t i = 0; i < count; i++)
    labels[i] = sp_digit(seed, numbers[i], images + (size_t)i * 784);
}

void sp_digits(uint64_t seed, uint32_t first, uint32_t count, uint8_t* images, uint8_t* labels) {
  for (uint32_t i = 0; i < count; i++)
    labels[i] = sp_digit(seed, first + i, images + (size_t)i * 784);
}
