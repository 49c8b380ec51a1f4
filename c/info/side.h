/* One side of a comparison, a distribution or a checked array, behind one face. */
#ifndef SP_INFO_SIDE_H
#define SP_INFO_SIDE_H

#include "dist/form.h"
#include "info/array.h"
#include "info/ratio.h"

typedef struct info_side {
  const sp_dist* dist; /* NULL: the array; set by info_side_ask, which prepares the form */
  sp_form form;
  info_array array;
  sp_kind kind;
  double lo, hi; /* support */
  double offset; /* dist is asked at offset + x, flipped at offset - x (flip.h, view.h) */
  int is_flipped;
  int is_circular;    /* a von Mises distribution beside another: x is an angle */
  int is_categorical; /* an array that was given as a distribution: its length binds nobody */
} info_side;

sp_status info_side_open(const sp_operand* operand, const sp_options* options, int argument,
                         info_side* out, sp_fault* fault);

/* Makes `dist`, which must outlive the side, the one that is asked. */
void info_side_ask(info_side* side, const sp_dist* dist);

double info_log_density(const info_side* side, double x);
void info_log_densities(const info_side* side, const double* x, size_t n, double* out);
double info_cdf(const info_side* side, double x);
double info_sf(const info_side* side, double x);
double info_quantile(const info_side* side, double u); /* arrays: an end of the support */
double info_isf(const info_side* side, double u);

/* Both sides, what is asked, and how log(P/Q) is formed. */
typedef struct info_pair {
  sp_measure_id measure;
  double alpha;
  info_side p, q;
  info_ratio ratio; /* {NULL}: no direct form */
  int is_far;       /* beyond the need for ratios in twice the precision */
  int partial;      /* the raw sum over a range: kl's terms are p log(p/q) themselves */
} info_pair;

/* What one point adds, and how much rounding may be in it. */
typedef struct info_share {
  double value, error;
  double p, q;
} info_share;

info_share info_at(const info_pair* pair, double x);
void info_at_all(const info_pair* pair, const double* x, size_t n, info_share* out);
#define INFO_AT_ONCE 64 /* the most points of it */

/* The same times e^log_slope, which dx/ds = e^log_slope makes of densities in x such in s: they may
   be beyond the doubles where their product is not. */
info_share info_at_scaled(const info_pair* pair, double x, double log_slope);

/* What the two sides have to do with each other: the direct ratio, and the circle that two von
   Mises distributions share. */
void info_relate(info_pair* pair);

/* log(P/Q) at x, lp = log P(x) > -Inf: by the pair's direct form where it has one; where the two
   log-densities are close, by their difference in double-double (dist.h), so that 1e-8 keeps ten
   digits and more; else by the difference of the doubles. */
double info_log_ratio(const info_pair* pair, double x, double lp);
void info_log_ratios(const info_pair* pair, const double* x, size_t n, const double* lp,
                     double* out);

#endif
