/* c/data/augment: what random changes do, read off two ramps: an image whose value is x (or y)
   tells for each pixel where it was taken from. */
#include "data/augment.h"

#include "check.h"

#define N 400

static float ramp[2][N][784], moved[2][N][784];
static uint32_t numbers[N];

static void move(const sp_augment* how, uint32_t epoch) {
  for (int axis = 0; axis < 2; axis++)
    sp_augment_images(how, 5, epoch, numbers, N, ramp[axis], 1, moved[axis]);
}

/* The affine map in the middle of image n: from = origin + a * (x - 13.5) + b * (y - 13.5). */
static void read_map(int n, int axis, double* origin, double* a, double* b) {
  const float* m = moved[axis][n];
  int at = 13 * 28 + 13;
  *a = m[at + 1] - m[at], *b = m[at + 28] - m[at];
  *origin = m[at] + 0.5 * (*a + *b);
}

static void nothing_asked_for_changes_nothing(void) {
  static const sp_augment none = {0, 0, 0, 0};
  move(&none, 1);
  CHECK(memcmp(moved, ramp, sizeof ramp) == 0);
  uint8_t bytes[784], out[784];
  for (int i = 0; i < 784; i++) bytes[i] = (uint8_t)(i * 7);
  sp_augment_images(&none, 5, 0, numbers, 1, bytes, 0, out);
  CHECK(memcmp(bytes, out, sizeof out) == 0);
}

static void shifts_fill_their_range_and_stay_in_it(void) {
  static const sp_augment how = {.shift = 3};
  move(&how, 1);
  double least = 99, most = -99, skewed = 0;
  for (int n = 0; n < N; n++) {
    double origin, a, b;
    read_map(n, n & 1, &origin, &a, &b);
    least = fmin(least, origin - 13.5), most = fmax(most, origin - 13.5);
    skewed = fmax(skewed, fabs(a - !(n & 1)) + fabs(b - (n & 1)));
  }
  CHECK(least >= -3.0001 && least < -2.8 && most <= 3.0001 && most > 2.8);
  CHECK(skewed < 1e-5);
}

static void rotations_keep_lengths_and_fill_their_range(void) {
  static const sp_augment how = {.rotate = 15};
  move(&how, 1);
  double least = 99, most = -99, stretched = 0;
  for (int n = 0; n < N; n++) {
    double ox, xx, xy, oy, yx, yy;
    read_map(n, 0, &ox, &xx, &xy), read_map(n, 1, &oy, &yx, &yy);
    double angle = atan2(xy, xx) * (180 / acos(-1));
    least = fmin(least, angle), most = fmax(most, angle);
    stretched = fmax(stretched, fabs(xx * yy - xy * yx - 1) + fabs(ox - 13.5) + fabs(oy - 13.5));
  }
  CHECK(least >= -15.001 && least < -14 && most <= 15.001 && most > 14);
  CHECK(stretched < 1e-4);
}

static void scales_go_both_ways(void) {
  static const sp_augment how = {.scale = 0.25};
  move(&how, 1);
  double least = 99, most = -99;
  for (int n = 0; n < N; n++) {
    double origin, a, b;
    read_map(n, 0, &origin, &a, &b);
    least = fmin(least, a), most = fmax(most, a);
  }
  CHECK(least >= 0.7999 && least < 0.82 && most <= 1.2501 && most > 1.22);
}

static void elastic_displacements_have_the_deviation_asked_for(void) {
  static const sp_augment how = {.elastic = 1.5};
  move(&how, 1);
  double squares = 0, steps = 0;
  int count = 0;
  for (int n = 0; n < N; n++)
    for (int y = 7; y < 21; y++)
      for (int x = 7; x < 21; x++) {
        double d = moved[0][n][y * 28 + x] - x;
        double next = moved[0][n][y * 28 + x + 1] - x - 1;
        squares += d * d, steps += (next - d) * (next - d), count++;
      }
  CHECK_RELATIVE(sqrt(squares / count), 1.5, 0.1);
  CHECK(sqrt(steps / count) < 0.4); /* smooth: neighbours go together */
}

static void a_change_depends_on_seed_epoch_and_number_only(void) {
  static const sp_augment how = {2, 10, 0.1, 1};
  static float one[784];
  static float other[784];
  move(&how, 7);
  uint32_t number = numbers[100];
  sp_augment_images(&how, 5, 7, &number, 1, ramp[0][0], 1, one);
  CHECK(memcmp(one, moved[0][100], sizeof one) == 0);
  sp_augment_images(&how, 5, 8, &number, 1, ramp[0][0], 1, other);
  CHECK(memcmp(one, other, sizeof one) != 0);
  sp_augment_images(&how, 6, 7, &number, 1, ramp[0][0], 1, other);
  CHECK(memcmp(one, other, sizeof one) != 0);
  number++;
  sp_augment_images(&how, 5, 7, &number, 1, ramp[0][0], 1, other);
  CHECK(memcmp(one, other, sizeof one) != 0);
}

static void what_lies_outside_is_paper(void) {
  static const sp_augment how = {14, 60, 1, 4};
  uint8_t white[784], out[784];
  memset(white, 255, sizeof white);
  int paper = 0, ink = 0;
  for (uint32_t n = 0; n < 200; n++) {
    sp_augment_images(&how, 5, 1, &n, 1, white, 0, out);
    for (int i = 0; i < 784; i++) paper += out[i] == 0, ink += out[i] == 255;
  }
  CHECK(paper > 200 * 100 && ink > 200 * 100);
}

static void values_out_of_range_are_refused(void) {
  sp_fault fault;
  CHECK(sp_augment_check(&(sp_augment){14, 60, 1, 4}, &fault) == SP_OK);
  CHECK(sp_augment_check(&(sp_augment){-1, 0, 0, 0}, &fault) == SP_DOMAIN && fault.index == 0);
  CHECK(sp_augment_check(&(sp_augment){0, 61, 0, 0}, &fault) == SP_DOMAIN && fault.index == 1);
  CHECK(sp_augment_check(&(sp_augment){0, 0, NAN, 0}, &fault) == SP_DOMAIN && fault.index == 2);
  CHECK(sp_augment_check(&(sp_augment){0, 0, 0, 5}, &fault) == SP_DOMAIN && fault.index == 3);
}

int main(void) {
  for (int n = 0; n < N; n++) {
    numbers[n] = 3u * (uint32_t)n;
    for (int i = 0; i < 784; i++) ramp[0][n][i] = (float)(i % 28), ramp[1][n][i] = (float)(i / 28);
  }
  nothing_asked_for_changes_nothing();
  shifts_fill_their_range_and_stay_in_it();
  rotations_keep_lengths_and_fill_their_range();
  scales_go_both_ways();
  elastic_displacements_have_the_deviation_asked_for();
  a_change_depends_on_seed_epoch_and_number_only();
  what_lies_outside_is_paper();
  values_out_of_range_are_refused();
  return report();
}
