#include "base/angle.h"

#include <math.h>

/* pi/2 in parts: times a count of 20 bits the first two are exact. */
#define QUARTER_HI 0x1.921fb544p+0
#define QUARTER    0x1.0b4611a6p-34
#define QUARTER_LO 0x1.3198a2e037073p-69

/* The Taylor series: what follows is below 1e-19 for |r| <= pi/4. */
static const double ODD[] = {-0x1.5555555555555p-3,  0x1.1111111111111p-7,   -0x1.a01a01a01a01ap-13,
                             0x1.71de3a556c734p-19,  -0x1.ae64567f544e4p-26, 0x1.6124613a86d09p-33,
                             -0x1.ae7f3e733b81fp-41, 0x1.952c77030ad4ap-49};
static const double EVEN[] = {
    0x1.5555555555555p-5,  -0x1.6c16c16c16c17p-10, 0x1.a01a01a01a01ap-16, -0x1.27e4fb7789f5cp-22,
    0x1.1eed8eff8d898p-29, -0x1.93974a8c07c9dp-37, 0x1.ae7f3e733b81fp-45, -0x1.6827863b97d97p-53};

static double series(const double* c, double z) {
  double sum = c[7];
  for (int i = 6; i >= 0; i--) sum = c[i] + z * sum;
  return sum;
}

/* sin(x + turns pi/2): x = k pi/2 + high + low, |high| <= pi/4 */
static double sine(double x, int turns) {
  double k = rint(x * 0x1.45f306dc9c883p-1), r = x - k * QUARTER_HI, part = k * QUARTER;
  double first = r - part, rest = (r - first) - part - k * QUARTER_LO;
  double high = first + rest, low = (first - high) + rest;
  if (!(fabs(k) < 0x1p20)) return NAN;
  double z = high * high, value;
  turns += (int)k;
  if (turns & 1) {
    double half = 0.5 * z, whole = 1 - half;
    value = whole + (((1 - whole) - half) + (z * z * series(EVEN, z) - high * low));
  } else {
    value = high + (high * z * series(ODD, z) + low * (1 - 0.5 * z));
  }
  return turns & 2 ? -value : value;
}

double sp_sin(double x) { return sine(x, 0); }
double sp_cos(double x) { return sine(x, 1); }
