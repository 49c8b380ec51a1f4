/* The two losses on logits, one sample at a time.  z [classes], label < classes. */
#ifndef SP_KERN_LOSS_H
#define SP_KERN_LOSS_H

#include <stdint.h>

/* p = softmax(z) (p may be z); the largest logit is subtracted first, so nothing overflows. */
void sp_softmax(uint32_t classes, const float* z, float* p);

/* -log softmax(z)[label] in nats, from the logits: exact where the probability underflows.
   dz (NULL: not wanted) = scale (softmax(z) - onehot(label)). */
double sp_cross_entropy(uint32_t classes, const float* z, uint32_t label, float scale, float* dz);

/* The mean over the classes of (softmax(z) - onehot(label))^2, Keras' mean_squared_error.
   dz (NULL: not wanted) = scale times its gradient. */
double sp_squared_error(uint32_t classes, const float* z, uint32_t label, float scale, float* dz);

#endif
