/* Convolution by the definition: what the fast kernels are compared with. */
#include <string.h>

#include "kern/conv.h"

/* Calls BODY for every product of the convolution: output pixel (y, x), tap (r, t), channel c,
   filter f, with the flat indices of the three tensors. */
#define FOR_EACH_PRODUCT(BODY)                                                                     \
  for (uint32_t y = 0; y < sp_conv_out_height(s); y++)                                             \
    for (uint32_t x = 0; x < sp_conv_out_width(s); x++)                                            \
      for (uint32_t r = 0; r < s.size; r++)                                                        \
        for (uint32_t t = 0; t < s.size; t++)                                                      \
          for (uint32_t c = 0; c < s.channels; c++)                                                \
            for (uint32_t f = 0; f < s.filters; f++) {                                             \
              size_t in = ((size_t)(y + r) * s.width + x + t) * s.channels + c;                    \
              size_t tap = (((size_t)r * s.size + t) * s.channels + c) * s.filters + f;            \
              size_t out = ((size_t)y * sp_conv_out_width(s) + x) * s.filters + f;                 \
              BODY;                                                                                \
            }

void sp_conv_forward_plain(sp_conv s, const float* image, const float* kernel, const float* bias,
                           int relu, float* result) {
  size_t count = (size_t)sp_conv_out_height(s) * sp_conv_out_width(s) * s.filters;
  for (size_t i = 0; i < count; i++) result[i] = bias ? bias[i % s.filters] : 0;
  FOR_EACH_PRODUCT(result[out] += image[in] * kernel[tap])
  for (size_t i = 0; i < count; i++)
    if (relu && result[i] < 0) result[i] = 0;
}

void sp_conv_data_gradient_plain(sp_conv s, const float* dy, const float* kernel, float* dx) {
  memset(dx, 0, (size_t)s.height * s.width * s.channels * sizeof *dx);
  FOR_EACH_PRODUCT(dx[in] += dy[out] * kernel[tap])
}

void sp_conv_weight_gradient_plain(sp_conv s, const float* image, const float* dy, float* dkernel) {
  FOR_EACH_PRODUCT(dkernel[tap] += image[in] * dy[out])
}
