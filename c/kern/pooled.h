/* The gradients of a convolution whose output only a max-pool reads.  Each window of the pool
   passes its gradient to one of its places, and none where ReLU or dropout gave zero: with 2 x 2
   windows at least three quarters of the products of a dense backward pass are products with zero.
   Here only the others are done, each as one multiply-add of a filter row with a splat. */
#ifndef SP_KERN_POOLED_H
#define SP_KERN_POOLED_H

#include "kern/conv.h"

typedef struct sp_pooled {
  sp_conv conv;
  uint32_t pool; /* size of the windows */
} sp_pooled;

/* True for the shapes these kernels take: size * C a multiple of 4. */
int sp_pooled_fits(sp_pooled s);

/* Kernels here lie filter by filter in pieces of a filter row, depth * F floats as ever. */
void sp_pooled_pack(sp_pooled s, const float* kernel, float* pieces);
void sp_pooled_unpack(sp_pooled s, const float* pieces, float* kernel);

/* Floats of workspace for both functions below. */
size_t sp_pooled_workspace(sp_pooled s);

/* dpieces += the gradient by the kernel, for the image x [H,W,C]; g and argmax [H'/pool,W'/pool,F]
   are the gradient by the pool's output and the places of its maxima. */
void sp_pooled_weight_gradient(sp_pooled s, const float* x, const float* g, const uint8_t* argmax,
                               float* dpieces, float* workspace);
/* dx [H,W,C] = the gradient by the image. */
void sp_pooled_data_gradient(sp_pooled s, const float* g, const uint8_t* argmax,
                             const float* pieces, float* dx, float* workspace);

#endif
