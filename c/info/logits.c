#include "info/logits.h"

#include <math.h>

#include "num/log.h"

/* e^a with one Newton step on its logarithm, to 2^-95 of max(1, |a|): a soft target may be next to
   the probability, and what the gradient is then stands in its last places. */
static sp_dd exp_fine(sp_dd a) {
  sp_dd e = sp_dd_exp(a);
  if (!(e.hi > 0x1p-900)) return e;
  double gap = sp_dd_value(sp_dd_subtract(a, sp_log_dd(e)));
  return sp_dd_add(e, sp_dd_scale(e, gap));
}

static sp_dd exp_difference(double a, double b, int hard) {
  sp_dd difference = sp_two_sum(a, -b);
  return hard ? sp_dd_exp(difference) : exp_fine(difference);
}

/* One entry is the label's number; of a single class both 0, its label, and 1, its probability. */
static int is_label(size_t n, const double* target, size_t target_length) {
  return target_length == 1 && (n > 1 || target[0] == 0);
}

static sp_status check_softmax(const double* logits, size_t n, const double* target,
                               size_t target_length, sp_fault* fault) {
  if (n == 0) return sp_fail(fault, SP_EMPTY, 0, -1, 0);
  size_t top = 0;
  for (size_t j = 0; j < n; j++) {
    if (!(logits[j] < INFINITY))
      return sp_fail(fault, SP_INVALID_ARGUMENT, 0, (double)j, logits[j]);
    if (logits[j] > logits[top]) top = j;
  }
  if (logits[top] == -INFINITY)
    return sp_fail(fault, SP_INVALID_ARGUMENT, 0, (double)top, logits[top]);
  if (is_label(n, target, target_length)) {
    double y = target[0];
    if (!(y >= 0 && y < (double)n && y == floor(y)))
      return sp_fail(fault, SP_INVALID_ARGUMENT, 1, 0, y);
    return SP_OK;
  }
  if (target_length != n) return sp_fail(fault, SP_LENGTH_MISMATCH, 1, -1, (double)target_length);
  for (size_t j = 0; j < n; j++)
    if (!(target[j] >= 0 && target[j] < INFINITY))
      return sp_fail(fault, SP_NOT_A_PROBABILITY, 1, (double)j, target[j]);
  sp_dd mass = {0, 0};
  for (size_t j = 0; j < n; j++) mass = sp_dd_add_double(mass, target[j]);
  if (!(fabs(sp_dd_value(sp_dd_add_double(mass, -1))) <= 1e-9))
    return sp_fail(fault, SP_NOT_NORMALISED, 1, -1, sp_dd_value(mass));
  return SP_OK;
}

sp_status sp_softmax_cross_entropy(const double* logits, size_t n, const double* target,
                                   size_t target_length, double* loss, double* gradient,
                                   sp_fault* fault) {
  sp_status status = check_softmax(logits, n, target, target_length, fault);
  if (status != SP_OK) return status;
  int hard = is_label(n, target, target_length);
  size_t label = hard ? (size_t)target[0] : 0, top = 0;
  for (size_t j = 1; j < n; j++)
    if (logits[j] > logits[top]) top = j;

  /* rest = sum of e^(z_j - z_top) over the others; log sum e^z = z_top + log1p(rest) */
  sp_dd rest = sp_dd_of(0), mass = sp_dd_of(0), total = sp_dd_of(0);
  for (size_t j = 0; j < n; j++) {
    if (j != top) rest = sp_dd_add(rest, exp_difference(logits[j], logits[top], hard));
    if (!hard) mass = sp_dd_add_double(mass, target[j]);
  }
  sp_dd sum = sp_dd_add_double(rest, 1), lead = sp_dd_log1p(rest);
  if (hard) mass = sp_dd_of(1);

  for (size_t j = 0; j < n; j++) {
    double t = hard ? (double)(j == label) : target[j];
    sp_dd e = j == top ? sp_dd_of(1) : exp_difference(logits[j], logits[top], hard);
    sp_dd others = j == top ? rest : sp_dd_subtract(sum, e);
    if (t > 0) {
      sp_dd below =
          logits[j] == -INFINITY ? sp_dd_of(INFINITY) : sp_two_sum(logits[top], -logits[j]);
      sp_dd term = j == top ? lead : below.hi < INFINITY ? sp_dd_add(below, lead) : below;
      total = term.hi < INFINITY ? sp_dd_add(total, sp_dd_multiply_double(term, t)) : term;
    }
    /* p_j (mass - t_j) - t_j (1 - p_j) */
    sp_dd free = hard ? sp_dd_of(j == label ? 0 : 1) : sp_dd_add_double(mass, -t);
    sp_dd top_part = sp_dd_multiply(e, free), bottom = sp_dd_multiply_double(others, t);
    gradient[j] = sp_dd_value(sp_dd_divide(sp_dd_subtract(top_part, bottom), sum));
  }
  *loss = sp_dd_value(total);
  return SP_OK;
}

sp_status sp_binary_cross_entropy(double logit, double y, double* loss, double* gradient,
                                  sp_fault* fault) {
  if (isnan(logit)) return sp_fail(fault, SP_INVALID_ARGUMENT, 0, -1, logit);
  if (!(y >= 0 && y <= 1)) return sp_fail(fault, SP_NOT_A_PROBABILITY, 1, -1, y);
  sp_dd small = exp_fine(sp_dd_of(-fabs(logit))), sum = sp_dd_add_double(small, 1);
  sp_dd one = sp_dd_of(1), lead = sp_dd_log1p(small), away = sp_two_sum(1, -y);
  /* the share of the side that the logit speaks against is |z| + log1p(e^-|z|) */
  sp_dd against = logit > 0 ? away : sp_dd_of(y);
  sp_dd value = sp_dd_add_double(lead, 0); /* y + (1 - y) = 1 times log1p(e^-|z|) */
  if (against.hi > 0)
    value = isinf(logit) ? sp_dd_of(INFINITY)
                         : sp_dd_add(value, sp_dd_multiply_double(against, fabs(logit)));
  *loss = sp_dd_value(value);
  /* sigmoid(z) (1 - y) - y sigmoid(-z) */
  sp_dd up = sp_dd_multiply(logit > 0 ? one : small, away);
  sp_dd down = sp_dd_multiply_double(logit > 0 ? small : one, y);
  *gradient = sp_dd_value(sp_dd_divide(sp_dd_subtract(up, down), sum));
  return SP_OK;
}
