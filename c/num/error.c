#include "num/error.h"

#include "num/error_tables.h"

#define ROOT_HALF_PI 1.2533141373155003 /* sqrt(pi/2) */

static const sp_dd BELL_HEIGHT = {0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56}; /* 1/sqrt(2 pi) */
static const sp_dd ROOT_2 = {0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54};

static double polynomial(const double* c, int degree, double t) {
  double sum = c[degree];
  for (int k = degree - 1; k >= 0; k--) sum = sum * t + c[k];
  return sum;
}

double sp_normal_scaled_sf(double z) {
  if (z < 8) {
    int i = (int)(2 * z);
    return polynomial(MILLS_ROWS[i], 13, z - (0.5 * i + 0.25));
  }
  return polynomial(FAR_ROW, 11, 1 / z / z - 0.0078125) / z * 0.3989422804014327;
}

/* exp(-z^2/2), z = hi + lo */
static sp_dd bell(sp_dd z) {
  sp_dd square = dd_product(z.hi, z.hi);
  square.lo += 2 * z.hi * z.lo;
  return sp_dd_exp((sp_dd){-0.5 * square.hi, -0.5 * square.lo});
}

static double central(double z) { return z * polynomial(CENTRAL_ROW, 11, z * z - 0.5); }

/* sf for z >= 1/2, at hi + lo: m'/m = z - 1/(sqrt(2 pi) m) carries the low part. */
static double upper_tail(sp_dd z) {
  if (!(z.hi < 39)) return isnan(z.hi) ? NAN : 0;
  double m = sp_normal_scaled_sf(z.hi);
  m += z.lo * (z.hi * m - 0.3989422804014327);
  sp_dd e = bell(z);
  return e.hi * m + e.lo * m;
}

double sp_normal_central(sp_dd z) {
  double size = fabs(z.hi);
  if (size <= 0.75) return central(z.hi) + z.lo * 0.3989422804014327 * exp(-0.5 * z.hi * z.hi);
  return copysign(0.5 - upper_tail(z.hi < 0 ? dd_neg(z) : z), z.hi);
}

double sp_normal_sf(sp_dd z) {
  if (z.hi > 0.5) return upper_tail(z);
  if (z.hi < -0.5) return 1 - upper_tail(dd_neg(z));
  return 0.5 - sp_normal_central(z);
}

double sp_normal_cdf(sp_dd z) { return sp_normal_sf(dd_neg(z)); }

double sp_log_normal_cdf(double z) {
  if (z > -1) {
    if (z >= 0) return log1p(-sp_normal_sf(dd(z)));
    return log(sp_normal_cdf(dd(z)));
  }
  if (isnan(z)) return z;
  if (z < -1e155) return z == -INFINITY ? z : -0.5 * z * z;
  sp_dd log_scaled = sp_dd_log(dd(sp_normal_scaled_sf(-z)));
  return dd_round(dd_add(log_scaled, dd_scale(dd_product(z, z), -0.5)));
}

/* The functions of x = z/sqrt(2).  Beyond 1e300 only the sign matters. */
static sp_dd times_root_2(double x) {
  if (fabs(x) > 1e300) return dd(x);
  return dd_mul1(ROOT_2, x);
}

double sp_erf(double x) {
  if (fabs(x) < 1e-160) return x * 1.1283791670955126;
  return 2 * sp_normal_central(times_root_2(x));
}

double sp_erfc(double x) {
  sp_dd z = times_root_2(x);
  if (!(z.hi > 0.5)) return 2 * sp_normal_sf(z);
  if (!(x < 28)) return isnan(x) ? x : 0;
  sp_dd square = dd_product(x, x), e = sp_dd_exp(dd_neg(square));
  double m = 2 * sp_normal_scaled_sf(z.hi); /* its slope times z.lo is below rounding */
  return e.hi * m + e.lo * m;
}

double sp_erfcx(double x) {
  if (!(x < 0))
    return x < 1e300 ? 2 * sp_normal_scaled_sf(times_root_2(x).hi) : 0.5641895835477563 / x;
  if (x < -27) return INFINITY;
  sp_dd e = sp_dd_exp(dd_product(x, x));
  double m = 2 * sp_normal_scaled_sf(times_root_2(-x).hi);
  return 2 * e.hi - (m - 2 * e.lo); /* exp(x^2) (2 - erfc(-x)) */
}

/* ---- inverses ---- */

/* One Halley step on log sf towards sf = u/divisor, whose second derivative is -h (h - z), h =
   density/sf, from a guess that is good to 3e-5: the step's own relative error, about 1e-9, is what
   z + step suffers. */
static sp_dd tail_step(double z, double u, double divisor) {
  double m = sp_normal_scaled_sf(z), h = 0.3989422804014327 / m, excess;
  if (z < 36) {
    double sf = upper_tail(dd(z));
    excess = log1p((sf - u / divisor) / (u / divisor));
  } else { /* sf or u may be subnormal */
    sp_dd parts = dd_add(sp_dd_log(dd(m)), dd_scale(dd_product(z, z), -0.5));
    excess = dd_round(dd_sub(parts, sp_dd_log(dd(u)))) + log(divisor);
  }
  double step = excess / h;
  return dd_fast_sum(z, step / (1 + 0.5 * (h - z) * step));
}

sp_dd sp_normal_central_inverse(double c) {
  if (c < 1e-100) return dd_scale(dd(c * ROOT_HALF_PI), 2);
  double z = c * polynomial(GUESS_MIDDLE, 9, c * c - 0.1);
  double density = 0.3989422804014327 * exp(-0.5 * z * z);
  double step = (c - central(z)) / density; /* z < 0.68 */
  return dd_fast_sum(z, step / (1 - 0.5 * z * step));
}

sp_dd sp_normal_isf(double u) {
  if (u > 0.5) return dd_neg(u < 0.75 ? sp_normal_central_inverse(u - 0.5) : sp_normal_isf(1 - u));
  if (u >= 0.25) return sp_normal_central_inverse(0.5 - u);
  double r = sqrt(-2 * log(u)), s = 1 / r, z;
  if (s > 0.425)
    z = (0.5 - u) * polynomial(GUESS_MIDDLE, 9, (0.5 - u) * (0.5 - u) - 0.1);
  else
    z = r - (s < 0.175 ? polynomial(GUESS_FAR, 8, s - 0.1) : polynomial(GUESS_NEAR, 8, s - 0.3));
  return tail_step(z, u, 1);
}

/* One Newton step on P(0 < Z <= z) = density sum z^(2k+1)/(2k+1)!!, whose terms are positive; what
   exp leaves, 2^-70, is below 1e-17 of the density within 4.4. */
sp_dd sp_normal_isf_fine(double u) {
  sp_dd z = sp_normal_isf(u), square = dd_mul(z, z), term = z, sum = z;
  if (fabs(z.hi) > 4.4) return z;
  for (double k = 3; fabs(term.hi) > 1e-26 * fabs(sum.hi); k += 2) {
    term = dd_div(dd_mul(term, square), dd(k));
    sum = dd_add(sum, term);
  }
  sp_dd density = dd_mul(bell(z), BELL_HEIGHT);
  sp_dd gap = dd_sub(dd_sum(0.5, -u), dd_mul(density, sum));
  return dd_add1(z, dd_round(gap) / density.hi);
}

sp_dd sp_normal_isf_halved(double u) {
  if (u > 1e-290) return sp_normal_isf(u / 2);
  return tail_step(tail_step(sp_normal_isf(u).hi, u, 2).hi, u, 2);
}
