/* c/info against tests/reference/measures.txt, audit.txt and near.txt (30 digits and more, by
   measures.py, audit.py and near.py): each value within its own error estimate, and within what its
   kind allows.  Given a file, checks that instead, and shows all. */
#define _POSIX_C_SOURCE 200809L
#include <ctype.h>

#include "info/gradient.h"
#include "info_tools.h"

typedef struct tally {
  const char* name;
  double allowed; /* relative error */
  int lines, beyond, outside;
  double worst;
} tally;

static int most_shown = 12;

static sp_measure_id measure_named(const char* name) {
  static const char* const names[] = {
#define MEASURE(name, formula) #name,
#include "info/measures.def"
#undef MEASURE
  };
  for (int i = 0; i < SP_MEASURE_COUNT; i++)
    if (!strcmp(names[i], name)) return (sp_measure_id)i;
  return SP_MEASURE_COUNT;
}

static int family_named(const char* name) {
  for (int id = 0; id < SP_FAMILY_COUNT; id++)
    if (!strcmp(sp_dist_family((sp_family_id)id)->name, name)) return id;
  return -1;
}

/* name count parameters, where a mixture's components name their families; or "array" count masses
 */
static int read_side(side* s, char** save) {
  const char* name = strtok_r(NULL, " ", save);
  int count = atoi(strtok_r(NULL, " ", save)), id = family_named(name);
  s->encoded[0] = id, s->encoded[1] = count;
  for (int i = 0; i < count; i++) {
    char* word = strtok_r(NULL, " ", save);
    s->encoded[2 + i] = isalpha(*word) ? family_named(word) : strtod(word, NULL);
  }
  s->operand = (sp_operand){0};
  if (!strcmp(name, "array")) {
    s->operand = array_of(s->encoded + 2, (size_t)count);
    return 1;
  }
  if (id < 0) return 0;
  sp_fault fault;
  if (sp_dist_decode(s->encoded, (size_t)count + 2, &s->operand.dist, NULL, &fault) == SP_OK)
    return 1;
  printf("FAILED: %s is refused\n", name);
  checks_failed++;
  return 0;
}

static void check_line(char* line, tally* tallies, int* skipped) {
  char copy[1024], *save = NULL;
  if (*line == '#') return;
  strcpy(copy, line);
  const char* kind = strtok_r(copy, " ", &save);
  sp_options options = everything;
  if (!strcmp(kind, "range")) {
    options.lo = strtod(strtok_r(NULL, " ", &save), NULL);
    options.hi = strtod(strtok_r(NULL, " ", &save), NULL);
  }
  sp_measure_id measure = measure_named(strtok_r(NULL, " ", &save));
  double order = strtod(strtok_r(NULL, " ", &save), NULL);
  side p, q;
  int known = read_side(&p, &save) & read_side(&q, &save);
  if (!p.operand.dist.family || !q.operand.dist.family) options.normalise = SP_NORMALISE_AUTO;
  double want = strtod(strtok_r(NULL, " \n", &save), NULL);
  char* next = strtok_r(NULL, " \n", &save);
  double magnitude = next ? strtod(next, NULL) : 0; /* of the terms of an entry that is next to 0 */
  if (!known) {
    (*skipped)++;
    return;
  }
  tally* t = tallies;
  while (strcmp(t->name, kind)) t++;
  sp_result got = {.method = SP_SUM};
  if (!strcmp(kind, "gradient")) {
    double gradient[64];
    sp_fault fault;
    const char* name = p.operand.dist.family->name;
    int is_same = measure == SP_MEASURE_kl && p.operand.dist.family == q.operand.dist.family;
    is_same &= strcmp(name, "studentT") && strcmp(name, "logistic") && strcmp(name, "mixture");
    if (is_same) got.method = SP_CLOSED_FORM;
    if (sp_gradient(measure, &p.operand, &q.operand, &options, gradient, &fault) == SP_OK)
      got.value = gradient[(int)order], got.error = t->allowed * fmax(fabs(want), 1e-4 * magnitude);
  } else {
    options.alpha = order;
    got = measure_of(measure, &p.operand, &q.operand, &options);
  }
  int is_stricter = got.method == SP_CLOSED_FORM && strcmp(kind, "same") != 0;
  double allowed = is_stricter ? 1e-13 : t->allowed;
  double error = got.value == want ? 0 : fabs(got.value - want),
         unit = fmax(fabs(want), 1e-4 * magnitude);
  double relative = error == 0 ? 0 : error / unit;
  int beyond = !(relative <= allowed), outside = !(error <= got.error + 4e-16 * fabs(want));
  t->lines++, t->beyond += beyond, t->outside += outside;
  if (!(relative <= t->worst)) t->worst = relative;
  if ((beyond && t->beyond < most_shown) || (outside && t->outside < most_shown))
    printf("%s: %.17g, want %.17g, relative %.2g, estimate %.2g, method %g, reason %g\n  %s",
           beyond ? "BEYOND" : "OUTSIDE", got.value, want, relative, got.error / fabs(want),
           got.method, got.reason, line);
}

int main(int argc, char** argv) {
  const char* files[] = {"tests/reference/measures.txt", "tests/reference/audit.txt",
                         "tests/reference/near.txt"};
  if (argc > 1) files[2] = argv[1], most_shown = 10000;
  tally tallies[] = {{"same", 1e-12, 0, 0, 0, 0},    {"sum", 1e-11, 0, 0, 0, 0},
                     {"cross", 1e-11, 0, 0, 0, 0},   {"measure", 1e-11, 0, 0, 0, 0},
                     {"near", 1e-11, 0, 0, 0, 0},    {"range", 1e-11, 0, 0, 0, 0},
                     {"gradient", 1e-11, 0, 0, 0, 0}};
  char line[1024];
  int skipped = 0;
  for (int i = argc > 1 ? 2 : 0; i < 3; i++) {
    FILE* file = fopen(files[i], "r");
    CHECK(file != NULL);
    while (file && fgets(line, sizeof line, file)) check_line(line, tallies, &skipped);
    if (file) fclose(file);
  }
  for (size_t i = 0; i < sizeof tallies / sizeof *tallies; i++) {
    printf("%s: %d values, worst relative error %.2g\n", tallies[i].name, tallies[i].lines,
           tallies[i].worst);
    CHECK((tallies[i].lines > 0 || argc > 1) && tallies[i].beyond == 0);
    CHECK(tallies[i].outside == 0);
  }
  CHECK(skipped == 0);
  return report();
}
