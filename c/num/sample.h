/* Random variables that more than one distribution is made of. */
#ifndef SP_NUM_SAMPLE_H
#define SP_NUM_SAMPLE_H

#include "base/random.h"

/* gamma(shape, 1), and its logarithm, which does not underflow for tiny shapes.
   Marsaglia and Tsang, "A simple method for generating gamma variables", 2000. */
double sp_sample_gamma(double shape, sp_rng* rng);
double sp_sample_log_gamma(double shape, sp_rng* rng);

/* Poisson(mu), mu >= 0.  Below 10 inversion by addition, above it the transformed rejection PTRS of
   W. Hormann, "The transformed rejection method for generating Poisson random variables", 1993. */
double sp_sample_poisson(double mu, sp_rng* rng);

#endif
