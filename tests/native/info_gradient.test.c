/* c/info: gradients with respect to Q's parameters, against central differences (five points with
   one step of Richardson's extrapolation) of the measures themselves; scores in the table. */
#include "info/gradient.h"
#include "info_tools.h"

static double shifted(sp_measure_id id, const side* p, const side* q, int i, double h) {
  side moved = *q;
  sp_fault fault;
  moved.encoded[2 + i] += h;
  size_t count = (size_t)moved.encoded[1];
  if (sp_dist_decode(moved.encoded, count + 2, &moved.operand.dist, NULL, &fault) != SP_OK)
    return NAN;
  return measure_of(id, &p->operand, &moved.operand, &everything).value;
}

static double five_points(sp_measure_id id, const side* p, const side* q, int i, double h) {
  double near = shifted(id, p, q, i, h) - shifted(id, p, q, i, -h);
  double far = shifted(id, p, q, i, 2 * h) - shifted(id, p, q, i, -2 * h);
  return (8 * near - far) / (12 * h);
}

static void check_gradient(sp_measure_id id, side* p, side* q, double tolerance) {
  double gradient[16];
  sp_fault fault;
  p->operand.dist.theta = p->encoded + 2, q->operand.dist.theta = q->encoded + 2;
  CHECK(sp_gradient(id, &p->operand, &q->operand, &everything, gradient, &fault) == SP_OK);
  for (int i = 0; i < (int)q->operand.dist.count; i++) {
    if (isnan(gradient[i])) continue;
    double h = 2e-3 * fmax(fabs(q->encoded[2 + i]), 0.1);
    double want = (16 * five_points(id, p, q, i, h / 2) - five_points(id, p, q, i, h)) / 15;
    int good = is_close(gradient[i], want, tolerance, fmax(1, fabs(want)));
    if (!good)
      printf("measure %d, %s || %s, parameter %d: %.15g, want %.15g\n", id,
             p->operand.dist.family->name, q->operand.dist.family->name, i, gradient[i], want);
    CHECK(good);
  }
}

static side member(const char* name, int count, double a, double b, double c) {
  side s;
  make(&s, name, (size_t)count, (double[]){a, b, c});
  return s;
}

static const struct {
  const char* name;
  int count;
  double p[3], q[3];
} rows[] = {
    {"bernoulli", 1, {0.3}, {0.6}},
    {"binomial", 2, {20, 0.3}, {20, 0.45}},
    {"poisson", 1, {3}, {4.5}},
    {"geometric", 1, {0.3}, {0.2}},
    {"negativeBinomial", 2, {3, 0.4}, {4, 0.3}},
    {"normal", 2, {0, 1}, {0.5, 2}},
    {"halfNormal", 1, {1}, {1.5}},
    {"logNormal", 2, {0, 0.5}, {0.3, 0.7}},
    {"exponential", 1, {1}, {2}},
    {"continuousBernoulli", 1, {0.3}, {0.6}},
    {"gamma", 2, {3, 2}, {2, 1}},
    {"inverseGamma", 2, {3, 2}, {4, 2.5}},
    {"chiSquared", 1, {4}, {6}},
    {"beta", 2, {2, 3}, {3, 2.5}},
    {"studentT", 3, {5, 0, 1}, {4, 0.5, 1.5}},
    {"cauchy", 2, {0, 1}, {0.5, 2}},
    {"laplace", 2, {0, 1}, {0.5, 2}},
    {"logistic", 2, {0, 1}, {0.5, 1.5}},
    {"gumbel", 2, {0, 1}, {0.5, 1.5}},
    {"weibull", 2, {2, 1}, {1.5, 1.3}},
    {"rayleigh", 1, {1}, {1.4}},
    {"vonMises", 2, {0, 2}, {0.5, 1.2}},
};

static void gradients_within_a_family_agree_with_differences(void) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    side p = member(rows[i].name, rows[i].count, rows[i].p[0], rows[i].p[1], rows[i].p[2]);
    side q = member(rows[i].name, rows[i].count, rows[i].q[0], rows[i].q[1], rows[i].q[2]);
    check_gradient(SP_MEASURE_kl, &p, &q, 1e-9);
    check_gradient(SP_MEASURE_jensenShannon, &p, &q, 1e-9);
  }
}

static void gradients_across_families_agree_with_differences(void) {
  side p = member("gamma", 2, 3, 2, 0), q = member("normal", 2, 1, 0.8, 0);
  check_gradient(SP_MEASURE_kl, &p, &q, 1e-9);
  check_gradient(SP_MEASURE_crossEntropy, &p, &q, 1e-9);
  check_gradient(SP_MEASURE_hellinger, &p, &q, 1e-9);
  side a = member("binomial", 2, 10, 0.5, 0), b = member("poisson", 1, 4, 0, 0);
  check_gradient(SP_MEASURE_kl, &a, &b, 1e-9);
  side c = member("uniform", 2, 0, 1, 0), d = member("uniform", 2, -1, 3, 0);
  check_gradient(SP_MEASURE_kl, &c, &d, 1e-9);
}

/* KL and the cross-entropy differ by H(P), which does not depend on theta. */
static void kl_and_cross_entropy_have_the_same_gradient(void) {
  side p = member("normal", 2, 0, 1, 0), q = member("normal", 2, 0.5, 2, 0);
  double one[2], two[2];
  sp_fault fault;
  p.operand.dist.theta = p.encoded + 2, q.operand.dist.theta = q.encoded + 2;
  sp_gradient(SP_MEASURE_kl, &p.operand, &q.operand, &everything, one, &fault);
  sp_gradient(SP_MEASURE_crossEntropy, &p.operand, &q.operand, &everything, two, &fault);
  CHECK(one[0] == two[0] && one[1] == two[1]);
  /* (mu_q - mu_p)/s^2 and 1/s - (1 + 0.25)/s^3 */
  CHECK_RELATIVE(one[0], 0.125, 1e-13);
  CHECK_RELATIVE(one[1], 0.5 - 1.25 / 8, 1e-13);
}

static void near_equality_the_gradient_is_the_information_times_the_step(void) {
  side p = member("normal", 2, 0, 1, 0), q = member("normal", 2, 1e-9, 1, 0);
  double gradient[2];
  sp_fault fault;
  p.operand.dist.theta = p.encoded + 2, q.operand.dist.theta = q.encoded + 2;
  sp_gradient(SP_MEASURE_kl, &p.operand, &q.operand, &everything, gradient, &fault);
  CHECK_RELATIVE(gradient[0], 1e-9, 1e-12);
}

static void ends_that_move_count(void) {
  static const sp_measure_id bounded[] = {SP_MEASURE_jensenShannon, SP_MEASURE_totalVariation,
                                          SP_MEASURE_hellinger};
  for (int k = 0; k < 3; k++) {
    side p = member("normal", 2, 0.3, 1, 0), q = member("uniform", 2, -1, 2, 0);
    check_gradient(bounded[k], &p, &q, 1e-9);
    side a = member("gamma", 2, 3, 2, 0), b = member("pareto", 2, 2, 0.7, 0);
    check_gradient(bounded[k], &a, &b, 1e-9);
    side c = member("cauchy", 2, 0, 1, 0), d = member("vonMises", 2, 0.5, 1.2, 0);
    check_gradient(bounded[k], &c, &d, 1e-9);
  }
  side p = member("beta", 2, 2, 3, 0), q = member("uniform", 2, -0.5, 2, 0);
  check_gradient(SP_MEASURE_chiSquare, &p, &q, 1e-9);
}

static void infinite_measures_have_no_gradient_and_huge_ones_an_infinite_one(void) {
  side p = member("studentT", 3, 1, 0, 1), q = member("normal", 2, 0, 1, 0);
  side a = member("gumbel", 2, 0, 3000, 0), b = member("gumbel", 2, 0, 1e-3, 0);
  side c = member("normal", 2, 0, 1000, 0);
  double gradient[2];
  sp_fault fault;
  p.operand.dist.theta = p.encoded + 2, q.operand.dist.theta = q.encoded + 2;
  a.operand.dist.theta = a.encoded + 2, b.operand.dist.theta = b.encoded + 2;
  c.operand.dist.theta = c.encoded + 2;
  sp_gradient(SP_MEASURE_kl, &p.operand, &q.operand, &everything, gradient, &fault);
  CHECK(isnan(gradient[0]) && isnan(gradient[1]));
  sp_gradient(SP_MEASURE_kl, &a.operand, &b.operand, &everything, gradient, &fault);
  CHECK(gradient[0] == INFINITY && gradient[1] == -INFINITY);
  sp_gradient(SP_MEASURE_kl, &c.operand, &b.operand, &everything, gradient, &fault);
  CHECK(gradient[0] == INFINITY && gradient[1] == -INFINITY);
}

static void arrays_have_minus_p_over_q(void) {
  double p[2] = {0.25, 0.75}, q[2] = {0.5, 0.5}, gradient[2];
  sp_operand a = array_of(p, 2), b = array_of(q, 2);
  sp_fault fault;
  CHECK(sp_gradient(SP_MEASURE_kl, &a, &b, &everything, gradient, &fault) == SP_OK);
  CHECK(gradient[0] == -0.5 && gradient[1] == -1.5);
  CHECK(sp_gradient(SP_MEASURE_wasserstein1, &a, &b, &everything, gradient, &fault) ==
        SP_UNSUPPORTED);
}

int main(void) {
  gradients_within_a_family_agree_with_differences();
  gradients_across_families_agree_with_differences();
  kl_and_cross_entropy_have_the_same_gradient();
  near_equality_the_gradient_is_the_information_times_the_step();
  ends_that_move_count();
  infinite_measures_have_no_gradient_and_huge_ones_an_infinite_one();
  arrays_have_minus_p_over_q();
  return report();
}
