/* Estimates from samples at the boundary. */
#include "info/estimators.h"

#include "abi/abi.h"

sp_status abi_estimate_entropy(const double* counts, uint32_t n, uint32_t miller_madow,
                               double* out) {
  return miller_madow ? sp_entropy_miller_madow(counts, n, out, abi_fault())
                      : sp_entropy_plugin(counts, n, out, abi_fault());
}

sp_status abi_estimate_entropy_nearest(const double* values, uint32_t n, uint32_t k, double* out) {
  return sp_entropy_nearest(values, n, k, &abi_root_of()->arena, out, abi_fault());
}

sp_status abi_estimate_kl_nearest(const double* p, uint32_t n, const double* q, uint32_t m,
                                  uint32_t k, double* out) {
  return sp_kl_nearest(p, n, q, m, k, &abi_root_of()->arena, out, abi_fault());
}

/* out: value, standard error. */
sp_status abi_estimate_kl_monte_carlo(const double* p, uint32_t p_length, const double* q,
                                      uint32_t q_length, uint32_t count, uint32_t seed_low,
                                      uint32_t seed_high, double* out) {
  sp_dist dist_p, dist_q;
  sp_status status = sp_dist_decode(p, p_length, &dist_p, NULL, abi_fault());
  if (status == SP_OK) status = sp_dist_decode(q, q_length, &dist_q, NULL, abi_fault());
  if (status != SP_OK) return status;
  sp_estimate estimate;
  status = sp_kl_monte_carlo(&dist_p, &dist_q, count, (uint64_t)seed_high << 32 | seed_low,
                             &estimate, abi_fault());
  if (status == SP_OK) out[0] = estimate.value, out[1] = estimate.standard_error;
  return status;
}
