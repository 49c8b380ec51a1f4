/* The optimisers: each one pass over flat arrays of weights, gradients and slots. */
#ifndef SP_NN_OPTIMIZER_H
#define SP_NN_OPTIMIZER_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
#define OPTIMIZER(id, name) SP_##id,
#include "nn/optimizers.def"
#undef OPTIMIZER
  SP_OPTIMIZER_COUNT
} sp_optimizer_kind;

typedef struct sp_optimizer {
  sp_optimizer_kind kind;
  double learning_rate;
  double momentum;     /* sgd */
  double rho;          /* adadelta, rmsprop */
  double beta1, beta2; /* adam */
  double epsilon;      /* adadelta, adam, rmsprop */
} sp_optimizer;

/* Arrays the size of the weights that this optimiser keeps: 0, 1 or 2. */
uint32_t sp_optimizer_slots(const sp_optimizer* o);

/* Where some weights' state lies: the first array at `at`, the second `apart` floats further. */
typedef struct sp_slots {
  float* at;
  size_t apart;
} sp_slots;

/* One step over `count` weights w with gradient g; `from` is their state, all zero before the first
   step, `to` where the new one goes: the same place, or one that does not overlap it; step counts
   from 1.  With l the learning rate:
     sgd       v = momentum v - l g;  w += v                       (momentum 0: w -= l g)
     adadelta  a = rho a + (1-rho) g^2;  u = g sqrt(d + e) / sqrt(a + e);
               w -= l u;  d = rho d + (1-rho) u^2                  (Keras 2; Zeiler 2012)
     adam      m = b1 m + (1-b1) g;  v = b2 v + (1-b2) g^2;
               w -= l sqrt(1 - b2^step) / (1 - b1^step) m / (sqrt(v) + e)   (Keras 2)
     rmsprop   a = rho a + (1-rho) g^2;  w -= l g / (sqrt(a) + e)  (Keras 2) */
void sp_optimizer_update(const sp_optimizer* o, uint32_t step, size_t count, float* w,
                         const float* g, sp_slots from, sp_slots to);

#endif
