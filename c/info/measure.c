#include <math.h>

#include "info/dist_measure.h"
#include "info/pairs.h"

static sp_status check_options(sp_measure_id measure, const sp_options* o, sp_fault* fault) {
  if (measure >= SP_MEASURE_COUNT) return sp_fail(fault, SP_INVALID_ARGUMENT, 2, -1, measure);
  if (!(o->lo <= o->hi)) return sp_fail(fault, SP_INVALID_ARGUMENT, 2, 0, o->lo);
  if (measure == SP_MEASURE_renyi && !(o->alpha >= 0))
    return sp_fail(fault, SP_INVALID_ARGUMENT, 2, 2, o->alpha);
  if (!(o->normalise == 0 || o->normalise == 1 || o->normalise == 2))
    return sp_fail(fault, SP_INVALID_ARGUMENT, 2, 3, o->normalise);
  return SP_OK;
}

sp_status sp_measure(sp_measure_id measure, const sp_operand* p, const sp_operand* q,
                     const sp_options* options, sp_arena* arena, sp_result* out, sp_fault* fault) {
  (void)arena;
  *out = (sp_result){.where = NAN};
  int alone = measure == SP_MEASURE_entropy;
  sp_status status = check_options(measure, options, fault);
  info_pair pair = {.measure = measure, .alpha = options->alpha};
  if (status == SP_OK) status = info_side_open(p, options, 0, &pair.p, fault);
  if (status == SP_OK && !alone) status = info_side_open(q, options, 1, &pair.q, fault);
  if (status != SP_OK) return status;
  if (alone) pair.q = pair.p;
  if (pair.p.kind != pair.q.kind) return sp_fail(fault, SP_KIND_MISMATCH, 1, -1, pair.q.kind);

  if (!pair.p.dist && !pair.q.dist) {
    if (p->n != pair.q.array.n)
      return sp_fail(fault, SP_LENGTH_MISMATCH, 1, -1, (double)pair.q.array.n);
    info_array_measure(measure, &pair.p.array, &pair.q.array, options, out);
    return SP_OK;
  }
  int both = pair.p.dist && pair.q.dist;
  if (measure == SP_MEASURE_renyi && pair.alpha == 1) pair.measure = SP_MEASURE_kl;
  pair.partial = options->lo > pair.p.lo || options->hi < pair.p.hi || options->lo > pair.q.lo ||
                 options->hi < pair.q.hi || options->normalise == SP_NORMALISE_RAW;
  if (both &&
      !(options->lo > fmin(pair.p.lo, pair.q.lo) || options->hi < fmax(pair.p.hi, pair.q.hi)))
    pair.partial = 0;
  if (both) pair.ratio = info_find_ratio(pair.p.dist, pair.q.dist);
  if (!alone && info_is_infinite(&pair, options->lo, options->hi, out)) {
    out->method = pair.p.kind == SP_DISCRETE ? SP_SUM : SP_QUADRATURE;
    return SP_OK;
  }
  if (both && !alone && !pair.partial && info_closed_form(&pair, out)) return SP_OK;
  info_pair_measure(&pair, options->lo, options->hi, out);
  return SP_OK;
}
