#include "info/pairs_same.h"

#include <math.h>

#include "info/bregman.h"
#include "info/tails.h"
#include "info/terms.h"
#include "info/von_mises.h"

/* ---- discrete ---- */

static double of_bernoulli(const double* p, const double* q) { return info_bernoulli(p[0], q[0]); }
static double of_binomial(const double* p, const double* q) {
  if (p[0] != q[0]) return NAN;
  return p[1] > 0 ? p[0] * p[1] * info_bernoulli_by_p(p[1], q[1]) : p[0] * info_bernoulli(0, q[1]);
}
static double of_poisson(const double* p, const double* q) {
  if (q[0] / p[0] > 1e30) return q[0] + p[0] * (log(p[0]) - log(q[0]));
  return p[0] == 0 ? q[0] : p[0] * info_ratio_gap(q[0], p[0]);
}
static double of_geometric(const double* p, const double* q) {
  return info_bernoulli_by_p(p[0], q[0]);
}
static double of_negative_binomial(const double* p, const double* q) {
  return p[0] == q[0] ? p[0] * info_bernoulli_by_p(p[1], q[1]) : NAN;
}
static double of_discrete_uniform(const double* p, const double* q) {
  return log1p(((p[0] - q[0]) + (q[1] - p[1])) / (p[1] - p[0] + 1));
}

/* ---- continuous ---- */

static double of_uniform(const double* p, const double* q) {
  double unit = fmax(fabs(q[0]), fabs(q[1])) > 1e300 ? 0.5 : 1; /* b - a may overflow */
  double width = p[1] * unit - p[0] * unit, whole = q[1] * unit - q[0] * unit;
  double t = ((p[0] * unit - q[0] * unit) + (q[1] * unit - p[1] * unit)) / width;
  return t < 1 ? log1p(t) : info_log_quotient(whole, width);
}
static double of_normal(const double* p, const double* q) {
  double z = (p[0] / 2 - q[0] / 2) / q[1];
  return 0.5 * info_square_gap(p[1], q[1]) + 2 * z * z;
}
static double of_half_normal(const double* p, const double* q) {
  return 0.5 * info_square_gap(p[0], q[0]);
}
static double of_rayleigh(const double* p, const double* q) { return info_square_gap(p[0], q[0]); }
static double of_exponential(const double* p, const double* q) {
  return info_ratio_gap(q[0], p[0]);
}
static double of_gamma(const double* p, const double* q) {
  return info_gamma(p[0], p[1], q[0], q[1]);
}
static double of_chi_squared(const double* p, const double* q) {
  return info_gamma(p[0] / 2, 1, q[0] / 2, 1);
}
static double of_beta(const double* p, const double* q) {
  return info_beta(p[0], p[1], q[0], q[1]);
}
static double of_cauchy(const double* p, const double* q) {
  double a = (p[1] - q[1]) / p[1] * ((p[1] - q[1]) / q[1]), b = p[0] - q[0];
  double t = 0.25 * (a + b / p[1] * (b / q[1]));
  if (t < 1e300) return log1p(t);
  return 2 * log(hypot(p[1] + q[1], b)) - log(p[1]) - log(q[1]) - 2 * log(2.);
}
static double of_laplace(const double* p, const double* q) {
  double d = fabs(p[0] - q[0]);
  return info_ratio_gap(p[1], q[1]) + info_phi(-d / p[1]) * (p[1] / q[1]);
}
/* s1 = s2: d coth(d/2) - 2 with d = (mu1 - mu2)/s, as 2 (y cosh y - sinh y)/sinh y, y = d/2 */
static double of_logistic(const double* p, const double* q) {
  if (p[1] != q[1]) return NAN;
  double y = fabs(p[0] / 2 - q[0] / 2) / p[1];
  if (y > 1) return 2 * (y / tanh(y) - 1);
  double term = y * y / 3, top = term, bottom = 1, power = 1; /* both divided by y */
  for (int k = 1; k < 12; k++) {
    power *= y * y / ((2 * k) * (2 * k + 1)), bottom += power;
    top += k == 1 ? 0 : power * 2 * k;
  }
  return 2 * top / bottom;
}
static double of_gumbel(const double* p, const double* q) {
  return info_extreme(p[1], q[1], dd_div(dd_sum(q[0], -p[0]), dd(q[1])));
}
static double of_weibull(const double* p, const double* q) {
  double near = info_log_quotient(p[1], q[1]);
  int is_apart =
      fabs(near) > 0x1p-20 && fabs(near) < 600; /* where the ratio's logarithm is as good */
  sp_dd log_scales = is_apart ? sp_dd_log(dd_div(dd(p[1]), dd(q[1]))) : dd(near);
  return info_extreme(q[0], p[0], dd_mul1(log_scales, q[0]));
}
static double of_pareto(const double* p, const double* q) {
  return info_ratio_gap(q[0], p[0]) + q[0] * info_log_quotient(p[1], q[1]);
}

/* e^(eta x - K(eta)) on (0, 1): K'' = 1/eta^2 - 1/(4 sinh^2(eta/2)), the variance. */
double info_continuous_bernoulli_curvature(double eta) {
  double y = eta * eta, sum = 0;
  if (y < 1) { /* (2k - 1) B_2k / (2k)! */
    static const double c[] = {
        0.08333333333333333,     -0.004166666666666667,  0.00016534391534391533,
        -5.787037037037037e-06,  1.8789081289081288e-07, -5.812609152556243e-09,
        1.7397297489890083e-10,  -5.084520444483875e-12, 1.4596305495672335e-13,
        -4.1322505272603176e-15, 1.1568905939556482e-16, -3.2095268777368804e-18};
    for (int k = 11; k >= 0; k--) sum = c[k] + y * sum;
    return sum;
  }
  double s = 2 * sinh(eta / 2);
  return 1 / y - 1 / (s * s);
}
double info_logit_step(double p, double q, double* logit) {
  double d = q - p, t = -d / (1 - p);
  double others = t > -0.5 ? log1p(t) : info_log_quotient(1 - q, 1 - p);
  *logit = info_log_quotient(p, 1 - p);
  return info_log_quotient(q, p) - others;
}
static double of_continuous_bernoulli(const double* p, const double* q) {
  double eta, h = info_logit_step(p[0], q[0], &eta);
  if (p[0] == q[0]) return 0;
  return info_bregman(info_continuous_bernoulli_curvature, eta, eta + h, h);
}

static const struct {
  const char* family;
  double (*kl)(const double* p, const double* q);
} table[] = {
    {"bernoulli", of_bernoulli},
    {"binomial", of_binomial},
    {"poisson", of_poisson},
    {"geometric", of_geometric},
    {"negativeBinomial", of_negative_binomial},
    {"discreteUniform", of_discrete_uniform},
    {"uniform", of_uniform},
    {"normal", of_normal},
    {"logNormal", of_normal},
    {"halfNormal", of_half_normal},
    {"rayleigh", of_rayleigh},
    {"exponential", of_exponential},
    {"gamma", of_gamma},
    {"inverseGamma", of_gamma},
    {"chiSquared", of_chi_squared},
    {"beta", of_beta},
    {"cauchy", of_cauchy},
    {"laplace", of_laplace},
    {"logistic", of_logistic},
    {"gumbel", of_gumbel},
    {"weibull", of_weibull},
    {"pareto", of_pareto},
    {"vonMises", info_von_mises},
    {"continuousBernoulli", of_continuous_bernoulli},
};

/* Families that are cases of another one: the parameters there, where doubles have them. */
static int uniform_as_beta(const double* t, double* out) {
  out[0] = out[1] = 1;
  return t[0] == 0 && t[1] == 1;
}
static int with_one(const double* t, double* out) { return out[0] = 1, out[1] = t[0], 1; }
static int chi_squared_as_gamma(const double* t, double* out) {
  return out[0] = t[0] / 2, out[1] = 0.5, 1;
}

static const struct {
  const char *family, *of;
  int (*as)(const double* theta, double* out);
} cases[] = {
    {"uniform", "beta", uniform_as_beta},          {"exponential", "gamma", with_one},
    {"chiSquared", "gamma", chi_squared_as_gamma}, {"bernoulli", "binomial", with_one},
    {"geometric", "negativeBinomial", with_one},
};

/* The parameters of p as one of q's family, or NULL. */
static const double* as_family_of(const sp_dist* q, const sp_dist* p, double* room) {
  if (p->family == q->family) return p->theta;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (info_is_named(p, cases[i].family) && info_is_named(q, cases[i].of))
      return cases[i].as(p->theta, room) ? room : NULL;
  return NULL;
}

double info_same_family(const sp_dist* p, const sp_dist* q) {
  double room[2];
  const double *theta_p = as_family_of(q, p, room), *theta_q = q->theta;
  const sp_dist* family = q;
  if (!theta_p) theta_p = p->theta, theta_q = as_family_of(p, q, room), family = p;
  if (!theta_q) return NAN;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (info_is_named(family, table[i].family)) return table[i].kl(theta_p, theta_q);
  return NAN;
}
