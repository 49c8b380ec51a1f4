#include "num/bessel.h"

#include "num/bessel_tables.h"

/* 1/(n!)^2, n = 1 ... 14, and 1/(n! (n+1)!), n = 0 ... 13 */
static const double I0_TERMS[14] = {
    0x1.0000000000000p+0,  0x1.0000000000000p-2,  0x1.c71c71c71c71cp-6,  0x1.c71c71c71c71cp-10,
    0x1.23456789abcdfp-14, 0x1.02e85c0898b71p-19, 0x1.522a43f65486ap-25, 0x1.522a43f65486ap-31,
    0x1.0b313289be0b9p-37, 0x1.5601885e63e5dp-44, 0x1.69ca9cf3b7f54p-51, 0x1.4197a7f5154bcp-58,
    0x1.e725594ee52e9p-66, 0x1.3e22d70ef3b5fp-73};
static const double I1_TERMS[14] = {
    0x1.0000000000000p+0,  0x1.0000000000000p-1,  0x1.5555555555555p-4,  0x1.c71c71c71c71cp-8,
    0x1.6c16c16c16c17p-12, 0x1.845c8a0ce5129p-17, 0x1.27e4fb7789f5cp-22, 0x1.522a43f65486ap-28,
    0x1.2c9758daf5cd0p-34, 0x1.ab81ea75fcdf4p-41, 0x1.f17697cf1cf13p-48, 0x1.e2637bef9ff1ap-55,
    0x1.8bce58901a35ep-62, 0x1.165e7c2d153f3p-69};

static double polynomial(const double* c, int degree, double t) {
  double sum = c[degree];
  for (int k = degree - 1; k >= 0; k--) sum = sum * t + c[k];
  return sum;
}

/* I0(k) - 1 and 2 I1(k)/k for k < 2 */
static double i0_less_1(double k) {
  double t = 0.25 * k * k;
  return t * polynomial(I0_TERMS, 13, t);
}
static double i1_share(double k) { return polynomial(I1_TERMS, 13, 0.25 * k * k); }

/* The row for s = 1/k, k >= 2, at s. */
static double in_row(const double rows[5][BESSEL_DEGREE + 1], double s) {
  int row = 0;
  double lo = 0, hi = 0x1p-5;
  while (s >= hi && row < 4) row++, lo = hi, hi *= 2;
  return polynomial(rows[row], BESSEL_DEGREE, s - 0.5 * (lo + hi));
}

sp_dd sp_log_bessel_i0_scaled(double k) {
  if (!(k >= 2)) return dd_sum(log1p(i0_less_1(k)), -k);
  double s = 1 / k;
  sp_dd log_2pi = {0x1.d67f1c864beb5p+0, -0x1.65b5a1b7ff5dfp-54};
  sp_dd sum = dd_scale(dd_add(log_2pi, sp_dd_log(dd(k))), -0.5);
  return dd_add1(sum, s * in_row(LOG_I0_ROWS, s));
}

double sp_log_bessel_i0(double k) {
  if (!(k >= 2)) return log1p(i0_less_1(k));
  return dd_round(dd_add1(sp_log_bessel_i0_scaled(k), k));
}

double sp_bessel_i0_scaled(double k) {
  if (!(k >= 2)) return exp(-k) * (1 + i0_less_1(k));
  double s = 1 / k;
  return 0.3989422804014327 / sqrt(k) * exp(s * in_row(LOG_I0_ROWS, s));
}

double sp_bessel_ratio_complement(double k) {
  if (!(k >= 2)) return 1 - sp_bessel_ratio(k);
  double s = 1 / k;
  return s * in_row(RATIO_ROWS, s);
}

double sp_bessel_ratio(double k) {
  if (!(k >= 2)) return 0.5 * k * i1_share(k) / (1 + i0_less_1(k));
  return 1 - sp_bessel_ratio_complement(k);
}
