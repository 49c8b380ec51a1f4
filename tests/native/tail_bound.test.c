/* What a sum over integers leaves out is at most what tail_bound.h says, and not far less: against
   the sum itself, taken term by term, on both sides of many places. */
#include "info_tools.h"

#include "info/side.h"
#include "info/tail_bound.h"

/* As the sums of dist_measure.c take it: of kl without Q's own mass, which its cdf adds. */
static double left_out(const info_pair* pair, double y, int step) {
  double total = 0;
  for (double k = 1; k <= 200000; k++) {
    double x = y + step * k;
    if (x < fmin(pair->p.lo, pair->q.lo) || x > fmax(pair->p.hi, pair->q.hi)) break;
    info_share share = info_at(pair, x);
    double term = fabs(pair->measure == SP_MEASURE_kl ? share.value - share.q : share.value);
    total += term;
    if (k > 100 && term < 1e-18 * total) break;
  }
  return total;
}

typedef struct count {
  int checked, none;
  double loosest; /* bound over truth, upwards */
} count;

static void check_pair(sp_measure_id measure, const sp_operand* p, const sp_operand* q,
                       count* seen) {
  static const double levels[] = {0.3, 1e-3, 1e-8, 1e-15, 1e-25};
  info_pair pair = {.measure = measure, .alpha = 1};
  sp_fault fault;
  CHECK(info_side_open(p, &everything, 0, &pair.p, &fault) == SP_OK);
  CHECK(info_side_open(q, &everything, 1, &pair.q, &fault) == SP_OK);
  info_relate(&pair);
  for (int i = 0; i < 5; i++)
    for (int upwards = 0; upwards <= 1; upwards++) {
      double y = upwards ? info_isf(&pair.p, levels[i]) : info_quantile(&pair.p, levels[i]);
      if (y == (upwards ? pair.p.hi : pair.p.lo)) continue;
      double bound = info_tail_bound(&pair, y, upwards),
             truth = left_out(&pair, y, upwards ? 1 : -1);
      if (isnan(bound)) {
        seen->none++;
        continue;
      }
      seen->checked++;
      if (!(truth <= bound * (1 + 1e-12)))
        printf("measure %d, %s and %s beyond %g: %g left out, bound %g\n", (int)measure,
               p->dist.family->name, q->dist.family->name, y, truth, bound);
      CHECK(truth <= bound * (1 + 1e-12));
      if (upwards && levels[i] <= 1e-8 && truth > 1e-300)
        seen->loosest = fmax(seen->loosest, bound / truth);
    }
}

static void what_is_left_out_is_within_the_bound(void) {
  DIST(a, "poisson", 0.3);
  DIST(b, "poisson", 40);
  DIST(c, "geometric", 0.5);
  DIST(d, "geometric", 0.01);
  DIST(e, "negativeBinomial", 0.01, 0.2); /* whose ratio of neighbours rises */
  DIST(f, "negativeBinomial", 0.5, 0.05);
  DIST(g, "negativeBinomial", 7, 0.3);
  DIST(h, "negativeBinomial", 1e-6, 0.9);
  DIST(i, "binomial", 60, 0.3);
  DIST(j, "hypergeometric", 50, 20, 15);
  double mixed[] = {2, 0.3, 0.7, SP_FAMILY_poisson, 1, 9, SP_FAMILY_negativeBinomial, 2, 0.2, 0.1};
  DIST(m, "poisson", 1);
  m.encoded[0] = SP_FAMILY_mixture, m.encoded[1] = 10;
  memcpy(m.encoded + 2, mixed, sizeof mixed);
  sp_fault fault;
  CHECK(sp_dist_decode(m.encoded, 12, &m.operand.dist, NULL, &fault) == SP_OK);
  const side* sides[] = {&a, &b, &c, &d, &e, &f, &g, &h, &i, &j, &m};
  static const sp_measure_id measures[] = {
      SP_MEASURE_entropy,        SP_MEASURE_crossEntropy,  SP_MEASURE_kl,
      SP_MEASURE_totalVariation, SP_MEASURE_jensenShannon, SP_MEASURE_hellinger};
  count seen = {0};
  for (int k = 0; k < 6; k++)
    for (int p = 0; p < 11; p++)
      for (int q = 0; q < 11; q++) {
        int is_entropy = measures[k] == SP_MEASURE_entropy;
        if (is_entropy && p != q) continue;
        if (measures[k] <= SP_MEASURE_kl && p != 8 && p != 9 && (q == 8 || q == 9))
          continue; /* infinite */
        check_pair(measures[k], &sides[p]->operand, &sides[q]->operand, &seen);
      }
  printf("%d tails within their bounds, at most %.3g times as large far out; none known for %d\n",
         seen.checked, seen.loosest, seen.none);
  CHECK(seen.checked > 3000);
  CHECK(seen.loosest < 1000);
}

int main(void) {
  what_is_left_out_is_within_the_bound();
  return report();
}
