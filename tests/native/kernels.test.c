/* c/kern: every fast kernel beside the plain one, on shapes below, at, above and off its tiles.
   Outputs lie between sentinels; a NaN fails before any error is measured. */
#include "base/random.h"
#include "check.h"
#include "kern/conv.h"
#include "kern/gemm.h"
#include "kern/loss.h"
#include "kern/pool.h"
#include "kern/pooled.h"
#include "kern/winograd.h"
#include "nn/optimizer.h"

enum { GUARD = 16 };
#define SENTINEL 12345.0f

static sp_rng rng;

static float* buffer(size_t count) { /* sentinels, count zeros, sentinels */
  float* p = malloc((count + 2 * GUARD) * sizeof *p);
  for (size_t i = 0; i < count + 2 * GUARD; i++)
    p[i] = i < GUARD || i >= count + GUARD ? SENTINEL : 0;
  return p + GUARD;
}
static float* noise(size_t count) {
  float* p = buffer(count);
  for (size_t i = 0; i < count; i++) p[i] = (float)sp_rng_normal(&rng);
  return p;
}
static void discard(float* p, size_t count) {
  int intact = 1;
  for (size_t i = 0; i < GUARD; i++)
    intact &= p[-1 - (long)i] == SENTINEL && p[count + i] == SENTINEL;
  CHECK(intact);
  free(p - GUARD);
}

/* The largest |got - want|; infinite if one is not a number. */
static double apart(const float* got, const float* want, size_t count) {
  double most = 0;
  for (size_t i = 0; i < count; i++)
    most = fmax(most, isnan(got[i]) || isnan(want[i]) ? HUGE_VAL : fabs((double)got[i] - want[i]));
  return most;
}

static void matrix_products_of_all_shapes_and_strides(void) {
  static const uint32_t sizes[][3] = {{1, 1, 1},   {4, 8, 4},    {3, 7, 5},      {5, 9, 130},
                                      {128, 8, 3}, {129, 17, 2}, {16, 257, 300}, {40, 10, 513}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    uint32_t m = sizes[i][0], n = sizes[i][1], k = sizes[i][2];
    float *a = noise((size_t)m * k), *b = noise((size_t)k * n), *more = noise((size_t)m * n);
    float *got = buffer((size_t)m * n), *want = buffer((size_t)m * n);
    float* workspace = buffer(SP_GEMM_WORKSPACE);
    for (int form = 0; form < 16; form++) { /* plus nothing, a bias, nothing, a matrix */
      sp_matrix x = form & 1 ? (sp_matrix){a, 1, m} : (sp_matrix){a, k, 1};
      sp_matrix y = form & 2 ? (sp_matrix){b, 1, k} : (sp_matrix){b, n, 1};
      const float* plus = form & 4 ? more : NULL;
      size_t plus_row = form & 8 ? n : 0;
      sp_gemm(m, n, k, x, y, plus, plus_row, form & 4, got, n, workspace);
      sp_gemm_plain(m, n, k, x, y, plus, plus_row, form & 4, want, n);
      CHECK(apart(got, want, (size_t)m * n) <= 4e-7 * (k + 1));
    }
    discard(a, (size_t)m * k), discard(b, (size_t)k * n), discard(more, (size_t)m * n);
    discard(got, (size_t)m * n), discard(want, (size_t)m * n),
        discard(workspace, SP_GEMM_WORKSPACE);
  }
}

static const sp_conv convolutions[] = {{1, 1, 1, 1, 1},   {3, 3, 1, 3, 8},   {28, 28, 1, 3, 8},
                                       {5, 6, 3, 2, 5},   {9, 7, 8, 3, 16},  {8, 11, 16, 3, 24},
                                       {6, 6, 32, 3, 8},  {7, 6, 64, 3, 9},  {12, 9, 4, 5, 7},
                                       {10, 10, 4, 3, 8}, {6, 9, 12, 3, 16}, {26, 26, 8, 3, 16}};

/* max |x| sum |kernel|, the scale of the rounding errors of one output */
static double scale_of(sp_conv s, const float* x, const float* kernel) {
  double most = 0, sum = 0;
  for (size_t i = 0; i < (size_t)s.height * s.width * s.channels; i++)
    most = fmax(most, fabs(x[i]));
  for (uint32_t f = 0; f < s.filters; f++) {
    double of_filter = 0;
    for (uint32_t k = 0; k < sp_conv_depth(s); k++) of_filter += fabs(kernel[k * s.filters + f]);
    sum = fmax(sum, of_filter);
  }
  return most * sum;
}

static void convolutions_of_all_shapes(void) {
  double worst = 0;
  for (size_t i = 0; i < sizeof convolutions / sizeof *convolutions; i++) {
    sp_conv s = convolutions[i];
    size_t in = (size_t)s.height * s.width * s.channels, weights = sp_conv_depth(s) * s.filters;
    size_t out = (size_t)sp_conv_out_height(s) * sp_conv_out_width(s) * s.filters;
    size_t packed_size = sp_conv_packed(s) + sp_conv_packed(sp_conv_reverse(s));
    size_t space = sp_conv_border(s) + 8 * out;
    float *x = noise(in), *kernel = noise(weights), *bias = noise(s.filters), *dy = noise(out);
    float *packed = buffer(packed_size), *workspace = buffer(space);
    float *y = buffer(out), *y_plain = buffer(out), *dx = buffer(in), *dx_plain = buffer(in);
    float *dw = noise(weights), *dw_plain = buffer(weights);
    double scale = scale_of(s, x, kernel);

    sp_conv_pack(s, kernel, packed);
    for (int relu = 0; relu < 2; relu++) {
      sp_conv_forward(s, x, packed, relu ? bias : NULL, relu, y);
      sp_conv_forward_plain(s, x, kernel, relu ? bias : NULL, relu, y_plain);
      CHECK(apart(y, y_plain, out) <= 1e-6 * scale);
    }
    if (sp_winograd_fits(s)) {
      float* transformed = buffer(sp_winograd_packed(s));
      float* room = buffer(sp_winograd_workspace(s));
      sp_winograd_pack(s, kernel, transformed);
      sp_winograd_forward(s, x, transformed, bias, 1, y, room);
      worst = fmax(worst, apart(y, y_plain, out) / scale);
      sp_pool pool = {sp_conv_out_height(s), sp_conv_out_width(s), s.filters, 2};
      size_t pooled = (size_t)(pool.height / 2) * (pool.width / 2) * s.filters;
      float *p = buffer(pooled), *p_plain = buffer(pooled);
      uint8_t *place = malloc(pooled), *place_plain = malloc(pooled);
      sp_winograd_forward_pooled(s, x, transformed, bias, 1, p, place, room);
      sp_pool_forward(pool, y, p_plain, place_plain);
      CHECK(pool.height % 4 || pool.width % 4 || apart(p, p_plain, pooled) == 0);
      CHECK(apart(p, p_plain, pooled) <= 1e-5 * scale);
      CHECK(pool.height % 4 || pool.width % 4 || memcmp(place, place_plain, pooled) == 0);
      sp_winograd_forward_pooled(s, x, transformed, bias, 1, p_plain, NULL, room);
      CHECK(apart(p, p_plain, pooled) == 0);
      discard(p, pooled), discard(p_plain, pooled), free(place), free(place_plain);
      discard(transformed, sp_winograd_packed(s)), discard(room, sp_winograd_workspace(s));
    }
    sp_conv_pack_reverse(s, kernel, packed);
    sp_conv_data_gradient(s, dy, packed, dx, workspace);
    sp_conv_data_gradient_plain(s, dy, kernel, dx_plain);
    CHECK(apart(dx, dx_plain, in) <= 2e-6 * (s.size * s.size * s.filters + 4));
    memcpy(dw_plain, dw, weights * sizeof *dw);
    sp_conv_weight_gradient(s, x, dy, dw, workspace);
    sp_conv_weight_gradient_plain(s, x, dy, dw_plain);
    CHECK(apart(dw, dw_plain, weights) <= 5e-7 * (double)(out / s.filters + 4));

    discard(x, in), discard(kernel, weights), discard(bias, s.filters), discard(dy, out);
    discard(packed, packed_size), discard(workspace, space), discard(y, out), discard(y_plain, out);
    discard(dx, in), discard(dx_plain, in), discard(dw, weights), discard(dw_plain, weights);
  }
  CHECK(worst > 0 && worst <= 1e-6); /* as winograd.h says */
}

static void routed_gradients_are_those_of_the_dense_way(void) {
  static const sp_pooled shapes[] = {{{26, 26, 8, 3, 16}, 2}, {{9, 8, 4, 3, 5}, 2},
                                     {{11, 12, 32, 3, 8}, 3}, {{6, 7, 4, 1, 9}, 1},
                                     {{14, 13, 6, 2, 7}, 4},  {{8, 8, 20, 3, 3}, 2}};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    sp_conv s = shapes[i].conv;
    CHECK(sp_pooled_fits(shapes[i]));
    sp_pool pool = {sp_conv_out_height(s), sp_conv_out_width(s), s.filters, shapes[i].pool};
    size_t in = (size_t)s.height * s.width * s.channels, weights = sp_conv_depth(s) * s.filters;
    size_t out = (size_t)pool.height * pool.width * s.filters;
    size_t windows = (size_t)(pool.height / pool.size) * (pool.width / pool.size) * s.filters;
    size_t space = sp_pooled_workspace(shapes[i]);
    float *x = noise(in), *kernel = noise(weights), *g = noise(windows), *dy = buffer(out);
    float *pieces = buffer(weights), *dpieces = buffer(weights), *workspace = buffer(space);
    float *dx = buffer(in), *dx_plain = buffer(in), *dw = buffer(weights),
          *dw_plain = buffer(weights);
    uint8_t* argmax = malloc(windows);
    for (size_t j = 0; j < windows; j++) {
      argmax[j] = (uint8_t)sp_rng_below(&rng, pool.size * pool.size);
      if (sp_rng_below(&rng, 3) == 0) g[j] = 0;
    }
    sp_pool_backward(pool, g, argmax, dy);
    sp_pooled_pack(shapes[i], kernel, pieces);
    sp_pooled_unpack(shapes[i], pieces, dw);
    CHECK(apart(dw, kernel, weights) == 0);
    sp_pooled_data_gradient(shapes[i], g, argmax, pieces, dx, workspace);
    sp_conv_data_gradient_plain(s, dy, kernel, dx_plain);
    CHECK(apart(dx, dx_plain, in) <= 2e-6 * (s.size * s.size * s.filters + 4));
    sp_pooled_weight_gradient(shapes[i], x, g, argmax, dpieces, workspace);
    sp_pooled_unpack(shapes[i], dpieces, dw);
    sp_conv_weight_gradient_plain(s, x, dy, dw_plain);
    CHECK(apart(dw, dw_plain, weights) <= 5e-7 * (double)(windows / s.filters + 4));
    discard(x, in), discard(kernel, weights), discard(g, windows), discard(dy, out);
    discard(pieces, weights), discard(dpieces, weights), discard(workspace, space);
    discard(dx, in), discard(dx_plain, in), discard(dw, weights), discard(dw_plain, weights);
    free(argmax);
  }
}

static void a_pool_takes_the_first_of_equals(void) {
  static const uint32_t channels[] = {1, 4, 6};
  for (int i = 0; i < 3; i++) {
    sp_pool s = {5, 7, channels[i], 2};
    size_t in = 35 * s.channels, out = 6 * s.channels;
    float *x = buffer(in), *y = buffer(out);
    uint8_t argmax[36];
    for (size_t j = 0; j < in; j++) x[j] = (float)sp_rng_below(&rng, 3);
    sp_pool_forward(s, x, y, argmax);
    for (size_t j = 0; j < out; j++) {
      size_t c = j % s.channels, across = j / s.channels % 3 * 2, down = j / s.channels / 3 * 2;
      uint32_t want = 0;
      float most = -1;
      for (uint32_t k = 0; k < 4; k++) {
        float v = x[((down + k / 2) * 7 + across + k % 2) * s.channels + c];
        if (v > most) most = v, want = k;
      }
      CHECK(y[j] == most && argmax[j] == want);
    }
    discard(x, in), discard(y, out);
  }
}

static void losses_neither_overflow_nor_vanish(void) {
  float z[3] = {1000, 0, -1000}, dz[3];
  CHECK(sp_cross_entropy(3, z, 2, 1, dz) == 2000 && dz[0] == 1 && dz[1] == 0 && dz[2] == -1);
  CHECK(sp_cross_entropy(3, z, 0, 1, NULL) == 0);
  float even[4] = {5, 5, 5, 5}, p[4];
  CHECK_RELATIVE(sp_cross_entropy(4, even, 1, 1, NULL), 1.3862943611198906, 1e-15);
  CHECK_RELATIVE(sp_squared_error(4, even, 1, 1, NULL), 0.1875, 1e-15);
  sp_softmax(4, even, p);
  CHECK(p[0] == 0.25f && p[3] == 0.25f);
}

/* The formulas of optimizer.h in double, three steps, 7 weights (vectors and a tail). */
static void optimisers_follow_their_formulas(void) {
  for (int kind = 0; kind <= SP_OPTIMIZER_COUNT; kind++) { /* the last: sgd without momentum */
    sp_optimizer o = {
        (sp_optimizer_kind)(kind % SP_OPTIMIZER_COUNT), 0.1, 0.9, 0.95, 0.9, 0.999, 1e-7};
    if (kind == SP_OPTIMIZER_COUNT) o.momentum = 0;
    float w[7], g[7], slots[2][14] = {{0}};
    double want[7], s[7] = {0}, t[7] = {0};
    for (int i = 0; i < 7; i++) want[i] = w[i] = (float)i - 3;
    for (uint32_t step = 1; step <= 3; step++) {
      for (int i = 0; i < 7; i++) g[i] = i == 6 ? 0 : (float)sp_rng_normal(&rng);
      /* in two parts: a weight's result does not depend on where an array is cut; and the state
         goes from one place to another and back */
      float *from = slots[(step + 1) % 2], *to = slots[step % 2];
      sp_optimizer_update(&o, step, 5, w, g, (sp_slots){from, 7}, (sp_slots){to, 7});
      sp_optimizer_update(&o, step, 2, w + 5, g + 5, (sp_slots){from + 5, 7},
                          (sp_slots){to + 5, 7});
      for (int i = 0; i < 7; i++) {
        double d = g[i], u;
        switch (o.kind) {
        case SP_SGD:
          s[i] = o.momentum * s[i] - 0.1 * d, want[i] += s[i];
          break;
        case SP_ADADELTA:
          s[i] = 0.95 * s[i] + 0.05 * d * d, u = d * sqrt(t[i] + 1e-7) / sqrt(s[i] + 1e-7);
          want[i] -= 0.1 * u, t[i] = 0.95 * t[i] + 0.05 * u * u;
          break;
        case SP_ADAM:
          s[i] = 0.9 * s[i] + 0.1 * d, t[i] = 0.999 * t[i] + 0.001 * d * d;
          want[i] -=
              0.1 * sqrt(1 - pow(0.999, step)) / (1 - pow(0.9, step)) * s[i] / (sqrt(t[i]) + 1e-7);
          break;
        default:
          s[i] = 0.95 * s[i] + 0.05 * d * d, want[i] -= 0.1 * d / (sqrt(s[i]) + 1e-7);
        }
      }
    }
    for (int i = 0; i < 7; i++) CHECK_MIXED(w[i], want[i], 2e-6);
    CHECK(w[6] == 3);
  }
}

int main(void) {
  sp_rng_init(&rng, 6, 0, 0);
  matrix_products_of_all_shapes_and_strides();
  convolutions_of_all_shapes();
  routed_gradients_are_those_of_the_dense_way();
  a_pool_takes_the_first_of_equals();
  losses_neither_overflow_nor_vanish();
  optimisers_follow_their_formulas();
  return report();
}
