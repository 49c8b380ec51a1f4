/* libFuzzer: distributions and measures of random arguments, parameters at every magnitude.  Beside
   the sanitizers: a cdf is a probability, no divergence is negative, a NaN has its reason. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "info/gradient.h"
#include "info/info.h"

#define MOST 12 /* parameters and entries */

typedef struct source {
  const uint8_t* at;
  const uint8_t* end;
} source;

static uint8_t next(source* s) { return s->at < s->end ? *s->at++ : 0; }

/* A double: a special one, a small whole one, a power of ten, or any bits. */
static double number(source* s) {
  static const double special[] = {0,    -0.0, 1,     -1,     0.5,    1e-300, 5e-324, 1e300, 1e9,
                                   1e15, 0.1,  1e-16, 1 - 1e-16, INFINITY, NAN,  0x1p53, 2,     -1e9};
  uint8_t how = next(s);
  if (how < 64) return special[how % (sizeof special / sizeof *special)];
  if (how < 144) return next(s);
  if (how < 208) return pow(10, (double)(int8_t)next(s) / 8) * (how & 1 ? -1 : 1);
  uint64_t bits = 0;
  for (int i = 0; i < 8; i++) bits = bits << 8 | next(s);
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static void report(const char* what, const sp_dist* d, double x, double got) {
  fprintf(stderr, "%s: %s(", what, d->family->name);
  for (size_t i = 0; i < d->count; i++) fprintf(stderr, i ? ", %.17g" : "%.17g", d->theta[i]);
  fprintf(stderr, ") at %.17g gives %.17g\n", x, got);
}
#define INVARIANT(condition, what, d, x, got)                                                      \
  if (!(condition)) {                                                                              \
    report(what, d, x, got);                                                                       \
    __builtin_trap();                                                                              \
  }

static int read_distribution(source* s, double* encoded, sp_dist* out) {
  encoded[0] = next(s) % SP_FAMILY_COUNT;
  const sp_family* family = sp_dist_family((sp_family_id)(int)encoded[0]);
  size_t count = family->param_count < 0 ? next(s) % MOST : (size_t)family->param_count;
  encoded[1] = (double)count;
  for (size_t i = 0; i < count; i++) encoded[2 + i] = number(s);
  sp_fault fault;
  return sp_dist_decode(encoded, count + 2, out, NULL, &fault) == SP_OK;
}

static void check_functions(source* s, const sp_dist* d) {
  const sp_family* f = d->family;
  double x = number(s), u = number(s);
  double density = f->log_density(d->theta, d->count, x);
  double below = f->cdf(d->theta, d->count, x), above = f->sf(d->theta, d->count, x);
  if (!isnan(x)) {
    INVARIANT(!isnan(density), "log-density", d, x, density);
    INVARIANT(below >= 0 && below <= 1, "cdf", d, x, below);
    INVARIANT(above >= 0 && above <= 1, "sf", d, x, above);
    INVARIANT(fabs(below + above - 1) < 1e-9, "cdf + sf", d, x, below + above);
  }
  double quantile = f->quantile(d->theta, d->count, u), upper = f->isf(d->theta, d->count, u);
  if (u >= 0 && u <= 1) {
    INVARIANT(!isnan(quantile), "quantile", d, u, quantile);
    INVARIANT(!isnan(upper), "isf", d, u, upper);
  }
  sp_rng rng;
  sp_rng_init(&rng, next(s), 0, 0);
  double drawn = f->sample(d->theta, d->count, &rng);
  INVARIANT(!isnan(drawn), "sample", d, 0, drawn);
}

static void check_measures(source* s, const sp_operand* p, const sp_operand* q) {
  sp_options all = {-INFINITY, INFINITY, number(s), SP_NORMALISE_STRICT};
  sp_result r;
  sp_fault fault;
  sp_measure_id id = (sp_measure_id)(next(s) % SP_MEASURE_COUNT);
  if (sp_measure(id, p, q, &all, NULL, &r, &fault) != SP_OK) return;
  const sp_dist* d = &p->dist;
  int signed_one = id == SP_MEASURE_entropy || id == SP_MEASURE_crossEntropy;
  INVARIANT(isfinite(r.value) || r.reason != SP_REASON_NONE, "no reason", d, id, r.value);
  INVARIANT(signed_one || isnan(r.value) || r.value >= 0, "negative", d, id, r.value);
  INVARIANT(!(r.error < 0), "error estimate", d, id, r.error);
  if (id == SP_MEASURE_kl || id == SP_MEASURE_crossEntropy) {
    double gradient[MOST + 2];
    sp_gradient(id, p, q, &all, gradient, &fault);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  source s = {bytes, bytes + size};
  double encoded[2][MOST + 2];
  sp_operand p = {0}, q = {0};
  if (!read_distribution(&s, encoded[0], &p.dist)) return 0;
  check_functions(&s, &p.dist);
  if (!read_distribution(&s, encoded[1], &q.dist)) return 0;
  check_measures(&s, &p, &q);
  return 0;
}
