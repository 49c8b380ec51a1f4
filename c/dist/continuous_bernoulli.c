/* Continuous Bernoulli(lambda), 0 < lambda < 1: density proportional to lambda^x (1-lambda)^(1-x)
   on 0 ... 1, that is exp(eta x) with eta = log(lambda/(1-lambda)); uniform at lambda = 1/2.
   Source: Loaiza-Ganem and Cunningham, "The continuous Bernoulli" (2019).

   Written as a truncated exponential exp(-a y) / c, a = |eta|, y the distance from the heavier
   end, c = (1 - exp(-a))/a, where 1 - exp(-a) is the algebraic (1 - 2 m)/(1 - m), m the smaller of
   lambda and 1 - lambda: nothing cancels near lambda = 1/2.  a in double-double: log-density
   mixed error 4e-16; cdf, sf relative error 5e-16; quantile, isf 6e-16. */
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/dd.h"

typedef struct form {
  int is_mirrored; /* the heavier end is 1 */
  double minor;    /* min(lambda, 1 - lambda); 1 - lambda is exact when it is the smaller */
  sp_dd rate;      /* a = log((1 - minor)/minor) >= 0 */
  sp_dd gap;       /* 1 - exp(-a) */
} form;

static form form_of(const double* theta) {
  form f = {.is_mirrored = theta[0] > 0.5};
  f.minor = f.is_mirrored ? 1 - theta[0] : theta[0];
  sp_dd major = dd_sum(1, -f.minor);
  f.gap = dd_div(dd(1 - 2 * f.minor), major);
  sp_dd ratio = dd_div(dd(f.minor), major);
  f.rate = f.gap.hi < 0.5     ? sp_dd_log1p(dd_neg(f.gap))
           : f.minor > 1e-280 ? sp_dd_log(ratio)
                              : sp_dd_log(dd(f.minor));
  f.rate = dd_neg(f.rate);
  return f;
}

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = 0, *hi = 1;
}

/* log(a/(1 - exp(-a))) */
static sp_dd log_peak(form f) {
  if (f.rate.hi == 0) return dd(0);
  return sp_dd_log(dd_div(f.rate, f.gap));
}

static sp_dd distance(form f, double x) { return f.is_mirrored ? dd_sum(1, -x) : dd(x); }

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x >= 0 && x <= 1)) return edge_log_density(x);
  form f = form_of(theta);
  return dd_sub(log_peak(f), dd_mul(f.rate, distance(f, x)));
}
SP_DENSITY_FACES()

static int natural(const double* theta, size_t count, sp_form* f) {
  (void)count;
  form p = form_of(theta);
  f->from = 0, f->to = 1, f->constant = log_peak(p), f->term = SP_TERM_LINEAR;
  f->rate = p.is_mirrored ? dd_neg(p.rate) : p.rate;
  if (p.is_mirrored) f->constant = dd_sub(f->constant, p.rate);
  return 1;
}

/* P(distance <= y) = (1 - exp(-a y))/(1 - exp(-a)) */
static double near(form f, sp_dd y) {
  if (f.rate.hi < 1e-300) return dd_round(y);
  if (f.rate.hi * y.hi < 1e-40) return dd_round(dd_mul(y, dd_div(f.rate, f.gap)));
  double below = -sp_dd_expm1(dd_neg(dd_mul(f.rate, y))) / f.gap.hi;
  return fmin(below, 1); /* which rounding may exceed by an ulp */
}

/* P(distance > y) = exp(-a y) (1 - exp(-a (1 - y)))/(1 - exp(-a)) */
static double far(form f, sp_dd y, sp_dd rest) {
  return sp_dd_exp(dd_neg(dd_mul(f.rate, y))).hi * near(f, rest);
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < 1)) return isnan(x) ? x : x >= 1;
  form f = form_of(theta);
  return f.is_mirrored ? far(f, dd_sum(1, -x), dd(x)) : near(f, dd(x));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!(x > 0 && x < 1)) return isnan(x) ? x : x <= 0;
  form f = form_of(theta);
  return f.is_mirrored ? near(f, dd_sum(1, -x)) : far(f, dd(x), dd_sum(1, -x));
}

/* The distance y with near(y) = u and far(y) = v, u + v = 1: -log(v + u e^-a)/a */
static sp_dd distance_at(form f, sp_dd u, sp_dd v) {
  if (f.rate.hi < 1e-300) return u;
  if (u.hi < 1e-40) return dd_mul(u, dd_div(f.gap, f.rate));
  sp_dd drop = dd_mul(u, f.gap), logarithm;
  if (drop.hi < 0.5)
    logarithm = sp_dd_log1p(dd_neg(drop));
  else {
    sp_dd ratio = dd_div(dd(f.minor), dd_sum(1, -f.minor));
    logarithm = sp_dd_log(dd_add(v, dd_mul(u, ratio)));
  }
  return dd_neg(dd_div(logarithm, f.rate));
}

/* x with cdf(x) = u and sf(x) = v */
static double at(const double* theta, sp_dd u, sp_dd v) {
  form f = form_of(theta);
  if (!f.is_mirrored) return dd_round(distance_at(f, u, v));
  /* From the light end, which is 0: x = log(1 + u (e^a - 1))/a, e^a - 1 = (1 - 2 m)/m. */
  if (f.rate.hi < 1e-300) return dd_round(u);
  sp_dd rise = dd_div(dd(1 - 2 * f.minor), dd(f.minor));
  if (u.hi < 1e-40) return dd_round(dd_mul(u, dd_div(rise, f.rate)));
  rise = dd_mul(u, rise);
  return dd_round(dd_div(sp_dd_log1p(rise), f.rate));
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, 0, 1);
  return at(theta, dd(u), dd_sum(1, -u));
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, 0, 1);
  return at(theta, dd_sum(1, -u), dd(u));
}

/* B_(2n)/(2n)!, n = 1 ...: of t/(e^t - 1) */
static const double BERNOULLI[14] = {
    0x1.5555555555555p-4,  -0x1.6c16c16c16c17p-10, 0x1.1566abc011567p-15, -0x1.bbd779334ef0bp-21,
    0x1.66a8f2bf70ebep-26, -0x1.22805d644267fp-31, 0x1.d6db2c4e09162p-37, -0x1.7da4e1f79955cp-42,
    0x1.355871d652e9ep-47, -0x1.f57d968caacf1p-53, 0x1.967e1f09c376fp-58, -0x1.497d9033a2b5cp-63,
    0x1.0b132d7c6ad06p-68, -0x1.b0f72d59f1c16p-74};

/* Mean distance: 1/a - 1/(e^a - 1) = 1/2 - a/12 + a^3/720 - ... */
static double mean_distance(double a) {
  if (a > 1.5) return 1 / a - 1 / expm1(a);
  double sum = 0;
  for (int n = 13; n >= 0; n--) sum = sum * a * a + BERNOULLI[n];
  return 0.5 - a * sum;
}

static double mean(const double* theta, size_t count) {
  form f = form_of(theta);
  double m = mean_distance(f.rate.hi);
  return (void)count, f.is_mirrored ? 1 - m : m;
}

/* 1/a^2 - e^a/(e^a - 1)^2 = 1/12 - a^2/240 + ..., minus the derivative of the mean distance */
static double variance(const double* theta, size_t count) {
  double a = form_of(theta).rate.hi, sum = 0;
  (void)count;
  if (a > 1.5) return 1 / a / a - 0.25 / (sinh(a / 2) * sinh(a / 2));
  for (int n = 13; n >= 0; n--) sum = sum * a * a + (2 * n + 1) * BERNOULLI[n];
  return sum;
}

/* a E[y] - log(a/(1 - e^-a)), <= 0 */
static double entropy(const double* theta, size_t count) {
  form f = form_of(theta);
  double a = f.rate.hi;
  (void)count;
  if (a < 1) { /* log(sinh(a/2)/(a/2)) - a (1/2 - mean distance), by its own series */
    double sum = 0;
    for (int n = 13; n >= 0; n--) sum = sum * a * a + BERNOULLI[n] * (1.0 / (2 * n + 2) - 1);
    return sum * a * a;
  }
  return a * mean_distance(a) - dd_round(log_peak(f));
}

static double sample(const double* theta, size_t count, sp_rng* rng) {
  return quantile(theta, count, sp_rng_uniform(rng));
}

const sp_family sp_family_continuousBernoulli = {
    .name = "continuousBernoulli",
    .kind = SP_CONTINUOUS,
    .param_count = 1,
    .support = support,
    .log_density = log_density,
    .log_density_dd = log_density_dd,
    .density = density,
    .form = natural,
    .cdf = cdf,
    .sf = sf,
    .quantile = quantile,
    .isf = isf,
    .mean = mean,
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
