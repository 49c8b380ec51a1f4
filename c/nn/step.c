/* Forward and backward.  The layers before the first dense one run image by image, so that what one
   layer writes the next finds in the cache; the dense ones run as matrix products over the batch.
 */
#include "nn/step.h"

#include <string.h>

#include "base/random.h"
#include "kern/gemm.h"
#include "kern/loss.h"
#include "kern/pool.h"
#include "kern/simd.h"
#include "kern/vector.h"

typedef struct pass {
  sp_network* net;
  uint32_t count; /* samples */
  int trains;
  uint32_t first, step; /* for dropout */
  uint32_t left;        /* bits of the dense layers whose kernels' gradients are not wanted */
  int records;          /* every layer's value is wanted */
} pass;

/* Outside training only what a dense layer reads is kept for every sample. */
static int is_kept(const pass* p, const float* value) {
  const sp_network* net = p->net;
  return p->trains || value == (net->spatial ? net->layers[net->spatial - 1].value : net->input);
}
static size_t stride_of(const pass* p, uint32_t l) {
  const sp_layer* layer = &p->net->layers[l];
  return l >= p->net->spatial || is_kept(p, layer->value) ? layer->stride : 0;
}

static float* value_of(const pass* p, uint32_t l, uint32_t sample) {
  return p->net->layers[l].value + stride_of(p, l) * sample;
}
static float* image_of(const pass* p, uint32_t sample) {
  return p->net->input + (is_kept(p, p->net->input) ? p->net->input_stride : 0) * sample;
}
static const float* input_of(const pass* p, uint32_t l, uint32_t sample) {
  return l ? value_of(p, l - 1, sample) : image_of(p, sample);
}

/* ---- one layer ---------------------------------------------------------------------------- */

/* Element e of sample s is kept when its random bits, a function of (seed, step, layer, s, e), are
   not below rate: 8 bits (one Philox block serves 16 elements) for a rate that is a multiple of
   1/256, as 1/4 and 1/2 are, else 16. */
static void dropout(const pass* p, uint32_t l, uint32_t sample) {
  const sp_layer* layer = &p->net->layers[l];
  uint32_t threshold = (uint32_t)(layer->spec.rate * 65536 + 0.5);
  if (threshold > 65535) threshold = 65535;
  uint32_t is_coarse = threshold % 256 == 0, each = is_coarse ? 16 : 8;
  uint8_t* mask = layer->mask + (size_t)sample * layer->count;
  const uint32_t key[2] = {(uint32_t)p->net->seed, (uint32_t)(p->net->seed >> 32)};
  const u8x16 one = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  for (uint32_t i = 0; i < layer->count; i += each) {
    uint32_t counter[4] = {i / each, p->first + sample, p->step, SP_STREAM_DROPOUT + l}, bits[4];
    sp_philox(counter, key, bits);
    u8x16 kept;
    if (is_coarse) {
      memcpy(&kept, bits, sizeof kept);
      kept = (u8x16)(kept >= one * (uint8_t)(threshold / 256)) & one;
    } else {
      for (uint32_t j = 0; j < 8; j++)
        kept[j] = (bits[j / 2] >> 16 * (j & 1) & 0xffff) >= threshold;
    }
    uint32_t left = layer->count - i;
    memcpy(mask + i, &kept, left < each ? left : each);
  }
  sp_vector_mask(layer->count, mask, (float)(1 / (1 - layer->spec.rate)), value_of(p, l, sample));
}

static void dropout_backward(const pass* p, uint32_t l, uint32_t sample, float* gradient) {
  const sp_layer* layer = &p->net->layers[l];
  float scale = (float)(1 / (1 - layer->spec.rate));
  sp_vector_mask(layer->count, layer->mask + (size_t)sample * layer->count, scale, gradient);
}

static sp_pool pool_of(const sp_layer* layer) {
  return (sp_pool){layer->in_height, layer->in_width, layer->in_channels, layer->spec.kernel};
}

static void forward_image(const pass* p, uint32_t l, uint32_t sample) {
  const sp_layer* layer = &p->net->layers[l];
  const float* bias = p->net->weights + layer->bias;
  const float* x = input_of(p, l, sample);
  float* y = value_of(p, l, sample);
  int relu = layer->spec.activation == SP_RELU;
  switch (layer->spec.type) {
  case SP_CONV2D:
    if (sp_is_fused(p->net, l) && !p->records) {
      const sp_layer* pool = layer + 1;
      sp_winograd_forward_pooled(
          sp_layer_conv(layer), x, layer->packed, bias, relu, value_of(p, l + 1, sample),
          p->trains ? pool->mask + (size_t)sample * pool->count : NULL, p->net->scratch);
    } else if (sp_is_winograd(layer)) {
      sp_winograd_forward(sp_layer_conv(layer), x, layer->packed, bias, relu, y, p->net->scratch);
    } else {
      sp_conv_forward(sp_layer_conv(layer), x, layer->packed, bias, relu, y);
    }
    break;
  case SP_MAX_POOL2D:
    if (l && sp_is_fused(p->net, l - 1) && !p->records) break;
    sp_pool_forward(pool_of(layer), x, y,
                    p->trains ? layer->mask + (size_t)sample * layer->count : NULL);
    break;
  case SP_DROPOUT:
    if (p->trains && layer->spec.rate > 0) dropout(p, l, sample);
    break;
  default:
    break;
  }
}

/* Zero where the layer's ReLU gave zero. */
static void relu_backward(size_t count, const float* value, float* gradient) {
  size_t i = 0;
  for (; i + 4 <= count; i += 4)
    sp_store4(gradient + i,
              (f32x4)((i32x4)sp_load4(gradient + i) & (i32x4)(sp_load4(value + i) > sp_splat(0))));
  for (; i < count; i++) gradient[i] = value[i] > 0 ? gradient[i] : 0;
}

/* ---- forward ------------------------------------------------------------------------------ */

static void pack_kernels(const pass* p) {
  for (uint32_t l = 0; l < p->net->spatial; l++) {
    const sp_layer* layer = &p->net->layers[l];
    if (layer->spec.type != SP_CONV2D) continue;
    const float* kernel = p->net->weights + layer->kernel;
    if (sp_is_winograd(layer))
      sp_winograd_pack(sp_layer_conv(layer), kernel, layer->packed);
    else
      sp_conv_pack(sp_layer_conv(layer), kernel, layer->packed);
    if (p->trains && sp_is_routed(p->net, l))
      sp_pooled_pack(sp_layer_pooled(layer), kernel, layer->packed_back);
    else if (p->trains && l)
      sp_conv_pack_reverse(sp_layer_conv(layer), kernel, layer->packed_back);
  }
}

static void widen(const sp_network* net, const sp_samples* samples, size_t index, float* to) {
  size_t n = net->in_count;
  if (samples->is_float) {
    memcpy(to, (const float*)samples->images + index * n, n * sizeof(float));
  } else {
    const uint8_t* from = (const uint8_t*)samples->images + index * n;
    for (size_t i = 0; i < n; i++) to[i] = (float)from[i] / 255.0f;
  }
}

static void forward_dense(const pass* p, uint32_t l) {
  const sp_layer* layer = &p->net->layers[l];
  const float* weights = p->net->weights;
  if (layer->spec.type == SP_DROPOUT) {
    for (uint32_t i = 0; i < p->count && p->trains && layer->spec.rate > 0; i++) dropout(p, l, i);
  } else if (layer->spec.type == SP_DENSE) {
    sp_gemm(p->count, layer->count, layer->in_count,
            (sp_matrix){input_of(p, l, 0), layer->in_count, 1},
            (sp_matrix){weights + layer->kernel, layer->count, 1}, weights + layer->bias, 0,
            layer->spec.activation == SP_RELU, layer->value, layer->count, p->net->scratch);
  }
}

/* Samples from ... from + count of the caller's through the network, to the logits. */
static void forward(const pass* p, const sp_samples* samples, uint32_t from) {
  sp_network* net = p->net;
  for (uint32_t i = 0; i < p->count; i++) {
    size_t index = samples->indices ? samples->indices[from + i] : from + i;
    widen(net, samples, index, image_of(p, i));
    for (uint32_t l = 0; l < net->spatial; l++) forward_image(p, l, i);
  }
  for (uint32_t l = net->spatial; l < net->spec.layer_count; l++) forward_dense(p, l);
}

/* ---- backward ----------------------------------------------------------------------------- */

static void backward_dense(const pass* p, uint32_t l, float* to) {
  sp_network* net = p->net;
  const sp_layer* layer = &net->layers[l];
  uint32_t in = layer->in_count, out = layer->count;
  float *g = layer->gradient, *db = net->gradients + layer->bias;
  if (layer->spec.type == SP_DROPOUT) {
    for (uint32_t i = 0; i < p->count && layer->spec.rate > 0; i++)
      dropout_backward(p, l, i, g + (size_t)i * out);
    return;
  }
  if (layer->spec.type != SP_DENSE) return;
  if (layer->spec.activation == SP_RELU) relu_backward((size_t)p->count * out, layer->value, g);
  if (!(p->left >> l & 1))
    sp_network_kernel_gradient(net, l, in, p->count, input_of(p, l, 0), in, g, NULL,
                               net->gradients + layer->kernel);
  memset(db, 0, out * sizeof *db);
  sp_conv_bias_gradient(p->count, out, g, db);
  if (to)
    sp_gemm(p->count, in, out, (sp_matrix){g, out, 1},
            (sp_matrix){net->weights + layer->kernel, 1, out}, NULL, 0, 0, to, in, net->scratch);
}

/* Carries one image's gradient g (by the output of the last spatial layer) back to layer `stop`,
   adding to the gradients of the kernels on the way. */
static void backward_image(const pass* p, uint32_t sample, uint32_t stop, float* g) {
  sp_network* net = p->net;
  for (uint32_t l = net->spatial; l-- > stop;) {
    const sp_layer* layer = &net->layers[l];
    float* to = g == net->scratch_gradient[0] ? net->scratch_gradient[1] : net->scratch_gradient[0];
    if (layer->spec.type == SP_DROPOUT && layer->spec.rate > 0) {
      dropout_backward(p, l, sample, g);
    } else if (layer->spec.type == SP_MAX_POOL2D) {
      const uint8_t* argmax = layer->mask + (size_t)sample * layer->count;
      /* a ReLU before the pool passes on what is positive after it */
      if (l && sp_is_pooled(net, l - 1) && layer[-1].spec.activation == SP_RELU)
        relu_backward(layer->count, value_of(p, l, sample), g);
      if (l && sp_is_routed(net, l - 1)) {
        const sp_layer* conv = &net->layers[--l];
        sp_pooled shape = sp_layer_pooled(conv);
        sp_pooled_weight_gradient(shape, input_of(p, l, sample), g, argmax, conv->pieces,
                                  net->scratch);
        sp_conv_bias_gradient(layer->height * layer->width, layer->channels, g,
                              net->gradients + conv->bias);
        if (l == stop) return;
        sp_pooled_data_gradient(shape, g, argmax, conv->packed_back, to, net->scratch);
      } else {
        sp_pool_backward(pool_of(layer), g, argmax, to);
      }
      g = to;
    } else if (layer->spec.type == SP_CONV2D) {
      sp_conv shape = sp_layer_conv(layer);
      if (!sp_is_pooled(net, l) && layer->spec.activation == SP_RELU)
        relu_backward(layer->count, value_of(p, l, sample), g);
      sp_conv_weight_gradient(shape, input_of(p, l, sample), g, net->gradients + layer->kernel,
                              net->scratch);
      sp_conv_bias_gradient(layer->height * layer->width, layer->channels, g,
                            net->gradients + layer->bias);
      if (l == stop) return;
      sp_conv_data_gradient(shape, g, layer->packed_back, to, net->scratch);
      g = to;
    }
  }
}

static void backward(const pass* p) {
  sp_network* net = p->net;
  uint32_t stop =
      0; /* the first spatial layer with parameters: nothing before it wants a gradient */
  while (stop < net->spatial && !net->layers[stop].kernel_count) stop++;
  int is_wanted = stop < net->spatial;
  for (uint32_t l = 0; l < net->spatial; l++) {
    const sp_layer* layer = &net->layers[l];
    if (layer->kernel_count)
      memset(net->gradients + layer->kernel, 0,
             (layer->kernel_count + layer->channels) * sizeof(float));
    if (layer->pieces) memset(layer->pieces, 0, layer->kernel_count * sizeof(float));
  }
  for (uint32_t l = net->spec.layer_count; l-- > net->spatial;)
    backward_dense(p, l,
                   l > net->spatial ? net->layers[l - 1].gradient
                                    : (is_wanted ? net->input_gradient : NULL));
  if (!is_wanted) return;
  size_t stride = net->layers[net->spatial].in_count;
  for (uint32_t i = 0; i < p->count; i++)
    backward_image(p, i, stop, net->input_gradient + i * stride);
  for (uint32_t l = 0; l < net->spatial; l++)
    if (net->layers[l].pieces)
      sp_pooled_unpack(sp_layer_pooled(&net->layers[l]), net->layers[l].pieces,
                       net->gradients + net->layers[l].kernel);
}

/* ---- what network.h promises --------------------------------------------------------------- */

static sp_status check_labels(const sp_network* net, const sp_samples* samples, sp_fault* fault) {
  for (uint32_t i = 0; i < samples->count; i++) {
    uint32_t label = samples->labels[samples->indices ? samples->indices[i] : i];
    if (label >= net->classes) return sp_fail(fault, SP_INVALID_ARGUMENT, 3, i, label);
  }
  return SP_OK;
}

static uint32_t largest_of(const float* z, uint32_t classes) {
  uint32_t best = 0;
  for (uint32_t c = 1; c < classes; c++)
    if (z[c] > z[best]) best = c;
  return best;
}

/* The losses of the samples whose logits are there; dz and confusion may be NULL. */
static void score_batch(const pass* p, const sp_samples* samples, uint32_t from, float scale,
                        float* dz, sp_score* score, double* confusion, float* losses) {
  const sp_network* net = p->net;
  uint32_t classes = net->classes;
  const float* z = net->layers[net->spec.layer_count - 1].value;
  double (*loss_of)(uint32_t, const float*, uint32_t, float, float*) =
      net->spec.loss == SP_CROSS_ENTROPY ? sp_cross_entropy : sp_squared_error;
  for (uint32_t i = 0; i < p->count; i++, z += classes) {
    uint32_t label = samples->labels[samples->indices ? samples->indices[from + i] : from + i];
    uint32_t predicted = largest_of(z, classes);
    double loss = loss_of(classes, z, label, scale, dz ? dz + (size_t)i * classes : NULL);
    score->loss += loss, score->correct += predicted == label;
    if (confusion) confusion[label * classes + predicted] += 1;
    if (losses) losses[from + i] = (float)loss;
  }
}

sp_status sp_network_gradient(sp_network* net, const sp_samples* samples, uint32_t global_batch,
                              uint32_t first, uint32_t step, sp_score* score, sp_fault* fault) {
  return sp_network_gradient_part(net, samples, global_batch, first, step, 0, score, fault);
}

sp_status sp_network_gradient_part(sp_network* net, const sp_samples* samples,
                                   uint32_t global_batch, uint32_t first, uint32_t step,
                                   uint32_t left, sp_score* score, sp_fault* fault) {
  if (!net->spec.trains) return sp_fail(fault, SP_UNSUPPORTED, 0, -1, 0);
  if (samples->count < 1 || samples->count > net->spec.max_batch)
    return sp_fail(fault, SP_INVALID_ARGUMENT, 5, -1, samples->count);
  if (global_batch < 1) return sp_fail(fault, SP_INVALID_ARGUMENT, 6, -1, global_batch);
  sp_status status = check_labels(net, samples, fault);
  if (status != SP_OK) return status;
  pass p = {net, samples->count, 1, first, step, left, 0};
  pack_kernels(&p);
  forward(&p, samples, 0);
  *score = (sp_score){0};
  score_batch(&p, samples, 0, (float)(1.0 / global_batch),
              net->layers[net->spec.layer_count - 1].gradient, score, NULL, NULL);
  backward(&p);
  return SP_OK;
}

void sp_network_kernel_gradient(sp_network* net, uint32_t l, uint32_t rows, uint32_t count,
                                const float* inputs, size_t stride, const float* outputs,
                                const float* plus, float* gradient) {
  uint32_t units = net->layers[l].count;
  if (count)
    sp_gemm(rows, units, count, (sp_matrix){inputs, 1, stride}, (sp_matrix){outputs, units, 1},
            plus, units, 0, gradient, units, net->scratch);
  for (size_t i = 0; i < (size_t)rows * units && !count; i++)
    gradient[i] = plus ? plus[i] + 0.0f : 0; /* no -0, as in every sum */
}

void sp_network_update(sp_network* net, uint32_t step) {
  sp_slots slots = {net->slots, net->parameters};
  sp_network_update_part(net, step, 0, net->parameters, net->gradients, slots, slots);
}

void sp_network_update_part(sp_network* net, uint32_t step, size_t from, size_t count,
                            const float* gradient, sp_slots state, sp_slots new_state) {
  sp_optimizer_update(&net->spec.optimizer, step, count, net->weights + from, gradient, state,
                      new_state);
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

sp_status sp_network_predict(sp_network* net, const sp_samples* samples, float* probabilities,
                             sp_fault* fault) {
  (void)fault;
  pass p = {.net = net};
  pack_kernels(&p);
  const float* z = net->layers[net->spec.layer_count - 1].value;
  for (uint32_t from = 0; from < samples->count; from += net->rows) {
    p.count = least(samples->count - from, net->rows);
    forward(&p, samples, from);
    for (uint32_t i = 0; i < p.count; i++)
      sp_softmax(net->classes, z + (size_t)i * net->classes,
                 probabilities + (size_t)(from + i) * net->classes);
  }
  return SP_OK;
}

sp_status sp_network_evaluate(sp_network* net, const sp_samples* samples, sp_score* score,
                              double* confusion, float* losses, sp_fault* fault) {
  sp_status status = check_labels(net, samples, fault);
  if (status != SP_OK) return status;
  pass p = {.net = net};
  pack_kernels(&p);
  *score = (sp_score){0};
  for (uint32_t from = 0; from < samples->count; from += net->rows) {
    p.count = least(samples->count - from, net->rows);
    forward(&p, samples, from);
    score_batch(&p, samples, from, 0, NULL, score, confusion, losses);
  }
  return SP_OK;
}

sp_status sp_network_activation(sp_network* net, const sp_samples* samples, uint32_t layer,
                                const float** value, sp_fault* fault) {
  if (layer >= net->spec.layer_count) return sp_fail(fault, SP_INVALID_ARGUMENT, 3, -1, layer);
  pass p = {.net = net, .count = 1, .records = 1};
  pack_kernels(&p);
  forward(&p, samples, 0);
  *value = net->layers[layer].value;
  if (layer + 1 == net->spec.layer_count) {
    sp_softmax(net->classes, *value, net->probabilities);
    *value = net->probabilities;
  }
  return SP_OK;
}
