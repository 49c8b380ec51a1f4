#include "info/logits.h"

#include <math.h>

#include "num/log.h"

/* e^a with one Newton step on its logarithm, to 2^-95 of max(1, |a|): a soft target may be next to
   the probability, and what the gradient is then stands in its last places. */
static sp_dd exp_fine(sp_dd a) {
  sp_dd e = sp_dd_exp(a);
  if (!(e.hi > 0x1p-900)) return e;
  double gap = dd_round(dd_sub(a, sp_log_dd(e)));
  return dd_add(e, dd_scale(e, gap));
}

static sp_dd exp_difference(double a, double b, int hard) {
  sp_dd difference = dd_sum(a, -b);
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
  for (size_t j = 0; j < n; j++) mass = dd_add1(mass, target[j]);
  if (!(fabs(dd_round(dd_add1(mass, -1))) <= 1e-9))
    return sp_fail(fault, SP_NOT_NORMALISED, 1, -1, dd_round(mass));
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
  sp_dd rest = dd(0), mass = dd(0), total = dd(0);
  for (size_t j = 0; j < n; j++) {
    if (j != top) rest = dd_add(rest, exp_difference(logits[j], logits[top], hard));
    if (!hard) mass = dd_add1(mass, target[j]);
  }
  sp_dd sum = dd_add1(rest, 1), lead = sp_dd_log1p(rest);
  if (hard) mass = dd(1);

  for (size_t j = 0; j < n; j++) {
    double t = hard ? (double)(j == label) : target[j];
    sp_dd e = j == top ? dd(1) : exp_difference(logits[j], logits[top], hard);
    sp_dd others = j == top ? rest : dd_sub(sum, e);
    if (t > 0) {
      sp_dd below = logits[j] == -INFINITY ? dd(INFINITY) : dd_sum(logits[top], -logits[j]);
      sp_dd term = j == top ? lead : below.hi < INFINITY ? dd_add(below, lead) : below;
      total = term.hi < INFINITY ? dd_add(total, dd_mul1(term, t)) : term;
    }
    /* p_j (mass - t_j) - t_j (1 - p_j) */
    sp_dd free = hard ? dd(j == label ? 0 : 1) : dd_add1(mass, -t);
    sp_dd top_part = dd_mul(e, free), bottom = dd_mul1(others, t);
    gradient[j] = dd_round(dd_div(dd_sub(top_part, bottom), sum));
  }
  *loss = dd_round(total);
  return SP_OK;
}

sp_status sp_binary_cross_entropy(double logit, double y, double* loss, double* gradient,
                                  sp_fault* fault) {
  if (isnan(logit)) return sp_fail(fault, SP_INVALID_ARGUMENT, 0, -1, logit);
  if (!(y >= 0 && y <= 1)) return sp_fail(fault, SP_NOT_A_PROBABILITY, 1, -1, y);
  sp_dd small = exp_fine(dd(-fabs(logit))), sum = dd_add1(small, 1);
  sp_dd one = dd(1), lead = sp_dd_log1p(small), away = dd_sum(1, -y);
  /* the share of the side that the logit speaks against is |z| + log1p(e^-|z|) */
  sp_dd against = logit > 0 ? away : dd(y);
  sp_dd value = dd_add1(lead, 0); /* y + (1 - y) = 1 times log1p(e^-|z|) */
  if (against.hi > 0)
    value = isinf(logit) ? dd(INFINITY) : dd_add(value, dd_mul1(against, fabs(logit)));
  *loss = dd_round(value);
  /* sigmoid(z) (1 - y) - y sigmoid(-z) */
  sp_dd up = dd_mul(logit > 0 ? one : small, away);
  sp_dd down = dd_mul1(logit > 0 ? small : one, y);
  *gradient = dd_round(dd_div(dd_sub(up, down), sum));
  return SP_OK;
}
