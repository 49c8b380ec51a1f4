/* The registry: families.def and each family's own `const sp_family sp_family_NAME`, put together.
   A family lands by its row and its file; nothing here names one. */
#include <math.h>

#include "dist/dist.h"

#define PARAM(name, domain, preset) SP_##domain,
#define FAMILY(name, kind, support, formula, accuracy, source, ...)                                \
  extern const sp_family sp_family_##name;                                                         \
  static const sp_domain DOMAINS_##name[] = {__VA_ARGS__};
#include "dist/families.def"
#undef FAMILY
#undef PARAM

typedef struct entry {
  const sp_family* family;
  const sp_domain* domains;
  int domain_count;
} entry;

static const entry FAMILIES[] = {
#define PARAM(name, domain, preset)
#define FAMILY(name, kind, support, formula, accuracy, source, ...)                                \
  {&sp_family_##name, DOMAINS_##name, (int)(sizeof DOMAINS_##name / sizeof *DOMAINS_##name)},
#include "dist/families.def"
#undef FAMILY
#undef PARAM
};

const sp_family* sp_dist_family(sp_family_id id) {
  return id >= 0 && id < SP_FAMILY_COUNT ? FAMILIES[id].family : NULL;
}

/* first: theta[0], which some domains refer to */
static int in_domain(sp_domain domain, double x, double first) {
  const double exact = 0x1p53; /* integers beyond are not distinct */
  if (!isfinite(x)) return 0;
  switch (domain) {
  case SP_POSITIVE:
    return x > 0;
  case SP_NON_NEGATIVE:
    return x >= 0;
  case SP_PROBABILITY:
    return x >= 0 && x <= 1;
  case SP_CHANCE:
    return x > 0 && x <= 1;
  case SP_OPEN_CHANCE:
    return x > 0 && x < 1;
  case SP_ABOVE_FIRST:
    return x > first;
  case SP_FROM_FIRST:
    return x >= first && x <= exact && x == floor(x);
  case SP_UP_TO_FIRST:
    return x >= 0 && x <= first && x == floor(x);
  case SP_COUNT:
    return x >= 0 && x <= exact && x == floor(x);
  case SP_INTEGER:
    return fabs(x) <= exact && x == floor(x);
  default:
    return 1;
  }
}

/* An array parameter: a fault's index is the entry's number. */
static sp_status check_probabilities(const double* p, size_t n, sp_fault* fault) {
  if (n == 0) return sp_fail(fault, SP_EMPTY, 0, -1, 0);
  double sum = 0, lost = 0;
  for (size_t i = 0; i < n; i++) {
    if (!(p[i] >= 0) || isinf(p[i]))
      return sp_fail(fault, SP_NOT_A_PROBABILITY, 0, (double)i, p[i]);
    double next = sum + p[i]; /* p[i] >= 0: Neumaier's form needs only the larger one first */
    lost += sum >= p[i] ? (sum - next) + p[i] : (p[i] - next) + sum;
    sum = next;
  }
  if (!(fabs(sum + lost - 1) <= 1e-9)) return sp_fail(fault, SP_NOT_NORMALISED, 0, -1, sum + lost);
  return SP_OK;
}

/* theta of a mixture: k, k weights, k encoded distributions of one kind, which is *kind. */
static sp_status check_mixture(const double* theta, size_t count, sp_kind* kind, sp_fault* fault) {
  if (count < 1 || !in_domain(SP_COUNT, theta[0], 0))
    return sp_fail(fault, SP_INVALID_ARGUMENT, 0, 0, count ? theta[0] : NAN);
  if (theta[0] > (double)(count - 1)) return sp_fail(fault, SP_LENGTH_MISMATCH, 0, 0, theta[0]);
  size_t k = (size_t)theta[0], at = 1 + k;
  sp_status status = check_probabilities(theta + 1, k, fault);
  for (size_t i = 0; i < k && status == SP_OK; i++) {
    sp_dist part;
    size_t used;
    status = sp_dist_decode(theta + at, count - at, &part, &used, fault);
    if (status == SP_OK && i == 0) *kind = part.family->kind;
    if (status == SP_OK && part.family->kind != *kind)
      return sp_fail(fault, SP_KIND_MISMATCH, 0, (double)i, theta[at]);
    if (status == SP_OK) at += used;
  }
  if (status == SP_OK && at != count)
    return sp_fail(fault, SP_LENGTH_MISMATCH, 0, -1, (double)count);
  return status;
}

static sp_status check_theta(const entry* row, const double* theta, size_t count, sp_kind* kind,
                             sp_fault* fault) {
  sp_domain first = row->domains[0], last = row->domains[row->domain_count - 1];
  if (last == SP_DISTRIBUTIONS) return check_mixture(theta, count, kind, fault);
  if (first == SP_PROBABILITIES) return check_probabilities(theta, count, fault);
  if (count != (size_t)row->domain_count)
    return sp_fail(fault, SP_LENGTH_MISMATCH, 0, -1, (double)count);
  for (size_t i = 0; i < count; i++)
    if (!in_domain(row->domains[i], theta[i], theta[0]))
      return sp_fail(fault, SP_DOMAIN, 0, (double)i, theta[i]);
  return SP_OK;
}

sp_status sp_dist_decode(const double* encoded, size_t length, sp_dist* out, size_t* used,
                         sp_fault* fault) {
  if (length < 2) return sp_fail(fault, SP_EMPTY, 0, -1, (double)length);
  if (!(encoded[0] >= 0 && encoded[0] < SP_FAMILY_COUNT && encoded[0] == floor(encoded[0])))
    return sp_fail(fault, SP_UNKNOWN_DISTRIBUTION, 0, -1, encoded[0]);
  if (!(encoded[1] >= 0 && encoded[1] <= (double)(length - 2) && encoded[1] == floor(encoded[1])))
    return sp_fail(fault, SP_LENGTH_MISMATCH, 0, -1, encoded[1]);
  const entry* row = &FAMILIES[(int)encoded[0]];
  const double* theta = encoded + 2;
  size_t count = (size_t)encoded[1];
  sp_kind kind = row->family->kind;
  sp_status status = check_theta(row, theta, count, &kind, fault);
  if (status != SP_OK) return status;
  *out = (sp_dist){kind == row->family->kind ? row->family : row->family->discrete, theta, count};
  if (used) *used = 2 + count;
  return SP_OK;
}
