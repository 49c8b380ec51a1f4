/* hypergeometric(population N, successes K, draws n): successes among n drawn without replacement.
   The four cells of the table that x makes, and what they are expected to be:
     x              K n/N          |  K - x            K (N-n)/N
     n - x          (N-K) n/N      |  N - K - n + x    (N-K) (N-n)/N */
#include "dist/discrete.h"
#include "dist/edges.h"
#include "dist/form.h"
#include "num/gamma.h"
#include "num/log.h"
#include "num/tail.h"

extern const sp_family sp_family_hypergeometric;

static void support(const double* theta, size_t count, double* lo, double* hi) {
  (void)count;
  *lo = fmax(0, theta[2] - (theta[0] - theta[1])), *hi = fmin(theta[1], theta[2]);
}

typedef struct table {
  double cell[4]; /* x, N-K-n+x, K-x, n-x: the first two fall with x */
  double row[4];  /* K, N-K, n, N-n: their margins */
  double all;     /* N */
} table;

static table table_of(const double* theta, double x) {
  double N = theta[0], K = theta[1], n = theta[2];
  return (table){{x, (N - K) - (n - x), K - x, n - x}, {K, N - K, n, N - n}, N};
}

/* Three binomials' saddle-point forms: the peaks of the cells over those of the margins, times the
   peak of N, less the four deviances. */
static sp_dd table_log_mass(const table* t) {
  static const int margins[4][2] = {{0, 2}, {1, 3}, {0, 3}, {1, 2}};
  if (t->all == 0) return dd(0);
  sp_dd sum = sp_log_peak_dd(dd(t->all));
  for (int i = 0; i < 4; i++) {
    sp_dd product = dd_product(t->row[margins[i][0]], t->row[margins[i][1]]);
    sp_dd deviance = sp_deviance_dd(dd(t->cell[i]), dd_div(product, dd(t->all)));
    if (isinf(deviance.hi)) return dd(-INFINITY);
    sum = dd_add(sum, dd_sub(sp_log_peak_dd(dd(t->cell[i])), sp_log_peak_dd(dd(t->row[i]))));
    sum = dd_sub(sum, deviance);
  }
  return sum;
}

static sp_dd log_density_dd(const double* theta, size_t count, double x) {
  double lo, hi;
  if (isnan(x)) return dd(NAN);
  support(theta, count, &lo, &hi);
  if (x < lo || x > hi || !sp_is_integer(x)) return dd(-INFINITY);
  table t = table_of(theta, x);
  sp_dd log_mass = table_log_mass(&t);
  return isinf(log_mass.hi) ? dd(-INFINITY) : log_mass;
}
SP_DENSITY_FACES()

static int form(const double* theta, size_t count, sp_form* f) {
  (void)count;
  double lo, hi;
  table margins = table_of(theta, 0);
  if (!(margins.all <= SP_FORM_SHAPE)) return 0;
  support(theta, count, &lo, &hi);
  f->from = lo, f->to = hi, f->constant = dd_neg(sp_form_log_gamma(dd(margins.all + 1)));
  for (int i = 0; i < 4; i++) {
    f->constant = dd_add(f->constant, sp_form_log_gamma(dd(margins.row[i] + 1)));
    sp_form_add_gamma(f, -1, margins.cell[i] + 1, i < 2 ? 1 : -1);
  }
  return 1;
}

/* ---- tails ------------------------------------------------------------------------------------

   P(X <= x) = f(x) sum of phi(j), phi(s) = f(x - s)/f(x), term by term where the terms fall fast.
   Where they do not, by Euler and Maclaurin: the integral of phi over s > 0, phi being made of
   gamma functions, and corrections by its derivatives at 0. */
typedef struct slope {
  const table* t;
  double first; /* (log phi)'(0) <= 0 or nearly so */
} slope;

static double phi(double s, const void* context) {
  const slope* c = context;
  const double* cell = c->t->cell;
  double log_phi = c->first * s;
  for (int i = 0; i < 4; i++) log_phi -= sp_lgamma_bregman(cell[i] + 1, i < 2 ? -s : s);
  return exp(log_phi);
}

/* (log phi)'(0) = psi(x+1) + psi(N-K-n+x+1) - psi(K-x+1) - psi(n-x+1), whose logarithms cancel */
static double first_slope(const table* t) {
  const double* c = t->cell;
  sp_dd excess = dd_sub(dd_product(c[0], t->all), dd_product(t->row[0], t->row[2]));
  double sum = log1p(dd_round(excess) / c[2] / c[3]);
  for (int i = 0; i < 4; i++) {
    double rest = 0.5 / c[i] - sp_stirling_slope(c[i]);
    sum += i < 2 ? rest : -rest;
  }
  return sum;
}

static double euler_maclaurin(const table* t) {
  double l1 = first_slope(t), l2 = 0, l3 = 0, curvature = 0, end;
  for (int i = 0; i < 4; i++) {
    double c = t->cell[i], third = -1 / ((c + 0.5) * (c + 0.5));
    l2 -= sp_trigamma(c + 1), l3 += i < 2 ? third : -third;
  }
  curvature = 1 / (t->cell[0] + 1) + 1 / (t->cell[1] + 1);
  end = fmin(sp_tail_end(-l1, curvature), fmin(t->cell[0], t->cell[1]));
  for (int i = 0; i < 6; i++) {
    double more = 1 / (t->cell[2] + 1 + end) + 1 / (t->cell[3] + 1 + end);
    end = fmin(end, sp_tail_end(-l1, curvature + more));
  }
  slope context = {t, l1};
  double d1 = l1, d3 = l1 * l1 * l1 + 3 * l1 * l2 + l3, a = l1 * l1;
  double d5 = l1 * (a * a + 10 * a * l2 + 15 * l2 * l2 + 10 * l1 * l3) + 10 * l2 * l3;
  double d7 = l1 * (a * a * a + 21 * a * a * l2 + 105 * a * l2 * l2 + 105 * l2 * l2 * l2);
  return sp_gauss_32(phi, &context, end) + 0.5 - d1 / 12 + d3 / 720 - d5 / 30240 + d7 / 1209600;
}

/* P(X <= x) for x up to about the mean */
static double lower_tail(const double* theta, double x) {
  table t = table_of(theta, x);
  double a = t.cell[0], b = t.cell[1], c = t.cell[2], d = t.cell[3];
  double factor = sp_exp_dd(table_log_mass(&t)), ratio = a / (c + 1) * (b / (d + 1));
  if (factor == 0) return 0;
  if (ratio > 0.9 && fmin(fmin(a, b), fmin(c, d)) > 1600) return factor * euler_maclaurin(&t);
  double sum = 1, term = 1;
  for (; a > 0 && b > 0 && term > 1e-17 * sum; a--, b--) sum += term *= a / ++c * (b / ++d);
  return factor * sum;
}

/* The table with the second margin's columns exchanged counts the failures among the draws. */
static double upper_tail(const double* theta, double x) { /* P(X >= x) */
  const double failures[3] = {theta[0], theta[0] - theta[1], theta[2]};
  return lower_tail(failures, theta[2] - x);
}

static double mean(const double* theta, size_t count) {
  return (void)count, theta[0] > 0 ? theta[2] * (theta[1] / theta[0]) : 0;
}

static double variance(const double* theta, size_t count) {
  (void)count;
  double N = theta[0], K = theta[1], n = theta[2];
  return N > 1 ? n * (K / N) * ((N - K) / N) * ((N - n) / (N - 1)) : 0;
}

static double cdf(const double* theta, size_t count, double x) {
  double lo, hi;
  if (isnan(x)) return NAN;
  support(theta, count, &lo, &hi);
  if (x < lo || x >= hi) return x >= hi;
  x = floor(x);
  return x < mean(theta, count) ? lower_tail(theta, x) : 1 - upper_tail(theta, x + 1);
}

static double sf(const double* theta, size_t count, double x) {
  double lo, hi;
  if (isnan(x)) return NAN;
  support(theta, count, &lo, &hi);
  if (x < lo || x >= hi) return x < lo;
  x = floor(x);
  /* between x and x + 1 either tail may be the small one */
  return x + 1 > mean(theta, count) ? upper_tail(theta, x + 1) : 1 - lower_tail(theta, x);
}

static double quantile(const double* theta, size_t count, double u) {
  return sp_discrete_quantile(&sp_family_hypergeometric, theta, count, u);
}
static double isf(const double* theta, size_t count, double u) {
  return sp_discrete_isf(&sp_family_hypergeometric, theta, count, u);
}
static double entropy(const double* theta, size_t count) {
  double stride = sp_bell_stride(variance(theta, count));
  return sp_discrete_entropy(&sp_family_hypergeometric, theta, count, stride);
}
/* Ratio of uniforms under a table mountain (E. Stadlober, "The ratio of uniforms approach for
   generating discrete random variates", 1990); narrow ones by inversion. */
static double sample(const double* theta, size_t count, sp_rng* rng) {
  double v = variance(theta, count), center = mean(theta, count) + 0.5;
  if (v < 25) return quantile(theta, count, sp_rng_uniform(rng));
  double width = 1.7155277699214135 * sqrt(v + 0.5) + 0.8989161620588988;
  double mode = floor((theta[2] + 1) * ((theta[1] + 1) / (theta[0] + 2)));
  double log_mode = log_density(theta, count, mode);
  for (;;) {
    double u = sp_rng_uniform(rng), w = center + width * (sp_rng_uniform(rng) - 0.5) / u;
    double x = floor(w);
    if (2 * log(u) <= log_density(theta, count, x) - log_mode) return x;
  }
}

const sp_family sp_family_hypergeometric = {
    .name = "hypergeometric",
    .kind = SP_DISCRETE,
    .param_count = 3,
    .support = support,
    .log_density = log_density,
    .log_density_dd = log_density_dd,
    .density = density,
    .form = form,
    .cdf = cdf,
    .sf = sf,
    .quantile = quantile,
    .isf = isf,
    .mean = mean,
    .variance = variance,
    .entropy = entropy,
    .sample = sample,
};
