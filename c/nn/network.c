/* Creating a network: check the description, work out the shapes, lay out the memory. */
#include "nn/network.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "kern/gemm.h"
#include "nn/step.h"

#define MAX_EXTENT 4096u      /* of each dimension of a value */
#define MAX_COUNT  (1u << 24) /* floats of one value, and of all parameters 2^28 */

static sp_status shape_layer(sp_network* net, uint32_t l, const sp_layer* before, int* is_flat) {
  const sp_network_spec* spec = &net->spec;
  sp_layer* layer = &net->layers[l];
  const sp_layer_spec s = spec->layers[l];
  *layer = (sp_layer){.spec = s};
  layer->in_height = before ? before->height : spec->height;
  layer->in_width = before ? before->width : spec->width;
  layer->in_channels = before ? before->channels : spec->channels;
  layer->in_count = layer->in_height * layer->in_width * layer->in_channels;
  layer->height = layer->in_height, layer->width = layer->in_width;
  layer->channels = layer->in_channels;
  uint32_t side = layer->in_height < layer->in_width ? layer->in_height : layer->in_width;
  int is_last = l + 1 == spec->layer_count;
  if ((s.activation == SP_SOFTMAX) != (is_last && s.type == SP_DENSE)) return SP_INVALID_ARGUMENT;
  switch (s.type) {
  case SP_CONV2D:
    if (*is_flat || s.kernel < 1 || s.kernel > side || s.size < 1 || s.size > MAX_EXTENT)
      return SP_INVALID_ARGUMENT;
    layer->height -= s.kernel - 1, layer->width -= s.kernel - 1, layer->channels = s.size;
    layer->kernel_count = (size_t)s.kernel * s.kernel * layer->in_channels * s.size;
    break;
  case SP_MAX_POOL2D:
    if (*is_flat || s.kernel < 1 || s.kernel > side || s.kernel > 15) return SP_INVALID_ARGUMENT;
    layer->height /= s.kernel, layer->width /= s.kernel;
    break;
  case SP_DROPOUT:
    if (!(s.rate >= 0 && s.rate < 1)) return SP_DOMAIN;
    break;
  case SP_FLATTEN:
    layer->height = layer->width = 1, layer->channels = layer->in_count;
    *is_flat = 1;
    break;
  case SP_DENSE:
    if (layer->in_height * layer->in_width != 1 || s.size < 1 || s.size > MAX_EXTENT)
      return SP_INVALID_ARGUMENT;
    if (is_last && (s.size < 2 || s.size > SP_MAX_CLASSES)) return SP_INVALID_ARGUMENT;
    layer->channels = s.size, *is_flat = 1;
    layer->kernel_count = (size_t)layer->in_count * s.size;
    break;
  default:
    return SP_INVALID_ARGUMENT;
  }
  uint64_t count = (uint64_t)layer->height * layer->width * layer->channels;
  if (count > MAX_COUNT) return SP_INVALID_ARGUMENT;
  layer->count = (uint32_t)count;
  if (layer->kernel_count) {
    layer->kernel = net->parameters, layer->bias = layer->kernel + layer->kernel_count;
    net->parameters = layer->bias + layer->channels;
  }
  return net->parameters > MAX_COUNT * (size_t)16 ? SP_INVALID_ARGUMENT : SP_OK;
}

static sp_status check_optimizer(const sp_optimizer* o) {
  int ok = (unsigned)o->kind < SP_OPTIMIZER_COUNT && o->learning_rate >= 0 &&
           o->learning_rate < HUGE_VAL;
  if (o->kind == SP_SGD) ok = ok && o->momentum >= 0 && o->momentum < 1;
  if (o->kind == SP_ADADELTA || o->kind == SP_RMSPROP) ok = ok && o->rho >= 0 && o->rho < 1;
  if (o->kind == SP_ADAM) ok = ok && o->beta1 >= 0 && o->beta1 < 1 && o->beta2 >= 0 && o->beta2 < 1;
  if (o->kind != SP_SGD) ok = ok && o->epsilon > 0 && o->epsilon < HUGE_VAL;
  return ok ? SP_OK : SP_DOMAIN;
}

/* ---- memory ------------------------------------------------------------------------------- */

typedef struct layout {
  sp_arena* arena;
  int is_full;
} layout;

static void* take(layout* to, size_t count, size_t size) {
  void* p = to->is_full ? NULL : sp_arena_array(to->arena, count, size);
  if (!p) to->is_full = 1;
  return p;
}
static float* floats(layout* to, size_t count) { return take(to, count, sizeof(float)); }
static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/* Conv2d whose output only the max-pool after it reads keeps one image's output at a time. */
int sp_is_pooled(const sp_network* net, uint32_t l) {
  return l + 1 < net->spec.layer_count && net->layers[l].spec.type == SP_CONV2D &&
         net->layers[l + 1].spec.type == SP_MAX_POOL2D;
}

static void lay_out_layer(sp_network* net, uint32_t l, layout* to) {
  sp_layer* layer = &net->layers[l];
  size_t batch = net->spec.max_batch;
  int trains = net->spec.trains, is_dense = l >= net->spatial;
  sp_layer_type type = layer->spec.type;
  if (type == SP_DROPOUT || type == SP_FLATTEN) { /* in place */
    layer->value = l ? layer[-1].value : net->input;
    layer->stride = l ? layer[-1].stride : net->input_stride;
    layer->gradient = is_dense ? layer[-1].gradient : NULL;
  } else {
    /* what the first dense layer reads must be there for the whole batch */
    int is_read_by_dense = 1;
    for (uint32_t k = l + 1; k < net->spatial; k++)
      if (net->layers[k].spec.type != SP_DROPOUT && net->layers[k].spec.type != SP_FLATTEN)
        is_read_by_dense = 0;
    int keeps = is_dense || is_read_by_dense || (trains && !sp_is_pooled(net, l));
    layer->stride = keeps ? layer->count : 0;
    size_t samples = !keeps ? 1 : is_dense || is_read_by_dense ? net->rows : batch;
    layer->value = floats(to, samples * layer->count);
    if (is_dense && trains) layer->gradient = floats(to, batch * layer->count);
  }
  if (trains && (type == SP_DROPOUT || type == SP_MAX_POOL2D))
    layer->mask = take(to, batch * layer->count, 1);
  if (type == SP_CONV2D) {
    sp_conv shape = sp_layer_conv(layer);
    layer->packed =
        floats(to, sp_is_winograd(layer) ? sp_winograd_packed(shape) : sp_conv_packed(shape));
    if (trains) {
      int is_routed = sp_is_routed(net, l);
      size_t weights = layer->kernel_count;
      layer->packed_back = floats(to, is_routed ? weights : sp_conv_packed(sp_conv_reverse(shape)));
      layer->pieces = is_routed ? floats(to, weights) : NULL;
    }
  }
}

static void lay_out(sp_network* net, layout* to) {
  size_t batch = net->spec.max_batch, trains = net->spec.trains != 0;
  net->rows = net->spec.max_batch;
  if (trains && net->rows < SP_EVALUATION_BATCH) net->rows = SP_EVALUATION_BATCH;
  net->slot_count = trains ? sp_optimizer_slots(&net->spec.optimizer) : 0;
  net->weights = floats(to, net->parameters);
  if (trains) {
    net->gradients = floats(to, net->parameters);
    net->slots = floats(to, net->slot_count * net->parameters);
  }
  int input_is_read_by_dense = 1;
  for (uint32_t l = 0; l < net->spatial; l++)
    if (net->layers[l].spec.type != SP_DROPOUT && net->layers[l].spec.type != SP_FLATTEN)
      input_is_read_by_dense = 0;
  net->input_stride = trains || input_is_read_by_dense ? net->in_count : 0;
  size_t samples = !net->input_stride ? 1 : input_is_read_by_dense ? net->rows : batch;
  net->input = floats(to, samples * net->in_count);
  net->probabilities = floats(to, net->classes);
  size_t scratch = SP_GEMM_WORKSPACE, largest = net->in_count;
  for (uint32_t l = 0; l < net->spec.layer_count; l++) {
    lay_out_layer(net, l, to);
    if (l >= net->spatial) continue;
    largest = larger(largest, net->layers[l].count);
    if (net->layers[l].spec.type != SP_CONV2D) continue;
    sp_conv shape = sp_layer_conv(&net->layers[l]);
    scratch = larger(scratch, sp_conv_border(shape));
    if (sp_is_winograd(&net->layers[l])) scratch = larger(scratch, sp_winograd_workspace(shape));
    if (sp_is_routed(net, l))
      scratch = larger(scratch, sp_pooled_workspace(sp_layer_pooled(&net->layers[l])));
  }
  net->scratch = floats(to, scratch);
  if (trains) {
    for (int i = 0; i < 2; i++) net->scratch_gradient[i] = floats(to, largest);
    net->input_gradient = floats(to, batch * net->layers[net->spatial].in_count);
  }
}

sp_status sp_network_create(sp_arena* arena, const sp_network_spec* spec, sp_network** result,
                            sp_fault* fault) {
  if (spec->height - 1 >= MAX_EXTENT || spec->width - 1 >= MAX_EXTENT ||
      spec->channels - 1 >= MAX_EXTENT || spec->max_batch - 1 >= MAX_EXTENT ||
      (uint64_t)spec->height * spec->width * spec->channels > MAX_COUNT ||
      (unsigned)spec->loss >= SP_LOSS_COUNT || spec->layer_count - 1 >= SP_MAX_LAYERS)
    return sp_fail(fault, SP_INVALID_ARGUMENT, 0, -1, spec->layer_count);
  if (check_optimizer(&spec->optimizer) != SP_OK)
    return sp_fail(fault, SP_DOMAIN, 0, -1, spec->optimizer.learning_rate);

  size_t mark = sp_arena_mark(arena);
  sp_network* net = sp_arena_alloc(arena, sizeof *net);
  if (!net) return sp_fail(fault, SP_NO_MEMORY, 0, -1, sizeof *net);
  memset(net, 0, sizeof *net);
  net->spec = *spec;
  net->in_count = spec->height * spec->width * spec->channels;
  net->spatial = spec->layer_count;
  sp_status status = SP_OK;
  uint32_t l = 0;
  for (int is_flat = 0; l < spec->layer_count && status == SP_OK; l++) {
    status = shape_layer(net, l, l ? &net->layers[l - 1] : NULL, &is_flat);
    if (spec->layers[l].type == SP_DENSE && net->spatial > l) net->spatial = l;
  }
  if (status == SP_OK && spec->layers[spec->layer_count - 1].type != SP_DENSE)
    status = SP_INVALID_ARGUMENT;
  if (status != SP_OK) {
    sp_arena_release(arena, mark);
    return sp_fail(fault, status, 0, l - 1, l ? (double)spec->layers[l - 1].type : 0);
  }
  net->classes = net->layers[spec->layer_count - 1].count;
  layout to = {arena, 0};
  lay_out(net, &to);
  net->bytes = sp_arena_mark(arena) - mark;
  if (to.is_full) {
    sp_arena_release(arena, mark);
    return sp_fail(fault, SP_NO_MEMORY, 0, -1, (double)net->parameters);
  }
  sp_network_initialise(net, 0);
  *result = net;
  return SP_OK;
}

/* ---- random numbers ----------------------------------------------------------------------- */

void sp_network_initialise(sp_network* net, uint64_t seed) {
  net->seed = seed;
  memset(net->weights, 0, net->parameters * sizeof(float));
  if (net->slots) memset(net->slots, 0, net->slot_count * net->parameters * sizeof(float));
  for (uint32_t l = 0; l < net->spec.layer_count; l++) {
    const sp_layer* layer = &net->layers[l];
    if (!layer->kernel_count) continue;
    double taps =
        layer->spec.type == SP_CONV2D ? (double)layer->spec.kernel * layer->spec.kernel : 1;
    double fans = taps * ((double)layer->in_channels + layer->channels);
    double limit = sqrt(6 / fans);
    sp_rng rng;
    sp_rng_init(&rng, seed, l, SP_STREAM_WEIGHTS);
    for (size_t i = 0; i < layer->kernel_count; i++)
      net->weights[layer->kernel + i] = (float)(limit * (2 * (double)sp_rng_uniform_f32(&rng) - 1));
  }
}

void sp_network_shuffle(uint64_t seed, uint32_t epoch, uint32_t count, uint32_t* order) {
  for (uint32_t i = 0; i < count; i++) order[i] = i;
  sp_rng rng;
  sp_rng_init(&rng, seed, epoch, SP_STREAM_SHUFFLE);
  sp_rng_shuffle(&rng, order, count);
}
