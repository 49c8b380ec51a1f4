/* Cross-entropy of a target distribution and softmax(logits), or sigmoid(logit), in nats, straight
   from the logits: no probability is formed and then logged, nothing overflows at +-1e4, and the
   label's own gradient p_y - 1 is minus the sum of the others, so it keeps its relative accuracy
   where the label dominates.  Exponentials are carried in double-double: loss to 4e-16, every entry
   of the gradient to 1e-15 (while it is a normal number, and no soft target is its probability
   rounded: of that difference double-double keeps fewer digits). */
#ifndef SP_INFO_LOGITS_H
#define SP_INFO_LOGITS_H

#include <stddef.h>

#include "base/status.h"

/* loss = sum_j t_j (log sum_k e^z_k - z_j), gradient_j = p_j sum t - t_j, for n logits z (finite or
   -Inf, not all -Inf).  target: the label y (target_length 1, t = the one-hot of y), or n entries
   t_j >= 0 whose sum is 1 to 1e-9.  Faults: argument 0 the logits, 1 the target; index the entry;
   NOT_NORMALISED (value: the sum). */
sp_status sp_softmax_cross_entropy(const double* logits, size_t n, const double* target,
                                   size_t target_length, double* loss, double* gradient,
                                   sp_fault* fault);

/* loss = y log(1 + e^-z) + (1 - y) log(1 + e^z), gradient = sigmoid(z) - y, 0 <= y <= 1. */
sp_status sp_binary_cross_entropy(double logit, double y, double* loss, double* gradient,
                                  sp_fault* fault);

#endif
