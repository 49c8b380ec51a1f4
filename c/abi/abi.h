/* The wasm boundary's own state.  There are no globals: the root lies at the start of the heap, and
   the arena is all that follows it. */
#ifndef SP_ABI_ABI_H
#define SP_ABI_ABI_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "nn/network.h"

#define NET_SLOTS 8
#define NET_MAIL  (2 + SP_MAX_CLASSES * SP_MAX_CLASSES)

typedef struct abi_net {
  sp_network* net; /* NULL: free */
  uint32_t generation;
  size_t mark; /* of the arena, before and after the network */
  size_t end;
} abi_net;

typedef struct abi_root {
  sp_arena arena;
  sp_fault fault;
  abi_net nets[NET_SLOTS];
  double mail[NET_MAIL]; /* descriptions in, results out: see net.c */
} abi_root;

abi_root* abi_root_of(void);

#define EXPORT(type, name, parameters)          type name parameters;
#define EXPORT_NUMERIC(type, name, parameters)  type name parameters;
#define EXPORT_TRAINING(type, name, parameters) type name parameters;
#include "abi/exports.def"
#undef EXPORT
#undef EXPORT_NUMERIC
#undef EXPORT_TRAINING

#endif
