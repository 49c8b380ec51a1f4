#include "num/incomplete.h"

#include "num/gamma.h"
#include "num/log.h"
#include "num/tail.h"

#define LARGE 20.0 /* from here on the tail integral, whose integrand is smooth then */

/* exp(log) * factor without underflow on the way. */
static double exp_times(sp_dd log, double factor) {
  static const sp_dd shift = {0x1.62e42fefa39efp+7, 0x1.abc9e3b39803fp-48}; /* 256 log 2 */
  if (log.hi == -INFINITY) return 0;
  if (log.hi > -500) return sp_exp_dd(log) * factor;
  return sp_exp_dd(dd_add(log, shift)) * factor * 0x1p-256;
}

static sp_dd magnify(sp_dd log, int magnified) {
  static const sp_dd by = {0x1.9fe3682cd3be4p+8, 0x1.4aa84b6b3b125p-46}; /* 600 log 2 */
  return magnified && log.hi > -INFINITY ? dd_add(log, by) : log;
}

static sp_tails from_lower(double lower) { return (sp_tails){lower, fmax(0, 1 - lower)}; }
static sp_tails from_upper(double upper) { return (sp_tails){fmax(0, 1 - upper), upper}; }

/* Shapes from here on spread by less than 2^-400 of their mean: a step at it, while deviances and
   sums of shapes may overflow. */
#define SHARP 0x1p900
static sp_tails step(sp_dd past) {
  double lower = past.hi > 0 ? 1 : past.hi < 0 ? 0 : 0.5;
  return (sp_tails){lower, 1 - lower};
}

/* ---- gamma ---------------------------------------------------------------------------------- */

/* log(x^a e^-x / Gamma(a + 1)) */
static sp_dd log_front(double a, sp_dd x) {
  return dd_sub(sp_log_peak(a), sp_deviance_product(a, dd(1), x));
}

/* sum of x^k / ((a+1) ... (a+k)), positive terms */
static double gamma_series(double a, double x) {
  double sum = 1, term = 1;
  for (double k = 1; term > 1e-17 * sum; k++) sum += term *= x / (a + k);
  return sum;
}

/* sum from k = 1 of (-x)^k / (k! (a + k)), 0 <= x < 1: P(a, x) is x^a/Gamma(a+1) (1 + a times it)
 */
static double gamma_alternating(double a, double x) {
  double sum = 0, power = 1;
  for (double k = 1; k < 30; k++) {
    power *= -x / k;
    sum += power / (a + k);
    if (fabs(power) < 1e-18 * fabs(sum)) break;
  }
  return sum;
}

/* Legendre's continued fraction for Gamma(a, x) e^x x^-a (DLMF 8.9.2), x > a or x >= 1, as the sum
   of its convergents' steps (Steed), of which those of k > a are positive: a product of their
   ratios would gather a rounding with each. */
static double gamma_fraction(double a, double x) {
  double b = x + 1 - a, d = 1 / b, step = d, h = d;
  for (double k = 1; k < 2000 && fabs(step) > 1e-17 * h; k++) {
    double numerator = k * (k - a), before = d;
    b += 2;
    d = 1 / (b - numerator * d);
    h += step *= numerator * before * d;
  }
  return h;
}

sp_small_tail sp_gamma_small(double a, double x) {
  return (sp_small_tail){dd(-sp_lgamma1p(a)), gamma_alternating(a, x)};
}

double sp_gamma_front(double a, sp_dd x, int magnified) {
  return exp_times(magnify(log_front(a, x), magnified), a);
}

/* 1 - exp(log) (1 + a rest) */
static double complement(sp_dd log_x, double a, sp_small_tail small, int magnified) {
  double log = dd_round(dd_add(dd_mul1(log_x, a), small.constant));
  return (-expm1(log) - exp(log) * a * small.rest) * (magnified ? SP_MAGNIFIED : 1);
}

static sp_tails gamma_tails(double a, sp_dd x, int magnified) {
  if (isnan(a) || isnan(x.hi)) return (sp_tails){NAN, NAN};
  if (!(x.hi > 0)) return (sp_tails){0, 1};
  if (isinf(x.hi)) return (sp_tails){1, 0};
  sp_dd past = dd_add1(x, -a); /* beyond 2^53 only twofold knows the side of the mean */
  if (a > SHARP) return step(past);
  int is_upper = a < 1 ? x.hi >= 1 : past.hi > 0;
  sp_dd front = magnify(log_front(a, x), magnified);
  if (isinf(front.hi)) return is_upper ? (sp_tails){1, 0} : (sp_tails){0, 1};
  if (is_upper) {
    if (a < LARGE) return from_upper(exp_times(front, a * gamma_fraction(a, x.hi)));
    double slope = dd_round(dd_add1(dd_add1(x, -a), 1));
    return from_upper(exp_times(front, a * sp_tail_integral(slope, 0, a - 1, 1, INFINITY)));
  }
  if (a >= LARGE) {
    double slope = -dd_round(dd_add1(dd_add1(x, -a), 1));
    return from_lower(exp_times(front, a * sp_tail_integral(slope, a - 1, 0, 0, 1)));
  }
  sp_tails tails = from_lower(exp_times(front, gamma_series(a, x.hi)));
  if (a < 1) /* P may be 1 */
    tails.upper = complement(sp_dd_log(x), a, sp_gamma_small(a, x.hi), magnified);
  return tails;
}

/* Rounding can lift a tail over 1; what is no number stays none (fmin would make it 1). */
static double clamp(double t) { return t > 1 ? 1 : t < 0 ? 0 : t; }
static sp_tails clamped(sp_tails t) { return (sp_tails){clamp(t.lower), clamp(t.upper)}; }

sp_tails sp_incomplete_gamma(double a, sp_dd x) { return clamped(gamma_tails(a, x, 0)); }
sp_tails sp_incomplete_gamma_magnified(double a, sp_dd x) { return gamma_tails(a, x, 1); }

/* ---- beta ----------------------------------------------------------------------------------- */

typedef struct beta_arguments {
  double a, b;
  sp_dd x, y, n; /* n = a + b */
  int magnified;
} beta_arguments;

static beta_arguments mirrored(beta_arguments t) {
  return (beta_arguments){t.b, t.a, t.y, t.x, t.n, t.magnified};
}

/* log(x^a y^b / B(a, b) * n/(a b)) */
static sp_dd log_beta_front(const beta_arguments* t) {
  sp_dd deviances = sp_deviances(t->a, t->b, t->x, t->y);
  if (isinf(deviances.hi)) return dd(-INFINITY);
  sp_dd peak = dd_add(sp_log_peak(t->a), sp_log_peak(t->b));
  return magnify(dd_sub(dd_sub(peak, sp_log_peak(t->n.hi)), deviances), t->magnified);
}

/* a - n x, even where b is more than twice the precision of a */
static double above_mean(const beta_arguments* t) {
  return dd_round(dd_sub(dd_mul1(t->y, t->a), dd_mul1(t->x, t->b)));
}

/* I_x = x^a y^b/(a B) times the sum of (n)_k/(a+1)_k x^k, positive terms (DLMF 8.17.8) */
static double beta_series(const beta_arguments* t) {
  double n = t->n.hi, a = t->a, x = t->x.hi, sum = 1, term = 1;
  for (double k = 0; k < 20000; k++) {
    term *= (n + k) / (a + 1 + k) * x;
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return sum;
}

/* I_x = x^a y^b/B times this continued fraction, for x below the mean (Algorithm 708, BFRAC) */
static double beta_fraction(const beta_arguments* t) {
  double a = t->a, b = t->b, n = t->n.hi, x = t->x.hi, y = t->y.hi;
  double lambda = above_mean(t);
  double beta = a / (a + 1) * (lambda + 1), d = 1 / beta, step = d, h = d;
  for (double k = 1; k < 20000 && fabs(step) > 1e-17 * fabs(h); k++) {
    double s = a + 2 * k - 1;
    double alpha = ((a + k - 1) / s * x) * ((n + k - 1) / s * x) * (k * (b - k));
    beta = k + k * (b - k) * x / s + (a + k) / (s + 2) * (lambda + 1 + k * (1 + y));
    double before = d;
    d = 1 / (beta + alpha * d);
    h += step *= -alpha * before * d;
  }
  return h;
}

/* I_x for a, b >= LARGE, x up to the mean */
static double beta_tail(const beta_arguments* t) {
  double a = t->a, b = t->b, y = t->y.hi;
  double slope = dd_round(dd_sub(dd_mul(t->y, dd_sum(a, -1)), dd_mul(t->x, dd_sum(b, -1))));
  double integral = sp_tail_integral(slope / y, a - 1, b - 1, t->x.hi / y, 1);
  return exp_times(log_beta_front(t), a / t->n.hi * (b / y) * integral);
}

static double series_tail(const beta_arguments* t) {
  return exp_times(log_beta_front(t), t->b / t->n.hi * beta_series(t));
}

static double fraction_tail(const beta_arguments* t) {
  return exp_times(log_beta_front(t), t->a / t->n.hi * t->b * beta_fraction(t));
}

/* sum from k = 1 of (1-b)_k x^k / (k! (a+k)), for x (b - 1) <= 1, x <= 1/2 */
static double beta_alternating(double a, double b, double x) {
  double sum = 0, power = 1;
  for (double k = 1; k < 200; k++) {
    power *= (k - b) / k * x;
    double term = power / (a + k);
    sum += term;
    if (fabs(term) < 1e-18 * fabs(sum) || power == 0) break;
  }
  return sum;
}

/* log Gamma(a + b)/(Gamma(b) Gamma(a + 1)): for b < 1 by way of Gamma(b + 1), so that what is not
   of the order of a is a logarithm. */
static sp_dd beta_constant(double a, double b) {
  if (b >= 1) {
    sp_dd power = dd_mul1(sp_dd_log(dd(b)), a);
    return dd_add1(dd_add1(power, sp_lgamma_excess(b, a)), -sp_lgamma1p(a));
  }
  double shifted = sp_lgamma_difference(1 + b, a) - sp_lgamma1p(a);
  sp_dd ratio = dd_div(dd(a), dd(b));
  sp_dd log_ratio =
      ratio.hi < 0x1p1000 ? sp_log1p_dd(ratio) : dd_sub(sp_dd_log(dd(a)), sp_dd_log(dd(b)));
  return dd_add1(dd_neg(log_ratio), shifted);
}

sp_small_tail sp_beta_small(double a, double b, double x) {
  return (sp_small_tail){beta_constant(a, b), beta_alternating(a, b, x)};
}

double sp_beta_front(double a, double b, sp_dd x, sp_dd y, int magnified) {
  beta_arguments t = {a, b, x, y, dd_sum(a, b), magnified};
  return exp_times(log_beta_front(&t), a / t.n.hi * b);
}

/* a < 1: the mass lies at 0, and both tails may be small. */
static sp_tails tails_at_zero(beta_arguments t) {
  beta_arguments m = mirrored(t);
  if (t.x.hi > 0.5) {
    if (t.b < 1) {
      sp_tails tails = tails_at_zero(m);
      return (sp_tails){tails.upper, tails.lower};
    }
    return from_upper(series_tail(&m));
  }
  if (t.b >= 1 && t.n.hi * t.x.hi > 1) return from_upper(fraction_tail(&m));
  sp_small_tail small = sp_beta_small(t.a, t.b, t.x.hi);
  return (sp_tails){series_tail(&t), complement(sp_dd_log(t.x), t.a, small, t.magnified)};
}

/* x b is gamma(a, 1) but for terms of a^3/b^2 where b is so much the greater (DLMF 8.18.8). */
#define FAR_APART 0x1p120
static int is_far(const beta_arguments* t) {
  return t->b > FAR_APART && t->b / FAR_APART > t->a && t->b * t->x.hi > 1e-280;
}
static sp_tails far_tails(const beta_arguments* t) {
  sp_dd g = dd_mul1(sp_dd_log1p(dd_neg(t->x)), -(t->b + 0.5 * (t->a - 1)));
  return gamma_tails(t->a, g, t->magnified);
}

static double smaller_tail(const beta_arguments* t) {
  if (t->a >= LARGE && t->b >= LARGE) return beta_tail(t);
  return t->a < LARGE && t->x.hi <= 0.5 ? series_tail(t) : fraction_tail(t);
}

static sp_tails beta_tails(double a, double b, sp_dd x, sp_dd y, int magnified) {
  if (isnan(a) || isnan(b) || isnan(x.hi)) return (sp_tails){NAN, NAN};
  if (!(x.hi > 0)) return (sp_tails){0, 1};
  if (!(y.hi > 0)) return (sp_tails){1, 0};
  if (a > SHARP && b > SHARP) return step(dd_sub(dd_mul1(x, b / SHARP), dd_mul1(y, a / SHARP)));
  beta_arguments t = {a, b, x, y, dd_sum(a, b), magnified}, m = mirrored(t);
  if (is_far(&t)) return far_tails(&t);
  if (a < 1) return tails_at_zero(t);
  if (is_far(&m) || b < 1) {
    sp_tails tails = is_far(&m) ? far_tails(&m) : tails_at_zero(m);
    return (sp_tails){tails.upper, tails.lower};
  }
  return above_mean(&t) >= 0 ? from_lower(smaller_tail(&t)) : from_upper(smaller_tail(&m));
}

sp_tails sp_incomplete_beta(double a, double b, sp_dd x, sp_dd y) {
  return clamped(beta_tails(a, b, x, y, 0));
}
sp_tails sp_incomplete_beta_magnified(double a, double b, sp_dd x, sp_dd y) {
  return beta_tails(a, b, x, y, 1);
}
