/* The inner kernels at the boundary, for the benchmark alone. */
#include "abi/abi.h"
#include "kern/conv.h"
#include "kern/gemm.h"

enum { CONV_FORWARD, CONV_DATA, CONV_WEIGHTS, GEMM_FORWARD, GEMM_DATA, GEMM_WEIGHTS };

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/* shape: height, width, channels, size, filters of a convolution; m, n, k of a dense layer with
   m samples, k inputs, n units. */
static size_t floats_of(uint32_t kernel, const uint32_t shape[5], size_t part[5]) {
  if (kernel <= CONV_WEIGHTS) {
    sp_conv s = {shape[0], shape[1], shape[2], shape[3], shape[4]};
    part[0] = (size_t)s.height * s.width * s.channels;
    part[1] = (size_t)sp_conv_depth(s) * s.filters;
    part[2] = (size_t)sp_conv_out_height(s) * sp_conv_out_width(s) * s.filters;
    part[3] = larger(sp_conv_packed(s), sp_conv_packed(sp_conv_reverse(s)));
    part[4] = larger(sp_conv_border(s), 8 * part[2]);
  } else {
    part[0] = (size_t)shape[0] * shape[2], part[1] = (size_t)shape[2] * shape[1];
    part[2] = (size_t)shape[0] * shape[1], part[3] = 0, part[4] = SP_GEMM_WORKSPACE;
  }
  return part[0] + part[1] + part[2] + part[3] + part[4];
}

/* Bytes that kern_run needs. */
double kern_bytes(uint32_t kernel, const uint32_t* shape) {
  size_t part[5];
  return 4.0 * (double)floats_of(kernel, shape, part);
}

/* Runs the kernel `repeats` times on what lies in memory. */
void kern_run(uint32_t kernel, const uint32_t* shape, float* memory, uint32_t repeats) {
  size_t part[5];
  floats_of(kernel, shape, part);
  float *x = memory, *w = x + part[0], *y = w + part[1], *packed = y + part[2];
  float* workspace = packed + part[3];
  sp_conv s = {shape[0], shape[1], shape[2], shape[3], shape[4]};
  uint32_t m = shape[0], n = shape[1], k = shape[2];
  if (kernel == CONV_FORWARD) sp_conv_pack(s, w, packed);
  if (kernel == CONV_DATA) sp_conv_pack_reverse(s, w, packed);
  for (uint32_t i = 0; i < repeats; i++) switch (kernel) {
    case CONV_FORWARD:
      sp_conv_forward(s, x, packed, NULL, 1, y);
      break;
    case CONV_DATA:
      sp_conv_data_gradient(s, y, packed, x, workspace);
      break;
    case CONV_WEIGHTS:
      sp_conv_weight_gradient(s, x, y, w, workspace);
      break;
    case GEMM_FORWARD:
      sp_gemm(m, n, k, (sp_matrix){x, k, 1}, (sp_matrix){w, n, 1}, NULL, 1, y, n, workspace);
      break;
    case GEMM_DATA:
      sp_gemm(m, k, n, (sp_matrix){y, n, 1}, (sp_matrix){w, 1, n}, NULL, 0, x, k, workspace);
      break;
    case GEMM_WEIGHTS:
      sp_gemm(k, n, m, (sp_matrix){x, 1, k}, (sp_matrix){y, n, 1}, NULL, 0, w, n, workspace);
      break;
    default:
      break;
    }
}
