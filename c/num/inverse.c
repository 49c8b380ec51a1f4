#include "num/inverse.h"

#include "num/error.h"
#include "num/incomplete.h"
#include "num/log.h"

/* Both functions are solved for z = log x or z = log x/y.  In these coordinates the densities are
   log-concave, hence so are both tails, and Newton's iteration on the logarithm of a tail
   converges from anywhere but for overlong first steps. */
typedef struct problem {
  double a, b; /* b = 0: gamma */
  int upper;
  double target;
} problem;

typedef struct point {
  sp_dd x, y;
} point;

static point point_at(const problem* p, double z) {
  if (p->b == 0) return (point){dd(exp(z)), dd(0)};
  double e = exp(-fabs(z)), least = e / (1 + e);
  sp_dd other = dd_sum(1, -least);
  return z < 0 ? (point){dd(least), other} : (point){other, dd(least)};
}

typedef struct residual {
  double value; /* log(target / tail) */
  double slope; /* d log tail / dz */
} residual;

static sp_tails tails_at(const problem* p, point at, int magnified, double* front) {
  if (p->b == 0) {
    *front = sp_gamma_front(p->a, at.x, magnified);
    return (magnified ? sp_incomplete_gamma_magnified : sp_incomplete_gamma)(p->a, at.x);
  }
  *front = sp_beta_front(p->a, p->b, at.x, at.y, magnified);
  return (magnified ? sp_incomplete_beta_magnified : sp_incomplete_beta)(p->a, p->b, at.x, at.y);
}

/* A target that is subnormal, or nearly, is met in a larger unit. */
static residual residual_at(const problem* p, point at) {
  double front, target = p->target;
  sp_tails tails = tails_at(p, at, 0, &front);
  if (target < 1e-290 && (p->upper ? tails.upper : tails.lower) < 1e-200)
    tails = tails_at(p, at, 1, &front), target *= SP_MAGNIFIED;
  double tail = p->upper ? tails.upper : tails.lower, miss = (target - tail) / tail;
  double value = fabs(miss) < 0.5 ? log1p(miss) : log(target) - log(tail);
  return (residual){value, (p->upper ? -front : front) / tail};
}

static double solve(const problem* p, double z) {
  double lo = -INFINITY, hi = INFINITY, longest = 1;
  for (int i = 0; i < 200; i++) {
    residual r = residual_at(p, point_at(p, z));
    int rightward = p->upper ? r.value < 0 : r.value > 0;
    if (rightward)
      lo = z;
    else
      hi = z;
    double step = r.value / r.slope;
    if (fabs(r.value) < 1e-6) return z + step;
    if (!(fabs(step) <= longest)) step = rightward ? longest : -longest, longest *= 2;
    double next = z + step;
    if (next == z) break; /* z has no more digits; the caller's last step is in x, which has */
    if (!(next > lo && next < hi)) next = lo + (hi - lo) / 2;
    if (next == z || isinf(next)) break;
    z = next;
  }
  return z;
}

/* The smaller tail for a given one: u and 1 - u are both exact above 1/2. */
static problem problem_of(double a, double b, double u, int upper) {
  return u <= 0.5 ? (problem){a, b, upper, u} : (problem){a, b, !upper, 1 - u};
}

static sp_dd log_lower(double u, int upper) { return sp_log_dd(upper ? dd_sum(1, -u) : dd(u)); }

/* The root z = log x of  a log x + constant + log(1 + a rest(x)) = log_u, x <= end. */
static sp_dd small_root(double a, double b, double end, sp_dd log_u) {
  sp_dd constant = b > 0 ? sp_beta_small(a, b, 0).constant : sp_gamma_small(a, 0).constant;
  sp_dd start = dd_div(dd_sub(log_u, constant), dd(a)), z = start;
  if (!(start.hi > -0x1p1000)) return dd(-INFINITY); /* x = 0, by far */
  double most = log(end) + 0.05; /* which of two ranges it is in is only known to rounding */
  if (!(z.hi < most)) z = dd(most);
  for (int i = 0; i < 60; i++) {
    double x = sp_exp_dd(z);
    if (x * (1 + b) < 1e-18 && z.hi <= start.hi) return z; /* the rest is below */
    double rest = b > 0 ? sp_beta_small(a, b, x).rest : sp_gamma_small(a, x).rest;
    double gap = dd_round(dd_add1(dd_sub(start, z), -log1p(a * rest) / a));
    double step = gap * (1 + a * rest) / (b > 0 ? exp((b - 1) * log1p(-x)) : exp(-x));
    z = dd_add1(z, step);
    if (!(fabs(step) > 1e-15 * fmax(1e-3, fabs(z.hi)))) break;
    if (z.hi > most) z = dd(most);
  }
  return z;
}

static double initial_normal(double u, int upper) {
  double z = sp_normal_isf(u).hi;
  return upper ? z : -z;
}

sp_dd sp_inverse_gamma_log(double a, double u, int upper) {
  const double small = 0.5;
  /* beyond a = 1 it takes a u that is nearly subnormal for an x that may be */
  if (!(a < 1 || (a < 2 && !upper && u < 1e-280))) return dd(NAN);
  sp_tails at = sp_incomplete_gamma(a, dd(small));
  int is_below = upper ? u >= at.upper : u <= at.lower;
  return is_below ? small_root(a, 0, small, log_lower(u, upper)) : dd(NAN);
}

double sp_inverse_gamma(double a, double u, int upper) {
  if (a > 0x1p60) { /* Cornish and Fisher: the next term is below 2^-75 of the result */
    double w = initial_normal(u, upper);
    return a + (w * sqrt(a) + (w * w - 1) / 3);
  }
  sp_dd small = sp_inverse_gamma_log(a, u, upper);
  if (!isnan(small.hi)) return sp_exp_dd(small);
  problem p = problem_of(a, 0, u, upper);
  double w = initial_normal(u, upper), root = 1 - 1 / (9 * a) + w / (3 * sqrt(a));
  double z = root > 0.2 ? log(a) + 3 * log(root) : log(a) - 1; /* Wilson and Hilferty */
  double x = exp(solve(&p, z));
  if (!(x > 0) || isinf(x)) return x;
  residual r = residual_at(&p, (point){dd(x), dd(0)});
  return x + x * (r.value / r.slope);
}

double sp_inverse_beta_log_end(double b) { return fmin(0.5, 1 / (b + 1)); }

sp_dd sp_inverse_beta_log(double a, double b, sp_dd log_u) {
  return small_root(a, b, sp_inverse_beta_log_end(b), log_u);
}

/* Whether the answer lies where sp_inverse_beta_log can find it. */
static int is_small(double a, double b, double u, int upper) {
  if (a >= 1) return 0;
  double end = sp_inverse_beta_log_end(b);
  sp_tails at = sp_incomplete_beta(a, b, dd(end), dd_sum(1, -end));
  return upper ? u >= at.upper : u <= at.lower;
}

#define FAR_APART 0x1p120

sp_unit_point sp_inverse_beta(double a, double b, double u, int upper) {
  if (a > 0x1p100 && b > 0x1p100) { /* log x/y is normal but for terms below 2^-85 */
    double odds = a / b * (1 + initial_normal(u, upper) * sqrt(1 / a + 1 / b));
    return (sp_unit_point){1 / (1 + 1 / odds), 1 / (1 + odds)};
  }
  if (a > FAR_APART && a / FAR_APART > b) { /* y a is gamma(b, 1) but for O(b/a) */
    double y = sp_inverse_gamma(b, u, !upper) / a;
    return (sp_unit_point){1 - y, y};
  }
  if (b > FAR_APART && b / FAR_APART > a) {
    double x = sp_inverse_gamma(a, u, upper) / b;
    return (sp_unit_point){x, 1 - x};
  }
  if (is_small(a, b, u, upper)) {
    double x = sp_exp_dd(sp_inverse_beta_log(a, b, log_lower(u, upper)));
    return (sp_unit_point){x, 1 - x};
  }
  if ((a < 1 && b < 1) || is_small(b, a, u, !upper)) {
    double y = sp_exp_dd(sp_inverse_beta_log(b, a, log_lower(u, !upper)));
    return (sp_unit_point){1 - y, y};
  }
  problem p = problem_of(a, b, u, upper);
  double z = log(a / b) + initial_normal(u, upper) * sqrt(1 / a + 1 / b);
  if (a < 1 || b < 1) z = log(a / b);
  point at = point_at(&p, solve(&p, z));
  if (!(at.x.hi > 0 && at.y.hi > 0)) return (sp_unit_point){at.x.hi, at.y.hi};
  residual r = residual_at(&p, at);
  double step = r.value / r.slope * at.x.hi * at.y.hi;
  if (at.x.hi < at.y.hi) return (sp_unit_point){at.x.hi + step, dd_round(dd_add1(at.y, -step))};
  return (sp_unit_point){dd_round(dd_add1(at.x, step)), at.y.hi - step};
}
