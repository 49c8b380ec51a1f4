#include "info/contributions.h"

#include <math.h>

#include "info/side.h"

sp_status sp_contributions(const sp_operand* p, const sp_operand* q, const double* x, size_t n,
                           double* out, sp_fault* fault) {
  sp_options options = {-INFINITY, INFINITY, 1, SP_NORMALISE_AUTO};
  info_pair pair = {.measure = SP_MEASURE_kl, .partial = 1};
  sp_status status = info_side_open(p, &options, 0, &pair.p, fault);
  if (status == SP_OK) status = info_side_open(q, &options, 1, &pair.q, fault);
  if (status != SP_OK) return status;
  if (pair.p.kind != pair.q.kind) return sp_fail(fault, SP_KIND_MISMATCH, 1, -1, pair.q.kind);
  info_relate(&pair);
  info_log_densities(&pair.p, x, n, out);
  for (size_t i = 0; i < n; i++)
    out[i] = out[i] == -INFINITY ? 0 : exp(out[i]) * info_log_ratio(&pair, x[i], out[i]);
  return SP_OK;
}
