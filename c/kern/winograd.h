/* 3 x 3 convolution by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast algorithms
   for convolutional neural networks", CVPR 2016): 36 multiplications for 16 outputs instead of 144.
   Same results as kern/conv.h up to rounding: |y - exact| <= 2e-6 max |x| sum |kernel| (measured
   below 1e-6 at the shapes of the tests); the direct form has 1e-6.

   The output is cut into tiles of 4 x 4; where its sides are no multiples of 4, the last tiles
   overlap those before them. */
#ifndef SP_KERN_WINOGRAD_H
#define SP_KERN_WINOGRAD_H

#include "kern/conv.h"

/* True for 3 x 3 kernels, C a multiple of 4, F of 8, outputs of 4 x 4 and more. */
int sp_winograd_fits(sp_conv s);

/* Floats of a transformed kernel [36][F/8][C][8]. */
static inline size_t sp_winograd_packed(sp_conv s) { return (size_t)36 * s.channels * s.filters; }
void sp_winograd_pack(sp_conv s, const float* kernel, float* packed);

/* Floats of workspace for both functions below. */
size_t sp_winograd_workspace(sp_conv s);

/* As sp_conv_forward. */
void sp_winograd_forward(sp_conv s, const float* x, const float* packed, const float* bias,
                         int relu, float* y, float* workspace);

/* sp_conv_forward followed by sp_pool_forward with 2 x 2 windows, without the values between:
   y and argmax (NULL: not wanted) are [H'/2,W'/2,F]. */
void sp_winograd_forward_pooled(sp_conv s, const float* x, const float* packed, const float* bias,
                                int relu, float* y, uint8_t* argmax, float* workspace);

#endif
