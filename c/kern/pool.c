#include "kern/pool.h"

#include <string.h>

#include "kern/simd.h"

void sp_pool_forward(sp_pool s, const float* x, float* y, uint8_t* argmax) {
  uint32_t rows = s.height / s.size, columns = s.width / s.size;
  size_t row = (size_t)s.width * s.channels;
  for (uint32_t i = 0; i < rows; i++)
    for (uint32_t j = 0; j < columns; j++) {
      const float* from = x + i * s.size * row + (size_t)j * s.size * s.channels;
      for (uint32_t c = 0; c < s.channels; c++) {
        float most = from[c];
        uint32_t place = 0;
        for (uint32_t k = 1; k < s.size * s.size; k++) {
          float v = from[k / s.size * row + (size_t)(k % s.size) * s.channels + c];
          if (v > most) most = v, place = k;
        }
        *y++ = most;
        if (argmax) *argmax++ = (uint8_t)place;
      }
    }
}

void sp_pool_backward(sp_pool s, const float* dy, const uint8_t* argmax, float* dx) {
  uint32_t rows = s.height / s.size, columns = s.width / s.size;
  size_t row = (size_t)s.width * s.channels;
  memset(dx, 0, s.height * row * sizeof *dx);
  for (uint32_t i = 0; i < rows; i++)
    for (uint32_t j = 0; j < columns; j++) {
      float* to = dx + i * s.size * row + (size_t)j * s.size * s.channels;
      for (uint32_t c = 0; c < s.channels; c++) {
        uint32_t k = *argmax++;
        to[k / s.size * row + (size_t)(k % s.size) * s.channels + c] = *dy++;
      }
    }
}
