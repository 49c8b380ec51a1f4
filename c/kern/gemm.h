/* Matrix product of any strides on packed 4 x 8 tiles: all three passes of a dense layer. */
#ifndef SP_KERN_GEMM_H
#define SP_KERN_GEMM_H

#include <stddef.h>
#include <stdint.h>

/* Entry (i, j) is data[i * row + j * column]. */
typedef struct sp_matrix {
  const float* data;
  size_t row, column;
} sp_matrix;

#define SP_GEMM_ROWS    128 /* of A, packed at a time */
#define SP_GEMM_COLUMNS 256 /* of B, packed at a time */
#define SP_GEMM_DEPTH   256
/* Floats of workspace that sp_gemm needs. */
#define SP_GEMM_WORKSPACE ((SP_GEMM_ROWS + SP_GEMM_COLUMNS) * SP_GEMM_DEPTH)

/* C = A B, then plus another matrix (NULL: none) whose rows are plus_row floats apart, 0 for a bias
   that every row gets, then max(., 0) when relu is set.  A [m,k], B [k,n], C [m,n] with rows c_row
   floats apart, none of them where another is; k >= 1.  Each entry is summed in the order of k,
   what it is added to comes last.  Error: |c - exact| <= (k + 1) 2^-24 sum |a||b|, and less in the
   relaxed variant. */
void sp_gemm(uint32_t m, uint32_t n, uint32_t k, sp_matrix a, sp_matrix b, const float* plus,
             size_t plus_row, int relu, float* c, size_t c_row, float* workspace);

/* The same by the definition. */
void sp_gemm_plain(uint32_t m, uint32_t n, uint32_t k, sp_matrix a, sp_matrix b, const float* plus,
                   size_t plus_row, int relu, float* c, size_t c_row);

#endif
