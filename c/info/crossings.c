#include "info/crossings.h"

static int differ(double a, double b) { return (a < 0 && b > 0) || (a > 0 && b < 0); }

size_t info_add_crossings(double (*side)(void* context, double x), void* context, int steps,
                          double* breaks, size_t count, size_t most) {
  double out[INFO_MOST_CUTS];
  size_t n = 0;
  if (most > INFO_MOST_CUTS) most = INFO_MOST_CUTS;
  for (size_t i = 0; i < count; i++) {
    double from = out[n++] = breaks[i], here = side(context, from);
    for (int k = 1; i + 1 < count && k <= steps; k++) {
      double to = k < steps ? breaks[i] + (breaks[i + 1] - breaks[i]) * k / steps : breaks[i + 1];
      double there = side(context, to), a = from, b = to;
      from = to;
      if (differ(here, there) && n + (count - i) < most) {
        for (int j = 0; j < 64; j++) {
          double middle = a + 0.5 * (b - a);
          if (!(middle > a && middle < b)) break;
          *(differ(side(context, middle), here) ? &b : &a) = middle;
        }
        out[n++] = a;
      }
      here = there;
    }
  }
  for (size_t i = 0; i < n; i++) breaks[i] = out[i];
  return n;
}
