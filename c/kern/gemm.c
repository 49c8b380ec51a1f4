/* A tile of C is 4 rows x 8 columns: 8 accumulators, and per step 2 loads of B and 4 splats of A,
   which 16 vector registers hold without spills.  Blocks of A and B are packed in the order in
   which the tiles read them, [rows/4][k][4] and [columns/8][k][8], small enough for the
   second-level cache; while a panel of B (8 columns) is in use it stays in the first level. */
#include "kern/gemm.h"

#include "kern/tile.h"

static uint32_t least(size_t a, size_t b) { return (uint32_t)(a < b ? a : b); }

/* to[(i / width) * depth * width + k * width + i % width] = from[i * lane + k * step] for i <
   lanes; zero for the rest of the last group of `width` lanes (4 or 8). */
static void pack(float* to, uint32_t width, const float* from, size_t lane, size_t step,
                 uint32_t lanes, uint32_t depth) {
  uint32_t i = 0;
  size_t group = (size_t)depth * width;
  if (lane == 1) /* whole cache lines of 16 lanes while they are there */
    for (; i + 16 <= lanes; i += 16)
      for (uint32_t k = 0; k < depth; k++)
        for (uint32_t j = i; j < i + 16; j += 4)
          sp_store4(to + j / width * group + k * width + j % width, sp_load4(from + j + k * step));
  for (; i < lanes; i += 4) {
    const float* at = from + i * lane;
    float* out = to + i / width * group + i % width;
    uint32_t k = 0;
    if (lane == 1 && i + 4 <= lanes)
      for (; k < depth; k++) sp_store4(out + k * width, sp_load4(at + k * step));
    if (step == 1 && i + 4 <= lanes)
      for (; k + 4 <= depth; k += 4) {
        f32x4 v[4] = {sp_load4(at + k), sp_load4(at + lane + k), sp_load4(at + 2 * lane + k),
                      sp_load4(at + 3 * lane + k)};
        sp_transpose4(v);
        for (int j = 0; j < 4; j++) sp_store4(out + (k + j) * width, v[j]);
      }
    for (; k < depth; k++)
      for (uint32_t j = 0; j < 4; j++)
        out[k * width + j] = i + j < lanes ? at[j * lane + k * step] : 0;
  }
  if (width == 8 && i % 8) /* the second half of the last group */
    for (uint32_t k = 0; k < depth; k++) sp_store4(to + i / 8 * group + k * 8 + 4, sp_splat(0));
}

/* c[r * row + s] (+)= sum over k of a[k][r] b[k][s]; then `plus` and ReLU as asked for. */
static void product_tile(uint32_t depth, const float* a, const float* b, int adds,
                         const float* plus, size_t plus_row, int relu, float* c, size_t row) {
  sp_tile tile = {{{0}}};
  for (int i = 0; i < 4 && adds; i++) {
    tile.sum[2 * i] = sp_load4(c + i * row);
    tile.sum[2 * i + 1] = sp_load4(c + i * row + 4);
  }
  tile = sp_tile_add_strided(tile, a, 1, 4, b, depth);
  for (int i = 0; i < 8 && plus; i++)
    tile.sum[i] += sp_load4(plus + i / 2 * plus_row + 4 * (i % 2));
  for (int i = 0; i < 8 && relu; i++) tile.sum[i] = sp_relu4(tile.sum[i]);
  for (int i = 0; i < 4; i++) {
    sp_store4(c + i * row, tile.sum[2 * i]);
    sp_store4(c + i * row + 4, tile.sum[2 * i + 1]);
  }
}

/* A tile that reaches over C's end: computed aside, the part inside copied. */
static void edge_tile(uint32_t depth, const float* a, const float* b, int adds, const float* plus,
                      size_t plus_row, int relu, float* c, size_t row, uint32_t high,
                      uint32_t wide) {
  float aside[32] = {0}, padded[32] = {0};
  for (uint32_t r = 0; r < high && adds; r++)
    for (uint32_t s = 0; s < wide; s++) aside[8 * r + s] = c[r * row + s];
  for (uint32_t r = 0; r < high && plus; r++)
    for (uint32_t s = 0; s < wide; s++) padded[8 * r + s] = plus[r * plus_row + s];
  product_tile(depth, a, b, adds, plus ? padded : NULL, 8, relu, aside, 8);
  for (uint32_t r = 0; r < high; r++)
    for (uint32_t s = 0; s < wide; s++) c[r * row + s] = aside[8 * r + s];
}

void sp_gemm(uint32_t m, uint32_t n, uint32_t k, sp_matrix a, sp_matrix b, const float* plus,
             size_t plus_row, int relu, float* c, size_t c_row, float* workspace) {
  float *packed_a = workspace, *packed_b = workspace + SP_GEMM_ROWS * SP_GEMM_DEPTH;
  for (uint32_t j0 = 0; j0 < n; j0 += SP_GEMM_COLUMNS)
    for (uint32_t k0 = 0; k0 < k; k0 += SP_GEMM_DEPTH) {
      uint32_t columns = least(n - j0, SP_GEMM_COLUMNS), depth = least(k - k0, SP_GEMM_DEPTH);
      int adds = k0 > 0, is_last = k0 + depth == k;
      pack(packed_b, 8, b.data + k0 * b.row + j0 * b.column, b.column, b.row, columns, depth);
      for (uint32_t i0 = 0; i0 < m; i0 += SP_GEMM_ROWS) {
        uint32_t rows = least(m - i0, SP_GEMM_ROWS);
        pack(packed_a, 4, a.data + i0 * a.row + k0 * a.column, a.row, a.column, rows, depth);
        for (uint32_t j = 0; j < columns; j += 8)
          for (uint32_t i = 0; i < rows; i += 4) {
            const float *pa = packed_a + (size_t)i * depth, *pb = packed_b + (size_t)j * depth;
            const float* add = is_last && plus ? plus + (i0 + i) * plus_row + j0 + j : NULL;
            float* to = c + (i0 + i) * c_row + j0 + j;
            if (i + 4 <= rows && j + 8 <= columns)
              product_tile(depth, pa, pb, adds, add, plus_row, is_last && relu, to, c_row);
            else
              edge_tile(depth, pa, pb, adds, add, plus_row, is_last && relu, to, c_row,
                        least(rows - i, 4), least(columns - j, 8));
          }
      }
    }
}

void sp_gemm_plain(uint32_t m, uint32_t n, uint32_t k, sp_matrix a, sp_matrix b, const float* plus,
                   size_t plus_row, int relu, float* c, size_t c_row) {
  for (uint32_t i = 0; i < m; i++)
    for (uint32_t j = 0; j < n; j++) {
      float sum = 0;
      for (uint32_t t = 0; t < k; t++)
        sum += a.data[i * a.row + t * a.column] * b.data[t * b.row + j * b.column];
      if (plus) sum += plus[i * plus_row + j];
      c[i * c_row + j] = relu && sum < 0 ? 0 : sum;
    }
}
