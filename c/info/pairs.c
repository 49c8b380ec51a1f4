#include "info/pairs.h"

#include <math.h>

#include "info/pairs_cross.h"
#include "info/pairs_same.h"
#include "info/tails.h"
#include "info/view.h"

static double entropy(const sp_dist* p) { return p->family->entropy(p->theta, p->count); }

static int set(sp_result* out, double value, double error) {
  *out = (sp_result){value, error, SP_CLOSED_FORM, SP_REASON_NONE, NAN};
  return 1;
}

/* Across families: the difference of two cross-entropies, as long as it is not small beside them
   or beside the 1 that their terms are accurate to; where it is, quadrature of terms that do not
   cancel does better. */
static int across(const info_pair* pair, sp_result* out) {
  const sp_dist *p = pair->p.dist, *q = pair->q.dist;
  if (info_is_named(p, "mixture")) return 0; /* whose entropy is a quadrature itself */
  double magnitude, cross = info_cross_entropy(p, q, &magnitude), h = entropy(p);
  if (!isfinite(cross) || isnan(h)) return 0;
  double error = 1e-15 * (magnitude * (1 + log1p(magnitude)) + fmax(1, fabs(h)));
  if (pair->measure == SP_MEASURE_crossEntropy) return set(out, cross, error);
  double value = cross - h;
  return value > 0.02 * fmax(1, magnitude + fabs(h)) ? set(out, value, error) : 0;
}

int info_overflows(const info_pair* pair) {
  int is_asked = pair->measure == SP_MEASURE_kl || pair->measure == SP_MEASURE_crossEntropy;
  double magnitude;
  return is_asked && !pair->partial && pair->p.dist && pair->q.dist &&
         info_cross_entropy(pair->p.dist, pair->q.dist, &magnitude) == INFINITY;
}

/* W1 of a distribution and the same one moved is how far, whatever its moments. */
static int moved(const info_pair* pair, sp_result* out) {
  const sp_dist *p = pair->p.dist, *q = pair->q.dist;
  int at = info_location_of(p);
  if (p->family != q->family || at < 0 || pair->q.is_circular) return 0;
  for (int i = 0; i < (int)p->count; i++)
    if (i != at && p->theta[i] != q->theta[i]) return 0;
  double far = fabs(p->theta[at] - q->theta[at]);
  return set(out, far, 2e-16 * far);
}

int info_closed_form(const info_pair* pair, sp_result* out) {
  const sp_dist *p = pair->p.dist, *q = pair->q.dist;
  if (pair->measure == SP_MEASURE_wasserstein1) return moved(pair, out);
  int is_kl = pair->measure == SP_MEASURE_kl;
  if (!is_kl && pair->measure != SP_MEASURE_crossEntropy && pair->measure != SP_MEASURE_jeffreys)
    return 0;
  double value = info_same_family(p, q), h = 0, back = 0;
  if (isnan(value)) return pair->measure == SP_MEASURE_jeffreys ? 0 : across(pair, out);
  if (isinf(value) && pair->p.kind == SP_DISCRETE) return 0; /* the sum finds where Q vanishes */
  if (isinf(value)) {
    set(out, value, 0);
    out->reason = SP_REASON_OVERFLOW;
    return 1;
  }
  if (pair->measure == SP_MEASURE_jeffreys) back = info_same_family(q, p);
  if (pair->measure == SP_MEASURE_crossEntropy) h = entropy(p);
  if (isnan(back) || isinf(back) || isnan(h)) return 0;
  value = fmax(value, 0) + fmax(back, 0);
  double error = 1e-13 * value + (h == 0 ? 0 : 2e-15 * fmax(1, fabs(h)));
  return set(out, value + h, error);
}
