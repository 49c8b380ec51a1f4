/* c/info: the tutorial's figures, arrays, faults, infinite values. */
#include "base/random.h"
#include "info_tools.h"

static void the_course_examples_come_out_exactly(void) {
  DIST(a, "binomial", 250, 0.008);
  DIST(b, "poisson", 2);
  DIST(c, "binomial", 10, 0.5);
  DIST(d, "poisson", 4);
  sp_options range = {0, 9, 1, SP_NORMALISE_STRICT};
#define KL(p, q, o) measure_of(SP_MEASURE_kl, &p.operand, &q.operand, &o)
  CHECK_RELATIVE(KL(a, b, range).value, 2.0943327971861527e-05, 1e-13);
  CHECK_RELATIVE(KL(b, a, range).value, 1.0766381413803494e-05, 1e-13);
  CHECK_RELATIVE(KL(c, d, range).value, 0.21867216891725084, 1e-13);
  CHECK_RELATIVE(KL(d, c, range).value, 0.27875917919358186, 1e-13);
  CHECK_RELATIVE(KL(a, b, everything).value, 1.6107397472491006e-05, 1e-13);
  sp_result infinite = KL(b, a, everything);
  CHECK(infinite.value == INFINITY && infinite.reason == SP_REASON_Q_ZERO && infinite.where == 251);
}

static void binomial_against_its_poisson_limit_is_a_quarter_of_p_squared(void) {
  DIST(p, "binomial", 1e9, 1e-9);
  DIST(q, "poisson", 1);
  sp_result kl = KL(p, q, everything);
  CHECK_RELATIVE(kl.value, 2.5e-19, 1e-7);
  CHECK(kl.error < 1e-12 * kl.value + 1e-30);
}

static void one_hot_cross_entropy_is_the_log_of_the_prediction(void) {
  double target[3] = {0, 1, 0}, good[3] = {0.05, 0.85, 0.10}, bad[3] = {0.85, 0.05, 0.10};
  sp_operand t = array_of(target, 3), g = array_of(good, 3), b = array_of(bad, 3);
  CHECK_RELATIVE(measure_of(SP_MEASURE_crossEntropy, &t, &g, &everything).value,
                 0.16251892949777494, 4e-16);
  CHECK_RELATIVE(measure_of(SP_MEASURE_crossEntropy, &t, &b, &everything).value, 2.995732273553991,
                 4e-16);
}

static void faults_name_the_entry(void) {
  double good[3] = {0.2, 0.3, 0.5}, negative[3] = {0.2, -0.3, 1.1}, nan[3] = {0.2, 0.3, NAN};
  double loose[3] = {0.2, 0.3, 0.6};
  sp_operand g = array_of(good, 3), bad = array_of(negative, 3), n = array_of(nan, 3);
  sp_operand l = array_of(loose, 3), none = array_of(good, 0), two = array_of(good, 2);
  sp_result r;
  sp_fault f;
#define STATUS_OF(p, q, o) sp_measure(SP_MEASURE_kl, &p, &q, &o, NULL, &r, &f)
  CHECK(STATUS_OF(g, bad, everything) == SP_NOT_A_PROBABILITY);
  CHECK(f.argument == 1 && f.index == 1 && f.value == -0.3);
  CHECK(STATUS_OF(n, g, everything) == SP_NOT_A_PROBABILITY);
  CHECK(f.argument == 0 && f.index == 2 && isnan(f.value));
  CHECK(STATUS_OF(none, g, everything) == SP_EMPTY);
  CHECK(STATUS_OF(l, g, everything) == SP_NOT_NORMALISED && fabs(f.value - 1.1) < 1e-15);
  sp_options raw = everything;
  raw.normalise = SP_NORMALISE_RAW;
  CHECK(STATUS_OF(g, two, raw) == SP_LENGTH_MISMATCH && f.value == 2);
  sp_options backwards = {3, 2, 1, 0};
  CHECK(STATUS_OF(g, g, backwards) == SP_INVALID_ARGUMENT);
}

/* Long arrays go through the vector pass; a long double loop is the oracle. */
static void long_arrays_agree_with_extended_precision(void) {
  enum { N = 10001 };
  static double p[N], q[N], tight[N];
  sp_rng rng;
  sp_rng_init(&rng, 5, 0, 0);
  long double sp = 0, sq = 0, st = 0, kl = 0, h = 0, ce = 0;
  for (int i = 0; i < N; i++) {
    p[i] = i % 7 == 0 ? 0 : -log(sp_rng_uniform(&rng)), q[i] = -log(sp_rng_uniform(&rng));
    tight[i] = p[i] * (1 + 0x1p-50 * (double)(i % 3));
    sp += p[i], sq += q[i], st += tight[i];
  }
  long double near = 0;
  for (int i = 0; i < N; i++) {
    long double P = p[i] / sp, Q = q[i] / sq;
    if (P == 0) continue;
    kl += P * logl(P / Q), h -= P * logl(P), ce -= P * logl(Q);
    long double t = ((long double)(tight[i] - p[i]) - p[i] * ((st - sp) / sp)) / p[i];
    near += P * t * t / 2;
  }
  sp_options autos = everything;
  autos.normalise = SP_NORMALISE_AUTO;
  sp_operand a = array_of(p, N), b = array_of(q, N), c = array_of(tight, N);
  CHECK_RELATIVE(measure_of(SP_MEASURE_kl, &a, &b, &autos).value, (double)kl, 2e-15);
  CHECK_RELATIVE(measure_of(SP_MEASURE_entropy, &a, NULL, &autos).value, (double)h, 2e-15);
  CHECK_RELATIVE(measure_of(SP_MEASURE_crossEntropy, &a, &b, &autos).value, (double)ce, 2e-15);
  CHECK_RELATIVE(measure_of(SP_MEASURE_kl, &a, &c, &autos).value, (double)near, 1e-4);
}

int main(void) {
  the_course_examples_come_out_exactly();
  binomial_against_its_poisson_limit_is_a_quarter_of_p_squared();
  one_hot_cross_entropy_is_the_log_of_the_prediction();
  faults_name_the_entry();
  long_arrays_agree_with_extended_precision();
  return report();
}
