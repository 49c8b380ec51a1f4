/* What network.c and step.c share; the rest of the engine uses network.h. */
#ifndef SP_NN_STEP_H
#define SP_NN_STEP_H

#include "kern/pooled.h"
#include "kern/winograd.h"
#include "nn/network.h"

/* The last word of the counter of each use of random numbers: no two uses meet. */
enum { SP_STREAM_WEIGHTS = 1 << 16, SP_STREAM_SHUFFLE = 2 << 16, SP_STREAM_DROPOUT = 3 << 16 };

/* Is this a conv2d that only the max-pool right after it reads? */
int sp_is_pooled(const sp_network* net, uint32_t l);

static inline sp_conv sp_layer_conv(const sp_layer* layer) {
  return (sp_conv){layer->in_height, layer->in_width, layer->in_channels, layer->spec.kernel,
                   layer->spec.size};
}

static inline sp_pooled sp_layer_pooled(const sp_layer* layer) {
  return (sp_pooled){sp_layer_conv(layer), layer[1].spec.kernel};
}
/* Does its backward pass go through kern/pooled.h? */
static inline int sp_is_routed(const sp_network* net, uint32_t l) {
  return sp_is_pooled(net, l) && sp_pooled_fits(sp_layer_pooled(&net->layers[l]));
}

/* Does its forward pass go through kern/winograd.h? */
static inline int sp_is_winograd(const sp_layer* layer) {
  return layer->spec.type == SP_CONV2D && sp_winograd_fits(sp_layer_conv(layer));
}
/* ... together with the pool after it? */
static inline int sp_is_fused(const sp_network* net, uint32_t l) {
  return sp_is_pooled(net, l) && sp_is_winograd(&net->layers[l]) &&
         net->layers[l + 1].spec.kernel == 2;
}

#endif
