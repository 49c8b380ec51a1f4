/* Four floats at a time, by the compiler's vector extension: one source for WebAssembly SIMD128,
   for relaxed SIMD (fused multiply-add) and for native code under sanitizers. */
#ifndef SP_KERN_SIMD_H
#define SP_KERN_SIMD_H

#include <stddef.h>
#include <stdint.h>

typedef float f32x4 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef uint8_t u8x16 __attribute__((vector_size(16)));
/* the same in memory, at any address of a float */
typedef float f32x4_any __attribute__((vector_size(16), aligned(4), may_alias));

#ifndef __has_builtin
#define __has_builtin(x) 0
#endif

#define SP_INLINE static inline __attribute__((always_inline))

/* Before a loop that must stay one: TurboFan moves all loads of a block to its top, and spills. */
#ifdef __clang__
#define SP_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define SP_ROLLED _Pragma("GCC unroll 1")
#endif

SP_INLINE f32x4 sp_load4(const float* p) { return *(const f32x4_any*)p; }
SP_INLINE void sp_store4(float* p, f32x4 v) { *(f32x4_any*)p = v; }
SP_INLINE f32x4 sp_splat(float x) { return (f32x4){x, x, x, x}; }

/* c + a b: fused (one rounding) in the relaxed variant, two roundings elsewhere. */
SP_INLINE f32x4 sp_madd(f32x4 a, f32x4 b, f32x4 c) {
#if defined(__wasm_relaxed_simd__) && __has_builtin(__builtin_wasm_relaxed_madd_f32x4)
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#elif defined(__wasm_relaxed_simd__) && __has_builtin(__builtin_wasm_fma_f32x4)
  return __builtin_wasm_fma_f32x4(c, a, b);
#else
  return c + a * b;
#endif
}

/* max(x, 0) that lets a NaN through: x < 0 ? 0 : x. */
SP_INLINE f32x4 sp_relu4(f32x4 x) {
#if defined(__wasm_simd128__)
  return __builtin_wasm_pmax_f32x4(x, sp_splat(0)); /* one instruction on x86 */
#else
  return (f32x4)((i32x4)x & ~(i32x4)(x < sp_splat(0)));
#endif
}

/* The entries of `yes` where the mask's bits are ones, of `no` where they are zeros. */
SP_INLINE f32x4 sp_select(i32x4 mask, f32x4 yes, f32x4 no) {
  return (f32x4)(((i32x4)yes & mask) | ((i32x4)no & ~mask));
}

SP_INLINE f32x4 sp_sqrt4(f32x4 x) {
#if defined(__wasm_simd128__)
  return __builtin_wasm_sqrt_f32x4(x);
#else
  return (f32x4){__builtin_sqrtf(x[0]), __builtin_sqrtf(x[1]), __builtin_sqrtf(x[2]),
                 __builtin_sqrtf(x[3])};
#endif
}

/* The 4 x 4 matrix with rows v[0 ... 3], transposed in place. */
SP_INLINE void sp_transpose4(f32x4 v[4]) {
  f32x4 a = __builtin_shufflevector(v[0], v[1], 0, 4, 1, 5);
  f32x4 b = __builtin_shufflevector(v[0], v[1], 2, 6, 3, 7);
  f32x4 c = __builtin_shufflevector(v[2], v[3], 0, 4, 1, 5);
  f32x4 d = __builtin_shufflevector(v[2], v[3], 2, 6, 3, 7);
  v[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  v[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  v[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  v[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

#endif
