/* c/info: every measure on arrays, against long double with exact differences; losses from logits.
   The oracle takes p, q as exact doubles and divides by exact sums (long double, compensated). */
#include "base/random.h"
#include "info/array.h"
#include "info/logits.h"
#include "info_tools.h"

enum { N = 1000 };

/* Q/P - 1 of normalised entries, formed from differences. */
typedef struct exact {
  long double p[N], t[N]; /* P and Q/P - 1 */
} exact;

static void prepare(const double* p, const double* q, exact* e) {
  long double sp = 0, gap = 0;
  for (int i = 0; i < N; i++) sp += p[i], gap += (long double)q[i] - p[i];
  for (int i = 0; i < N; i++) {
    long double d = (long double)q[i] - p[i];
    e->p[i] = p[i] / sp, e->t[i] = (d * sp - p[i] * gap) / (p[i] * (sp + gap));
  }
}

static long double phi(long double y) { /* e^y - 1 - y */
  if (fabsl(y) > 0.5L) return expm1l(y) - y;
  long double term = 1, sum = 0;
  for (int k = 1; k < 30; k++) {
    term *= y / k;
    if (k >= 2) sum += term;
  }
  return sum;
}

static long double less(long double t) { /* t - log1p t */
  if (fabsl(t) > 0.1L) return t - log1pl(t);
  long double sum = 0, power = -t;
  for (int k = 2; k < 40; k++) power *= -t, sum += power / k;
  return sum;
}

static double want(sp_measure_id id, const exact* e) {
  long double sum = 0;
  for (int i = 0; i < N; i++) {
    long double p = e->p[i], t = e->t[i], l = log1pl(t), q = p * (1 + t), u = t / 2;
    switch (id) {
    case SP_MEASURE_kl:
      sum += p * less(t);
      break;
    case SP_MEASURE_jeffreys:
      sum += p * t * l;
      break;
    case SP_MEASURE_totalVariation:
      sum += p * fabsl(t) / 2;
      break;
    case SP_MEASURE_chiSquare:
      sum += p * t * t / (1 + t);
      break;
    case SP_MEASURE_hellinger:
    case SP_MEASURE_bhattacharyya:
      sum += p * expm1l(l / 2) * expm1l(l / 2) / 2;
      break;
    case SP_MEASURE_jensenShannon: /* KL of both to (p + q)/2 = p (1 + u) */
      sum += (p * less(u) + q * less(-u / (1 + t))) / 2;
      break;
    case SP_MEASURE_renyi:
      sum += p * (phi(-2 * l) + 2 * phi(l));
      break; /* order 3 */
    default:
      break;
    }
  }
  if (id == SP_MEASURE_hellinger) return (double)sqrtl(sum);
  if (id == SP_MEASURE_bhattacharyya) return (double)-log1pl(-sum);
  if (id == SP_MEASURE_renyi) return (double)(log1pl(sum) / 2);
  return (double)sum;
}

static double worst_error(double scale, uint32_t stream) {
  static double p[N], q[N];
  static exact e;
  sp_rng rng;
  sp_rng_init(&rng, 11, stream, 0);
  for (int i = 0; i < N; i++) {
    p[i] = exp(8 * sp_rng_normal(&rng)) + 1e-300;
    q[i] = p[i] * exp(scale * sp_rng_normal(&rng));
    if (scale < 1e-14) q[i] = p[i] + p[i] * 0x1p-50 * (double)(int)(sp_rng_below(&rng, 5) - 2);
  }
  prepare(p, q, &e);
  sp_operand a = array_of(p, N), b = array_of(q, N);
  sp_options o = everything;
  o.normalise = SP_NORMALISE_AUTO, o.alpha = 3;
  double worst = 0;
  for (int id = SP_MEASURE_kl; id <= SP_MEASURE_renyi; id++) {
    double w = want((sp_measure_id)id, &e), got = measure_of((sp_measure_id)id, &a, &b, &o).value;
    if (!(fabs(got - w) <= 1e-14 * w))
      printf("measure %d at %g: %.17g, want %.17g\n", id, scale, got, w);
    worst = fmax(worst, fabs(got - w) / w);
  }
  return worst;
}

static void every_divergence_of_arrays_is_good_to_1e14_however_near(void) {
  static const double scales[] = {2, 0.5, 0.01, 1e-5, 1e-9, 1e-13, 0};
  double worst = 0;
  for (uint32_t i = 0; i < 7; i++) worst = fmax(worst, worst_error(scales[i], i));
  printf("arrays: worst relative error %.2g\n", worst);
  CHECK(worst <= 1e-14);
}

/* ---- the vector passes on every shape of array ------------------------------------------------
 */

enum { KINDS = 6 };
static const char* const KIND_NAMES[KINDS] = {"apart", "near", "equal",
                                              "zeros", "tiny", "zeros of q"};

/* p and q of one kind; `tiny` has subnormal entries and such as barely are not. */
static void shape(int kind, int n, double* p, double* q) {
  sp_rng rng;
  sp_rng_init(&rng, 31, (uint32_t)n, 0);
  for (int i = 0; i < n; i++) {
    p[i] = exp(2 * sp_rng_normal(&rng)), q[i] = exp(2 * sp_rng_normal(&rng));
    double change = (double)(int)(sp_rng_below(&rng, 9) - 4), chance = sp_rng_uniform(&rng);
    if (kind == 1) q[i] = p[i] + p[i] * 0x1p-50 * change;
    if (kind == 2) p[i] = (float)p[i], q[i] = 3 * p[i];
    if (kind == 3 && chance < 0.5) *(chance < 0.2 ? &p[i] : &q[i]) = 0;
    if (kind == 3 && chance < 0.1) q[i] = 0;
    if (kind == 4 && chance < 0.2) p[i] = chance < 0.1 ? 0x1.8p-1040 : 0x1p-980;
    if (kind == 4 && chance > 0.9) q[i] = chance < 0.95 ? 0x1.8p-1030 : 0x1p-990;
    if (kind == 5 && chance < 0.3) p[i] = 0, q[i] = chance < 0.1 ? 0 : q[i];
  }
  p[n / 2] = 1, q[n / 2] = kind == 2 ? 3 : 1 + (kind == 1 ? 0x1p-50 : 1);
}

typedef struct order {
  sp_measure_id id;
  double alpha;
} order;
static const order ORDERS[] = {{SP_MEASURE_jensenShannon, 1},  {SP_MEASURE_jeffreys, 1},
                               {SP_MEASURE_totalVariation, 1}, {SP_MEASURE_hellinger, 1},
                               {SP_MEASURE_bhattacharyya, 1},  {SP_MEASURE_chiSquare, 1},
                               {SP_MEASURE_wasserstein1, 1},   {SP_MEASURE_renyi, 0.05},
                               {SP_MEASURE_renyi, 0.5},        {SP_MEASURE_renyi, 0.9},
                               {SP_MEASURE_renyi, 1.2},        {SP_MEASURE_renyi, 2},
                               {SP_MEASURE_renyi, 3.5},        {SP_MEASURE_kl, 1}};
enum { ORDER_COUNT = sizeof ORDERS / sizeof *ORDERS };

/* The definition, in long double: with P, Q and Q - P = (d sum p - p gap)/(sum p sum q). */
static double defined(order o, const double* p, const double* q, int n) {
  long double sum_p = 0, gap = 0, sum = 0, overlap = 0, run = 0, a = o.alpha;
  for (int i = 0; i < n; i++) sum_p += p[i], gap += (long double)q[i] - p[i];
  for (int i = 0; i < n; i++) {
    long double sum_q = sum_p + gap, P = p[i] / sum_p, Q = q[i] / sum_q;
    long double d = (((long double)q[i] - p[i]) * sum_p - p[i] * gap) / (sum_p * sum_q);
    long double l = P == 0             ? INFINITY
                    : Q == 0           ? -INFINITY
                    : fabsl(d) < P / 2 ? log1pl(d / P)
                                       : logl(Q / P);
    long double root = sqrtl(P) + sqrtl(Q);
    run += d;
    if (P == 0 && Q == 0 && o.id != SP_MEASURE_wasserstein1) continue;
    switch (o.id) {
    case SP_MEASURE_kl:
      sum += P == 0 ? Q : Q == 0 ? INFINITY : fabsl(d) < P / 2 ? P * less(d / P) : d - P * l;
      break;
    case SP_MEASURE_jensenShannon:
      if (P == 0 || Q == 0)
        sum += (P + Q) * logl(2) / 2;
      else /* KL of both to m: P less(u) */
        sum += (P * less(d / (2 * P)) + Q * less(-d / (2 * Q))) / 2;
      break;
    case SP_MEASURE_jeffreys:
      sum += d * l;
      break;
    case SP_MEASURE_totalVariation:
      sum += fabsl(d) / 2;
      break;
    case SP_MEASURE_chiSquare:
      sum += d * d / Q;
      break;
    case SP_MEASURE_wasserstein1:
      sum += fabsl(run);
      break;
    case SP_MEASURE_hellinger:
    case SP_MEASURE_bhattacharyya:
      sum += d * d / (root * root) / 2, overlap += sqrtl(P) * sqrtl(Q);
      break;
    default: /* Renyi: P (phi(-(a-1) l) + (a-1) phi(l)), phi(l) = e^l - 1 - l = d/P - l */
      if (P == 0 || Q == 0)
        sum += a < 1 ? a * P + (1 - a) * Q : P == 0 ? (a - 1) * Q : INFINITY;
      else
        sum += fabsl(P * (phi(-(a - 1) * l) + (a - 1) * phi(l))), overlap += P * expl(-(a - 1) * l);
    }
  }
  if (o.id == SP_MEASURE_hellinger) return (double)sqrtl(sum);
  if (o.id == SP_MEASURE_bhattacharyya) return (double)-(sum < 0.5L ? log1pl(-sum) : logl(overlap));
  if (o.id != SP_MEASURE_renyi) return (double)sum;
  if (a > 1) return (double)(log1pl(sum) / (a - 1));
  return (double)((sum < 0.5L ? log1pl(-sum) : logl(overlap)) / (a - 1));
}

/* The vector passes; and the plain ones, which sums beyond 2^200 are left to. */
static void vector_and_plain_passes_agree_with_the_definition_on_every_shape(void) {
  static const int lengths[] = {1, 2, 3, 63, 64, 65, 127, 128, 129, 1000};
  static double p[N], q[N], large_p[N], large_q[N];
  double worst = 0, worst_plain = 0;
  for (int kind = 0; kind < KINDS; kind++) {
    for (int l = 0; l < 10; l++) {
      int n = lengths[l];
      shape(kind, n, p, q);
      for (int i = 0; i < n; i++) large_p[i] = ldexp(p[i], 300), large_q[i] = ldexp(q[i], 300);
      sp_operand a = array_of(p, (size_t)n), b = array_of(q, (size_t)n);
      sp_operand large_a = array_of(large_p, (size_t)n), large_b = array_of(large_q, (size_t)n);
      for (int k = 0; k < ORDER_COUNT; k++) {
        sp_options o = everything;
        o.normalise = SP_NORMALISE_AUTO, o.alpha = ORDERS[k].alpha;
        double got = measure_of(ORDERS[k].id, &a, &b, &o).value;
        double plain = measure_of(ORDERS[k].id, &large_a, &large_b, &o).value;
        double w = defined(ORDERS[k], p, q, n);
        if (kind == 2 || n == 1) {
          CHECK(got < 1e-30 && plain < 1e-30);
          continue;
        }
        if (isinf(w)) {
          CHECK(got == w && plain == w);
          continue;
        }
        if (!(fabs(got - w) <= 1e-14 * w && fabs(plain - w) <= 1e-14 * w))
          printf("measure %d order %g, n = %d, %s: %.17g, plain %.17g, want %.17g\n", ORDERS[k].id,
                 ORDERS[k].alpha, n, KIND_NAMES[kind], got, plain, w);
        worst = fmax(worst, fabs(got - w) / w),
        worst_plain = fmax(worst_plain, fabs(plain - w) / w);
      }
    }
  }
  printf("shapes: worst relative error %.2g, of the plain passes %.2g\n", worst, worst_plain);
  CHECK(worst <= 1e-14 && worst_plain <= 1e-14);
}

/* By one pass, NaN where it refuses, and by two; both cut into blocks. */
static double in_one_pass(order o, const double* p, const double* q, size_t n, size_t cut) {
  info_once once;
  if (!info_once_open(&once, o.id, o.alpha)) return NAN;
  for (size_t i = 0; i < n; i += cut)
    if (!info_once_add(&once, p + i, q + i, n - i < cut ? n - i : cut)) return NAN;
  return info_once_close(&once, SP_NORMALISE_AUTO);
}
static double in_two_passes(order o, const double* p, const double* q, size_t n, size_t cut) {
  info_sums sums = {0};
  info_terms terms;
  for (size_t i = 0; i < n; i += cut)
    CHECK(info_sums_add(&sums, p + i, q + i, n - i < cut ? n - i : cut));
  if (!info_terms_open(&terms, o.id, o.alpha, &sums, SP_NORMALISE_AUTO)) return NAN;
  for (size_t i = 0; i < n; i += cut)
    if (!info_terms_add(&terms, p + i, q + i, n - i < cut ? n - i : cut)) return NAN;
  return info_terms_close(&terms);
}

static void normalise(double* p, int n) {
  long double sum = 0;
  for (int i = 0; i < n; i++) sum += p[i];
  for (int i = 0; i < n; i++) p[i] = (double)(p[i] / sum);
}

/* However the entries are cut, up to the order of a few sums; and every measure has a way. */
static void blocks_of_any_length_give_the_measure_of_the_whole(void) {
  static double p[N], q[N];
  static const size_t cuts[] = {1, 64, 65, 130, 999};
  shape(0, N, p, q);
  normalise(p, N), normalise(q, N);
  for (int k = 0; k < ORDER_COUNT - 1; k++) {
    double w = defined(ORDERS[k], p, q, N);
    int has_one =
        ORDERS[k].id != SP_MEASURE_renyi || ORDERS[k].alpha == 0.5 || ORDERS[k].alpha == 2;
    int has_two = ORDERS[k].id == SP_MEASURE_renyi || ORDERS[k].id == SP_MEASURE_totalVariation ||
                  ORDERS[k].id == SP_MEASURE_jensenShannon;
    for (int c = 0; c < 5; c++) {
      double one = in_one_pass(ORDERS[k], p, q, N, cuts[c]);
      double two = in_two_passes(ORDERS[k], p, q, N, cuts[c]);
      CHECK(isnan(one) == !has_one && isnan(two) == !has_two);
      if (has_one) CHECK_RELATIVE(one, w, 2e-15);
      if (has_two) CHECK_RELATIVE(two, w, 2e-15);
    }
  }
}

/* The one pass of normalised arrays: an answer it gives is good; where arrays are apart it gives
 * one.
 */
static void the_one_pass_is_right_or_refuses(void) {
  static const int lengths[] = {1, 2, 3, 4, 5, 63, 64, 65, 126, 127, 128, 129, 130, 1000};
  static double p[N], q[N];
  double worst = 0, few_p[] = {0.25, 0.125, 0.375, 0.25}, few_q[] = {0.125, 0.5, 0.25, 0.125};
  for (int kind = 0; kind < KINDS; kind++) {
    for (int l = 0; l < 14; l++) {
      int n = lengths[l], moved = 0;
      shape(kind, n, p, q);
      normalise(p, n), normalise(q, n);
      for (; moved < 3; moved++) { /* sums 1, and off it by up to 1e-9 */
        if (moved > 0) p[n / 3] *= 1 + (moved == 1 ? 1e-13 : 9e-10);
        for (int k = 0; k < ORDER_COUNT; k++) {
          double got = in_one_pass(ORDERS[k], p, q, (size_t)n, (size_t)n);
          double w = defined(ORDERS[k], p, q, n);
          int has_one = !isnan(in_one_pass(ORDERS[k], few_p, few_q, 4, 4));
          if (kind == 0 && n > 60 && moved < 2 && !isinf(w)) CHECK(isnan(got) != has_one);
          if (isnan(got) || w < 1e-29) continue;
          if (!(fabs(got - w) <= 1e-14 * w))
            printf("measure %d order %g, n = %d, %s, %d: %.17g, want %.17g\n", ORDERS[k].id,
                   ORDERS[k].alpha, n, KIND_NAMES[kind], moved, got, w);
          worst = fmax(worst, fabs(got - w) / w);
        }
      }
    }
  }
  printf("one pass: worst relative error %.2g\n", worst);
  CHECK(worst <= 1e-14);
}

/* Renyi's orders 0 and Inf have kernels in one pass only. */
static void the_extreme_orders_need_one_pass(void) {
  static double p[N], q[N];
  for (int n = 1; n < N; n += 37) {
    shape(5, n, p, q);
    long double sum_p = 0, sum_q = 0, on = 0, top = 0;
    for (int i = 0; i < n; i++) {
      sum_p += p[i], sum_q += q[i], on += p[i] > 0 ? q[i] : 0;
      if (p[i] > 0) top = fmaxl(top, (long double)p[i] / q[i]);
    }
    double least = (double)-logl(on / sum_q), most = (double)logl(top * sum_q / sum_p);
    order zero = {SP_MEASURE_renyi, 0}, infinite = {SP_MEASURE_renyi, INFINITY};
    CHECK(fabs(in_one_pass(zero, p, q, (size_t)n, 64) - least) <= 1e-15 * least + 1e-18);
    double got = in_one_pass(infinite, p, q, (size_t)n, 64);
    CHECK(n == 1 ? isnan(got) || got < 1e-15 : fabs(got - most) <= 1e-15 * most);
  }
}

static void the_first_pass_refuses_what_is_no_mass(void) {
  double bad[] = {-1e-300, NAN};
  for (int n = 1; n < 70; n += 17) {
    for (int at = 0; at < n; at += 3) {
      double p[70], q[70];
      for (int side = 0; side < 2; side++) {
        for (int k = 0; k < 2; k++) {
          for (int i = 0; i < n; i++) p[i] = q[i] = 1;
          (side ? q : p)[at] = bad[k];
          info_sums sums = {0};
          CHECK(!info_sums_add(&sums, p, q, (size_t)n));
        }
        (side ? q : p)[at] = INFINITY;
        info_sums sums = {0};
        info_terms terms;
        CHECK(info_sums_add(&sums, p, q, (size_t)n));
        CHECK(!info_terms_open(&terms, SP_MEASURE_totalVariation, 1, &sums, SP_NORMALISE_AUTO));
      }
    }
  }
}

static void tiny_probabilities_do_no_harm(void) {
  double p[4] = {1e-300, 0x1p-1074, 0.5, 0.5}, q[4] = {0x1p-1074, 1e-300, 0.5, 0.5};
  sp_operand a = array_of(p, 4), b = array_of(q, 4), c = array_of(p, 4);
  for (int id = 0; id < SP_MEASURE_COUNT; id++) {
    sp_result r = measure_of((sp_measure_id)id, &a, &b, &everything);
    CHECK(isfinite(r.value) && r.value >= 0);
    if (id >= SP_MEASURE_kl) CHECK(measure_of((sp_measure_id)id, &a, &c, &everything).value == 0);
  }
}

static void proportional_arrays_are_equal(void) {
  double p[3] = {1, 2, 3}, q[3] = {10, 20, 30};
  sp_operand a = array_of(p, 3), b = array_of(q, 3);
  sp_options o = everything;
  o.normalise = SP_NORMALISE_AUTO;
  for (int id = SP_MEASURE_kl; id < SP_MEASURE_COUNT; id++)
    CHECK(measure_of((sp_measure_id)id, &a, &b, &o).value < 1e-30);
}

static void infinite_array_divergences_name_the_index(void) {
  double p[3] = {0.5, 0.25, 0.25}, q[3] = {0.5, 0.5, 0};
  sp_operand a = array_of(p, 3), b = array_of(q, 3);
  sp_result r = measure_of(SP_MEASURE_kl, &a, &b, &everything);
  CHECK(r.value == INFINITY && r.reason == SP_REASON_Q_ZERO && r.where == 2);
  r = measure_of(SP_MEASURE_crossEntropy, &a, &b, &everything);
  CHECK(r.value == INFINITY && r.reason == SP_REASON_Q_ZERO && r.where == 2);
  r = measure_of(SP_MEASURE_jeffreys, &b, &a, &everything);
  CHECK(r.value == INFINITY && r.reason == SP_REASON_P_ZERO && r.where == 2);
}

static void a_binomial_against_its_own_masses_is_nothing(void) {
  double masses[11], moved[11];
  DIST(p, "binomial", 10, 0.3);
  for (int x = 0; x <= 10; x++)
    masses[x] = exp(p.operand.dist.family->log_density(p.operand.dist.theta, 2, x));
  for (int x = 0; x <= 10; x++) moved[x] = masses[10 - x];
  sp_operand q = array_of(masses, 11), r = array_of(moved, 11);
  CHECK(measure_of(SP_MEASURE_kl, &p.operand, &q, &everything).value < 1e-30);
  /* reflected: 10 KL(Bernoulli(0.3) || Bernoulli(0.7)) = 4 log(7/3) */
  CHECK_RELATIVE(measure_of(SP_MEASURE_kl, &p.operand, &r, &everything).value, 4 * log(7. / 3),
                 1e-14);
  sp_result longer = measure_of(SP_MEASURE_kl, &r, &p.operand, &everything);
  CHECK_RELATIVE(longer.value, 4 * log(7. / 3), 1e-14);
  sp_operand few = array_of((double[]){0.5, 0.5}, 2);
  sp_result missing = measure_of(SP_MEASURE_kl, &p.operand, &few, &everything);
  CHECK(missing.value == INFINITY && missing.reason == SP_REASON_Q_ZERO && missing.where == 2);
}

/* log(1 + sum e^(z_j - z_y)) and p_y - 1 in long double, which has the range. */
static void losses_from_logits_keep_every_digit(void) {
  sp_rng rng;
  sp_rng_init(&rng, 21, 0, 0);
  double worst = 0, worst_gradient = 0;
  for (int round = 0; round < 20000; round++) {
    double z[10], target = sp_rng_below(&rng, 10), loss, gradient[10];
    double scale = exp(5 * sp_rng_uniform(&rng)) / 2;
    for (int j = 0; j < 10; j++) z[j] = scale * sp_rng_normal(&rng);
    if (round % 2) z[(int)target] += 4 * scale;
    sp_fault fault;
    if (sp_softmax_cross_entropy(z, 10, &target, 1, &loss, gradient, &fault) != SP_OK) continue;
    long double others = 0;
    for (int j = 0; j < 10; j++)
      if (j != (int)target) others += expl((long double)z[j] - z[(int)target]);
    long double want_loss = log1pl(others);
    if (want_loss < 1e-290L) continue;
    worst = fmax(worst, (double)fabsl((loss - want_loss) / want_loss));
    for (int j = 0; j < 10; j++) {
      long double e = expl((long double)z[j] - z[(int)target]);
      long double g = j == (int)target ? -others / (1 + others) : e / (1 + others);
      if (fabsl(g) > 1e-290L)
        worst_gradient = fmax(worst_gradient, (double)fabsl((gradient[j] - g) / g));
    }
  }
  printf("softmax: loss %.2g, gradient %.2g\n", worst, worst_gradient);
  CHECK(worst <= 2.3e-16);
  CHECK(worst_gradient <= 2.3e-16);
}

static void logits_of_ten_thousand_are_safe(void) {
  double z[3] = {1e4, -1e4, 0}, label = 1, loss, g[3], soft[3] = {0.2, 0.3, 0.5};
  sp_fault fault;
  CHECK(sp_softmax_cross_entropy(z, 3, &label, 1, &loss, g, &fault) == SP_OK);
  CHECK(loss == 2e4 && g[0] == 1 && g[1] == -1 && g[2] == 0);
  CHECK(sp_softmax_cross_entropy(z, 3, soft, 3, &loss, g, &fault) == SP_OK);
  CHECK_RELATIVE(loss, 0.3 * 2e4 + 0.5 * 1e4, 4e-16);
  CHECK_RELATIVE(g[0], 0.8, 4e-16);
  double more[3] = {0.2, 0.3, 0.5 + 1e-8}, below[3] = {0.5, -0.1, 0.6}, none[3] = {1, NAN, 0};
  CHECK(sp_softmax_cross_entropy(z, 3, more, 3, &loss, g, &fault) == SP_NOT_NORMALISED);
  CHECK(fault.argument == 1 && fabs(fault.value - 1 - 1e-8) < 1e-15);
  CHECK(sp_softmax_cross_entropy(z, 3, below, 3, &loss, g, &fault) == SP_NOT_A_PROBABILITY);
  CHECK(fault.index == 1 && fault.value == -0.1);
  CHECK(sp_softmax_cross_entropy(z, 3, none, 3, &loss, g, &fault) == SP_NOT_A_PROBABILITY);
  double single[] = {0, 1, 0.5}; /* of one class: its label, its probability, neither */
  for (int i = 0; i < 2; i++)
    CHECK(sp_softmax_cross_entropy(z, 1, single + i, 1, &loss, g, &fault) == SP_OK && loss == 0);
  CHECK(sp_softmax_cross_entropy(z, 1, single + 2, 1, &loss, g, &fault) == SP_NOT_NORMALISED);
  double wrong = 3;
  CHECK(sp_softmax_cross_entropy(z, 3, &wrong, 1, &loss, g, &fault) == SP_INVALID_ARGUMENT);
  z[1] = NAN;
  CHECK(sp_softmax_cross_entropy(z, 3, &label, 1, &loss, g, &fault) == SP_INVALID_ARGUMENT);
  CHECK(fault.index == 1);
}

static void binary_losses_keep_every_digit(void) {
  double worst = 0, loss, g;
  sp_fault fault;
  for (int i = -690; i <= 690; i++) {
    double z = i * 1.0037;
    for (int y = 0; y <= 1; y++) {
      long double s = y ? -(long double)z : z; /* loss = log1p(e^s) */
      long double want_loss = s > 40 ? s + expl(-s) : log1pl(expl(s));
      long double want_g = (y ? -1 : 1) / (1 + expl(-s));
      CHECK(sp_binary_cross_entropy(z, y, &loss, &g, &fault) == SP_OK);
      worst = fmax(worst, (double)fabsl((loss - want_loss) / want_loss));
      worst = fmax(worst, (double)fabsl((g - want_g) / want_g));
    }
  }
  printf("binary: worst %.2g\n", worst);
  CHECK(worst <= 2.3e-16);
  CHECK(sp_binary_cross_entropy(1e4, 1, &loss, &g, &fault) == SP_OK && loss == 0 && g == 0);
  CHECK(sp_binary_cross_entropy(-1e4, 1, &loss, &g, &fault) == SP_OK && loss == 1e4 && g == -1);
  CHECK(sp_binary_cross_entropy(1, 0.25, &loss, &g, &fault) == SP_OK);
  CHECK_RELATIVE(loss, 0.75 + log1p(exp(-1)), 4e-16);
  CHECK(sp_binary_cross_entropy(1, 1.5, &loss, &g, &fault) == SP_NOT_A_PROBABILITY);
}

int main(void) {
  every_divergence_of_arrays_is_good_to_1e14_however_near();
  vector_and_plain_passes_agree_with_the_definition_on_every_shape();
  blocks_of_any_length_give_the_measure_of_the_whole();
  the_one_pass_is_right_or_refuses();
  the_extreme_orders_need_one_pass();
  the_first_pass_refuses_what_is_no_mass();
  tiny_probabilities_do_no_harm();
  proportional_arrays_are_equal();
  infinite_array_divergences_name_the_index();
  a_binomial_against_its_own_masses_is_nothing();
  losses_from_logits_keep_every_digit();
  logits_of_ten_thousand_are_safe();
  binary_losses_keep_every_digit();
  return report();
}
