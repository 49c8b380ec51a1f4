#include "num/vlog.h"

#include <math.h>
#include <string.h>

#include "num/vlog_table.h"

static int is_plain(double x) { return x >= 0x1p-1022 && x <= 0x1.fffffffffffffp1023; }

/* Subnormal numbers are scaled into range; the rest is C99's list of special values. */
static double log_special(double x) {
  if (x > 0 && x < 0x1p-1022) {
    sp_f64x2 k, f = sp_vlog_reduce((sp_f64x2){x * 0x1p60, x * 0x1p60}, &k);
    return sp_vlog_join(k - 60.0, f)[0];
  }
  if (x == 0) return -INFINITY;
  return x > 0 ? x : NAN;
}

/* One value fills both lanes: LLVM 14 for wasm never ends where a lane is a known constant. */
static double log_plain(double x) { return sp_vlog((sp_f64x2){x, x})[0]; }

void sp_log_array(const double* x, double* out, size_t n) {
  for (size_t i = 0; i < n; i += 2) {
    sp_f64x2 v = {x[i], i + 1 < n ? x[i + 1] : 1.0}, r;
    if (is_plain(v[0]) && is_plain(v[1])) {
      r = sp_vlog(v);
    } else {
      for (int lane = 0; lane < 2; lane++)
        r[lane] = is_plain(v[lane]) ? log_plain(v[lane]) : log_special(v[lane]);
    }
    out[i] = r[0];
    if (i + 1 < n) out[i + 1] = r[1];
  }
}

double sp_log1p_less(double t) {
  if (t > -0.29 && t < 0.41) {
    double s = t / (2 + t);
    return -s * (t - sp_vlog_tail((sp_f64x2){s, s})[0]);
  }
  return log1p(t) - t;
}
