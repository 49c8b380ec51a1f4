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

/* to *= scale where mask is 1, and becomes +0 where it is 0 */
static inline void sp_vector_mask(size_t count, const uint8_t* mask, float scale, float* to) {
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    i32x4 keep = {-mask[i], -mask[i + 1], -mask[i + 2], -mask[i + 3]};
    sp_store4(to + i, (f32x4)((i32x4)(sp_load4(to + i) * sp_splat(scale)) & keep));
  }
  for (; i < count; i++) to[i] = mask[i] ? to[i] * scale : 0;
}

#endif
