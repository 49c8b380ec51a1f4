#include "info/flip.h"

#include "info/tails.h"

static int has_pole(const info_side* s, int at_one) {
  return s->dist && info_is_named(s->dist, "beta") && s->dist->theta[at_one] < 1;
}

int info_has_pole(const info_pair* pair, int at_one) {
  if (!pair->p.dist || !pair->q.dist || pair->p.is_flipped || pair->q.is_flipped) return 0;
  return has_pole(&pair->p, at_one) || has_pole(&pair->q, at_one);
}

static void reflect(const info_side* in, sp_dist* dist, double* theta, info_side* out) {
  *out = *in;
  out->lo = 1 - in->hi, out->hi = 1 - in->lo;
  if (info_is_named(in->dist, "beta")) {
    theta[0] = in->dist->theta[1], theta[1] = in->dist->theta[0];
    *dist = (sp_dist){in->dist->family, theta, 2};
    info_side_ask(out, dist);
  } else {
    out->is_flipped = 1, out->offset = 1;
  }
}

void info_flip_pair(const info_pair* pair, info_flip* room, info_pair* out) {
  *out = *pair;
  reflect(&pair->p, &room->p, room->theta_p, &out->p);
  reflect(&pair->q, &room->q, room->theta_q, &out->q);
  out->ratio = (info_ratio){0};
  if (pair->ratio.at && !out->p.is_flipped && !out->q.is_flipped)
    out->ratio = info_find_ratio(&room->p, &room->q);
}
