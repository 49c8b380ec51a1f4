/* Gradients of measures with respect to Q's parameters. */
#ifndef SP_INFO_GRADIENT_H
#define SP_INFO_GRADIENT_H

#include "info/info.h"

/* gradient[i] = d measure / d theta_i of Q, in the order of its parameters (nats).

   For a divergence with share f(p, q) it is the sum or integral of (df/dq) q s_i, s_i = d log q /
   d theta_i (score.h); constants are taken off df/dq, which E_Q[s] = 0 allows, so that the
   integrand vanishes with p - q: for kl and crossEntropy it is (q - p) s_i, the same for both.
   NaN: a parameter that counts (n, lo, hi of discrete ones), or an infinite measure.
   An array Q: d/dq_i of the sum as it stands, every q_i free: -P_i/Q_i for kl.
   A mixture Q: laid out like its theta, NaN where that holds no parameter; weights free.
   Measures: kl, crossEntropy, jeffreys, jensenShannon, chiSquare, hellinger, totalVariation;
   the others are UNSUPPORTED. */
sp_status sp_gradient(sp_measure_id measure, const sp_operand* p, const sp_operand* q,
                      const sp_options* options, double* gradient, sp_fault* fault);

#endif
