#include "info/bregman.h"

#include <math.h>

#include "info/terms.h"
#include "num/gamma.h"
#include "num/log.h"
#include "num/quadrature.h"
#include "num/sum.h"

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

/* p (t - log1p t) with t = d/p; d where p = 0 */
static double share(double p, double d) {
  if (p == 0) return d;
  double t = d / p;
  return t < 0x1p900 ? p * info_gap(t) : d - p * (log(d) - log(p));
}

double info_bernoulli(double p, double q) {
  double d = q - p;
  return share(p, d) + share(1 - p, -d);
}

/* Stirling's remainder is sum c_k a^-(2k-1); this is the sum of the Bregman distances of its terms
   from a1 to a2 = a1 (1 + u), for a1, a2 >= 16. */
static double stirling_bregman(double a1, double u) {
  static const double c[] = {1. / 12, -1. / 360, 1. / 1260, -1. / 1680, 1. / 1188, -691. / 360360};
  double log_u = log1p(u), power = 1 / a1, sum = 0;
  for (int k = 0; k < 6; k++) {
    double m = 2 * k + 1;
    sum += c[k] * power * (info_phi(-m * log_u) + m * info_gap(u));
    power /= a1 * a1;
  }
  return sum;
}

#define LARGE 16

/* Shapes that are large: log Gamma by Stirling's formula, whose leading terms join with the rates'
   to a2 (w - log1p w), w = (a1 b2)/(a2 b1) - 1; the textbook's terms are 2 a times their sum. */
double info_gamma(double a1, double b1, double a2, double b2) {
  double h = a2 - a1, u = h / a1;
  if (a1 >= LARGE && a2 >= LARGE) {
    double w = sp_cross(a1, b2, a2, b1) / (a2 * b1);
    double ratio = (a1 / a2) * (b2 / b1);
    double main = w > -0.5 && w < 1 ? info_gap(w) : ratio - 1 - log(ratio);
    return a2 * main + 0.5 * info_gap(u) + stirling_bregman(a1, u);
  }
  return sp_lgamma_bregman(a1, h) + a1 * info_ratio_gap(b2, b1) - h * info_log_quotient(b2, b1);
}

/* One of the shapes small (b), the other large: log Gamma(a) - log Gamma(a + b) by Stirling. */
static double beta_mixed(double a1, double b1, double a2, double b2) {
  double s1 = a1 + b1, hb = b2 - b1;
  double ua = (a2 - a1) / a1, us = ((a2 - a1) + hb) / s1, w = sp_cross(a1, b2, a2, b1) / (a2 * s1);
  double main = a2 * info_gap(w) + b2 * info_gap(us) - hb * us;
  double rest = 0.5 * (info_gap(ua) - info_gap(us));
  return sp_lgamma_bregman(b1, hb) + main + rest + stirling_bregman(a1, ua) -
         stirling_bregman(s1, us);
}

double info_beta(double a1, double b1, double a2, double b2) {
  int a_large = a1 >= LARGE && a2 >= LARGE, b_large = b1 >= LARGE && b2 >= LARGE;
  if (a_large && b_large) {
    double s1 = a1 + b1, ua = (a2 - a1) / a1, ub = (b2 - b1) / b1;
    double us = ((a2 - a1) + (b2 - b1)) / s1, cross = sp_cross(a1, b2, a2, b1);
    double main = a2 * info_gap(cross / (a2 * s1)) + b2 * info_gap(-cross / (b2 * s1));
    double rest = 0.5 * (info_gap(ua) + info_gap(ub) - info_gap(us));
    return main + rest + stirling_bregman(a1, ua) + stirling_bregman(b1, ub) -
           stirling_bregman(s1, us);
  }
  if (a_large) return beta_mixed(a1, b1, a2, b2);
  if (b_large) return beta_mixed(b1, a1, b2, a2);
  double ha = a2 - a1, hb = b2 - b1;
  return sp_lgamma_bregman(a1, ha) + sp_lgamma_bregman(b1, hb) -
         sp_lgamma_bregman(a1 + b1, ha + hb);
}

double info_extreme(double over, double under, double c) {
  double h = (over - under) / under, b = sp_lgamma_bregman(2, h);
  double y = c + h * (1 - SP_EULER) + b;
  return info_phi(y) + b + info_ratio_gap(over, under);
}

typedef struct weighted {
  double (*second)(double t);
  double start, step;
} weighted;

static sp_sample weighted_at(void* context, double s) {
  const weighted* w = context;
  return (sp_sample){fabs(w->step - s) * w->second(w->start + s), 0};
}

double info_bregman(double (*second)(double t), double a, double h) {
  weighted w = {second, a, h};
  double low = fmin(0, h), high = fmax(0, h), breaks[5];
  if (h == 0) return 0;
  for (int i = 0; i < 5; i++) breaks[i] = low + (high - low) * i / 4;
  double from = a + low, to = a + high;
  if (from >= 0 && to > 4 * from) /* scales apart: in equal steps of the logarithm */
    for (int i = 1; i < 4; i++) {
      double least = fmax(from, fmin(1e-3, to / 16));
      breaks[i] = least * pow(to / least, i / 4.) - a;
    }
  return sp_integrate(weighted_at, &w, breaks, 5, -INFINITY, INFINITY, 0).value;
}
