/* c/nn: the gradients.  The double-precision reference is held against finite differences, and the
   shipped network against the reference, over layers of every kind and shapes at, below, above and
   off the kernels' tiles (4 pixels x 8 filters, 4 rows x 8 columns). */
#include "base/random.h"
#include "check.h"
#include "reference_network.h"

typedef struct example {
  const char* name;
  uint32_t height, width, channels, samples;
  sp_layer_spec layers[10];
} example;

#define CONV(filters, size, act)                                                                   \
  { SP_CONV2D, filters, size, SP_##act, 0 }
#define POOL(size)                                                                                 \
  { SP_MAX_POOL2D, 0, size, SP_LINEAR, 0 }
#define DROPOUT(rate)                                                                              \
  { SP_DROPOUT, 0, 0, SP_LINEAR, rate }
#define FLATTEN                                                                                    \
  { SP_FLATTEN, 0, 0, SP_LINEAR, 0 }
#define DENSE(units, act)                                                                          \
  { SP_DENSE, units, 0, SP_##act, 0 }

static const example examples[] = {
    {"the course's network, small",
     12,
     12,
     1,
     5,
     {CONV(8, 3, RELU), CONV(16, 3, RELU), POOL(2), DROPOUT(0.25), FLATTEN, DENSE(16, RELU),
      DROPOUT(0.5), DENSE(10, SOFTMAX)}},
    {"odd sizes everywhere",
     11,
     9,
     3,
     3,
     {CONV(5, 3, RELU), CONV(7, 2, LINEAR), CONV(9, 1, RELU), POOL(2), FLATTEN, DENSE(13, LINEAR),
      DENSE(3, SOFTMAX)}},
    {"8 x 8 windows, then 3 x 3 pools",
     16,
     17,
     2,
     2,
     {CONV(12, 8, RELU), POOL(3), FLATTEN, DENSE(7, SOFTMAX)}},
    {"16 to 8 channels, linear before the pool",
     10,
     14,
     16,
     3,
     {CONV(8, 3, LINEAR), POOL(2), CONV(24, 3, RELU), FLATTEN, DENSE(4, SOFTMAX)}},
    {"no pool", 8, 8, 4, 4, {CONV(16, 3, RELU), CONV(8, 3, RELU), FLATTEN, DENSE(5, SOFTMAX)}},
    {"pool first, pool twice, dropout before a convolution",
     20,
     18,
     4,
     3,
     {POOL(1), DROPOUT(0.3), CONV(8, 3, RELU), DROPOUT(0.2), POOL(2), POOL(2), CONV(8, 3, RELU),
      FLATTEN, DENSE(3, SOFTMAX)}},
    {"the image is one window",
     3,
     3,
     2,
     6,
     {CONV(3, 3, RELU), POOL(1), FLATTEN, DENSE(2, SOFTMAX)}},
    {"dense only", 1, 1, 9, 7, {DENSE(33, RELU), DENSE(8, RELU), DENSE(10, SOFTMAX)}},
    {"flatten and dropout first",
     5,
     3,
     2,
     9,
     {FLATTEN, DROPOUT(0.5), DENSE(6, RELU), DROPOUT(0.25), DENSE(2, SOFTMAX)}},
    {"5 x 5 kernels, 4 channels, large pool",
     14,
     14,
     4,
     2,
     {CONV(8, 5, RELU), POOL(4), FLATTEN, DENSE(9, SOFTMAX)}},
    {"tiles of Winograd, whole",
     14,
     14,
     8,
     2,
     {CONV(16, 3, RELU), POOL(2), FLATTEN, DENSE(9, SOFTMAX)}},
    {"tiles of Winograd, cut",
     13,
     16,
     8,
     2,
     {CONV(16, 3, RELU), POOL(2), FLATTEN, DENSE(9, SOFTMAX)}},
    {"many rows of dense", 1, 1, 300, 40, {DENSE(17, RELU), DENSE(10, SOFTMAX)}},
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static unsigned char memory[16 << 20];

static sp_network* make(const example* e, sp_loss loss) {
  sp_network_spec spec = {.height = e->height,
                          .width = e->width,
                          .channels = e->channels,
                          .max_batch = e->samples,
                          .trains = 1,
                          .loss = loss};
  while (spec.layer_count < 10 && (spec.layers[spec.layer_count] = e->layers[spec.layer_count],
                                   spec.layers[spec.layer_count++].activation != SP_SOFTMAX)) {
  }
  sp_arena arena;
  sp_arena_init(&arena, memory, sizeof memory);
  sp_network* net = NULL;
  sp_fault fault;
  if (sp_network_create(&arena, &spec, &net, &fault) != SP_OK) {
    printf("cannot create %s: layer %g, %g\n", e->name, fault.index, fault.value);
    exit(1);
  }
  sp_network_initialise(net, 11);
  sp_rng rng; /* biases too, so that their gradients mean something */
  sp_rng_init(&rng, 4, 0, 0);
  for (uint32_t l = 0; l < spec.layer_count; l++)
    for (uint32_t c = 0; net->layers[l].kernel_count && c < net->layers[l].channels; c++)
      net->weights[net->layers[l].bias + c] = (float)(0.2 * sp_rng_normal(&rng));
  return net;
}

static void draw(const sp_network* net, uint32_t samples, float* images, uint8_t* labels) {
  sp_rng rng;
  sp_rng_init(&rng, 2, 0, 0);
  for (size_t i = 0; i < (size_t)samples * net->in_count; i++)
    images[i] = (float)sp_rng_normal(&rng);
  for (uint32_t i = 0; i < samples; i++) labels[i] = (uint8_t)sp_rng_below(&rng, net->classes);
}

/* The sum of the losses over the samples divided by `batch`, and its gradient. */
static double reference_batch(reference* r, const double* weights, const float* images,
                              const uint8_t* labels, uint32_t samples, double batch,
                              double* gradients) {
  double loss = 0;
  for (uint32_t s = 0; s < samples; s++) {
    r->sample = s;
    for (uint32_t i = 0; i < r->net->in_count; i++)
      r->value[0][i] = images[(size_t)s * r->net->in_count + i];
    loss += reference_loss(r, weights, labels[s]);
    if (gradients) reference_backward(r, weights, labels[s], 1 / batch, gradients);
  }
  return loss / batch;
}

static void check_example(const example* e, sp_loss loss) {
  sp_network* net = make(e, loss);
  size_t n = net->parameters;
  float* images = malloc((size_t)e->samples * net->in_count * sizeof *images);
  uint8_t* labels = malloc(e->samples);
  double *weights = malloc(n * sizeof *weights), *want = calloc(n, sizeof *want);
  draw(net, e->samples, images, labels);
  for (size_t i = 0; i < n; i++) weights[i] = net->weights[i];
  sp_samples samples = {images, 1, labels, NULL, e->samples};
  sp_score score;
  double batch = e->samples + 3; /* a shard of a larger batch */
  CHECK(sp_network_gradient(net, &samples, e->samples + 3, 0, 1, &score, NULL) == SP_OK);
  reference r = reference_new(net, 1);
  double value = reference_batch(&r, weights, images, labels, e->samples, batch, want);
  CHECK_RELATIVE(score.loss, value * batch, 1e-5);

  /* the reference against central differences, at 10 weights or so of each tensor */
  const double h = 1e-6;
  double worst = 0;
  for (uint32_t l = 0; l < net->spec.layer_count; l++)
    for (int is_bias = 0; is_bias < 2 && net->layers[l].kernel_count; is_bias++) {
      size_t from = is_bias ? net->layers[l].bias : net->layers[l].kernel;
      size_t count = is_bias ? net->layers[l].channels : net->layers[l].kernel_count;
      for (size_t i = 0; i < count; i += count / 10 + 1) {
        double old = weights[from + i], up, down;
        weights[from + i] = old + h;
        up = reference_batch(&r, weights, images, labels, e->samples, batch, NULL);
        weights[from + i] = old - h;
        down = reference_batch(&r, weights, images, labels, e->samples, batch, NULL);
        weights[from + i] = old;
        worst = fmax(worst, fabs((up - down) / (2 * h) - want[from + i]));
      }
    }
  /* the shipped network against the reference, relative to each tensor's largest entry */
  double off = 0;
  for (uint32_t l = 0; l < net->spec.layer_count; l++)
    for (int is_bias = 0; is_bias < 2 && net->layers[l].kernel_count; is_bias++) {
      size_t from = is_bias ? net->layers[l].bias : net->layers[l].kernel;
      size_t count = is_bias ? net->layers[l].channels : net->layers[l].kernel_count;
      double most = 1e-30, difference = 0;
      for (size_t i = from; i < from + count; i++) {
        most = fmax(most, fabs(want[i]));
        difference = fmax(difference, fabs(net->gradients[i] - want[i]));
        if (isnan(net->gradients[i])) difference = HUGE_VAL;
      }
      off = fmax(off, difference / most);
    }
  if (worst > 1e-8 || off > 1e-5)
    printf("%s, %s: differences %.2g, shipped %.2g\n", e->name,
           loss == SP_CROSS_ENTROPY ? "cross-entropy" : "squared error", worst, off);
  CHECK(worst <= 1e-8);
  CHECK(off <= 1e-5);

  /* predictions, one image at a time and all together */
  reference plain = reference_new(net, 0);
  float* p = malloc(e->samples * net->classes * sizeof *p);
  CHECK(sp_network_predict(net, &samples, p, NULL) == SP_OK);
  double apart = 0;
  for (uint32_t s = 0; s < e->samples; s++) {
    for (uint32_t i = 0; i < net->in_count; i++)
      plain.value[0][i] = images[(size_t)s * net->in_count + i];
    reference_loss(&plain, weights, labels[s]);
    for (uint32_t c = 0; c < net->classes; c++)
      apart = fmax(apart, fabs(p[s * net->classes + c] - plain.value[net->spec.layer_count][c]));
  }
  CHECK(apart <= 2e-6);
  /* the last image's values, layer by layer */
  samples.images = images + (size_t)(e->samples - 1) * net->in_count;
  for (uint32_t l = 0; l < net->spec.layer_count; l++) {
    const float* got;
    CHECK(sp_network_activation(net, &samples, l, &got, NULL) == SP_OK);
    apart = 0;
    for (uint32_t i = 0; i < net->layers[l].count; i++)
      apart = fmax(apart, fabs(got[i] - plain.value[l + 1][i]));
    CHECK(apart <= 2e-5);
  }
  reference_free(&r), reference_free(&plain);
  free(images), free(labels), free(weights), free(want), free(p);
}

int main(void) {
  for (int i = 0; i < EXAMPLES; i++) {
    check_example(&examples[i], SP_CROSS_ENTROPY);
    check_example(&examples[i], SP_MEAN_SQUARED_ERROR);
  }
  return report();
}
