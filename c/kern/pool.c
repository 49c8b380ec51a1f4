#include "kern/pool.h"

#include <string.h>

#include "kern/simd.h"

void sp_pool_forward(sp_pool s, const float* x, float* y, uint8_t* argmax) {
  uint32_t rows = s.height / s.size, columns = s.width / s.size;
  size_t row = (size_t)s.width * s.channels;
  for (uint32_t i = 0; i < rows; i++)
    for (uint32_t j = 0; j < columns; j++) {
      const float* from = x + i * s.size * row + (size_t)j * s.size * s.channels;
      uint32_t c = 0;
      for (; c + 4 <= s.channels; c += 4, y += 4) {
        f32x4 most = sp_load4(from + c);
        i32x4 place = {0};
        for (int32_t k = 1; k < (int32_t)(s.size * s.size); k++) {
          f32x4 v = sp_load4(from + k / s.size * row + (size_t)(k % s.size) * s.channels + c);
          i32x4 is_more = v > most, here = {k, k, k, k};
          most = sp_select(is_more, v, most), place = (is_more & here) | (~is_more & place);
        }
        sp_store4(y, most);
        for (int i = 0; i < 4 && argmax; i++) *argmax++ = (uint8_t)place[i];
      }
      for (; c < s.channels; c++) {
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
