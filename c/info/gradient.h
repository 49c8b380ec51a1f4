/* Gradients of measures with respect to Q's parameters. */
#ifndef SP_INFO_GRADIENT_H
#define SP_INFO_GRADIENT_H

#include "info/info.h"

/* gradient[i] = d measure / d theta_i of Q, in the order of its parameters (nats).

   For a divergence with share f(p, q) it is the sum or integral of (df/dq) q s_i, s_i = d log q /
   d theta_i (score.h, slope.h), and what the ends of Q's support add where they move; where P ends
   there, too, it is the derivative outwards.  Of all x: a range has no say.

   NaN: all, where kl, crossEntropy, jeffreys or chiSquare is infinite by the supports or tails; a
   parameter that counts (n, lo, hi of discrete ones; a hypergeometric's), or that moves the support
   of a mixture's component or, of jeffreys, Q's.  +-Inf: the value is beyond the doubles.

   Error: 1e-13 of the closed forms within a family, 1e-11 else; where that cancels, 2e-14 of the
   integral of the absolute value.

   An array Q: d/dq_i of the sum as it stands, every q_i free: -P_i/Q_i for kl.
   A mixture Q: laid out like its theta, NaN where that holds no parameter; weights free, of the sum
   as measures.def has it.

   Measures: kl, crossEntropy, jeffreys, jensenShannon, chiSquare, hellinger, totalVariation; the
   others are UNSUPPORTED. */
sp_status sp_gradient(sp_measure_id measure, const sp_operand* p, const sp_operand* q,
                      const sp_options* options, double* gradient, sp_fault* fault);

#endif
