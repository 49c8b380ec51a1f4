/* A tile of C is 4 rows x 8 columns: 8 accumulators, and per step 2 loads of B and 4 splats of A,
   which 16 vector registers hold without spills.  A is packed as [rows/4][k][4] (once per block,
   it stays in the second-level cache) and B as [k][8] (one panel at a time, first level). */
#include "kern/gemm.h"

#include "kern/simd.h"

/* to[k * width + i] = from[i * lane + k * step] for i < 4, zero for i >= lanes. */
static void pack4(float* to, size_t width, const float* from, size_t lane, size_t step,
                  uint32_t lanes, uint32_t depth) {
  uint32_t k = 0;
  if (lanes >= 4 && lane == 1) {
    for (; k < depth; k++) sp_store4(to + k * width, sp_load4(from + k * step));
  } else if (lanes >= 4 && step == 1) {
    for (; k + 4 <= depth; k += 4) {
      f32x4 v[4] = {sp_load4(from + k), sp_load4(from + lane + k), sp_load4(from + 2 * lane + k),
                    sp_load4(from + 3 * lane + k)};
      sp_transpose4(v);
      for (int i = 0; i < 4; i++) sp_store4(to + (k + i) * width, v[i]);
    }
  }
  for (; k < depth; k++)
    for (uint32_t i = 0; i < 4; i++) to[k * width + i] = i < lanes ? from[i * lane + k * step] : 0;
}

static void tile(uint32_t depth, const float* a, const float* b, f32x4 acc[8]) {
  f32x4 c00 = acc[0], c01 = acc[1], c10 = acc[2], c11 = acc[3];
  f32x4 c20 = acc[4], c21 = acc[5], c30 = acc[6], c31 = acc[7];
#define STEP(t)                                                                                    \
  do {                                                                                             \
    f32x4 b0 = sp_load4(b + 8 * (t)), b1 = sp_load4(b + 8 * (t) + 4), v;                           \
    v = sp_splat(a[4 * (t)]), c00 = sp_madd(v, b0, c00), c01 = sp_madd(v, b1, c01);                \
    v = sp_splat(a[4 * (t) + 1]), c10 = sp_madd(v, b0, c10), c11 = sp_madd(v, b1, c11);            \
    v = sp_splat(a[4 * (t) + 2]), c20 = sp_madd(v, b0, c20), c21 = sp_madd(v, b1, c21);            \
    v = sp_splat(a[4 * (t) + 3]), c30 = sp_madd(v, b0, c30), c31 = sp_madd(v, b1, c31);            \
  } while (0)
  uint32_t k = 0;
  for (; k + 2 <= depth; k += 2, a += 8, b += 16) {
    STEP(0);
    STEP(1);
  }
  if (k < depth) STEP(0);
#undef STEP
  acc[0] = c00, acc[1] = c01, acc[2] = c10, acc[3] = c11;
  acc[4] = c20, acc[5] = c21, acc[6] = c30, acc[7] = c31;
}

static uint32_t least(size_t a, size_t b) { return (uint32_t)(a < b ? a : b); }

void sp_gemm(uint32_t m, uint32_t n, uint32_t k, sp_matrix a, sp_matrix b, const float* bias,
             int relu, float* c, size_t c_row, float* workspace) {
  float *packed_a = workspace, *packed_b = workspace + SP_GEMM_ROWS * SP_GEMM_DEPTH;
  for (uint32_t i0 = 0; i0 < m; i0 += SP_GEMM_ROWS) {
    uint32_t rows = least(m - i0, SP_GEMM_ROWS);
    for (uint32_t k0 = 0; k0 < k; k0 += SP_GEMM_DEPTH) {
      uint32_t depth = least(k - k0, SP_GEMM_DEPTH);
      int is_first = k0 == 0, is_last = k0 + depth == k;
      for (uint32_t i = 0; i < rows; i += 4)
        pack4(packed_a + (size_t)i * depth, 4, a.data + (i0 + i) * a.row + k0 * a.column, a.row,
              a.column, rows - i, depth);
      for (uint32_t j = 0; j < n; j += 8) {
        uint32_t columns = least(n - j, 8);
        const float* from = b.data + k0 * b.row + j * b.column;
        pack4(packed_b, 8, from, b.column, b.row, columns, depth);
        pack4(packed_b + 4, 8, from + 4 * b.column, b.column, b.row, columns < 4 ? 0 : columns - 4,
              depth);
        float edge[32]; /* a tile that reaches over C's end is computed here */
        for (uint32_t i = 0; i < rows; i += 4) {
          float* to = c + (i0 + i) * c_row + j;
          size_t to_row = c_row;
          uint32_t high = least(rows - i, 4);
          int is_whole = high == 4 && columns == 8;
          if (!is_whole) {
            for (uint32_t r = 0; r < high && !is_first; r++)
              for (uint32_t s = 0; s < columns; s++) edge[8 * r + s] = to[r * to_row + s];
            for (uint32_t r = is_first ? 0 : high; r < 4; r++)
              for (uint32_t s = 0; s < 8; s++) edge[8 * r + s] = 0;
            if (!is_first)
              for (uint32_t r = 0; r < high; r++)
                for (uint32_t s = columns; s < 8; s++) edge[8 * r + s] = 0;
            to = edge, to_row = 8;
          }
          f32x4 acc[8];
          for (int r = 0; r < 4; r++)
            for (int h = 0; h < 2; h++)
              acc[2 * r + h] = is_first ? sp_splat(0) : sp_load4(to + r * to_row + 4 * h);
          tile(depth, packed_a + (size_t)i * depth, packed_b, acc);
          if (is_last && bias) {
            float pad[8];
            for (uint32_t s = 0; s < 8; s++) pad[s] = s < columns ? bias[j + s] : 0;
            for (int r = 0; r < 8; r++) acc[r] += sp_load4(pad + 4 * (r & 1));
          }
          if (is_last && relu)
            for (int r = 0; r < 8; r++) acc[r] = sp_relu4(acc[r]);
          for (int r = 0; r < 4; r++)
            for (int h = 0; h < 2; h++) sp_store4(to + r * to_row + 4 * h, acc[2 * r + h]);
          if (!is_whole)
            for (uint32_t r = 0; r < high; r++)
              for (uint32_t s = 0; s < columns; s++)
                c[(i0 + i + r) * c_row + j + s] = edge[8 * r + s];
        }
      }
    }
  }
}

void sp_gemm_plain(uint32_t m, uint32_t n, uint32_t k, sp_matrix a, sp_matrix b, const float* bias,
                   int relu, float* c, size_t c_row) {
  for (uint32_t i = 0; i < m; i++)
    for (uint32_t j = 0; j < n; j++) {
      float sum = 0;
      for (uint32_t t = 0; t < k; t++)
        sum += a.data[i * a.row + t * a.column] * b.data[t * b.row + j * b.column];
      if (bias) sum += bias[j];
      c[i * c_row + j] = relu && sum < 0 ? 0 : sum;
    }
}
