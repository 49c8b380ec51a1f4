#include <math.h>

#include "info/dist_measure.h"
#include "info/pairs.h"
#include "info/tails.h"

static sp_status check_options(sp_measure_id measure, const sp_options* o, sp_fault* fault) {
  if (measure >= SP_MEASURE_COUNT) return sp_fail(fault, SP_INVALID_ARGUMENT, 2, -1, measure);
  if (!(o->lo <= o->hi)) return sp_fail(fault, SP_INVALID_ARGUMENT, 2, 0, o->lo);
  if (measure == SP_MEASURE_renyi && !(o->alpha >= 0))
    return sp_fail(fault, SP_INVALID_ARGUMENT, 2, 2, o->alpha);
  if (!(o->normalise == 0 || o->normalise == 1 || o->normalise == 2))
    return sp_fail(fault, SP_INVALID_ARGUMENT, 2, 3, o->normalise);
  return SP_OK;
}

/* A categorical distribution ends where its probabilities do: the shorter side goes on with 0. */
static sp_status of_lengths(const info_pair* pair, const sp_options* options, sp_arena* arena,
                            sp_result* out, sp_fault* fault) {
  const info_array *p = &pair->p.array, *q = &pair->q.array;
  size_t n = p->n > q->n ? p->n : q->n, mark = arena ? sp_arena_mark(arena) : 0;
  double* padded = arena ? sp_arena_array(arena, n, sizeof *padded) : NULL;
  if (!padded) return sp_fail(fault, SP_NO_MEMORY, 0, -1, (double)n);
  info_array shorter = p->n < n ? *p : *q;
  for (size_t i = 0; i < n; i++) padded[i] = i < shorter.n ? shorter.values[i] : 0;
  shorter.values = padded, shorter.n = n;
  info_array_measure(pair->measure, p->n < n ? &shorter : p, p->n < n ? q : &shorter, options, out);
  sp_arena_release(arena, mark);
  return SP_OK;
}

/* What no sum or integral may leave: a number out of the measure's range is brought back when its
   own error explains it, and is no number otherwise; the logarithm of a lost sum is none either. */
static void settle(sp_measure_id measure, sp_result* out) {
  double least = 0, most = INFINITY;
  if (measure == SP_MEASURE_entropy || measure == SP_MEASURE_crossEntropy) least = -INFINITY;
  if (measure == SP_MEASURE_totalVariation || measure == SP_MEASURE_hellinger) most = 1;
  if (measure == SP_MEASURE_jensenShannon) most = 0x1.62e42fefa39efp-1;
  double inside = fmin(fmax(out->value, least), most), off = fabs(out->value - inside);
  int is_lost = isnan(out->value) || (off > 0 && !(off <= out->error + 1e-12));
  int is_sum = measure == SP_MEASURE_bhattacharyya || measure == SP_MEASURE_renyi;
  if (isinf(out->value) && out->reason == SP_REASON_NONE) /* 1 less a sum that rounds to 1 */
    is_lost |= is_sum || (out->value < 0 && out->method != SP_CLOSED_FORM);
  if (!is_lost) {
    out->value = inside;
    if (!isnan(out->error)) return;
    out->error = INFINITY; /* beyond the doubles it is sp_measure that says so */
    if (out->reason == SP_REASON_NONE && isfinite(out->value))
      out->reason = SP_REASON_NOT_CONVERGED;
    return;
  }
  out->value = NAN, out->error = INFINITY;
  if (out->reason == SP_REASON_NONE) out->reason = SP_REASON_NOT_CONVERGED;
}

static sp_status measure_of(sp_measure_id measure, const sp_operand* p, const sp_operand* q,
                            const sp_options* options, sp_arena* arena, sp_result* out,
                            sp_fault* fault) {
  sp_options own = *options;
  *out = (sp_result){.where = NAN}, options = &own;
  if (measure == SP_MEASURE_wasserstein1 && own.normalise == SP_NORMALISE_RAW)
    own.normalise = SP_NORMALISE_AUTO; /* what has no distribution function has no distance */
  int alone = measure == SP_MEASURE_entropy;
  sp_status status = check_options(measure, options, fault);
  info_pair pair = {.measure = measure, .alpha = options->alpha};
  if (status == SP_OK) status = info_side_open(p, options, 0, &pair.p, fault);
  if (status == SP_OK && !alone) status = info_side_open(q, options, 1, &pair.q, fault);
  if (status != SP_OK) return status;
  if (alone) pair.q = pair.p;
  if (pair.p.kind != pair.q.kind) return sp_fail(fault, SP_KIND_MISMATCH, 1, -1, pair.q.kind);

  if (!pair.p.dist && !pair.q.dist) {
    if (pair.p.array.n != pair.q.array.n && (pair.p.is_categorical || pair.q.is_categorical))
      return of_lengths(&pair, options, arena, out, fault);
    if (pair.p.array.n != pair.q.array.n)
      return sp_fail(fault, SP_LENGTH_MISMATCH, 1, -1, (double)pair.q.array.n);
    info_array_measure(measure, &pair.p.array, &pair.q.array, options, out);
    return SP_OK;
  }
  int both = pair.p.dist && pair.q.dist;
  info_relate(&pair);
  if (measure == SP_MEASURE_renyi && pair.alpha == 1) pair.measure = SP_MEASURE_kl;
  pair.partial = options->lo > pair.p.lo || options->hi < pair.p.hi || options->lo > pair.q.lo ||
                 options->hi < pair.q.hi || options->normalise == SP_NORMALISE_RAW;
  if (both &&
      !(options->lo > fmin(pair.p.lo, pair.q.lo) || options->hi < fmax(pair.p.hi, pair.q.hi)))
    pair.partial = 0;
  if (both && !alone && !pair.partial && measure != SP_MEASURE_crossEntropy &&
      info_is_same(pair.p.dist, pair.q.dist)) {
    out->method = SP_CLOSED_FORM; /* 0, however little of the mass is within the doubles */
    return SP_OK;
  }
  if (!alone && info_is_infinite(&pair, options->lo, options->hi, out)) {
    out->method = pair.p.kind == SP_DISCRETE ? SP_SUM : SP_QUADRATURE;
    return SP_OK;
  }
  if (both && !alone && !pair.partial && info_closed_form(&pair, out)) return SP_OK;
  info_pair_measure(&pair, options->lo, options->hi, out);
  if (!pair.partial) settle(measure, out);
  return SP_OK;
}

sp_status sp_measure(sp_measure_id measure, const sp_operand* p, const sp_operand* q,
                     const sp_options* options, sp_arena* arena, sp_result* out, sp_fault* fault) {
  sp_status status = measure_of(measure, p, q, options, arena, out, fault);
  /* whatever is infinite for a reason of mathematics has been given it: what is left is
   * arithmetic's */
  if (status == SP_OK && out->reason == SP_REASON_NONE && !isfinite(out->value))
    out->reason = isinf(out->value) ? SP_REASON_OVERFLOW : SP_REASON_NOT_CONVERGED;
  return status;
}
