#include "data/idx.h"

static uint32_t big_endian(const uint8_t* b) {
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

sp_idx_kind sp_idx_kind_of(const uint8_t* bytes, uint64_t available) {
  if (available < 4) return SP_IDX_NEITHER;
  switch (big_endian(bytes)) {
  case 0x00000801:
    return SP_IDX_LABELS;
  case 0x00000803:
    return SP_IDX_IMAGES;
  default:
    return SP_IDX_NEITHER;
  }
}

sp_status sp_idx_header(const uint8_t* bytes, uint64_t available, sp_idx_kind kind, sp_idx* out,
                        sp_fault* fault) {
  *out = (sp_idx){0};
  if (available < 4) return sp_fail(fault, SP_IDX_TRUNCATED, 0, -1, (double)available);
  if (sp_idx_kind_of(bytes, available) != kind)
    return sp_fail(fault, SP_IDX_MAGIC, 0, 0, big_endian(bytes));
  uint32_t header = kind == SP_IDX_IMAGES ? SP_IDX_IMAGE_HEADER : SP_IDX_LABEL_HEADER;
  if (available < header) return sp_fail(fault, SP_IDX_TRUNCATED, 0, -1, (double)available);
  uint64_t item = 1;
  if (kind == SP_IDX_IMAGES) {
    for (int d = 1; d <= 2; d++) {
      uint32_t side = big_endian(bytes + 4 + 4 * d);
      if (side != SP_IDX_SIDE) return sp_fail(fault, SP_IDX_SHAPE, 0, d, side);
    }
    item = SP_IDX_PIXELS;
  }
  uint32_t count = big_endian(bytes + 4);
  *out = (sp_idx){count, header, header + count * item};
  return SP_OK;
}

/* The header, and a file exactly as long as it promises. */
static sp_status whole(const uint8_t* bytes, uint64_t length, sp_idx_kind kind, sp_idx* out,
                       sp_fault* fault) {
  sp_status status = sp_idx_header(bytes, length, kind, out, fault);
  if (status != SP_OK) return status;
  if (length < out->length) return sp_fail(fault, SP_IDX_TRUNCATED, 0, -1, (double)length);
  if (length > out->length) return sp_fail(fault, SP_IDX_SURPLUS, 0, -1, (double)length);
  if (out->count == 0) return sp_fail(fault, SP_EMPTY, 0, -1, 0);
  return SP_OK;
}

sp_status sp_idx_images(const uint8_t* bytes, uint64_t length, sp_idx* out, sp_fault* fault) {
  return whole(bytes, length, SP_IDX_IMAGES, out, fault);
}

sp_status sp_idx_labels(const uint8_t* bytes, uint64_t length, sp_idx* out, sp_fault* fault) {
  sp_status status = whole(bytes, length, SP_IDX_LABELS, out, fault);
  if (status != SP_OK) return status;
  for (uint32_t i = 0; i < out->count; i++) {
    uint8_t label = bytes[out->offset + i];
    if (label >= SP_IDX_CLASSES) return sp_fail(fault, SP_IDX_LABEL, 0, i, label);
  }
  return SP_OK;
}
