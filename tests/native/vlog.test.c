/* c/num: the vector logarithm and log1p(t) - t, against the x87 long double functions (64 bits). */
#include "num/vlog.h"
#include <string.h>

#include "base/random.h"

#include "check.h"

static double ulps(double got, long double want) {
  double nearest = (double)want;
  int exponent;
  frexp(nearest, &exponent);
  if (exponent < -1021) exponent = -1021;
  return fabs((double)(((long double)got - want) / ldexp(1, exponent - 53)));
}

static double ulp_of(double x) { return nextafter(fabs(x), INFINITY) - fabs(x); }

static double worst_log(sp_rng* rng, double from, double to, int count) {
  double x[64], y[64], worst = 0, a = log2(from), b = log2(to);
  for (int done = 0; done < count; done += 63) {
    for (int i = 0; i < 63; i++) x[i] = exp2(a + (b - a) * sp_rng_uniform(rng));
    sp_log_array(x, y, 63); /* an odd count: the last lane stands alone */
    for (int i = 0; i < 63; i++) worst = fmax(worst, ulps(y[i], logl(x[i])));
  }
  return worst;
}

static void the_vector_logarithm_is_within_one_ulp(void) {
  sp_rng rng;
  sp_rng_init(&rng, 1, 0, 0);
  double worst = 0;
  worst = fmax(worst, worst_log(&rng, 0.5, 2, 400000));
  worst = fmax(worst, worst_log(&rng, 0.9999, 1.0001, 200000));
  worst = fmax(worst, worst_log(&rng, 0.70, 0.72, 100000));
  worst = fmax(worst, worst_log(&rng, 1.41, 1.42, 100000));
  worst = fmax(worst, worst_log(&rng, 0x1p-1022, 0x1p1023, 200000));
  worst = fmax(worst, worst_log(&rng, 0x1p-1074, 0x1p-1022, 50000));
  for (int i = 1; i < 3000; i++) { /* the neighbours of 1 */
    double x[2] = {1 + i * 0x1p-52, 1 - i * 0x1p-53}, y[2];
    sp_log_array(x, y, 2);
    worst = fmax(worst, fmax(ulps(y[0], logl(x[0])), ulps(y[1], logl(x[1]))));
  }
  printf("vlog: worst %.3f ulp\n", worst);
  CHECK(worst <= 1);
}

/* log x from its parts, and the part that is not a multiple of log(2)/2; with the rows from memory
   or from the vector alike. */
static long double split_log(double x, long double* rest) {
  const long double ln2 = 0.693147180559945309417232121458L;
  const long double unit = -1.58740105196819947475170563927L;
  double pair[2] = {1, x};
  sp_f64x2 exponent, other, r, v = {1, x};
  r = sp_vlog_split(v, sp_vlog_rows_at(pair), &exponent);
  CHECK(r[1] == sp_vlog_split(v, sp_vlog_rows_of(v), &other)[1] && other[1] == exponent[1]);
  *rest = SP_VLOG_MIDDLE + r[1] * unit;
  return (long double)(exponent[1] - SP_VLOG_ONE) * 0x1p51L * ln2 + *rest;
}

/* log m within 0.59 2^-53, and so k log 2 + log m, whose sums the weighted ones keep to twice the
   precision, within 1 ulp from log 1/2 on; there x87's own rounding shows, 2^-55 near 2^+-1000. */
static void the_split_logarithm_is_within_one_ulp_up_to_one_half(void) {
  sp_rng rng;
  sp_rng_init(&rng, 3, 0, 0);
  double worst = 0, worst_ulp = 0;
  for (int i = 0; i < 2000000; i++) {
    double x = exp2(i % 4 == 0 ? -1022 + 2045 * sp_rng_uniform(&rng) : -4 * sp_rng_uniform(&rng));
    if (i % 4 == 1) { /* the ends of the intervals */
      uint64_t bits =
          0x3fd0000000000000 + ((uint64_t)(i / 4 % 1024) << 43) - (uint64_t)(i / 4096 % 2);
      memcpy(&x, &bits, sizeof x);
    }
    long double rest, got = split_log(x, &rest), want = logl(x);
    int e;
    long double m = 2 * frexp(x, &e);
    long double log_m = m >= 1.5L ? logl(m / sqrtl(2)) : logl(m);
    worst = fmax(worst, (double)fabsl(rest - log_m));
    if (x <= 0.5) worst_ulp = fmax(worst_ulp, (double)fabsl(got - want) / ulp_of((double)want));
  }
  printf("vlog split: worst %.3g * 2^-53, %.3f ulp up to 1/2\n", worst * 0x1p53, worst_ulp);
  CHECK(worst <= 0.59 * 0x1p-53);
  CHECK(worst_ulp <= 1);
}

/* Every binade at 60 digits: "log X VALUE" in tests/reference/arrays.txt, by arrays.py. */
static void both_logarithms_agree_with_mpmath_in_every_binade(void) {
  FILE* file = fopen("tests/reference/arrays.txt", "r");
  char line[256];
  int count = 0;
  double worst = 0, worst_split = 0;
  CHECK(file != NULL);
  while (file && fgets(line, sizeof line, file)) {
    if (strncmp(line, "log ", 4)) continue;
    char* rest;
    double x = strtod(line + 4, &rest), y;
    long double want = strtold(rest, NULL);
    sp_log_array(&x, &y, 1);
    worst = fmax(worst, ulps(y, want)), count++;
    if (x < 0x1p-1022) continue;
    long double log_m, got = split_log(x, &log_m);
    worst_split = fmax(worst_split, (double)fabsl(got - want));
  }
  if (file) fclose(file);
  printf("against mpmath in %d binades: vlog %.3f ulp, split log %.3f * 2^-53\n", count, worst,
         worst_split * 0x1p53);
  CHECK(count == 2098);
  CHECK(worst <= 1);
  CHECK(worst_split <= 0x1p-53);
}

static void the_special_values_are_those_of_c99(void) {
  double x[7] = {0, -0.0, -1, INFINITY, NAN, 1, 0x1p-1074}, y[7];
  sp_log_array(x, y, 7);
  CHECK(y[0] == -INFINITY && y[1] == -INFINITY && isnan(y[2]));
  CHECK(y[3] == INFINITY && isnan(y[4]) && y[5] == 0 && y[6] == log(0x1p-1074));
}

static long double log1p_less_long(long double t) {
  if (fabsl(t) > 0.1L) return log1pl(t) - t;
  long double sum = 0, power = t;
  for (int k = 2; k < 60; k++) power *= -t, sum += power / k;
  return sum;
}

static void log1p_less_does_not_cancel(void) {
  sp_rng rng;
  sp_rng_init(&rng, 2, 0, 0);
  double worst = 0;
  for (int i = 0; i < 200000; i++) {
    double t = exp2(-60 + 63 * sp_rng_uniform(&rng));
    worst = fmax(worst, ulps(sp_log1p_less(t), log1p_less_long(t)));
    if (t < 1) worst = fmax(worst, ulps(sp_log1p_less(-t), log1p_less_long(-t)));
  }
  printf("log1p_less: worst %.2f ulp\n", worst);
  CHECK(worst <= 6);
}

int main(void) {
  the_vector_logarithm_is_within_one_ulp();
  the_split_logarithm_is_within_one_ulp_up_to_one_half();
  both_logarithms_agree_with_mpmath_in_every_binade();
  the_special_values_are_those_of_c99();
  log1p_less_does_not_cancel();
  return report();
}
