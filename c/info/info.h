/* Entropy, cross-entropy and divergences of arrays and of distributions.

   All results are in nats; JavaScript divides by log(base).  measures.def lists the measures,
   reasons.def what can be said about an infinite or undefined one. */
#ifndef SP_INFO_INFO_H
#define SP_INFO_INFO_H

#include "base/arena.h"
#include "dist/dist.h"

typedef enum {
#define MEASURE(name, formula) SP_MEASURE_##name,
#include "info/measures.def"
#undef MEASURE
  SP_MEASURE_COUNT
} sp_measure_id;

typedef enum { SP_CLOSED_FORM, SP_SUM, SP_QUADRATURE } sp_method;

typedef enum {
#define REASON(name, text) SP_REASON_##name,
#include "info/reasons.def"
#undef REASON
  SP_REASON_COUNT
} sp_reason;

typedef struct sp_result {
  double value; /* nats, or the measure's own scale; may be +Inf */
  double error; /* bound or estimate of |value - true value| */
  double method;
  double reason;
  double where; /* the x that the reason speaks of, or NaN */
} sp_result;

typedef enum { SP_NORMALISE_STRICT, SP_NORMALISE_AUTO, SP_NORMALISE_RAW } sp_normalise;

typedef struct sp_options {
  double lo, hi;    /* range: the raw truncated sum or integral over lo ... hi; -Inf, +Inf: all */
  double alpha;     /* order of the Renyi divergence, 0 ... +Inf */
  double normalise; /* sp_normalise, arrays only */
} sp_options;

/* One side of a comparison: a distribution, or n probabilities of 0 ... n - 1 when values != NULL.
 */
typedef struct sp_operand {
  sp_dist dist;
  const double* values;
  size_t n;
} sp_operand;

/* q is ignored by entropy.  Scratch is taken from the arena and given back.

   Faults: argument 0 is p, 1 is q, 2 the options; index the array's entry.
     EMPTY, LENGTH_MISMATCH (value: the other length), NOT_A_PROBABILITY (an entry < 0, infinite or
     NaN), NOT_NORMALISED (value: the sum), KIND_MISMATCH, INVALID_ARGUMENT (alpha < 0 or NaN, a
     range that is not one, an unknown measure: index 0 ... 3 is the option's place).

   Accuracy: arrays 1e-14 relative, near-identical ones included, since every divergence is a sum of
   non-negative terms formed from t = (Q - P)/P (terms.h).  Distributions: closed forms, see
   pairs.h; sums over integers, whose error holds a proven bound on what they leave out
   (tail_bound.h); and integrals, whose error is an estimate (num/quadrature.h). */
sp_status sp_measure(sp_measure_id measure, const sp_operand* p, const sp_operand* q,
                     const sp_options* options, sp_arena* arena, sp_result* out, sp_fault* fault);

#endif
