#include "info/score.h"

#include <math.h>

#include "base/angle.h"
#include "info/bregman.h"
#include "info/tails.h"
#include "info/view.h"
#include "info/von_mises.h"
#include "num/gamma.h"
#include "num/log.h"

typedef double (*score_function)(const double* t, size_t i, double x);

static double of_bernoulli(const double* t, size_t i, double x) {
  return (void)i, 1 / (x == 0 ? t[0] - 1 : t[0]);
}
static double of_binomial(const double* t, size_t i, double x) {
  if (i == 0) return NAN;
  return (x - t[0] * t[1]) / (t[1] * (1 - t[1]));
}
static double of_poisson(const double* t, size_t i, double x) { return (void)i, x / t[0] - 1; }
static double of_geometric(const double* t, size_t i, double x) {
  return (void)i, 1 / t[0] - x / (1 - t[0]);
}
static double of_negative_binomial(const double* t, size_t i, double x) {
  if (i == 1) return t[0] / t[1] - x / (1 - t[1]);
  return sp_digamma_difference(t[0], x) + log(t[1]);
}
static double of_uniform(const double* t, size_t i, double x) {
  return (void)x, (i == 0 ? 1 : -1) / (t[1] - t[0]);
}
static double of_normal(const double* t, size_t i, double x) {
  double z = (x - t[0]) / t[1];
  return (i == 0 ? z : z * z - 1) / t[1];
}
static double of_half_normal(const double* t, size_t i, double x) {
  double z = x / t[0];
  return (void)i, (z * z - 1) / t[0];
}
static double of_log_normal(const double* t, size_t i, double x) { return of_normal(t, i, log(x)); }
static double of_exponential(const double* t, size_t i, double x) { return (void)i, 1 / t[0] - x; }
static double of_continuous_bernoulli(const double* t, size_t i, double x) {
  /* x/l - (1-x)/(1-l) + d log C/dl, with u = 1 - 2l: C = 2 atanh(u)/u */
  double l = t[0], u = 1 - 2 * l, w = l * (1 - l), slope;
  (void)i;
  if (fabs(u) < 0.05) { /* d/du log(atanh(u)/u) = 2u/3 + 26u^3/45 + 502u^5/945 ... */
    double y = u * u;
    slope = u * (2. / 3 + y * (26. / 45 + y * (502. / 945 + y * (7102. / 14175 + y * 0.4787))));
  } else {
    slope = 1 / (4 * w * atanh(u)) - 1 / u;
  }
  return x / l - (1 - x) / (1 - l) - 2 * slope;
}
static double of_gamma(const double* t, size_t i, double x) {
  return i == 0 ? log(t[1]) + log(x) - sp_digamma(t[0]) : t[0] / t[1] - x;
}
static double of_inverse_gamma(const double* t, size_t i, double x) {
  return i == 0 ? log(t[1]) - log(x) - sp_digamma(t[0]) : t[0] / t[1] - 1 / x;
}
static double of_chi_squared(const double* t, size_t i, double x) {
  return (void)i, 0.5 * (log(x / 2) - sp_digamma(t[0] / 2));
}
static double of_beta(const double* t, size_t i, double x) {
  double both = sp_digamma(t[0] + t[1]);
  return i == 0 ? log(x) - sp_digamma(t[0]) + both : log1p(-x) - sp_digamma(t[1]) + both;
}
/* psi((v + 1)/2) - psi(v/2) - 1/v */
static double digamma_excess(double v) {
  double y = 1 / v / v;
  if (v > 100) return y * (0.5 - y * (0.25 - y * (0.5 - y * 2.125)));
  return sp_digamma_difference(v / 2, 0.5) - 1 / v;
}
static double of_student(const double* t, size_t i, double x) {
  double v = t[0], d = x - t[1], z = d / t[2], u = z / v * z;
  int is_far = fabs(z) > 1e150; /* where u, and z itself, may be beyond the doubles */
  double share = is_far ? 1 : u / (1 + u);
  if (i == 1) return is_far ? 0 : (v + 1) * (z / v) / (1 + u) / t[2];
  if (i == 2) return ((v + 1) * share - 1) / t[2];
  double gap = u < 1 ? info_gap(-share) : log1p(u) - share;
  if (is_far) gap = 2 * log(fabs(d)) - 2 * log(t[2]) - log(v) - 1;
  return 0.5 * (digamma_excess(v) - gap + share / v);
}
static double of_cauchy(const double* t, size_t i, double x) {
  double z = (x - t[0]) / t[1];
  if (fabs(z) > 1e100) return i == 0 ? 0 : 1 / t[1];
  return (i == 0 ? 2 * z : z * z - 1) / (1 + z * z) / t[1];
}
static double of_laplace(const double* t, size_t i, double x) {
  double z = (x - t[0]) / t[1];
  return (i == 0 ? (z > 0) - (z < 0) : fabs(z) - 1) / t[1];
}
static double of_logistic(const double* t, size_t i, double x) {
  double z = (x - t[0]) / t[1], u = tanh(z / 2);
  return (i == 0 ? u : z * u - 1) / t[1];
}
static double of_gumbel(const double* t, size_t i, double x) {
  double z = (x - t[0]) / t[1], less = -expm1(-z);
  return (i == 0 ? less : z * less - 1) / t[1];
}
static double of_weibull(const double* t, size_t i, double x) {
  double l = log(x / t[1]), power = sp_power(x / t[1], t[0]);
  return i == 0 ? 1 / t[0] + l - power * l : t[0] / t[1] * (power - 1);
}
static double of_pareto(const double* t, size_t i, double x) {
  return i == 0 ? 1 / t[0] - log(x / t[1]) : t[0] / t[1];
}
static double of_rayleigh(const double* t, size_t i, double x) {
  double z = x / t[0];
  return (void)i, (z * z - 2) / t[0];
}
static double of_von_mises(const double* t, size_t i, double x) {
  double d = info_angle(x, t[0]);
  if (i == 0) return t[1] * sp_sin(d);
  return sp_cos(d) - info_bessel_quotient(t[1]);
}

static const score_function table[SP_FAMILY_COUNT] = {
    [SP_FAMILY_bernoulli] = of_bernoulli,
    [SP_FAMILY_binomial] = of_binomial,
    [SP_FAMILY_poisson] = of_poisson,
    [SP_FAMILY_geometric] = of_geometric,
    [SP_FAMILY_negativeBinomial] = of_negative_binomial,
    [SP_FAMILY_uniform] = of_uniform,
    [SP_FAMILY_normal] = of_normal,
    [SP_FAMILY_halfNormal] = of_half_normal,
    [SP_FAMILY_logNormal] = of_log_normal,
    [SP_FAMILY_exponential] = of_exponential,
    [SP_FAMILY_continuousBernoulli] = of_continuous_bernoulli,
    [SP_FAMILY_gamma] = of_gamma,
    [SP_FAMILY_inverseGamma] = of_inverse_gamma,
    [SP_FAMILY_chiSquared] = of_chi_squared,
    [SP_FAMILY_beta] = of_beta,
    [SP_FAMILY_studentT] = of_student,
    [SP_FAMILY_cauchy] = of_cauchy,
    [SP_FAMILY_laplace] = of_laplace,
    [SP_FAMILY_logistic] = of_logistic,
    [SP_FAMILY_gumbel] = of_gumbel,
    [SP_FAMILY_weibull] = of_weibull,
    [SP_FAMILY_pareto] = of_pareto,
    [SP_FAMILY_rayleigh] = of_rayleigh,
    [SP_FAMILY_vonMises] = of_von_mises,
};

/* Of a mixture: weight j by q_j/q, a component's parameter by w_j (q_j/q) times its score; q_j/q by
   the differences of the others' logarithms to its own. */
static double of_mixture(const sp_dist* q, size_t i, double x) {
  size_t k = (size_t)q->theta[0], used;
  double own = NAN, factor = 1, sum = 0;
  for (int pass = 0; pass < 2; pass++)
    for (size_t j = 0, at = 1 + k; j < k; j++, at += used) {
      sp_dist part;
      if (sp_dist_decode(q->theta + at, q->count - at, &part, &used, NULL) != SP_OK) return NAN;
      double log_part = part.family->log_density(part.theta, part.count, x), w = q->theta[1 + j];
      int is_inside = i >= at + 2 && i < at + used;
      if (pass == 0 && (is_inside || i == 1 + j)) own = log_part;
      if (pass == 0 && is_inside)
        factor = info_moves_support(&part, i - at - 2) ? NAN : w * info_score(&part, i - at - 2, x);
      if (pass == 1 && w > 0) sum += w * exp(log_part - own);
    }
  return own == -INFINITY ? 0 : factor / sum;
}

double info_score(const sp_dist* q, size_t i, double x) {
  if (info_is_named(q, "mixture")) return of_mixture(q, i, x);
  score_function score = table[info_family(q)];
  return score ? score(q->theta, i, x) : NAN;
}

int info_moves_support(const sp_dist* q, size_t i) {
  if (info_is_named(q, "uniform")) return i == 0 ? 1 : 2;
  if (info_is_named(q, "pareto")) return i == 1;
  return info_is_named(q, "vonMises") && i == 0 ? 3 : 0;
}
