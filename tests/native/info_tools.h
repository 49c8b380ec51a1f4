/* What the tests of c/info share: operands from names and numbers, one call per measure. */
#ifndef SP_TESTS_INFO_TOOLS_H
#define SP_TESTS_INFO_TOOLS_H

#include "info/info.h"

#include "check.h"

typedef struct side {
  double encoded[64];
  sp_operand operand;
} side;

static inline void make(side* s, const char* name, size_t count, const double* theta) {
  for (int id = 0; id < SP_FAMILY_COUNT; id++)
    if (!strcmp(sp_dist_family((sp_family_id)id)->name, name)) s->encoded[0] = id;
  s->encoded[1] = (double)count;
  memcpy(s->encoded + 2, theta, count * sizeof *theta);
  s->operand = (sp_operand){0};
  sp_fault fault;
  if (sp_dist_decode(s->encoded, count + 2, &s->operand.dist, NULL, &fault) != SP_OK)
    printf("FAILED: %s is not a distribution (parameter %g = %g)\n", name, fault.index,
           fault.value),
        checks_failed++, exit(1);
}

static inline sp_result measure_of(sp_measure_id id, const sp_operand* p, const sp_operand* q,
                                   const sp_options* options) {
  sp_result result;
  sp_fault fault;
  unsigned char memory[4096]; /* categories of two lengths are padded */
  sp_arena arena;
  sp_arena_init(&arena, memory, sizeof memory);
  sp_status status = sp_measure(id, p, q, options, &arena, &result, &fault);
  if (status != SP_OK) printf("FAILED: status %d\n", status), checks_failed++;
  return result;
}

static const sp_options everything = {-INFINITY, INFINITY, 1, SP_NORMALISE_STRICT};

/* DIST(name, parameters...) is an operand that lives as long as the block. */
#define DIST(variable, name, ...)                                                                  \
  side variable;                                                                                   \
  make(&variable, name, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (double[]){__VA_ARGS__})

static inline sp_operand array_of(const double* values, size_t n) {
  return (sp_operand){.values = values, .n = n};
}

#endif
