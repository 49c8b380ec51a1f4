/* Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random
   numbers: as easy as 1, 2, 3", SC 2011).  The n-th number of a stream is a pure function of
   (seed, stream, n), so that dropout masks, shuffles and samples are the same whatever the order
   of evaluation, the number of workers or the platform. */
#ifndef SP_BASE_RANDOM_H
#define SP_BASE_RANDOM_H

#include <stdint.h>

/* One block: out = Philox4x32-10(counter, key). */
void sp_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

typedef struct sp_rng {
  uint32_t key[2];     /* the seed */
  uint32_t counter[4]; /* block number (low, high), stream, substream */
  uint32_t block[4];
  uint32_t left; /* numbers of the block not yet used */
} sp_rng;

/* A sequence of its own for each (seed, stream, substream). */
void sp_rng_init(sp_rng* rng, uint64_t seed, uint32_t stream, uint32_t substream);

uint32_t sp_rng_u32(sp_rng* rng);
/* Uniform on the open interval (0, 1): (k + 1/2) / 2^52 for 52 random bits k. */
double sp_rng_uniform(sp_rng* rng);
/* Uniform on [0, 1): k / 2^24 for 24 random bits k. */
float sp_rng_uniform_f32(sp_rng* rng);
/* Uniform on 0 ... n - 1 without bias (Lemire's rejection); n >= 1. */
uint32_t sp_rng_below(sp_rng* rng, uint32_t n);
/* Standard normal (Box-Muller, one of the pair). */
double sp_rng_normal(sp_rng* rng);
/* Fisher-Yates: a uniformly random order of items[0 ... n - 1]. */
void sp_rng_shuffle(sp_rng* rng, uint32_t* items, uint32_t n);

#endif
