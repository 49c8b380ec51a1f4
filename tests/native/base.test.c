/* c/base: the arena, angles and the random numbers. */
#include "base/angle.h"
#include "base/arena.h"
#include "base/random.h"

#include "check.h"

/* Known answers of Philox4x32-10, from the authors' Random123 kat_vectors. */
static void philox_gives_the_published_vectors(void) {
  static const uint32_t zero[4] = {0}, ones[4] = {~0u, ~0u, ~0u, ~0u};
  static const uint32_t pi[4] = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
  static const uint32_t pi_key[2] = {0xa4093822, 0x299f31d0};
  static const uint32_t want_zero[4] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
  static const uint32_t want_ones[4] = {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
  static const uint32_t want_pi[4] = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
  uint32_t out[4];
  sp_philox(zero, zero, out);
  CHECK(memcmp(out, want_zero, sizeof out) == 0);
  sp_philox(ones, ones, out);
  CHECK(memcmp(out, want_ones, sizeof out) == 0);
  sp_philox(pi, pi_key, out);
  CHECK(memcmp(out, want_pi, sizeof out) == 0);
}

static void streams_differ_and_repeat(void) {
  sp_rng a, b, c;
  sp_rng_init(&a, 7, 1, 0), sp_rng_init(&b, 7, 1, 0), sp_rng_init(&c, 7, 2, 0);
  int equal_ab = 0, equal_ac = 0;
  for (int i = 0; i < 1000; i++) {
    uint32_t x = sp_rng_u32(&a);
    equal_ab += x == sp_rng_u32(&b), equal_ac += x == sp_rng_u32(&c);
  }
  CHECK(equal_ab == 1000);
  CHECK(equal_ac < 3);
}

static void uniform_numbers_stay_inside_and_average_a_half(void) {
  sp_rng rng;
  sp_rng_init(&rng, 1, 0, 0);
  double sum = 0, least = 1, most = 0;
  for (int i = 0; i < 100000; i++) {
    double u = sp_rng_uniform(&rng);
    sum += u, least = fmin(least, u), most = fmax(most, u);
  }
  CHECK(least > 0 && most < 1);
  CHECK(fabs(sum / 100000 - 0.5) < 0.005); /* 5 standard errors */
}

static void a_shuffle_is_a_permutation(void) {
  uint32_t items[1000], seen[1000] = {0}, moved = 0;
  for (uint32_t i = 0; i < 1000; i++) items[i] = i;
  sp_rng rng;
  sp_rng_init(&rng, 3, 0, 0);
  sp_rng_shuffle(&rng, items, 1000);
  for (uint32_t i = 0; i < 1000; i++) seen[items[i]]++, moved += items[i] != i;
  int once = 1;
  for (int i = 0; i < 1000; i++) once &= seen[i] == 1;
  CHECK(once);
  CHECK(moved > 900);
}

static void the_arena_aligns_refuses_and_returns(void) {
  unsigned char memory[1024];
  sp_arena arena;
  sp_arena_init(&arena, memory + 1, sizeof memory - 1);
  size_t mark = sp_arena_mark(&arena);
  unsigned char* a = sp_arena_alloc(&arena, 1);
  unsigned char* b = sp_arena_alloc(&arena, 100);
  CHECK(a && b && (uintptr_t)a % SP_ARENA_ALIGN == 0 && b - a == SP_ARENA_ALIGN);
  CHECK(sp_arena_alloc(&arena, 4096) == NULL);
  CHECK(sp_arena_alloc(&arena, SIZE_MAX) == NULL);
  CHECK(sp_arena_array(&arena, SIZE_MAX / 4, 8) == NULL);
  sp_arena_release(&arena, mark);
  CHECK(arena.used == 0 && arena.peak == 192);
  CHECK(sp_arena_alloc(&arena, 1) == a);
}

static double places(double got, long double want) {
  double near = (double)want, place = nextafter(fabs(near), INFINITY) - fabs(near);
  return (double)fabsl(got - want) / place;
}

static void sine_and_cosine_are_within_a_place_next_to_their_zeros_too(void) {
  static const double known[][3] = {
      /* mpmath at 50 digits, rounded */
      {5e-324, 5e-324, 1.0},
      {1e-300, 1e-300, 1.0},
      {0.5, 0.479425538604203, 0.8775825618903728},
      {0.7853981633974483, 0.7071067811865475, 0.7071067811865476},
      {1.5707963267948966, 1.0, 6.123233995736766e-17},
      {2.0, 0.9092974268256817, -0.4161468365471424},
      {2.356194490192345, 0.7071067811865476, -0.7071067811865475},
      {3.141592653589793, 1.2246467991473532e-16, -1.0},
      {4.71238898038469, -1.0, -1.8369701987210297e-16},
      {6.283185307179586, -2.4492935982947064e-16, 1.0},
      {22.0, -0.008851309290403876, -0.9999608263946371},
      {-355.0, 3.014435335948845e-05, -0.999999999545659},
      {710.0, 6.0288706691585265e-05, 0.999999998182636},
      {573204.0, 0.9999999999999568, -2.938899864407033e-07},
      {999999.0, -0.9773520315382229, 0.21161995758460128},
  };
  double worst = 0;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    worst = fmax(worst, places(sp_sin(known[i][0]), known[i][1]));
    worst = fmax(worst, places(sp_cos(known[i][0]), known[i][2]));
  }
  CHECK(worst <= 1);
  worst = 0;
  sp_rng rng;
  sp_rng_init(&rng, 5, 0, 0);
  for (int i = 0; i < 400000; i++) {
    double x = (sp_rng_uniform(&rng) - 0.5) * (i % 4 == 0 ? 2e6 : i % 4 == 1 ? 200 : 13);
    if (i % 4 == 3) x = rint(x) * 1.5707963267948966 + x * 1e-9; /* next to the zeros */
    if (fabs(x) >= 1e6) continue;
    worst = fmax(worst, fmax(places(sp_sin(x), sinl(x)), places(sp_cos(x), cosl(x))));
  }
  printf("sine and cosine: within %.3f of the last place\n", worst);
  CHECK(worst <= 0.9);
  CHECK(sp_sin(0) == 0 && sp_cos(0) == 1);
  CHECK(isnan(sp_sin(INFINITY)) && isnan(sp_cos(NAN)) && isnan(sp_sin(1e300)));
}

int main(void) {
  sine_and_cosine_are_within_a_place_next_to_their_zeros_too();
  philox_gives_the_published_vectors();
  streams_differ_and_repeat();
  uniform_numbers_stay_inside_and_average_a_half();
  a_shuffle_is_a_permutation();
  the_arena_aligns_refuses_and_returns();
  return report();
}
