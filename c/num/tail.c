#include "num/tail.h"

#include <math.h>

#include "num/log.h"

/* Gauss-Legendre on (0, 1), 32 points: {t, weight}, and 1 - t with the same weight. */
static const double POINTS[16][2] = {
    {0.001368069075259218228, 0.0035093050047350483},
    {0.0071942442273658323, 0.008137197365452835303},
    {0.01761887220624678461, 0.01269603265463102973},
    {0.03254696203113015541, 0.01713693145651071655},
    {0.05183942211697393802, 0.02141794901111334033},
    {0.07531619313371501493, 0.0254990296311880881},
    {0.1027581020160287965, 0.02934204673926777357},
    {0.1339089406298551598, 0.03291111138818092342},
    {0.1684778665348923995, 0.03617289705442425311},
    {0.2061421213796188355, 0.03909694789353515324},
    {0.246550045533885305, 0.04165596211347337761},
    {0.2893243619346823273, 0.04382604650220190557},
    {0.3340656988589361751, 0.04558693934788194236},
    {0.3803563188739314627, 0.04692219954040228282},
    {0.4277640192086017533, 0.04781936003963742971},
    {0.4758461671561308419, 0.04827004425736390028},
};

#define NEGLIGIBLE 39.0 /* exp of minus this is 1e-17 */

double sp_gauss_32(double (*f)(double s, const void* context), const void* context, double end) {
  double sum = 0;
  for (int i = 0; i < 16; i++) {
    double near = end * POINTS[i][0], far = end * (1 - POINTS[i][0]);
    sum += POINTS[i][1] * (f(near, context) + f(far, context));
  }
  return end * sum;
}

double sp_tail_end(double slope, double curvature) {
  return 2 * NEGLIGIBLE / (slope + sqrt(slope * slope + 2 * curvature * NEGLIGIBLE));
}

typedef struct exponent {
  double slope, p, q, r;
} exponent;

static double integrand(double s, const void* context) {
  const exponent* e = context;
  double f = -e->slope * s;
  if (e->p > 0) f += e->p * sp_log1pmx(-s);
  if (e->q > 0) f += e->q * sp_log1pmx(e->r * s);
  return exp(f);
}

/* log(1-s) + s <= -s^2/2 and log(1+u) - u <= -u^2/(2+2u) bound the exponent by a quadratic, whose
   end for the previous bound makes the next. */
double sp_tail_integral(double slope, double p, double q, double r, double limit) {
  exponent e = {slope, p, q, r};
  double end = limit;
  if (slope > 0) end = fmin(end, NEGLIGIBLE / slope);
  for (int i = 0; i < 8; i++) {
    double next = sp_tail_end(slope, p + q * r * (r / (1 + r * end)));
    if (!(next < 0.98 * end)) break;
    end = next;
  }
  return sp_gauss_32(integrand, &e, end);
}
