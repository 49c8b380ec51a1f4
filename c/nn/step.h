/* What network.c and step.c share; the rest of the engine uses network.h. */
#ifndef SP_NN_STEP_H
#define SP_NN_STEP_H

#include "nn/network.h"

/* The last word of the counter of each use of random numbers: no two uses meet. */
enum { SP_STREAM_WEIGHTS = 1 << 16, SP_STREAM_SHUFFLE = 2 << 16, SP_STREAM_DROPOUT = 3 << 16 };

/* Is this a conv2d that only the max-pool right after it reads? */
int sp_is_pooled(const sp_network* net, uint32_t l);

static inline sp_conv sp_layer_conv(const sp_layer* layer) {
  return (sp_conv){layer->in_height, layer->in_width, layer->in_channels, layer->spec.kernel,
                   layer->spec.size};
}

#endif
