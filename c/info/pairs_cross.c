#include "info/pairs_cross.h"

#include <math.h>

#include "info/statistics.h"
#include "info/tails.h"
#include "num/gamma.h"

#define HALF_LOG_2PI 0.91893853320467274178
#define LOG2         0x1.62e42fefa39efp-1

typedef struct terms {
  double sum, magnitude;
} terms;

static terms of(double a, double b, double c, double d) {
  return (terms){a + b + c + d, fabs(a) + fabs(b) + fabs(c) + fabs(d)};
}

static double mean(const sp_dist* p) { return p->family->mean(p->theta, p->count); }
static double variance(const sp_dist* p) { return p->family->variance(p->theta, p->count); }
static double square(const sp_dist* p, double about) {
  double d = mean(p) - about;
  return variance(p) + d * d;
}

/* (a - 1) E log x, where 0 times anything is 0 */
static double power_term(double a, double mean_log) { return a == 1 ? 0 : (a - 1) * mean_log; }

static terms to_normal(const sp_dist* p, const double* q) {
  return of(HALF_LOG_2PI, log(q[1]), square(p, q[0]) / q[1] / q[1] / 2, 0);
}
static terms to_half_normal(const sp_dist* p, const double* q) {
  return of(HALF_LOG_2PI - LOG2, log(q[0]), square(p, 0) / q[0] / q[0] / 2, 0);
}
static terms to_log_normal(const sp_dist* p, const double* q) {
  double l = info_mean_log(p), d = l - q[0];
  return of(HALF_LOG_2PI, log(q[1]), (info_variance_log(p) + d * d) / q[1] / q[1] / 2, l);
}
static terms to_rayleigh(const sp_dist* p, const double* q) {
  return of(2 * log(q[0]), -info_mean_log(p), square(p, 0) / q[0] / q[0] / 2, 0);
}
static terms to_exponential(const sp_dist* p, const double* q) {
  return of(-log(q[0]), q[0] * mean(p), 0, 0);
}
static terms to_gamma(const sp_dist* p, const double* q) {
  double l = q[0] == 1 ? 0 : info_mean_log(p);
  return of(sp_lgamma(q[0]), -q[0] * log(q[1]), -power_term(q[0], l), q[1] * mean(p));
}
static terms to_chi_squared(const sp_dist* p, const double* q) {
  double gamma[2] = {q[0] / 2, 0.5};
  return to_gamma(p, gamma);
}
static terms to_inverse_gamma(const sp_dist* p, const double* q) {
  return of(sp_lgamma(q[0]), -q[0] * log(q[1]), (q[0] + 1) * info_mean_log(p),
            q[1] * info_moment(p, -1));
}
static terms to_weibull(const sp_dist* p, const double* q) {
  double l = q[0] == 1 ? 0 : info_mean_log(p) - log(q[1]);
  return of(-log(q[0]), log(q[1]), -power_term(q[0], l),
            exp(log(info_moment(p, q[0])) - q[0] * log(q[1])));
}
static terms to_pareto(const sp_dist* p, const double* q) {
  return of(-log(q[0]), -q[0] * log(q[1]), (q[0] + 1) * info_mean_log(p), 0);
}
static terms to_beta(const sp_dist* p, const double* q) {
  double l = q[0] == 1 ? 0 : info_mean_log(p), m = q[1] == 1 ? 0 : info_mean_log1m(p);
  return of(sp_lbeta(q[0], q[1]), -power_term(q[0], l), -power_term(q[1], m), 0);
}
static terms to_laplace(const sp_dist* p, const double* q) {
  return of(LOG2, log(q[1]), info_mean_distance(p, q[0]) / q[1], 0);
}
static terms to_gumbel(const sp_dist* p, const double* q) {
  return of(log(q[1]), (mean(p) - q[0]) / q[1], info_mean_exp(p, -1 / q[1], q[0]), 0);
}
static terms to_uniform(const sp_dist* p, const double* q) {
  return (void)p, of(log(q[1] / 2 - q[0] / 2), LOG2, 0, 0);
}
static terms to_continuous_bernoulli(const sp_dist* p, const double* q) {
  /* log density at 0, and its slope in x */
  double m = mean(p), eta = log(q[0]) - log1p(-q[0]);
  double half = eta / 2, norm; /* log((e^eta - 1)/eta) = eta/2 + log(sinh(eta/2)/(eta/2)) */
  norm = fabs(half) < 1e-3 ? half * half / 6 * (1 - half * half / 30)
                           : fabs(half) + log(-expm1(-2 * fabs(half)) / (2 * fabs(half)));
  return of(norm, -eta * (m - 0.5), 0, 0);
}

static const struct {
  const char* q;
  terms (*cross)(const sp_dist* p, const double* q);
} table[] = {
    {"normal", to_normal},
    {"halfNormal", to_half_normal},
    {"logNormal", to_log_normal},
    {"rayleigh", to_rayleigh},
    {"exponential", to_exponential},
    {"gamma", to_gamma},
    {"chiSquared", to_chi_squared},
    {"inverseGamma", to_inverse_gamma},
    {"weibull", to_weibull},
    {"pareto", to_pareto},
    {"beta", to_beta},
    {"laplace", to_laplace},
    {"gumbel", to_gumbel},
    {"uniform", to_uniform},
    {"continuousBernoulli", to_continuous_bernoulli},
};

double info_cross_entropy(const sp_dist* p, const sp_dist* q, double* magnitude) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (!info_is_named(q, table[i].q)) continue;
    terms t = table[i].cross(p, q->theta);
    *magnitude = t.magnitude;
    return t.sum;
  }
  return NAN;
}
