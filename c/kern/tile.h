/* The heart of the convolutions: 4 rows x 8 columns of sums, in 8 registers that stay.

   Written for what TurboFan makes of it: it moves the loads of a block to its top, so that two
   steps in one turn of the loop spill; with one step a turn the front end (6 instructions a cycle)
   is the bound, and each pointer less counts: rows at a constant distance need one for all four. */
#ifndef SP_KERN_TILE_H
#define SP_KERN_TILE_H

#include "kern/simd.h"

typedef struct sp_tile { /* sum[2 row + half] */
  f32x4 sum[8];
} sp_tile;

/* sum[row][column] += the sum over t < run of x<row>[t * step] w[8 t + column]; run >= 1. */
SP_INLINE sp_tile sp_tile_add(sp_tile tile, const float* x0, const float* x1, const float* x2,
                              const float* x3, uint32_t step, const float* w, uint32_t run) {
  f32x4 c00 = tile.sum[0], c01 = tile.sum[1], c10 = tile.sum[2], c11 = tile.sum[3];
  f32x4 c20 = tile.sum[4], c21 = tile.sum[5], c30 = tile.sum[6], c31 = tile.sum[7];
  const float* end = w + 8 * (size_t)run;
  SP_ROLLED
  do {
    f32x4 w0 = sp_load4(w), w1 = sp_load4(w + 4), v;
    v = sp_splat(*x0), c00 = sp_madd(v, w0, c00), c01 = sp_madd(v, w1, c01);
    v = sp_splat(*x1), c10 = sp_madd(v, w0, c10), c11 = sp_madd(v, w1, c11);
    v = sp_splat(*x2), c20 = sp_madd(v, w0, c20), c21 = sp_madd(v, w1, c21);
    v = sp_splat(*x3), c30 = sp_madd(v, w0, c30), c31 = sp_madd(v, w1, c31);
    x0 += step, x1 += step, x2 += step, x3 += step, w += 8;
  } while (w != end);
  return (sp_tile){{c00, c01, c10, c11, c20, c21, c30, c31}};
}

/* The same with the rows `stride` floats apart, a constant where this is used. */
SP_INLINE sp_tile sp_tile_add_strided(sp_tile tile, const float* x, uint32_t stride, uint32_t step,
                                      const float* w, uint32_t run) {
  f32x4 c00 = tile.sum[0], c01 = tile.sum[1], c10 = tile.sum[2], c11 = tile.sum[3];
  f32x4 c20 = tile.sum[4], c21 = tile.sum[5], c30 = tile.sum[6], c31 = tile.sum[7];
  const float* end = w + 8 * (size_t)run;
  SP_ROLLED
  do {
    f32x4 w0 = sp_load4(w), w1 = sp_load4(w + 4), v;
    v = sp_splat(x[0]), c00 = sp_madd(v, w0, c00), c01 = sp_madd(v, w1, c01);
    v = sp_splat(x[stride]), c10 = sp_madd(v, w0, c10), c11 = sp_madd(v, w1, c11);
    v = sp_splat(x[2 * stride]), c20 = sp_madd(v, w0, c20), c21 = sp_madd(v, w1, c21);
    v = sp_splat(x[3 * stride]), c30 = sp_madd(v, w0, c30), c31 = sp_madd(v, w1, c31);
    x += step, w += 8;
  } while (w != end);
  return (sp_tile){{c00, c01, c10, c11, c20, c21, c30, c31}};
}

/* Three rows: what 9 = 3 x 3 weights of one channel are cut into without a remainder. */
SP_INLINE sp_tile sp_tile_add_three(sp_tile tile, const float* x, uint32_t stride, uint32_t step,
                                    const float* w, uint32_t run) {
  f32x4 c00 = tile.sum[0], c01 = tile.sum[1], c10 = tile.sum[2], c11 = tile.sum[3];
  f32x4 c20 = tile.sum[4], c21 = tile.sum[5];
  const float* end = w + 8 * (size_t)run;
  SP_ROLLED
  do {
    f32x4 w0 = sp_load4(w), w1 = sp_load4(w + 4), v;
    v = sp_splat(x[0]), c00 = sp_madd(v, w0, c00), c01 = sp_madd(v, w1, c01);
    v = sp_splat(x[stride]), c10 = sp_madd(v, w0, c10), c11 = sp_madd(v, w1, c11);
    v = sp_splat(x[2 * stride]), c20 = sp_madd(v, w0, c20), c21 = sp_madd(v, w1, c21);
    x += step, w += 8;
  } while (w != end);
  return (sp_tile){{c00, c01, c10, c11, c20, c21, tile.sum[6], tile.sum[7]}};
}

#endif
