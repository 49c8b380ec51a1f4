/* With z1 = (x - m1)/s1 and z2 = z1 + e, the step e = z1 (s1 - s2)/s2 + (m1 - m2)/s2 is formed
   directly, and every ratio is written in e. */
#include <math.h>

#include "info/bregman.h"
#include "info/pairs_same.h"
#include "info/ratio.h"
#include "info/ratio_forms.h"
#include "info/tails.h"
#include "num/dd.h"
#include "num/gamma.h"
#include "num/log.h"

typedef struct step {
  double z, e;
  double log_scale; /* log(s2/s1) */
} step;

static step step_of(double m1, double s1, double m2, double s2, double x) {
  double z = (x - m1) / s1;
  return (step){z, z * ((s1 - s2) / s2) + (m1 - m2) / s2, -info_log_quotient(s1, s2)};
}

static double half_square_gap(step s) { return 0.5 * s.e * (2 * s.z + s.e); } /* (z2^2 - z1^2)/2 */

double info_ratio_uniform(const double* p, const double* q, double x) {
  (void)x;
  double width = p[1] / 2 - p[0] / 2; /* halves: b - a may overflow */
  double t = ((p[0] / 2 - q[0] / 2) + (q[1] / 2 - p[1] / 2)) / width;
  return t > -0.5 && t < 1 ? log1p(t) : log(q[1] / 2 - q[0] / 2) - log(width);
}

double info_ratio_normal(const double* p, const double* q, double x) {
  step s = step_of(p[0], p[1], q[0], q[1], x);
  return s.log_scale + half_square_gap(s);
}

double info_ratio_log_normal(const double* p, const double* q, double x) {
  return info_ratio_normal(p, q, log(x));
}

double info_ratio_half_normal(const double* p, const double* q, double x) {
  step s = step_of(0, p[0], 0, q[0], x);
  return s.log_scale + half_square_gap(s);
}

double info_ratio_rayleigh(const double* p, const double* q, double x) {
  step s = step_of(0, p[0], 0, q[0], x);
  return 2 * s.log_scale + half_square_gap(s);
}

double info_ratio_laplace(const double* p, const double* q, double x) {
  step s = step_of(p[0], p[1], q[0], q[1], x);
  double z2 = s.z + s.e, rise = fabs(z2) - fabs(s.z);
  if (s.z > 0 && z2 > 0) rise = s.e;
  if (s.z < 0 && z2 < 0) rise = -s.e;
  return s.log_scale + rise;
}

/* -log of the standard logistic density is 2 log(2 cosh(z/2)). */
double info_ratio_logistic(const double* p, const double* q, double x) {
  step s = step_of(p[0], p[1], q[0], q[1], x);
  if (fabs(s.e) < 1) {
    double quarter = sinh(s.e / 4);
    double t = 2 * quarter * quarter + tanh(s.z / 2) * sinh(s.e / 2); /* cosh(z2/2)/cosh(z1/2)-1 */
    return s.log_scale + 2 * log1p(t);
  }
  double a = fabs(s.z), b = fabs(s.z + s.e);
  return s.log_scale + (b - a) + 2 * (log1p(exp(-b)) - log1p(exp(-a)));
}

double info_ratio_cauchy(const double* p, const double* q, double x) {
  step s = step_of(p[0], p[1], q[0], q[1], x);
  if (fabs(s.z) > 1e100) return NAN;
  double t = s.e * (2 * s.z + s.e) / (1 + s.z * s.z);
  return t > -0.9 ? s.log_scale + log1p(t) : NAN;
}

double info_ratio_gumbel(const double* p, const double* q, double x) {
  step s = step_of(p[0], p[1], q[0], q[1], x);
  double a = exp(-s.z);
  return a < INFINITY ? s.log_scale + s.e + a * expm1(-s.e) : NAN;
}

double info_ratio_exponential(const double* p, const double* q, double x) {
  return info_log_quotient(p[0], q[0]) - (p[0] - q[0]) * x;
}

/* In the steps of rate and shape, each beside what its mean over Q takes off. */
static double gamma_ratio(const double* p, const double* q, double x, double log_x) {
  double h = p[0] - q[0], t = (p[1] - q[1]) / q[1], r;
  sp_dd bx = dd_product(q[1], x);
  if (fabs(t) < 0.5)
    r = q[0] * sp_log1pmx(t) + t * ((q[0] - bx.hi) - bx.lo);
  else
    r = q[0] * info_log_quotient(p[1], q[1]) - (p[1] - q[1]) * x;
  if (h == 0) return r;
  double u = ((bx.hi - q[0]) + bx.lo) / q[0]; /* b x/a - 1 */
  double log_x_by_mean = fabs(u) < 0.5 ? log1p(u) : log(q[1]) + log_x - log(q[0]);
  return r + h * (log_x_by_mean + info_log_quotient(p[1], q[1]));
}

/* of shapes */
double info_ratio_gamma_constant(const double* p, const double* q) {
  double h = p[0] - q[0];
  return h == 0 ? 0 : -sp_lgamma_excess(q[0], h);
}

double info_ratio_gamma(const double* p, const double* q, double x) {
  return gamma_ratio(p, q, x, log(x));
}

double info_ratio_inverse_gamma(const double* p, const double* q, double x) {
  return gamma_ratio(p, q, 1 / x, -log(x));
}

double info_ratio_chi_squared(const double* p, const double* q, double x) {
  double a[2] = {p[0] / 2, 0.5}, b[2] = {q[0] / 2, 0.5};
  return gamma_ratio(a, b, x, log(x));
}
double info_ratio_chi_squared_constant(const double* p, const double* q) {
  double a = p[0] / 2, b = q[0] / 2;
  return info_ratio_gamma_constant(&a, &b);
}

double info_ratio_beta(const double* p, const double* q, double x) {
  double ha = p[0] - q[0], hb = p[1] - q[1];
  return (ha == 0 ? 0 : ha * log(x)) + (hb == 0 ? 0 : hb * log1p(-x));
}
double info_ratio_beta_constant(const double* p, const double* q) {
  double ha = p[0] - q[0], hb = p[1] - q[1];
  double sum = ha + hb == 0 ? 0 : sp_lgamma_difference(q[0] + q[1], ha + hb);
  return sum - sp_lgamma_difference(q[0], ha) - sp_lgamma_difference(q[1], hb);
}

double info_ratio_weibull(const double* p, const double* q, double x) {
  double l = log(x / p[1]), power = exp(p[0] * l);
  double e = (q[0] - p[0]) * l + q[0] * info_log_quotient(p[1], q[1]);
  return power < INFINITY ? info_log_quotient(p[0], q[0]) - e + power * expm1(e) : NAN;
}

/* eta x - K(eta) at two etas h apart: h (x - Q's mean), less what K bends by. */
double info_ratio_continuous_bernoulli(const double* p, const double* q, double x) {
  double eta, h = info_logit_step(q[0], p[0], &eta);
  return h * (x - sp_dist_family(SP_FAMILY_continuousBernoulli)->mean(q, 1));
}
double info_ratio_continuous_bernoulli_constant(const double* p, const double* q) {
  double eta, h = info_logit_step(q[0], p[0], &eta);
  return -info_bregman(info_continuous_bernoulli_curvature, eta, eta + h, h);
}

double info_ratio_pareto(const double* p, const double* q, double x) {
  return info_log_quotient(p[0], q[0]) + q[0] * info_log_quotient(p[1], q[1]) -
         (p[0] - q[0]) * log(x / p[1]);
}

/* log Gamma((v+1)/2) - log Gamma(v/2) - log(v)/2 at v1 less at v2; from v = 30 on by its series. */
static const double student_series[] = {-1. / 4,   1. / 24,   -1. / 20,   17. / 112,
                                        -31. / 36, 691. / 88, -5461. / 52};

static double student_series_at(double v) {
  double sum = 0, power = 1 / v;
  for (int k = 0; k < 7; k++, power /= v * v) sum += student_series[k] * power;
  return sum;
}

/* The constant itself, beside its limit -log(2)/2. */
static double student_constant_of(double v) {
  if (v >= 30) return student_series_at(v);
  return sp_lgamma_difference(v / 2, 0.5) - 0.5 * log(v / 2);
}

double info_ratio_student_constant(const double* p, const double* q) {
  double v1 = p[0], v2 = q[0];
  double log_v = info_log_quotient(v1, v2), h = (v1 - v2) / 2;
  if (h == 0) return 0;
  if (fabs(v1 - v2) > fmin(v1, v2)) return student_constant_of(v1) - student_constant_of(v2);
  if (v1 < 30 || v2 < 30)
    return sp_lgamma_difference((v2 + 1) / 2, h) - sp_lgamma_difference(v2 / 2, h) - log_v / 2;
  double sum = 0, power = 1 / v2;
  for (int k = 0; k < 7; k++) {
    sum += student_series[k] * power * expm1(-(2 * k + 1) * log_v);
    power /= v2 * v2;
  }
  return sum;
}

/* With w = z^2/v, -log density is (v+1)/2 log1p w + ...; for small w the leading z^2/2 of both is
   taken off first, which would otherwise cancel to one part in v. */
double info_ratio_student(const double* p, const double* q, double x) {
  double v1 = p[0], v2 = q[0];
  step s = step_of(p[1], p[2], q[1], q[2], x);
  if (fabs(s.z) > 1e100 || fabs(s.e) > 1e100) return NAN;
  double z = s.z, w1 = z * z / v1, squares = s.e * (2 * z + s.e);
  double d = squares / v2 + w1 * ((v1 - v2) / v2), t = d / (1 + w1), rise;
  if (!(t > -0.9)) return NAN;
  if (w1 > 1 || v1 < 30 || v2 < 30)
    rise = (v2 - v1) * log1p(w1) + (v2 + 1) * log1p(t);
  else if (fabs(v1 - v2) > 0.5 * fmin(v1, v2))
    rise = squares + log1p(t) + v2 * sp_log1pmx((z + s.e) / v2 * (z + s.e)) - v1 * sp_log1pmx(w1);
  else
    rise = squares + log1p(t) + (v2 - v1) * sp_log1pmx(w1) + v2 * (sp_log1pmx(t) - t * w1);
  return s.log_scale + 0.5 * rise;
}
