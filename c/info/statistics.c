#include "info/statistics.h"

#include <math.h>

#include "base/angle.h"
#include "info/tails.h"
#include "num/error.h"
#include "num/gamma.h"
#include "num/log.h"

#define IS(name)  info_is_named(p, name)
#define LOG2      0x1.62e42fefa39efp-1
#define PI        0x1.921fb54442d18p+1
#define SQRT_PI   1.77245385090551602730
#define ROOT_2_PI 0.79788456080286535588 /* sqrt(2/pi) */

double info_mean_log(const sp_dist* p) {
  const double* t = p->theta;
  if (IS("gamma")) return sp_digamma(t[0]) - log(t[1]);
  if (IS("chiSquared")) return sp_digamma(t[0] / 2) + LOG2;
  if (IS("inverseGamma")) return log(t[1]) - sp_digamma(t[0]);
  if (IS("logNormal")) return t[0];
  if (IS("exponential")) return -SP_EULER - log(t[0]);
  if (IS("weibull")) return log(t[1]) - SP_EULER / t[0];
  if (IS("rayleigh")) return log(t[0]) + (LOG2 - SP_EULER) / 2;
  if (IS("halfNormal")) return log(t[0]) - (SP_EULER + LOG2) / 2;
  if (IS("pareto")) return log(t[1]) + 1 / t[0];
  if (IS("beta")) return -sp_digamma_difference(t[0], t[1]);
  if (IS("uniform") && t[0] == 0) return log(t[1]) - 1;
  if (IS("uniform") && t[0] > 0) {
    double w = t[1] - t[0]; /* (b log b - a log a)/(b - a) - 1 */
    return w < 0.1 * t[0] ? NAN : log(t[1]) + t[0] / w * log(t[1] / t[0]) - 1;
  }
  return NAN;
}

double info_variance_log(const sp_dist* p) {
  const double* t = p->theta;
  if (IS("gamma") || IS("inverseGamma")) return sp_trigamma(t[0]);
  if (IS("chiSquared")) return sp_trigamma(t[0] / 2);
  if (IS("logNormal")) return t[1] * t[1];
  if (IS("exponential")) return PI * PI / 6;
  if (IS("weibull")) return PI * PI / 6 / t[0] / t[0];
  if (IS("rayleigh")) return PI * PI / 24;
  if (IS("halfNormal")) return PI * PI / 8;
  if (IS("pareto")) return 1 / t[0] / t[0];
  if (IS("uniform") && t[0] == 0) return 1;
  return NAN;
}

double info_mean_log1m(const sp_dist* p) {
  const double* t = p->theta;
  if (IS("beta")) return -sp_digamma_difference(t[1], t[0]);
  if (IS("uniform") && t[0] == 0 && t[1] == 1) return -1;
  return NAN;
}

double info_moment(const sp_dist* p, double k) {
  const double* t = p->theta;
  if (IS("gamma")) return t[0] + k > 0 ? exp(sp_lgamma_difference(t[0], k) - k * log(t[1])) : NAN;
  if (IS("chiSquared"))
    return t[0] / 2 + k > 0 ? exp(sp_lgamma_difference(t[0] / 2, k) + k * LOG2) : NAN;
  if (IS("inverseGamma"))
    return t[0] > k ? exp(sp_lgamma_difference(t[0], -k) + k * log(t[1])) : INFINITY;
  if (IS("logNormal")) return exp(k * t[0] + 0.5 * k * t[1] * (k * t[1]));
  if (IS("exponential")) return k > -1 ? exp(sp_lgamma1p(k) - k * log(t[0])) : NAN;
  if (IS("weibull")) return k > -t[0] ? exp(sp_lgamma1p(k / t[0]) + k * log(t[1])) : NAN;
  if (IS("rayleigh")) return k > -2 ? exp(sp_lgamma1p(k / 2) + k * (log(t[0]) + LOG2 / 2)) : NAN;
  if (IS("halfNormal"))
    return k > -1 ? exp(sp_lgamma((k + 1) / 2) + k * (log(t[0]) + LOG2 / 2)) / SQRT_PI : NAN;
  if (IS("pareto")) return k < t[0] ? t[0] / (t[0] - k) * sp_power(t[1], k) : INFINITY;
  if (IS("beta"))
    return t[0] + k > 0 ? exp(sp_lgamma_difference(t[0], k) - sp_lgamma_difference(t[0] + t[1], k))
                        : NAN;
  if (IS("uniform") && t[0] == 0) return k > -1 ? sp_power(t[1], k) / (k + 1) : NAN;
  return NAN;
}

double info_mean_distance(const sp_dist* p, double from) {
  const double* t = p->theta;
  double d = t[0] - from, z = p->count > 1 ? d / t[1] : 0;
  if (IS("normal")) return d * sp_erf(z * sqrt(0.5)) + t[1] * ROOT_2_PI * exp(-z * z / 2);
  if (IS("laplace")) return fabs(d) + t[1] * exp(-fabs(z));
  if (IS("logistic")) return fabs(d) + 2 * t[1] * log1p(exp(-fabs(z)));
  if (IS("exponential"))
    return from <= 0 ? 1 / t[0] - from : from + (2 * exp(-t[0] * from) - 1) / t[0];
  if (IS("uniform")) {
    double above = t[1] - from, below = from - t[0];
    if (below <= 0 || above <= 0) return fabs(t[0] / 2 + t[1] / 2 - from);
    return (above * above + below * below) / (2 * (t[1] - t[0]));
  }
  if (IS("gamma") && from > 0) {
    double raised[2] = {t[0] + 1, t[1]}, mean = t[0] / t[1];
    double below = p->family->cdf(t, 2, from), weighted = p->family->cdf(raised, 2, from);
    return mean - from + 2 * (from * below - mean * weighted);
  }
  if (IS("gamma")) return t[0] / t[1] - from;
  if (IS("pareto")) {
    if (!(t[0] > 1)) return INFINITY;
    double mean = t[0] / (t[0] - 1) * t[1];
    if (from <= t[1]) return mean - from;
    return from - mean + 2 * from / (t[0] - 1) * sp_power(t[1] / from, t[0]);
  }
  return NAN;
}

double info_mean_exp(const sp_dist* p, double s, double about) {
  const double* t = p->theta;
  double to_zero = exp(-s * about);
  if (IS("normal")) return exp(s * (t[0] - about) + 0.5 * (s * t[1]) * (s * t[1]));
  if (IS("exponential")) return s < t[0] ? to_zero * (t[0] / (t[0] - s)) : INFINITY;
  if (IS("gamma")) return s < t[1] ? exp(-s * about - t[0] * log1p(-s / t[1])) : INFINITY;
  if (IS("chiSquared")) return s < 0.5 ? exp(-s * about - t[0] / 2 * log1p(-2 * s)) : INFINITY;
  if (IS("laplace")) {
    double b = s * t[1];
    return fabs(b) < 1 ? exp(s * (t[0] - about)) / ((1 - b) * (1 + b)) : INFINITY;
  }
  if (IS("logistic")) {
    double b = PI * s * t[1];
    return fabs(s * t[1]) < 1 ? exp(s * (t[0] - about)) * (b == 0 ? 1 : b / sp_sin(b)) : INFINITY;
  }
  if (IS("gumbel"))
    return s * t[1] < 1 ? exp(sp_lgamma1p(-s * t[1]) + s * (t[0] - about)) : INFINITY;
  if (IS("uniform")) {
    double w = s * (t[1] - t[0]);
    return exp(s * (t[0] - about)) * (w == 0 ? 1 : expm1(w) / w);
  }
  return NAN;
}
