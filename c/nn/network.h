/* A sequential network: conv2d, maxPool2d, dropout, flatten and dense layers, softmax at the end.
   Everything a step needs is allocated when the network is created.

   Shapes: images [H,W,C] one after the other; conv2d kernels [size,size,C,F] and dense kernels
   [in,units], as in Keras.  All parameters lie in one flat array in the order of the layers, kernel
   before bias; gradients in an array of the same layout; the optimiser's slots in
   [slots][parameters]. */
#ifndef SP_NN_NETWORK_H
#define SP_NN_NETWORK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "kern/conv.h"
#include "nn/optimizer.h"

#define SP_MAX_LAYERS  24
#define SP_MAX_CLASSES 32
/* Samples that a training network's dense layers take at a time when it predicts or evaluates: they
   use a weight as often as there are samples.  Of other networks it is max_batch. */
#define SP_EVALUATION_BATCH 256

typedef enum {
#define LAYER(id, name) SP_##id,
#include "nn/layers.def"
#undef LAYER
  SP_LAYER_TYPE_COUNT
} sp_layer_type;

typedef enum {
#define ACTIVATION(id, name) SP_##id,
#include "nn/activations.def"
#undef ACTIVATION
  SP_ACTIVATION_COUNT
} sp_activation;

typedef enum {
#define LOSS(id, name) SP_##id,
#include "nn/losses.def"
#undef LOSS
  SP_LOSS_COUNT
} sp_loss;

typedef struct sp_layer_spec {
  sp_layer_type type;
  uint32_t size;   /* filters or units */
  uint32_t kernel; /* of conv2d, or the window of maxPool2d (1 ... 15) */
  sp_activation activation;
  double rate; /* 0 <= rate < 1, in steps of 1 / 65536 */
} sp_layer_spec;

typedef struct sp_network_spec {
  uint32_t height, width, channels; /* of an image */
  uint32_t max_batch;               /* samples of one gradient, at most */
  int trains;                       /* 0: predict and evaluate only, in less memory */
  sp_loss loss;
  sp_optimizer optimizer;
  uint32_t layer_count;
  sp_layer_spec layers[SP_MAX_LAYERS];
} sp_network_spec;

typedef struct sp_layer {
  sp_layer_spec spec;
  uint32_t in_height, in_width, in_channels, in_count; /* in_count: their product */
  uint32_t height, width, channels, count;             /* of the output */
  size_t kernel, bias; /* offsets in the flat array; the layer has kernel_count and channels */
  size_t kernel_count;
  float* value;       /* [max_batch][count], [rows][count] where a dense layer reads or makes it,
                         [count] when stride is 0; may be the one before's */
  size_t stride;      /* floats from one sample's value to the next in training */
  uint8_t* mask;      /* [max_batch][count]: argmax of maxPool2d, 1 = kept of dropout */
  float* gradient;    /* dense part: [max_batch][count], the loss by this layer's output */
  float* packed;      /* conv2d: the kernel packed for the forward pass */
  float* packed_back; /* conv2d: for the data gradient, or in pieces where a pool reads it */
  float* pieces;      /* conv2d that a pool reads: its kernel's gradient, see kern/pooled.h */
} sp_layer;

typedef struct sp_network {
  sp_network_spec spec;
  uint64_t seed;
  sp_layer layers[SP_MAX_LAYERS];
  uint32_t spatial; /* number of layers before the first dense one: these run image by image */
  uint32_t classes, in_count;
  size_t parameters;
  float *weights, *gradients, *slots; /* [parameters] each, slots [slot_count][parameters] */
  uint32_t slot_count;
  uint32_t rows; /* samples that predict and evaluate take at a time, at least max_batch */
  float* input;  /* [max_batch][in_count] */
  size_t input_stride;
  float* input_gradient; /* by the input of the first dense layer, [max_batch][..] */
  float* probabilities;  /* [classes], of one sample */
  float *scratch, *scratch_gradient[2];
  size_t bytes;
} sp_network;

/* Samples that lie in the caller's memory. */
typedef struct sp_samples {
  const void* images; /* bytes 0 ... 255 (read as x / 255), or floats */
  int is_float;
  const uint8_t* labels;   /* each < classes; NULL for predictions */
  const uint32_t* indices; /* sample i is the indices[i]-th; NULL: the i-th */
  uint32_t count;
} sp_samples;

typedef struct sp_score {
  double loss; /* the sum over the samples, nats for cross-entropy */
  uint32_t correct;
} sp_score;

/* Checks the description and lays the network out in the arena.  On a mistake: a status other than
   SP_OK with fault->index = the layer (-1: none), and the arena as it was. */
sp_status sp_network_create(sp_arena* arena, const sp_network_spec* spec, sp_network** result,
                            sp_fault* fault);

/* Kernels uniform on +-sqrt(6 / (fan_in + fan_out)) (Glorot), biases and slots zero: a function of
   (seed, layer, element) only.  The seed also covers dropout. */
void sp_network_initialise(sp_network* net, uint64_t seed);

/* gradients = d (sum of the losses / global_batch) / d weights, in training mode.  The samples are
   number `first` and on of a batch of `global_batch` samples at step `step`: dropout depends on
   these and the seed only, so a batch may be cut among workers.  count <= max_batch. */
sp_status sp_network_gradient(sp_network* net, const sp_samples* samples, uint32_t global_batch,
                              uint32_t first, uint32_t step, sp_score* score, sp_fault* fault);

/* The same without the kernels of those dense layers l whose bits 1 << l are set in `left`: their
   part of `gradients` stays as it was. */
sp_status sp_network_gradient_part(sp_network* net, const sp_samples* samples,
                                   uint32_t global_batch, uint32_t first, uint32_t step,
                                   uint32_t left, sp_score* score, sp_fault* fault);
/* `rows` rows of the kernel's gradient of dense layer l, to the bit what sp_network_gradient makes
   of them, and what is in `plus` added to that (NULL: nothing): from `count` samples' inputs of
   these rows, each sample's `stride` floats after the last one's, and the gradients by their
   outputs [count][units], as they are in the layer before and in this one after
   sp_network_gradient_part, here or elsewhere. */
void sp_network_kernel_gradient(sp_network* net, uint32_t l, uint32_t rows, uint32_t count,
                                const float* inputs, size_t stride, const float* outputs,
                                const float* plus, float* gradient);

/* One step of the optimiser with what is in `gradients`; step counts from 1. */
void sp_network_update(sp_network* net, uint32_t step);
/* The same for the parameters from ... from + count alone, with their gradient from elsewhere, and
   their state from one place to another.  A weight's bits do not depend on how the parameters are
   cut. */
void sp_network_update_part(sp_network* net, uint32_t step, size_t from, size_t count,
                            const float* gradient, sp_slots state, sp_slots new_state);

/* probabilities [count][classes]; any count, `rows` at a time. */
sp_status sp_network_predict(sp_network* net, const sp_samples* samples, float* probabilities,
                             sp_fault* fault);

/* Adds to confusion [label][predicted] (NULL: not wanted), writes each sample's loss (NULL: not
   wanted). */
sp_status sp_network_evaluate(sp_network* net, const sp_samples* samples, sp_score* score,
                              double* confusion, float* losses, sp_fault* fault);

/* What layer `layer` makes of the first sample, [height,width,channels] of that layer (for the
   softmax layer: the probabilities).  Valid until the next call. */
sp_status sp_network_activation(sp_network* net, const sp_samples* samples, uint32_t layer,
                                const float** value, sp_fault* fault);

/* order[0 ... count) = a random order of 0 ... count - 1, a function of (seed, epoch, count). */
void sp_network_shuffle(uint64_t seed, uint32_t epoch, uint32_t count, uint32_t* order);

#endif
