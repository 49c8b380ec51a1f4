/* Prepared log-densities against the families' own, which use other formulas: at the ends of what a
   form may hold, in the bulk and in both tails; and alone against in arrays, bit for bit. */
#include "dist/form.h"

#include "check.h"

#define MOST 6 /* values of a pool */

/* What each kind of parameter runs through, beyond what a form holds for, too. */
static const struct {
  char kind;
  double values[MOST];
} POOLS[] = {
    {'L', {0, 0.3, -7, 1e8, -1e80, 1e95}},
    {'l', {0, 0.3, -7, 700, -1000, 2000}}, /* of a logarithm */
    {'S', {1, 0.37, 1.7, 9e-31, 1e30, 1e31}},
    {'s', {1, 0.37, 1.7, 0.002, 1e30, 0.0019}}, /* of a logarithm */
    {'A', {0.3, 1, 7.25, 131072, 1e-30, 131073}},
    {'K', {0.3, 1, 7.25, 1024, 1e-30, 1025}},
    {'D', {0.3, 1, 5, 1e9, 1e-9, 1.1e9}},
    {'N', {1, 2, 17, 100, 131072, 131073}},
    {'P', {0.008, 0.5, 0.75, 1 - 0x1p-50, 1e-200, 1}},
    {'U', {-3, 0, 1e-5, 12, 1e100, 1e308}}, /* upper ends are twice as far */
};

static const struct {
  const char *name, *parameters;
  int least; /* points for which the form must hold */
} CASES[] = {
    {"normal", "LS", 300},
    {"halfNormal", "S", 50},
    {"laplace", "LS", 300},
    {"logistic", "LS", 300},
    {"gumbel", "LS", 200},
    {"cauchy", "LS", 300},
    {"studentT", "DLS", 1500},
    {"exponential", "S", 50},
    {"rayleigh", "S", 50},
    {"logNormal", "ls", 200},
    {"weibull", "KS", 200},
    {"pareto", "AS", 200},
    {"uniform", "UU", 10},
    {"gamma", "AS", 200},
    {"inverseGamma", "AS", 200},
    {"chiSquared", "A", 40},
    {"beta", "AA", 200},
    {"continuousBernoulli", "P", 40},
    {"bernoulli", "P", 5},
    {"geometric", "P", 30},
    {"poisson", "A", 40},
    {"binomial", "NP", 150},
    {"negativeBinomial", "AP", 100},
    {"discreteUniform", "NN", 10},
    {"hypergeometric", "NNN", 150},
};

static const double LEVELS[] = {1e-300, 1e-100, 1e-20, 1e-5, 0.03, 0.2, 0.5, 0.77, 0.95};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const sp_family* family_of(const char* name) {
  for (int i = 0; i < SP_FAMILY_COUNT; i++)
    if (!strcmp(sp_dist_family((sp_family_id)i)->name, name))
      return sp_dist_family((sp_family_id)i);
  return NULL;
}

static int index_of(const sp_family* family) {
  int i = 0;
  while (sp_dist_family((sp_family_id)i) != family) i++;
  return i;
}

static double worst, worst_density;

/* The points at which this distribution's form holds. */
static int check_at(const sp_dist* d) {
  const sp_family* f = d->family;
  double x[4 * COUNT(LEVELS) + 5], all[COUNT(x)], densities[COUNT(x)], lo, hi;
  size_t n = 0;
  int held = 0;
  sp_form form;
  sp_form_of(d, &form);
  f->support(d->theta, d->count, &lo, &hi);
  for (size_t i = 0; i < COUNT(LEVELS); i++) {
    double low = f->quantile(d->theta, d->count, LEVELS[i]);
    double high = f->isf(d->theta, d->count, LEVELS[i]);
    x[n++] = low, x[n++] = high, x[n++] = low + 0.37 * (high - low), x[n++] = low - (high - low);
  }
  for (size_t i = 0; i < n && f->kind == SP_DISCRETE; i++) x[i] = floor(x[i]);
  x[n++] = form.from, x[n++] = form.to, x[n++] = nextafter(form.to, INFINITY), x[n++] = NAN;
  x[n++] = lo;
  sp_form_log_densities(&form, d, x, n, all);
  sp_form_densities(&form, d, x, n, densities);
  for (size_t i = 0; i < n; i++) {
    double alone = sp_form_log_density(&form, d, x[i]), one;
    double own = f->log_density(d->theta, d->count, x[i]), density = exp(own);
    sp_form_densities(&form, d, x + i, 1, &one);
    CHECK(memcmp(&alone, &all[i], sizeof alone) == 0 || (isnan(alone) && isnan(all[i])));
    CHECK(memcmp(&one, &densities[i], sizeof one) == 0 || (isnan(one) && isnan(densities[i])));
    int is_close_enough = is_close(alone, own, 5e-16, fmax(1, fabs(own)));
    if (!is_close_enough)
      printf("%s(%g, %g, %g) at %.17g: %.17g, its own %.17g\n", f->name, d->theta[0],
             d->count > 1 ? d->theta[1] : NAN, d->count > 2 ? d->theta[2] : NAN, x[i], alone, own);
    CHECK(is_close_enough);
    density = f->density(d->theta, d->count, x[i]);
    if (density > 1e-290 && density < 1e290) {
      CHECK_RELATIVE(one, density, 5e-16);
      worst_density = fmax(worst_density, fabs(one / density - 1));
    }
    if (isfinite(own)) worst = fmax(worst, fabs(alone - own) / fmax(1, fabs(own)));
    held += form.is_ready && x[i] >= form.from && x[i] <= form.to;
  }
  return held;
}

static const double* pool_of(char kind) {
  size_t i = 0;
  while (POOLS[i].kind != kind) i++;
  return POOLS[i].values;
}

int main(void) {
  for (size_t c = 0; c < COUNT(CASES); c++) {
    const sp_family* family = family_of(CASES[c].name);
    size_t k = strlen(CASES[c].parameters), combinations = 1;
    int held = 0;
    for (size_t i = 0; i < k; i++) combinations *= MOST;
    for (size_t i = 0; i < combinations; i++) {
      double encoded[5] = {index_of(family), (double)k};
      size_t rest = i;
      for (size_t j = 0; j < k; j++, rest /= MOST) {
        encoded[2 + j] = pool_of(CASES[c].parameters[j])[rest % MOST];
        if (j == 1 && CASES[c].parameters[0] == 'U') encoded[3] *= 2;
      }
      sp_dist d;
      sp_fault fault;
      if (sp_dist_decode(encoded, 2 + k, &d, NULL, &fault) == SP_OK) held += check_at(&d);
    }
    CHECK(held >= CASES[c].least);
    if (held < CASES[c].least) printf("%s: the form holds at %d points\n", family->name, held);
  }
  printf("worst difference: log-density %.2g, density %.2g\n", worst, worst_density);
  return report();
}
