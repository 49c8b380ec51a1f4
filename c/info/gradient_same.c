#include "info/gradient_same.h"

#include <math.h>

#include "base/angle.h"
#include "info/bregman.h"
#include "info/pairs_same.h"
#include "info/tails.h"
#include "info/terms.h"
#include "info/view.h"
#include "info/von_mises.h"
#include "num/gamma.h"

/* Each is -E_P[score] with E_Q[score] = 0 taken off. */
typedef double (*same_gradient)(const double* p, const double* q, size_t i);

static double of_bernoulli(const double* p, const double* q, size_t i) {
  return (void)i, (q[0] - p[0]) / (q[0] * (1 - q[0]));
}
static double of_binomial(const double* p, const double* q, size_t i) {
  return i == 1 && p[0] == q[0] ? q[0] * of_bernoulli(p + 1, q + 1, 0) : NAN;
}
static double of_poisson(const double* p, const double* q, size_t i) {
  return (void)i, (q[0] - p[0]) / q[0];
}
static double of_geometric(const double* p, const double* q, size_t i) {
  return (void)i, (q[0] - p[0]) / p[0] / (q[0] * (1 - q[0]));
}
static double of_negative_binomial(const double* p, const double* q, size_t i) {
  return i == 1 && p[0] == q[0] ? q[0] * of_geometric(p + 1, q + 1, 0) : NAN;
}
/* psi(b) - psi(a), from the lesser one up */
static double digamma_step(double a, double b) {
  return b < a ? -sp_digamma_difference(b, a - b) : sp_digamma_difference(a, b - a);
}
/* E x^2 = a^2 against b^2 */
static double of_scale(double a, double b) { return (b - a) / b * ((b + a) / b) / b; }
static double of_normal(const double* p, const double* q, size_t i) {
  double z = (q[0] / 2 - p[0] / 2) / q[1] * 2;
  return i == 0 ? z / q[1] : of_scale(p[1], q[1]) - z * z / q[1];
}
static double of_half_normal(const double* p, const double* q, size_t i) {
  return (void)i, of_scale(p[0], q[0]);
}
static double of_rayleigh(const double* p, const double* q, size_t i) {
  return (void)i, 2 * of_scale(p[0], q[0]);
}
static double of_exponential(const double* p, const double* q, size_t i) {
  return (void)i, (q[0] - p[0]) / p[0] / q[0];
}
static double of_gamma(const double* p, const double* q, size_t i) {
  double a = p[0], b = q[0], h = b - a;
  if (i == 1) return (a * ((q[1] - p[1]) / p[1]) - h) / q[1];
  return digamma_step(a, b) - info_log_quotient(q[1], p[1]);
}
static double of_chi_squared(const double* p, const double* q, size_t i) {
  return (void)i, 0.5 * digamma_step(p[0] / 2, q[0] / 2);
}
/* With E log x = psi(a) - psi(a + b): the difference of two of those, by rows or by columns,
   whichever has the smaller terms. */
static double of_beta(const double* p, const double* q, size_t i) {
  double a = p[i], b = p[1 - i], c = q[i], d = q[1 - i];
  double own = digamma_step(a, c), h = (c - a) + (d - b);
  double both = h < 0 ? -sp_digamma_difference(c + d, -h) : sp_digamma_difference(a + b, h);
  double before = sp_digamma_difference(a, b), after = sp_digamma_difference(c, d);
  return fabs(own) + fabs(both) < before + after ? own - both : before - after;
}
static double of_cauchy(const double* p, const double* q, size_t i) {
  double d = q[0] - p[0], h = q[1], wide = p[1] + h, size = hypot(wide, d);
  if (i == 0) return 2 * (d / size) / size;
  return ((h - p[1]) / size * (wide / size) - d / size * (d / size)) / h;
}
static double of_laplace(const double* p, const double* q, size_t i) {
  double d = q[0] - p[0], y = -fabs(d) / p[1];
  if (i == 0) return copysign(-expm1(y), d) / q[1];
  return ((q[1] - p[1]) / q[1] - p[1] / q[1] * info_phi(y)) / q[1];
}
/* Gumbel with b1/b2 = rho and (mu2 - mu1)/b2 = c: log E - 1 for E = E_P exp(-(x - mu2)/b2), and b2
   times the derivative by b2. */
static double log_extreme(double rho, double less, double c) { /* less = rho - 1 */
  return c + (rho < 0.5 ? sp_lgamma1p(rho) : sp_lgamma_difference(2, less));
}
static double of_extreme(double rho, double less, double c) {
  double slope = rho * (sp_digamma_difference(2, less) + (1 - SP_EULER)); /* rho psi(1 + rho) */
  return -(expm1(log_extreme(rho, less, c)) * (c + slope) + rho * sp_digamma_difference(2, less) +
           less);
}
static double of_gumbel(const double* p, const double* q, size_t i) {
  double rho = p[1] / q[1], less = (p[1] - q[1]) / q[1], c = (q[0] - p[0]) / q[1];
  return (i == 0 ? expm1(log_extreme(rho, less, c)) : of_extreme(rho, less, c)) / q[1];
}
/* -log x is Gumbel(-log lambda, 1/k) */
static double of_weibull(const double* p, const double* q, size_t i) {
  double rho = q[0] / p[0], less = (q[0] - p[0]) / p[0];
  double c = q[0] * info_log_quotient(p[1], q[1]);
  return i == 0 ? -of_extreme(rho, less, c) / q[0]
                : -expm1(log_extreme(rho, less, c)) * (q[0] / q[1]);
}
static double of_pareto(const double* p, const double* q, size_t i) {
  return i == 0 ? (q[0] - p[0]) / p[0] / q[0] + info_log_quotient(p[1], q[1]) : -q[0] / q[1];
}

/* The means' difference, the integral of the variance over the logits between. */
static double of_continuous_bernoulli(const double* p, const double* q, size_t i) {
  double eta, h = info_logit_step(p[0], q[0], &eta);
  if (!(fabs(h) < 1)) return NAN;
  return (void)i, info_step(info_continuous_bernoulli_curvature, eta, h) / (q[0] * (1 - q[0]));
}
static double of_von_mises(const double* p, const double* q, size_t i) {
  double d = info_angle(q[0], p[0]), mean = info_bessel_quotient(p[1]), turn = sp_sin(d / 2);
  if (i == 0) return q[1] * mean * sp_sin(d);
  return info_bessel_quotient_step(p[1], q[1]) + 2 * mean * turn * turn;
}

static const same_gradient table[SP_FAMILY_COUNT] = {
    [SP_FAMILY_bernoulli] = of_bernoulli,
    [SP_FAMILY_binomial] = of_binomial,
    [SP_FAMILY_poisson] = of_poisson,
    [SP_FAMILY_geometric] = of_geometric,
    [SP_FAMILY_negativeBinomial] = of_negative_binomial,
    [SP_FAMILY_normal] = of_normal,
    [SP_FAMILY_logNormal] = of_normal,
    [SP_FAMILY_halfNormal] = of_half_normal,
    [SP_FAMILY_rayleigh] = of_rayleigh,
    [SP_FAMILY_exponential] = of_exponential,
    [SP_FAMILY_gamma] = of_gamma,
    [SP_FAMILY_inverseGamma] = of_gamma,
    [SP_FAMILY_chiSquared] = of_chi_squared,
    [SP_FAMILY_beta] = of_beta,
    [SP_FAMILY_cauchy] = of_cauchy,
    [SP_FAMILY_laplace] = of_laplace,
    [SP_FAMILY_gumbel] = of_gumbel,
    [SP_FAMILY_weibull] = of_weibull,
    [SP_FAMILY_pareto] = of_pareto,
    [SP_FAMILY_continuousBernoulli] = of_continuous_bernoulli,
    [SP_FAMILY_vonMises] = of_von_mises,
};

double info_gradient_same(const sp_dist* p, const sp_dist* q, size_t i) {
  if (p->family != q->family) return NAN;
  same_gradient gradient = table[info_family(p)];
  return gradient ? gradient(p->theta, q->theta, i) : NAN;
}
