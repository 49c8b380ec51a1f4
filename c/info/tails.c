#include "info/tails.h"

#include <math.h>
#include <string.h>

#include "info/side.h"
#include "num/log.h"

sp_family_id info_family(const sp_dist* d) {
  int id = 0;
  while (id + 1 < SP_FAMILY_COUNT && sp_dist_family((sp_family_id)id) != d->family) id++;
  return (sp_family_id)id;
}

int info_is_named(const sp_dist* d, const char* name) { return !strcmp(d->family->name, name); }

int info_is_same(const sp_dist* p, const sp_dist* q) {
  if (strcmp(p->family->name, q->family->name) || p->count != q->count) return 0;
  for (size_t i = 0; i < p->count; i++)
    if (p->theta[i] != q->theta[i]) return 0;
  return 1;
}

static info_tail power(double order) { return (info_tail){INFO_TAIL_POWER, order, 1}; }
static info_tail stretch(double order, double rate) {
  return (info_tail){INFO_TAIL_STRETCH, order, rate};
}

/* Lower and upper end by family; t = parameters. */
typedef info_tail (*tail_function)(const double* t, int side);

static info_tail flat(const double* t, int side) { return (void)t, (void)side, power(1); }
static info_tail of_normal(const double* t, int side) {
  return (void)side, stretch(2, 0.5 / t[1] / t[1]);
}
static info_tail of_half_normal(const double* t, int side) {
  return side < 0 ? power(1) : stretch(2, 0.5 / t[0] / t[0]);
}
static info_tail of_rayleigh(const double* t, int side) {
  return side < 0 ? power(2) : stretch(2, 0.5 / t[0] / t[0]);
}
static info_tail of_log_normal(const double* t, int side) {
  return (void)side, (info_tail){INFO_TAIL_LOG2, 2, 0.5 / t[1] / t[1]};
}
static info_tail of_exponential(const double* t, int side) {
  return side < 0 ? power(1) : stretch(1, t[0]);
}
static info_tail of_gamma(const double* t, int side) {
  return side < 0 ? power(t[0]) : stretch(1, t[1]);
}
static info_tail of_chi_squared(const double* t, int side) {
  return side < 0 ? power(t[0] / 2) : stretch(1, 0.5);
}
static info_tail of_inverse_gamma(const double* t, int side) {
  return side < 0 ? stretch(1, t[1]) : power(t[0]);
}
static info_tail of_beta(const double* t, int side) { return power(side < 0 ? t[0] : t[1]); }
static info_tail of_student(const double* t, int side) { return (void)side, power(t[0]); }
static info_tail of_laplace(const double* t, int side) { return (void)side, stretch(1, 1 / t[1]); }
static info_tail of_gumbel(const double* t, int side) {
  if (side > 0) return stretch(1, 1 / t[1]);
  return (info_tail){INFO_TAIL_DOUBLE, 1 / t[1], exp(t[0] / t[1])};
}
static info_tail of_weibull(const double* t, int side) {
  return side < 0 ? power(t[0]) : stretch(t[0], sp_power(t[1], -t[0]));
}
static info_tail of_pareto(const double* t, int side) { return power(side < 0 ? 1 : t[0]); }
static info_tail of_poisson(const double* t, int side) {
  return (void)t, side < 0 ? power(1) : stretch(1, INFINITY); /* x log x */
}
static info_tail of_geometric(const double* t, int side) {
  return side < 0 ? power(1) : stretch(1, -log1p(-t[0]));
}
static info_tail of_negative_binomial(const double* t, int side) {
  return side < 0 ? power(1) : stretch(1, -log1p(-t[1]));
}

static const struct {
  const char* name;
  tail_function tail;
} table[] = {
    {"normal", of_normal},
    {"halfNormal", of_half_normal},
    {"rayleigh", of_rayleigh},
    {"logNormal", of_log_normal},
    {"exponential", of_exponential},
    {"gamma", of_gamma},
    {"chiSquared", of_chi_squared},
    {"inverseGamma", of_inverse_gamma},
    {"beta", of_beta},
    {"studentT", of_student},
    {"laplace", of_laplace},
    {"logistic", of_laplace},
    {"gumbel", of_gumbel},
    {"weibull", of_weibull},
    {"pareto", of_pareto},
    {"poisson", of_poisson},
    {"geometric", of_geometric},
    {"negativeBinomial", of_negative_binomial},
};

info_tail info_tail_of(const sp_dist* d, int side) {
  if (info_is_named(d, "cauchy")) return power(1);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (info_is_named(d, table[i].name)) return table[i].tail(d->theta, side);
  return flat(d->theta, side);
}

static size_t gather(const sp_dist* d, sp_dd weight, sp_dist* out, sp_dd* weights, size_t n) {
  if (!info_is_named(d, "mixture")) {
    if (n == INFO_MAX_COMPONENTS) return n;
    out[n] = *d;
    if (weights) weights[n] = weight;
    return n + 1;
  }
  size_t k = (size_t)d->theta[0], at = 1 + k, used;
  sp_dd share = dd_div(weight, sp_dd_sum(d->theta + 1, (long)k));
  for (size_t i = 0; i < k; i++, at += used) {
    sp_dist component;
    if (sp_dist_decode(d->theta + at, d->count - at, &component, &used, NULL) != SP_OK) break;
    if (d->theta[1 + i] > 0)
      n = gather(&component, dd_mul1(share, d->theta[1 + i]), out, weights, n);
  }
  return n;
}

size_t info_components(const sp_dist* d, sp_dist out[INFO_MAX_COMPONENTS]) {
  return gather(d, dd(1), out, NULL, 0);
}
size_t info_weigh_components(const sp_dist* d, sp_dist out[INFO_MAX_COMPONENTS],
                             sp_dd weights[INFO_MAX_COMPONENTS]) {
  return gather(d, dd(1), out, weights, 0);
}

double info_tail_power(const struct info_side* side, int upwards) {
  if (!side->dist) return NAN;
  sp_dist parts[INFO_MAX_COMPONENTS];
  size_t n = info_components(side->dist, parts);
  double least = NAN;
  for (size_t i = 0; i < n; i++) {
    info_tail t = info_tail_of(&parts[i], upwards != side->is_flipped ? 1 : -1);
    if (t.growth != INFO_TAIL_POWER) continue;
    least = isnan(least) ? t.order : fmin(least, t.order);
  }
  return least;
}
