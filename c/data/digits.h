/* Handwriting-like digits, drawn from stroke skeletons (skeletons.c) by a soft pen (pen.c).

   Digit i of a seed is a pure function of (seed, i): any slice can be drawn anywhere, in any order.
   Only + - * / and sqrt are used, which IEEE 754 rounds alike everywhere, so that the images are
   the same bits on every platform.  Each run of ten digits from a multiple of ten has each class
   once, in an order of its own. */
#ifndef SP_DATA_DIGITS_H
#define SP_DATA_DIGITS_H

#include <stdint.h>

/* Draws digit `index` into image [28, 28], 0 paper ... 255 ink, framed as MNIST frames its own; its
   class 0 ... 9 is the result. */
uint8_t sp_digit(uint64_t seed, uint32_t index, uint8_t image[784]);

/* Digits numbers[0 ... count - 1]: images [count, 28, 28], labels [count]. */
void sp_digits_at(uint64_t seed, const uint32_t* numbers, uint32_t count, uint8_t* images,
                  uint8_t* labels);

/* Digits first ... first + count - 1 (modulo 2^32): images [count, 28, 28], labels [count]. */
void sp_digits(uint64_t seed, uint32_t first, uint32_t count, uint8_t* images, uint8_t* labels);

#endif
