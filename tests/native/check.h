/* The native tests' few tools.  A test file is  TEST("claim") { ... }  bodies called from
   main() through RUN; it ends with  return report();  and CI reads its closing line. */
#ifndef SP_TESTS_CHECK_H
#define SP_TESTS_CHECK_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks_passed, checks_failed;

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (condition)                                                                                 \
      checks_passed++;                                                                             \
    else                                                                                           \
      checks_failed++, printf("FAILED %s:%d: %s\n", __FILE__, __LINE__, #condition);               \
  } while (0)

/* |got - want| <= tolerance * scale; a NaN fails unless both are; infinities must be equal. */
static inline int is_close(double got, double want, double tolerance, double scale) {
  if (isnan(got) || isnan(want)) return isnan(got) && isnan(want);
  if (isinf(got) || isinf(want)) return got == want;
  return fabs(got - want) <= tolerance * scale;
}

static inline void check_close(double got, double want, double tolerance, double scale,
                               const char* what, const char* file, int line) {
  if (is_close(got, want, tolerance, scale))
    checks_passed++;
  else {
    checks_failed++;
    printf("FAILED %s:%d: %s = %.17g, want %.17g (error %.3g, allowed %.3g)\n", file, line, what,
           got, want, fabs(got - want) / scale, tolerance);
  }
}

#define CHECK_RELATIVE(got, want, tolerance)                                                       \
  check_close(got, want, tolerance, fabs(want) + 0x1p-1074, #got, __FILE__, __LINE__)
#define CHECK_MIXED(got, want, tolerance)                                                          \
  check_close(got, want, tolerance, fmax(1, fabs(want)), #got, __FILE__, __LINE__)

static inline int report(void) {
  printf("%d passed, %d failed\n", checks_passed, checks_failed);
  return checks_failed != 0 || checks_passed == 0;
}

#endif
