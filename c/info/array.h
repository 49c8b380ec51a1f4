/* Measures of two arrays of probabilities (or counts, or raw masses). */
#ifndef SP_INFO_ARRAY_H
#define SP_INFO_ARRAY_H

#include "info/info.h"
#include "num/sum.h"

/* Probabilities of 0 ... n - 1 with their sum, to twice the precision. */
typedef struct info_array {
  const double* values;
  size_t n;
  sp_two sum;
  double scale; /* 1 / sum, or 1 when raw */
} info_array;

/* Checks the entries (NaN, negative, infinite, none) and the sum, as options->normalise says. */
sp_status info_array_open(const sp_operand* operand, const sp_options* options, int argument,
                          info_array* out, sp_fault* fault);

/* The measure over the indices first ... last (none when first > last), P = p/sum p and Q = q/sum q
   unless raw.  `partial`: the truncated sum of p log(p/q) itself, which may be negative. */
void info_array_measure(sp_measure_id measure, const info_array* p, const info_array* q,
                        const sp_options* options, sp_result* out);

/* Plain sums over all n entries in one pass, two lanes at a time with compensated summation. */
typedef struct info_sums {
  double value; /* kl: sum of p log(p/q) - p + q; otherwise of -p log q */
  double p, q;  /* kl: sums */
  double gap;   /* sum of q - p */
  double top;   /* the largest q */
  size_t stop;  /* n, or the first index the pass could not handle: q = 0 < p */
} info_sums;

/* The sum to twice the precision; returns n, or the index of the first entry that is negative,
   infinite or NaN. */
size_t info_simd_sum(const double* x, size_t n, sp_two* sum);

void info_simd_kl(const double* p, const double* q, size_t n, info_sums* out);
/* entropy: the same array twice */
void info_simd_cross_entropy(const double* p, const double* q, size_t n, info_sums* out);

#endif
