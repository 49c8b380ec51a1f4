/* von Mises(mu, kappa) on |x - mu| <= pi: density exp(kappa cos d)/(2 pi I0(kappa)), d = x - mu.
   The cdf is measured from mu - pi; the variance is that of x on this interval (the circular one is
   1 - I1/I0).

   The exponent is kappa (cos d - 1) = -2 kappa sin^2(d/2), with sin^2 in double-double, against
   log(exp(-kappa) I0): any kappa to 1e300.  Log-density mixed error 5e-16.  Tails by Gauss-Legendre
   panels over  exp(-2 kappa sin(w/2) sin(d + w/2)), w the way beyond d: positive, the density at d
   taken out, so that both tails are relative: cdf, sf 3e-15; quantile, isf 3e-15 of x - mu. */
#include "base/angle.h"
#include "dist/dist.h"
#include "dist/edges.h"
#include "num/bessel.h"
#include "num/error.h"

#define PI    3.141592653589793
#define PI_LO 1.2246467991473532e-16

static const sp_dd THIRD = {0x1.5555555555555p-2, 0x1.5555555555555p-56};
static const sp_dd LOG_2PI = {0x1.d67f1c864beb5p+0, -0x1.65b5a1b7ff5dfp-54};

/* Gauss-Legendre on 0 ... 1 */
#define NODES 20
static const double NODE[NODES] = {
    0x1.c252f9c718fd2p-9, 0x1.2724584289613p-6, 0x1.677cdf4601373p-5, 0x1.497d0a840a463p-4,
    0x1.03c191972b564p-3, 0x1.74ae580b1de4ap-3, 0x1.f4df47d810013p-3, 0x1.40a998754d69ep-2,
    0x1.8b5fa725b5d10p-2, 0x1.d8d1840ce8f2ap-2, 0x1.13973df98b86bp-1, 0x1.3a502c6d25178p-1,
    0x1.5fab33c5594b1p-1, 0x1.82c82e09fbffbp-1, 0x1.a2d469fd3886ep-1, 0x1.bf0f9b9a352a7p-1,
    0x1.d6d05eaf7eb74p-1, 0x1.e988320b9fec9p-1, 0x1.f6c6dd3debb4fp-1, 0x1.fe3dad0638e70p-1};
static const double WEIGHT[NODES / 2] = {
    0x1.209680274e8afp-7, 0x1.4c9b5ea53b67fp-6, 0x1.00b467df7e475p-5, 0x1.5519fe196e24ap-5,
    0x1.a1817a317a821p-5, 0x1.e41ff31573b48p-5, 0x1.0db2c5db26dffp-4, 0x1.230348f34a535p-4,
    0x1.31819b52c5992p-4, 0x1.38d6c490a3370p-4};

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = theta[0] - PI, *hi = theta[0] + PI;
}

/* Between the ends, of which none need be a double: those nearest to them belong to it, too. */
static int is_inside(const double* theta, double x) {
  if (x >= theta[0] - PI && x <= theta[0] + PI) return 1;
  sp_dd d = dd_sum(x, -theta[0]);
  return PI - fabs(d.hi) + (PI_LO - copysign(d.lo, d.lo * d.hi)) > 0;
}

/* sin^2 h for |h| <= 1.6: h^2 - h^4/3 and small corrections; larger h by doubling the angle twice.
 */
static sp_dd sine_squared(sp_dd h) {
  int is_small = fabs(h.hi) < 0.25;
  if (!is_small) h = dd_scale(h, 0.25);
  sp_dd square = dd_mul(h, h);
  double q = square.hi;
  double rest = 2.0 / 45 -
                q * (1.0 / 315 -
                     q * (2.0 / 14175 - q * (2.0 / 467775 - q * (4.0 / 42567525 - q / 638512875))));
  sp_dd s = dd_sub(square, dd_mul(dd_mul(square, square), THIRD));
  s = dd_add1(s, q * q * q * rest);
  for (int i = 0; i < 2 && !is_small; i++) s = dd_scale(dd_mul(s, dd_add1(dd_neg(s), 1)), 4);
  return s;
}

/* 2 kappa sin^2(d/2) */
static sp_dd exponent(double kappa, sp_dd d) {
  return dd_scale(dd_mul1(sine_squared(dd_scale(d, 0.5)), kappa), 2);
}

/* -log density at d = 0 */
static sp_dd least(const double* theta) {
  return dd_add(LOG_2PI, sp_log_bessel_i0_scaled(theta[1]));
}

static sp_dd below(const double* theta, sp_dd least, double x) {
  if (!is_inside(theta, x)) return edge_log_density(x);
  return dd_neg(dd_add(least, exponent(theta[1], dd_sum(x, -theta[0]))));
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  return (void)count, below(theta, least(theta), x);
}
SP_DENSITY_FACES()

/* The constant, a series, once for all points. */
static void parts(const double* theta, size_t count, const double* x, size_t n, double* hi,
                  double* lo) {
  sp_dd constant = least(theta);
  (void)count;
  for (size_t i = 0; i < n; i++) {
    sp_dd l = below(theta, constant, x[i]);
    hi[i] = l.hi, lo[i] = l.lo;
  }
}

/* The integral over w in from ... to of exp(-2 kappa sin(w/2) sin(d + w/2)) w^power */
static double panel(double kappa, double d, double from, double to, int power) {
  double sum = 0, width = to - from;
  for (int i = 0; i < NODES; i++) {
    double w = from + width * NODE[i];
    double f = exp(-2 * (kappa * (sp_sin(0.5 * w) * sp_sin(d + 0.5 * w))));
    sum += WEIGHT[i < NODES / 2 ? i : NODES - 1 - i] * (power ? f * w * w : f);
  }
  return sum * width;
}

/* The same from 0 to `room` (at most pi - d), as far as the integrand is over e^-45. */
static double beyond(double kappa, double d, double room, int power) {
  double a = sp_sin(0.5 * d) * sp_sin(0.5 * d), step = 22.5 / kappa, b = a + step, end = room;
  if (b < 1) {
    double s = step / (sqrt(b * (1 - a)) + sqrt(a * (1 - b)));
    end = fmin(room, s < 1 ? 2 * asin(s) : PI);
  }
  int panels = kappa * sp_sin(0.5 * end) * sp_sin(d + 0.5 * end) < 3 ? 1 : 4;
  double sum = 0;
  for (int i = panels - 1; i >= 0; i--)
    sum += panel(kappa, d, end * i / panels, end * (i + 1) / panels, power);
  return sum;
}

/* exp(-kappa I0-scaled)/(2 pi): the density's peak */
static double peak(double kappa) { return 0.15915494309189535 / sp_bessel_i0_scaled(kappa); }

/* P(x - mu > d), 0 <= d <= pi */
static double tail(double kappa, sp_dd d) {
  double room = (PI - d.hi) + (PI_LO - d.lo);
  if (!(room > 0)) return 0;
  double density = peak(kappa) * sp_dd_exp(dd_neg(exponent(kappa, d))).hi;
  return density * beyond(kappa, d.hi, room, 0);
}

/* P(0 < x - mu <= d), for d up to the quartile or so */
static double central(double kappa, sp_dd d) {
  double edge = sp_dd_exp(dd_neg(exponent(kappa, d))).hi;
  return peak(kappa) * (panel(kappa, 0, 0, d.hi, 0) + edge * d.lo);
}

static int is_central(double kappa, double d) {
  return d < 1 && kappa * sp_sin(0.5 * d) * sp_sin(0.5 * d) < 0.12;
}

static double lower(double kappa, sp_dd d) {
  sp_dd size = d.hi < 0 ? dd_neg(d) : d;
  if (is_central(kappa, size.hi)) return 0.5 + copysign(central(kappa, size), d.hi);
  return d.hi < 0 ? tail(kappa, size) : 1 - tail(kappa, size);
}

static double cdf(const double* theta, size_t count, double x) {
  (void)count;
  if (!is_inside(theta, x)) return isnan(x) ? x : x > theta[0];
  return lower(theta[1], dd_sum(x, -theta[0]));
}

static double sf(const double* theta, size_t count, double x) {
  (void)count;
  if (!is_inside(theta, x)) return isnan(x) ? x : x < theta[0];
  return lower(theta[1], dd_sum(theta[0], -x));
}

/* d >= 0 with tail(d) = u <= 1/2: bracketed Newton steps, on the logarithm in the tail. */
static sp_dd distance(double kappa, double u) {
  double lo = 0, hi = PI, guess = PI - 2 * PI * u;
  if (kappa > 1) {
    double s = 0.5 * sp_normal_isf(u).hi / sqrt(kappa);
    if (s < 0.95) guess = 2 * asin(s);
  }
  double top = peak(kappa), d = guess, aim;
  for (int i = 0; i < 100; i++) {
    double below = exponent(kappa, dd(d)).hi, step, excess;
    if (is_central(kappa, d)) { /* 1/2 - u is exact here */
      aim = 0.5 - u;
      excess = aim - central(kappa, dd(d));
      step = excess / (top * exp(-below));
    } else { /* the logarithm of tail/u, both of which may be subnormal */
      double integral = beyond(kappa, d, (PI - d) + PI_LO, 0);
      aim = 1;
      excess = (log(top * integral) - log(u)) - below;
      step = integral * excess;
      if (!(d + step < hi)) step = integral * -expm1(-excess);
    }
    if (excess > 0)
      lo = d;
    else
      hi = d;
    double next = d + step;
    if (!(next >= lo && next <= hi)) next = 0.5 * (lo + hi);
    if (next == d || fabs(excess) < 1e-8 * aim) /* the error is squared */
      return dd_fast_sum(d, next == d + step ? step : next - d);
    d = next;
  }
  return dd(d);
}

/* mu + side d */
static double beside(const double* theta, double side, double u) {
  sp_dd d = dd_scale(distance(theta[1], u), side);
  return dd_round(dd_add1(d, theta[0]));
}

static double quantile(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_quantile(u, theta[0] - PI, theta[0] + PI);
  if (u == 0.5) return theta[0];
  return u < 0.5 ? beside(theta, -1, u) : beside(theta, 1, 1 - u);
}

static double isf(const double* theta, size_t count, double u) {
  (void)count;
  if (!is_inside_unit(u)) return edge_isf(u, theta[0] - PI, theta[0] + PI);
  if (u == 0.5) return theta[0];
  return u < 0.5 ? beside(theta, 1, u) : beside(theta, -1, 1 - u);
}

static double mean(const double* theta, size_t count) { return (void)count, theta[0]; }

static double variance(const double* theta, size_t count) {
  (void)count;
  if (theta[1] > 1e9) return (1 + 0.5 / theta[1]) / theta[1];
  return 2 * peak(theta[1]) * beyond(theta[1], 0, PI, 1);
}

/* log(2 pi I0) - kappa I1/I0 = log(2 pi exp(-kappa) I0) + kappa (1 - I1/I0) */
static double entropy(const double* theta, size_t count) {
  double kappa = theta[1];
  (void)count;
  if (kappa < 2)
    return dd_round(LOG_2PI) + (sp_log_bessel_i0(kappa) - kappa * sp_bessel_ratio(kappa));
  double rest = kappa * sp_bessel_ratio_complement(kappa);
  sp_dd sum = dd_add(LOG_2PI, sp_log_bessel_i0_scaled(kappa));
  return dd_round(dd_add1(sum, rest));
}

/* By rejection: sin^2(d/2) >= (d/pi)^2, so that a normal (a uniform, for small kappa) lies above.
 */
static double sample(const double* theta, size_t count, sp_rng* rng) {
  double kappa = theta[1], d, spare;
  (void)count;
  do {
    if (kappa < 1)
      d = PI * (2 * sp_rng_uniform(rng) - 1), spare = 0;
    else {
      d = PI / 2 * sp_rng_normal(rng) / sqrt(kappa);
      spare = 2 * (kappa * d * d) / (PI * PI);
    }
  } while (fabs(d) > PI ||
           !(sp_rng_uniform(rng) < exp(spare - 2 * kappa * sp_sin(0.5 * d) * sp_sin(0.5 * d))));
  return theta[0] + d;
}

const sp_family sp_family_vonMises = {
    .name = "vonMises",
    .kind = SP_CONTINUOUS,
    .param_count = 2,
    .support = support,
    .log_density = log_density,
    .log_density_dd = log_density_dd,
    .density = density,
    .parts = parts,
    .cdf = cdf,
    .sf = sf,
    .quantile = quantile,
    .isf = isf,
    .mean = mean,
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
