/* A tile is 4 pixels x 8 filters, as in gemm.c; the size * C values of a filter row lie side by
   side in the image, so nothing is gathered first (no im2col). */
#include "kern/conv.h"

#include <string.h>

#include "kern/tile.h"

#define BAND_FLOATS 6000 /* of the first-level cache, for the weight gradient */
#define FEW         128  /* depth up to which windows are gathered */

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

/* The 8 sums of a tile's pixels first ... first + 3, as far as they and the filters exist. */
SP_INLINE void store_tile(sp_conv s, sp_tile tile, uint32_t first, uint32_t pixels,
                          uint32_t filters, int relu, float* y) {
  if (relu)
    for (int i = 0; i < 8; i++) tile.sum[i] = sp_relu4(tile.sum[i]);
  float* to = y + (size_t)first * s.filters;
  if (first + 4 <= pixels && filters == 8) {
    for (uint32_t i = 0; i < 4; i++, to += s.filters)
      sp_store4(to, tile.sum[2 * i]), sp_store4(to + 4, tile.sum[2 * i + 1]);
    return;
  }
  for (uint32_t i = 0; i < 4 && first + i < pixels; i++, to += s.filters) {
    float edge[8];
    sp_store4(edge, tile.sum[2 * i]), sp_store4(edge + 4, tile.sum[2 * i + 1]);
    memcpy(to, edge, filters * sizeof *to);
  }
}

/* One panel of 8 filters over the whole image, whose first and last `border` rows are zero;
   channels is a constant where this is used, or 0. */
SP_INLINE void panel(sp_conv s, uint32_t channels, uint32_t border, const float* x,
                     const float* packed, const float start[8], int relu, uint32_t filters,
                     float* y) {
  uint32_t width = sp_conv_out_width(s), pixels = sp_conv_out_height(s) * width;
  uint32_t stride = channels ? channels : s.channels, run = s.size * stride, last = pixels - 1;
  size_t row = (size_t)s.width * stride;
  f32x4 start0 = sp_load4(start), start1 = sp_load4(start + 4);
  for (uint32_t p = 0, across = 0, down = 0; p < pixels; p += 4) {
    sp_tile tile = {{start0, start1, start0, start1, start0, start1, start0, start1}};
    const float* w = packed;
    if (channels && across + 4 <= width) {
      const float* at = x + down * row + across * stride;
      uint32_t r = down < border ? border - down : 0, end = s.height - border - down;
      for (w += 8 * (size_t)run * r; r < s.size && r < end; r++, w += 8 * run)
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
    store_tile(s, tile, p, pixels, filters, relu, y);
    for (across += 4; across >= width; across -= width) down++;
  }
}

/* Few channels: the windows of 4 pixels are gathered once, as [depth][4], for all filters.
   size is a constant where this is used, or 0. */
SP_INLINE void few(sp_conv s, uint32_t size, const float* x, const float* packed, const float* bias,
                   int relu, float* y) {
  uint32_t width = sp_conv_out_width(s), pixels = sp_conv_out_height(s) * width;
  uint32_t run = s.size * s.channels, depth = size ? size * size : sp_conv_depth(s);
  uint32_t last = pixels - 1;
  size_t row = (size_t)s.width * s.channels;
  float windows[4 * FEW], start[8];
  static const float none[8];
  for (uint32_t p = 0, across = 0, down = 0; p < pixels; p += 4) {
    float* to = windows;
    if (size && across + 4 <= width) {
      const float* from = x + down * row + across;
      for (uint32_t r = 0; r < size; r++, from += row)
        for (uint32_t t = 0; t < size; t++, to += 4) sp_store4(to, sp_load4(from + t));
    } else {
      size_t at[4]; /* a tile over the end repeats the last pixel */
      for (uint32_t i = 0; i < 4; i++) {
        uint32_t q = p + i < last ? p + i : last;
        at[i] = q / width * row + (size_t)(q % width) * s.channels;
      }
      const float* from = x;
      for (uint32_t r = 0; r < s.size; r++, from += row)
        for (uint32_t t = 0; t < run; t++, to += 4)
          sp_store4(to,
                    (f32x4){from[at[0] + t], from[at[1] + t], from[at[2] + t], from[at[3] + t]});
    }
    for (across += 4; across >= width; across -= width) down++;
    for (uint32_t f = 0; f < s.filters; f += 8) {
      uint32_t filters = s.filters - f < 8 ? s.filters - f : 8;
      for (uint32_t i = 0; i < 8 && filters < 8; i++)
        start[i] = bias && i < filters ? bias[f + i] : 0;
      const float* from = filters < 8 ? start : bias ? bias + f : none;
      f32x4 a = sp_load4(from), b = sp_load4(from + 4);
      sp_tile tile = {{a, b, a, b, a, b, a, b}};
      tile = sp_tile_add_strided(tile, windows, 1, 4, packed + (size_t)f * depth, depth);
      store_tile(s, tile, p, pixels, filters, relu, y + f);
    }
  }
}

/* ... of an image whose first and last `border` rows are zero */
static void forward(sp_conv s, uint32_t border, const float* x, const float* packed,
                    const float* bias, int relu, float* y) {
  if (s.channels < 8 && sp_conv_depth(s) <= FEW) {
    if (s.channels == 1 && s.size == 3)
      few(s, 3, x, packed, bias, relu, y);
    else
      few(s, 0, x, packed, bias, relu, y);
    return;
  }
  for (uint32_t f = 0; f < s.filters; f += 8, packed += 8 * sp_conv_depth(s)) {
    uint32_t filters = s.filters - f < 8 ? s.filters - f : 8;
    float start[8];
    for (uint32_t i = 0; i < 8; i++) start[i] = bias && i < filters ? bias[f + i] : 0;
    switch (s.channels) {
    case 8:
      panel(s, 8, border, x, packed, start, relu, filters, y + f);
      break;
    case 16:
      panel(s, 16, border, x, packed, start, relu, filters, y + f);
      break;
    case 32:
      panel(s, 32, border, x, packed, start, relu, filters, y + f);
      break;
    case 64:
      panel(s, 64, border, x, packed, start, relu, filters, y + f);
      break;
    default:
      panel(s, 0, 0, x, packed, start, relu, filters, y + f);
    }
  }
}

void sp_conv_forward(sp_conv s, const float* x, const float* packed, const float* bias, int relu,
                     float* y) {
  forward(s, 0, x, packed, bias, relu, y);
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
  forward(reverse, border, workspace, packed_reverse, NULL, 0, dx);
}

/* Rows k ... k + high - 1 (3 or 4) of dkernel [depth,F], filters f ... f + 7, over `rows` rows of
   the output; g are those filters' dy [rows,W',8]. */
static void weight_tile(sp_conv s, uint32_t high, uint32_t k, uint32_t f, const float* x,
                        const float* g, uint32_t rows, float* dkernel) {
  uint32_t width = sp_conv_out_width(s), run = s.size * s.channels, depth = sp_conv_depth(s);
  uint32_t filters = s.filters - f < 8 ? s.filters - f : 8;
  size_t row = (size_t)s.width * s.channels, at[4]; /* a tile over the end repeats the last row */
  for (uint32_t i = 0; i < high; i++) {
    uint32_t q = k + i < depth ? k + i : depth - 1;
    at[i] = q / run * row + q % run;
  }
  sp_tile tile = {{{0}}};
  int is_whole = at[high - 1] == at[0] + high - 1;
  for (uint32_t r = 0; r < rows; r++, x += row, g += 8 * width)
    tile = high == 3  ? sp_tile_add_three(tile, x + at[0], 1, s.channels, g, width)
           : is_whole ? sp_tile_add_strided(tile, x + at[0], 1, s.channels, g, width)
                      : sp_tile_add(tile, x + at[0], x + at[1], x + at[2], x + at[3], s.channels, g,
                                    width);
  float* to = dkernel + (size_t)k * s.filters + f;
  for (uint32_t i = 0; i < high && k + i < depth; i++, to += s.filters)
    if (filters == 8) {
      sp_store4(to, sp_load4(to) + tile.sum[2 * i]);
      sp_store4(to + 4, sp_load4(to + 4) + tile.sum[2 * i + 1]);
    } else {
      float sum[8];
      sp_store4(sum, tile.sum[2 * i]), sp_store4(sum + 4, tile.sum[2 * i + 1]);
      for (uint32_t j = 0; j < filters; j++) to[j] += sum[j];
    }
}

void sp_conv_weight_gradient(sp_conv s, const float* x, const float* dy, float* dkernel,
                             float* workspace) {
  uint32_t height = sp_conv_out_height(s), width = sp_conv_out_width(s);
  size_t row = (size_t)s.width * s.channels;
  uint32_t high = s.size * s.channels == 3 ? 3 : 4; /* 3 x 3 of one channel: three tiles, no rest */
  /* bands of rows that stay in the first-level cache together with 8 filters of dy */
  uint32_t band = (uint32_t)(BAND_FLOATS / (row + 8 * width)) + 1;
  for (uint32_t top = 0; top < height; top += band) {
    uint32_t rows = height - top < band ? height - top : band, pixels = rows * width;
    const float* from = dy + (size_t)top * width * s.filters;
    for (uint32_t f = 0; f < s.filters; f += 8) {
      for (uint32_t p = 0; p < pixels; p++)
        for (uint32_t i = 0; i < 8; i += 4)
          if (f + i + 4 <= s.filters)
            sp_store4(workspace + 8 * p + i, sp_load4(from + (size_t)p * s.filters + f + i));
          else
            for (uint32_t j = i; j < i + 4; j++)
              workspace[8 * p + j] = f + j < s.filters ? from[(size_t)p * s.filters + f + j] : 0;
      for (uint32_t k = 0; k < sp_conv_depth(s); k += high)
        weight_tile(s, high, k, f, x + top * row, workspace, rows, dkernel);
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
