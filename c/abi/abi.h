/* The wasm boundary's own state.  There are no globals: the root lies at the start of the heap, and
   the arena is all that follows it. */
#ifndef SP_ABI_ABI_H
#define SP_ABI_ABI_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

typedef struct abi_root {
  sp_arena arena;
  sp_fault fault;
} abi_root;

abi_root* abi_root_of(void);

#define EXPORT(type, name, parameters) type name parameters;
#include "abi/exports.def"
#undef EXPORT

#endif
