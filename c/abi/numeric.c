/* Distributions and measures across the wasm boundary.  Scratch comes from the root's arena and is
   given back; a status other than OK leaves abi_fault() filled. */
#include <math.h>
#include <stdlib.h>

#include "abi/abi.h"
#include "dist/form.h"
#include "info/array.h"
#include "info/contributions.h"
#include "info/gradient.h"
#include "info/info.h"
#include "info/logits.h"

typedef enum {
#define DIST_FUNCTION(name, member) ABI_##name,
#include "abi/dist_functions.def"
#undef DIST_FUNCTION
  ABI_DIST_FUNCTION_COUNT
} abi_dist_function;

typedef double (*point_function)(const double* theta, size_t count, double x);

static point_function function_of(const sp_family* family, uint32_t function) {
  switch (function) {
#define DIST_FUNCTION(name, member)                                                                \
  case ABI_##name:                                                                                 \
    return family->member;
#include "abi/dist_functions.def"
#undef DIST_FUNCTION
  default:
    return NULL;
  }
}

sp_status abi_dist_check(const double* encoded, uint32_t length) {
  sp_dist d;
  size_t used;
  sp_fault* fault = abi_fault();
  sp_status status = sp_dist_decode(encoded, length, &d, &used, fault);
  if (status == SP_OK && used != length)
    return sp_fail(fault, SP_LENGTH_MISMATCH, 0, -1, (double)length);
  return status;
}

sp_status abi_dist_eval(const double* encoded, uint32_t length, uint32_t function, const double* x,
                        uint32_t n, double* out) {
  sp_dist d;
  sp_status status = sp_dist_decode(encoded, length, &d, NULL, abi_fault());
  if (status != SP_OK) return status;
  point_function f = function_of(d.family, function);
  if (!f) return sp_fail(abi_fault(), SP_INVALID_ARGUMENT, 2, -1, function);
  sp_form form;
  if (function == ABI_logDensity || function == ABI_density) sp_form_of(&d, &form);
  if (function == ABI_logDensity)
    sp_form_log_densities(&form, &d, x, n, out);
  else if (function == ABI_density)
    sp_form_densities(&form, &d, x, n, out);
  else
    for (uint32_t i = 0; i < n; i++) out[i] = f(d.theta, d.count, x[i]);
  return SP_OK;
}

sp_status abi_dist_moments(const double* encoded, uint32_t length, double* out) {
  sp_dist d;
  sp_status status = sp_dist_decode(encoded, length, &d, NULL, abi_fault());
  if (status != SP_OK) return status;
  out[0] = d.family->mean(d.theta, d.count);
  out[1] = d.family->variance(d.theta, d.count);
  d.family->support(d.theta, d.count, &out[2], &out[3]);
  return SP_OK;
}

sp_status abi_dist_entropy(const double* encoded, uint32_t length, double* out) {
  sp_dist d;
  sp_status status = sp_dist_decode(encoded, length, &d, NULL, abi_fault());
  if (status != SP_OK) return status;
  sp_operand p = {.dist = d};
  sp_options all = {-INFINITY, INFINITY, 1, SP_NORMALISE_STRICT};
  sp_result entropy;
  status =
      sp_measure(SP_MEASURE_entropy, &p, NULL, &all, &abi_root_of()->arena, &entropy, abi_fault());
  *out = entropy.value;
  return status;
}

sp_status abi_dist_sample(const double* encoded, uint32_t length, uint32_t seed_low,
                          uint32_t seed_high, uint32_t n, double* out) {
  sp_dist d;
  sp_status status = sp_dist_decode(encoded, length, &d, NULL, abi_fault());
  if (status != SP_OK) return status;
  sp_rng rng;
  sp_rng_init(&rng, (uint64_t)seed_high << 32 | seed_low, 0, 0);
  for (uint32_t i = 0; i < n; i++) out[i] = d.family->sample(d.theta, d.count, &rng);
  return SP_OK;
}

/* An operand: an encoded distribution, or length probabilities. */
static sp_status read_operand(const double* values, uint32_t length, uint32_t is_array,
                              int argument, sp_operand* out) {
  *out = (sp_operand){0};
  if (is_array) {
    out->values = values, out->n = length;
    return SP_OK;
  }
  sp_status status = sp_dist_decode(values, length, &out->dist, NULL, abi_fault());
  abi_fault()->argument = argument;
  return status;
}

static sp_status read_operands(const double* p, uint32_t p_length, uint32_t p_is_array,
                               const double* q, uint32_t q_length, uint32_t q_is_array,
                               sp_operand out[2]) {
  sp_status status = read_operand(p, p_length, p_is_array, 0, &out[0]);
  return status == SP_OK ? read_operand(q, q_length, q_is_array, 1, &out[1]) : status;
}

/* The exponents of the largest entry and of the least that is not 0; 0 where there is none, or
   where an entry is no mass, which is left for the words. */
static int exponents(const double* values, uint32_t n, int* least) {
  double top = 0, low = INFINITY;
  for (uint32_t i = 0; i < n; i++) {
    if (!(values[i] >= 0 && values[i] < INFINITY)) top = NAN;
    if (values[i] >= top) top = values[i];
    if (values[i] > 0 && values[i] < low) low = values[i];
  }
  *least = top > 0 ? ilogb(low) : 0;
  return top > 0 ? ilogb(top) : 0;
}

/* Times a power of two that brings the largest entry next to 1, unless the least would no longer be
   normal: what is divided by its sum stays the same. */
static void bring_near_1(double* values, uint32_t n, int top, int least) {
  int most = least < -1000 ? 0 : -1000 - least, power = top > 0 && -top < most ? most : -top;
  for (uint32_t i = 0; i < n && top != 0; i++) values[i] = ldexp(values[i], power);
}

/* Two arrays far from 1 or from each other, whose products or differences would leave the doubles.
 */
static void bring_together(double* p, uint32_t p_length, double* q, uint32_t q_length) {
  int least_p, least_q, top_p = exponents(p, p_length, &least_p),
                        top_q = exponents(q, q_length, &least_q);
  if (abs(top_p) <= 400 && abs(top_q) <= 400 && abs(top_p - top_q) <= 30) return;
  bring_near_1(p, p_length, top_p, least_p), bring_near_1(q, q_length, top_q, least_q);
}

sp_status abi_measure(uint32_t measure, double* p, uint32_t p_length, uint32_t p_is_array,
                      double* q, uint32_t q_length, uint32_t q_is_array, const double* options,
                      double* result) {
  sp_operand sides[2] = {0};
  sp_status status = measure == SP_MEASURE_entropy
                         ? read_operand(p, p_length, p_is_array, 0, &sides[0])
                         : read_operands(p, p_length, p_is_array, q, q_length, q_is_array, sides);
  if (status != SP_OK) return status;
  sp_options o = {options[0], options[1], options[2], options[3]};
  if (o.normalise == SP_NORMALISE_AUTO && p_is_array &&
      (q_is_array || measure == SP_MEASURE_entropy))
    bring_together(p, p_length, q, q_is_array ? q_length : 0);
  sp_result r;
  sp_arena* arena = &abi_root_of()->arena;
  size_t mark = sp_arena_mark(arena);
  status = sp_measure((sp_measure_id)measure, &sides[0], &sides[1], &o, arena, &r, abi_fault());
  sp_arena_release(arena, mark);
  result[0] = r.value, result[1] = r.error, result[2] = r.method, result[3] = r.reason;
  result[4] = r.where;
  return status;
}

uint32_t abi_array_capacity(void) { return SP_ARRAY_BLOCK; }

/* The room: two blocks, and behind them what the passes gather. */
typedef struct array_room {
  double p[SP_ARRAY_BLOCK], q[SP_ARRAY_BLOCK];
  info_stream stream;
  info_once once;
  info_sums sums;
  info_terms terms;
} array_room;

enum { FIRST = 1, LAST = 2, SUMS = 4, VALUES = 8, ONCE = 16 }; /* the tasks of exports.def */

double* abi_array_room(void) {
  sp_arena* arena = &abi_root_of()->arena;
  size_t mark = sp_arena_mark(arena);
  double* room = sp_arena_alloc(arena, sizeof(array_room));
  sp_arena_release(arena, mark);
  return room;
}

static double stream_block(sp_measure_id measure, array_room* room, size_t n,
                           sp_normalise normalise, uint32_t task) {
  info_stream* stream = &room->stream;
  const double *p = room->p, *q = measure == SP_MEASURE_entropy ? p : room->q;
  if (task & FIRST) {
    sp_dd sum = {1, 0};
    if (normalise == SP_NORMALISE_AUTO && info_simd_sum(q, n, &sum) < n) return NAN;
    if (!(sum.hi > 0x1p-900 && sum.hi < 0x1p900)) return NAN; /* bring_together() is for these */
    info_stream_open(stream, dd_round(sum));
  }
  int ended = measure == SP_MEASURE_kl        ? info_stream_kl(stream, p, q, n)
              : measure == SP_MEASURE_entropy ? info_stream_entropy(stream, p, n)
                                              : info_stream_cross_entropy(stream, p, q, n);
  if (!ended) return NAN;
  return task & LAST ? info_stream_close(stream, measure, normalise) : 0;
}

static double once_block(sp_measure_id measure, double alpha, array_room* room, size_t n,
                         sp_normalise normalise, uint32_t task) {
  info_once* once = &room->once;
  if (task & FIRST && !info_once_open(once, measure, alpha)) return NAN;
  if (!info_once_add(once, room->p, room->q, n)) return NAN;
  return task & LAST ? info_once_close(once, normalise) : 0;
}

static double terms_block(sp_measure_id measure, double alpha, array_room* room, size_t n,
                          sp_normalise normalise, uint32_t task) {
  info_terms* terms = &room->terms;
  if (task & ONCE) {
    double value = once_block(measure, alpha, room, n, normalise, task);
    if (!(task & SUMS) || !isnan(value)) return value;
  }
  if (task & SUMS) {
    if (task & FIRST) room->sums = (info_sums){0};
    if (!info_sums_add(&room->sums, room->p, room->q, n)) return NAN;
    if (!(task & LAST)) return 0;
    if (!info_terms_open(terms, measure, alpha, &room->sums, normalise)) return NAN;
  }
  if (!(task & VALUES)) return 0;
  if (!info_terms_add(terms, room->p, room->q, n)) return NAN;
  return task & LAST ? info_terms_close(terms) : 0;
}

double abi_array_block(uint32_t measure, double alpha, double* room, uint32_t n, uint32_t normalise,
                       uint32_t task) {
  int is_stream = measure == SP_MEASURE_entropy || measure == SP_MEASURE_crossEntropy ||
                  measure == SP_MEASURE_kl;
  if (is_stream)
    return stream_block((sp_measure_id)measure, (array_room*)room, n, (sp_normalise)normalise,
                        task);
  return terms_block((sp_measure_id)measure, alpha, (array_room*)room, n, (sp_normalise)normalise,
                     task);
}

sp_status abi_gradient(uint32_t measure, const double* p, uint32_t p_length, uint32_t p_is_array,
                       const double* q, uint32_t q_length, uint32_t q_is_array,
                       const double* options, double* gradient) {
  sp_operand sides[2];
  sp_status status = read_operands(p, p_length, p_is_array, q, q_length, q_is_array, sides);
  if (status != SP_OK) return status;
  sp_options o = {options[0], options[1], options[2], options[3]};
  return sp_gradient((sp_measure_id)measure, &sides[0], &sides[1], &o, gradient, abi_fault());
}

sp_status abi_contributions(const double* p, uint32_t p_length, uint32_t p_is_array,
                            const double* q, uint32_t q_length, uint32_t q_is_array,
                            const double* x, uint32_t n, double* out) {
  sp_operand sides[2];
  sp_status status = read_operands(p, p_length, p_is_array, q, q_length, q_is_array, sides);
  if (status != SP_OK) return status;
  return sp_contributions(&sides[0], &sides[1], x, n, out, abi_fault());
}

sp_status abi_softmax_cross_entropy(const double* logits, uint32_t n, const double* target,
                                    uint32_t target_length, double* loss, double* gradient) {
  return sp_softmax_cross_entropy(logits, n, target, target_length, loss, gradient, abi_fault());
}

sp_status abi_binary_cross_entropy(double logit, double y, double* loss, double* gradient) {
  return sp_binary_cross_entropy(logit, y, loss, gradient, abi_fault());
}
