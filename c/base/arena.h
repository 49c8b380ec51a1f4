/* A bump arena: allocation is an addition, freeing is a return to a mark.
   Under wasm the arena is the last thing in memory and grows with it; natively it is one block. */
#ifndef SP_BASE_ARENA_H
#define SP_BASE_ARENA_H

#include <stddef.h>

#define SP_ARENA_ALIGN 64

typedef struct sp_arena {
  unsigned char* base; /* aligned to SP_ARENA_ALIGN */
  size_t used;         /* bytes from base */
  size_t capacity;     /* bytes from base */
  size_t peak;         /* the largest `used` so far */
} sp_arena;

/* Takes over `bytes` bytes at `memory`; the first few are lost to alignment. */
void sp_arena_init(sp_arena* arena, void* memory, size_t bytes);

/* `bytes` bytes aligned to SP_ARENA_ALIGN, contents undefined, or NULL when memory is out. */
void* sp_arena_alloc(sp_arena* arena, size_t bytes);

/* sp_arena_alloc for count * size bytes, NULL too when that product overflows. */
void* sp_arena_array(sp_arena* arena, size_t count, size_t size);

static inline size_t sp_arena_mark(const sp_arena* arena) { return arena->used; }
static inline void sp_arena_release(sp_arena* arena, size_t mark) {
  if (mark < arena->used) arena->used = mark;
}

#endif
