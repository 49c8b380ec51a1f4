#include "info/view.h"

#include <math.h>
#include <string.h>

#include "info/tails.h"
#include "num/dd.h"

/* What x -> c (x - by) does to each parameter: L a location, S a scale, R a rate. */
static const struct {
  const char *name, *roles;
} table[] = {
    {"normal", "LS"},    {"studentT", " LS"},    {"uniform", "LL"},    {"cauchy", "LS"},
    {"laplace", "LS"},   {"logistic", "LS"},     {"gumbel", "LS"},     {"vonMises", "L "},
    {"gamma", " R"},     {"inverseGamma", " S"}, {"weibull", " S"},    {"pareto", " S"},
    {"halfNormal", "S"}, {"rayleigh", "S"},      {"exponential", "R"},
};

/* 0 where the family does not allow it: a location to move by, or a scale to multiply. */
static int change(const char* name, double* theta, double by, double c) {
  if (!strcmp(name, "mixture")) {
    size_t k = (size_t)theta[0];
    double* at = theta + 1 + k;
    for (size_t i = 0; i < k; i++, at += 2 + (size_t)at[1])
      if (!change(sp_dist_family((sp_family_id)at[0])->name, at + 2, by, c)) return 0;
    return 1;
  }
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (strcmp(name, table[i].name)) continue;
    const char* roles = table[i].roles;
    int has_location = strchr(roles, 'L') != NULL, has_scale = roles[strlen(roles) - 1] != ' ';
    if ((by != 0 && !has_location) || (c != 1 && !has_scale)) return 0;
    for (int k = 0; roles[k]; k++) {
      if (roles[k] == 'L') theta[k] = (theta[k] - by) * c;
      if (roles[k] == 'S') theta[k] *= c;
      if (roles[k] == 'R') theta[k] /= c;
    }
    return has_location || c != 1;
  }
  return 0;
}

double info_scale_of(const sp_dist* d) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (!info_is_named(d, table[i].name)) continue;
    for (int k = 0; table[i].roles[k]; k++) {
      if (table[i].roles[k] == 'S') return d->theta[k];
      if (table[i].roles[k] == 'R') return 1 / d->theta[k];
    }
  }
  return 1;
}

int info_location_of(const sp_dist* d) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    const char *first = strchr(table[i].roles, 'L'), *last = strrchr(table[i].roles, 'L');
    if (first && first == last && info_is_named(d, table[i].name))
      return (int)(first - table[i].roles);
  }
  return -1;
}

static int change_all(const sp_dist* d, double by, double c, double theta[INFO_MOVED]) {
  if (d->count > INFO_MOVED) return 0;
  memcpy(theta, d->theta, d->count * sizeof *theta);
  if (!change(d->family->name, theta, by, c)) return 0;
  for (size_t i = 0; i < d->count; i++)
    if (!isfinite(theta[i])) return 0;
  return 1;
}

int info_move(const sp_dist* d, double by, double theta[INFO_MOVED]) {
  return change_all(d, by, 1, theta);
}

int info_scale(const info_pair* pair, double c, info_view* out) {
  out->pair = *pair;
  if (!change_all(pair->p.dist, 0, c, out->theta_p)) return 0;
  if (!change_all(pair->q.dist, 0, c, out->theta_q)) return 0;
  info_side *p = &out->pair.p, *q = &out->pair.q;
  out->p = (sp_dist){p->dist->family, out->theta_p, p->dist->count};
  out->q = (sp_dist){q->dist->family, out->theta_q, q->dist->count};
  info_side_ask(p, &out->p), info_side_ask(q, &out->q);
  p->dist->family->support(out->theta_p, out->p.count, &p->lo, &p->hi);
  q->dist->family->support(out->theta_q, out->q.count, &q->lo, &q->hi);
  if (pair->ratio.at) out->pair.ratio = info_find_ratio(&out->p, &out->q);
  return 1;
}

double info_angle(double mu, double at) {
  static const double turn[] = {0x1.921fb54442d18p+2, 0x1.1a62633145c07p-52,
                                -0x1.f1976b7ed8fbcp-108};
  sp_dd d = dd_sum(mu, -at);
  if (!(fabs(d.hi) < 0x1p100)) d = dd(fmod(d.hi, turn[0])); /* its last place is many turns */
  for (int i = 0; i < 3 && fabs(d.hi) > 3.14; i++) { /* the first leaves 2^-53 of its turns */
    double turns = -rint(d.hi / turn[0]);
    for (int k = 0; k < 3; k++) d = dd_add(d, dd_product(turns, turn[k]));
  }
  return dd_round(d);
}

/* Seen from the double next to its image, what is narrower than doubles are apart is there. */
static double image_of(double mu, double kappa, double at) {
  double angle = info_angle(mu, at);
  return kappa > 1e32 && fabs(mu - at) > 3 && fabs(angle) < 5e-16 ? 0 : angle;
}

static void look(info_side* side, int is_moved, double at, int direction, sp_dist* dist,
                 double* theta) {
  if (is_moved) {
    double mu = side->dist->theta[0];
    *dist = (sp_dist){side->dist->family, theta, side->dist->count};
    side->offset = 0;
    dist->family->support(theta, dist->count, &side->lo, &side->hi);
    if (side->is_circular) theta[0] = image_of(mu, theta[1], at);
    info_side_ask(side, dist);
  } else {
    side->offset = at;
    side->lo -= at, side->hi -= at;
  }
  if (direction > 0) return;
  double lo = side->lo;
  side->lo = -side->hi, side->hi = -lo, side->is_flipped = 1;
}

/* At 1, looking down, a beta distribution is one in d with its parameters exchanged. */
static int reflect(info_side* side, double at, int direction, sp_dist* dist, double* theta) {
  if (!(at == 1 && direction < 0 && info_is_named(side->dist, "beta"))) return 0;
  theta[0] = side->dist->theta[1], theta[1] = side->dist->theta[0];
  *dist = (sp_dist){side->dist->family, theta, 2};
  info_side_ask(side, dist);
  return 1;
}

void info_view_from(const info_pair* pair, double at, int direction, info_view* out) {
  out->pair = *pair;
  info_side *p = &out->pair.p, *q = &out->pair.q;
  if (reflect(p, at, direction, &out->p, out->theta_p) &
      reflect(q, at, direction, &out->q, out->theta_q)) {
    if (pair->ratio.at) out->pair.ratio = info_find_ratio(&out->p, &out->q);
    return;
  }
  int p_reflected = p->dist != pair->p.dist, q_reflected = q->dist != pair->q.dist;
  int move_p = !p_reflected && info_move(p->dist, at, out->theta_p);
  int move_q = !q_reflected && info_move(q->dist, at, out->theta_q);
  /* a ratio is asked at one x, in the coordinates of both */
  if (move_p != move_q && pair->ratio.at) move_p = move_q = 0;
  if (!p_reflected) look(p, move_p, at, direction, &out->p, out->theta_p);
  if (!q_reflected) look(q, move_q, at, direction, &out->q, out->theta_q);
  if (p_reflected || q_reflected)
    out->pair.ratio = (info_ratio){0};
  else if (move_p && move_q && pair->ratio.at)
    out->pair.ratio = info_find_ratio(&out->p, &out->q);
  if (pair->q.is_circular) q->lo = p->lo, q->hi = p->hi;
}
