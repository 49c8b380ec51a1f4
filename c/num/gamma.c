#include "num/gamma.h"

#include "num/log.h"

/* Where Stirling's series is used: its twelfth term is below 2e-21 there. */
#define LARGE 10.0
#define TERMS 11

/* B_2k / (2k (2k-1)):  sp_stirling(x) = sum of c_k / x^(2k-1). */
static const double STIRLING[TERMS] = {
    1.0 / 12,           -1.0 / 360,           1.0 / 1260,       -1.0 / 1680,
    1.0 / 1188,         -691.0 / 360360.0,    1.0 / 156.0,      -3617.0 / 122400.0,
    43867.0 / 244188.0, -174611.0 / 125400.0, 77683.0 / 5796.0,
};

/* (-1)^n (zeta(n) - 1) / n for n = 2 ... 29 */
static const double ZETA[] = {
    0.3224670334241132182,     -0.06735230105319809513,   0.02058080842778454788,
    -0.007385551028673985266,  0.002890510330741523286,   -0.001192753911703260977,
    0.0005096695247430424223,  -0.0002231547584535793798, 0.00009945751278180853371,
    -0.0000449262367381331417, 0.00002050721277567069155, -9.439488275268395904e-6,
    4.374866789907487804e-6,   -2.039215753801366237e-6,  9.551412130407419833e-7,
    -4.492469198764566043e-7,  2.120718480555466587e-7,   -1.004322482396809961e-7,
    4.769810169363980566e-8,   -2.271109460894316491e-8,  1.083865921489695409e-8,
    -5.183475041970046655e-9,  2.483674543802478317e-9,   -1.192140140586091207e-9,
    5.731367241678862013e-10,  -2.759522885124233145e-10, 1.330476437424448948e-10,
    -6.422964563838100022e-11};

#define ZETA_COUNT ((int)(sizeof ZETA / sizeof *ZETA))

/* log Gamma(2 + y) - (1 - euler) y = y^2 (...), |y| <= 1/2 (DLMF 5.7.3) */
static double zeta_series(double y) {
  double sum = 0;
  for (int i = ZETA_COUNT - 1; i >= 0; i--) sum = ZETA[i] + y * sum;
  return y * y * sum;
}

double sp_lgamma1p(double x) {
  if (x > 0.5 || x < -0.5) return sp_lgamma(1 + x);
  return (zeta_series(x) - sp_log1pmx(x)) - SP_EULER * x;
}

double sp_lgamma(double x) {
  if (!(x > 0)) return x == 0 ? INFINITY : NAN;
  if (x < 0.5) return sp_lgamma1p(x) - log(x);
  if (x <= 1.5) return sp_lgamma1p(x - 1);
  if (x <= 2.5) return zeta_series(x - 2) + (1 - SP_EULER) * (x - 2);
  if (x > 1e300) return x * (log(x) - 1);
  sp_dd main = dd_mul(dd_sum(x, -0.5), sp_dd_log(dd(x)));
  main = dd_add(dd_add1(main, -x), sp_half_log_2pi());
  return dd_round(dd_add1(main, sp_stirling(x)));
}

/* ---- Stirling's series and its slope -------------------------------------------------------- */

/* The steps sp_stirling(x) - sp_stirling(x + 1) = atanh(w)/w - 1 and the same for the slope, with
   w = 1/(2x + 1): sums of positive terms. */
static double stirling_step(double x) {
  double w = 1 / (2 * x + 1), z = w * w;
  if (x >= 1) return z * sp_atanh_tail(z);
  sp_dd log_ratio = dd_sub(sp_dd_log1p(dd(x)), sp_dd_log(dd(x)));
  return dd_round(dd_add1(dd_mul(log_ratio, dd_sum(x, 0.5)), -1));
}

static double slope_step(double x) {
  double w = 1 / (2 * x + 1), z = w * w;
  if (x < 1) return (0.5 / x + 0.5 / (x + 1)) - log1p(1 / x);
  double sum = 32.0 / 33;
  for (int k = 31; k >= 3; k -= 2) sum = (k - 1.0) / k + z * sum;
  return 2 * w * z * sum;
}

/* sp_stirling(k/2) for k = 1 ... 19 */
static const double STIRLING_HALVES[] = {
    0.1534264097200273453,   0.08106146679532725822,  0.0548141210519176539,
    0.04134069595540929409,  0.03316287351993628749,  0.02767792568499833915,
    0.02374616365629749597,  0.02079067210376509311,  0.01848845053267318523,
    0.01664469118982119216,  0.01513497322191737887,  0.013876128823070748,
    0.01281046524292022692,  0.0118967099458917701,   0.01110455975820691733,
    0.0104112652619720965,   0.009799416126158803298, 0.009255462182712732918,
    0.008768700134139385463,
};

/* The series, from LARGE on, to 2^-66: its leading term is a quotient. */
static sp_dd stirling_series(sp_dd x) {
  double z = 1 / x.hi / x.hi, rest = 0;
  for (int k = z < 1e-4 ? 3 : TERMS - 1; k > 0; k--) rest = z * (STIRLING[k] + rest);
  return dd_add1(dd_div(dd(1), dd_mul1(x, 12)), rest / x.hi);
}

double sp_stirling(double x) {
  double sum = 0;
  if (x < LARGE && x >= 0.5 && 2 * x == (int)(2 * x)) return STIRLING_HALVES[(int)(2 * x) - 1];
  for (; x < LARGE; x++) sum += stirling_step(x);
  return dd_round(dd_add1(stirling_series(dd(x)), sum));
}

double sp_stirling_slope(double x) {
  double sum = 0;
  for (; x < LARGE; x++) sum += slope_step(x);
  double z = 1 / x / x, series = 0;
  for (int k = TERMS - 1; k >= 0; k--) series = (2 * k + 1) * STIRLING[k] + z * series;
  return sum + series * z;
}

sp_dd sp_log_peak_dd(sp_dd x) {
  if (x.hi == 0) return dd(0);
  if (isinf(x.hi)) return dd(-INFINITY);
  sp_dd log_x = sp_dd_log(x), powers = dd_sub(dd_mul(log_x, x), x);
  if (x.hi < 0.5) return dd_add1(powers, -sp_lgamma1p(x.hi));
  if (x.hi <= 22 && x.lo == 0 && x.hi == (int)x.hi) { /* whose factorials are doubles */
    double factorial = 1;
    for (double k = 2; k <= x.hi; k++) factorial *= k;
    return dd_sub(powers, sp_dd_log(dd(factorial)));
  }
  sp_dd y = x, rising = dd(1); /* (x + 1) ... y */
  while (y.hi < LARGE) y = dd_add1(y, 1), rising = dd_mul(rising, y);
  sp_dd rest = dd_add(sp_half_log_2pi(), stirling_series(y));
  if (y.hi == x.hi) return dd_neg(dd_add(dd_scale(log_x, 0.5), rest));
  /* powers + log rising - log Gamma(y + 1) */
  sp_dd of_y = dd_sub(dd_mul(dd_add1(y, 0.5), sp_dd_log(y)), y);
  return dd_sub(dd_add(powers, sp_dd_log(rising)), dd_add(of_y, rest));
}

sp_dd sp_log_peak(double x) {
  if (x == 0) return dd(0);
  if (isinf(x)) return dd(-INFINITY);
  sp_dd log_x = sp_dd_log(dd(x));
  if (x < 0.5) return dd_add1(dd_add1(dd_mul1(log_x, x), -x), -sp_lgamma1p(x));
  sp_dd main = dd_add(dd_scale(log_x, 0.5), sp_half_log_2pi());
  return dd_neg(dd_add1(main, sp_stirling(x)));
}

double sp_digamma(double x) {
  if (!(x > 0)) return x == 0 ? -INFINITY : NAN;
  if (isinf(x)) return INFINITY;
  sp_dd shift = dd(0);
  for (; x < LARGE; x++) shift = dd_add1(shift, -1 / x);
  sp_dd main = dd_add1(sp_dd_log(dd(x)), -0.5 / x - sp_stirling_slope(x));
  return dd_round(dd_add(main, shift));
}

double sp_trigamma(double x) {
  if (!(x > 0)) return x == 0 ? INFINITY : NAN;
  double shift = 0;
  for (; x < LARGE; x++) shift += 1 / (x * x);
  double z = 1 / x / x, series = 0;
  for (int k = TERMS - 1; k >= 0; k--)
    series = (2 * k + 1) * (2 * k + 2) * STIRLING[k] + z * series;
  return shift + (1 / x + (0.5 * z + series * z / x));
}

/* ---- differences ---------------------------------------------------------------------------- */

/* sum of weight_k (v^m_k - 1 [+ m_k h/a]) a^-m_k with v = a/(a+h): the change of a series in powers
   of 1/a.  v^m - 1 = -w (1 + v + ... + v^(m-1)) with w = 1 - v, and adding m (1/v - 1) makes of it
   w^2/v times the sum of those partial sums. */
typedef enum { STIRLING_CHANGE, STIRLING_REMAINDER, SLOPE_CHANGE } change;

static double series_change(double a, double h, change what) {
  double v = a / (a + h), w = h / (a + h), power = 1, partial = 0, twice = 0;
  double scale = 1, terms[TERMS];
  int m = 0;
  for (int k = 0; k < TERMS; k++) {
    int target = what == SLOPE_CHANGE ? 2 * k + 2 : 2 * k + 1;
    for (; m < target; m++) partial += power, power *= v, twice += partial, scale /= a;
    double weight = STIRLING[k] * (what == SLOPE_CHANGE ? 2 * k + 1 : 1);
    terms[k] = weight * scale * (what == STIRLING_REMAINDER ? twice : partial);
  }
  double sum = 0;
  for (int k = TERMS - 1; k >= 0; k--) sum += terms[k];
  return what == STIRLING_REMAINDER ? w * w / v * sum : -w * sum;
}

/* For a and a + h >= LARGE: the difference less h log a. */
static double large_excess(double a, double h) {
  double u = h / a;
  return series_change(a, h, STIRLING_CHANGE) + (a * sp_log1pmx(u) + (h - 0.5) * log1p(u));
}

double sp_lgamma_difference(double a, double h) {
  if (h == 0) return 0;
  double least = h < 0 ? a + h : a, sum = 0;
  for (; least < LARGE; least++, a++) sum -= log1p(h / a);
  return (sum + large_excess(a, h)) + h * log(a);
}

double sp_lgamma_excess(double a, double h) {
  if (h == 0) return 0;
  if (a < LARGE || a + h < LARGE) return sp_lgamma_difference(a, h) - h * log(a);
  return large_excess(a, h);
}

double sp_digamma_difference(double a, double h) {
  if (h == 0) return 0;
  double least = h < 0 ? a + h : a, sum = 0;
  for (; least < LARGE; least++, a++) sum += h / a / (a + h);
  return sum + (0.5 * h / a / (a + h) - series_change(a, h, SLOPE_CHANGE)) + log1p(h / a);
}

double sp_lgamma_bregman(double a, double h) {
  if (h == 0) return 0;
  double least = h < 0 ? a + h : a, sum = 0;
  for (; least < LARGE; least++, a++) sum -= sp_log1pmx(h / a);
  double u = h / a;
  sum += series_change(a, h, STIRLING_REMAINDER) - 0.5 * sp_log1pmx(u);
  return sum + a * sp_log1p_bregman(u);
}

double sp_lbeta(double a, double b) {
  double least = fmin(a, b), most = fmax(a, b), n = a + b;
  if (least < LARGE) return sp_lgamma(least) - sp_lgamma_difference(most, least);
  double stirling = sp_stirling(a) + sp_stirling(b) - sp_stirling(n);
  double powers = least * log1p(most / least) + most * log1p(least / most);
  return (stirling + SP_HALF_LOG_2PI + 0.5 * log(n / a / b)) - powers;
}
