#include "info/terms.h"

#include <math.h>

#define LN2 0x1.62e42fefa39efp-1

double info_phi(double y) {
  if (y > 1 || y < -1) return expm1(y) - y;
  /* Taylor: y^2/2 (1 + y/3 (1 + y/4 (...))), 19 terms for |y| <= 1 */
  double tail = 1;
  for (int k = 20; k >= 3; k--) tail = 1 + y / k * tail;
  return y * y / 2 * tail;
}

static double jensen_shannon(double p, double q, double r) {
  if (p == 0) return q * (LN2 / 2);
  if (q == 0) return p * (LN2 / 2);
  if (fabs(r) > 1) {
    /* log(2p/(p+q)) = ln 2 - log1p(e^-r), where e^|r| may be beyond the doubles */
    double less = log1p(exp(-fabs(r))), more = fabs(r) + less;
    return 0.5 * (p * (LN2 - (r > 0 ? less : more)) + q * (LN2 - (r > 0 ? more : less)));
  }
  double u = tanh(r / 2); /* (p - q)/(p + q); the rest is (p+q)/4 times an even function of u */
  return 0.25 * (p + q) * (u * r + log1p(-u * u));
}

static double kl(double p, double q, double r) {
  if (p == 0) return q;
  return fabs(r) <= 1 ? p * info_phi(-r) : p * r - p + q;
}

/* With b = a - 1:  p phi(b r) + b p phi(-r).  Below a = 1/2 the roles of p and q change, since
   otherwise the two parts would cancel as a tends to 0; b is then -a, which 1 - a would round. */
static double renyi(double a, double b, double p, double q, double r) {
  if (p == 0) return fabs(b) * q;
  if (q == 0 && b < 0) return a * p;
  if (fabs(r) <= 1 && fabs(b * r) <= 1) return fabs(p * (info_phi(b * r) + b * info_phi(-r)));
  if (fabs(b * r) <= 1) return fabs(p * expm1(b * r) - b * (p - q));
  return fabs(p * exp(b * r) - a * p + b * q);
}

double info_term(sp_measure_id measure, double alpha, double p, double q, double r) {
  int near = fabs(r) <= 1;
  if (p == 0 && q == 0) return 0;
  switch (measure) {
  case SP_MEASURE_kl:
    return kl(p, q, r);
  case SP_MEASURE_jensenShannon:
    return jensen_shannon(p, q, r);
  case SP_MEASURE_jeffreys:
    return near ? -p * expm1(-r) * r : (p - q) * r;
  case SP_MEASURE_totalVariation:
    return 0.5 * (near ? p * fabs(expm1(-r)) : fabs(p - q));
  case SP_MEASURE_hellinger:
  case SP_MEASURE_bhattacharyya: {
    double root = near ? sqrt(p) * expm1(-r / 2) : sqrt(p) - sqrt(q);
    return 0.5 * root * root;
  }
  case SP_MEASURE_chiSquare:
    if (near) return -p * expm1(-r) * expm1(r);
    if (q < 0x1p-1022 && (r > 0 || q == 0))
      return p * (exp(r) - 2) + q; /* too small to divide by */
    return (p - q) * (p / q - 1);
  case SP_MEASURE_renyi:
    return alpha < 0.5 ? renyi(1 - alpha, -alpha, q, p, -r) : renyi(alpha, alpha - 1, p, q, r);
  default:
    return NAN;
  }
}

/* Rounding can lift a sum over 1; that of raw masses may be more. */
static double held(double sum) { return sum > 1 && sum < 1 + 1e-14 ? 1 : sum; }

double info_finish(sp_measure_id measure, double alpha, double sum) {
  switch (measure) {
  case SP_MEASURE_totalVariation:
    return held(sum);
  case SP_MEASURE_hellinger:
    return sqrt(held(sum));
  case SP_MEASURE_bhattacharyya:
    return -log1p(-fmin(sum, 1));
  case SP_MEASURE_renyi:
    return alpha < 1 ? log1p(-fmin(sum, 1)) / (alpha - 1) : log1p(sum) / (alpha - 1);
  default:
    return sum;
  }
}
