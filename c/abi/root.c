#include "abi/abi.h"

extern unsigned char __heap_base; /* set by the linker: the first byte after data and stack */

abi_root* abi_root_of(void) {
  uintptr_t address = ((uintptr_t)&__heap_base + 63) & ~(uintptr_t)63;
  return (abi_root*)address;
}

void abi_start(void) {
  abi_root* root = abi_root_of();
  *root = (abi_root){0};
  unsigned char* first = (unsigned char*)(root + 1);
  size_t memory_end = __builtin_wasm_memory_size(0) * (size_t)65536;
  sp_arena_init(&root->arena, first, memory_end - (uintptr_t)first);
}

uint32_t abi_hash(void) { return SP_ABI_HASH; }

void* abi_alloc(uint32_t bytes) { return sp_arena_alloc(&abi_root_of()->arena, bytes); }
uint32_t abi_mark(void) { return (uint32_t)sp_arena_mark(&abi_root_of()->arena); }
void abi_release(uint32_t mark) { sp_arena_release(&abi_root_of()->arena, mark); }
uint32_t abi_peak(void) { return (uint32_t)abi_root_of()->arena.peak; }
sp_fault* abi_fault(void) { return &abi_root_of()->fault; }
