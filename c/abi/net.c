/* The network at the boundary.  A handle is slot | generation << 3; a generation is used once.

   Networks lie in the arena under the scratch: create one outside any mark ... release pair that is
   still open.  Memory comes back when the topmost network is disposed of. */
#include <string.h>

#include "abi/abi.h"
#include "kern/vector.h"

double* net_mail(void) { return abi_root_of()->mail; }

static sp_network* find(uint32_t handle, sp_status* status) {
  abi_root* root = abi_root_of();
  abi_net* slot = &root->nets[handle % NET_SLOTS];
  int is_live = slot->net && slot->generation == handle / NET_SLOTS;
  *status = is_live ? SP_OK : sp_fail(&root->fault, SP_STALE_HANDLE, 0, -1, handle);
  return is_live ? slot->net : NULL;
}

/* mail: height, width, channels, max_batch, trains, loss,
         optimizer, learning rate, momentum, rho, beta1, beta2, epsilon,
         layers, then for each layer: type, size, kernel, activation, rate
   mail afterwards: the handle. */
sp_status net_create(uint32_t numbers) {
  enum { HEAD = 14, EACH = 5 };
  abi_root* root = abi_root_of();
  const double* m = root->mail;
  for (uint32_t i = 0; i < numbers && i < NET_MAIL; i++)
    if (!(m[i] >= 0 && m[i] <= 4294967295.0))
      return sp_fail(&root->fault, SP_INVALID_ARGUMENT, 0, i, m[i]);
  if (numbers < HEAD || m[HEAD - 1] > SP_MAX_LAYERS ||
      numbers != HEAD + EACH * (uint32_t)m[HEAD - 1])
    return sp_fail(&root->fault, SP_LENGTH_MISMATCH, 0, -1, numbers);
  sp_network_spec spec = {.height = (uint32_t)m[0],
                          .width = (uint32_t)m[1],
                          .channels = (uint32_t)m[2],
                          .max_batch = (uint32_t)m[3],
                          .trains = m[4] != 0,
                          .loss = (sp_loss)(uint32_t)m[5],
                          .optimizer = {.kind = (sp_optimizer_kind)(uint32_t)m[6],
                                        .learning_rate = m[7],
                                        .momentum = m[8],
                                        .rho = m[9],
                                        .beta1 = m[10],
                                        .beta2 = m[11],
                                        .epsilon = m[12]},
                          .layer_count = (uint32_t)m[13]};
  for (uint32_t l = 0; l < spec.layer_count; l++) {
    const double* d = m + HEAD + EACH * l;
    spec.layers[l] = (sp_layer_spec){(sp_layer_type)(uint32_t)d[0], (uint32_t)d[1], (uint32_t)d[2],
                                     (sp_activation)(uint32_t)d[3], d[4]};
  }
  uint32_t index = 0;
  while (index < NET_SLOTS && (root->nets[index].net || root->nets[index].end)) index++;
  if (index == NET_SLOTS) return sp_fail(&root->fault, SP_NO_MEMORY, 0, -1, NET_SLOTS);
  abi_net* slot = &root->nets[index];
  size_t mark = sp_arena_mark(&root->arena);
  sp_status status = sp_network_create(&root->arena, &spec, &slot->net, &root->fault);
  if (status != SP_OK) return status;
  slot->mark = mark, slot->end = sp_arena_mark(&root->arena);
  slot->generation++;
  root->mail[0] = slot->generation * NET_SLOTS + index;
  return SP_OK;
}

sp_status net_dispose(uint32_t handle) {
  sp_status status;
  if (!find(handle, &status)) return status;
  abi_root* root = abi_root_of();
  root->nets[handle % NET_SLOTS].net = NULL;
  /* give back what lies on top, as long as that is a network disposed of */
  for (int found = 1; found;) {
    found = 0;
    for (int i = 0; i < NET_SLOTS; i++) {
      abi_net* slot = &root->nets[i];
      if (slot->net || slot->end == 0 || slot->end != sp_arena_mark(&root->arena)) continue;
      sp_arena_release(&root->arena, slot->mark);
      slot->end = 0, found = 1;
    }
  }
  return SP_OK;
}

/* mail: parameters, weights (address), gradients (address, 0: it does not train), slots (address),
         number of slots, layers, classes, bytes of all of it, numbers of an image. */
sp_status net_query(uint32_t handle) {
  sp_status status;
  const sp_network* net = find(handle, &status);
  if (!net) return status;
  const double result[] = {(double)net->parameters,
                           (double)(uintptr_t)net->weights,
                           (double)(uintptr_t)net->gradients,
                           (double)(uintptr_t)net->slots,
                           net->slot_count,
                           net->spec.layer_count,
                           net->classes,
                           (double)net->bytes,
                           net->in_count};
  memcpy(abi_root_of()->mail, result, sizeof result);
  return SP_OK;
}

/* mail: type, height, width, channels of the output; offset and count of the kernel in the flat
         arrays, offset and count of the bias (counts 0: none); kernel size, input channels (of a
         dense layer: inputs); of a dense layer that trains, the addresses of its inputs and of the
         gradients by its outputs, as net_gradient leaves them (of others 0).  The kernel is
         [size,size,input channels,channels], a dense one [inputs,channels]. */
sp_status net_layer(uint32_t handle, uint32_t l) {
  sp_status status;
  const sp_network* net = find(handle, &status);
  if (!net) return status;
  if (l >= net->spec.layer_count)
    return sp_fail(&abi_root_of()->fault, SP_INVALID_ARGUMENT, 1, -1, l);
  const sp_layer* layer = &net->layers[l];
  int has_both = layer->spec.type == SP_DENSE && layer->gradient;
  const float* inputs = !has_both ? NULL : l ? layer[-1].value : net->input;
  const double result[] = {layer->spec.type,
                           layer->height,
                           layer->width,
                           layer->channels,
                           (double)layer->kernel,
                           (double)layer->kernel_count,
                           (double)layer->bias,
                           layer->kernel_count ? layer->channels : 0,
                           layer->spec.kernel,
                           layer->in_channels,
                           (double)(uintptr_t)inputs,
                           (double)(uintptr_t)(has_both ? layer->gradient : NULL)};
  memcpy(abi_root_of()->mail, result, sizeof result);
  return SP_OK;
}

/* Initial weights, slots zero, and the seed of dropout. */
sp_status net_initialise(uint32_t handle, double seed) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (net) sp_network_initialise(net, (uint64_t)seed);
  return status;
}

/* The seed of dropout alone: for weights that came from elsewhere. */
sp_status net_set_seed(uint32_t handle, double seed) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (net) net->seed = (uint64_t)seed;
  return status;
}

sp_status net_set_learning_rate(uint32_t handle, double rate) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (!net) return status;
  if (!(rate >= 0 && rate < 1e30)) return sp_fail(&abi_root_of()->fault, SP_DOMAIN, 1, -1, rate);
  net->spec.optimizer.learning_rate = rate;
  return SP_OK;
}

/* mail: the sum of the losses, the number of correct predictions.  See sp_network_gradient_part. */
sp_status net_gradient(uint32_t handle, const void* images, uint32_t is_float,
                       const uint8_t* labels, const uint32_t* indices, uint32_t count,
                       uint32_t global_batch, uint32_t first, uint32_t step, uint32_t left) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (!net) return status;
  abi_root* root = abi_root_of();
  sp_samples samples = {images, (int)is_float, labels, indices, count};
  sp_score score;
  status = sp_network_gradient_part(net, &samples, global_batch, first, step, left, &score,
                                    &root->fault);
  if (status == SP_OK) root->mail[0] = score.loss, root->mail[1] = score.correct;
  return status;
}

/* See sp_network_kernel_gradient. */
sp_status net_kernel_gradient(uint32_t handle, uint32_t l, uint32_t rows, uint32_t count,
                              const float* inputs, uint32_t stride, const float* outputs,
                              const float* plus, float* gradient) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (!net) return status;
  sp_fault* fault = &abi_root_of()->fault;
  if (!net->spec.trains) return sp_fail(fault, SP_UNSUPPORTED, 0, -1, 0);
  if (l >= net->spec.layer_count || net->layers[l].spec.type != SP_DENSE)
    return sp_fail(fault, SP_INVALID_ARGUMENT, 1, -1, l);
  sp_network_kernel_gradient(net, l, rows, count, inputs, stride, outputs, plus, gradient);
  return SP_OK;
}

static sp_status check_update(const sp_network* net, uint32_t step) {
  sp_fault* fault = &abi_root_of()->fault;
  if (!net->spec.trains) return sp_fail(fault, SP_UNSUPPORTED, 0, -1, 0);
  return step < 1 ? sp_fail(fault, SP_INVALID_ARGUMENT, 1, -1, step) : SP_OK;
}

/* One step of the optimiser for the parameters from ... from + count, with `gradient` [count] and
   their state from `state` to `new_state`, in each the second array `.._apart` floats after the
   first; step counts from 1. */
sp_status net_update_part(uint32_t handle, uint32_t step, uint32_t from, uint32_t count,
                          const float* gradient, float* state, uint32_t state_apart,
                          float* new_state, uint32_t new_state_apart) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (!net) return status;
  if ((status = check_update(net, step)) != SP_OK) return status;
  if (from > net->parameters || count > net->parameters - from)
    return sp_fail(&abi_root_of()->fault, SP_LENGTH_MISMATCH, 3, -1, count);
  sp_network_update_part(net, step, from, count, gradient, (sp_slots){state, state_apart},
                         (sp_slots){new_state, new_state_apart});
  return SP_OK;
}

/* The same for all of them, with gradients and state as they lie in the network. */
sp_status net_update(uint32_t handle, uint32_t step) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (!net) return status;
  if ((status = check_update(net, step)) == SP_OK) sp_network_update(net, step);
  return status;
}

/* net_gradient of a whole batch and net_update; mail as of net_gradient. */
sp_status net_train_step(uint32_t handle, const void* images, uint32_t is_float,
                         const uint8_t* labels, const uint32_t* indices, uint32_t count,
                         uint32_t step) {
  sp_status status =
      net_gradient(handle, images, is_float, labels, indices, count, count ? count : 1, 0, step, 0);
  return status == SP_OK ? net_update(handle, step) : status;
}

/* probabilities [count][classes] */
sp_status net_predict(uint32_t handle, const void* images, uint32_t is_float,
                      const uint32_t* indices, uint32_t count, float* probabilities) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (!net) return status;
  sp_samples samples = {images, (int)is_float, NULL, indices, count};
  return sp_network_predict(net, &samples, probabilities, &abi_root_of()->fault);
}

/* mail: the sum of the losses, the number correct, confusion [label][predicted].
   losses [count], one a sample, or 0. */
sp_status net_evaluate(uint32_t handle, const void* images, uint32_t is_float,
                       const uint8_t* labels, const uint32_t* indices, uint32_t count,
                       float* losses) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (!net) return status;
  abi_root* root = abi_root_of();
  sp_samples samples = {images, (int)is_float, labels, indices, count};
  sp_score score;
  memset(root->mail, 0, sizeof root->mail);
  status = sp_network_evaluate(net, &samples, &score, root->mail + 2, losses, &root->fault);
  if (status == SP_OK) root->mail[0] = score.loss, root->mail[1] = score.correct;
  return status;
}

/* mail: address of the floats [height,width,channels] of that layer's output for the image, valid
         until the next call; height, width, channels. */
sp_status net_activation(uint32_t handle, const void* image, uint32_t is_float, uint32_t layer) {
  sp_status status;
  sp_network* net = find(handle, &status);
  if (!net) return status;
  abi_root* root = abi_root_of();
  sp_samples samples = {image, (int)is_float, NULL, NULL, 1};
  const float* value = NULL;
  status = sp_network_activation(net, &samples, layer, &value, &root->fault);
  if (status != SP_OK) return status;
  const sp_layer* of = &net->layers[layer];
  const double result[] = {(double)(uintptr_t)value, of->height, of->width, of->channels};
  memcpy(root->mail, result, sizeof result);
  return SP_OK;
}

/* order [count]: a random order of 0 ... count - 1 for that epoch. */
void net_shuffle(double seed, uint32_t epoch, uint32_t count, uint32_t* order) {
  sp_network_shuffle((uint64_t)seed, epoch, count, order);
}

/* to += from: sums the gradients of several workers. */
void net_add(float* to, const float* from, uint32_t count) { sp_vector_add(count, to, from); }
