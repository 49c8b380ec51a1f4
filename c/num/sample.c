#include "num/sample.h"

#include <math.h>

#include "num/gamma.h"
#include "num/log.h"

/* d v of Marsaglia and Tsang for shape >= 1, d = shape - 1/3. */
static double factor(double d, sp_rng* rng) {
  double c = 1 / sqrt(9 * d);
  for (;;) {
    double z = sp_rng_normal(rng), v = 1 + c * z;
    if (v <= 0) continue;
    v = v * v * v;
    if (log(sp_rng_uniform(rng)) < 0.5 * z * z + d - d * v + d * log(v)) return v;
  }
}

/* Below shape 1 by G(a) = G(a + 1) U^(1/a). */
double sp_sample_log_gamma(double shape, sp_rng* rng) {
  double boost = shape < 1 ? log(sp_rng_uniform(rng)) / shape : 0;
  double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
  return boost + log(d) + log(factor(d, rng));
}

double sp_sample_gamma(double shape, sp_rng* rng) {
  if (shape < 1) return exp(sp_sample_log_gamma(shape, rng));
  double d = shape - 1.0 / 3;
  return d * factor(d, rng);
}

double sp_sample_poisson(double mu, sp_rng* rng) {
  if (!(mu < 0x1p108)) return mu; /* its spread is below its last place */
  if (mu < 10) {
    double u = sp_rng_uniform(rng), p = exp(-mu), x = 0;
    for (double sum = p; u > sum && p > 0; sum += p) p *= mu / ++x;
    return x;
  }
  double b = 0.931 + 2.53 * sqrt(mu), a = -0.059 + 0.02483 * b;
  double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    double u = sp_rng_uniform(rng) - 0.5, v = sp_rng_uniform(rng), us = 0.5 - fabs(u);
    double k = floor((2 * a / us + b) * u + mu + 0.43);
    if (us >= 0.07 && v <= v_r) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    double log_mass = dd_round(dd_sub(sp_log_peak(k), sp_deviance_dd(dd(k), dd(mu))));
    if (log(v * inverse_alpha / (a / (us * us) + b)) <= log_mass) return k;
  }
}
