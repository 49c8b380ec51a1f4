/* The inner kernels at the boundary, for the benchmark alone. */
#include "abi/abi.h"
#include "kern/conv.h"
#include "kern/gemm.h"
#include "kern/pooled.h"
#include "kern/winograd.h"

enum {
  CONV_FORWARD,
  CONV_DATA,
  CONV_WEIGHTS,
  GEMM_FORWARD,
  GEMM_DATA,
  GEMM_WEIGHTS,
  WINOGRAD_POOLED,
  ROUTED_DATA,
  ROUTED_WEIGHTS
};

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/* shape: height, width, channels, size, filters of a convolution; m, n, k of a dense layer with
   m samples, k inputs, n units. */
static size_t floats_of(uint32_t kernel, const uint32_t shape[5], size_t part[5]) {
  if (kernel <= CONV_WEIGHTS || kernel >= WINOGRAD_POOLED) {
    sp_conv s = {shape[0], shape[1], shape[2], shape[3], shape[4]};
    part[0] = (size_t)s.height * s.width * s.channels;
    part[1] = (size_t)sp_conv_depth(s) * s.filters;
    part[2] = (size_t)sp_conv_out_height(s) * sp_conv_out_width(s) * s.filters;
    part[3] = larger(sp_conv_packed(s), sp_conv_packed(sp_conv_reverse(s)));
    part[4] = larger(sp_conv_border(s), 8 * part[2]);
    if (kernel >= WINOGRAD_POOLED) {
      part[3] = sp_winograd_packed(s);
      part[4] = larger(sp_winograd_workspace(s), sp_pooled_workspace((sp_pooled){s, 2}));
    }
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

typedef struct buffers {
  float *x, *w, *y, *packed, *workspace;
  uint8_t* argmax; /* the pool's output needs a quarter of y, its argmax less than the rest */
} buffers;

static buffers cut(uint32_t kernel, const uint32_t* shape, float* memory) {
  size_t part[5];
  floats_of(kernel, shape, part);
  float *w = memory + part[0], *y = w + part[1], *packed = y + part[2];
  return (buffers){memory, w, y, packed, packed + part[3], (uint8_t*)(y + part[2] / 2)};
}

static sp_conv conv_of(const uint32_t* shape) {
  return (sp_conv){shape[0], shape[1], shape[2], shape[3], shape[4]};
}

/* Packs what a network packs once a step, from what lies in memory. */
void kern_prepare(uint32_t kernel, const uint32_t* shape, float* memory) {
  buffers b = cut(kernel, shape, memory);
  sp_conv s = conv_of(shape);
  if (kernel == CONV_FORWARD) sp_conv_pack(s, b.w, b.packed);
  if (kernel == CONV_DATA) sp_conv_pack_reverse(s, b.w, b.packed);
  if (kernel == WINOGRAD_POOLED) sp_winograd_pack(s, b.w, b.packed);
  size_t windows = (size_t)(sp_conv_out_height(s) / 2) * (sp_conv_out_width(s) / 2) * s.filters;
  if (kernel == ROUTED_DATA || kernel == ROUTED_WEIGHTS)
    for (size_t i = 0; i < windows; i++) {
      b.argmax[i] = (uint8_t)(i * 7 / 3 % 4);
      if (i * 5 % 8 < 4) b.y[i] = 0; /* what dropout of 1/4 and ReLU of 1/3 leave */
    }
}

/* Runs the kernel `repeats` times. */
void kern_run(uint32_t kernel, const uint32_t* shape, float* memory, uint32_t repeats) {
  buffers b = cut(kernel, shape, memory);
  sp_conv s = conv_of(shape);
  sp_pooled pooled = {s, 2};
  uint32_t m = shape[0], n = shape[1], k = shape[2];
  for (uint32_t i = 0; i < repeats; i++) switch (kernel) {
    case CONV_FORWARD:
      sp_conv_forward(s, b.x, b.packed, NULL, 1, b.y);
      break;
    case CONV_DATA:
      sp_conv_data_gradient(s, b.y, b.packed, b.x, b.workspace);
      break;
    case CONV_WEIGHTS:
      sp_conv_weight_gradient(s, b.x, b.y, b.w, b.workspace);
      break;
    case GEMM_FORWARD:
      sp_gemm(m, n, k, (sp_matrix){b.x, k, 1}, (sp_matrix){b.w, n, 1}, NULL, 0, 1, b.y, n,
              b.workspace);
      break;
    case GEMM_DATA:
      sp_gemm(m, k, n, (sp_matrix){b.y, n, 1}, (sp_matrix){b.w, 1, n}, NULL, 0, 0, b.x, k,
              b.workspace);
      break;
    case GEMM_WEIGHTS:
      sp_gemm(k, n, m, (sp_matrix){b.x, 1, k}, (sp_matrix){b.y, n, 1}, NULL, 0, 0, b.w, n,
              b.workspace);
      break;
    case WINOGRAD_POOLED:
      sp_winograd_forward_pooled(s, b.x, b.packed, NULL, 1, b.y, b.argmax, b.workspace);
      break;
    case ROUTED_DATA:
      sp_pooled_data_gradient(pooled, b.y, b.argmax, b.w, b.x, b.workspace);
      break;
    case ROUTED_WEIGHTS:
      sp_pooled_weight_gradient(pooled, b.x, b.y, b.argmax, b.w, b.workspace);
      break;
    default:
      break;
    }
}
