/* The IDX format of MNIST and its kin, for 28 x 28 images of ten classes.
   Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".

   Big-endian throughout: two zero bytes, the type (0x08: unsigned byte), the number of dimensions
   d, d sizes of 32 bits, then the data.  Images: d = 3, sizes n, 28, 28.  Labels: d = 1, size n. */
#ifndef SP_DATA_IDX_H
#define SP_DATA_IDX_H

#include <stdint.h>

#include "base/status.h"

#define SP_IDX_SIDE         28
#define SP_IDX_PIXELS       784
#define SP_IDX_CLASSES      10
#define SP_IDX_IMAGE_HEADER 16 /* bytes */
#define SP_IDX_LABEL_HEADER 8  /* bytes */

typedef enum { SP_IDX_NEITHER, SP_IDX_LABELS, SP_IDX_IMAGES } sp_idx_kind;

typedef struct sp_idx {
  uint32_t count;  /* images or labels */
  uint32_t offset; /* of the first one's first byte, from the start of the file */
  uint64_t length; /* of the whole file, in bytes, as the header promises it */
} sp_idx;

/* What the first four bytes say the file is; `available` is the number of bytes at hand. */
sp_idx_kind sp_idx_kind_of(const uint8_t* bytes, uint64_t available);

/* The header alone, of a file whose length is not known yet: `available` bytes of its beginning.
   IDX_MAGIC: not that kind of file; IDX_TRUNCATED: the header is not whole;
   IDX_SHAPE: images of another size (fault index 1 or 2: the dimension; value: its size). */
sp_status sp_idx_header(const uint8_t* bytes, uint64_t available, sp_idx_kind kind, sp_idx* out,
                        sp_fault* fault);

/* Images of a file of `length` bytes: [count, 28, 28] at offset.  Reads the header only, so that
   the first 16 bytes are enough to be in memory.  Besides the header's mistakes: IDX_TRUNCATED or
   IDX_SURPLUS when the length is not what the header promises (value: the length); EMPTY. */
sp_status sp_idx_images(const uint8_t* bytes, uint64_t length, sp_idx* out, sp_fault* fault);

/* Labels, [count] at offset, each 0 ... 9: the whole file must be in memory.
   IDX_LABEL: one is over 9 (fault index: its position; value: the label). */
sp_status sp_idx_labels(const uint8_t* bytes, uint64_t length, sp_idx* out, sp_fault* fault);

#endif
