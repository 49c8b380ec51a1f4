/* c/data/idx: every way in which an IDX file can be wrong, each with its own status. */
#include "data/idx.h"

#include "check.h"

static void put(uint8_t* at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void image_header(uint8_t* bytes, uint32_t count, uint32_t rows, uint32_t columns) {
  put(bytes, 0x803), put(bytes + 4, count), put(bytes + 8, rows), put(bytes + 12, columns);
}

/* The parser must not look past `length`, so each try runs on a block of exactly that size. */
static sp_status try(sp_status (*parse)(const uint8_t*, uint64_t, sp_idx*, sp_fault*),
                     const uint8_t* bytes, size_t length, sp_idx* out, sp_fault* fault) {
  uint8_t* copy = malloc(length ? length : 1);
  memcpy(copy, bytes, length);
  sp_status status = parse(copy, length, out, fault);
  free(copy);
  return status;
}

static void images_are_found_where_the_header_says(void) {
  static uint8_t file[16 + 3 * 784];
  sp_idx idx;
  sp_fault fault;
  image_header(file, 3, 28, 28);
  CHECK(try(sp_idx_images, file, sizeof file, &idx, &fault) == SP_OK);
  CHECK(idx.count == 3 && idx.offset == 16 && idx.length == sizeof file);
  for (size_t length = 0; length < 16; length++)
    CHECK(try(sp_idx_images, file, length, &idx, &fault) == SP_IDX_TRUNCATED);
  CHECK(try(sp_idx_images, file, sizeof file - 1, &idx, &fault) == SP_IDX_TRUNCATED);
  CHECK(fault.value == sizeof file - 1);
  image_header(file, 2, 28, 28);
  CHECK(try(sp_idx_images, file, sizeof file, &idx, &fault) == SP_IDX_SURPLUS);
  image_header(file, 0, 28, 28);
  CHECK(try(sp_idx_images, file, 16, &idx, &fault) == SP_EMPTY);
}

static void other_image_sizes_are_refused(void) {
  static uint8_t file[16 + 28 * 29];
  sp_idx idx;
  sp_fault fault;
  image_header(file, 1, 28, 29);
  CHECK(try(sp_idx_images, file, sizeof file, &idx, &fault) == SP_IDX_SHAPE);
  CHECK(fault.index == 2 && fault.value == 29);
  image_header(file, 1, 0xFFFFFFFF, 28);
  CHECK(try(sp_idx_images, file, sizeof file, &idx, &fault) == SP_IDX_SHAPE);
  CHECK(fault.index == 1 && fault.value == 4294967295.0);
}

static void absurd_counts_do_not_wrap_around(void) {
  uint8_t file[16];
  sp_idx idx;
  sp_fault fault;
  /* 784 * count = 2^32 * 196 would be 0 in 32 bits */
  static const uint32_t counts[] = {0x40000000, 0x10000000, 0xFFFFFFFF, 0x80000000};
  for (int i = 0; i < 4; i++) {
    image_header(file, counts[i], 28, 28);
    CHECK(try(sp_idx_images, file, sizeof file, &idx, &fault) == SP_IDX_TRUNCATED);
    CHECK(sp_idx_header(file, 16, SP_IDX_IMAGES, &idx, &fault) == SP_OK);
    CHECK(idx.length == 16 + (uint64_t)counts[i] * 784);
  }
  put(file, 0x801), put(file + 4, 0xFFFFFFFF);
  CHECK(try(sp_idx_labels, file, 8, &idx, &fault) == SP_IDX_TRUNCATED);
}

static void a_label_over_nine_is_named_with_its_place(void) {
  uint8_t file[8 + 12];
  sp_idx idx;
  sp_fault fault;
  put(file, 0x801), put(file + 4, 12);
  for (int i = 0; i < 12; i++) file[8 + i] = (uint8_t)(i % 10);
  CHECK(try(sp_idx_labels, file, sizeof file, &idx, &fault) == SP_OK);
  CHECK(idx.count == 12 && idx.offset == 8);
  file[8 + 11] = 10;
  CHECK(try(sp_idx_labels, file, sizeof file, &idx, &fault) == SP_IDX_LABEL);
  CHECK(fault.index == 11 && fault.value == 10);
  CHECK(try(sp_idx_labels, file, 19, &idx, &fault) == SP_IDX_TRUNCATED);
  CHECK(try(sp_idx_labels, file, 7, &idx, &fault) == SP_IDX_TRUNCATED);
  put(file + 4, 11);
  CHECK(try(sp_idx_labels, file, sizeof file, &idx, &fault) == SP_IDX_SURPLUS);
}

static void a_wrong_magic_number_is_told_apart_from_truncation(void) {
  uint8_t file[16];
  sp_idx idx;
  sp_fault fault;
  image_header(file, 1, 28, 28);
  CHECK(sp_idx_kind_of(file, 16) == SP_IDX_IMAGES && sp_idx_kind_of(file, 3) == SP_IDX_NEITHER);
  CHECK(try(sp_idx_labels, file, 16, &idx, &fault) == SP_IDX_MAGIC);
  CHECK(fault.value == 0x803);
  put(file, 0x801);
  CHECK(sp_idx_kind_of(file, 16) == SP_IDX_LABELS);
  CHECK(try(sp_idx_images, file, 16, &idx, &fault) == SP_IDX_MAGIC);
  static const uint32_t wrong[] = {0, 0x802, 0x903, 0x804, 0x03080000, 0x1F8B0808};
  for (int i = 0; i < 6; i++) {
    put(file, wrong[i]);
    CHECK(try(sp_idx_images, file, 16, &idx, &fault) == SP_IDX_MAGIC);
    CHECK(try(sp_idx_labels, file, 16, &idx, &fault) == SP_IDX_MAGIC);
  }
}

int main(void) {
  images_are_found_where_the_header_says();
  other_image_sizes_are_refused();
  absurd_counts_do_not_wrap_around();
  a_label_over_nine_is_named_with_its_place();
  a_wrong_magic_number_is_told_apart_from_truncation();
  return report();
}
