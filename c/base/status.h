/* Status codes: what a call reports about a caller's mistake.
   Mathematics never ends up here: an infinite divergence is a value, not an error. */
#ifndef SP_BASE_STATUS_H
#define SP_BASE_STATUS_H

typedef enum {
#define STATUS(name, message) SP_##name,
#include "base/status.def"
#undef STATUS
  SP_STATUS_COUNT
} sp_status;

/* Where the mistake is: which argument (0-based, in the function's own order), which parameter or
   array entry of it (-1: none), and the offending value.  Filled only when a status is not SP_OK.
 */
typedef struct sp_fault {
  double argument;
  double index;
  double value;
} sp_fault;

static inline sp_status sp_fail(sp_fault* fault, sp_status status, int argument, double index,
                                double value) {
  if (fault) *fault = (sp_fault){argument, index, value};
  return status;
}

#endif
