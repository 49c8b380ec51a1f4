#include "info/von_mises.h"

#include <math.h>

#include "base/angle.h"
#include "info/bregman.h"
#include "info/view.h"
#include "num/bessel.h"

/* The second derivative of log I0: the variance of v = 1 - cos x under exp(-k v), by the trapezoid
   rule, which converges exponentially on a period; from 40 on by its asymptotic series (that of
   A = I1/I0 follows from A' = 1 - A/k - A^2, where the formula itself cancels). */
static double curvature(double k) {
  if (k > 40) {
    static const double c[] = {0.5,
                               0.25,
                               0.375,
                               0.78125,
                               2.03125,
                               6.287109375,
                               22.53125,
                               91.731689453125,
                               418.306640625,
                               2112.7614974975586,
                               11711.46044921875,
                               70704.5485754013,
                               461875.40673828125};
    double y = 1 / k, sum = 0;
    for (int i = 12; i >= 0; i--) sum = c[i] + y * sum;
    return sum * y * y;
  }
  double mass = 0, first = 0, second = 0;
  for (int j = 0; j <= 32; j++) {
    double half_turn = sp_sin(j * (0x1.921fb54442d18p+1 / 64)), v = 2 * half_turn * half_turn;
    double w = (j == 0 || j == 32 ? 0.5 : 1) * exp(-k * v);
    mass += w, first += w * v, second += w * v * v;
  }
  first /= mass;
  return second / mass - first * first;
}
double info_bessel_quotient(double k) {
  double a = 0;
  if (k == 0) return 0;
  if (k > 1e3) return 1 - (0.5 + (0.125 + (0.125 + 0.1953125 / k) / k) / k) / k;
  for (int m = (int)(60 + k); m >= 1; m--) a = 1 / (2 * m / k + a);
  return a;
}

double info_bessel_quotient_step(double a, double b) {
  double h = b - a;
  return fabs(h) < 0.25 * a ? info_step(curvature, a, h)
                            : info_bessel_quotient(b) - info_bessel_quotient(a);
}

double info_von_mises(const double* p, const double* q) {
  double turn = sp_sin(info_angle(p[0], q[0]) / 2); /* 1 - cos d = 2 sin^2(d/2) */
  return info_bregman(curvature, p[1], q[1], q[1] - p[1]) +
         2 * q[1] * info_bessel_quotient(p[1]) * turn * turn;
}

/* Steps so large that log-densities have no digits to lose, but around the circle. */
static int is_apart(const double* p, const double* q) {
  double larger = fmax(p[1], q[1]);
  return larger > 1 && fabs(p[1] - q[1]) >= 0.5 * larger;
}

double info_ratio_von_mises(const double* p, const double* q, double x) {
  double h = p[1] - q[1], shift = info_angle(p[0], q[0]), d = x - p[0];
  if (is_apart(p, q)) {
    double s = sp_sin(d / 2), t = sp_sin(info_angle(x, q[0]) / 2); /* each from its own mean */
    return 2 * (q[1] * t * t - p[1] * s * s);
  }
  double s = sp_sin(d / 2); /* cos d = 1 - 2 s^2 */
  return 2 * q[1] * sp_sin(d + shift / 2) * sp_sin(shift / 2) - 2 * h * s * s;
}
double info_ratio_von_mises_constant(const double* p, const double* q) {
  double h = p[1] - q[1];
  if (is_apart(p, q))
    return dd_round(dd_sub(sp_log_bessel_i0_scaled(q[1]), sp_log_bessel_i0_scaled(p[1])));
  return h == 0 ? 0 : h * (1 - info_bessel_quotient(q[1])) - info_bregman(curvature, q[1], p[1], h);
}
