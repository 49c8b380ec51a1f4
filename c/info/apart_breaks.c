/* Where to break an integral over a piece. */
#include "info/apart_look.h"

#include <math.h>

/* How much more than its height a power of a low order holds, as a logarithm: 1/order, and its
   logarithm's mean as much again. */
static double depth(const info_look* l, int upwards) {
  double p = info_end_order(&l->piece->view.pair.p, upwards);
  double q = info_end_order(&l->piece->view.pair.q, upwards);
  double power = l->alpha * p + (1 - l->alpha) * q, least = fmin(p, q);
  if (power > 0) least = fmin(least, power);
  return least < 1 ? -2 * log(least) : 0;
}

int info_look_reach(info_look* l, double s, double end, double* breaks, int* count) {
  double step = end > s ? 0.5 : -0.5, faint = l->best - INFO_FAINT;
  if (l->kind != INFO_GAP) faint -= depth(l, end > s);
  while (s != end && *count < SP_MAX_BREAKS - 1) {
    double next = fabs(end - s) > fabs(step) ? s + step : end;
    breaks[(*count)++] = next;
    if (!(info_look_height(l, next) > faint) && !(info_look_height(l, s) > faint)) return 0;
    s = next, step *= 1.6;
  }
  return info_look_height(l, end) > faint;
}

int info_look_add_steps(double* breaks, int count) {
  double out[INFO_MANY];
  int n = 0;
  for (int i = 0; i < count; i++) {
    double down[16];
    int below = 0;
    out[n++] = breaks[i];
    if (i + 1 == count) break;
    double middle = 0.5 * (breaks[i] + breaks[i + 1]);
    for (double step = 2; breaks[i] + 2 * step < middle && n + (count - i) + 32 < INFO_MANY;
         step *= 4) {
      out[n++] = breaks[i] + step;
      down[below++] = breaks[i + 1] - step;
    }
    while (below > 0) out[n++] = down[--below];
  }
  for (int i = 0; i < n; i++) breaks[i] = out[i];
  return n;
}
