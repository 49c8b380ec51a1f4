#include "kern/pooled.h"

#include <string.h>

#include "kern/simd.h"

#define LONGEST 8 /* vectors of a piece: its sums stay in registers */
#define BAND_BYTES                                                                                 \
  20000 /* of the image behind one band of windows: stays in the first-level cache */

/* A route: a gradient that is not zero, and where what it is multiplied with lies. */
typedef struct route {
  uint32_t at;
  float g;
} route;

int sp_pooled_fits(sp_pooled s) { return s.conv.size * s.conv.channels % 4 == 0; }

/* The pieces of a filter row: as few as LONGEST allows, as equal as can be, in vectors. */
static uint32_t pieces_of(sp_pooled s) {
  return (s.conv.size * s.conv.channels / 4 + LONGEST - 1) / LONGEST;
}
static uint32_t piece_start(sp_pooled s, uint32_t i) {
  return s.conv.size * s.conv.channels / 4 * i / pieces_of(s);
}

/* Calls for every piece: row r of the filter, floats first ... first + 4 n of that row. */
#define FOR_EACH_PIECE                                                                             \
  for (uint32_t r = 0; r < s.conv.size; r++)                                                       \
    for (uint32_t i = 0, first, n; i < pieces_of(s) && (first = 4 * piece_start(s, i),             \
                                                       n = piece_start(s, i + 1) - first / 4, 1);  \
         i++)

static size_t piece_offset(sp_pooled s, uint32_t r, uint32_t first) {
  return ((size_t)r * s.conv.size * s.conv.channels + first) * s.conv.filters;
}

void sp_pooled_pack(sp_pooled s, const float* kernel, float* pieces) {
  FOR_EACH_PIECE {
    size_t at = piece_offset(s, r, first);
    for (uint32_t f = 0; f < s.conv.filters; f++)
      for (uint32_t j = 0; j < 4 * n; j++)
        pieces[at + f * 4 * n + j] = kernel[at + (size_t)j * s.conv.filters + f];
  }
}

void sp_pooled_unpack(sp_pooled s, const float* pieces, float* kernel) {
  FOR_EACH_PIECE {
    size_t at = piece_offset(s, r, first);
    for (uint32_t j = 0; j < 4 * n; j++)
      for (uint32_t f = 0; f < s.conv.filters; f++)
        kernel[at + (size_t)j * s.conv.filters + f] = pieces[at + f * 4 * n + j];
  }
}

static uint32_t pooled_height(sp_pooled s) { return sp_conv_out_height(s.conv) / s.pool; }
static uint32_t pooled_width(sp_pooled s) { return sp_conv_out_width(s.conv) / s.pool; }

size_t sp_pooled_workspace(sp_pooled s) {
  size_t windows = (size_t)pooled_height(s) * pooled_width(s);
  return 2 * windows * s.conv.filters + s.conv.filters + windows * s.pool * s.pool + 1;
}

/* sums[0 ... n) += the sum over the routes of g from[at ...]; n a constant where this is used */
SP_INLINE void gather(uint32_t n, float* sums, const float* from, const route* routes,
                      uint32_t count) {
  f32x4 sum[LONGEST];
  for (uint32_t v = 0; v < n; v++) sum[v] = sp_load4(sums + 4 * v);
  for (const route* end = routes + count; routes != end; routes++) {
    f32x4 g = sp_splat(routes->g);
    const float* at = from + routes->at;
    for (uint32_t v = 0; v < n; v++) sum[v] = sp_madd(g, sp_load4(at + 4 * v), sum[v]);
  }
  for (uint32_t v = 0; v < n; v++) sp_store4(sums + 4 * v, sum[v]);
}

/* BODY with the piece's length n as a constant. */
#define WITH_CONSTANT_LENGTH(BODY)                                                                 \
  switch (n) {                                                                                     \
  case 1:                                                                                          \
    BODY(1) break;                                                                                 \
  case 2:                                                                                          \
    BODY(2) break;                                                                                 \
  case 3:                                                                                          \
    BODY(3) break;                                                                                 \
  case 4:                                                                                          \
    BODY(4) break;                                                                                 \
  case 5:                                                                                          \
    BODY(5) break;                                                                                 \
  case 6:                                                                                          \
    BODY(6) break;                                                                                 \
  case 7:                                                                                          \
    BODY(7) break;                                                                                 \
  default:                                                                                         \
    BODY(8) break;                                                                                 \
  }

void sp_pooled_weight_gradient(sp_pooled s, const float* x, const float* g, const uint8_t* argmax,
                               float* dpieces, float* workspace) {
  uint32_t height = pooled_height(s), width = pooled_width(s), filters = s.conv.filters;
  size_t row = (size_t)s.conv.width * s.conv.channels;
  uint32_t band = (uint32_t)(BAND_BYTES / (row * sizeof(float) * s.pool)) + 1;
  uint32_t* counts = (uint32_t*)(workspace + 2 * (size_t)height * width * filters);
  route* routes = (route*)workspace; /* [filters][windows of the band] */
  for (uint32_t top = 0; top < height; top += band) {
    uint32_t bottom = top + band < height ? top + band : height, most = (bottom - top) * width;
    memset(counts, 0, filters * sizeof *counts);
    for (uint32_t y = top; y < bottom; y++)
      for (uint32_t t = 0; t < width; t++) {
        size_t window = ((size_t)y * width + t) * filters;
        for (uint32_t f = 0; f < filters; f++) {
          uint32_t k = argmax[window + f];
          uint32_t at = (uint32_t)((y * s.pool + k / s.pool) * row) +
                        (t * s.pool + k % s.pool) * s.conv.channels;
          routes[(size_t)f * most + counts[f]] = (route){at, g[window + f]};
          counts[f] += g[window + f] != 0; /* a zero is overwritten by the next */
        }
      }
    FOR_EACH_PIECE {
      float* sums = dpieces + piece_offset(s, r, first);
      const float* from = x + r * row + first;
#define BODY(N)                                                                                    \
  for (uint32_t f = 0; f < filters; f++, sums += 4 * N)                                            \
    gather(N, sums, from, routes + (size_t)f * most, counts[f]);
      WITH_CONSTANT_LENGTH(BODY)
#undef BODY
    }
  }
}

void sp_pooled_data_gradient(sp_pooled s, const float* g, const uint8_t* argmax,
                             const float* pieces, float* dx, float* workspace) {
  uint32_t height = pooled_height(s), width = pooled_width(s), filters = s.conv.filters;
  uint32_t places = s.pool * s.pool, channels = s.conv.channels;
  size_t row = (size_t)s.conv.width * channels;
  /* the routes place by place, as pairs (filter, gradient): starts[window * places + k] */
  route* routes = (route*)workspace;
  uint32_t* starts = (uint32_t*)(workspace + 2 * (size_t)height * width * filters + filters);
  uint32_t *live = (uint32_t*)(workspace + 2 * (size_t)height * width * filters), used = 0;
  for (uint32_t w = 0; w < height * width; w++) {
    uint32_t count[225], n = 0; /* places <= 15 x 15 */
    const float* from = g + (size_t)w * filters;
    const uint8_t* place = argmax + (size_t)w * filters;
    memset(count, 0, places * sizeof *count);
    for (uint32_t f = 0; f < filters; f++) live[n] = f, n += from[f] != 0; /* no branch to miss */
    for (uint32_t i = 0; i < n; i++) count[place[live[i]]]++;
    for (uint32_t k = 0; k < places; k++) {
      starts[w * places + k] = used, used += count[k];
      count[k] = used - count[k];
    }
    for (uint32_t i = 0; i < n; i++)
      routes[count[place[live[i]]]++] = (route){live[i], from[live[i]]};
  }
  starts[height * width * places] = used;
  memset(dx, 0, s.conv.height * row * sizeof *dx);
  uint32_t scale = 1; /* route.at is filter * scale: the pieces differ in length */
  FOR_EACH_PIECE {
    const float* from = pieces + piece_offset(s, r, first);
    for (uint32_t i = 0; i < used && scale != 4 * n; i++)
      routes[i].at = routes[i].at / scale * 4 * n;
    scale = 4 * n;
    float* to = dx + r * row + first;
#define BODY(N)                                                                                    \
  for (uint32_t y = 0, p = 0; y < height; y++)                                                     \
    for (uint32_t t = 0; t < width; t++)                                                           \
      for (uint32_t k = 0; k < places; k++, p++)                                                   \
        if (starts[p] != starts[p + 1])                                                            \
          gather(N, to + (y * s.pool + k / s.pool) * row + (t * s.pool + k % s.pool) * channels,   \
                 from, routes + starts[p], starts[p + 1] - starts[p]);
    WITH_CONSTANT_LENGTH(BODY)
#undef BODY
  }
}
