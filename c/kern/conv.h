/* Direct convolution (cross-correlation) of one image, stride 1, no padding ("valid"), any size.
   Images are [H,W,C], kernels [size,size,C,F] as in Keras, outputs [H',W',F] with
   H' = H - size + 1. */
#ifndef SP_KERN_CONV_H
#define SP_KERN_CONV_H

#include <stddef.h>
#include <stdint.h>

typedef struct sp_conv {
  uint32_t height, width, channels; /* of the input: H, W, C */
  uint32_t size, filters;           /* of the kernel; F */
} sp_conv;

static inline uint32_t sp_conv_out_height(sp_conv s) { return s.height - s.size + 1; }
static inline uint32_t sp_conv_out_width(sp_conv s) { return s.width - s.size + 1; }
/* C size^2: the length of the sum behind one output. */
static inline uint32_t sp_conv_depth(sp_conv s) { return s.size * s.size * s.channels; }

/* Floats of a packed kernel: [F/8 rounded up][size,size,C][8]. */
static inline size_t sp_conv_packed(sp_conv s) {
  return ((size_t)s.filters + 7) / 8 * 8 * sp_conv_depth(s);
}
void sp_conv_pack(sp_conv s, const float* kernel, float* packed);

/* y = x * kernel + bias (NULL: none), then max(., 0) when relu is set.
   Error: |y - exact| <= (depth + 1) 2^-24 (|x| * |kernel| + |bias|). */
void sp_conv_forward(sp_conv s, const float* x, const float* packed, const float* bias, int relu,
                     float* y);

/* The convolution that carries a gradient back: of dy with a border of size - 1 zeros
   [H' + 2 size - 2, ..., F] with the kernel turned by 180 degrees and its channels exchanged. */
sp_conv sp_conv_reverse(sp_conv s);
/* Packs that turned kernel; sp_conv_packed(sp_conv_reverse(s)) floats. */
void sp_conv_pack_reverse(sp_conv s, const float* kernel, float* packed);
/* dx [H,W,C] from dy [H',W',F]; workspace: sp_conv_border(s) floats. */
void sp_conv_data_gradient(sp_conv s, const float* dy, const float* packed_reverse, float* dx,
                           float* workspace);
static inline size_t sp_conv_border(sp_conv s) {
  return ((size_t)s.height + s.size - 1) * (s.width + s.size - 1) * s.filters;
}

/* dkernel += the sum over the pixels of x dy; dkernel [size,size,C,F].
   workspace: 8 H' W' floats. */
void sp_conv_weight_gradient(sp_conv s, const float* x, const float* dy, float* dkernel,
                             float* workspace);
/* dbias[f] += the sum over the pixels of dy[.., f]. */
void sp_conv_bias_gradient(uint32_t pixels, uint32_t filters, const float* dy, float* dbias);

/* The same by the definition. */
void sp_conv_forward_plain(sp_conv s, const float* x, const float* kernel, const float* bias,
                           int relu, float* y);
void sp_conv_data_gradient_plain(sp_conv s, const float* dy, const float* kernel, float* dx);
void sp_conv_weight_gradient_plain(sp_conv s, const float* x, const float* dy, float* dkernel);

#endif
