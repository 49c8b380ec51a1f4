/* The direct forms of log(P(x)/Q(x)), pair by pair; p, q are parameters; of some less a constant,
   which another function tells.  NaN: not at this point
   (the caller takes the difference of the log-densities, where it is small in double-double). */
#ifndef SP_INFO_RATIO_FORMS_H
#define SP_INFO_RATIO_FORMS_H

double info_ratio_poisson(const double* p, const double* q, double x);
double info_ratio_binomial(const double* p, const double* q, double x);
double info_ratio_binomial_poisson(const double* p, const double* q, double x);
double info_ratio_geometric(const double* p, const double* q, double x);
double info_ratio_negative_binomial(const double* p, const double* q, double x);
double info_ratio_negative_binomial_apart(const double* p, const double* q, double x);
double info_ratio_hypergeometric(const double* p, const double* q, double x);

double info_ratio_uniform(const double* p, const double* q, double x);
double info_ratio_normal(const double* p, const double* q, double x);
double info_ratio_log_normal(const double* p, const double* q, double x);
double info_ratio_half_normal(const double* p, const double* q, double x);
double info_ratio_rayleigh(const double* p, const double* q, double x);
double info_ratio_laplace(const double* p, const double* q, double x);
double info_ratio_logistic(const double* p, const double* q, double x);
double info_ratio_cauchy(const double* p, const double* q, double x);
double info_ratio_gumbel(const double* p, const double* q, double x);
double info_ratio_exponential(const double* p, const double* q, double x);
double info_ratio_gamma(const double* p, const double* q, double x);
double info_ratio_gamma_constant(const double* p, const double* q);
double info_ratio_inverse_gamma(const double* p, const double* q, double x);
double info_ratio_chi_squared(const double* p, const double* q, double x);
double info_ratio_chi_squared_constant(const double* p, const double* q);
double info_ratio_beta(const double* p, const double* q, double x);
double info_ratio_beta_constant(const double* p, const double* q);
double info_ratio_weibull(const double* p, const double* q, double x);
double info_ratio_continuous_bernoulli(const double* p, const double* q, double x);
double info_ratio_continuous_bernoulli_constant(const double* p, const double* q);
double info_ratio_pareto(const double* p, const double* q, double x);
double info_ratio_student(const double* p, const double* q, double x);
double info_ratio_student_constant(const double* p, const double* q);

#endif
