/* Mixture of distributions of one kind: theta = k, w_1 ... w_k, k encoded components (dist.h),
   which may be mixtures themselves.  The weights stand for w_i / W, W their compensated sum.

   log-density: log-sum-exp around the largest term, the others by log1p; mixed error 1e-15 with
   components of that error.  cdf, sf: positive sums, as accurate as the components' own.
   quantile, isf: between the components' own quantiles by bracketed Newton steps on the logarithm
   (bisection where a step leaves the bracket), in integers for discrete ones: the smallest x.
   variance: w_i (v_i + (m_i - m)^2), which cannot cancel.
   entropy: adaptive quadrature, split at the components' quantiles; summation for discrete ones:
   mixed error 1e-15. */
#include <float.h>
#include <stdint.h>

#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"
#include "num/quadrature.h"

extern const sp_family sp_family_mixture;

/* ---- walking through theta ---- */

typedef struct walk {
  size_t left;
  const double* weight; /* of the next component */
  const double* at;     /* the next encoded component */
} walk;

typedef struct part {
  double weight;
  const sp_family* family;
  const double* theta;
  size_t count;
} part;

static walk walk_of(const double* theta) {
  size_t k = (size_t)theta[0];
  return (walk){k, theta + 1, theta + 1 + k};
}

static int is_discrete(const double* theta) {
  const double* first = walk_of(theta).at;
  const sp_family* family = sp_dist_family((sp_family_id)first[0]);
  return family->discrete ? is_discrete(first + 2) : family->kind == SP_DISCRETE;
}

/* The next component of positive weight, or 0 at the end. */
static int next(walk* w, part* out) {
  while (w->left > 0) {
    const sp_family* family = sp_dist_family((sp_family_id)w->at[0]);
    *out = (part){*w->weight, family, w->at + 2, (size_t)w->at[1]};
    if (family->discrete && is_discrete(out->theta)) out->family = family->discrete;
    w->left--, w->weight++, w->at += 2 + out->count;
    if (out->weight > 0) return 1;
  }
  return 0;
}

static sp_dd whole(const double* theta) { return sp_dd_sum(theta + 1, (long)theta[0]); }

/* sum w_i y_i / W */
static double average(const double* theta, sp_dd sum) {
  return dd_round(dd_div(sum, whole(theta)));
}
static sp_dd add_weighted(sp_dd sum, double weight, double y) {
  return dd_add(sum, dd_product(weight, y));
}

/* ---- the functions ---- */

static void support(const double* theta, size_t count, double* lo, double* hi) {
  walk w = walk_of(theta);
  part p;
  (void)count;
  *lo = INFINITY, *hi = -INFINITY;
  while (next(&w, &p)) {
    double a, b;
    p.family->support(p.theta, p.count, &a, &b);
    *lo = fmin(*lo, a), *hi = fmax(*hi, b);
  }
}

/* log-sum-exp around the largest term */
static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  walk w = walk_of(theta);
  part p;
  (void)count;
  if (isnan(x)) return dd(x);
  sp_dd most = dd(-INFINITY), others = dd(0); /* in units of the largest term */
  while (next(&w, &p)) {
    sp_dd l = p.family->log_density_dd(p.theta, p.count, x);
    if (l.hi == INFINITY) return l;
    if (l.hi == -INFINITY) continue;
    sp_dd term = dd_add(sp_dd_log(dd(p.weight)), l), step = dd_sub(term, most);
    sp_dd share = sp_dd_exp(step.hi > 0 ? dd_neg(step) : step);
    if (step.hi > 0) {
      others = most.hi == -INFINITY ? dd(0) : dd_mul(dd_add1(others, 1), share);
      most = term;
    } else
      others = dd_add(others, share);
  }
  if (most.hi == -INFINITY) return most;
  return dd_add(dd_sub(most, sp_dd_log(whole(theta))), sp_dd_log1p(others));
}

/* log-densities as hi + lo at up to SP_FORM_POINTS points (form.h), one component's form after the
   other, the smaller terms in doubles.  lo becomes NaN where a component's was rounded. */
static void parts(const double* theta, size_t count, const double* x, size_t n, double* hi,
                  double* lo) {
  double term_hi[SP_FORM_POINTS], term_lo[SP_FORM_POINTS];
  double low[SP_FORM_POINTS], others[SP_FORM_POINTS]; /* in units of the largest term */
  sp_dd log_whole = sp_dd_log(whole(theta));
  walk w = walk_of(theta);
  part p;
  (void)count;
  for (size_t i = 0; i < n; i++) hi[i] = -INFINITY, lo[i] = low[i] = others[i] = 0;
  while (next(&w, &p)) {
    sp_dist d = {p.family, p.theta, p.count};
    sp_dd share = dd_sub(sp_dd_log(dd(p.weight)), log_whole);
    sp_form form;
    sp_form_of(&d, &form);
    sp_form_parts(&form, &d, x, n, term_hi, term_lo);
    for (size_t i = 0; i < n; i++) {
      if (term_hi[i] == -INFINITY) continue;
      if (isnan(term_lo[i])) lo[i] = NAN, term_lo[i] = 0;
      sp_dd term = dd_add(share, dd_sum(term_hi[i], term_lo[i]));
      double step = term.hi - hi[i];
      if (step <= 0) {
        others[i] += exp(step);
        continue;
      }
      others[i] = (1 + others[i]) * exp(-step); /* 0 beside nothing and beside a pole */
      hi[i] = term.hi, low[i] = term.lo;
    }
  }
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(hi[i])) continue;
    sp_dd sum = dd_add1(dd_sum(hi[i], low[i]), log1p(others[i]));
    hi[i] = dd_round(sum), lo[i] += sum.lo;
  }
}

static double log_density(const double* theta, size_t count, double x) {
  double hi, lo;
  parts(theta, count, &x, 1, &hi, &lo);
  return hi;
}

typedef enum { DENSITY, CDF, SF } face;

/* The components' own, weighted: positive sums. */
static double mixed(const double* theta, face which, double x) {
  walk w = walk_of(theta);
  part p;
  sp_dd sum = {0, 0};
  if (isnan(x)) return x;
  while (next(&w, &p)) {
    const sp_family* f = p.family;
    double (*own)(const double*, size_t, double) = which == DENSITY ? f->density
                                                   : which == CDF   ? f->cdf
                                                                    : f->sf;
    sum = add_weighted(sum, p.weight, own(p.theta, p.count, x));
  }
  return average(theta, sum);
}

static double density(const double* theta, size_t count, double x) {
  return (void)count, mixed(theta, DENSITY, x);
}
static double cdf(const double* theta, size_t count, double x) {
  return (void)count, mixed(theta, CDF, x);
}
static double sf(const double* theta, size_t count, double x) {
  return (void)count, mixed(theta, SF, x);
}

static double mean(const double* theta, size_t count) {
  walk w = walk_of(theta);
  part p;
  sp_dd sum = {0, 0};
  (void)count;
  while (next(&w, &p)) sum = add_weighted(sum, p.weight, p.family->mean(p.theta, p.count));
  return average(theta, sum);
}

static double variance(const double* theta, size_t count) {
  walk w = walk_of(theta);
  part p;
  sp_dd sum = {0, 0};
  double center = mean(theta, count);
  while (next(&w, &p)) {
    double d = p.family->mean(p.theta, p.count) - center;
    sum = add_weighted(sum, p.weight, p.family->variance(p.theta, p.count) + d * d);
  }
  return average(theta, sum);
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  walk w = walk_of(theta);
  part p;
  double u = sp_rng_uniform(rng) * whole(theta).hi, below = 0;
  (void)count;
  while (next(&w, &p) && (below += p.weight) < u) {
  }
  return p.family->sample(p.theta, p.count, rng);
}

/* ---- quantiles: the smallest x with cdf(x) >= u, or with sf(x) <= u ---- */

/* The least and the largest of the components' quantiles, between which the mixture's lies. */
static void bracket(const double* theta, double u, int is_upper, double* lo, double* hi) {
  walk w = walk_of(theta);
  part p;
  *lo = INFINITY, *hi = -INFINITY;
  while (next(&w, &p)) {
    double x = (is_upper ? p.family->isf : p.family->quantile)(p.theta, p.count, u);
    x = fmax(-DBL_MAX, fmin(DBL_MAX, x));
    *lo = fmin(*lo, x), *hi = fmax(*hi, x);
  }
}

static int is_reached(const double* theta, double u, int is_upper, double x) {
  return is_upper ? sf(theta, 0, x) <= u : cdf(theta, 0, x) >= u;
}

static double discrete_root(const double* theta, double u, int is_upper) {
  double lo, hi;
  bracket(theta, u, is_upper, &lo, &hi);
  if (is_reached(theta, u, is_upper, lo - 1)) lo--; /* a component may round the other way */
  while (!is_reached(theta, u, is_upper, hi) && hi < 0x1p53) lo = ++hi;
  while (lo < hi) {
    double middle = floor(lo + 0.5 * (hi - lo));
    if (is_reached(theta, u, is_upper, middle))
      hi = middle;
    else
      lo = middle + 1;
  }
  return hi;
}

/* Half way from lo to hi in the order of the doubles: ends any search in 64 steps. */
static double middle_double(double lo, double hi) {
  union {
    double number;
    int64_t order;
  } a = {lo}, b = {hi};
  if (a.order < 0) a.order = INT64_MIN - a.order;
  if (b.order < 0) b.order = INT64_MIN - b.order;
  a.order = (a.order & b.order) + ((a.order ^ b.order) >> 1);
  if (a.order < 0) a.order = INT64_MIN - a.order;
  return a.number;
}

static double continuous_root(const double* theta, double u, int is_upper) {
  double lo, hi;
  bracket(theta, u, is_upper, &lo, &hi);
  double x = 0.5 * lo + 0.5 * hi;
  for (int i = 0; i < 200 && lo < hi; i++) {
    double p = (is_upper ? sf : cdf)(theta, 0, x), density = exp(log_density(theta, 0, x));
    if (is_upper ? p <= u : p >= u)
      hi = x;
    else
      lo = x;
    double step = p / density * log(p / u), to = is_upper ? x + step : x - step;
    if (density < INFINITY && fabs(to - x) <= 3e-16 * fabs(x)) return to;
    if (!(to > lo && to < hi) || i > 60) {
      to = i % 2 ? middle_double(lo, hi) : 0.5 * lo + 0.5 * hi;
      if (!(to > lo && to < hi)) return hi;
    }
    x = to;
  }
  return hi;
}

static double quantile(const double* theta, size_t count, double u) {
  double lo, hi;
  support(theta, count, &lo, &hi);
  if (!is_inside_unit(u)) return edge_quantile(u, lo, hi);
  if (is_discrete(theta)) return discrete_root(theta, u, 0);
  return u > 0.5 ? continuous_root(theta, 1 - u, 1) : continuous_root(theta, u, 0);
}

static double isf(const double* theta, size_t count, double u) {
  double lo, hi;
  support(theta, count, &lo, &hi);
  if (!is_inside_unit(u)) return edge_isf(u, lo, hi);
  if (is_discrete(theta)) return discrete_root(theta, u, 1);
  return u > 0.5 ? continuous_root(theta, 1 - u, 0) : continuous_root(theta, u, 1);
}

/* ---- entropy ---- */

typedef struct context {
  const double* theta;
} context;

static sp_sample surprise(void* of, double x) {
  double l = log_density(((context*)of)->theta, 0, x), p = exp(l);
  if (p == 0) return (sp_sample){0, 0};
  return (sp_sample){-p * l, 2e-16 * p * fmax(1, fabs(l))};
}

static size_t add_break(double* breaks, size_t count, double x, double lo, double hi) {
  if (!(x > lo && x < hi) || count == SP_MAX_BREAKS) return count;
  size_t i = count;
  while (i > 0 && breaks[i - 1] > x) i--;
  if (i > 0 && breaks[i - 1] == x) return count;
  for (size_t j = count; j > i; j--) breaks[j] = breaks[j - 1];
  breaks[i] = x;
  return count + 1;
}

static double entropy(const double* theta, size_t count) {
  static const double LEVELS[] = {1e-20, 0.5, 1e-5, 0.15, 1e-11, 0.01, 1e-8, 1e-15};
  double breaks[SP_MAX_BREAKS], lo, hi, first, last, from, to, center = quantile(theta, count, 0.5);
  support(theta, count, &lo, &hi);
  bracket(theta, 1e-22, 0, &from, &first); /* the outermost quantiles of all components */
  bracket(theta, 1e-22, 1, &last, &to);
  walk w = walk_of(theta);
  part p;
  size_t n = 0, levels = theta[0] <= 8 ? 8 : theta[0] <= 13 ? 5 : theta[0] <= 30 ? 2 : 1;
  breaks[n++] = from;
  while (next(&w, &p)) {
    double a, b;
    p.family->support(p.theta, p.count, &a, &b);
    n = add_break(breaks, n, a, from, to), n = add_break(breaks, n, b, from, to);
    for (size_t i = 0; i < levels && n + 3 < SP_MAX_BREAKS; i++) {
      n = add_break(breaks, n, p.family->quantile(p.theta, p.count, LEVELS[i]), from, to);
      n = add_break(breaks, n, p.family->isf(p.theta, p.count, LEVELS[i]), from, to);
    }
  }
  context of = {theta};
  if (is_discrete(theta)) {
    from = fmax(from, -0x1p53), to = fmin(to, 0x1p53);
    return sp_sum(surprise, &of, from, to, breaks + 1, n - 1).value;
  }
  if (to > from) breaks[n++] = to;
  return sp_integrate(surprise, NULL, &of, breaks, n, lo, hi, center).value;
}

#define MIXTURE_FUNCTIONS                                                                          \
  .name = "mixture", .param_count = -1, .support = support, .log_density = log_density,            \
  .log_density_dd = log_density_dd, .density = density, .cdf = cdf, .sf = sf,                      \
  .quantile = quantile, .isf = isf, .mean = mean, .variance = variance, .entropy = entropy,        \
  .sample = sample

static const sp_family MIXTURE_OF_DISCRETE = {
    .kind = SP_DISCRETE, .parts = parts, MIXTURE_FUNCTIONS};

const sp_family sp_family_mixture = {
    .kind = SP_CONTINUOUS, .parts = parts, .discrete = &MIXTURE_OF_DISCRETE, MIXTURE_FUNCTIONS};
