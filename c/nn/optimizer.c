#include "nn/optimizer.h"

#include <math.h>

#include "kern/simd.h"

uint32_t sp_optimizer_slots(const sp_optimizer* o) {
  if (o->kind == SP_SGD) return o->momentum != 0;
  return o->kind == SP_RMSPROP ? 1 : 2;
}

typedef struct constants { /* what a step needs, rounded once */
  f32x4 rate, keep, take, keep2, take2, epsilon;
} constants;

/* Four weights; s and t are those weights' entries of the first and second slot array. */
typedef void (*rule)(const constants* k, f32x4* w, f32x4 g, f32x4* s, f32x4* t);

static inline void plain(const constants* k, f32x4* w, f32x4 g, f32x4* s, f32x4* t) {
  (void)s, (void)t;
  *w -= k->rate * g;
}
static inline void momentum(const constants* k, f32x4* w, f32x4 g, f32x4* s, f32x4* t) {
  (void)t;
  *s = k->keep * *s - k->rate * g;
  *w += *s;
}
static inline void adadelta(const constants* k, f32x4* w, f32x4 g, f32x4* s, f32x4* t) {
  *s = k->keep * *s + k->take * (g * g);
  f32x4 u = g * sp_sqrt4((*t + k->epsilon) / (*s + k->epsilon));
  *w -= k->rate * u;
  *t = k->keep * *t + k->take * (u * u);
}
static inline void adam(const constants* k, f32x4* w, f32x4 g, f32x4* s, f32x4* t) {
  *s = k->keep * *s + k->take * g;
  *t = k->keep2 * *t + k->take2 * (g * g);
  *w -= k->rate * *s / (sp_sqrt4(*t) + k->epsilon);
}
static inline void rmsprop(const constants* k, f32x4* w, f32x4 g, f32x4* s, f32x4* t) {
  (void)t;
  *s = k->keep * *s + k->take * (g * g);
  *w -= k->rate * g / (sp_sqrt4(*s) + k->epsilon);
}

/* The tail goes through the same arithmetic, so that a weight's bits do not depend on its place. */
static inline void sweep(rule apply, uint32_t arrays, const constants* k, size_t count, float* w,
                         const float* g, sp_slots from, sp_slots to) {
  const float *s = from.at, *t = arrays > 1 ? from.at + from.apart : NULL;
  float *new_s = to.at, *new_t = arrays > 1 ? to.at + to.apart : NULL;
  size_t i = 0;
  f32x4 first = sp_splat(0), second = sp_splat(0);
  for (; i + 4 <= count; i += 4) {
    f32x4 value = sp_load4(w + i);
    if (arrays > 0) first = sp_load4(s + i);
    if (arrays > 1) second = sp_load4(t + i);
    apply(k, &value, sp_load4(g + i), &first, &second);
    sp_store4(w + i, value);
    if (arrays > 0) sp_store4(new_s + i, first);
    if (arrays > 1) sp_store4(new_t + i, second);
  }
  for (; i < count; i++) {
    f32x4 value = sp_splat(w[i]);
    if (arrays > 0) first = sp_splat(s[i]);
    if (arrays > 1) second = sp_splat(t[i]);
    apply(k, &value, sp_splat(g[i]), &first, &second);
    w[i] = value[0];
    if (arrays > 0) new_s[i] = first[0];
    if (arrays > 1) new_t[i] = second[0];
  }
}

void sp_optimizer_update(const sp_optimizer* o, uint32_t step, size_t count, float* w,
                         const float* g, sp_slots from, sp_slots to) {
  constants k = {.rate = sp_splat((float)o->learning_rate),
                 .keep = sp_splat((float)o->rho),
                 .take = sp_splat((float)(1 - o->rho)),
                 .epsilon = sp_splat((float)o->epsilon)};
  switch (o->kind) {
  case SP_ADADELTA:
    sweep(adadelta, 2, &k, count, w, g, from, to);
    break;
  case SP_RMSPROP:
    sweep(rmsprop, 1, &k, count, w, g, from, to);
    break;
  case SP_ADAM: {
    double scale = sqrt(1 - pow(o->beta2, step)) / (1 - pow(o->beta1, step));
    k.rate = sp_splat((float)(o->learning_rate * scale));
    k.keep = sp_splat((float)o->beta1), k.take = sp_splat((float)(1 - o->beta1));
    k.keep2 = sp_splat((float)o->beta2), k.take2 = sp_splat((float)(1 - o->beta2));
    sweep(adam, 2, &k, count, w, g, from, to);
    break;
  }
  default:
    k.keep = sp_splat((float)o->momentum);
    if (o->momentum == 0)
      sweep(plain, 0, &k, count, w, g, from, to);
    else
      sweep(momentum, 1, &k, count, w, g, from, to);
  }
}
