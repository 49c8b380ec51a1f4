/* c/info/estimators: known small cases by hand, and convergence on samples of known entropy. */
#include "info/estimators.h"

#include "check.h"

static unsigned char memory[1 << 21];

static sp_dist dist(const char* name, const double* theta, size_t n) {
  for (int id = 0; id < SP_FAMILY_COUNT; id++)
    if (strcmp(sp_dist_family((sp_family_id)id)->name, name) == 0)
      return (sp_dist){sp_dist_family((sp_family_id)id), theta, n};
  return (sp_dist){0};
}

static void draw(sp_dist d, uint64_t seed, double* out, int n) {
  sp_rng rng;
  sp_rng_init(&rng, seed, 0, 0);
  for (int i = 0; i < n; i++) out[i] = d.family->sample(d.theta, d.count, &rng);
}

static void plugin_entropy_is_that_of_the_frequencies(void) {
  double h;
  sp_fault fault;
  CHECK(sp_entropy_plugin((double[]){2, 0, 2}, 3, &h, &fault) == SP_OK);
  CHECK_RELATIVE(h, log(2), 1e-15);
  CHECK(sp_entropy_miller_madow((double[]){2, 0, 2}, 3, &h, &fault) == SP_OK);
  CHECK_RELATIVE(h, log(2) + 1.0 / 8, 1e-15);
  CHECK(sp_entropy_plugin((double[]){7}, 1, &h, &fault) == SP_OK && h == 0);
  /* one in 10^15: -p log p - (1-p) log(1-p) */
  CHECK(sp_entropy_plugin((double[]){1, 1e15 - 1}, 2, &h, &fault) == SP_OK);
  CHECK_RELATIVE(h, 1e-15 * (log(1e15) + 1 - 0.5e-15), 1e-15);
}

static void wrong_counts_are_named(void) {
  double h;
  sp_fault fault;
  CHECK(sp_entropy_plugin(NULL, 0, &h, &fault) == SP_EMPTY);
  CHECK(sp_entropy_plugin((double[]){1, -2}, 2, &h, &fault) == SP_NOT_A_PROBABILITY);
  CHECK(fault.index == 1 && fault.value == -2);
  CHECK(sp_entropy_plugin((double[]){NAN, 2}, 2, &h, &fault) == SP_NOT_A_PROBABILITY);
  CHECK(sp_entropy_plugin((double[]){0, 0}, 2, &h, &fault) == SP_NOT_NORMALISED);
}

static void nearest_neighbours_are_found_on_both_sides(void) {
  sp_arena arena;
  sp_arena_init(&arena, memory, sizeof memory);
  double h, values[] = {7, 1, 2, 4}; /* nearest: 3, 1, 1, 2; second: 5, 3, 2, 3 */
  sp_fault fault;
  CHECK(sp_entropy_nearest(values, 4, 1, &arena, &h, &fault) == SP_OK);
  double harmonic = 1 + 0.5 + 1.0 / 3; /* psi(4) - psi(1) */
  CHECK_RELATIVE(h, harmonic + log(2) + log(3 * 1 * 1 * 2) / 4, 1e-15);
  CHECK(sp_entropy_nearest(values, 4, 2, &arena, &h, &fault) == SP_OK);
  CHECK_RELATIVE(h, harmonic - 1 + log(2) + log(5 * 3 * 2 * 3) / 4, 1e-15);
  CHECK(values[0] == 7 && arena.used == 0);
  /* against 0, 3, 10: nearest of 1, 2, 4, 7 in it: 1, 1, 1, 3 */
  CHECK(sp_kl_nearest(values, 4, (double[]){10, 0, 3}, 3, 1, &arena, &h, &fault) == SP_OK);
  CHECK_MIXED(h, (log(3) - log(6)) / 4 + log(3.0 / 3), 1e-15);
  CHECK(arena.used == 0);
  /* in another unit the same: the logarithms of the distances are over 600 there */
  double far[4], other[] = {0x1.4p903, 0, 0x1.8p901};
  for (int i = 0; i < 4; i++) far[i] = values[i] * 0x1p900;
  CHECK(sp_kl_nearest(far, 4, other, 3, 1, &arena, &h, &fault) == SP_OK);
  CHECK_MIXED(h, (log(3) - log(6)) / 4 + log(3.0 / 3), 1e-15);
}

/* The same window against a search over all pairs. */
static void nearest_neighbours_agree_with_a_search_over_all_pairs(void) {
  sp_arena arena;
  sp_arena_init(&arena, memory, sizeof memory);
  enum { N = 60, M = 45 };
  double x[N], y[M], normal[] = {0, 1}, wide[] = {1, 3};
  draw(dist("normal", normal, 2), 5, x, N), draw(dist("normal", wide, 2), 6, y, M);
  for (size_t k = 1; k <= 5; k++) {
    double sum = 0, kl;
    sp_fault fault;
    for (int i = 0; i < N; i++) {
      double r = INFINITY, v = INFINITY; /* the smallest distance that k others do not exceed */
      for (int j = 0; j < N + M; j++) {
        double d = fabs(x[i] - (j < N ? x[j] : y[j - N]));
        size_t within = 0;
        if (j < N) {
          for (int l = 0; l < N; l++) within += l != i && fabs(x[i] - x[l]) <= d;
          if (j != i && within >= k) r = fmin(r, d);
        } else {
          for (int l = 0; l < M; l++) within += fabs(x[i] - y[l]) <= d;
          if (within >= k) v = fmin(v, d);
        }
      }
      sum += log(v / r);
    }
    CHECK(sp_kl_nearest(x, N, y, M, k, &arena, &kl, &fault) == SP_OK);
    CHECK_MIXED(kl, sum / N + log((double)M / (N - 1)), 1e-14);
  }
}

static void estimates_approach_the_true_values(void) {
  sp_arena arena;
  sp_arena_init(&arena, memory, sizeof memory);
  enum { N = 20000 };
  static double x[N], y[N];
  double p[] = {0, 1}, q[] = {1, 2}, h, kl, third[] = {3};
  sp_fault fault;
  sp_dist P = dist("normal", p, 2), Q = dist("normal", q, 2), E = dist("exponential", third, 1);
  double truth = log(2) + (1 + 1.0) / 8 - 0.5;
  draw(P, 1, x, N), draw(Q, 2, y, N);
  CHECK(sp_entropy_nearest(x, N, 3, &arena, &h, &fault) == SP_OK);
  CHECK(fabs(h - 1.4189385332046727) < 0.04); /* 5 standard errors: about 0.9/sqrt(N) each */
  CHECK(sp_kl_nearest(x, N, y, N, 5, &arena, &kl, &fault) == SP_OK);
  CHECK(fabs(kl - truth) < 0.05);
  draw(E, 3, x, N);
  CHECK(sp_entropy_nearest(x, N, 3, &arena, &h, &fault) == SP_OK);
  CHECK(fabs(h - (1 - log(3))) < 0.04);
  for (uint64_t seed = 1; seed <= 5; seed++) {
    sp_estimate a, b;
    CHECK(sp_kl_monte_carlo(&P, &Q, N, seed, &a, &fault) == SP_OK);
    CHECK(sp_kl_monte_carlo(&P, &Q, N, seed, &b, &fault) == SP_OK);
    CHECK(a.value == b.value && a.standard_error > 0 && a.standard_error < 0.01);
    CHECK(fabs(a.value - truth) < 5 * a.standard_error);
  }
}

/* Rounded values: neighbours are counted within the larger distance. */
static void ties_are_counted(void) {
  sp_arena arena;
  sp_arena_init(&arena, memory, sizeof memory);
  enum { N = 20000 };
  static double x[N], y[N], a[N], b[N];
  double h, p[] = {0, 1}, q[] = {1, 2}, atoms[] = {1, 1, 2};
  sp_fault fault;
  /* each has two others of P and one of Q within it: psi(2) - psi(1) = 1 */
  CHECK(sp_kl_nearest(atoms, 3, (double[]){0, 5}, 2, 1, &arena, &h, &fault) == SP_OK);
  CHECK_MIXED(h, 1 + log(2.0 / 2), 1e-15);
  /* 1, 1: both distances 0, one other in P and one in Q; 2: two and one within 1 */
  CHECK(sp_kl_nearest(atoms, 3, (double[]){1, 5}, 2, 1, &arena, &h, &fault) == SP_OK);
  CHECK_RELATIVE(h, 1.0 / 3, 1e-15);
  /* 1: two and one within 2; 1.5: two and one within 1.5; 3 is in Q: one and one within 1.5 */
  double spread[] = {1, 1.5, 3};
  CHECK(sp_kl_nearest(spread, 3, (double[]){3, 9}, 2, 1, &arena, &h, &fault) == SP_OK);
  CHECK_RELATIVE(h, 2.0 / 3, 1e-15);
  double truth = log(2) + (1 + 1.0) / 8 - 0.5;
  draw(dist("normal", p, 2), 1, x, N), draw(dist("normal", q, 2), 2, y, N);
  for (double step = 0.5; step > 1e-4; step /= 8) {
    for (int i = 0; i < N; i++) a[i] = round(x[i] / step) * step, b[i] = round(y[i] / step) * step;
    CHECK(sp_kl_nearest(a, N, b, N, 10, &arena, &h, &fault) == SP_OK);
    CHECK(fabs(h - truth) < 0.05);
  }
}

static void miller_madow_removes_most_of_the_bias(void) {
  double theta[] = {0, 49}, plugin = 0, corrected = 0;
  sp_dist die = dist("discreteUniform", theta, 2);
  for (uint64_t seed = 0; seed < 50; seed++) {
    double rolls[500], counts[50] = {0}, h;
    draw(die, seed, rolls, 500);
    for (int i = 0; i < 500; i++) counts[(int)rolls[i]]++;
    sp_entropy_plugin(counts, 50, &h, NULL), plugin += h / 50;
    sp_entropy_miller_madow(counts, 50, &h, NULL), corrected += h / 50;
  }
  CHECK(log(50) - plugin > 0.03 && log(50) - plugin < 0.07); /* 49/1000 is expected */
  CHECK(fabs(log(50) - corrected) < 0.01);
}

static void atoms_mismatches_and_wrong_arguments_are_answered(void) {
  sp_arena arena;
  sp_arena_init(&arena, memory, sizeof memory);
  double h, p[] = {0, 1}, u[] = {0, 0.5}, half[] = {0.5};
  sp_estimate e;
  sp_fault fault;
  sp_dist N = dist("normal", p, 2), U = dist("uniform", u, 2), B = dist("bernoulli", half, 1);
  CHECK(sp_entropy_nearest((double[]){1, 1, 2}, 3, 1, &arena, &h, &fault) == SP_OK);
  CHECK(h == -INFINITY);
  CHECK(sp_entropy_nearest(u, 2, 2, &arena, &h, &fault) == SP_INVALID_ARGUMENT);
  CHECK(fault.argument == 1 && fault.value == 2);
  CHECK(sp_entropy_nearest(u, 2, 0, &arena, &h, &fault) == SP_INVALID_ARGUMENT);
  CHECK(sp_entropy_nearest((double[]){1, NAN}, 2, 1, &arena, &h, &fault) == SP_INVALID_ARGUMENT);
  CHECK(fault.argument == 0 && fault.index == 1);
  CHECK(sp_kl_nearest(u, 2, u, 0, 1, &arena, &h, &fault) == SP_EMPTY && fault.argument == 1);
  CHECK(arena.used == 0);
  CHECK(sp_kl_monte_carlo(&N, &U, 100, 1, &e, &fault) == SP_OK && e.value == INFINITY);
  CHECK(sp_kl_monte_carlo(&U, &N, 100, 1, &e, &fault) == SP_OK && e.value > 0);
  CHECK(sp_kl_monte_carlo(&N, &B, 100, 1, &e, &fault) == SP_KIND_MISMATCH);
  CHECK(sp_kl_monte_carlo(&N, &N, 1, 1, &e, &fault) == SP_INVALID_ARGUMENT);
  CHECK(sp_kl_monte_carlo(&N, &N, 100, 1, &e, &fault) == SP_OK && e.value == 0);
  /* no direct form of the ratio where r is far apart: the log-densities' difference */
  double few[] = {1, 0.1}, many[] = {9, 0.5};
  sp_dist one = dist("negativeBinomial", few, 2), nine = dist("negativeBinomial", many, 2);
  CHECK(sp_kl_monte_carlo(&one, &nine, 5000, 1, &e, &fault) == SP_OK && e.value > 0);
  /* draws beyond the doubles, or as near a pole as no double is */
  double thick[] = {1e-4, 0, 1}, thicker[] = {2e-4, 0, 1}, pole[] = {1e-4, 1}, weak[] = {1e-3, 1};
  sp_dist t = dist("studentT", thick, 3), u2 = dist("studentT", thicker, 3);
  sp_dist g = dist("gamma", pole, 2), h2 = dist("gamma", weak, 2);
  CHECK(sp_kl_monte_carlo(&t, &u2, 100, 1, &e, &fault) == SP_UNSUPPORTED && fault.index >= 0);
  CHECK(sp_kl_monte_carlo(&g, &h2, 100, 1, &e, &fault) == SP_UNSUPPORTED && fault.value == 0);
}

int main(void) {
  plugin_entropy_is_that_of_the_frequencies();
  wrong_counts_are_named();
  nearest_neighbours_are_found_on_both_sides();
  nearest_neighbours_agree_with_a_search_over_all_pairs();
  estimates_approach_the_true_values();
  ties_are_counted();
  miller_madow_removes_most_of_the_bias();
  atoms_mismatches_and_wrong_arguments_are_answered();
  return report();
}
