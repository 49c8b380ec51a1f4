/* The families built on the gamma function against tests/reference/gamma_families.txt: one accuracy
   a function, worst case over all points.  Run from the top of the repository. */
#include "base/random.h"
#include "dist/dist.h"

#include "check.h"

typedef struct claim {
  const char* function;
  double tolerance;
  int mixed; /* |error| / max(1, |value|), else / |value| */
} claim;

static const claim CLAIMS[] = {
    {"logpdf", 1e-15, 1}, {"entropy", 1e-15, 1},  {"cdf", 1e-14, 0},
    {"sf", 1e-14, 0},     {"quantile", 1e-14, 0}, {"isf", 1e-14, 0},
};
#define CLAIM_COUNT (sizeof CLAIMS / sizeof *CLAIMS)

static const sp_family* family_named(const char* name) {
  for (int id = 0; id < SP_FAMILY_COUNT; id++)
    if (strcmp(sp_dist_family((sp_family_id)id)->name, name) == 0)
      return sp_dist_family((sp_family_id)id);
  return NULL;
}

static double evaluate(const sp_family* f, size_t which, const double* theta, size_t n, double x) {
  switch (which) {
  case 0:
    return f->log_density(theta, n, x);
  case 1:
    return f->entropy(theta, n);
  case 2:
    return f->cdf(theta, n, x);
  case 3:
    return f->sf(theta, n, x);
  case 4:
    return f->quantile(theta, n, x);
  default:
    return f->isf(theta, n, x);
  }
}

static void every_reference_point_is_met(void) {
  FILE* file = fopen("tests/reference/gamma_families.txt", "r");
  CHECK(file != NULL);
  if (!file) return;
  char line[512];
  double worst[CLAIM_COUNT] = {0};
  int points[CLAIM_COUNT] = {0};
  while (fgets(line, sizeof line, file)) {
    char* next = strtok(line, " ");
    const sp_family* family = family_named(next);
    const char* function = strtok(NULL, " ");
    size_t which = 0, count = (size_t)atoi(strtok(NULL, " "));
    while (which < CLAIM_COUNT && strcmp(function, CLAIMS[which].function) != 0) which++;
    CHECK(family != NULL && which < CLAIM_COUNT && count <= 3);
    if (!family || which == CLAIM_COUNT || count > 3) continue;
    double theta[3], x, want;
    for (size_t i = 0; i < count; i++) theta[i] = strtod(strtok(NULL, " "), NULL);
    x = strtod(strtok(NULL, " "), NULL), want = strtod(strtok(NULL, " "), NULL);
    double got = evaluate(family, which, theta, count, x), tolerance = CLAIMS[which].tolerance;
    double scale = CLAIMS[which].mixed ? fmax(1, fabs(want)) : fabs(want);
    if (family->kind == SP_DISCRETE && which >= 4) tolerance = 0;
    int close = is_close(got, want, tolerance, scale) || (scale == 0 && got == want);
    CHECK(close);
    if (!close)
      printf("  %s %s(%.17g, %.17g, %.17g) at %.17g: got %.17g, want %.17g (%.2g)\n", family->name,
             function, theta[0], count > 1 ? theta[1] : NAN, count > 2 ? theta[2] : NAN, x, got,
             want, fabs(got - want) / scale);
    points[which]++;
    if (isfinite(want) && scale > 0) worst[which] = fmax(worst[which], fabs(got - want) / scale);
  }
  fclose(file);
  for (size_t i = 0; i < CLAIM_COUNT; i++) {
    printf("%-9s %5d points, worst error %.2g of %.2g\n", CLAIMS[i].function, points[i], worst[i],
           CLAIMS[i].tolerance);
    CHECK(points[i] > 300);
  }
}

static const double BINOMIAL_0[] = {10, 0}, BINOMIAL_1[] = {10, 1}, POISSON_0[] = {0};

static void degenerate_parameters_are_point_masses(void) {
  const sp_family* b = family_named("binomial");
  const sp_family* p = family_named("poisson");
  CHECK(b->log_density(BINOMIAL_0, 2, 0) == 0 && b->log_density(BINOMIAL_0, 2, 1) == -INFINITY);
  CHECK(b->log_density(BINOMIAL_1, 2, 10) == 0 && b->log_density(BINOMIAL_1, 2, 9) == -INFINITY);
  CHECK(b->cdf(BINOMIAL_1, 2, 9) == 0 && b->cdf(BINOMIAL_1, 2, 10) == 1);
  CHECK(b->quantile(BINOMIAL_1, 2, 0.3) == 10 && b->quantile(BINOMIAL_0, 2, 0.3) == 0);
  CHECK(b->entropy(BINOMIAL_0, 2) == 0 && b->entropy(BINOMIAL_1, 2) == 0);
  CHECK(p->log_density(POISSON_0, 1, 0) == 0 && p->log_density(POISSON_0, 1, 1) == -INFINITY);
  CHECK(p->cdf(POISSON_0, 1, 0) == 1 && p->sf(POISSON_0, 1, 0) == 0);
  CHECK(p->entropy(POISSON_0, 1) == 0 && p->quantile(POISSON_0, 1, 1) == 0);
}

static void densities_take_their_limits_at_the_ends_of_the_support(void) {
  const sp_family* g = family_named("gamma");
  const double half[] = {0.5, 2}, one[] = {1, 2}, two[] = {2, 2};
  CHECK(g->log_density(half, 2, 0) == INFINITY && g->log_density(two, 2, 0) == -INFINITY);
  CHECK(g->log_density(one, 2, 0) == log(2.0) && g->log_density(one, 2, -1) == -INFINITY);
  const sp_family* b = family_named("beta");
  const double uniform[] = {1, 1};
  CHECK(b->log_density(uniform, 2, 0) == 0 && b->log_density(uniform, 2, 1) == 0);
  CHECK(b->log_density(half, 2, 0) == INFINITY && b->log_density(half, 2, 1) == -INFINITY);
}

/* x and u of any kind, for parameters all over their domains: no NaN but for NaN or a u that is no
   probability, tails between 0 and 1, quantiles in the support. */
static void nothing_is_nan_and_quantiles_invert_tails(void) {
  static const double XS[] = {-INFINITY, -1e300, -1,  -0.5, 0,   5e-324, 1e-300, 0.3,
                              1,         2,      7.5, 100,  1e9, 1e15,   1e300,  INFINITY};
  static const double US[] = {0, 5e-324, 1e-300, 1e-10, 0.1, 0.5, 0.7, 1 - 0x1p-53, 1};
  static const struct {
    const char* name;
    size_t count;
    double theta[3];
  } CASES[] = {
      {"poisson", 1, {1e-300}},
      {"poisson", 1, {3.7}},
      {"poisson", 1, {1e15}},
      {"binomial", 2, {0, 0.5}},
      {"binomial", 2, {7, 1e-300}},
      {"binomial", 2, {1e15, 0.3}},
      {"geometric", 1, {1}},
      {"geometric", 1, {1e-15}},
      {"geometric", 1, {0.3}},
      {"negativeBinomial", 2, {1e-5, 1e-9}},
      {"negativeBinomial", 2, {3, 1}},
      {"negativeBinomial", 2, {1e10, 0.4}},
      {"hypergeometric", 3, {0, 0, 0}},
      {"hypergeometric", 3, {50, 20, 30}},
      {"hypergeometric", 3, {1e12, 3e11, 7e10}},
      {"gamma", 2, {1e-300, 1}},
      {"gamma", 2, {1e300, 1}},
      {"gamma", 2, {0.3, 1e-300}},
      {"gamma", 2, {1e15, 1e300}},
      {"inverseGamma", 2, {1e-5, 1}},
      {"inverseGamma", 2, {40, 1e-300}},
      {"chiSquared", 1, {1e-5}},
      {"chiSquared", 1, {1e16}},
      {"beta", 2, {1e-10, 1e-10}},
      {"beta", 2, {1e15, 0.5}},
      {"beta", 2, {3, 1e300}},
      {"studentT", 3, {1e-5, 0, 1}},
      {"studentT", 3, {1e16, -3, 1e-300}},
      {"studentT", 3, {2.5, 1e300, 1e300}},
  };
  for (size_t c = 0; c < sizeof CASES / sizeof *CASES; c++) {
    const sp_family* f = family_named(CASES[c].name);
    const double* t = CASES[c].theta;
    size_t n = CASES[c].count;
    double lo, hi;
    f->support(t, n, &lo, &hi);
    int sound = 1;
    for (size_t i = 0; i < sizeof XS / sizeof *XS; i++) {
      double l = f->log_density(t, n, XS[i]), p = f->cdf(t, n, XS[i]), q = f->sf(t, n, XS[i]);
      int fine = !isnan(l) && p >= 0 && p <= 1 && q >= 0 && q <= 1 && fabs(p + q - 1) < 1e-14;
      if (XS[i] < lo) fine &= l == -INFINITY && p == 0 && q == 1;
      if (XS[i] >= hi) fine &= p == 1 && q == 0;
      if (!fine) printf("  %s case %zu at x = %g: %g %g %g\n", f->name, c, XS[i], l, p, q);
      sound &= fine;
    }
    double before = -INFINITY;
    for (size_t i = 0; i < sizeof US / sizeof *US; i++) {
      double x = f->quantile(t, n, US[i]), y = f->isf(t, n, US[i]);
      int fine = x >= lo && x <= hi && y >= lo && y <= hi && x >= before;
      if (f->kind == SP_DISCRETE && isfinite(x)) fine &= f->cdf(t, n, x) >= US[i] * (1 - 1e-15);
      if (!fine) printf("  %s case %zu at u = %g: %g %g\n", f->name, c, US[i], x, y);
      sound &= fine, before = x;
    }
    sound &= isnan(f->cdf(t, n, NAN)) && isnan(f->log_density(t, n, NAN));
    sound &= isnan(f->quantile(t, n, -0.1)) && isnan(f->isf(t, n, NAN));
    sound &= !isnan(f->entropy(t, n));
    CHECK(sound);
  }
}

static void discrete_quantiles_invert_their_own_cdf(void) {
  static const struct {
    const char* name;
    size_t count;
    double theta[3];
    int last;
  } CASES[] = {{"poisson", 1, {20}, 45},
               {"binomial", 2, {100, 0.3}, 60},
               {"geometric", 1, {0.2}, 60},
               {"negativeBinomial", 2, {4.5, 0.3}, 50},
               {"hypergeometric", 3, {100, 50, 40}, 30}};
  for (size_t c = 0; c < sizeof CASES / sizeof *CASES; c++) {
    const sp_family* f = family_named(CASES[c].name);
    const double* t = CASES[c].theta;
    int same = 1;
    for (int k = 0; k <= CASES[c].last; k++) {
      if (f->log_density(t, CASES[c].count, k) < -30) continue; /* a step lost beside 1 */
      double x = f->quantile(t, CASES[c].count, f->cdf(t, CASES[c].count, k));
      double y = f->isf(t, CASES[c].count, f->sf(t, CASES[c].count, k));
      if (x != k || y != k) printf("  %s: %g, %g for %d\n", f->name, x, y, k);
      same &= x == k && y == k;
    }
    CHECK(same);
  }
}

/* Kolmogorov's statistic of n samples; its 1e-6 point is 2.7 / sqrt(n). */
static int by_value(const void* a, const void* b) {
  double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

static void samples_follow_their_distribution(void) {
  enum { N = 4000 };
  static double xs[N];
  static const struct {
    const char* name;
    size_t count;
    double theta[3];
  } CASES[] = {
      {"poisson", 1, {3}},
      {"poisson", 1, {200}},
      {"binomial", 2, {20, 0.3}},
      {"binomial", 2, {1000, 0.7}},
      {"geometric", 1, {0.01}},
      {"negativeBinomial", 2, {2.5, 0.1}},
      {"hypergeometric", 3, {500, 100, 70}},
      {"hypergeometric", 3, {5000, 1700, 900}},
      {"hypergeometric", 3, {1e15, 5e14, 1e9}},
      {"gamma", 2, {0.4, 2}},
      {"gamma", 2, {30, 0.1}},
      {"inverseGamma", 2, {3, 2}},
      {"chiSquared", 1, {5}},
      {"beta", 2, {0.5, 3}},
      {"beta", 2, {40, 20}},
      {"studentT", 3, {2, 1, 3}},
      {"studentT", 3, {50, 0, 1}},
  };
  for (size_t c = 0; c < sizeof CASES / sizeof *CASES; c++) {
    const sp_family* f = family_named(CASES[c].name);
    const double* t = CASES[c].theta;
    sp_rng rng;
    sp_rng_init(&rng, 11, (uint32_t)c, 0);
    for (int i = 0; i < N; i++) xs[i] = f->sample(t, CASES[c].count, &rng);
    qsort(xs, N, sizeof *xs, by_value);
    double most = 0;
    for (int i = 0; i < N; i++) {
      if (i + 1 < N && xs[i + 1] == xs[i]) continue; /* the last of equal ones */
      most = fmax(most, fabs(f->cdf(t, CASES[c].count, xs[i]) - (i + 1.0) / N));
    }
    if (!(most < 2.7 / sqrt(N))) printf("  %s: %g\n", f->name, most);
    CHECK(most < 2.7 / sqrt(N));
  }
}

int main(void) {
  every_reference_point_is_met();
  degenerate_parameters_are_point_masses();
  densities_take_their_limits_at_the_ends_of_the_support();
  nothing_is_nan_and_quantiles_invert_tails();
  discrete_quantiles_invert_their_own_cdf();
  samples_follow_their_distribution();
  return report();
}
