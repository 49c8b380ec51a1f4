#include "info/ratio.h"

#include <math.h>

#include "info/ratio_forms.h"
#include "info/tails.h"
#include "info/von_mises.h"

static const struct {
  const char *p, *q;
  info_ratio_function at;
  double (*constant)(const double* p, const double* q); /* NULL: 0 */
} table[] = {
    {"poisson", "poisson", info_ratio_poisson, NULL},
    {"binomial", "binomial", info_ratio_binomial, NULL},
    {"binomial", "poisson", info_ratio_binomial_poisson, NULL},
    {"geometric", "geometric", info_ratio_geometric, NULL},
    {"negativeBinomial", "negativeBinomial", info_ratio_negative_binomial, NULL},
    {"hypergeometric", "hypergeometric", info_ratio_hypergeometric, NULL},
    {"uniform", "uniform", info_ratio_uniform, NULL},
    {"normal", "normal", info_ratio_normal, NULL},
    {"logNormal", "logNormal", info_ratio_log_normal, NULL},
    {"halfNormal", "halfNormal", info_ratio_half_normal, NULL},
    {"rayleigh", "rayleigh", info_ratio_rayleigh, NULL},
    {"laplace", "laplace", info_ratio_laplace, NULL},
    {"logistic", "logistic", info_ratio_logistic, NULL},
    {"cauchy", "cauchy", info_ratio_cauchy, NULL},
    {"gumbel", "gumbel", info_ratio_gumbel, NULL},
    {"exponential", "exponential", info_ratio_exponential, NULL},
    {"gamma", "gamma", info_ratio_gamma, info_ratio_gamma_constant},
    {"inverseGamma", "inverseGamma", info_ratio_inverse_gamma, info_ratio_gamma_constant},
    {"chiSquared", "chiSquared", info_ratio_chi_squared, info_ratio_chi_squared_constant},
    {"beta", "beta", info_ratio_beta, info_ratio_beta_constant},
    {"weibull", "weibull", info_ratio_weibull, NULL},
    {"continuousBernoulli", "continuousBernoulli", info_ratio_continuous_bernoulli,
     info_ratio_continuous_bernoulli_constant},
    {"pareto", "pareto", info_ratio_pareto, NULL},
    {"studentT", "studentT", info_ratio_student, info_ratio_student_constant},
    {"vonMises", "vonMises", info_ratio_von_mises, info_ratio_von_mises_constant},
};

static double none(const double* p, const double* q, double x) { return (void)p, (void)q, x * 0; }

info_ratio info_find_ratio(const sp_dist* p, const sp_dist* q) {
  if (info_is_same(p, q)) return (info_ratio){none, p, q, 1, 0};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    int is_straight = info_is_named(p, table[i].p) && info_is_named(q, table[i].q);
    if (!is_straight && !(info_is_named(q, table[i].p) && info_is_named(p, table[i].q))) continue;
    info_ratio ratio = {table[i].at, is_straight ? p : q, is_straight ? q : p, 0, 0};
    ratio.sign = is_straight ? 1 : -1;
    if (table[i].constant) ratio.constant = table[i].constant(ratio.p->theta, ratio.q->theta);
    return ratio;
  }
  return (info_ratio){0};
}

#define NEAR 1 /* of log(P/Q) */

static int is_near_at(const sp_dist* p, const sp_dist* q, double x) {
  if (isinf(x)) return 1; /* a quantile beyond the doubles */
  double lp = p->family->log_density(p->theta, p->count, x);
  double lq = q->family->log_density(q->theta, q->count, x);
  return fabs(lp - lq) < NEAR;
}

info_ratio info_near_ratio(const sp_dist* p, const sp_dist* q) {
  info_ratio ratio = info_find_ratio(p, q);
  if (!ratio.at || ratio.at == none || info_is_named(p, "vonMises")) return ratio; /* sure */
  const sp_dist* sides[] = {p, q};
  for (int i = 0; i < 2; i++) {
    const sp_dist* d = sides[i];
    double low = d->family->quantile(d->theta, d->count, 0.05);
    double middle = d->family->quantile(d->theta, d->count, 0.5);
    double high = d->family->isf(d->theta, d->count, 0.05);
    if (!is_near_at(p, q, low) || !is_near_at(p, q, middle) || !is_near_at(p, q, high))
      return (info_ratio){0};
  }
  return ratio;
}
