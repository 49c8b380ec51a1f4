/* Passes over flat arrays. */
#ifndef SP_KERN_VECTOR_H
#define SP_KERN_VECTOR_H

#include "kern/simd.h"

/* to += from */
static inline void sp_vector_add(size_t count, float* to, const float* from) {
  size_t i = 0;
  for (; i + 4 <= count; i += 4) sp_store4(to + i, sp_load4(to + i) + sp_load4(from + i));
  for (; i < count; i++) to[i] += from[i];
}

#endif
