/* The exports of c/data. */
#include "abi/abi.h"
#include "data/augment.h"
#include "data/digits.h"
#include "data/idx.h"

uint32_t abi_idx_kind(const uint8_t* bytes, uint32_t available) {
  return (uint32_t)sp_idx_kind_of(bytes, available);
}

static sp_status give(sp_status status, const sp_idx* idx, double* out) {
  out[0] = idx->count, out[1] = idx->offset, out[2] = (double)idx->length;
  return status;
}

sp_status abi_idx_header(const uint8_t* bytes, uint32_t available, uint32_t kind, double* out) {
  sp_idx idx;
  return give(sp_idx_header(bytes, available, (sp_idx_kind)kind, &idx, abi_fault()), &idx, out);
}

sp_status abi_idx_images(const uint8_t* bytes, double length, double* out) {
  sp_idx idx;
  return give(sp_idx_images(bytes, (uint64_t)length, &idx, abi_fault()), &idx, out);
}

sp_status abi_idx_labels(const uint8_t* bytes, uint32_t length, double* out) {
  sp_idx idx;
  return give(sp_idx_labels(bytes, length, &idx, abi_fault()), &idx, out);
}

void abi_digits(uint32_t seed_low, uint32_t seed_high, uint32_t first, uint32_t count,
                uint8_t* images, uint8_t* labels) {
  sp_digits((uint64_t)seed_high << 32 | seed_low, first, count, images, labels);
}

void abi_digits_at(uint32_t seed_low, uint32_t seed_high, const uint32_t* numbers, uint32_t count,
                   uint8_t* images, uint8_t* labels) {
  sp_digits_at((uint64_t)seed_high << 32 | seed_low, numbers, count, images, labels);
}

sp_status abi_augment(const double* how, uint32_t seed_low, uint32_t seed_high, uint32_t round,
                      const uint32_t* numbers, uint32_t count, const void* images,
                      uint32_t is_float, void* out) {
  sp_augment settings = {how[0], how[1], how[2], how[3]};
  sp_status status = sp_augment_check(&settings, abi_fault());
  if (status == SP_OK)
    sp_augment_images(&settings, (uint64_t)seed_high << 32 | seed_low, round, numbers, count,
                      images, (int)is_float, out);
  return status;
}
