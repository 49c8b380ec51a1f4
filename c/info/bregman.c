#include "info/bregman.h"

#include <math.h>

#include "info/terms.h"
#include "num/dd.h"
#include "num/gamma.h"
#include "num/log.h"
#include "num/quadrature.h"

double info_gap(double t) { return -sp_log1pmx(t); }

double info_log_quotient(double a, double b) {
  double t = (a - b) / b;
  if (t > -0.5 && t < 1) return log1p(t);
  double ratio = a / b;
  return ratio > 0x1p-1000 && ratio < 0x1p1000 ? log(ratio) : log(a) - log(b);
}

double info_ratio_gap(double a, double b) {
  double t = (a - b) / b;
  if (t > -0.5 && t < 1) return info_gap(t);
  return a / b - 1 - info_log_quotient(a, b);
}

double info_square_gap(double a, double b) {
  double t = (a - b) / b * ((a + b) / b);
  if (t > -0.5 && t < 1) return info_gap(t);
  return a / b * (a / b) - 1 - 2 * info_log_quotient(a, b);
}

/* p (t - log1p t), t = q/p - 1 = d/p; d where p = 0 */
static double share(double p, double q, double d) {
  double t = d / p;
  if (p == 0) return d;
  if (t > -0.5 && t < 1) return p * info_gap(t);
  return d - p * info_log_quotient(q, p);
}

double info_bernoulli(double p, double q) {
  double d = q - p;
  return share(p, q, d) + share(1 - p, 1 - q, -d);
}

double info_bernoulli_by_p(double p, double q) {
  return info_ratio_gap(q, p) + share(1 - p, 1 - q, p - q) / p;
}

double info_stepped_gap(double a1, double a2, double h) {
  double t = h / a1;
  return t > -0.5 && t < 1 ? info_gap(t) : info_ratio_gap(a2, a1);
}

double info_stirling_bregman(double a1, double a2, double h) {
  static const double c[] = {1. / 12, -1. / 360, 1. / 1260, -1. / 1680, 1. / 1188, -691. / 360360};
  double u = h / a1, log_u = u > -0.5 && u < 1 ? log1p(u) : info_log_quotient(a2, a1);
  double gap = info_stepped_gap(a1, a2, h), power = 1 / a1, sum = 0;
  for (int k = 0; k < 6; k++) {
    double m = 2 * k + 1;
    sum += c[k] * power * (info_phi(-m * log_u) + m * gap);
    power /= a1 * a1;
  }
  return sum;
}

/* m/a2 - 1 - log(m/a2), m = a1 b2/b1, which need be no double where its logarithm is one */
static double mean_gap(double a1, double a2, double m, double log_rates) {
  if (m > 1e-280) return info_ratio_gap(m, a2);
  return m / a2 - 1 - (info_log_quotient(a1, a2) + log_rates);
}

/* Log Gamma's Bregman distance joined with a1 (b2/b1 - 1 - log(b2/b1)) + (a2 - a1) log(b1/b2),
   regime by regime so that nothing large cancels.  m is P's mean in units of 1/Q's rate. */
double info_gamma(double a1, double b1, double a2, double b2) {
  double unit = fmax(b1, b2) < 1e-200 ? 0x1p600 : fmin(b1, b2) > 1e200 ? 0x1p-600 : 1;
  b1 *= unit, b2 *= unit; /* only their ratio matters, and its error terms are to be normal */
  double m = a1 * (b2 / b1), log_rates = info_log_quotient(b2, b1);
  if (a1 >= INFO_LARGE && a2 >= INFO_LARGE) {
    /* Stirling for both: the leading terms join to a2 (w - log1p w), w = m/a2 - 1 */
    double w = dd_cross(a1, b2, a2, b1) / (a2 * b1);
    double main = w > -0.5 && w < 1 ? info_gap(w) : mean_gap(a1, a2, m, log_rates);
    return a2 * main + 0.5 * info_ratio_gap(a2, a1) + info_stirling_bregman(a1, a2, a2 - a1);
  }
  if (a1 >= INFO_LARGE && a2 < a1 / 2) { /* Q at P's mean, less P's entropy by Stirling */
    double slope = sp_stirling_slope(a1), cross = m - a2 * (log(a1) + log_rates) + sp_lgamma(a2);
    return cross + (0.5 * log(a1) - 0.5 - SP_HALF_LOG_2PI) + a2 * (0.5 / a1 + slope) - a1 * slope -
           sp_stirling(a1);
  }
  if (a2 >= INFO_LARGE && a1 < a2 / 2) { /* Stirling for Q: two gaps, and the rest is small */
    double spread = info_log_less_digamma(a1);
    double rest = sp_stirling(a2) + SP_HALF_LOG_2PI - 0.5 * log(a2);
    double own = a1 * (log(a1) - spread) - sp_lgamma(a1) - a1;
    return a2 * (mean_gap(a1, a2, m, log_rates) + spread) + rest + own;
  }
  double h = a2 - a1, rates = a1 * info_ratio_gap(b2, b1) - h * log_rates;
  if (a2 > a1 / 4) return sp_lgamma_bregman(a1, h) + rates;
  return sp_lgamma(a2) - sp_lgamma(a1) - h * sp_digamma(a1) + rates;
}

double info_log_less_digamma(double a) {
  if (a >= 0.5) return 0.5 / a + sp_stirling_slope(a);
  return log(a) - sp_digamma(a);
}

double info_extreme(double over, double under, sp_dd c) {
  double h = (over - under) / under, b = sp_lgamma_bregman(2, h);
  double y = c.hi + h * (1 - SP_EULER) + b, phi = info_phi(y);
  sp_dd rho = dd_div(dd(over), dd(under));
  if (y > 4 && rho.hi > 0x1p-900) { /* Gamma(1 + rho) = (rho/e)^rho / the peak there */
    sp_dd power = dd_mul(rho, dd_add1(sp_dd_log(rho), -1));
    phi = dd_round(sp_dd_exp(dd_add(c, dd_sub(power, sp_log_peak(rho.hi))))) - 1 - y;
  }
  return phi + b + info_ratio_gap(over, under);
}

typedef struct weighted {
  double (*second)(double t);
  double start, end; /* the weight is |end - s|, the argument start + s */
} weighted;

static sp_sample weighted_at(void* context, double s) {
  const weighted* w = context;
  return (sp_sample){fabs(w->end - s) * w->second(w->start + s), 0};
}

double info_bregman(double (*second)(double t), double a, double b, double h) {
  double least = fmin(a, b), most = fmax(a, b), breaks[5];
  int is_apart = least >= 0 && most > 4 * least; /* then s is the argument itself */
  weighted w = {second, is_apart ? 0 : a, is_apart ? b : h};
  double low = is_apart ? least : fmin(0, h), high = is_apart ? most : fmax(0, h);
  if (h == 0) return 0;
  for (int i = 0; i < 5; i++) breaks[i] = low + (high - low) * i / 4;
  if (is_apart) { /* in equal steps of the logarithm, from where f'' begins to change */
    double first = fmax(least, fmin(1e-3, most / 16));
    for (int i = 1; i < 4; i++) breaks[i] = first * sp_power(most / first, i / 4.);
  }
  return sp_integrate(weighted_at, NULL, &w, breaks, 5, is_apart ? 0 : -INFINITY, INFINITY, 0)
      .value;
}

double info_step(double (*first)(double t), double a, double h) {
  static const double at[] = {0.1834346424956498, 0.525532409916329, 0.7966664774136267,
                              0.9602898564975363};
  static const double weight[] = {0.362683783378362, 0.31370664587788727, 0.2223810344533745,
                                  0.10122853629037626};
  double sum = 0;
  for (int k = 0; k < 8; k++)
    sum += 0.5 * weight[k % 4] * first(a + h * (0.5 + (k < 4 ? 0.5 : -0.5) * at[k % 4]));
  return h * sum;
}
