#include "info/ratio.h"

#include <math.h>

#include "info/ratio_forms.h"
#include "info/tails.h"
#include "info/von_mises.h"

static const struct {
  const char *p, *q;
  info_ratio_function at;
} table[] = {
    {"poisson", "poisson", info_ratio_poisson},
    {"binomial", "binomial", info_ratio_binomial},
    {"binomial", "poisson", info_ratio_binomial_poisson},
    {"geometric", "geometric", info_ratio_geometric},
    {"negativeBinomial", "negativeBinomial", info_ratio_negative_binomial},
    {"hypergeometric", "hypergeometric", info_ratio_hypergeometric},
    {"uniform", "uniform", info_ratio_uniform},
    {"normal", "normal", info_ratio_normal},
    {"logNormal", "logNormal", info_ratio_log_normal},
    {"halfNormal", "halfNormal", info_ratio_half_normal},
    {"rayleigh", "rayleigh", info_ratio_rayleigh},
    {"laplace", "laplace", info_ratio_laplace},
    {"logistic", "logistic", info_ratio_logistic},
    {"cauchy", "cauchy", info_ratio_cauchy},
    {"gumbel", "gumbel", info_ratio_gumbel},
    {"exponential", "exponential", info_ratio_exponential},
    {"gamma", "gamma", info_ratio_gamma},
    {"inverseGamma", "inverseGamma", info_ratio_inverse_gamma},
    {"chiSquared", "chiSquared", info_ratio_chi_squared},
    {"beta", "beta", info_ratio_beta},
    {"weibull", "weibull", info_ratio_weibull},
    {"continuousBernoulli", "continuousBernoulli", info_ratio_continuous_bernoulli},
    {"pareto", "pareto", info_ratio_pareto},
    {"studentT", "studentT", info_ratio_student},
    {"vonMises", "vonMises", info_ratio_von_mises},
};

info_ratio info_find_ratio(const sp_dist* p, const sp_dist* q) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (info_is_named(p, table[i].p) && info_is_named(q, table[i].q))
      return (info_ratio){table[i].at, p, q, 1};
    if (info_is_named(q, table[i].p) && info_is_named(p, table[i].q))
      return (info_ratio){table[i].at, q, p, -1};
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
  if (!ratio.at || info_is_named(p, "vonMises")) return ratio; /* sure by its form */
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
