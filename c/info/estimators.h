/* Estimates of entropy and divergence from samples, in nats.

   A fault's index is the position of the offending entry in its array.  Scratch is taken from the
   arena and given back. */
#ifndef SP_INFO_ESTIMATORS_H
#define SP_INFO_ESTIMATORS_H

#include "base/arena.h"
#include "dist/dist.h"

/* Entropy of the frequencies counts[i]/N, N = sum counts > 0 (weights that are no integers are
   taken too):  sum c/N log(N/c), all terms >= 0; relative error 1e-15.  Biased low by about
   (m - 1)/(2N), m the number of outcomes. */
sp_status sp_entropy_plugin(const double* counts, size_t n, double* out, sp_fault* fault);

/* The plug-in value + (m - 1)/(2N), m the number of counts that are not 0 (G. A. Miller, "Note on
   the bias of information estimates", 1955). */
sp_status sp_entropy_miller_madow(const double* counts, size_t n, double* out, sp_fault* fault);

/* Differential entropy from n values, by the distance e_i to the k-th nearest neighbour, 1 <= k <
   n: psi(n) - psi(k) + log 2 + mean log e_i  (Kozachenko and Leonenko, 1987).  -Inf where k + 1
   values coincide: a distribution with atoms has no density. */
sp_status sp_entropy_nearest(const double* values, size_t n, size_t k, sp_arena* arena, double* out,
                             sp_fault* fault);

/* D_KL(P||Q) from n values of P and m of Q, 1 <= k < n, k <= m:
   mean log(v_i/r_i) + log(m/(n - 1)), r_i, v_i the distances of P's i-th value to its k-th nearest
   in P (itself left out) and in Q  (Wang, Kulkarni and Verdu, 2009).  Consistent, not clamped: may
   come out negative.  Ties (rounded values): as soon as one r_i or v_i is 0, every term is
   psi(a_i) - psi(b_i), with a_i, b_i the values of P (itself left out) and of Q no farther than
   max(r_i, v_i), the same paper's form of equal distances.  Always finite; of atoms it tells the
   log-ratio of their frequencies. */
sp_status sp_kl_nearest(const double* p, size_t n, const double* q, size_t m, size_t k,
                        sp_arena* arena, double* out, sp_fault* fault);

typedef struct sp_estimate {
  double value;
  double standard_error; /* of the mean: sqrt(sample variance / count); 0 where value is +Inf */
} sp_estimate;

/* D_KL(P||Q) as the mean of log p(x)/q(x) over `count` >= 2 samples x of P, reproducible by seed.
   Unbiased; +Inf as soon as Q misses a sample.
   Faults: KIND_MISMATCH; INVALID_ARGUMENT, argument 2 (count < 2); UNSUPPORTED, argument 0, index
   the draw, value x: x fell to a place where log p/q is no number in doubles (a tail beyond 1e308,
   a pole closer than 1e-308), and the mean without it would be another. */
sp_status sp_kl_monte_carlo(const sp_dist* p, const sp_dist* q, size_t count, uint64_t seed,
                            sp_estimate* out, sp_fault* fault);

#endif
