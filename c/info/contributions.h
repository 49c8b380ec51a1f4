/* The terms of D_KL(P||Q), point by point, for drawing. */
#ifndef SP_INFO_CONTRIBUTIONS_H
#define SP_INFO_CONTRIBUTIONS_H

#include "info/info.h"

/* out[i] = p(x_i) log(p(x_i)/q(x_i)) in nats; 0 where p = 0, +Inf where q = 0 < p.  Arrays are
   divided by their sums. */
sp_status sp_contributions(const sp_operand* p, const sp_operand* q, const double* x, size_t n,
                           double* out, sp_fault* fault);

#endif
