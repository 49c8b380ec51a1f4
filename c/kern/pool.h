/* Max-pooling of one image over size x size windows side by side; a remainder at the right or
   lower edge is left out ("valid").  x [H,W,C], y and argmax [H/size, W/size, C]. */
#ifndef SP_KERN_POOL_H
#define SP_KERN_POOL_H

#include <stdint.h>

typedef struct sp_pool {
  uint32_t height, width, channels; /* of the input */
  uint32_t size;                    /* 1 ... 15 */
} sp_pool;

/* argmax (NULL: not wanted): the first place of the maximum in its window, row * size + column. */
void sp_pool_forward(sp_pool s, const float* x, float* y, uint8_t* argmax);
/* dx = dy at the places of the maxima, zero elsewhere. */
void sp_pool_backward(sp_pool s, const float* dy, const uint8_t* argmax, float* dx);

#endif
