#include "base/random.h"

#include <math.h>

#include "base/angle.h"

#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define WEYL_0    0x9E3779B9u
#define WEYL_1    0xBB67AE85u

void sp_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    uint64_t a = (uint64_t)PHILOX_M0 * c0, b = (uint64_t)PHILOX_M1 * c2;
    uint32_t n0 = (uint32_t)(b >> 32) ^ c1 ^ k0, n2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
    c0 = n0, c1 = (uint32_t)b, c2 = n2, c3 = (uint32_t)a;
    k0 += WEYL_0, k1 += WEYL_1;
  }
  out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

void sp_rng_init(sp_rng* rng, uint64_t seed, uint32_t stream, uint32_t substream) {
  *rng = (sp_rng){.key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
                  .counter = {0, 0, stream, substream}};
}

uint32_t sp_rng_u32(sp_rng* rng) {
  if (rng->left == 0) {
    sp_philox(rng->counter, rng->key, rng->block);
    if (++rng->counter[0] == 0) rng->counter[1]++;
    rng->left = 4;
  }
  return rng->block[4 - rng->left--];
}

double sp_rng_uniform(sp_rng* rng) {
  uint64_t high = sp_rng_u32(rng), low = sp_rng_u32(rng);
  return ((double)(high << 20 | low >> 12) + 0.5) * 0x1p-52;
}

float sp_rng_uniform_f32(sp_rng* rng) { return (float)(sp_rng_u32(rng) >> 8) * 0x1p-24f; }

uint32_t sp_rng_below(sp_rng* rng, uint32_t n) {
  uint64_t product = (uint64_t)sp_rng_u32(rng) * n;
  if ((uint32_t)product < n) {
    uint32_t threshold = -n % n; /* 2^32 mod n */
    while ((uint32_t)product < threshold) product = (uint64_t)sp_rng_u32(rng) * n;
  }
  return (uint32_t)(product >> 32);
}

double sp_rng_normal(sp_rng* rng) {
  double radius = sqrt(-2.0 * log(sp_rng_uniform(rng)));
  return radius * sp_cos(6.283185307179586 * sp_rng_uniform(rng));
}

void sp_rng_shuffle(sp_rng* rng, uint32_t* items, uint32_t n) {
  for (uint32_t left = n; left > 1; left--) {
    uint32_t pick = sp_rng_below(rng, left), last = items[left - 1];
    items[left - 1] = items[pick];
    items[pick] = last;
  }
}
