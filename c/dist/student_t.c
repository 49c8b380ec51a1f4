/* studentT(df, mu, sigma). */
#include <math.h>

#include "base/angle.h"
#include "dist/dist.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/gamma.h"
#include "num/incomplete.h"
#include "num/inverse.h"
#include "num/log.h"

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)theta, (void)count;
  *lo = -INFINITY, *hi = INFINITY;
}

/* z^2/df for z = (x - mu)/sigma, and its logarithm where it is huge or overflows. */
typedef struct ratio {
  double sign;
  sp_dd q, log_q;
} ratio;

#define HUGE_RATIO 0x1p120

static ratio ratio_at(const double* theta, double x) {
  double df = theta[0];
  sp_dd z = sp_standardise(x, theta[1], theta[2]), q = dd_mul(dd_div(z, dd(df)), z);
  if (fabs(z.hi) > 1e140) q = dd(z.hi / df * z.hi);
  ratio r = {z.hi < 0 ? -1 : z.hi > 0, isfinite(q.hi) ? q : dd(INFINITY), dd(0)};
  if (r.q.hi > HUGE_RATIO) {
    /* a quarter of a large distance cannot overflow, one of the least double would be none */
    double unit = fmax(fabs(x), fabs(theta[1])) > 0x1p1000 ? 4 : 1;
    sp_dd distance = sp_standardise(x, theta[1], unit);
    if (distance.hi < 0) distance = dd_neg(distance);
    sp_dd log_z = dd_sub(dd_add(sp_dd_log(distance), sp_dd_log(dd(unit))), sp_dd_log(dd(theta[2])));
    r.log_q = dd_sub(dd_scale(log_z, 2), sp_dd_log(dd(df)));
  }
  return r;
}

/* log Gamma(a + 1/2)/Gamma(a) less log(a)/2, which cancels most of log(pi df)/2; a = df/2.  For
   small a of log Gamma(x) = (x - 1) log x - x - log_peak(x). */
static sp_dd log_excess(double df) {
  double a = 0.5 * df; /* half of the least double is none */
  if (a >= 30) return dd(sp_lgamma_excess(a, 0.5));
  sp_dd b = dd_sum(a, 0.5), log_a = dd_sub(sp_dd_log(dd(df)), sp_dd_log(dd(2)));
  sp_dd peaks = dd_sub(sp_log_peak_dd(dd(a)), sp_log_peak_dd(b));
  sp_dd powers = dd_sub(dd_mul(dd_add1(b, -1), sp_dd_log(b)), dd_mul(dd_sum(a, -0.5), log_a));
  return dd_add1(dd_add(peaks, powers), -0.5);
}

/* log Gamma((df+1)/2)/Gamma(df/2) - log(pi df)/2 - log sigma - (df+1)/2 log(1 + z^2/df) */
static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  (void)count;
  double df = theta[0];
  if (isnan(x)) return dd(NAN);
  if (isinf(x)) return dd(-INFINITY);
  ratio r = ratio_at(theta, x);
  sp_dd power = r.q.hi > HUGE_RATIO ? r.log_q : sp_dd_log1p(r.q);
  power = dd_mul(power, dd_scale(dd_sum(df, 1), 0.5));
  if (!isfinite(power.hi)) return dd(-INFINITY);
  sp_dd constant = dd_sub(log_excess(df), sp_half_log_2pi());
  return dd_sub(dd_sub(constant, sp_dd_log(dd(theta[2]))), power);
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double df = theta[0], root = sqrt(df);
  if (!(df > 0x1p-30 && df < 0x1p30)) return 0;
  sp_dd left = dd_add1(dd_neg(dd_product(root, root)), df);
  sp_dd inverse = dd_div(dd(1), dd_fast_sum(root, 0.5 * left.hi / root)); /* of sqrt df */
  f->power = dd_scale(dd_sum(df, 1), 0.5);
  return sp_form_scaled(f, SP_TERM_LOG_SQUARE, theta[1], theta[2], inverse,
                        dd_sub(sp_half_log_2pi(), log_excess(df)));
}

/* P(T > |z|) = I_x(df/2, 1/2) / 2 with x = df/(df + z^2) */
static double tail(double df, const ratio* r) {
  double a = fmax(0.5 * df, 0x1p-1000);
  if (r->sign == 0) return 0.5;
  if (r->q.hi > HUGE_RATIO) { /* x^a / (a B(a, 1/2)) */
    double constant = sp_lgamma_difference(1 + a, -0.5) - 0.5 * log(3.14159265358979323846);
    return 0.5 * sp_exp_dd(dd_add1(dd_mul1(r->log_q, -a), constant));
  }
  sp_dd one_more = dd_add1(r->q, 1);
  sp_dd x = dd_div(dd(1), one_more), y = dd_div(r->q, one_more);
  return 0.5 * sp_incomplete_beta(a, 0.5, x, y).lower;
}

static double side(const double* theta, double x, double sign) {
  if (isnan(x) || isinf(x)) return isnan(x) ? NAN : x * sign > 0;
  ratio r = ratio_at(theta, x);
  double beyond = tail(theta[0], &r);
  return r.sign * sign < 0 ? beyond : 1 - beyond;
}

static double cdf(const double* theta, size_t count, double x) {
  return (void)count, side(theta, x, 1);
}
static double sf(const double* theta, size_t count, double x) {
  return (void)count, side(theta, x, -1);
}

/* sigma t for the t > 0 with P(T > t) = u, 0 < u <= 1/2, which is to say with t^2 = df y/x where
   I_x(df/2, 1/2) = 2 u; for small df, whose x may be as small as u^(2/df), from log x. */
static sp_dd positive_root(double df, double sigma, double u) {
  double a = fmax(0.5 * df, 0x1p-1074);
  if (a < 1 || (a < 2 && u < 1e-280)) { /* x may be subnormal */
    double end = sp_inverse_beta_log_end(0.5);
    if (2 * u <= sp_incomplete_beta(a, 0.5, dd(end), dd(1 - end)).lower) {
      sp_dd log_x = sp_inverse_beta_log(a, 0.5, sp_log_dd(dd(2 * u)));
      if (isinf(log_x.hi)) return dd(INFINITY);
      double log_y = log1p(-sp_exp_dd(log_x));
      sp_dd log_t = dd_scale(dd_add1(dd_sub(sp_dd_log(dd(df)), log_x), log_y), 0.5);
      if (log_t.hi > 600) return sp_dd_exp(dd_add(log_t, sp_dd_log(dd(sigma))));
      return dd_product(sp_exp_dd(log_t), sigma);
    }
  }
  sp_unit_point p = u < 0.25 ? sp_inverse_beta(a, 0.5, 2 * u, 0)
                             : sp_inverse_beta(a, 0.5, 2 * (0.5 - u), 1); /* both exact */
  return dd_product(sqrt(df) * sqrt(p.y / p.x), sigma);
}

static double inverse(const double* theta, double u, int upper) {
  if (!(u >= 0 && u <= 1)) return NAN;
  if (u == 0 || u == 1) return (u == 0) == upper ? INFINITY : -INFINITY;
  if (u == 0.5) return theta[1];
  sp_dd t = positive_root(theta[0], theta[2], u < 0.5 ? u : 1 - u);
  if ((u < 0.5) != upper) t = dd_neg(t);
  return isinf(t.hi) ? t.hi : dd_round(dd_add1(t, theta[1]));
}

static double quantile(const double* theta, size_t count, double u) {
  return (void)count, inverse(theta, u, 0);
}
static double isf(const double* theta, size_t count, double u) {
  return (void)count, inverse(theta, u, 1);
}

static double mean(const double* theta, size_t count) {
  return (void)count, theta[0] > 1 ? theta[1] : NAN;
}

static double variance(const double* theta, size_t count) {
  (void)count;
  double df = theta[0];
  return df > 2 ? theta[2] * theta[2] * (df / (df - 2)) : df > 1 ? INFINITY : NAN;
}

/* (df+1)/2 (psi((df+1)/2) - psi(df/2)) + log(sqrt(df) B(df/2, 1/2)) + log sigma, with a = df/2 and
   b = a + 1/2 in Stirling's terms
     log(2 pi e (1 + 1/df))/2 + 1/(2 df) + b (slope(a) - slope(b)) + stirling(a) - stirling(b) */
static double entropy(const double* theta, size_t count) {
  (void)count;
  double df = theta[0], a = 0.5 * df, b = a + 0.5;
  double small = 0.5 * log1p(1 / df) + 0.5 / df + sp_stirling(a) - sp_stirling(b);
  sp_dd sum = dd_add1(dd_add1(sp_half_log_2pi(), 0.5), log(theta[2]));
  sum = dd_add1(sum, b * (sp_stirling_slope(a) - sp_stirling_slope(b)));
  return dd_round(dd_add1(sum, small));
}

/* R. W. Bailey, "Polar generation of random variates with the t-distribution", 1994, in the form
   cos(2 pi v) sqrt(df (u^(-2/df) - 1)). */
static double sample(const double* theta, size_t count, sp_rng* rng) {
  (void)count;
  double df = theta[0], log_u = log(sp_rng_uniform(rng)), radius;
  double exponent = -2 * log_u / df;
  double direction = sp_cos(6.283185307179586 * sp_rng_uniform(rng));
  if (exponent > 600) /* the radius alone may be beyond the doubles */
    return theta[1] + exp(0.5 * exponent + log(theta[2])) * (sqrt(df) * direction);
  radius = sqrt(df * expm1(exponent));
  return theta[1] + theta[2] * (radius * direction);
}

const sp_family sp_family_studentT = {
    .name = "studentT",
    .kind = SP_CONTINUOUS,
    .param_count = 3,
    .support = support,
    .log_density = log_density,
    .log_density_dd = log_density_dd,
    .density = density,
    .form = form,
    .cdf = cdf,
    .sf = sf,
    .quantile = quantile,
    .isf = isf,
    .mean = mean,
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
