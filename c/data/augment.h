/* Random changes to training images: shift, rotation, scale and elastic bending.

   What happens to an image is a pure function of (seed, round, the image's number): it does not
   depend on the batch, its order or the number of workers.  Only + - * / are used, so that the
   results are the same bits on every platform. */
#ifndef SP_DATA_AUGMENT_H
#define SP_DATA_AUGMENT_H

#include <stdint.h>

#include "base/status.h"

typedef struct sp_augment {
  double shift;   /* up to so many pixels either way, along x and y; 0 ... 14 */
  double rotate;  /* up to so many degrees either way; 0 ... 60 */
  double scale;   /* by a factor of up to 1 + scale or down to 1 / (1 + scale); 0 ... 1 */
  double elastic; /* smooth displacements of so many pixels (standard deviation); 0 ... 4 */
} sp_augment;

/* DOMAIN when a value lies outside its range (fault index: which, 0 ... 3). */
sp_status sp_augment_check(const sp_augment* how, sp_fault* fault);

/* Image number numbers[i] becomes, in that round (an epoch or a step), out[i], for i < count, both
   [28, 28] of bytes or, with is_float, of floats; outside an image is 0.  in and out must not
   overlap. */
void sp_augment_images(const sp_augment* how, uint64_t seed, uint32_t round,
                       const uint32_t* numbers, uint32_t count, const void* in, int is_float,
                       void* out);

#endif
