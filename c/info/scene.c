#include "info/scene.h"

#include <math.h>

#include "info/tails.h"

#define GAP 0.25 /* between breaks, in s */

void info_scene_add_mark(info_scene* scene, double base, double offset) {
  if (scene->mark_count < INFO_MARKS && isfinite(base) && isfinite(offset))
    scene->marks[scene->mark_count++] = (info_mark){base, offset};
}

void info_scene_add_anchor(info_scene* scene, double x) {
  int n = scene->anchor_count, at = n;
  if (!isfinite(x) || n == INFO_ANCHORS) return;
  for (int i = 0; i < n; i++)
    if (scene->anchors[i] == x) return;
  for (; at > 0 && scene->anchors[at - 1] > x; at--) scene->anchors[at] = scene->anchors[at - 1];
  scene->anchors[at] = x, scene->anchor_count++;
}

static double quantile(const sp_dist* d, double u) {
  return d->family->quantile(d->theta, d->count, u);
}
static double isf(const sp_dist* d, double u) { return d->family->isf(d->theta, d->count, u); }

static const double levels[] = {0.5, 0.25, 1e-2, 1e-8, 1e-30, 1e-3, 1e-15, 1e-22, 0.07};

/* What is next to 1 is known by its distance to it. */
static void add_upper(info_scene* scene, const sp_dist* d, double u) {
  if (!info_is_named(d, "beta")) return info_scene_add_mark(scene, 0, isf(d, u));
  double theta[2] = {d->theta[1], d->theta[0]};
  sp_dist mirrored = {d->family, theta, 2};
  info_scene_add_mark(scene, 1, -quantile(&mirrored, u));
}

/* Where a heavy tail begins, quantiles need not tell. */
static void add_scale(info_scene* scene, const sp_dist* d, double base) {
  static const double parts[] = {1, 0.1, 10};
  for (int i = 0; i < 3; i++) {
    info_scene_add_mark(scene, base, parts[i] * info_scale_of(d));
    info_scene_add_mark(scene, base, -parts[i] * info_scale_of(d));
  }
}

static void add_component(info_scene* scene, const sp_dist* d, int count) {
  int is_circular = scene->pair->q.is_circular;
  double lo, hi, theta[INFO_MOVED], median = quantile(d, 0.5);
  int is_circle = info_is_named(d, "vonMises");
  d->family->support(d->theta, d->count, &lo, &hi);
  int is_uniform = info_is_named(d, "uniform");
  double base = is_uniform ? lo : median;
  if (info_move(d, base, theta)) {
    sp_dist moved = {d->family, theta, d->count};
    /* where the density jumps comes first: of breaks that are close the first one stays */
    if (is_circle && !is_circular)
      info_scene_add_anchor(scene, lo), info_scene_add_anchor(scene, hi);
    if (is_circle) info_scene_add_mark(scene, base, 3.141592653589793);
    if (is_circle) info_scene_add_mark(scene, base, -3.141592653589793);
    for (int i = is_uniform ? count : 0; i < count; i++) {
      info_scene_add_mark(scene, base, quantile(&moved, levels[i]));
      info_scene_add_mark(scene, base, isf(&moved, levels[i]));
    }
    if (count > 5 && !is_uniform) add_scale(scene, d, base);
    if (is_uniform) info_scene_add_anchor(scene, hi);
    info_scene_add_anchor(scene, base);
    return;
  }
  for (int i = 0; i < count; i++) {
    info_scene_add_mark(scene, 0, quantile(d, levels[i]));
    add_upper(scene, d, levels[i]);
  }
  if (count > 5) add_scale(scene, d, lo);
  info_scene_add_anchor(scene, lo), info_scene_add_anchor(scene, hi);
  double away = fmin(isfinite(lo) ? median - lo : INFINITY, isfinite(hi) ? hi - median : INFINITY);
  if (isf(d, 0.25) - quantile(d, 0.25) < 0.5 * away) info_scene_add_anchor(scene, median);
}

static void add_side(info_scene* scene, const info_side* side) {
  sp_dist parts[INFO_MAX_COMPONENTS];
  size_t n = info_components(side->dist, parts);
  for (size_t i = 0; i < n; i++) add_component(scene, &parts[i], n <= 2 ? 9 : n <= 8 ? 5 : 2);
}

void info_scene_open(const info_pair* pair, double from, double to, info_scene* out) {
  if (pair->q.is_circular && !pair->partial) from = -INFINITY, to = INFINITY; /* rounded ends */
  out->pair = pair, out->from = from, out->to = to, out->mark_count = out->anchor_count = 0;
  info_scene_add_anchor(out, from), info_scene_add_anchor(out, to);
  add_side(out, &pair->p);
  if (!pair->q.is_circular) return add_side(out, &pair->q);
  double mu = pair->p.dist->theta[0]; /* the circle is cut where P's is */
  double theta[2] = {mu + info_angle(pair->q.dist->theta[0], mu), pair->q.dist->theta[1]};
  theta[0] += info_angle(pair->q.dist->theta[0], theta[0]);
  sp_dist image = {pair->q.dist->family, theta, 2};
  add_component(out, &image, 9);
}

static void add_break(info_piece* piece, double s) {
  int n = piece->count, at = n;
  if (n == INFO_BREAKS || !(s > piece->least && s < piece->most)) return;
  for (int i = 0; i < n; i++)
    if (fabs(piece->breaks[i] - s) < GAP) return;
  for (; at > 0 && piece->breaks[at - 1] > s; at--) piece->breaks[at] = piece->breaks[at - 1];
  piece->breaks[at] = s, piece->count++;
}

/* The piece from `at` over `length`; 0: nothing of it counts. */
static int open_piece(const info_scene* scene, double at, int direction, double length,
                      int is_common, info_piece* out) {
  out->at = at, out->direction = direction, out->count = 0;
  info_view_from(scene->pair, at, direction, &out->view);
  const info_side *p = &out->view.pair.p, *q = &out->view.pair.q;
  double lo = is_common ? fmax(p->lo, q->lo) : fmin(p->lo, q->lo);
  double hi = is_common ? fmin(p->hi, q->hi) : fmax(p->hi, q->hi);
  double end = fmin(hi, length);
  if (!(end > 0) || !(lo < end)) return 0;
  out->is_open = isinf(end);
  out->least = lo > 0 ? fmax(log(lo), INFO_LEAST_S) : INFO_LEAST_S;
  out->most = fmin(log(end), INFO_MOST_S);
  if (!(out->least < out->most)) return 0;
  double first = INFINITY;
  for (int i = 0; i < scene->mark_count; i++) {
    info_mark m = scene->marks[i];
    double d = direction * ((m.base - at) + m.offset);
    if (d > 0 && d < end) first = fmin(first, d), add_break(out, log(d));
  }
  if (out->count == 0) add_break(out, out->is_open ? log(fabs(at) + 1) : out->most - 1);
  return 1;
}

void info_scene_walk(const info_scene* scene, int is_common,
                     void (*see)(void* context, info_piece* piece), void* context) {
  info_piece piece;
  for (int i = 0; i < scene->anchor_count; i++) {
    double at = scene->anchors[i];
    if (at < scene->from || at > scene->to) continue;
    double below = i > 0 ? at - scene->anchors[i - 1] : INFINITY;
    double above = i + 1 < scene->anchor_count ? scene->anchors[i + 1] - at : INFINITY;
    if (at > scene->from && open_piece(scene, at, -1, below / 2, is_common, &piece))
      see(context, &piece);
    if (at < scene->to && open_piece(scene, at, 1, above / 2, is_common, &piece))
      see(context, &piece);
  }
}

/* ---- where all of this is needed ---- */

/* Mass beyond 1e90 (below 1e-90) belongs to a tail that is a power there already: far.h knows it.
 */
static int is_power_beyond(const sp_dist* d, int upwards) {
  double lo, hi, edge = upwards ? 1e90 : 1e-90;
  d->family->support(d->theta, d->count, &lo, &hi);
  info_side side = {.dist = d, .lo = lo, .hi = hi};
  double order = info_tail_power(&side, upwards);
  if (isnan(order) || (upwards ? isfinite(hi) : lo != 0)) return 0;
  if (!((upwards ? info_sf(&side, edge) : info_cdf(&side, edge)) > 1e-26)) return 0;
  double here = info_log_density(&side, edge), next = info_log_density(&side, 2 * edge);
  double slope = (next - here) / 0x1.62e42fefa39efp-1;
  return fabs(slope - (upwards ? -order - 1 : order - 1)) < 1e-9 * (1 + order);
}

typedef struct bulk {
  double middle, width;
} bulk;

static bulk bulk_of(const sp_dist* d) {
  double theta[INFO_MOVED], median = quantile(d, 0.5);
  sp_dist moved = {d->family, theta, d->count};
  if (info_move(d, median, theta)) d = &moved;
  return (bulk){median, isf(d, 0.05) - quantile(d, 0.05)};
}

info_distance info_is_apart(const info_pair* pair) {
  if (pair->p.kind == SP_DISCRETE || !pair->p.dist || !pair->q.dist) return INFO_TOGETHER;
  sp_dist parts[2 * INFO_MAX_COMPONENTS];
  size_t n = info_components(pair->p.dist, parts);
  n += info_components(pair->q.dist, parts + n);
  double least = INFINITY, widest = 0, from = INFINITY, to = -INFINITY;
  int is_heavy = 0, is_extreme = 0;
  for (size_t i = 0; i < n; i++) {
    bulk b = bulk_of(&parts[i]);
    int is_known = is_power_beyond(&parts[i], 1) || is_power_beyond(&parts[i], 0);
    is_heavy |= is_known;
    if (is_known) continue;
    is_extreme |= !(b.width > 1e-90 && b.width < 1e90) ||
                  fabs(b.middle) > (pair->q.is_circular ? 1e2 : 1e8) * b.width;
    least = fmin(least, b.width), widest = fmax(widest, b.width);
    from = fmin(from, b.middle), to = fmax(to, b.middle);
  }
  if (widest > 1e4 * least || to - from > 1e3 * widest) return INFO_SCALES_APART;
  return is_extreme ? INFO_EXTREME : is_heavy ? INFO_HEAVY_TAILS : INFO_TOGETHER;
}

double info_scale_away(const info_pair* pair) {
  sp_dist parts[2 * INFO_MAX_COMPONENTS];
  size_t n = info_components(pair->p.dist, parts);
  n += info_components(pair->q.dist, parts + n);
  double least = INFINITY, most = 0;
  for (size_t i = 0; i < n; i++) {
    bulk b = bulk_of(&parts[i]);
    least = fmin(least, b.width), most = fmax(most, fmax(b.width, fabs(b.middle)));
  }
  if ((least > 1e-250 && most < 1e250) || !(least > 0 && isfinite(most))) return 1;
  return ldexp(1, (int)fmax(-1000, fmin(1000, -(ilogb(least) + ilogb(most)) / 2)));
}
