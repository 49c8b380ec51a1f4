#include "kern/winograd.h"

#include "kern/tile.h"

#define BLOCK 12 /* tiles transformed at a time, about: the transforms stay in the cache */

typedef struct plan {
  uint32_t width_of_y;
  uint32_t height, width;          /* of the output that is computed */
  uint32_t rows, columns;          /* of tiles */
  uint32_t block_rows;             /* rows of tiles at a time */
  uint32_t tiles;                  /* at a time, rounded up to 4 */
  size_t image_step, product_step; /* floats from one of the 36 planes to the next */
} plan;

int sp_winograd_fits(sp_conv s) {
  return s.size == 3 && s.channels % 4 == 0 && s.filters % 8 == 0 && s.height >= 6 && s.width >= 6;
}

/* A 2 x 2 pool leaves out an odd last row. */
static plan plan_for(sp_conv s, uint32_t pool) {
  plan p = {.height = sp_conv_out_height(s) / pool * pool,
            .width = sp_conv_out_width(s) / pool * pool,
            .width_of_y = sp_conv_out_width(s) / pool};
  p.rows = (p.height + 3) / 4, p.columns = (p.width + 3) / 4;
  p.block_rows = BLOCK / p.columns ? BLOCK / p.columns : 1;
  if (p.block_rows > p.rows) p.block_rows = p.rows;
  p.tiles = (p.block_rows * p.columns + 3) / 4 * 4;
  /* an odd number of cache lines, so that the 36 planes do not fall on one another */
  p.image_step = ((size_t)p.tiles * s.channels / 16 | 1) * 16 + 32;
  p.product_step = ((size_t)p.tiles * s.filters / 16 | 1) * 16 + 32;
  return p;
}

size_t sp_winograd_workspace(sp_conv s) {
  plan p = plan_for(s, 1);
  return 36 * (p.image_step + p.product_step);
}

/* G g G^T for every channel and filter; in double, for it is done once a step. */
void sp_winograd_pack(sp_conv s, const float* kernel, float* packed) {
  static const double g[6][3] = {{1.0 / 4, 0, 0},
                                 {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                 {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                 {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                 {1.0 / 24, -1.0 / 12, 1.0 / 6},
                                 {0, 0, 1}};
  size_t plane = (size_t)s.channels * s.filters;
  for (uint32_t c = 0; c < s.channels; c++)
    for (uint32_t f = 0; f < s.filters; f++) {
      const float* from = kernel + (size_t)c * s.filters + f;
      float* to = packed + (f / 8 * s.channels + c) * (size_t)8 + f % 8;
      double half[6][3];
      for (int i = 0; i < 6; i++)
        for (int j = 0; j < 3; j++)
          half[i][j] = g[i][0] * from[j * plane] + g[i][1] * from[(3 + j) * plane] +
                       g[i][2] * from[(6 + j) * plane];
      for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
          to[(6 * i + j) * plane] =
              (float)(half[i][0] * g[j][0] + half[i][1] * g[j][1] + half[i][2] * g[j][2]);
    }
}

/* B^T d, in place */
SP_INLINE void transform_image(f32x4 d[6]) {
  const f32x4 two = sp_splat(2), four = sp_splat(4), five = sp_splat(5);
  f32x4 a = d[4] - four * d[2], b = d[3] - four * d[1];
  f32x4 c = d[4] - d[2], e = two * (d[3] - d[1]);
  f32x4 first = four * d[0] - five * d[2] + d[4], last = four * d[1] - five * d[3] + d[5];
  d[0] = first, d[1] = a + b, d[2] = a - b, d[3] = c + e, d[4] = c - e, d[5] = last;
}

/* A^T m */
SP_INLINE void transform_product(const f32x4 m[6], f32x4 out[4]) {
  const f32x4 two = sp_splat(2), four = sp_splat(4), eight = sp_splat(8);
  f32x4 a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
  out[0] = m[0] + a + c, out[1] = b + two * d;
  out[2] = a + four * c, out[3] = b + eight * d + m[5];
}

/* The first output row of tile i of `sides` in a row or column of `extent` outputs. */
static uint32_t tile_start(uint32_t i, uint32_t extent) {
  return 4 * i + 4 <= extent ? 4 * i : extent - 4;
}

static void transform_images(sp_conv s, const plan* p, uint32_t top, uint32_t rows, const float* x,
                             float* images) {
  size_t row = (size_t)s.width * s.channels;
  for (uint32_t i = 0, tile = 0; i < rows; i++)
    for (uint32_t j = 0; j < p->columns; j++, tile++) {
      const float* from =
          x + tile_start(top + i, p->height) * row + (size_t)tile_start(j, p->width) * s.channels;
      float* to = images + (size_t)tile * s.channels;
      for (uint32_t c = 0; c < s.channels; c += 4) {
        f32x4 half[6][6]; /* column by column, then row by row */
        SP_ROLLED
        for (int b = 0; b < 6; b++) {
          f32x4 d[6];
          for (int a = 0; a < 6; a++) d[a] = sp_load4(from + a * row + b * s.channels + c);
          transform_image(d);
          for (int a = 0; a < 6; a++) half[a][b] = d[a];
        }
        SP_ROLLED
        for (int a = 0; a < 6; a++) {
          f32x4 d[6];
          for (int b = 0; b < 6; b++) d[b] = half[a][b];
          transform_image(d);
          for (int b = 0; b < 6; b++) sp_store4(to + (6 * a + b) * p->image_step + c, d[b]);
        }
      }
    }
}

/* The 36 matrix products [tiles,C] [C,F]; channels is a constant where this is used, or 0. */
SP_INLINE void multiply(sp_conv s, uint32_t channels, const plan* p, uint32_t tiles,
                        const float* images, const float* packed, float* products) {
  size_t depth = channels ? channels : s.channels;
  for (uint32_t plane = 0; plane < 36; plane++) {
    for (uint32_t f = 0; f < s.filters; f += 8, packed += 8 * depth)
      for (uint32_t t = 0; t < tiles; t += 4) {
        const float* x = images + t * depth;
        sp_tile sum = {{{0}}};
        sum = channels ? sp_tile_add_strided(sum, x, channels, 1, packed, channels)
                       : sp_tile_add(sum, x, x + depth, x + 2 * depth, x + 3 * depth, 1, packed,
                                     s.channels);
        float* to = products + (size_t)t * s.filters + f;
        for (int i = 0; i < 4; i++, to += s.filters)
          sp_store4(to, sum.sum[2 * i]), sp_store4(to + 4, sum.sum[2 * i + 1]);
      }
    images += p->image_step, products += p->product_step;
  }
}

static void multiply_all(sp_conv s, const plan* p, uint32_t tiles, const float* images,
                         const float* packed, float* products) {
  switch (s.channels) {
  case 8:
    multiply(s, 8, p, tiles, images, packed, products);
    break;
  case 16:
    multiply(s, 16, p, tiles, images, packed, products);
    break;
  case 32:
    multiply(s, 32, p, tiles, images, packed, products);
    break;
  case 64:
    multiply(s, 64, p, tiles, images, packed, products);
    break;
  default:
    multiply(s, 0, p, tiles, images, packed, products);
  }
}

/* The first half of the way back to 4 x 4 outputs: column by column. */
SP_INLINE void output_columns(const plan* p, const float* products, f32x4 half[4][6]) {
  SP_ROLLED
  for (int b = 0; b < 6; b++) {
    f32x4 m[6], o[4];
    for (int a = 0; a < 6; a++) m[a] = sp_load4(products + (6 * a + b) * p->product_step);
    transform_product(m, o);
    for (int a = 0; a < 4; a++) half[a][b] = o[a];
  }
}

/* The second: one row of 4 outputs, with bias and ReLU. */
SP_INLINE void output_row(const f32x4 half[6], f32x4 bias, int relu, f32x4 out[4]) {
  transform_product(half, out);
  for (int b = 0; b < 4; b++) {
    out[b] += bias;
    if (relu) out[b] = sp_relu4(out[b]);
  }
}

/* The maximum of a 2 x 2 window and its first place. */
SP_INLINE void store_maximum(f32x4 v0, f32x4 v1, f32x4 v2, f32x4 v3, float* y, uint8_t* argmax) {
  i32x4 up = v1 > v0, down = v3 > v2;
  f32x4 most = sp_select(up, v1, v0), low = sp_select(down, v3, v2);
  i32x4 is_low = low > most;
  sp_store4(y, sp_select(is_low, low, most));
  if (!argmax) return;
  const i32x4 one = {1, 1, 1, 1}, two = {2, 2, 2, 2};
  i32x4 place = (up & one & ~is_low) | (is_low & (two | (down & one)));
  u8x16 bytes = (u8x16)place;
  i32x4 packed = (i32x4)__builtin_shufflevector(bytes, bytes, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12,
                                                0, 4, 8, 12);
  __builtin_memcpy(argmax, &packed, 4);
}

static void store_outputs(sp_conv s, const plan* p, const float* products, const float* bias,
                          int relu, float* y) {
  for (uint32_t f = 0; f < s.filters; f += 4) {
    f32x4 half[4][6], add = bias ? sp_load4(bias + f) : sp_splat(0);
    output_columns(p, products + f, half);
    SP_ROLLED
    for (uint32_t a = 0; a < 4; a++) {
      f32x4 out[4];
      output_row(half[a], add, relu, out);
      float* to = y + (size_t)a * p->width_of_y * s.filters + f;
      for (uint32_t b = 0; b < 4; b++) sp_store4(to + b * s.filters, out[b]);
    }
  }
}

static void store_pooled(sp_conv s, const plan* p, const float* products, const float* bias,
                         int relu, float* y, uint8_t* argmax) {
  for (uint32_t f = 0; f < s.filters; f += 4) {
    f32x4 half[4][6], add = bias ? sp_load4(bias + f) : sp_splat(0);
    output_columns(p, products + f, half);
    SP_ROLLED
    for (uint32_t a = 0; a < 4; a += 2) {
      f32x4 up[4], down[4];
      output_row(half[a], add, relu, up);
      output_row(half[a + 1], add, relu, down);
      size_t at = (size_t)(a / 2) * p->width_of_y * s.filters + f;
      for (uint32_t b = 0; b < 4; b += 2, at += s.filters)
        store_maximum(up[b], up[b + 1], down[b], down[b + 1], y + at, argmax ? argmax + at : NULL);
    }
  }
}

/* y is smaller than the convolution's output by `pool` (1 or 2) each way. */
static void run(sp_conv s, uint32_t pool, const float* x, const float* packed, const float* bias,
                int relu, float* y, uint8_t* argmax, float* workspace) {
  plan p = plan_for(s, pool);
  float *images = workspace, *products = workspace + 36 * p.image_step;
  for (uint32_t top = 0; top < p.rows; top += p.block_rows) {
    uint32_t rows = p.rows - top < p.block_rows ? p.rows - top : p.block_rows;
    transform_images(s, &p, top, rows, x, images);
    multiply_all(s, &p, rows * p.columns, images, packed, products);
    for (uint32_t i = 0, tile = 0; i < rows; i++)
      for (uint32_t j = 0; j < p.columns; j++, tile++) {
        const float* from = products + (size_t)tile * s.filters;
        size_t at = ((size_t)tile_start(top + i, p.height) / pool * p.width_of_y +
                     tile_start(j, p.width) / pool) *
                    s.filters;
        if (pool == 2)
          store_pooled(s, &p, from, bias, relu, y + at, argmax ? argmax + at : NULL);
        else
          store_outputs(s, &p, from, bias, relu, y + at);
      }
  }
}

void sp_winograd_forward(sp_conv s, const float* x, const float* packed, const float* bias,
                         int relu, float* y, float* workspace) {
  run(s, 1, x, packed, bias, relu, y, NULL, workspace);
}

void sp_winograd_forward_pooled(sp_conv s, const float* x, const float* packed, const float* bias,
                                int relu, float* y, uint8_t* argmax, float* workspace) {
  run(s, 2, x, packed, bias, relu, y, argmax, workspace);
}
