/* One interface for all distributions.

   A distribution is a family (one row of families.def, one file or a tight group of them in this
   room) and its parameters, a flat array of doubles that the caller owns:
     fixed families   theta = the parameters in the table's order
     categorical      theta = p_0 ... p_{k-1}
     mixture          theta = k, w_1 ... w_k, then k encoded distributions one after the other
   The encoded form, which crosses the wasm boundary, is  family index, count, theta[count].

   Every function takes parameters that sp_dist_decode has found valid; none allocates. */
#ifndef SP_DIST_DIST_H
#define SP_DIST_DIST_H

#include <stddef.h>

#include "base/random.h"
#include "base/status.h"
#include "num/dd.h"

typedef enum { SP_DISCRETE, SP_CONTINUOUS } sp_kind;

typedef enum {
#define FAMILY(name, kind, ...) SP_FAMILY_##name,
#define PARAM(name, domain, preset)
#include "dist/families.def"
#undef FAMILY
#undef PARAM
  SP_FAMILY_COUNT
} sp_family_id;

/* Domains of parameters, checked by sp_dist_decode. */
typedef enum {
  SP_REAL,          /* finite */
  SP_POSITIVE,      /* finite, > 0 */
  SP_NON_NEGATIVE,  /* finite, >= 0 */
  SP_PROBABILITY,   /* 0 ... 1 */
  SP_CHANCE,        /* 0 < x <= 1 */
  SP_OPEN_CHANCE,   /* 0 < x < 1 */
  SP_COUNT,         /* integer, 0 ... 2^53 */
  SP_INTEGER,       /* integer, -2^53 ... 2^53 */
  SP_ABOVE_FIRST,   /* finite, greater than the first parameter */
  SP_FROM_FIRST,    /* integer, first parameter ... 2^53 */
  SP_UP_TO_FIRST,   /* integer, 0 ... first parameter */
  SP_PROBABILITIES, /* an array of probabilities that sum to 1 within 1e-9 */
  SP_DISTRIBUTIONS, /* an array of distributions of one kind */
} sp_domain;

/* A family's functions.  theta/count as above; x, u are any doubles, NaN included (NaN comes back).
   A discrete log-density at a non-integer is -Inf.  sf(x) = P(X > x). */
struct sp_form;

typedef struct sp_family {
  const char* name;
  sp_kind kind;
  int param_count; /* -1: as many as theta holds */
  void (*support)(const double* theta, size_t count, double* lo, double* hi);
  double (*log_density)(const double* theta, size_t count, double x); /* nats */
  /* Unrounded: two of these may be subtracted (info/side.c).  What varies with x is good to about
     2^-66 of 1 + |log-density|; a normalising constant, which all x share, to 1e-16. */
  sp_dd (*log_density_dd)(const double* theta, size_t count, double x);
  double (*density)(const double* theta, size_t count, double x); /* its exp, relative 1e-15 */
  /* What many points share, as form.h tells; 0 where these parameters have no form, NULL where the
     family has none. */
  int (*form)(const double* theta, size_t count, struct sp_form* out);
  /* log-densities of up to SP_FORM_POINTS points at once, as sp_form_parts gives them, where points
     share what no form holds: mixtures their components' forms, von Mises its constant; or NULL. */
  void (*parts)(const double* theta, size_t count, const double* x, size_t n, double* hi,
                double* lo);
  double (*cdf)(const double* theta, size_t count, double x);
  double (*sf)(const double* theta, size_t count, double x);
  double (*quantile)(const double* theta, size_t count, double u); /* smallest x: cdf(x) >= u */
  double (*isf)(const double* theta, size_t count, double u);      /* smallest x: sf(x) <= u */
  double (*mean)(const double* theta, size_t count);               /* NaN where undefined */
  double (*variance)(const double* theta, size_t count);
  double (*entropy)(const double* theta, size_t count); /* nats */
  double (*sample)(const double* theta, size_t count, sp_rng* rng);
  /* A mixture is of its components' kind: what stands for this family when they are discrete.
     NULL for all others. */
  const struct sp_family* discrete;
} sp_family;

typedef struct sp_dist {
  const sp_family* family;
  const double* theta;
  size_t count;
} sp_dist;

const sp_family* sp_dist_family(sp_family_id id);

/* Reads and checks an encoded distribution; *used (may be NULL) is how many doubles it took.
   A fault's index is the parameter's number, its value the offending value. */
sp_status sp_dist_decode(const double* encoded, size_t length, sp_dist* out, size_t* used,
                         sp_fault* fault);

#endif
