/* c/info: every measure between hard distributions of one kind: bulks that lie many scales apart,
   scales near both ends of the doubles, poles, tails that hold mass beyond the doubles.

   Held: no NaN, no negative divergence, none beyond its range; no more evaluations of densities and
   distribution functions than MOST_CALLS (a clock would tell of the machine); and what the measures
   must be to each other (symmetry, 2 B = Renyi 1/2, h^2 <= TV, TV <= h sqrt(2 - h^2), JS <= ln 2
   TV, KL >= 2 TV^2, Renyi 2 = log1p chi^2 ...), within their error estimates.

   Without arguments one pair in 41; `part` takes one in 7, `all` every one, `show` prints what is
   wrong; `continuous` or `discrete` leaves the others out. */
#include "info_tools.h"

#define MOST_CALLS 20000

typedef struct setting {
  const char* name;
  int count;
  double theta[16];
} setting;

/* a mixture's theta: k, weights, components as family, count, parameters */
#define NORMAL  SP_FAMILY_normal, 2
#define POISSON SP_FAMILY_poisson, 1

static const setting continuous[] = {
    {"gamma", 2, {1e-3, 1}},
    {"gamma", 2, {0.5, 1e-8}},
    {"gamma", 2, {2.5, 1e300}},
    {"gamma", 2, {1e10, 1}},
    {"inverseGamma", 2, {1e-3, 1}},
    {"inverseGamma", 2, {3, 1e-8}},
    {"inverseGamma", 2, {1e6, 1e300}},
    {"chiSquared", 1, {1e-3}},
    {"chiSquared", 1, {5}},
    {"chiSquared", 1, {1e10}},
    {"beta", 2, {0.5, 0.5}},
    {"beta", 2, {2, 1e-3}},
    {"beta", 2, {1e-300, 1e-300}},
    {"beta", 2, {1e10, 2.5}},
    {"studentT", 3, {1e-3, 0, 1}},
    {"studentT", 3, {1, 1e8, 1}},
    {"studentT", 3, {3, 0, 1e-300}},
    {"studentT", 3, {1e12, -5, 1e10}},
    {"uniform", 2, {0, 1}},
    {"uniform", 2, {-1e300, 1e300}},
    {"uniform", 2, {0, 1e-300}},
    {"uniform", 2, {1e8, 100000001}},
    {"normal", 2, {0, 1}},
    {"normal", 2, {0, 1e-300}},
    {"normal", 2, {1e8, 1e-8}},
    {"normal", 2, {-1e5, 1e300}},
    {"halfNormal", 1, {1}},
    {"halfNormal", 1, {1e-300}},
    {"halfNormal", 1, {1e150}},
    {"logNormal", 2, {0, 1}},
    {"logNormal", 2, {0, 1e-6}},
    {"logNormal", 2, {300, 1}},
    {"logNormal", 2, {0, 1e3}},
    {"exponential", 1, {1}},
    {"exponential", 1, {1e-300}},
    {"exponential", 1, {1e300}},
    {"cauchy", 2, {0, 1}},
    {"cauchy", 2, {1e8, 1e-8}},
    {"cauchy", 2, {-1e150, 1e3}},
    {"laplace", 2, {0, 1}},
    {"laplace", 2, {1e5, 1e-12}},
    {"laplace", 2, {-3, 1e200}},
    {"logistic", 2, {0, 1}},
    {"logistic", 2, {-1e5, 1e-3}},
    {"logistic", 2, {0, 1e-300}},
    {"gumbel", 2, {0, 1}},
    {"gumbel", 2, {1e5, 1e-3}},
    {"gumbel", 2, {0, 1e100}},
    {"weibull", 2, {1e-2, 1}},
    {"weibull", 2, {0.5, 1e-8}},
    {"weibull", 2, {2, 1e150}},
    {"weibull", 2, {1e6, 1}},
    {"pareto", 2, {1e-3, 1}},
    {"pareto", 2, {1.1, 1e-8}},
    {"pareto", 2, {3, 1e100}},
    {"pareto", 2, {1e6, 2}},
    {"rayleigh", 1, {1}},
    {"rayleigh", 1, {1e-300}},
    {"rayleigh", 1, {1e10}},
    {"continuousBernoulli", 1, {0.25}},
    {"continuousBernoulli", 1, {1e-300}},
    {"continuousBernoulli", 1, {1 - 0x1p-53}},
    {"vonMises", 2, {0, 0}},
    {"vonMises", 2, {1e10, 2}},
    {"vonMises", 2, {0, 1e15}},
    {"vonMises", 2, {4, 0x1p53}},
    {"vonMises", 2, {0.1, 4}},
    {"mixture", 11, {2, 0.3, 0.7, NORMAL, 0, 1, NORMAL, 100, 1e-3}},
    {"mixture", 11, {2, 0.5, 0.5, NORMAL, 0, 1e-200, NORMAL, 5, 1e5}},
};

static const setting discrete[] = {
    {"binomial", 2, {10, 0.5}},
    {"binomial", 2, {1e9, 1e-9}},
    {"binomial", 2, {0x1p53, 0.3}},
    {"binomial", 2, {1e15, 1e-12}},
    {"poisson", 1, {0}},
    {"poisson", 1, {2}},
    {"poisson", 1, {1e-300}},
    {"poisson", 1, {1e6}},
    {"poisson", 1, {1e15}},
    {"poisson", 1, {1e300}},
    {"bernoulli", 1, {0.5}},
    {"bernoulli", 1, {1e-300}},
    {"discreteUniform", 2, {0, 9}},
    {"discreteUniform", 2, {-0x1p53, 0x1p53}},
    {"discreteUniform", 2, {-5, 1e9}},
    {"categorical", 2, {0.5, 0.5}},
    {"categorical", 4, {0.1, 0, 0.9 - 1e-12, 1e-12}},
    {"geometric", 1, {0.1}},
    {"geometric", 1, {1e-8}},
    {"geometric", 1, {1e-300}},
    {"geometric", 1, {1 - 0x1p-53}},
    {"negativeBinomial", 2, {0.1, 0.3}},
    {"negativeBinomial", 2, {1e-3, 1e-6}},
    {"negativeBinomial", 2, {1e10, 0.5}},
    {"negativeBinomial", 2, {1e-300, 0.5}},
    {"negativeBinomial", 2, {3, 1e-15}},
    {"hypergeometric", 3, {60, 20, 15}},
    {"hypergeometric", 3, {0x1p53, 0x1p52, 1e9}},
    {"hypergeometric", 3, {1e15, 1e6, 1e12}},
    {"mixture", 9, {2, 0.5, 0.5, POISSON, 1, POISSON, 1e6}},
};

/* The measures, Renyi of several orders. */
enum {
  KL,
  JS,
  JEFFREYS,
  TV,
  HELLINGER,
  BHATTACHARYYA,
  CHI2,
  W1,
  CROSS,
  R_TENTH,
  R_HALF,
  R_0_9,
  R_2,
  R_0,
  R_INF,
  R_5,
  ASKED
};
static const struct {
  const char* name;
  sp_measure_id id;
  double alpha;
} asked[ASKED] = {
    {"kl", SP_MEASURE_kl, 1},
    {"jensenShannon", SP_MEASURE_jensenShannon, 1},
    {"jeffreys", SP_MEASURE_jeffreys, 1},
    {"totalVariation", SP_MEASURE_totalVariation, 1},
    {"hellinger", SP_MEASURE_hellinger, 1},
    {"bhattacharyya", SP_MEASURE_bhattacharyya, 1},
    {"chiSquare", SP_MEASURE_chiSquare, 1},
    {"wasserstein1", SP_MEASURE_wasserstein1, 1},
    {"crossEntropy", SP_MEASURE_crossEntropy, 1},
    {"renyi 0.1", SP_MEASURE_renyi, 0.1},
    {"renyi 0.5", SP_MEASURE_renyi, 0.5},
    {"renyi 0.9", SP_MEASURE_renyi, 0.9},
    {"renyi 2", SP_MEASURE_renyi, 2},
    {"renyi 0", SP_MEASURE_renyi, 0},
    {"renyi inf", SP_MEASURE_renyi, INFINITY},
    {"renyi 5", SP_MEASURE_renyi, 5},
};

/* ---- counting: a family whose functions count, around the one at hand ---- */

static long calls;
static const sp_family* counted[2];
static sp_family counting[2];
#define COUNTED(side, function)                                                                    \
  static double function##side(const double* theta, size_t count, double x) {                      \
    calls++;                                                                                       \
    return counted[side]->function(theta, count, x);                                               \
  }
#define COUNTED_ALL(side)                                                                          \
  COUNTED(side, log_density)                                                                       \
  COUNTED(side, cdf)                                                                               \
  COUNTED(side, sf)                                                                                \
  COUNTED(side, quantile)                                                                          \
  COUNTED(side, isf)                                                                               \
  static void count##side(side_of s) {                                                             \
    counted[side] = s->operand.dist.family, counting[side] = *counted[side];                       \
    counting[side].log_density = log_density##side;                                                \
    counting[side].cdf = cdf##side, counting[side].sf = sf##side;                                  \
    counting[side].quantile = quantile##side, counting[side].isf = isf##side;                      \
    s->operand.dist.family = &counting[side];                                                      \
  }
typedef side* side_of;
COUNTED_ALL(0)
COUNTED_ALL(1)

/* ---- the sweep ---- */

typedef struct tally {
  long asked, lost, impossible, slow, odd;
  long by_measure[ASKED];
  long most;
} tally;
static int shown;

static void describe(const side* s) {
  const sp_dist* d = &s->operand.dist;
  printf("%s(", d->family->name);
  for (size_t i = 0; i < d->count; i++) printf(i ? ", %.17g" : "%.17g", d->theta[i]);
  printf(")");
}
static void show(const char* what, const side* p, const side* q, int m, sp_result r, double more) {
  if (!shown) return;
  printf("%s\t%s\t", what, asked[m].name);
  describe(p), printf("\t"), describe(q);
  printf("\t%.17g\t%.3g\treason %g\t%.17g\n", r.value, r.error, r.reason, more);
}

static void all_measures(side* p, side* q, sp_result out[ASKED], tally* t) {
  for (int m = 0; m < ASKED; m++) {
    sp_options o = everything;
    o.alpha = asked[m].alpha;
    calls = 0;
    sp_result r = out[m] = measure_of(asked[m].id, &p->operand, &q->operand, &o);
    int is_signed = m == CROSS;
    double most = m == TV || m == HELLINGER ? 1 : m == JS ? 0x1.62e42fefa39efp-1 : INFINITY;
    t->asked++, t->most = calls > t->most ? calls : t->most;
    if (isnan(r.value)) t->lost++, t->by_measure[m]++, show("LOST", p, q, m, r, 0);
    if ((!is_signed && r.value < 0) || r.value > most || r.value == -INFINITY || isnan(r.error) ||
        r.error < 0 || (isinf(r.value) && r.reason == SP_REASON_NONE))
      t->impossible++, show("IMPOSSIBLE", p, q, m, r, 0);
    if (calls > MOST_CALLS) t->slow++, show("SLOW", p, q, m, r, (double)calls);
  }
}

/* a <= b within both errors, more for what is formed from them */
static void at_most(const char* what, double a, double b, double error, const side* p,
                    const side* q, int m, sp_result r, tally* t) {
  if (isnan(a) || isnan(b) || a <= b || a - b <= 4 * error + 1e-13 * (fabs(a) + fabs(b)) + 1e-300)
    return;
  t->odd++, r.value = a, show(what, p, q, m, r, b);
}
static void equal(const char* what, double a, double b, double error, const side* p, const side* q,
                  int m, sp_result r, tally* t) {
  at_most(what, a, b, error, p, q, m, r, t);
  if (!(b <= a)) at_most(what, b, a, error, p, q, m, r, t);
}

static void relations(const sp_result* f, const sp_result* b, const side* p, const side* q,
                      tally* t) {
  static const int symmetric[] = {JS, JEFFREYS, TV, HELLINGER, BHATTACHARYYA, W1};
  for (int i = 0; i < 6; i++) {
    int m = symmetric[i];
    equal("SYMMETRY", f[m].value, b[m].value, f[m].error + b[m].error, p, q, m, f[m], t);
  }
#define V(m) f[m].value
#define E(m) f[m].error
  double h2 = V(HELLINGER) * V(HELLINGER), eh2 = 2 * V(HELLINGER) * E(HELLINGER);
  equal("RENYI 1/2", V(R_HALF), 2 * V(BHATTACHARYYA), E(R_HALF) + 2 * E(BHATTACHARYYA), p, q,
        R_HALF, f[R_HALF], t);
  equal("HELLINGER", h2, -expm1(-V(BHATTACHARYYA)), eh2 + exp(-V(BHATTACHARYYA)) * E(BHATTACHARYYA),
        p, q, HELLINGER, f[HELLINGER], t);
  equal("CHI2", V(R_2), log1p(V(CHI2)), E(R_2) + E(CHI2) / (1 + V(CHI2)), p, q, R_2, f[R_2], t);
  equal("SKEW", 0.9 * V(R_TENTH), 0.1 * b[R_0_9].value, E(R_TENTH) + b[R_0_9].error, p, q, R_TENTH,
        f[R_TENTH], t);
  at_most("h2 TV", h2, V(TV), eh2 + E(TV), p, q, TV, f[TV], t);
  at_most("TV h", V(TV), V(HELLINGER) * sqrt(fmax(0, 2 - h2)), 2 * E(HELLINGER) + E(TV), p, q, TV,
          f[TV], t);
  at_most("JS TV", V(JS), 0x1.62e42fefa39efp-1 * V(TV), E(JS) + E(TV), p, q, JS, f[JS], t);
  at_most("PINSKER", 2 * V(TV) * V(TV), V(KL), 4 * E(TV) + E(KL), p, q, KL, f[KL], t);
  at_most("R0 R.1", V(R_0), V(R_TENTH), E(R_0) + E(R_TENTH), p, q, R_0, f[R_0], t);
  at_most("R.1 R.5", V(R_TENTH), V(R_HALF), E(R_TENTH) + E(R_HALF), p, q, R_HALF, f[R_HALF], t);
  at_most("R.5 R.9", V(R_HALF), V(R_0_9), E(R_HALF) + E(R_0_9), p, q, R_0_9, f[R_0_9], t);
  at_most("R.9 KL", V(R_0_9), V(KL), E(R_0_9) + E(KL), p, q, KL, f[KL], t);
  at_most("KL R2", V(KL), V(R_2), E(R_2) + E(KL), p, q, R_2, f[R_2], t);
  at_most("R2 R5", V(R_2), V(R_5), E(R_2) + E(R_5), p, q, R_5, f[R_5], t);
  at_most("R5 Rinf", V(R_5), V(R_INF), E(R_INF) + E(R_5), p, q, R_INF, f[R_INF], t);
  double sum = V(KL) + b[KL].value;
  if (isfinite(sum))
    equal("JEFFREYS", V(JEFFREYS), sum, E(JEFFREYS) + E(KL) + b[KL].error, p, q, JEFFREYS,
          f[JEFFREYS], t);
}

static tally sweep(const setting* list, int n, int every) {
  tally t = {0};
  for (int i = 0; i < n; i++)
    for (int j = i; j < n; j++) {
      if ((i * n + j) % every) continue;
      side p, q;
      make(&p, list[i].name, (size_t)list[i].count, list[i].theta);
      make(&q, list[j].name, (size_t)list[j].count, list[j].theta);
      count0(&p), count1(&q);
      sp_result there[ASKED], back[ASKED];
      all_measures(&p, &q, there, &t), all_measures(&q, &p, back, &t);
      relations(there, back, &p, &q, &t), relations(back, there, &q, &p, &t);
      if (i == j)
        for (int m = 0; m < ASKED; m++) {
          if (m == CROSS || there[m].value == 0) continue;
          if (!(m == W1 && isinf(there[m].value))) t.odd++, show("EQUAL", &p, &q, m, there[m], 0);
        }
    }
  return t;
}

/* lost, odd, slow: how many there still are in the part of the pairs that is swept without `all` */
static void check(const char* name, tally t, long lost, long odd, long slow) {
  printf("%s: %ld values, %ld lost, %ld impossible, %ld odd, %ld beyond %d calls (most %ld)\n",
         name, t.asked, t.lost, t.impossible, t.odd, t.slow, MOST_CALLS, t.most);
  for (int m = 0; m < ASKED; m++)
    if (t.by_measure[m]) printf("  %s: %ld lost\n", asked[m].name, t.by_measure[m]);
  CHECK(t.asked > 300);
  CHECK(t.impossible == 0);
  CHECK(t.lost <= lost);
  CHECK(t.odd <= odd);
  CHECK(t.slow <= slow);
}

int main(int argc, char** argv) {
  int every = 41, is_continuous = 1, is_discrete = 1;
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "all")) every = 1;
    if (!strcmp(argv[i], "part")) every = 7;
    if (!strcmp(argv[i], "show")) shown = 1;
    if (!strcmp(argv[i], "continuous")) is_discrete = 0;
    if (!strcmp(argv[i], "discrete")) is_continuous = 0;
  }
  if (is_continuous)
    check("continuous", sweep(continuous, sizeof continuous / sizeof *continuous, every), 0, 0, 0);
  if (is_discrete)
    check("discrete", sweep(discrete, sizeof discrete / sizeof *discrete, every), 0, 0, 8);
  return report();
}
