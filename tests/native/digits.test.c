/* c/data: the digits that the engine draws, and their frame. */
#include "data/digits.h"
#include "data/pen.h"
#include "data/skeletons.h"

#include <stdint.h>

#include "check.h"

#define COUNT 20000

static uint8_t images[COUNT][784], labels[COUNT];

static void every_skeleton_is_whole(void) {
  int families[10] = {0};
  for (int i = 0; i < sp_skeleton_count; i++) {
    const sp_skeleton* s = &sp_skeletons[i];
    size_t n = strlen(s->marks);
    CHECK(s->label < 10 && s->weight > 0);
    CHECK(i == 0 || sp_skeletons[i - 1].label <= s->label);
    CHECK(n >= 2 && s->marks[0] == 's' && strspn(s->marks, "s.c") == n);
    CHECK(s->marks[n - 1] == '.' || s->marks[n - 1] == 'c');
    CHECK(strstr(s->marks, "ss") == NULL);
    CHECK(s->poses[0][2] != 0 || s->poses[0][3] != 0);
    families[s->label]++;
  }
  for (int label = 0; label < 10; label++) CHECK(families[label] >= 2);
}

static void a_slice_is_the_same_digits_as_the_whole(void) {
  static uint8_t slice[50][784];
  uint8_t names[50], one[784];
  sp_digits(1, 12345, 50, slice[0], names);
  CHECK(memcmp(slice, images[12345], sizeof slice) == 0);
  CHECK(memcmp(names, labels + 12345, sizeof names) == 0);
  CHECK(sp_digit(1, 777, one) == labels[777] && memcmp(one, images[777], 784) == 0);
  CHECK(sp_digit(2, 777, one) < 10 && memcmp(one, images[777], 784) != 0);
  CHECK(sp_digit(1 + (1ull << 40), 777, one) < 10 && memcmp(one, images[777], 784) != 0);
  static const uint32_t numbers[3] = {777, 3, 19999};
  sp_digits_at(1, numbers, 3, slice[0], names);
  for (int i = 0; i < 3; i++)
    CHECK(memcmp(slice[i], images[numbers[i]], 784) == 0 && names[i] == labels[numbers[i]]);
  sp_digits(1, UINT32_MAX, 2, slice[0], names); /* the numbers go round */
  CHECK(memcmp(slice[1], images[0], 784) == 0);
}

static void each_ten_digits_are_ten_classes(void) {
  int whole = 1, in_order = 0;
  for (int i = 0; i < COUNT; i += 10) {
    unsigned seen = 0;
    for (int k = 0; k < 10; k++) seen |= 1u << labels[i + k], in_order += labels[i + k] == k;
    whole &= seen == 1023;
  }
  CHECK(whole);
  CHECK(in_order > COUNT / 10 * 0.9 && in_order < COUNT / 10 * 1.1);
}

static void no_two_digits_are_alike_and_none_is_blank(void) {
  int faint = 0, repeated = 0;
  for (int i = 0; i < COUNT; i++) {
    int sum = 0;
    for (int k = 0; k < 784; k++) sum += images[i][k];
    faint += sum < 15 * 255;
    if (i >= 10) repeated += memcmp(images[i], images[i - 10], 784) == 0;
  }
  CHECK(faint == 0);
  CHECK(repeated == 0);
}

/* MNIST's frame: a box of 20 x 20, its centre of mass in pixel (14, 14) unless that would move the
   box out of the frame. */
static void digits_are_framed_as_mnist_frames_its_own(void) {
  int too_large = 0, too_small = 0, off_centre = 0, exact = 0;
  for (int i = 0; i < COUNT; i++) {
    int left = 28, right = -1, top = 28, bottom = -1;
    double mass = 0, x_mass = 0, y_mass = 0;
    for (int y = 0; y < 28; y++)
      for (int x = 0; x < 28; x++) {
        double ink = images[i][28 * y + x];
        mass += ink, x_mass += ink * (x + 0.5), y_mass += ink * (y + 0.5);
        if (ink == 0) continue;
        left = x < left ? x : left, right = x > right ? x : right;
        top = y < top ? y : top, bottom = y > bottom ? y : bottom;
      }
    int width = right - left + 1, height = bottom - top + 1;
    too_large += width > 20 || height > 20;
    too_small += width < 18 && height < 18;
    double cx = x_mass / mass - 14.5, cy = y_mass / mass - 14.5;
    off_centre += fabs(cx) > 1 || fabs(cy) > 1;
    exact += fabs(cx) <= 0.5 + 1e-6 && fabs(cy) <= 0.5 + 1e-6;
  }
  CHECK(too_large == 0);
  CHECK(too_small == 0);
  CHECK(off_centre == 0);
  CHECK(exact > COUNT * 0.999);
}

static void a_dot_and_a_stroke_off_the_scale_are_drawn(void) {
  uint8_t image[784];
  sp_pen pen = {1.5f, 0};
  sp_pen_point dot = {1e6f, -1e6f, 3, 1};
  sp_pen_draw(&dot, 1, &pen, image);
  CHECK(image[14 * 28 + 14] == 255 || image[13 * 28 + 13] == 255);
  sp_pen_point line[2] = {{0, 0, 1, 1}, {1e9f, 1e9f, 1, 0}};
  sp_pen_draw(line, 2, &pen, image);
  CHECK(image[14 * 28 + 14] == 255);
  sp_pen_draw(line, 0, &pen, image);
  int sum = 0;
  for (int k = 0; k < 784; k++) sum += image[k];
  CHECK(sum == 0);
}

/* The same number as in tests/engine/data.test.js: native code and wasm draw the same bits. */
static void the_first_thousand_digits_are_pinned(void) {
  uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
  for (int i = 0; i < 1000; i++) {
    for (int k = 0; k < 784; k++) hash = (hash ^ images[i][k]) * 0x100000001b3u;
    hash = (hash ^ labels[i]) * 0x100000001b3u;
  }
  CHECK(hash == 0xe2b4429d431b7452u);
  if (hash != 0xe2b4429d431b7452u) printf("hash %016llx\n", (unsigned long long)hash);
}

int main(void) {
  sp_digits(1, 0, COUNT, images[0], labels);
  every_skeleton_is_whole();
  a_slice_is_the_same_digits_as_the_whole();
  each_ten_digits_are_ten_classes();
  no_two_digits_are_alike_and_none_is_blank();
  digits_are_framed_as_mnist_frames_its_own();
  a_dot_and_a_stroke_off_the_scale_are_drawn();
  the_first_thousand_digits_are_pinned();
  return report();
}
