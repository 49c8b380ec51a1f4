#include "dist/form.h"

#include "num/gamma.h"
#include "num/log.h"

void sp_form_of(const sp_dist* d, sp_form* out) {
  *out = (sp_form){.from = -SP_FORM_EDGE, .to = SP_FORM_EDGE};
  out->is_discrete = d->family->kind == SP_DISCRETE;
  if (d->family->form) out->is_ready = d->family->form(d->theta, d->count, out);
}

sp_dd sp_form_log_gamma(sp_dd a) {
  sp_dd main = dd_sub(dd_mul(dd_add1(a, -1), sp_log_dd(a)), a);
  return dd_sub(main, sp_log_peak(a.hi));
}

static int is_scale(double s) { return s > 0x1p-100 && s < 0x1p100; }

int sp_form_scaled(sp_form* f, sp_form_term term, double mu, double sigma, sp_dd unit, sp_dd norm) {
  if (!is_scale(sigma) || fabs(mu) > SP_FORM_EDGE) return 0;
  f->constant = dd_neg(dd_add(norm, sp_dd_log(dd(sigma))));
  f->term = term, f->center = dd(mu), f->rate = dd_div(unit, dd(sigma));
  return 1;
}

int sp_form_rated(sp_form* f, double rate, double shape) {
  if (!is_scale(rate) || !sp_form_is_shape(shape)) return 0;
  f->term = SP_TERM_LINEAR, f->rate = dd(rate);
  f->constant = dd_sub(dd_mul1(sp_log_dd(dd(rate)), shape), sp_form_log_gamma(dd(shape)));
  return 1;
}
