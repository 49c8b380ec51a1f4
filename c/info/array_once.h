/* Between the kernels of the divergences in one pass and what is made of their sums. */
#ifndef SP_INFO_ARRAY_ONCE_H
#define SP_INFO_ARRAY_ONCE_H

#include "info/array.h"
#include "info/array_lanes.h"

/* Sums over a stride of unnormalised masses, or what a pair of entries adds to them. */
typedef struct once_lanes {
  sp_f64x2 value, other; /* of the terms, and what array.h says of each kernel */
  sp_f64x2 p, gap;       /* of p, of q - p */
  sp_f64x2 edge;         /* the least |q - p|; the largest p/q - 1; wasserstein1: sum |q - p| */
  sp_f64x2 low;          /* wasserstein1: what gap lacks */
  sp_u64x2 signs;        /* all bits of all entries: the sign shows whether one is negative */
  sp_i64x2 bad;          /* beyond the kernel */
} once_lanes;

/* n entries, with zeros behind them up to a multiple of four. */
once_lanes info_once_stride(info_once_kernel kernel, const double* p, const double* q, size_t n);

#endif
