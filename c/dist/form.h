/* A distribution prepared for many points: its constants in double-double, once, and a log-density
   as a sum of few terms, two points at a time (form_simd.c):

     constant + of_log log x + of_rest log(1 - x) + term(t) + sum of weight log Gamma(at + slope x)

   where t = rate (y - center), y = x or log x, or t = rate / x.  Every part is kept to about 2^-70
   of itself, so that the sum is what the family states as long as no part is over 2^24 or so: that
   is what a family's `form` sees to by bounds on its parameters and by the interval from ... to of
   x.  Elsewhere (huge shapes, far tails, ends of the support, NaN) the family's own log_density
   answers, which cannot cancel.  The two agree within what the family states, not in every bit;
   a point gives the same bits alone and in an array. */
#ifndef SP_DIST_FORM_H
#define SP_DIST_FORM_H

#include "dist/dist.h"
#include "num/dd.h"

typedef enum {
  SP_TERM_NONE,
  SP_TERM_LINEAR,     /* -t */
  SP_TERM_ABSOLUTE,   /* -|t| */
  SP_TERM_SQUARE,     /* -t^2 */
  SP_TERM_LOG_SQUARE, /* -power log(1 + t^2) */
  SP_TERM_LOGISTIC,   /* -|t| - 2 log(1 + e^-|t|) */
  SP_TERM_GUMBEL,     /* t - e^t */
} sp_form_term;

typedef enum { SP_OF_X, SP_OF_LOG, SP_OF_RECIPROCAL } sp_form_argument;

typedef struct sp_form {
  int is_ready; /* 0: the family's own log_density for every point */
  int is_discrete;
  double from, to; /* where the form holds */
  sp_dd constant, of_log, of_rest;
  sp_form_term term;
  sp_form_argument argument;
  sp_dd center, rate, power;
  int gammas;
  struct {
    double weight, at, slope; /* weight and slope 1 or -1; at + slope x >= 16, or a whole number */
  } gamma[4];
} sp_form;

#define SP_FORM_SHAPE 0x1p17 /* the largest shape, count or power of a form */

/* The form of d; not ready where it has none. */
void sp_form_of(const sp_dist* d, sp_form* out);

/* log-densities of d as hi + lo at n points, at most SP_FORM_POINTS; hi is what they round to, and
   lo is NaN where the family's own log_density answered. */
#define SP_FORM_POINTS 64
void sp_form_parts(const sp_form* form, const sp_dist* d, const double* x, size_t n, double* hi,
                   double* lo);

/* log_density and density of d at x, and at n points. */
double sp_form_log_density(const sp_form* form, const sp_dist* d, double x);
void sp_form_log_densities(const sp_form* form, const sp_dist* d, const double* x, size_t n,
                           double* out);
void sp_form_densities(const sp_form* form, const sp_dist* d, const double* x, size_t n,
                       double* out);

/* For the families: how far points, and positive ones whose logarithm is taken, may go. */
#define SP_FORM_EDGE  0x1p300
#define SP_FORM_LEAST 0x1p-900
#define SP_SQRT_HALF  ((sp_dd){0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55})
static inline int sp_form_is_shape(double s) { return s > 0x1p-100 && s <= SP_FORM_SHAPE; }

/* A term of t = unit (y - mu)/sigma, the constant -norm - log sigma; 0 if mu or sigma is too far
   off. */
int sp_form_scaled(sp_form* f, sp_form_term term, double mu, double sigma, sp_dd unit, sp_dd norm);
/* A linear term of rate and gamma's constant shape log rate - log Gamma(shape). */
int sp_form_rated(sp_form* f, double rate, double shape);

/* log Gamma(a), absolute error 1e-16 and 2^-80 of a log a. */
sp_dd sp_form_log_gamma(sp_dd a);
static inline void sp_form_add_gamma(sp_form* f, double weight, double at, double slope) {
  f->gamma[f->gammas].weight = weight, f->gamma[f->gammas].at = at;
  f->gamma[f->gammas++].slope = slope;
}

#endif
