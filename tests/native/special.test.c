/* c/num/gamma.h and c/num/log.h against tests/reference/special_functions.txt, one accuracy a
   function; twofold arithmetic against itself.  Run from the top of the repository. */
#include "num/gamma.h"
#include "num/log.h"

#include "check.h"

typedef double (*function)(double a, double b);

#define OF_ONE(name)                                                                               \
  static double name##_of(double a, double b) { return (void)b, sp_##name(a); }
OF_ONE(lgamma)
OF_ONE(lgamma1p)
OF_ONE(stirling)
OF_ONE(stirling_slope)
OF_ONE(digamma)
OF_ONE(trigamma)
OF_ONE(log1pmx)
OF_ONE(log1p_bregman)
static double log_peak_of(double a, double b) { return (void)b, dd_round(sp_log_peak(a)); }

/* What the headers state. */
static const struct {
  const char* name;
  function call;
  double tolerance;
  int mixed; /* |error| / max(1, |value|), else / |value| */
} CLAIMS[] = {
    {"lgamma", lgamma_of, 5e-16, 0},
    {"lgamma1p", lgamma1p_of, 5e-16, 0},
    {"stirling", stirling_of, 5e-17, 1},
    {"stirling_slope", stirling_slope_of, 1e-15, 0},
    {"log_peak", log_peak_of, 3e-16, 1},
    {"digamma", digamma_of, 5e-16, 1},
    {"trigamma", trigamma_of, 1e-15, 0},
    {"lgamma_difference", sp_lgamma_difference, 2e-15, 1},
    {"digamma_difference", sp_digamma_difference, 2e-15, 0},
    {"lgamma_bregman", sp_lgamma_bregman, 2e-15, 0},
    {"lbeta", sp_lbeta, 1e-15, 1},
    {"log1pmx", log1pmx_of, 5e-16, 0},
    {"log1p_bregman", log1p_bregman_of, 1e-15, 0},
    {"deviance", sp_deviance, 5e-16, 0},
};
#define CLAIM_COUNT (sizeof CLAIMS / sizeof *CLAIMS)

static void every_function_is_as_accurate_as_its_header_says(void) {
  FILE* file = fopen("tests/reference/special_functions.txt", "r");
  CHECK(file != NULL);
  if (!file) return;
  char name[40];
  double a, b, want, worst[CLAIM_COUNT] = {0};
  int points[CLAIM_COUNT] = {0};
  while (fscanf(file, "%39s %lf %lf %lf", name, &a, &b, &want) == 4) {
    size_t i = 0;
    while (i < CLAIM_COUNT && strcmp(name, CLAIMS[i].name) != 0) i++;
    CHECK(i < CLAIM_COUNT);
    if (i == CLAIM_COUNT) continue;
    double got = CLAIMS[i].call(a, b), scale = fabs(want);
    if (CLAIMS[i].mixed) scale = fmax(1, scale);
    int close = got == want || is_close(got, want, CLAIMS[i].tolerance, scale);
    CHECK(close);
    if (!close) printf("  %s(%.17g, %.17g) = %.17g, want %.17g\n", name, a, b, got, want);
    points[i]++;
    if (scale > 0) worst[i] = fmax(worst[i], fabs(got - want) / scale);
  }
  fclose(file);
  for (size_t i = 0; i < CLAIM_COUNT; i++) {
    printf("%-18s %3d points, worst error %.2g of %.2g\n", CLAIMS[i].name, points[i], worst[i],
           CLAIMS[i].tolerance);
    CHECK(points[i] > 50);
  }
}

static void ends_of_the_domains_give_limits(void) {
  CHECK(sp_lgamma(0) == INFINITY && sp_lgamma(1) == 0 && sp_lgamma(2) == 0);
  CHECK(sp_digamma(0) == -INFINITY && sp_trigamma(0) == INFINITY && isnan(sp_lgamma(-1)));
  CHECK(sp_log1pmx(-1) == -INFINITY && sp_log1pmx(0) == 0 && sp_log1p_bregman(-1) == 1);
  CHECK(sp_deviance(0, 3) == 3 && sp_deviance(3, 0) == INFINITY && sp_deviance(0, 0) == 0);
  CHECK(sp_lgamma_difference(5, 0) == 0 && sp_digamma_difference(5, 0) == 0);
  CHECK(dd_round(sp_log_peak(0)) == 0 && sp_log_dd(dd(0)).hi == -INFINITY);
}

/* Identities that hold to about 100 bits: log of a product, log1p against log, quotient times
   divisor. */
static void twofold_logarithms_and_quotients_have_a_hundred_bits(void) {
  double worst_log = 0, worst_quotient = 0;
  for (int i = 1; i <= 2000; i++) {
    double x = exp(0.31 * (i - 1000)), y = 1 + 1.0 / (3 * i);
    sp_dd xy = dd_product(x, y), sum = dd_add(sp_log_dd(dd(x)), sp_log_dd(dd(y)));
    sp_dd error = dd_sub(sp_log_dd(xy), sum);
    worst_log = fmax(worst_log, fabs(dd_round(error)) / fmax(1, fabs(sum.hi)));
    sp_dd one_plus = dd_sub(sp_log1p_dd(dd_sum(y, -1)), sp_log_dd(dd(y)));
    worst_log = fmax(worst_log, fabs(dd_round(one_plus)) / sp_log_dd(dd(y)).hi);
    sp_dd q = dd_div(dd(x), dd_sum(3, 1.0 / i));
    sp_dd back = dd_sub(dd_mul(q, dd_sum(3, 1.0 / i)), dd(x));
    worst_quotient = fmax(worst_quotient, fabs(dd_round(back)) / x);
  }
  printf("double-double log 2^%.1f, quotient 2^%.1f\n", log2(worst_log), log2(worst_quotient));
  CHECK(worst_log < 0x1p-95 && worst_quotient < 0x1p-100);
}

int main(void) {
  every_function_is_as_accurate_as_its_header_says();
  ends_of_the_domains_give_limits();
  twofold_logarithms_and_quotients_have_a_hundred_bits();
  return report();
}
