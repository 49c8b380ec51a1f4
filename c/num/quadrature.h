/* Adaptive integrals, and sums over long runs of integers, of functions that know their own
   rounding error.

   sp_integrate: Gauss-Kronrod (10, 21), bisected panel by panel, over given break points; a panel
   that spans scales next to an end of the support, or far from the centre, is taken in log(x - end)
   (log |x - centre|), so that poles such as x^-0.99 and tails such as x^-2 are smooth in it.
   Nodes and weights: Laurie (1997) at 40 digits.  Error estimate: QUADPACK's (200 d/s)^(3/2) s.

   sp_sum: the plain sum for short runs; for long ones trapezoids of falling strides over panels,
   extrapolated in the square of the stride to stride 1 (Euler-Maclaurin says the trapezoid
   of stride h is a series in h^2, so this is Romberg's method aimed at h = 1 instead of 0): only
   integers are ever asked for, and 1e12 terms of a smooth summand cost a few hundred. */
#ifndef SP_NUM_QUADRATURE_H
#define SP_NUM_QUADRATURE_H

#include <stddef.h>

#define SP_MAX_BREAKS 160

typedef struct sp_sample {
  double value, error;
} sp_sample;

typedef sp_sample (*sp_integrand)(void* context, double x);

/* The same at n points, for what has less to do for many at once. */
typedef void (*sp_integrands)(void* context, const double* x, size_t n, sp_sample* out);
#define SP_PANEL_NODES 21

typedef struct sp_integral {
  double value;
  double error;     /* estimate: truncation plus the samples' own errors */
  double magnitude; /* integral of |f| */
  int samples;
  int is_converged; /* 0: the limit of samples was hit; the error estimate says how bad it is */
} sp_integral;

/* The integral over breaks[0] ... breaks[count - 1] (ascending, finite, at most SP_MAX_BREAKS).
   lo, hi: ends of the support, or -Inf, +Inf; centre: where the bulk lies.  at_once: f at a panel's
   SP_PANEL_NODES nodes, or NULL. */
sp_integral sp_integrate(sp_integrand f, sp_integrands at_once, void* context, const double* breaks,
                         size_t count, double lo, double hi, double centre);

/* The same in x itself, panel by panel, to 3e-14 of a panel or 1e-16 of `scale` (what the whole is
   known to be at least), with about `most` samples. */
sp_integral sp_integrate_plain(sp_integrand f, void* context, const double* breaks, size_t count,
                               double scale, int most);

/* The sum over the integers first ... last (|.| <= 2^53); breaks as hints where f changes. */
sp_integral sp_sum(sp_integrand f, void* context, double first, double last, const double* breaks,
                   size_t count);

#endif
