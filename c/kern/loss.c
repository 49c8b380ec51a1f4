#include "kern/loss.h"

#include <math.h>

/* p[i] = exp(z[i] - max z); returns their sum, and the maximum through `most`. */
static double exponentials(uint32_t classes, const float* z, float* p, float* most) {
  float top = z[0];
  for (uint32_t i = 1; i < classes; i++)
    if (z[i] > top) top = z[i];
  double sum = 0;
  for (uint32_t i = 0; i < classes; i++) {
    float e = expf(z[i] - top);
    if (p) p[i] = e;
    sum += e;
  }
  *most = top;
  return sum;
}

void sp_softmax(uint32_t classes, const float* z, float* p) {
  float most;
  float inverse = (float)(1 / exponentials(classes, z, p, &most));
  for (uint32_t i = 0; i < classes; i++) p[i] *= inverse;
}

double sp_cross_entropy(uint32_t classes, const float* z, uint32_t label, float scale, float* dz) {
  float most;
  double target = z[label]; /* dz may be z */
  double sum = exponentials(classes, z, dz, &most);
  if (dz) {
    float inverse = (float)(scale / sum);
    for (uint32_t i = 0; i < classes; i++) dz[i] *= inverse;
    dz[label] -= scale;
  }
  return log(sum) + ((double)most - target);
}

double sp_squared_error(uint32_t classes, const float* z, uint32_t label, float scale, float* dz) {
  float most;
  double inverse = 1 / exponentials(classes, z, dz, &most), error = 0, mean = 0;
  for (uint32_t i = 0; i < classes; i++) {
    double p = (dz ? dz[i] : expf(z[i] - most)) * inverse, d = p - (i == label);
    error += d * d, mean += d * p;
  }
  if (dz)
    for (uint32_t i = 0; i < classes; i++) {
      double p = dz[i] * inverse, d = p - (i == label);
      dz[i] = (float)(scale * 2 / classes * p * (d - mean));
    }
  return error / classes;
}
