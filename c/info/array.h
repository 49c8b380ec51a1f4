/* Measures of two arrays of probabilities (or counts, or raw masses). */
#ifndef SP_INFO_ARRAY_H
#define SP_INFO_ARRAY_H

#include "info/info.h"
#include "num/dd.h"

/* Entries that JavaScript hands over at a time: two such blocks (64 KB) stay in the caches, and a
   call costs little beside them. */
#define SP_ARRAY_BLOCK 4096

/* Probabilities of 0 ... n - 1 with their sum, to twice the precision. */
typedef struct info_array {
  const double* values;
  size_t n;
  sp_dd sum;
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
  sp_dd value;           /* kl: sum of p log(p/q) - p + q; else what the plain loop took */
  sp_dd logs, exponents; /* else: sums of p r and p (e - shift), log q split as in vlog.h */
  sp_dd p, q;            /* sums of p and of q, of q - p for kl; without the entry held */
  double held_p, held_q; /* the first entry with q > half: its log Q needs the sum of the others */
  double half, shift;    /* half the sum of q, and the power of two next to that sum */
  kl_distance distance;  /* kl: that of the last entries */
  size_t n, stop;        /* entries so far */
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
size_t info_simd_sum(const double* x, size_t n, sp_dd* sum);

/* The other measures in one pass over p and q as they are.  Those up to HELLINGER have a plain way
   for entries beyond the kernel, OVERLAP is another way to HELLINGER. */
#define INFO_ONCE_KERNELS(KERNEL)                                                                  \
  KERNEL(CHI_SQUARE)                                                                               \
  KERNEL(JEFFREYS)                                                                                 \
  KERNEL(HELLINGER)                                                                                \
  KERNEL(OVERLAP)                                                                                  \
  KERNEL(JENSEN_SHANNON) KERNEL(TOTAL_VARIATION) KERNEL(GREATEST_RATIO) KERNEL(SUPPORT)
typedef enum info_once_kernel {
  ONCE_NONE,
#define KERNEL(name) ONCE_##name,
  INFO_ONCE_KERNELS(KERNEL)
#undef KERNEL
      ONCE_WASSERSTEIN
} info_once_kernel;

typedef struct info_once {
  sp_measure_id measure;
  info_once_kernel kernel;
  double alpha;
  sp_dd value, p, gap; /* sums of the terms, of p, of q - p */
  sp_dd other;  /* hellinger: sum sqrt(p q); jeffreys: p log(q/p); jensenShannon: 2 p log(2p/(p+q));
                   totalVariation: p with the sign of q - p; wasserstein1: the sums of p with the
                   signs of those of q - p; order 0: q where p > 0 */
  sp_dd run;    /* wasserstein1: the running sum of q - p */
  double count; /* and of how many entries */
  double same, doubt; /* p where q = p, and where the sums may turn the sign of q - p */
  double edge;        /* order Inf: the largest p/q - 1 */
  int is_apart;       /* hellinger: of the last entries */
} info_once;

/* The sums of p and q turn no sign of a difference larger than this share of p. */
#define INFO_SLIGHT 0x1p-36

/* 0 where there is none for that measure and order. */
int info_once_open(info_once* stream, sp_measure_id measure, double alpha);
/* The next n entries; 0 where the way ends: a negative entry, an infinite term, arrays too near. */
int info_once_add(info_once* stream, const double* p, const double* q, size_t n);
/* The measure, or NaN where the sums do not give it well. */
double info_once_close(const info_once* stream, sp_normalise normalise);

/* Where that does not do, two passes: the first sums. */
typedef struct info_sums {
  sp_dd p, gap; /* sum p and sum (q - p), for near-equal arrays not the same as sum q - sum p */
} info_sums;

/* The next n entries; 0 when one is negative or NaN (infinite ones show in the sums). */
int info_sums_add(info_sums* sums, const double* p, const double* q, size_t n);

/* What turns entries of both arrays into log(P/Q). */
typedef struct info_totals {
  sp_dd p, q, gap;
  double factor; /* sum p / sum q */
} info_totals;

/* log(P/Q) for the entries p and q, accurate relative to itself. */
double info_entry_log_ratio(const info_totals* totals, double p, double q);

/* The second pass: one kernel for each kind of term. */
#define INFO_KERNELS(KERNEL) KERNEL(TOTAL_VARIATION) KERNEL(JENSEN_SHANNON) KERNEL(RENYI)
typedef enum info_kernel {
  KERNEL_NONE,
#define KERNEL(name) KERNEL_##name,
  INFO_KERNELS(KERNEL)
#undef KERNEL
} info_kernel;

typedef struct info_terms {
  sp_measure_id measure;
  info_kernel kernel;
  double alpha;
  info_totals totals;
  sp_dd growth;             /* g = (sum q - sum p)/sum p */
  double high, low, factor; /* the halves of growth.hi, and 1 + g */
  double order;             /* of Renyi, >= 1/2 when P and Q are swapped where it is below */
  double order_less_1;      /* exactly */
  int is_swapped;
  sp_dd value, overlap; /* sums of the terms and of P^a Q^(1-a), in units of sum q */
  double top;           /* renyi: the largest (a - 1) log(P/Q), at least 0 */
} info_terms;

/* 0 where the measure has no kernel for that order, the sums are not 1 within 1e-9 when they should
   be, or either is so small or large that products might leave the doubles. */
int info_terms_open(info_terms* terms, sp_measure_id measure, double alpha, const info_sums* sums,
                    sp_normalise normalise);
/* The next n entries; 0 where a term is infinite. */
int info_terms_add(info_terms* terms, const double* p, const double* q, size_t n);
/* The measure, or NaN where the sums do not give it well. */
double info_terms_close(const info_terms* terms);

/* What both ways share: sums whose products stay within the doubles, and -log of the overlap of P
   and Q, 1 - missing, or NaN where it is next to nothing. */
int info_is_moderate(double sum);
double info_less_overlap(double missing, double overlap);

#endif
