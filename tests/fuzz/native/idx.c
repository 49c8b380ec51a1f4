/* libFuzzer: the IDX parser, whole files and beginnings of files. */
#include <string.h>

#include "data/idx.h"

#define INVARIANT(condition)                                                                       \
  if (!(condition)) __builtin_trap()

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  sp_idx idx;
  sp_fault fault = {0};
  sp_idx_kind kind = sp_idx_kind_of(bytes, size);
  for (int k = SP_IDX_LABELS; k <= SP_IDX_IMAGES; k++) {
    sp_status status = sp_idx_header(bytes, size, (sp_idx_kind)k, &idx, &fault);
    if (status == SP_OK) INVARIANT((sp_idx_kind)k == kind && idx.offset <= size);
  }
  if (sp_idx_images(bytes, size, &idx, &fault) == SP_OK)
    INVARIANT(idx.length == size && idx.offset + (uint64_t)idx.count * SP_IDX_PIXELS == size);
  if (sp_idx_labels(bytes, size, &idx, &fault) == SP_OK)
    for (uint32_t i = 0; i < idx.count; i++) INVARIANT(bytes[idx.offset + i] < SP_IDX_CLASSES);
  return 0;
}
