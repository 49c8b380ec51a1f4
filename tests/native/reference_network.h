/* The network of c/nn once more, in double precision and by the definitions: what the shipped one
   is compared with.  Not shipped. */
#ifndef SP_TESTS_REFERENCE_NETWORK_H
#define SP_TESTS_REFERENCE_NETWORK_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/network.h"

/* net gives the shapes, and the masks of its dropout layers if `masked`. */
typedef struct reference {
  const sp_network* net;
  int masked;
  uint32_t sample;                  /* whose masks */
  double* value[SP_MAX_LAYERS + 1]; /* value[0] is the image, value[l + 1] layer l's output */
  double* slope[SP_MAX_LAYERS + 1]; /* the loss by the same */
} reference;

static reference reference_new(const sp_network* net, int masked) {
  reference r = {net, masked, 0, {0}, {0}};
  for (uint32_t l = 0; l <= net->spec.layer_count; l++) {
    size_t count = l ? net->layers[l - 1].count : net->in_count;
    r.value[l] = calloc(count, sizeof(double)), r.slope[l] = calloc(count, sizeof(double));
  }
  return r;
}

static void reference_free(reference* r) {
  for (uint32_t l = 0; l <= SP_MAX_LAYERS; l++) free(r->value[l]), free(r->slope[l]);
}

/* For conv2d and dense alike: every (input, weight, output) of every product. */
typedef void (*product)(void* to, size_t in, size_t weight, size_t out);
static void each_product(const sp_layer* a, product visit, void* to) {
  uint32_t size = a->spec.type == SP_CONV2D ? a->spec.kernel : 1;
  for (uint32_t y = 0; y < a->height; y++)
    for (uint32_t x = 0; x < a->width; x++)
      for (uint32_t r = 0; r < size; r++)
        for (uint32_t t = 0; t < size; t++)
          for (uint32_t c = 0; c < a->in_channels; c++)
            for (uint32_t f = 0; f < a->channels; f++)
              visit(to, ((size_t)(y + r) * a->in_width + x + t) * a->in_channels + c,
                    (((size_t)r * size + t) * a->in_channels + c) * a->channels + f,
                    ((size_t)y * a->width + x) * a->channels + f);
}

typedef struct tensors {
  const double *x, *w, *dy;
  double *y, *dx, *dw;
} tensors;
static void forward_product(void* to, size_t in, size_t weight, size_t out) {
  tensors* t = to;
  t->y[out] += t->x[in] * t->w[weight];
}
static void backward_product(void* to, size_t in, size_t weight, size_t out) {
  tensors* t = to;
  t->dx[in] += t->dy[out] * t->w[weight], t->dw[weight] += t->dy[out] * t->x[in];
}

/* Input index of place k of the window behind output i of a max-pool. */
static size_t pool_input(const sp_layer* a, size_t i, uint32_t k) {
  size_t c = i % a->channels, x = i / a->channels % a->width, y = i / a->channels / a->width;
  uint32_t s = a->spec.kernel;
  return ((y * s + k / s) * a->in_width + x * s + k % s) * a->channels + c;
}
static size_t pool_winner(const sp_layer* a, const double* x, size_t i) {
  size_t best = pool_input(a, i, 0);
  for (uint32_t k = 1; k < a->spec.kernel * a->spec.kernel; k++)
    if (x[pool_input(a, i, k)] > x[best]) best = pool_input(a, i, k);
  return best;
}
static double kept(const reference* r, uint32_t l, size_t i) {
  const sp_layer* a = &r->net->layers[l];
  if (!r->masked || a->spec.rate == 0) return 1;
  return a->mask[(size_t)r->sample * a->count + i] ? 1 / (1 - a->spec.rate) : 0;
}

/* The loss of the image in value[0]; the last value becomes the probabilities. */
static double reference_loss(reference* r, const double* weights, uint32_t label) {
  const sp_network* net = r->net;
  for (uint32_t l = 0; l < net->spec.layer_count; l++) {
    const sp_layer* a = &net->layers[l];
    const double* x = r->value[l];
    double* y = r->value[l + 1];
    for (size_t i = 0; i < a->count; i++) {
      if (a->kernel_count)
        y[i] = weights[a->bias + i % a->channels];
      else if (a->spec.type == SP_MAX_POOL2D)
        y[i] = x[pool_winner(a, x, i)];
      else
        y[i] = a->spec.type == SP_DROPOUT ? x[i] * kept(r, l, i) : x[i];
    }
    tensors t = {.x = x, .w = weights + a->kernel, .y = y};
    if (a->kernel_count) each_product(a, forward_product, &t);
    for (size_t i = 0; a->spec.activation == SP_RELU && i < a->count; i++) y[i] = fmax(y[i], 0);
  }
  double *p = r->value[net->spec.layer_count], most = -HUGE_VAL, sum = 0, loss = 0;
  for (uint32_t c = 0; c < net->classes; c++) most = fmax(most, p[c]);
  for (uint32_t c = 0; c < net->classes; c++) sum += p[c] = exp(p[c] - most);
  for (uint32_t c = 0; c < net->classes; c++) {
    p[c] /= sum;
    loss += net->spec.loss == SP_CROSS_ENTROPY ? (c == label ? -log(p[c]) : 0)
                                               : pow(p[c] - (c == label), 2) / net->classes;
  }
  return loss;
}

/* Adds scale d loss / d weights to `gradients`, after reference_loss. */
static void reference_backward(reference* r, const double* weights, uint32_t label, double scale,
                               double* gradients) {
  const sp_network* net = r->net;
  const double* p = r->value[net->spec.layer_count];
  double *dz = r->slope[net->spec.layer_count], mean = 0;
  for (uint32_t c = 0; c < net->classes; c++) mean += (p[c] - (c == label)) * p[c];
  for (uint32_t c = 0; c < net->classes; c++) {
    double d = p[c] - (c == label);
    dz[c] = scale *
            (net->spec.loss == SP_CROSS_ENTROPY ? d : 2 / (double)net->classes * p[c] * (d - mean));
  }
  for (uint32_t l = net->spec.layer_count; l-- > 0;) {
    const sp_layer* a = &net->layers[l];
    const double *x = r->value[l], *y = r->value[l + 1];
    double *dx = r->slope[l], *dy = r->slope[l + 1];
    memset(dx, 0, a->in_count * sizeof *dx);
    for (size_t i = 0; i < a->count; i++) {
      if (a->spec.activation == SP_RELU && y[i] <= 0) dy[i] = 0;
      if (a->kernel_count)
        gradients[a->bias + i % a->channels] += dy[i];
      else if (a->spec.type == SP_MAX_POOL2D)
        dx[pool_winner(a, x, i)] += dy[i];
      else
        dx[i] = a->spec.type == SP_DROPOUT ? dy[i] * kept(r, l, i) : dy[i];
    }
    tensors t = {.x = x, .w = weights + a->kernel, .dy = dy, .dx = dx, .dw = gradients + a->kernel};
    if (a->kernel_count) each_product(a, backward_product, &t);
  }
}

#endif
