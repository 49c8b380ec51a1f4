/* How densities end: the rate at which -log density grows at an end of the support.  From two of
   these follows whether E_P[-log Q] and the integral of P^a Q^(1-a) are finite, and why not. */
#ifndef SP_INFO_TAILS_H
#define SP_INFO_TAILS_H

#include "dist/dist.h"
#include "info/info.h"
#include "num/dd.h"

#define INFO_MAX_COMPONENTS 64

/* In ascending order of growth.  At an infinite end, u = |x|; at a finite one, u = 1/distance. */
typedef enum {
  INFO_TAIL_POWER,   /* density ~ u^(-order - 1) at infinity, distance^(order - 1) at an end */
  INFO_TAIL_LOG2,    /* -log ~ rate (log u)^2 */
  INFO_TAIL_STRETCH, /* -log ~ rate u^order */
  INFO_TAIL_DOUBLE,  /* -log ~ rate exp(order u) */
} info_tail_class;

typedef struct info_tail {
  info_tail_class growth;
  double order, rate;
} info_tail;

/* side: -1 the lower end, +1 the upper one. */
info_tail info_tail_of(const sp_dist* d, int side);

/* The components of a mixture, and of those that are mixtures, whose weight is positive, or the
   distribution itself; with their weights, which sum to 1. */
size_t info_components(const sp_dist* d, sp_dist out[INFO_MAX_COMPONENTS]);
size_t info_weigh_components(const sp_dist* d, sp_dist out[INFO_MAX_COMPONENTS],
                             sp_dd weights[INFO_MAX_COMPONENTS]);

/* The least order of a side's components whose tail there is a power; NaN where none is. */
struct info_side;
double info_tail_power(const struct info_side* side, int upwards);

/* The family's place in families.def. */
sp_family_id info_family(const sp_dist* d);
int info_is_named(const sp_dist* d, const char* name);
/* One family and the same parameters. */
int info_is_same(const sp_dist* p, const sp_dist* q);

#endif
