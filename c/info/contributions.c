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
  double lp[INFO_AT_ONCE];
  for (size_t from = 0; from < n; from += INFO_AT_ONCE) {
    size_t count = n - from < INFO_AT_ONCE ? n - from : INFO_AT_ONCE;
    info_log_densities(&pair.p, x + from, count, lp);
    info_log_ratios(&pair, x + from, count, lp, out + from);
    for (size_t i = 0; i < count; i++)
      out[from + i] = lp[i] == -INFINITY ? 0 : exp(lp[i]) * out[from + i];
  }
  return SP_OK;
}
