/* The families in closed form and the functions under them, against tests/reference; and what must
   hold whatever the reference says. */
#include <stdio.h>

#include "dist/dist.h"
#include "num/bessel.h"
#include "num/error.h"

#include "check.h"

/* One accuracy per function: relative, or mixed (absolute below 1). */
enum { RELATIVE, MIXED };
typedef struct limit {
  const char *function, *family; /* family "": all others */
  int kind;
  double tolerance;
} limit;

static const limit LIMITS[] = {
    {"entropy", "mixture", MIXED, 1e-15},
    {"log_density", "mixture", MIXED, 1e-15},
    {"quantile", "mixture", RELATIVE, 1e-14},
    {"isf", "mixture", RELATIVE, 1e-14},
    {"log_density", "", MIXED, 5e-16},
    {"entropy", "", MIXED, 5e-16},
    {"cdf", "vonMises", RELATIVE, 4e-15},
    {"sf", "vonMises", RELATIVE, 4e-15},
    {"cdf", "", RELATIVE, 5e-16},
    {"sf", "", RELATIVE, 5e-16},
    {"quantile", "vonMises", RELATIVE, 1e-14},
    {"isf", "vonMises", RELATIVE, 1e-14},
    {"quantile", "logNormal", RELATIVE, 1e-14}, /* sigma = 100 there */
    {"isf", "logNormal", RELATIVE, 1e-14},
    {"quantile", "", RELATIVE, 2e-15},
    {"isf", "", RELATIVE, 2e-15},
    {"mean", "", RELATIVE, 4e-15},
    {"variance", "", RELATIVE, 2e-14},
    {"erf", "num", RELATIVE, 5e-16},
    {"erfc", "num", RELATIVE, 5e-16},
    {"erfcx", "num", RELATIVE, 5e-16},
    {"log_normal_cdf", "num", RELATIVE, 5e-16},
    {"log_bessel_i0", "num", RELATIVE, 5e-16},
    {"bessel_ratio", "num", RELATIVE, 5e-16},
    {"bessel_ratio_complement", "num", RELATIVE, 1e-15},
};
#define LIMIT_COUNT (sizeof LIMITS / sizeof *LIMITS)

static const limit* limit_of(const char* family, const char* function) {
  for (size_t i = 0; i < LIMIT_COUNT; i++)
    if (strcmp(LIMITS[i].function, function) == 0 &&
        (!*LIMITS[i].family || strcmp(LIMITS[i].family, family) == 0))
      return &LIMITS[i];
  return NULL;
}

static const sp_family* family_of(const char* name) {
  for (int id = 0; id < SP_FAMILY_COUNT; id++)
    if (strcmp(sp_dist_family((sp_family_id)id)->name, name) == 0)
      return sp_dist_family((sp_family_id)id);
  return NULL;
}

static double of_num(const char* function, double x) {
  if (strcmp(function, "erf") == 0) return sp_erf(x);
  if (strcmp(function, "erfc") == 0) return sp_erfc(x);
  if (strcmp(function, "erfcx") == 0) return sp_erfcx(x);
  if (strcmp(function, "log_normal_cdf") == 0) return sp_log_normal_cdf(x);
  if (strcmp(function, "log_bessel_i0") == 0) return sp_log_bessel_i0(x);
  if (strcmp(function, "bessel_ratio") == 0) return sp_bessel_ratio(x);
  if (strcmp(function, "bessel_ratio_complement") == 0) return sp_bessel_ratio_complement(x);
  return NAN;
}

static double of_family(const sp_family* f, const char* function, const double* theta, size_t n,
                        double x) {
  if (strcmp(function, "log_density") == 0) return f->log_density(theta, n, x);
  if (strcmp(function, "cdf") == 0) return f->cdf(theta, n, x);
  if (strcmp(function, "sf") == 0) return f->sf(theta, n, x);
  if (strcmp(function, "quantile") == 0) return f->quantile(theta, n, x);
  if (strcmp(function, "isf") == 0) return f->isf(theta, n, x);
  if (strcmp(function, "mean") == 0) return f->mean(theta, n);
  if (strcmp(function, "variance") == 0) return f->variance(theta, n);
  if (strcmp(function, "entropy") == 0) return f->entropy(theta, n);
  return NAN;
}

/* a,b,c to numbers; a family's name to its index, so that the text is an encoded theta */
static size_t read_numbers(char* text, double* out, size_t most) {
  size_t n = 0;
  for (char* part = strtok(text, ","); part && n < most; part = strtok(NULL, ","), n++) {
    char* end;
    out[n] = strtod(part, &end);
    for (int id = 0; *end && id < SP_FAMILY_COUNT; id++)
      if (strcmp(sp_dist_family((sp_family_id)id)->name, part) == 0) out[n] = id;
  }
  return n;
}

/* The family as decoding gives it: a mixture's is that of its components' kind. */
static const sp_family* decoded(const char* name, const double* theta, size_t n) {
  double encoded[80] = {0, (double)n};
  sp_dist dist;
  sp_fault fault;
  while (encoded[0] < SP_FAMILY_COUNT &&
         strcmp(sp_dist_family((sp_family_id)encoded[0])->name, name) != 0)
    encoded[0]++;
  memcpy(encoded + 2, theta, n * sizeof *theta);
  return sp_dist_decode(encoded, n + 2, &dist, NULL, &fault) == SP_OK ? dist.family : NULL;
}

static double error_of(double got, double want, int kind) {
  if (got == want) return 0;
  if (!isfinite(got) || !isfinite(want)) return INFINITY;
  double scale = fabs(want);
  if (kind == MIXED && scale < 1) scale = 1;
  return fabs(got - want) / scale;
}

static void every_function_keeps_its_stated_accuracy(int is_verbose) {
  FILE* file = fopen("tests/reference/elementary_families.txt", "r");
  CHECK(file != NULL);
  if (!file) return;
  char family[40], function[40], params[400], line[600];
  double x, want, theta[64];
  while (fgets(line, sizeof line, file)) {
    if (sscanf(line, "%39s %39s %399s %lf %lf", family, function, params, &x, &want) != 5) continue;
    char kept[400];
    strcpy(kept, params);
    size_t n = read_numbers(params, theta, 64);
    int is_num = strcmp(family, "num") == 0;
    const sp_family* f = is_num ? NULL : decoded(family, theta, n);
    CHECK(is_num || f);
    double got = f ? of_family(f, function, theta, n, x) : of_num(function, x);
    const limit* limit = limit_of(family, function);
    double error = error_of(got, want, limit->kind);
    if (error <= limit->tolerance)
      checks_passed++;
    else {
      checks_failed++;
      printf("FAILED %s(%s).%s(%.17g) = %.17g, want %.17g, error %.2g over %.2g\n", family, kept,
             function, x, got, want, error, limit->tolerance);
    }
    if (is_verbose) printf("%s %s %.3g\n", family, function, error);
  }
  fclose(file);
}

/* ---- mixtures ---- */

static void a_mixture_of_discrete_components_is_discrete_and_sums_exactly(void) {
  double theta[80];
  char text[] = "3,0.2,0.5,0.3,bernoulli,1,0.3,discreteUniform,2,-2,7,mixture,9,"
                "2,0.5,0.5,bernoulli,1,1,bernoulli,1,0.25";
  size_t n = read_numbers(text, theta, 80);
  const sp_family* f = decoded("mixture", theta, n);
  CHECK(f && f->kind == SP_DISCRETE);
  if (!f) return;
  double lo, hi, sum = 0, entropy = 0, mean = 0;
  f->support(theta, n, &lo, &hi);
  CHECK(lo == -2 && hi == 7);
  for (double x = lo; x <= hi; x++) {
    double want = 0.05 + (x == 0 ? 0.2 * 0.7 + 0.15 * 0.75 : x == 1 ? 0.2 * 0.3 + 0.15 * 1.25 : 0);
    sum += want, entropy -= want * log(want), mean += x * want;
    CHECK_RELATIVE(exp(f->log_density(theta, n, x)), want, 1e-15);
    CHECK_RELATIVE(f->cdf(theta, n, x), sum, 1e-15);
    CHECK(fabs(f->sf(theta, n, x) - (1 - sum)) < 1e-15);
    CHECK(f->quantile(theta, n, f->cdf(theta, n, x)) == x);
    CHECK(f->isf(theta, n, f->sf(theta, n, x)) == x);
    CHECK(f->quantile(theta, n, sum - 0.01) == x && f->isf(theta, n, 1.01 - sum) == x);
  }
  CHECK_MIXED(f->entropy(theta, n), entropy, 1e-15);
  CHECK_MIXED(f->mean(theta, n), mean, 1e-15);
}

static void a_gap_between_components_has_the_smallest_quantile(void) {
  double theta[80];
  char text[] = "2,0.5,0.5,uniform,2,0,1,uniform,2,5,6";
  size_t n = read_numbers(text, theta, 80);
  const sp_family* f = decoded("mixture", theta, n);
  CHECK(f && f->quantile(theta, n, 0.5) == 1 && f->isf(theta, n, 0.5) == 1);
  CHECK(f->quantile(theta, n, 0.25) == 0.5 && f->quantile(theta, n, 0.75) == 5.5);
  CHECK(f->log_density(theta, n, 3) == -INFINITY && f->log_density(theta, n, 6) == log(0.5));
  CHECK_MIXED(f->entropy(theta, n), log(2), 1e-15);
}

/* An ulp of x is 4e-11 of the second component's scale there: the quadrature corrects for it. */
static void entropy_of_a_mixture_survives_a_component_far_out(void) {
  double theta[80];
  char text[] = "2,0.9,0.1,laplace,2,0,1,logistic,2,1000000,3";
  size_t n = read_numbers(text, theta, 80);
  CHECK_MIXED(family_of("mixture")->entropy(theta, n), 2.1587766647622102, 2e-15);
}

static void a_mixture_is_refused_for_mixed_kinds_and_wrong_weights(void) {
  double theta[80];
  char mixed[] = "2,0.5,0.5,normal,2,0,1,bernoulli,1,0.5";
  CHECK(!decoded("mixture", theta, read_numbers(mixed, theta, 80)));
  char heavy[] = "2,0.5,0.6,normal,2,0,1,normal,2,0,1";
  CHECK(!decoded("mixture", theta, read_numbers(heavy, theta, 80)));
  char bad[] = "2,0.5,0.5,normal,2,0,1,normal,2,0,-1";
  CHECK(!decoded("mixture", theta, read_numbers(bad, theta, 80)));
  char none[] = "0";
  CHECK(!decoded("mixture", theta, read_numbers(none, theta, 80)));
}

/* ---- what must hold at other points ---- */

typedef struct example {
  const char* family;
  size_t count;
  double theta[8];
} example;

static const example EXAMPLES[] = {
    {"bernoulli", 1, {0.3}},
    {"discreteUniform", 2, {-3, 12}},
    {"categorical", 4, {0.1, 0.2, 0.3, 0.4}},
    {"uniform", 2, {-1, 3}},
    {"normal", 2, {1, 2}},
    {"halfNormal", 1, {2}},
    {"logNormal", 2, {0.2, 0.5}},
    {"exponential", 1, {3}},
    {"continuousBernoulli", 1, {0.2}},
    {"continuousBernoulli", 1, {0.8}},
    {"cauchy", 2, {1, 2}},
    {"laplace", 2, {-1, 0.5}},
    {"logistic", 2, {0.3, 2}},
    {"gumbel", 2, {1, 3}},
    {"weibull", 2, {1.7, 2}},
    {"pareto", 2, {6, 2}},
    {"rayleigh", 1, {1.3}},
    {"vonMises", 2, {0.5, 0.4}},
    {"vonMises", 2, {-1, 9}},
};
#define EXAMPLE_COUNT (sizeof EXAMPLES / sizeof *EXAMPLES)

static int equal(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static void nan_and_the_ends_of_the_line_have_their_values(void) {
  for (size_t i = 0; i < EXAMPLE_COUNT; i++) {
    const example* e = &EXAMPLES[i];
    const sp_family* f = family_of(e->family);
    const double* t = e->theta;
    double lo, hi;
    f->support(t, e->count, &lo, &hi);
    CHECK(isnan(f->log_density(t, e->count, NAN)));
    CHECK(isnan(f->cdf(t, e->count, NAN)) && isnan(f->sf(t, e->count, NAN)));
    CHECK(isnan(f->quantile(t, e->count, NAN)) && isnan(f->isf(t, e->count, NAN)));
    CHECK(isnan(f->quantile(t, e->count, -0.1)) && isnan(f->isf(t, e->count, 1.1)));
    CHECK(f->log_density(t, e->count, INFINITY) == -INFINITY);
    CHECK(f->log_density(t, e->count, -INFINITY) == -INFINITY);
    CHECK(f->cdf(t, e->count, -INFINITY) == 0 && f->cdf(t, e->count, INFINITY) == 1);
    CHECK(f->sf(t, e->count, -INFINITY) == 1 && f->sf(t, e->count, INFINITY) == 0);
    CHECK(equal(f->quantile(t, e->count, 0), lo) && equal(f->quantile(t, e->count, 1), hi));
    CHECK(equal(f->isf(t, e->count, 1), lo) && equal(f->isf(t, e->count, 0), hi));
    if (isfinite(lo)) {
      CHECK(f->log_density(t, e->count, lo - 1) == -INFINITY);
      CHECK(f->cdf(t, e->count, lo - 1) == 0 && f->sf(t, e->count, lo - 1) == 1);
    }
    if (isfinite(hi)) {
      CHECK(f->log_density(t, e->count, hi + 1) == -INFINITY);
      CHECK(f->cdf(t, e->count, hi) == 1 && f->sf(t, e->count, hi + 1) == 0);
    }
    for (double big = 1e300; big < INFINITY; big *= 1e8) { /* 1e300, 1e308 */
      CHECK(f->cdf(t, e->count, big) >= 1 - 1e-15 && f->sf(t, e->count, -big) >= 1 - 1e-15);
      CHECK(f->log_density(t, e->count, big) < -100 && f->log_density(t, e->count, -big) < -100);
    }
  }
}

static void densities_take_their_limits_at_the_ends_of_the_support(void) {
  const sp_family *weibull = family_of("weibull"), *uniform = family_of("uniform");
  CHECK(weibull->log_density((double[]){0.5, 2}, 2, 0) == INFINITY);
  CHECK(weibull->log_density((double[]){1, 2}, 2, 0) == -log(2));
  CHECK(weibull->log_density((double[]){1.5, 2}, 2, 0) == -INFINITY);
  CHECK(uniform->log_density((double[]){1, 3}, 2, 1) == -log(2));
  CHECK(uniform->log_density((double[]){1, 3}, 2, 3) == -log(2));
  CHECK(family_of("exponential")->log_density((double[]){3}, 1, 0) == log(3));
  CHECK(family_of("rayleigh")->log_density((double[]){3}, 1, 0) == -INFINITY);
  CHECK(family_of("logNormal")->log_density((double[]){0, 1}, 2, 0) == -INFINITY);
  CHECK_MIXED(family_of("pareto")->log_density((double[]){3, 2}, 2, 2), log(1.5), 1e-15);
}

static void degenerate_parameters_give_point_masses(void) {
  const sp_family *f = family_of("bernoulli"), *u = family_of("discreteUniform");
  for (int p = 0; p <= 1; p++) {
    double theta[1] = {p}, lo, hi;
    f->support(theta, 1, &lo, &hi);
    CHECK(lo == p && hi == p && f->entropy(theta, 1) == 0 && f->variance(theta, 1) == 0);
    CHECK(f->log_density(theta, 1, p) == 0 && f->log_density(theta, 1, 1 - p) == -INFINITY);
    CHECK(f->quantile(theta, 1, 0.5) == p && f->isf(theta, 1, 0.5) == p);
    CHECK(f->quantile(theta, 1, 0) == p && f->quantile(theta, 1, 1) == p);
  }
  double one[2] = {5, 5};
  CHECK(u->log_density(one, 2, 5) == 0 && u->entropy(one, 2) == 0 && u->variance(one, 2) == 0);
  CHECK(u->quantile(one, 2, 0.3) == 5 && u->cdf(one, 2, 4.9) == 0 && u->cdf(one, 2, 5.1) == 1);
}

static void cdf_and_sf_sum_to_1_and_quantiles_invert_them(void) {
  for (size_t i = 0; i < EXAMPLE_COUNT; i++) {
    const example* e = &EXAMPLES[i];
    const sp_family* f = family_of(e->family);
    const double* t = e->theta;
    double before = -INFINITY;
    for (int j = 1; j < 400; j++) {
      double u = j < 100   ? pow(10, -0.5 * j)
                 : j < 300 ? (j - 99) / 201.0
                           : 1 - ldexp(1, -(j % 52) - 1);
      double x = f->quantile(t, e->count, u), y = f->isf(t, e->count, u);
      double cdf = f->cdf(t, e->count, x), sf = f->sf(t, e->count, x);
      CHECK(fabs(cdf + sf - 1) <= 4e-16);
      if (f->kind == SP_DISCRETE) {
        CHECK(cdf >= u && (x == 0 || f->cdf(t, e->count, x - 1) < u));
        CHECK(f->sf(t, e->count, y) <= u);
        CHECK(f->quantile(t, e->count, cdf) == x && f->isf(t, e->count, sf) == x);
      } else { /* what one rounding of x may move */
        double density = exp(f->log_density(t, e->count, x)), slack = density * fabs(x) * 1e-15;
        CHECK(fabs(cdf - u) <= 3e-15 * u + slack);
        density = exp(f->log_density(t, e->count, y)), slack = density * fabs(y) * 1e-15;
        CHECK(fabs(f->sf(t, e->count, y) - u) <= 3e-15 * u + slack);
      }
      if (j == 100) before = -INFINITY;
      if (j >= 100 && j < 300) {
        CHECK(x >= before);
        before = x;
      }
    }
  }
}

static void a_median_by_either_quantile_is_the_same(void) {
  for (size_t i = 0; i < EXAMPLE_COUNT; i++) {
    const example* e = &EXAMPLES[i];
    const sp_family* f = family_of(e->family);
    double a = f->quantile(e->theta, e->count, 0.5), b = f->isf(e->theta, e->count, 0.5);
    CHECK_RELATIVE(a, b, 1e-15);
  }
}

static void log_densities_integrate_to_the_cdf(void) {
  for (size_t i = 0; i < EXAMPLE_COUNT; i++) {
    const example* e = &EXAMPLES[i];
    const sp_family* f = family_of(e->family);
    const double* t = e->theta;
    if (f->kind == SP_DISCRETE) {
      double lo, hi, sum = 0, entropy = 0;
      f->support(t, e->count, &lo, &hi);
      for (double x = lo; x <= hi; x++) {
        double l = f->log_density(t, e->count, x);
        sum += exp(l), entropy -= exp(l) * l;
        CHECK_RELATIVE(f->cdf(t, e->count, x), sum, 1e-15);
        CHECK(f->log_density(t, e->count, x + 0.5) == -INFINITY);
        CHECK(f->cdf(t, e->count, x + 0.5) == f->cdf(t, e->count, x));
      }
      CHECK_MIXED(f->entropy(t, e->count), entropy, 1e-15);
      continue;
    }
    double a = f->quantile(t, e->count, 0.55), b = f->quantile(t, e->count, 0.9), sum = 0;
    int n = 2000; /* Simpson */
    for (int j = 0; j <= n; j++)
      sum += exp(f->log_density(t, e->count, a + (b - a) * j / n)) * (j == 0 || j == n ? 1
                                                                      : j % 2          ? 4
                                                                                       : 2);
    CHECK_RELATIVE(sum * (b - a) / n / 3, 0.35, 1e-10);
  }
}

static void samples_have_the_mean_the_variance_and_the_quartiles(void) {
  enum { N = 20000 };
  for (size_t i = 0; i < EXAMPLE_COUNT; i++) {
    const example* e = &EXAMPLES[i];
    const sp_family* f = family_of(e->family);
    sp_rng rng, again;
    sp_rng_init(&rng, 11, 1, 0), sp_rng_init(&again, 11, 1, 0);
    double mean = f->mean(e->theta, e->count), variance = f->variance(e->theta, e->count);
    double lower = f->quantile(e->theta, e->count, 0.3), sum = 0, squares = 0, fourths = 0;
    double p = f->cdf(e->theta, e->count, lower), below = 0;
    for (int j = 0; j < N; j++) {
      double x = f->sample(e->theta, e->count, &rng), d = x - mean;
      CHECK(x == f->sample(e->theta, e->count, &again));
      sum += d, squares += d * d, fourths += d * d * d * d, below += x <= lower;
    }
    CHECK(fabs(below / N - p) <= 5 * sqrt(p * (1 - p) / N));
    if (isnan(variance)) continue;
    CHECK(fabs(sum / N) <= 5 * sqrt(variance / N));
    double spread = fourths / N - squares / N * (squares / N);
    CHECK(fabs(squares / N - variance) <= 5 * sqrt(spread / N));
  }
}

int main(int count, char** arguments) {
  (void)arguments;
  every_function_keeps_its_stated_accuracy(count > 1);
  a_mixture_of_discrete_components_is_discrete_and_sums_exactly();
  a_gap_between_components_has_the_smallest_quantile();
  entropy_of_a_mixture_survives_a_component_far_out();
  a_mixture_is_refused_for_mixed_kinds_and_wrong_weights();
  nan_and_the_ends_of_the_line_have_their_values();
  densities_take_their_limits_at_the_ends_of_the_support();
  degenerate_parameters_give_point_masses();
  cdf_and_sf_sum_to_1_and_quantiles_invert_them();
  a_median_by_either_quantile_is_the_same();
  log_densities_integrate_to_the_cdf();
  samples_have_the_mean_the_variance_and_the_quartiles();
  return report();
}
