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

static sp_dd log_density_dd(const info_side* side, double x) {
  const sp_dist* d = side->dist;
  x = own(side, x);
  if (d) return d->family->log_density_dd(d->theta, d->count, x);
  return sp_dd_log(dd_div(dd(side->array.values[(size_t)x]), side->array.sum)); /* 1 if raw */
}

/* A log-density carries an error of about an ulp of itself or of 1; unrounded, what varies with x
   one of 2^-66, and what all x share one of 1e-16 (dist.h). */
static double log_error(double log_p) { return isfinite(log_p) ? 4e-16 * (1 + fabs(log_p)) : 0; }
#define SHARED 1e-16

/* How fast a term rises with r, |r| <= 1, for a given p; all but |p - q| begin as r^2. */
static double slope(const info_pair* pair, double p, double r) {
  double b = pair->alpha - 1, kl = p * fabs(expm1(-r));
  switch (pair->measure) {
  case SP_MEASURE_totalVariation:
    return p * exp(-r);
  case SP_MEASURE_kl:
    return kl;
  case SP_MEASURE_jeffreys:
  case SP_MEASURE_chiSquare:
    return kl * (2 + 2 * fabs(r));
  case SP_MEASURE_renyi:
    return p * fabs(b * (expm1(b * r) - expm1(-r)));
  default:
    return kl / 2;
  }
}

/* What errors ep, eq of the log-densities do to a share: each only to the part that it is a factor
   of, since the smaller density's logarithm may be -1e36. */
static double carry(const info_pair* pair, double p, double q, double r, double ep, double eq) {
  if (fabs(r) <= 1) return slope(pair, p, r) * (ep + eq);
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

/* Whether P and Q are neighbours, as far as the middles of a side's components and a deviation
   beyond them show: where weight times (log P/Q)^2 is over FAR, divergences are so large that the
   rounding of two log-densities is 1e-12 of them. */
#define FAR 1e-6

static int is_near(const info_pair* pair, const sp_dist* d) {
  sp_dist parts[INFO_MAX_COMPONENTS];
  sp_dd weights[INFO_MAX_COMPONENTS];
  size_t n = info_weigh_components(d, parts, weights);
  for (size_t i = 0; i < n; i++) {
    const sp_family* f = parts[i].family;
    double middle = f->mean(parts[i].theta, parts[i].count);
    double away = sqrt(f->variance(parts[i].theta, parts[i].count));
    for (int k = -1; k <= 1; k++) {
      double x = middle + k * away;
      if (pair->p.kind == SP_DISCRETE) x = floor(x);
      double r = info_log_density(&pair->p, x) - info_log_density(&pair->q, x);
      if (isfinite(r) && weights[i].hi * r * r > FAR) return 0; /* else at or beyond an end */
    }
  }
  return 1;
}

void info_relate(info_pair* pair) {
  const sp_dist *p = pair->p.dist, *q = pair->q.dist;
  if (!p || !q) return;
  if (!info_is_same(p, q)) pair->is_far = !is_near(pair, p) || !is_near(pair, q);
  pair->ratio = info_near_ratio(p, q);
  int is_circle = info_is_named(p, "vonMises") && info_is_named(q, "vonMises");
  if (is_circle && pair->measure != SP_MEASURE_wasserstein1) /* F and G begin at their own ends */
    pair->q.lo = pair->p.lo, pair->q.hi = pair->p.hi, pair->q.is_circular = 1;
}

/* The pair's direct form at x, or NaN where there is none at this point. */
static double direct_ratio(const info_pair* pair, double x) {
  if (!pair->ratio.at || !(x >= pair->q.lo && x <= pair->q.hi)) return NAN;
  return info_ratio_at(&pair->ratio, own(&pair->p, x));
}

/* log(P/Q) at x, lp = log P(x) > -Inf, and what is wrong with each logarithm in it. */
typedef struct ratio {
  double r, lq, lp_error, lq_error; /* lq: NaN where it was not needed */
  double shared;                    /* an error that all x have in common */
} ratio;

/* log Q at x, if it is not known yet: NaN */
static double ask_q(const info_pair* pair, double x, double known) {
  return isnan(known) ? info_log_density(&pair->q, x) : known;
}

/* How close two log-densities are, in units of what they are rounded to, where twice the precision
   is worth its while: from there on a rounding is 1e-12 of r.  Of logarithms of -700 the tails are
   made, where r does not matter. */
#define CLOSE 0x1p-12
#define DEEP  64

static ratio ratio_at(const info_pair* pair, double x, double lp, double known_lq) {
  double r = direct_ratio(pair, x);
  if (!isnan(r)) return (ratio){r, fabs(r) < 100 ? lp - r : known_lq, 0, 1e-14 * fabs(r), 0};
  double lq = ask_q(pair, x, known_lq);
  if (pair->is_far || !(fabs(lp - lq) < CLOSE * fmin(DEEP, 1 + fabs(lp))))
    return (ratio){lp - lq, lq, log_error(lp), log_error(lq), 0};
  double error = 0x1p-66 * (1 + fabs(lp));
  r = dd_round(dd_sub(log_density_dd(&pair->p, x), log_density_dd(&pair->q, x)));
  return (ratio){r, lp - r, error, error, SHARED};
}

double info_log_ratio(const info_pair* pair, double x, double lp) {
  return ratio_at(pair, x, lp, NAN).r;
}

static info_share share_of(const info_pair* pair, double x, double log_slope, double lp,
                           double known_lq) {
  double p = exp(lp + log_slope);
  if (pair->measure == SP_MEASURE_entropy)
    return (info_share){p > 0 ? -p * lp : 0, p * (1 + fabs(lp)) * (8e-16 + log_error(lp)), p, 0};

  ratio at = {.r = -INFINITY, .lq = known_lq};
  if (lp > -INFINITY) at = ratio_at(pair, x, lp, known_lq);
  at.lq = ask_q(pair, x, at.lq);
  if (lp == -INFINITY) at.lq_error = log_error(at.lq);
  if (lp == -INFINITY && at.lq == -INFINITY) return (info_share){0};
  double q = exp(at.lq + log_slope);
  if (pair->measure == SP_MEASURE_crossEntropy)
    return (info_share){lp > -INFINITY ? -p * at.lq : 0,
                        p * (1 + fabs(at.lq)) * (8e-16 + log_error(lp)), p, q};

  /* an infinite log-density (a pole at an end of the support) is a set of measure zero */
  info_share share = {.p = p, .q = q};
  share.value = info_term(pair->measure, pair->alpha, p, q, at.r);
  if (pair->measure == SP_MEASURE_chiSquare && at.r > 600 && isfinite(at.r))
    share.value = exp(lp + log_slope + at.r); /* p or q, or e^r, may be beyond the doubles */
  share.error = share.value * (8e-16 + log_error(fmax(lp, at.lq))) +
                carry(pair, p, q, at.r, at.lp_error, at.lq_error);
  /* over the whole, where P and Q sum to 1, a shared error is felt in its square */
  int is_first = pair->partial || pair->measure == SP_MEASURE_totalVariation;
  share.error += p * at.shared * (is_first ? 1 : at.shared);
  if (pair->partial && pair->measure == SP_MEASURE_kl) { /* raw: without q - p, far over it */
    share.value = p > 0 ? p * at.r : 0;
    share.error =
        fabs(share.value) * (8e-16 + log_error(lp)) + p * (at.lp_error + at.lq_error + at.shared);
  }
  return share;
}

info_share info_at_scaled(const info_pair* pair, double x, double log_slope) {
  return share_of(pair, x, log_slope, info_log_density(&pair->p, x), NAN);
}

info_share info_at(const info_pair* pair, double x) { return info_at_scaled(pair, x, 0); }

/* ---- at many points: forms take two at a time ---- */

/* log Q, or NaN where a direct ratio, or the measure, does without it. */
static void ask_q_all(const info_pair* pair, const double* x, size_t n, double* out) {
  if (!pair->ratio.at && pair->measure != SP_MEASURE_entropy)
    return info_log_densities(&pair->q, x, n, out);
  for (size_t i = 0; i < n; i++) out[i] = NAN;
}

void info_log_ratios(const info_pair* pair, const double* x, size_t n, const double* lp,
                     double* out) {
  ask_q_all(pair, x, n, out);
  for (size_t i = 0; i < n; i++)
    out[i] = lp[i] > -INFINITY ? ratio_at(pair, x[i], lp[i], out[i]).r : -INFINITY;
}

void info_at_all(const info_pair* pair, const double* x, size_t n, info_share* out) {
  double lp[INFO_AT_ONCE], lq[INFO_AT_ONCE];
  info_log_densities(&pair->p, x, n, lp);
  ask_q_all(pair, x, n, lq);
  for (size_t i = 0; i < n; i++) out[i] = share_of(pair, x[i], 0, lp[i], lq[i]);
}
