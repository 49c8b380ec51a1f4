/* The highest points of an integrand, which everything else is measured by. */
#include "info/apart_look.h"

#include <math.h>

static void note(info_look* l, double s, double h) {
  if (!(h > l->best)) return;
  l->best = h, l->best_x = l->piece->at + l->piece->direction * exp(s);
}

/* Golden section around the piece's best break, between its neighbours, until the height is level;
   a plateau of -Inf on either side does no harm. */
static void climb(info_look* l, double a, double m, double b, double top) {
  double gained = INFINITY;
  for (int i = 0; i < 90 && b - a > 2e-16 * fabs(m); i++) {
    int is_right = b - m > m - a;
    double x = is_right ? m + 0.3819660112501051 * (b - m) : m - 0.3819660112501051 * (m - a);
    double h = info_look_height(l, x), lost = top - h;
    note(l, x, h);
    if (h > top) {
      *(is_right ? &a : &b) = m, m = x, top = h;
    } else {
      *(is_right ? &b : &a) = x;
    }
    if (l->kind == INFO_POWER && fabs(lost) < 0.01 && gained < 0.01 && b - a < 0.5) return;
    gained = fabs(lost);
  }
}

/* From s to an end in growing steps. */
static int step_out(double s, double end, double* at, int count) {
  double step = end > s ? 0.5 : -0.5;
  for (; fabs(end - s) > fabs(step); step *= 1.6) at[count++] = s += step;
  at[count++] = end;
  return count;
}

void info_look_survey(void* context, info_piece* piece) {
  info_look* l = context;
  double down[32], at[INFO_BREAKS + 64], best = -INFINITY;
  int below = step_out(piece->breaks[0], piece->least, down, 0), count = 0, top = -1;
  l->piece = piece;
  while (below > 0) at[count++] = down[--below];
  for (int i = 0; i < piece->count; i++) at[count++] = piece->breaks[i];
  count = step_out(at[count - 1], piece->most, at, count);
  for (int i = 0; i < count; i++) {
    double h = info_look_height(l, at[i]);
    if (h > best) best = h, top = i;
    note(l, at[i], h);
  }
  if ((l->kind != INFO_POWER && l->kind != INFO_RATIO) || top < 0 || best == INFINITY) return;
  climb(l, at[top > 0 ? top - 1 : 0], at[top], at[top + 1 < count ? top + 1 : top], best);
}

void info_look_ridge(void* context, info_piece* piece) {
  static const double drops[] = {0.5, 8, 70};
  info_look* l = context;
  if (piece->at != l->best_x) return;
  l->piece = piece;
  double peak = info_look_height(l, INFO_LEAST_S) - INFO_LEAST_S;
  for (int k = 0; k < 3 && isfinite(peak); k++) {
    double a = INFO_LEAST_S, b = piece->most;
    if (!(info_look_height(l, b) - b < peak - drops[k])) break;
    for (int i = 0; i < 24 && b - a > 0.1; i++) {
      double middle = 0.5 * (a + b);
      if (info_look_height(l, middle) - middle < peak - drops[k])
        b = middle;
      else
        a = middle;
    }
    info_scene_add_mark((info_scene*)(uintptr_t)l->scene, piece->at, piece->direction * exp(b));
    if (k == 0) l->best_fall = fmax(l->best_fall, peak + b);
  }
}
