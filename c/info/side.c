#include "info/side.h"

#include <math.h>

#include "info/tails.h"
#include "info/terms.h"

void info_side_ask(info_side* side, const sp_dist* dist) {
  side->dist = dist;
  sp_form_of(dist, &side->form);
}

sp_status info_side_open(const sp_operand* operand, const sp_options* options, int argument,
                         info_side* out, sp_fault* fault) {
  *out = (info_side){0};
  if (!operand->values && info_is_named(&operand->dist, "categorical")) {
    sp_operand masses = {.values = operand->dist.theta, .n = operand->dist.count};
    sp_options divided = *options;
    divided.normalise = SP_NORMALISE_AUTO;
    sp_status status = info_side_open(&masses, &divided, argument, out, fault);
    out->is_categorical = 1;
    return status;
  }
  if (operand->values) {
    out->kind = SP_DISCRETE, out->lo = 0, out->hi = (double)operand->n - 1;
    return info_array_open(operand, options, argument, &out->array, fault);
  }
  const sp_dist* d = &operand->dist;
  info_side_ask(out, d);
  out->kind = d->family->kind;
  d->family->support(d->theta, d->count, &out->lo, &out->hi);
  return SP_OK;
}

/* x as the distribution knows it. */
static double own(const info_side* side, double x) {
  x = side->is_flipped ? side->offset - x : side->offset + x;
  if (!side->is_circular) return x;
  double mu = side->dist->theta[0];
  return fabs(x - mu) <= 3.141592653589793 ? x : mu + remainder(x - mu, 6.283185307179586);
}

double info_log_density(const info_side* side, double x) {
  x = own(side, x);
  if (side->dist) return sp_form_log_density(&side->form, side->dist, x);
  if (!(x >= 0 && x <= side->hi) || x != floor(x)) return -INFINITY;
  double v = side->array.values[(size_t)x];
  return v < 0x1p-1000 ? log(v) + log(side->array.scale) : log(v * side->array.scale);
}

void info_log_densities(const info_side* side, const double* x, size_t n, double* out) {
  if (side->dist && !side->is_flipped && !side->is_circular && side->offset == 0)
    return sp_form_log_densities(&side->form, side->dist, x, n, out);
  for (size_t i = 0; i < n; i++) out[i] = info_log_density(side, x[i]);
}

static double array_mass(const info_array* a, double from, double to) {
  sp_dd sum = {0, 0};
  for (size_t i = 0; i < a->n; i++)
    if ((double)i >= from && (double)i <= to) dd_accumulate(&sum, a->values[i]);
  return dd_round(sum) * a->scale;
}

double info_cdf(const info_side* side, double x) {
  if (!side->dist) return array_mass(&side->array, 0, floor(x));
  const sp_family* f = side->dist->family;
  if (side->is_flipped) return f->sf(side->dist->theta, side->dist->count, own(side, x));
  return f->cdf(side->dist->theta, side->dist->count, own(side, x));
}

double info_sf(const info_side* side, double x) {
  if (!side->dist) return array_mass(&side->array, floor(x) + 1, side->hi);
  const sp_family* f = side->dist->family;
  if (side->is_flipped) return f->cdf(side->dist->theta, side->dist->count, own(side, x));
  return f->sf(side->dist->theta, side->dist->count, own(side, x));
}

double info_quantile(const info_side* side, double u) {
  if (!side->dist) return 0;
  const sp_family* f = side->dist->family;
  if (side->is_flipped) return side->offset - f->isf(side->dist->theta, side->dist->count, u);
  return f->quantile(side->dist->theta, side->dist->count, u) - side->offset;
}

double info_isf(const info_side* side, double u) {
  if (!side->dist) return side->hi;
  const sp_family* f = side->dist->family;
  if (side->is_flipped) return side->offset - f->quantile(side->dist->theta, side->dist->count, u);
  return f->isf(side->dist->theta, side->dist->count, u) - side->offset;
}

/* A log-density carries an error of about an ulp of itself or of 1. */
static double log_error(double log_p) { return isfinite(log_p) ? 4e-16 * (1 + fabs(log_p)) : 0; }

/* What errors ep, eq of the log-densities do to a share: each only to the part that it is a factor
   of, since the smaller density's logarithm may be -1e36. */
static double carry(const info_pair* pair, double p, double q, double r, double ep, double eq) {
  if (fabs(r) <= 1) return p * fabs(expm1(-r)) * (ep + eq);
  double size = isfinite(r) ? 1 + fabs(r) : 1, both = p * ep + q * eq, power;
  switch (pair->measure) {
  case SP_MEASURE_kl:
    return size * p * ep + (p + q) * eq;
  case SP_MEASURE_jeffreys:
    return (p + q) * (ep + eq) + size * both;
  case SP_MEASURE_chiSquare:
    return q > 0 && p > 0 ? p * (p / q) * (2 * ep + eq) + 2 * both : both;
  case SP_MEASURE_renyi:
    power = p > 0 ? p * exp((pair->alpha - 1) * r) : 0;
    if (power > 0) power *= pair->alpha * ep + fabs(pair->alpha - 1) * eq;
    return power + (1 + pair->alpha) * both;
  default:
    return both;
  }
}

void info_relate(info_pair* pair) {
  const sp_dist *p = pair->p.dist, *q = pair->q.dist;
  if (!p || !q) return;
  pair->ratio = info_near_ratio(p, q);
  if (info_is_named(p, "vonMises") && info_is_named(q, "vonMises"))
    pair->q.lo = pair->p.lo, pair->q.hi = pair->p.hi, pair->q.is_circular = 1;
}

/* The pair's direct form at x, or NaN where there is none at this point. */
static double direct_ratio(const info_pair* pair, double x) {
  if (!pair->ratio.at || !(x >= pair->q.lo && x <= pair->q.hi)) return NAN;
  return info_ratio_at(&pair->ratio, own(&pair->p, x));
}

double info_log_ratio(const info_pair* pair, double x, double lp) {
  double r = direct_ratio(pair, x);
  return isnan(r) ? lp - info_log_density(&pair->q, x) : r;
}

info_share info_at(const info_pair* pair, double x) { return info_at_scaled(pair, x, 0); }

info_share info_at_scaled(const info_pair* pair, double x, double log_slope) {
  double lp = info_log_density(&pair->p, x), p = exp(lp + log_slope);
  if (pair->measure == SP_MEASURE_entropy)
    return (info_share){p > 0 ? -p * lp : 0, p * (1 + fabs(lp)) * (8e-16 + log_error(lp)), p, 0};

  double lq, r, lp_error = log_error(lp), lq_error;
  r = lp > -INFINITY ? direct_ratio(pair, x) : NAN;
  if (!isnan(r)) {
    lq = fabs(r) < 100 ? lp - r : info_log_density(&pair->q, x);
    lp_error = 0, lq_error = 1e-14 * fabs(r);
  } else {
    lq = info_log_density(&pair->q, x), r = lp - lq;
    lq_error = log_error(lq);
    if (lp == -INFINITY && lq == -INFINITY) return (info_share){0};
  }
  double q = exp(lq + log_slope);
  if (pair->measure == SP_MEASURE_crossEntropy)
    return (info_share){lp > -INFINITY ? -p * lq : 0, p * (1 + fabs(lq)) * (8e-16 + log_error(lp)),
                        p, q};

  /* an infinite log-density (a pole at an end of the support) is a set of measure zero */
  info_share share = {.p = p, .q = q};
  share.value = info_term(pair->measure, pair->alpha, p, q, r);
  share.error =
      share.value * (8e-16 + log_error(fmax(lp, lq))) + carry(pair, p, q, r, lp_error, lq_error);
  if (pair->partial && pair->measure == SP_MEASURE_kl) {
    double extra = fabs(r) <= 1 ? -p * expm1(-r) : p - q;
    share.value += extra;
    share.error += 4e-16 * fabs(extra) + p * (lp_error + lq_error);
  }
  return share;
}
