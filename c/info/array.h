/* Measures of two arrays of probabilities (or counts, or raw masses). */
#ifndef SP_INFO_ARRAY_H
#define SP_INFO_ARRAY_H

#include "info/info.h"
#include "num/sum.h"

/* Entries that JavaScript hands over at a time: two such blocks stay in the first-level cache. */
#define SP_ARRAY_BLOCK 2048

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

/* How far the entries of two arrays are from each other. */
typedef enum kl_distance { KL_CLOSE, KL_NEAR, KL_APART } kl_distance;

/* What the fast passes gather.  Entries come in any number of pieces, in order; each call adds the
   n next ones and returns 0 as soon as one of them cannot be taken: an entry that is not a finite
   number >= 0 (those that are NaN or infinite show in the sums instead), or q = 0 < p.  Its index
   is then `stop`. */
typedef struct info_stream {
  sp_two value;           /* kl: sum of p log(p/q) - p + q; else what the plain loop took */
  sp_two logs, exponents; /* else: sums of p log m and p (k - shift), where q = 2^k m */
  sp_two p, q;            /* sums of p and of q, of q - p for kl; without the entry held */
  double held_p, held_q;  /* the first entry with q > half: its log Q needs the sum of the others */
  double half, shift;     /* half the sum of q, and the power of two next to that sum */
  kl_distance distance;   /* kl: that of the last entries */
  size_t n, stop;         /* entries so far */
} info_stream;

/* total: the sum of q if it is known, else 1. */
void info_stream_open(info_stream* stream, double total);
int info_stream_kl(info_stream* stream, const double* p, const double* q, size_t n);
int info_stream_cross_entropy(info_stream* stream, const double* p, const double* q, size_t n);
int info_stream_entropy(info_stream* stream, const double* p, size_t n);

/* The measure (entropy, crossEntropy or kl) of what came; NaN where the sums are not accurate
   enough for it, or not 1 within 1e-9 where they should be. */
double info_stream_close(const info_stream* stream, sp_measure_id measure, sp_normalise normalise);

/* The sum to twice the precision; returns n, or the index of the first entry that is negative,
   infinite or NaN. */
size_t info_simd_sum(const double* x, size_t n, sp_two* sum);

#endif
