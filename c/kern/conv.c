/* A tile is 4 pixels x 8 filters, as in gemm.c; the size * C values of a filter row lie side by
   side in the image, so nothing is gathered first (no im2col). */
#include "kern/conv.h"

#include <string.h>

#include "kern/tile.h"

void sp_conv_pack(sp_conv s, const float* kernel, float* packed) {
  uint32_t depth = sp_conv_depth(s);
  for (uint32_t f = 0; f < s.filters; f += 8)
    for (uint32_t k = 0; k < depth; k++)
      for (uint32_t i = 0; i < 8; i++)
        *packed++ = f + i < s.filters ? kernel[(size_t)k * s.filters + f + i] : 0;
}

sp_conv sp_conv_reverse(sp_conv s) {
  return (sp_conv){s.height + s.size - 1, s.width + s.size - 1, s.filters, s.size, s.channels};
}

void sp_conv_pack_reverse(sp_conv s, const float* kernel, float* packed) {
  uint32_t taps = s.size * s.size;
  for (uint32_t c = 0; c < s.channels; c += 8)
    for (uint32_t tap = 0; tap < taps; tap++)
      for (uint32_t f = 0; f < s.filters; f++)
        for (uint32_t i = 0; i < 8; i++)
          *packed++ = c + i < s.channels
                          ? kernel[((size_t)(taps - 1 - tap) * s.channels + c + i) * s.filters + f]
                          : 0;
}

/* One panel of 8 filters over the whole image; channels is a constant where this is used, or 0. */
SP_INLINE void panel(sp_conv s, uint32_t channels, const float* x, const float* packed,
                     const float start[8], int relu, uint32_t filters, float* y) {
  uint32_t width = sp_conv_out_width(s), pixels = sp_conv_out_height(s) * width;
  uint32_t stride = channels ? channels : s.channels, run = s.size * stride, last = pixels - 1;
  size_t row = (size_t)s.width * stride;
  f32x4 start0 = sp_load4(start), start1 = sp_load4(start + 4);
  for (uint32_t p = 0, across = 0, down = 0; p < pixels; p += 4) {
    sp_tile tile = {{start0, start1, start0, start1, start0, start1, start0, start1}};
    const float* w = packed;
    if (channels && across + 4 <= width) {
      const float* at = x + down * row + across * stride;
      for (uint32_t r = 0; r < s.size; r++, w += 8 * run)
        tile = sp_tile_add_strided(tile, at + r * row, channels, 1, w, run);
    } else {
      size_t at[4]; /* a tile over the end repeats the last pixel */
      for (uint32_t i = 0; i < 4; i++) {
        uint32_t q = p + i < last ? p + i : last;
        at[i] = (q / width) * row + (size_t)(q % width) * stride;
      }
      for (uint32_t r = 0; r < s.size; r++, w += 8 * run)
        tile = sp_tile_add(tile, x + at[0] + r * row, x + at[1] + r * row, x + at[2] + r * row,
                           x + at[3] + r * row, 1, w, run);
    }
    if (relu)
      for (int i = 0; i < 8; i++) tile.sum[i] = sp_relu4(tile.sum[i]);
    float* to = y + (size_t)p * s.filters;
    for (uint32_t i = 0; i < 4 && p + i < pixels; i++, to += s.filters) {
      float edge[8];
      float* out = filters == 8 ? to : edge;
      sp_store4(out, tile.sum[2 * i]), sp_store4(out + 4, tile.sum[2 * i + 1]);
      if (filters < 8) memcpy(to, edge, filters * sizeof *to);
    }
    for (across += 4; across >= width; across -= width) down++;
  }
}

void sp_conv_forward(sp_conv s, const float* x, const float* packed, const float* bias, int relu,
                     float* y) {
  for (uint32_t f = 0; f < s.filters; f += 8, packed += 8 * sp_conv_depth(s)) {
    uint32_t filters = s.filters - f < 8 ? s.filters - f : 8;
    float start[8];
    for (uint32_t i = 0; i < 8; i++) start[i] = bias && i < filters ? bias[f + i] : 0;
    switch (s.channels) {
    case 8:
      panel(s, 8, x, packed, start, relu, filters, y + f);
      break;
    case 16:
      panel(s, 16, x, packed, start, relu, filters, y + f);
      break;
    case 32:
      panel(s, 32, x, packed, start, relu, filters, y + f);
      break;
    case 64:
      panel(s, 64, x, packed, start, relu, filters, y + f);
      break;
    default:
      panel(s, 0, x, packed, start, relu, filters, y + f);
    }
  }
}

void sp_conv_data_gradient(sp_conv s, const float* dy, const float* packed_reverse, float* dx,
                           float* workspace) {
  sp_conv reverse = sp_conv_reverse(s);
  uint32_t height = sp_conv_out_height(s), width = sp_conv_out_width(s), border = s.size - 1;
  size_t row = (size_t)reverse.width * s.filters;
  memset(workspace, 0, sp_conv_border(s) * sizeof *workspace);
  for (uint32_t y = 0; y < height; y++)
    memcpy(workspace + (y + border) * row + (size_t)border * s.filters,
           dy + (size_t)y * width * s.filters, (size_t)width * s.filters * sizeof *dy);
  sp_conv_forward(reverse, workspace, packed_reverse, NULL, 0, dx);
}

void sp_conv_weight_gradient(sp_conv s, const float* x, const float* dy, float* dkernel,
                             float* workspace) {
  uint32_t height = sp_conv_out_height(s), width = sp_conv_out_width(s), pixels = height * width;
  uint32_t depth = sp_conv_depth(s), run = s.size * s.channels;
  size_t row = (size_t)s.width * s.channels;
  for (uint32_t f = 0; f < s.filters; f += 8) {
    uint32_t filters = s.filters - f < 8 ? s.filters - f : 8;
    for (uint32_t p = 0; p < pixels; p++)
      for (uint32_t i = 0; i < 8; i++)
        workspace[8 * p + i] = i < filters ? dy[(size_t)p * s.filters + f + i] : 0;
    for (uint32_t k = 0; k < depth; k += 4) {
      const float* at[4]; /* a tile over the end repeats the last row */
      for (uint32_t i = 0; i < 4; i++) {
        uint32_t q = k + i < depth ? k + i : depth - 1;
        at[i] = x + (q / run) * row + q % run;
      }
      f32x4 acc[8] = {{0}};
      const float* g = workspace;
      for (uint32_t r = 0; r < height; r++)
        for (uint32_t t = 0; t < width; t++, g += 8) {
          f32x4 g0 = sp_load4(g), g1 = sp_load4(g + 4);
          for (int i = 0; i < 4; i++) {
            f32x4 v = sp_splat(at[i][r * row + (size_t)t * s.channels]);
            acc[2 * i] = sp_madd(v, g0, acc[2 * i]);
            acc[2 * i + 1] = sp_madd(v, g1, acc[2 * i + 1]);
          }
        }
      for (uint32_t i = 0; i < 4 && k + i < depth; i++) {
        float sum[8], *to = dkernel + (size_t)(k + i) * s.filters + f;
        sp_store4(sum, acc[2 * i]), sp_store4(sum + 4, acc[2 * i + 1]);
        for (uint32_t j = 0; j < filters; j++) to[j] += sum[j];
      }
    }
  }
}

void sp_conv_bias_gradient(uint32_t pixels, uint32_t filters, const float* dy, float* dbias) {
  uint32_t f = 0;
  for (; f + 4 <= filters; f += 4) {
    f32x4 sum = sp_splat(0);
    for (uint32_t p = 0; p < pixels; p++) sum += sp_load4(dy + (size_t)p * filters + f);
    sp_store4(dbias + f, sp_load4(dbias + f) + sum);
  }
  for (; f < filters; f++) {
    float sum = 0;
    for (uint32_t p = 0; p < pixels; p++) sum += dy[(size_t)p * filters + f];
    dbias[f] += sum;
  }
}
