/* c/nn: creating, training and its promises. */
#include "nn/network.h"

#include "base/random.h"
#include "check.h"

static sp_network_spec small(void) {
  return (sp_network_spec){.height = 8,
                           .width = 8,
                           .channels = 1,
                           .max_batch = 16,
                           .trains = 1,
                           .loss = SP_CROSS_ENTROPY,
                           .optimizer = {.kind = SP_ADAM,
                                         .learning_rate = 0.01,
                                         .beta1 = 0.9,
                                         .beta2 = 0.999,
                                         .epsilon = 1e-7},
                           .layer_count = 8,
                           .layers = {{SP_CONV2D, 4, 3, SP_RELU, 0},
                                      {SP_CONV2D, 12, 3, SP_RELU, 0},
                                      {SP_MAX_POOL2D, 0, 2, SP_LINEAR, 0},
                                      {SP_DROPOUT, 0, 0, SP_LINEAR, 0.25},
                                      {SP_FLATTEN, 0, 0, SP_LINEAR, 0},
                                      {SP_DENSE, 20, 0, SP_RELU, 0},
                                      {SP_DROPOUT, 0, 0, SP_LINEAR, 0.5},
                                      {SP_DENSE, 4, 0, SP_SOFTMAX, 0}}};
}

/* Images with a bright quarter, which is the label, and noise. */
static void draw(uint8_t* images, uint8_t* labels, uint32_t count) {
  sp_rng rng;
  sp_rng_init(&rng, 5, 0, 0);
  for (uint32_t i = 0; i < count; i++) {
    labels[i] = (uint8_t)sp_rng_below(&rng, 4);
    for (uint32_t p = 0; p < 64; p++) {
      uint32_t quarter = p / 32 * 2 + p % 8 / 4;
      images[64 * i + p] = (uint8_t)(sp_rng_below(&rng, 128) + (quarter == labels[i] ? 127 : 0));
    }
  }
}

enum { SAMPLES = 64 };
static uint8_t images[SAMPLES * 64], labels[SAMPLES];
static unsigned char memory[8 << 20];

static sp_network* make(sp_arena* arena, sp_network_spec spec, uint64_t seed) {
  sp_network* net = NULL;
  sp_fault fault;
  sp_arena_init(arena, memory, sizeof memory);
  if (sp_network_create(arena, &spec, &net, &fault) != SP_OK) {
    printf("cannot create: layer %g, value %g\n", fault.index, fault.value);
    exit(1);
  }
  sp_network_initialise(net, seed);
  return net;
}

static sp_samples batch(uint32_t from, uint32_t count) {
  return (sp_samples){images + 64 * from, 0, labels + from, NULL, count};
}

static void training_lowers_the_loss_with_every_optimiser(void) {
  static const double rate[] = {0.1, 4, 0.01, 0.003};
  for (int kind = 0; kind < SP_OPTIMIZER_COUNT; kind++) {
    sp_arena arena;
    sp_network_spec spec = small();
    spec.optimizer =
        (sp_optimizer){(sp_optimizer_kind)kind, rate[kind], 0.9, 0.95, 0.9, 0.999, 1e-7};
    sp_network* net = make(&arena, spec, 1);
    sp_samples all = batch(0, SAMPLES);
    sp_score before, after, score;
    CHECK(sp_network_evaluate(net, &all, &before, NULL, NULL, NULL) == SP_OK);
    for (uint32_t step = 1; step <= 80; step++) {
      sp_samples some = batch(step % 4 * 16, 16);
      CHECK(sp_network_gradient(net, &some, 16, 0, step, &score, NULL) == SP_OK);
      sp_network_update(net, step);
    }
    double confusion[16] = {0}, sum = 0, diagonal = 0;
    float losses[SAMPLES];
    CHECK(sp_network_evaluate(net, &all, &after, confusion, losses, NULL) == SP_OK);
    CHECK(after.loss < 0.3 * before.loss);
    CHECK(after.correct >= 60);
    for (int i = 0; i < 16; i++) diagonal += i % 5 == 0 ? confusion[i] : 0, sum += confusion[i];
    CHECK(sum == SAMPLES && diagonal == after.correct);
    sum = 0;
    for (int i = 0; i < SAMPLES; i++) sum += losses[i];
    CHECK_RELATIVE(sum, after.loss, 1e-6);
  }
}

static void a_batch_cut_in_two_has_the_same_gradient(void) {
  sp_arena arena;
  sp_network* net = make(&arena, small(), 3);
  sp_samples whole = batch(0, 16), left = batch(0, 5), right = batch(5, 11);
  sp_score score, a, b;
  static float want[20000], sum[20000];
  CHECK(net->parameters < 20000);
  CHECK(sp_network_gradient(net, &whole, 16, 0, 9, &score, NULL) == SP_OK);
  memcpy(want, net->gradients, net->parameters * sizeof(float));
  CHECK(sp_network_gradient(net, &left, 16, 0, 9, &a, NULL) == SP_OK);
  memcpy(sum, net->gradients, net->parameters * sizeof(float));
  CHECK(sp_network_gradient(net, &right, 16, 5, 9, &b, NULL) == SP_OK);
  double most = 0, off = 0;
  for (size_t i = 0; i < net->parameters; i++) {
    most = fmax(most, fabs(want[i]));
    off = fmax(off, fabs(sum[i] + net->gradients[i] - want[i]));
  }
  CHECK(most > 0.01 && off < 1e-6 * most);
  CHECK_RELATIVE(a.loss + b.loss, score.loss, 1e-12);
}

/* What one step needs of the parts of a dense kernel's gradient, from copies of its factors. */
static void a_kernel_gradient_left_out_comes_to_the_same_bits_row_by_row(void) {
  sp_arena arena;
  sp_network_spec spec = small();
  spec.max_batch = 300; /* deeper than sp_gemm takes at a time */
  sp_network* net = make(&arena, spec, 3);
  static uint8_t many[300 * 64], each[300];
  for (int i = 0; i < 300; i++) each[i] = labels[i % SAMPLES];
  for (int i = 0; i < 300 * 64; i++) many[i] = (uint8_t)(images[i % (SAMPLES * 64)] + i / 4096);
  static float whole[20000], inputs[300 * 48], rows[48 * 20], sums[48 * 20];
  static const uint32_t counts[] = {300, 256, 16, 1}, dense[] = {5, 7};
  for (int n = 0; n < 4; n++)
    for (int d = 0; d < 2; d++) {
      const sp_layer* layer = &net->layers[dense[d]];
      uint32_t in = layer->in_count, units = layer->count, count = counts[n];
      sp_samples some = {many, 0, each, NULL, count};
      sp_score score, again;
      CHECK(in <= 48 && net->parameters < 20000);
      CHECK(sp_network_gradient(net, &some, 300, 0, 4, &score, NULL) == SP_OK);
      memcpy(whole, net->gradients, net->parameters * sizeof(float));
      for (size_t i = 0; i < net->parameters; i++) net->gradients[i] = -7;
      CHECK(sp_network_gradient_part(net, &some, 300, 0, 4, 1u << dense[d], &again, NULL) == SP_OK);
      CHECK(score.loss == again.loss);
      int left = 1, others = 1;
      for (size_t i = 0; i < net->parameters; i++) {
        if (i >= layer->kernel && i < layer->kernel + layer->kernel_count)
          left &= net->gradients[i] == -7;
        else
          others &= net->gradients[i] == whole[i];
      }
      CHECK(left && others);
      for (uint32_t from = 0, some_rows = 1; from < in; from += some_rows, some_rows += 4) {
        if (some_rows > in - from) some_rows = in - from;
        for (uint32_t i = 0; i < count; i++)
          memcpy(inputs + (size_t)i * some_rows, layer[-1].value + (size_t)i * in + from,
                 some_rows * sizeof(float));
        const float* want = whole + layer->kernel + (size_t)from * units;
        size_t bytes = (size_t)some_rows * units * sizeof(float);
        sp_network_kernel_gradient(net, dense[d], some_rows, count, inputs, some_rows,
                                   layer->gradient, NULL, rows);
        CHECK(memcmp(rows, want, bytes) == 0);
        sp_network_kernel_gradient(net, dense[d], some_rows, count, layer[-1].value + from, in,
                                   layer->gradient, want, sums);
        int doubled = 1;
        for (size_t i = 0; i < bytes / sizeof(float); i++) doubled &= sums[i] == want[i] + want[i];
        CHECK(doubled);
        sp_network_kernel_gradient(net, dense[d], some_rows, 0, NULL, 0, NULL, rows, sums);
        CHECK(memcmp(sums, want, bytes) == 0);
        sp_network_kernel_gradient(net, dense[d], some_rows, 0, NULL, 0, NULL, NULL, sums);
        int zero = 1;
        for (size_t i = 0; i < bytes / sizeof(float); i++) zero &= sums[i] == 0;
        CHECK(zero);
      }
    }
}

static void dropout_hides_its_share_and_differs_by_step(void) {
  static const double rates[] = {0.25, 0.3, 0.5, 0.9};
  for (int i = 0; i < 4; i++) {
    sp_arena arena;
    sp_network_spec spec = small();
    spec.layers[3].rate = rates[i];
    sp_network* net = make(&arena, spec, 3);
    sp_samples some = batch(0, 16);
    sp_score score;
    size_t count = 16 * net->layers[3].count, hidden = 0, moved = 0;
    static uint8_t before[4096];
    CHECK(count <= sizeof before);
    CHECK(sp_network_gradient(net, &some, 16, 0, 1, &score, NULL) == SP_OK);
    memcpy(before, net->layers[3].mask, count);
    CHECK(sp_network_gradient(net, &some, 16, 0, 2, &score, NULL) == SP_OK);
    for (size_t j = 0; j < count; j++)
      hidden += !before[j], moved += before[j] != net->layers[3].mask[j];
    double sigma = sqrt((double)count * rates[i] * (1 - rates[i]));
    CHECK(fabs((double)hidden - (double)count * rates[i]) < 5 * sigma);
    CHECK((double)moved > (double)count * rates[i] * (1 - rates[i]));
  }
}

static void the_same_seed_gives_the_same_bits(void) {
  static float first[20000];
  for (int run = 0; run < 3; run++) {
    sp_arena arena;
    sp_network* net = make(&arena, small(), run == 2 ? 8 : 7);
    sp_score score;
    for (uint32_t step = 1; step <= 3; step++) {
      sp_samples some = batch(16 * step, 16);
      CHECK(sp_network_gradient(net, &some, 16, 0, step, &score, NULL) == SP_OK);
      sp_network_update(net, step);
    }
    size_t bytes = net->parameters * sizeof(float);
    if (run == 0)
      memcpy(first, net->weights, bytes);
    else
      CHECK((memcmp(first, net->weights, bytes) == 0) == (run == 1));
  }
}

static void bytes_and_floats_and_indices_are_the_same_samples(void) {
  sp_arena arena;
  sp_network* net = make(&arena, small(), 1);
  static float widened[SAMPLES * 64], a[4 * SAMPLES], b[4 * SAMPLES], c[4 * SAMPLES];
  uint32_t indices[SAMPLES];
  for (int i = 0; i < SAMPLES * 64; i++) widened[i] = (float)images[i] / 255;
  for (uint32_t i = 0; i < SAMPLES; i++) indices[i] = SAMPLES - 1 - i;
  sp_samples bytes = batch(0, SAMPLES), floats = {widened, 1, NULL, NULL, SAMPLES};
  sp_samples turned = {images, 0, NULL, indices, SAMPLES};
  CHECK(sp_network_predict(net, &bytes, a, NULL) == SP_OK);
  CHECK(sp_network_predict(net, &floats, b, NULL) == SP_OK);
  CHECK(sp_network_predict(net, &turned, c, NULL) == SP_OK);
  int same = 1;
  for (int i = 0; i < 4 * SAMPLES; i++) {
    CHECK_MIXED(a[i], b[i], 1e-6);
    same &= a[i] == c[4 * (SAMPLES - 1 - i / 4) + i % 4];
  }
  CHECK(same);
}

static void a_gradient_widens_each_image_once_for_both_passes(void) {
  sp_arena arena;
  sp_network* net = make(&arena, small(), 1);
  sp_samples some = batch(3, 16);
  sp_score score;
  CHECK(sp_network_gradient(net, &some, 16, 0, 1, &score, NULL) == SP_OK);
  CHECK(net->input_stride == 64); /* each has its place: none is widened again on the way back */
  for (size_t i = 0; i < 16; i++)
    for (size_t p = 0; p < 64; p++)
      CHECK(net->input[i * net->input_stride + p] == (float)images[64 * (3 + i) + p] / 255.0f);
}

static void predictions_do_not_depend_on_how_many_come_together(void) {
  enum { MANY = 2 * SP_EVALUATION_BATCH + 7 };
  static uint32_t order[MANY];
  static float together[4 * MANY];
  sp_network_spec spec = small();
  const sp_layer_spec straight[] = {{SP_DROPOUT, 0, 0, SP_LINEAR, 0.25},
                                    {SP_FLATTEN, 0, 0, SP_LINEAR, 0},
                                    {SP_DENSE, 20, 0, SP_RELU, 0},
                                    {SP_DENSE, 4, 0, SP_SOFTMAX, 0}};
  for (uint32_t i = 0; i < MANY; i++) order[i] = i * 7 % SAMPLES;
  for (int form = 0; form < 6; form++) { /* dense layers that read a pool or the image; batches */
    if (form == 2) spec.layer_count = 4, memcpy(spec.layers, straight, sizeof straight);
    if (form == 4) spec = small();
    spec.trains = form % 2;
    spec.max_batch = form < 4 ? 5 : SP_EVALUATION_BATCH + 9;
    sp_arena arena;
    sp_network* net = make(&arena, spec, 3);
    sp_samples all = {images, 0, labels, order, MANY};
    CHECK(sp_network_predict(net, &all, together, NULL) == SP_OK);
    int equal = 1;
    for (uint32_t i = 0; i < MANY; i++) {
      float alone[4];
      sp_samples one = batch(order[i], 1);
      CHECK(sp_network_predict(net, &one, alone, NULL) == SP_OK);
      equal &= memcmp(alone, together + 4 * i, sizeof alone) == 0;
    }
    CHECK(equal);
  }
}

static void mistakes_are_told_apart(void) {
  sp_arena arena;
  sp_network* net;
  sp_fault fault;
  sp_network_spec spec = small();
  sp_arena_init(&arena, memory, sizeof memory);
  spec.layers[1].kernel = 7; /* larger than what the layer gets: 6 x 6 */
  CHECK(sp_network_create(&arena, &spec, &net, &fault) == SP_INVALID_ARGUMENT && fault.index == 1);
  spec = small(), spec.layers[3].rate = 1;
  CHECK(sp_network_create(&arena, &spec, &net, &fault) == SP_DOMAIN && fault.index == 3);
  spec = small(), spec.layers[5].activation = SP_SOFTMAX;
  CHECK(sp_network_create(&arena, &spec, &net, &fault) == SP_INVALID_ARGUMENT && fault.index == 5);
  spec = small(), spec.layers[4].type = SP_DROPOUT; /* dense on an image */
  CHECK(sp_network_create(&arena, &spec, &net, &fault) == SP_INVALID_ARGUMENT && fault.index == 5);
  spec = small(), spec.optimizer.beta1 = 1;
  CHECK(sp_network_create(&arena, &spec, &net, &fault) == SP_DOMAIN);
  spec = small(), sp_arena_init(&arena, memory, 1 << 16);
  CHECK(sp_network_create(&arena, &spec, &net, &fault) == SP_NO_MEMORY);
  CHECK(arena.used == 0);

  net = make(&arena, small(), 1);
  sp_samples some = batch(0, 17);
  sp_score score;
  CHECK(sp_network_gradient(net, &some, 17, 0, 1, &score, &fault) == SP_INVALID_ARGUMENT);
  uint8_t wrong[2] = {0, 4};
  some = (sp_samples){images, 0, wrong, NULL, 2};
  CHECK(sp_network_gradient(net, &some, 2, 0, 1, &score, &fault) == SP_INVALID_ARGUMENT);
  CHECK(fault.index == 1 && fault.value == 4);
}

static void a_shuffle_depends_on_seed_and_epoch(void) {
  uint32_t a[100], b[100], c[100], d[100];
  sp_network_shuffle(1, 0, 100, a), sp_network_shuffle(1, 0, 100, b);
  sp_network_shuffle(1, 1, 100, c), sp_network_shuffle(2, 0, 100, d);
  CHECK(memcmp(a, b, sizeof a) == 0 && memcmp(a, c, sizeof a) != 0 && memcmp(a, d, sizeof a) != 0);
}

int main(void) {
  draw(images, labels, SAMPLES);
  training_lowers_the_loss_with_every_optimiser();
  a_batch_cut_in_two_has_the_same_gradient();
  a_kernel_gradient_left_out_comes_to_the_same_bits_row_by_row();
  dropout_hides_its_share_and_differs_by_step();
  the_same_seed_gives_the_same_bits();
  bytes_and_floats_and_indices_are_the_same_samples();
  a_gradient_widens_each_image_once_for_both_passes();
  predictions_do_not_depend_on_how_many_come_together();
  mistakes_are_told_apart();
  a_shuffle_depends_on_seed_and_epoch();
  return report();
}
