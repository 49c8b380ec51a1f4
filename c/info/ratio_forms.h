/* The direct forms of log(P(x)/Q(x)), pair by pair; p, q are parameters.  NaN: not at this point
   (the caller takes the difference of the log-densities). */
#ifndef SP_INFO_RATIO_FORMS_H
#define SP_INFO_RATIO_FORMS_H

double info_ratio_poisson(const double* p, const double* q, double x);
double info_ratio_binomial(const double* p, const double* q, double x);
double info_ratio_binomial_poisson(const double* p, const double* q, double x);
double info_ratio_geometric(const double* p, const double* q, double x);
double info_ratio_geometric_negative_binomial(const double* p, const double* q, double x);
double info_ratio_bernoulli_binomial(const double* p, const double* q, double x);
double info_ratio_negative_binomial(const double* p, const double* q, double x);
double info_ratio_hypergeometric(const double* p, const double* q, double x);
/* for large counts, or for n, r, population or draws far apart (ratio_saddle.c) */
double info_ratio_binomial_apart(const double* p, const double* q, double x);
double info_ratio_negative_binomial_apart(const double* p, const double* q, double x);
double info_ratio_negative_binomial_poisson(const double* p, const double* q, double x);
double info_ratio_hypergeometric_apart(const double* p, const double* q, double x);
double info_ratio_hypergeometric_binomial(const double* p, const double* q, double x);
double info_ratio_hypergeometric_poisson(const double* p, const double* q, double x);

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
double info_ratio_inverse_gamma(const double* p, const double* q, double x);
double info_ratio_chi_squared(const double* p, const double* q, double x);
double info_ratio_beta(const double* p, const double* q, double x);
double info_ratio_weibull(const double* p, const double* q, double x);
double info_ratio_continuous_bernoulli(const double* p, const double* q, double x);
double info_ratio_pareto(const double* p, const double* q, double x);
double info_ratio_student(const double* p, const double* q, double x);
double info_ratio_student_normal(const double* p, const double* q, double x);
double info_ratio_gamma_normal(const double* p, const double* q, double x);
double info_ratio_chi_squared_normal(const double* p, const double* q, double x);
/* a family that is a case of the other */
double info_ratio_exponential_gamma(const double* p, const double* q, double x);
double info_ratio_chi_squared_gamma(const double* p, const double* q, double x);
double info_ratio_cauchy_student(const double* p, const double* q, double x);
double info_ratio_exponential_weibull(const double* p, const double* q, double x);
double info_ratio_rayleigh_weibull(const double* p, const double* q, double x);
double info_ratio_uniform_beta(const double* p, const double* q, double x);
double info_ratio_mixture(const double* p, const double* q, double x);

#endif
