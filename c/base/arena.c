#include "base/arena.h"

#include <stdint.h>

#define WASM_PAGE ((size_t)65536)

static size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

void sp_arena_init(sp_arena* arena, void* memory, size_t bytes) {
  size_t lost = (size_t)(-(uintptr_t)memory & (SP_ARENA_ALIGN - 1));
  if (lost > bytes) lost = bytes;
  *arena = (sp_arena){(unsigned char*)memory + lost, 0, bytes - lost, 0};
}

/* True when `needed` bytes from base are there, after growing the wasm memory if that is what it
   takes.  A quarter more than asked for keeps the number of growths logarithmic. */
static int reserve(sp_arena* arena, size_t needed) {
  if (needed <= arena->capacity) return 1;
#ifdef __wasm__
  size_t missing = needed - arena->capacity;
  size_t spare = needed / 4;
  size_t pages = (missing + spare) / WASM_PAGE + 1;
  if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) {
    pages = (missing + WASM_PAGE - 1) / WASM_PAGE;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return 0;
  }
  arena->capacity += pages * WASM_PAGE;
  return 1;
#else
  return 0;
#endif
}

void* sp_arena_alloc(sp_arena* arena, size_t bytes) {
  if (bytes > SIZE_MAX / 2) return NULL;
  size_t end = arena->used + round_up(bytes, SP_ARENA_ALIGN);
  if (end < arena->used || !reserve(arena, end)) return NULL;
  void* result = arena->base + arena->used;
  arena->used = end;
  if (end > arena->peak) arena->peak = end;
  return result;
}

void* sp_arena_array(sp_arena* arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) return NULL;
  return sp_arena_alloc(arena, count * size);
}
