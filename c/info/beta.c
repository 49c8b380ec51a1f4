/* The divergence of two beta distributions.

   Shapes that are all large: Stirling's formula, whose leading terms join to the divergence of two
   Bernoulli distributions.  Else, with h the step from P's shapes to Q's and psi' the trigamma
   function, the integral of the Fisher information along the straight path between them,
     D = integral over t = 0 ... 1 of (1 - t) V(a1 + t ha, b1 + t hb),
     V = ha^2 psi'(a) + hb^2 psi'(b) - (ha + hb)^2 psi'(a + b),
   the variance of ha log x + hb log(1 - x).  With psi'(x) = 1/x + r(x) it becomes
     V = (ha b - hb a)^2/(a b s) + ha^2 (r(a) - r(s)) + hb^2 (r(b) - r(s)) - 2 ha hb r(s),
   s = a + b, whose parts do not cancel for any shapes: relative error 1e-14 from 1e-150 to 1e15. */
#include <math.h>

#include "info/bregman.h"
#include "num/dd.h"
#include "num/gamma.h"
#include "num/quadrature.h"

/* r(x) = psi'(x) - 1/x = 1/(2 x^2) + sum c_k x^-(2k+1) */
static const double series[] = {1. / 6, -1. / 30, 1. / 42, -1. / 30, 5. / 66, -691. / 2730, 7. / 6};

static double rest_of_trigamma(double x) {
  double lifted = 0, y, power, sum;
  for (; x < INFO_LARGE; x++) lifted += 1 / (x * x * (x + 1)); /* 1/x^2 - 1/x + 1/(x+1) */
  y = 1 / (x * x), power = y / x, sum = 0.5 * y;
  for (int k = 0; k < 7; k++, power *= y) sum += series[k] * power;
  return lifted + sum;
}

/* r(x) - r(x + d), d >= 0 */
static double rest_gap(double x, double d) {
  double lifted = 0, l, power, sum;
  for (; x < INFO_LARGE; x++) {
    double s = x + d;
    lifted += d * ((s * (s + 1) + x * (s + 1) + x * x) / (x * x * (x + 1))) / (s * s * (s + 1));
  }
  l = log1p(d / x), power = 1 / (x * x), sum = -0.5 * power * expm1(-2 * l);
  power /= x;
  for (int k = 0; k < 7; k++, power /= x * x) sum -= series[k] * power * expm1(-(2 * k + 3) * l);
  return lifted + sum;
}

typedef struct path {
  double a, b, ha, hb; /* from (a, b), where t = 0, by t (ha, hb) */
  int is_back;         /* t is the distance from Q's end: the weight is t itself */
} path;

static sp_sample information(void* context, double t) {
  const path* w = context;
  double a = w->a + t * w->ha, b = w->b + t * w->hb, s = a + b;
  double cross = (w->ha * w->b - w->hb * w->a) / s; /* the same all along the path */
  double both = 2 * w->ha * w->hb * rest_of_trigamma(s);
  double v = cross / a * (cross / b) * s + w->ha * w->ha * rest_gap(a, b) +
             w->hb * w->hb * rest_gap(b, a) - both;
  return (sp_sample){(w->is_back ? t : 1 - t) * v, 0};
}

/* Half of the path, in steps that grow from the distance at which the shapes begin to change. */
static double half_path(path w) {
  double breaks[SP_MAX_BREAKS], near = 0.5;
  size_t count = 0;
  if (w.ha > w.a) near = fmin(near, w.a / w.ha);
  if (w.hb > w.b) near = fmin(near, w.b / w.hb);
  breaks[count++] = 0;
  for (double t = near / 4; near < 0.5 && t < 0.25 && count < SP_MAX_BREAKS - 1; t *= 256)
    breaks[count++] = t;
  breaks[count++] = 0.5;
  return sp_integrate(information, NULL, &w, breaks, count, 0, INFINITY, 0).value;
}

/* t - log(1 + t), 1 + t = x/y */
static double gap_at(double t, double x, double y) {
  return t > -0.5 && t < 1 ? info_gap(t) : info_ratio_gap(x, y);
}

static double all_large(double a1, double b1, double a2, double b2) {
  double s1 = a1 + b1, s2 = a2 + b2, cross = dd_cross(a1, b2, a2, b1);
  double ha = a2 - a1, hb = b2 - b1, hs = ha + hb;
  double main = a2 * gap_at(cross / a2 / s1, a1 / s1, a2 / s2) +
                b2 * gap_at(-cross / b2 / s1, b1 / s1, b2 / s2);
  double rest = info_stepped_gap(a1, a2, ha) + info_stepped_gap(b1, b2, hb);
  rest = 0.5 * (rest - info_stepped_gap(s1, s2, hs));
  return main + rest + info_stirling_bregman(a1, a2, ha) + info_stirling_bregman(b1, b2, hb) -
         info_stirling_bregman(s1, s2, hs);
}

#define TINY 1e-100

/* All shapes scaled down by so much that the divergence no longer notices. */
static double scaled(double a1, double b1, double a2, double b2) {
  double most = fmax(fmax(a1, a2), fmax(b1, b2)), c = 1e-25 / most;
  return info_beta(c * a1, c * b1, c * a2, c * b2);
}

/* P all but a distribution on two points, x = 0 and 1, or Q: the definition, in which nothing of
   the largest term cancels; but for two poles alike, where only their orders' quotient counts. */
static double with_poles(double a1, double b1, double a2, double b2) {
  if (a1 > b1) return with_poles(b1, a1, b2, a2);
  if (fmax(fmax(a1, a2), fmax(b1, b2)) < 1e-30) return scaled(a1, b1, a2, b2);
  if (a1 < TINY && b1 > 1e20 * a1 && a2 < 1e-20) return info_ratio_gap(a2, a1) + log1p(a2 / b2);
  double log_x = -(b1 / a1) / (a1 + b1), log_1mx = -(a1 / b1) / (a1 + b1); /* means */
  if (a1 > TINY) log_x = -sp_digamma_difference(a1, b1), log_1mx = -sp_digamma_difference(b1, a1);
  return sp_lbeta(a2, b2) - sp_lbeta(a1, b1) + (a1 - a2) * log_x + (b1 - b2) * log_1mx;
}

double info_beta(double a1, double b1, double a2, double b2) {
  if (fmin(fmin(a1, a2), fmin(b1, b2)) < TINY) return with_poles(a1, b1, a2, b2);
  if (fmin(fmin(a1, a2), fmin(b1, b2)) >= INFO_LARGE) return all_large(a1, b1, a2, b2);
  double ha = a2 - a1, hb = b2 - b1;
  return half_path((path){a1, b1, ha, hb, 0}) + half_path((path){a2, b2, -ha, -hb, 1});
}
