"""The true values that peers.py holds libraries against, from definitions alone and by other ways than the scripts
beside it: incomplete gamma and beta functions by mpmath's own where it has them, else as integrals of a log-concave
density over log x or logit x; sums over a wide lattice by the trapezoidal rule with a step of many integers, exact
to exp(-2 pi^2 sigma^2 / step^2); divergences from moments, or by mpmath's quadrature.  Arguments are exact doubles."""
import math

import mpmath as mp
from mpmath import mpf, log, sqrt, pi, euler, log1p, expm1, psi, loggamma, inf
from mpmath.calculus.quadrature import GaussLegendre

DIGITS = 60
mp.mp.dps = DIGITS
NODES = []


def exp(x):
    """Nothing asks for more than a double holds, and exp(1e100) has digits without end."""
    return mpf(0) if x < -100000 else inf if x > 100000 else mp.exp(x)


def outer(g, width, limit=inf):
    """The integral of exp(g(t)) over 0 … limit, g falling from 0, about by 1 over a width."""
    if not NODES: NODES.extend(GaussLegendre(mp.mp).calc_nodes(4, 250))
    total, at = mpf(0), mpf(0)
    for _ in range(400):
        step = min(2 * width, limit - at)
        part = step / 2 * mp.fsum(w * exp(g(at + step * (1 + x) / 2)) for x, w in NODES)
        total, at = total + part, at + step
        if at >= limit or part < total * mpf(10) ** -26: return total
    raise ValueError("a tail without end")


def gamma_tails(a, x):
    """P(a, x) and Q(a, x)."""
    if x <= 0: return mpf(0), mpf(1)
    if a < 2000 and x < 5000:
        lower = mp.gammainc(a, 0, x, regularized=True)
        if lower < 0.9: return lower, 1 - lower
        upper = mp.gammainc(a, x, inf, regularized=True)
        return 1 - upper, upper
    if a < 1:
        step = exp(a * log(x) - x - loggamma(a + 1))
        lower, upper = gamma_tails(a + 1, x)
        return lower + step, upper - step
    width = 1 / (abs(a - x) + sqrt(x))
    front = exp(a * log(x) - x - loggamma(a))
    if x > a:
        upper = front * outer(lambda t: a * t - x * (mp.exp(t) - 1), width)
        return 1 - upper, upper
    lower = front * outer(lambda t: -a * t - x * (mp.exp(-t) - 1), width)
    return lower, 1 - lower


def beta_tails(a, b, y):
    """I_x(a, b) and its complement at x = 1 / (1 + e^-y)."""
    lx, lz = -log1p(exp(-y)), -log1p(exp(y))
    step = lambda: exp(a * lx + b * lz + loggamma(a + b) - loggamma(a) - loggamma(b))
    if a < 1:
        lower, upper = beta_tails(a + 1, b, y)
        return lower + step() / a, upper - step() / a
    if b < 1:
        lower, upper = beta_tails(a, b + 1, y)
        return lower - step() / b, upper + step() / b
    p, z = exp(lx), exp(lz)
    slope = a * z - b * p
    width = 1 / (abs(slope) + sqrt((a + b) * p * z) + mpf(10) ** -30)
    width = min(width, 1)
    if slope < 0:
        upper = step() * outer(lambda t: a * t - (a + b) * log(z + p * mp.exp(t)), width)
        return 1 - upper, upper
    lower = step() * outer(lambda t: -a * t - (a + b) * log(z + p * mp.exp(-t)), width)
    return lower, 1 - lower


def logit(p): return log(p) - log1p(-p)


def t_tails(df, z):
    if z == 0: return mpf(1) / 2, mpf(1) / 2
    tail, rest = beta_tails(df / 2, mpf(1) / 2, log(df) - 2 * log(abs(z)))
    return (tail / 2, tail / 2 + rest) if z < 0 else (tail / 2 + rest, tail / 2)


def von_mises_tails(d, k):
    """At d from the mean."""
    if abs(d) >= pi: raise ValueError("off the circle")
    front = 1 / (2 * pi * bessel_scaled(0, k))
    tail = exp(-2 * k * mp.sin(d / 2) ** 2) * front * outer(lambda t: k * (mp.cos(abs(d) + t) - mp.cos(d)), 1 / (k * abs(mp.sin(d)) + sqrt(k) + 1), pi - abs(d))
    return (tail, 1 - tail) if d < 0 else (1 - tail, tail)


def bessel_scaled(n, k):
    """exp(-k) I_n(k)."""
    if k < 2000: return exp(-k) * mp.besseli(n, k)
    total = term = mpf(1)
    for j in range(1, 60):
        term *= -(mpf(4 * n * n) - (2 * j - 1) ** 2) / (8 * j * k)
        total += term
    return total / sqrt(2 * pi * k)


def choose(n, k): return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)
def xlog(x, p): return mpf(0) if x == 0 else x * log(p) if p > 0 else -inf
def xlog1m(x, p): return mpf(0) if x == 0 else x * log1p(-p) if p < 1 else -inf
def lbeta(a, b): return loggamma(a) + loggamma(b) - loggamma(a + b)


def cb_constant(l):
    """log of the continuous Bernoulli's constant."""
    if l == mpf(1) / 2: return log(2)
    return log(2 * mp.atanh(1 - 2 * l) / (1 - 2 * l))


def cb_cdf(x, l):
    r = logit(l)
    return x if r == 0 else expm1(r * x) / expm1(r)


def hyper_tails(k, N, K, n):
    lo, hi = max(0, n + K - N), min(n, K)
    if k < lo: return mpf(0), mpf(1)
    if k >= hi: return mpf(1), mpf(0)
    above = (k + 1) * (N + 2) > (n + 1) * (K + 1)  # sums what is on the far side of the mode
    x, step = (k + 1, 1) if above else (k, -1)
    term = exp(choose(K, x) + choose(N - K, n - x) - choose(N, n))
    total = mpf(0)
    for _ in range(4000):
        total += term
        if step > 0:
            term *= (K - x) * (n - x) / ((x + 1) * (N - K - n + x + 1)) if x < hi else 0
        else:
            term *= x * (N - K - n + x) / ((K - x + 1) * (n - x + 1)) if x > lo else 0
        x += step
        if term < total * mpf(10) ** -34: return (1 - total, total) if above else (total, 1 - total)
    raise ValueError("a long sum")


H = mpf(1) / 2
LOGP = {
    "bernoulli": lambda x, p: xlog(x, p) + xlog1m(1 - x, p), "binomial": lambda x, n, p: choose(n, x) + xlog(x, p) + xlog1m(n - x, p),
    "poisson": lambda x, m: xlog(x, m) - m - loggamma(x + 1), "geometric": lambda x, p: log(p) + xlog1m(x, p),
    "negativeBinomial": lambda x, r, p: loggamma(x + r) - loggamma(r) - loggamma(x + 1) + r * log(p) + xlog1m(x, p),
    "hypergeometric": lambda x, N, K, n: choose(K, x) + choose(N - K, n - x) - choose(N, n),
    "discreteUniform": lambda x, a, b: -log(b - a + 1), "categorical": lambda x, *p: log(p[int(x)] / mp.fsum(p)),
    "uniform": lambda x, a, b: -log(b - a), "normal": lambda x, m, s: -((x - m) / s) ** 2 / 2 - log(s) - log(2 * pi) / 2,
    "halfNormal": lambda x, s: -(x / s) ** 2 / 2 - log(s) + log(2 / pi) / 2, "exponential": lambda x, r: log(r) - r * x,
    "logNormal": lambda x, m, s: -((log(x) - m) / s) ** 2 / 2 - log(s) - log(x) - log(2 * pi) / 2,
    "gamma": lambda x, a, b: a * log(b) - loggamma(a) + (a - 1) * log(x) - b * x, "inverseGamma": lambda x, a, b: a * log(b) - loggamma(a) - (a + 1) * log(x) - b / x,
    "chiSquared": lambda x, k: LOGP["gamma"](x, k / 2, H), "beta": lambda x, a, b: (a - 1) * log(x) + (b - 1) * log1p(-x) - lbeta(a, b),
    "studentT": lambda x, v, m, s: -lbeta(v / 2, H) - log(v) / 2 - log(s) - (v + 1) / 2 * log1p(((x - m) / s) ** 2 / v),
    "cauchy": lambda x, m, g: -log(pi * g) - log1p(((x - m) / g) ** 2), "laplace": lambda x, m, b: -abs(x - m) / b - log(2 * b),
    "logistic": lambda x, m, s: -abs(x - m) / s - log(s) - 2 * log1p(exp(-abs(x - m) / s)), "gumbel": lambda x, m, b: -(x - m) / b - exp(-(x - m) / b) - log(b),
    "weibull": lambda x, k, l: log(k / l) + (k - 1) * log(x / l) - exp(k * log(x / l)), "pareto": lambda x, a, m: log(a) + a * log(m) - (a + 1) * log(x),
    "rayleigh": lambda x, s: log(x) - 2 * log(s) - (x / s) ** 2 / 2, "continuousBernoulli": lambda x, l: x * log(l) + (1 - x) * log1p(-l) + cb_constant(l),
    "vonMises": lambda x, m, k: -2 * k * mp.sin((x - m) / 2) ** 2 - log(2 * pi * bessel_scaled(0, k)),
}


def erfc_tails(z):
    tail = mp.erfc(abs(z) / sqrt(mpf(2))) / 2
    return (tail, 1 - tail) if z < 0 else (1 - tail, tail)


def both(small, sign):
    """(cdf, sf) from one of them."""
    return (small, 1 - small) if sign < 0 else (1 - small, small)


TAILS = {
    "bernoulli": lambda x, p: (1 - p, p) if x < 1 else (mpf(1), mpf(0)), "binomial": lambda x, n, p: beta_tails(x + 1, n - x, logit(p))[::-1] if x < n else (mpf(1), mpf(0)),
    "poisson": lambda x, m: gamma_tails(x + 1, m)[::-1], "geometric": lambda x, p: (-expm1((x + 1) * log1p(-p)), exp((x + 1) * log1p(-p))),
    "negativeBinomial": lambda x, r, p: beta_tails(r, x + 1, logit(p)), "hypergeometric": hyper_tails,
    "discreteUniform": lambda x, a, b: ((x - a + 1) / (b - a + 1), (b - x) / (b - a + 1)),
    "categorical": lambda x, *p: (mp.fsum(p[: int(x) + 1]) / mp.fsum(p), mp.fsum(p[int(x) + 1 :]) / mp.fsum(p)),
    "uniform": lambda x, a, b: ((x - a) / (b - a), (b - x) / (b - a)), "normal": lambda x, m, s: erfc_tails((x - m) / s),
    "halfNormal": lambda x, s: (mp.erf(x / s / sqrt(mpf(2))), mp.erfc(x / s / sqrt(mpf(2)))), "exponential": lambda x, r: (-expm1(-r * x), exp(-r * x)),
    "logNormal": lambda x, m, s: erfc_tails((log(x) - m) / s), "gamma": lambda x, a, b: gamma_tails(a, b * x), "inverseGamma": lambda x, a, b: gamma_tails(a, b / x)[::-1],
    "chiSquared": lambda x, k: gamma_tails(k / 2, x / 2), "beta": lambda x, a, b: beta_tails(a, b, logit(x)),
    "studentT": lambda x, v, m, s: t_tails(v, (x - m) / s), "cauchy": lambda x, m, g: both(mp.atan2(1, abs(x - m) / g) / pi, x - m),
    "laplace": lambda x, m, b: both(exp(-abs(x - m) / b) / 2, x - m), "logistic": lambda x, m, s: (1 / (1 + exp(-(x - m) / s)), 1 / (1 + exp((x - m) / s))),
    "gumbel": lambda x, m, b: (exp(-exp(-(x - m) / b)), -expm1(-exp(-(x - m) / b))), "weibull": lambda x, k, l: (-expm1(-exp(k * log(x / l))), exp(-exp(k * log(x / l)))),
    "pareto": lambda x, a, m: (-expm1(a * log(m / x)), exp(a * log(m / x))), "rayleigh": lambda x, s: (-expm1(-(x / s) ** 2 / 2), exp(-(x / s) ** 2 / 2)),
    "continuousBernoulli": lambda x, l: (cb_cdf(x, l), cb_cdf(1 - x, 1 - l)), "vonMises": lambda x, m, k: von_mises_tails(x - m, k),
}
LINE = ("normal", "laplace", "logistic", "gumbel", "cauchy", "studentT", "vonMises")
DISCRETE = "bernoulli binomial poisson geometric negativeBinomial hypergeometric discreteUniform categorical".split()


def whole_support(name, t):
    if name == "hypergeometric": return max(0, t[1] + t[2] - t[0]), min(t[1], t[2])
    if name == "discreteUniform": return t
    return 0, {"bernoulli": 1, "binomial": t[0], "categorical": len(t) - 1}.get(name, inf)


def lattice(f, name, t, spread=mpf(14)):
    """The sum of f(x) over the integers x of a support, f falling like a distribution's mass."""
    mean, variance = MOMENTS[name](*t)
    s = sqrt(variance)
    lo, hi = whole_support(name, t)
    if s > 40 and mean - 20 * s > lo and mean + 20 * s < hi and name in ("binomial", "poisson", "negativeBinomial", "hypergeometric"):
        step = s / 3  # exp(-2 pi^2 9) = 1e-77
        return step * mp.fsum(f(mean + step * j) for j in range(int(-3 * spread), int(3 * spread) + 1))
    first, last = max(lo, int(mean - 2 * spread * s - 30)), int(mean)
    while last < hi and LOGP[name](mpf(last), *t) > -140: last = min(hi, last + int(5 * s) + 10)
    if last - first > 6000: raise ValueError("a long sum")
    return mp.fsum(f(mpf(x)) for x in range(int(first), int(last) + 1))


def weibull_moment(l, k, n): return l ** n * mp.gamma(1 + n / k)


def summed_moments(name, lo, hi, *t):
    ps = [exp(LOGP[name](mpf(x), *t)) for x in range(lo, hi)]
    mean = mp.fsum(p * x for p, x in zip(ps, range(lo, hi)))
    return mean, mp.fsum(p * (x - mean) ** 2 for p, x in zip(ps, range(lo, hi)))


MOMENTS = {
    "bernoulli": lambda p: (p, p * (1 - p)), "binomial": lambda n, p: (n * p, n * p * (1 - p)), "poisson": lambda m: (m, m), "geometric": lambda p: ((1 - p) / p, (1 - p) / p**2),
    "negativeBinomial": lambda r, p: (r * (1 - p) / p, r * (1 - p) / p**2), "hypergeometric": lambda N, K, n: (n * K / N, n * K / N * (N - K) / N * (N - n) / (N - 1) if N > 1 else mpf(0)),
    "discreteUniform": lambda a, b: ((a + b) / 2, ((b - a + 1) ** 2 - 1) / 12), "categorical": lambda *p: summed_moments("categorical", 0, len(p), *p),
    "uniform": lambda a, b: ((a + b) / 2, (b - a) ** 2 / 12), "normal": lambda m, s: (m, s * s), "halfNormal": lambda s: (s * sqrt(2 / pi), s * s * (1 - 2 / pi)), "exponential": lambda r: (1 / r, 1 / r**2),
    "logNormal": lambda m, s: (exp(m + s * s / 2), expm1(s * s) * exp(2 * m + s * s)), "gamma": lambda a, b: (a / b, a / b**2),
    "inverseGamma": lambda a, b: (b / (a - 1) if a > 1 else inf, b * b / ((a - 1) ** 2 * (a - 2)) if a > 2 else inf), "chiSquared": lambda k: (k, 2 * k), "beta": lambda a, b: (a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))),
    "studentT": lambda v, m, s: (m if v > 1 else mp.nan, s * s * v / (v - 2) if v > 2 else inf if v > 1 else mp.nan), "cauchy": lambda m, g: (mp.nan, mp.nan), "laplace": lambda m, b: (m, 2 * b * b),
    "logistic": lambda m, s: (m, s * s * pi**2 / 3), "gumbel": lambda m, b: (m + euler * b, b * b * pi**2 / 6), "weibull": lambda k, l: (weibull_moment(l, k, 1), weibull_moment(l, k, 2) - weibull_moment(l, k, 1) ** 2),
    "pareto": lambda a, m: (a * m / (a - 1) if a > 1 else inf, a * m * m / ((a - 1) ** 2 * (a - 2)) if a > 2 else inf), "rayleigh": lambda s: (s * sqrt(pi / 2), s * s * (4 - pi) / 2),
    "continuousBernoulli": lambda l: cb_moments(l), "vonMises": lambda m, k: (m, von_mises_variance(k)),
}


def von_mises_variance(k):
    """Of x itself, on the line."""
    width = 1 / sqrt(k + 1)
    return mp.quad(lambda d: d * d * exp(-2 * k * mp.sin(d / 2) ** 2), [mpf(0)] + [c * width for c in (2, 5, 9, 14) if c * width < pi] + [min(pi, 25 * width)]) / (pi * bessel_scaled(0, k))


def cb_moments(l):
    if l == H: return H, mpf(1) / 12
    r = logit(l)  # the density is proportional to exp(r x)
    return 1 / r + 1 / -expm1(-r) - 2 / r, 1 / r**2 - exp(r) / expm1(r) ** 2


def summed_entropy(name, t): return lattice(lambda x: (lambda l: -exp(l) * l)(LOGP[name](x, *t)), name, t)


ENTROPY = {
    "bernoulli": lambda p: -xlog(p, p) - xlog1m(1 - p, p), "geometric": lambda p: -log(p) - (1 - p) / p * log1p(-p) if p < 1 else mpf(0), "discreteUniform": lambda a, b: log(b - a + 1),
    "categorical": lambda *p: -mp.fsum(xlog(v / mp.fsum(p), v / mp.fsum(p)) for v in p), "uniform": lambda a, b: log(b - a), "normal": lambda m, s: log(2 * pi * mp.e * s * s) / 2, "halfNormal": lambda s: log(pi * mp.e * s * s / 2) / 2,
    "exponential": lambda r: 1 - log(r), "logNormal": lambda m, s: m + log(2 * pi * mp.e * s * s) / 2, "gamma": lambda a, b: a - log(b) + loggamma(a) + (1 - a) * psi(0, a),
    "inverseGamma": lambda a, b: a + log(b) + loggamma(a) - (1 + a) * psi(0, a), "chiSquared": lambda k: ENTROPY["gamma"](k / 2, H), "beta": lambda a, b: lbeta(a, b) - (a - 1) * psi(0, a) - (b - 1) * psi(0, b) + (a + b - 2) * psi(0, a + b),
    "studentT": lambda v, m, s: log(s) + (v + 1) / 2 * (psi(0, (v + 1) / 2) - psi(0, v / 2)) + log(v) / 2 + lbeta(v / 2, H), "cauchy": lambda m, g: log(4 * pi * g), "laplace": lambda m, b: 1 + log(2 * b),
    "logistic": lambda m, s: log(s) + 2, "gumbel": lambda m, b: log(b) + euler + 1, "weibull": lambda k, l: euler * (1 - 1 / k) + log(l / k) + 1, "pareto": lambda a, m: log(m / a) + 1 + 1 / a,
    "rayleigh": lambda s: 1 + log(s / sqrt(mpf(2))) + euler / 2, "continuousBernoulli": lambda l: -(cb_moments(l)[0] * logit(l) + log1p(-l) + cb_constant(l)),
    "vonMises": lambda m, k: k * (1 - bessel_scaled(1, k) / bessel_scaled(0, k)) + log(2 * pi * bessel_scaled(0, k)),
    **{name: lambda *t, name=name: summed_entropy(name, t) for name in ("binomial", "poisson", "negativeBinomial", "hypergeometric")},
}


def quantile(name, t, u, upper, near):
    """x with cdf(x) = u (sf, if upper), by Newton's steps on the tail's logarithm from near."""
    x = mpf(near)
    for _ in range(8):
        tail = TAILS[name](x, *t)[upper]
        step = tail * log(tail / u) / exp(LOGP[name](x, *t)) * (-1 if upper else 1)
        x -= step
        if abs(step) < max(abs(x), mpf(10) ** -40) * mpf(10) ** -24: return x
    raise ValueError("a quantile that does not settle")


def is_beside(name, t, u, upper, x):
    """Whether a double x and its next but three hold the quantile between them: at the ends of the support and of the
    doubles, where Newton's steps do not settle."""
    lo, hi = {"uniform": t, "pareto": (t[-1], inf), "beta": (0, 1), "continuousBernoulli": (0, 1), "vonMises": (t[0] - pi, t[0] + pi)}.get(name, (-inf if name in LINE else 0, inf))
    ends = [x, x]
    for _ in range(4): ends = [math.nextafter(ends[0], -math.inf), math.nextafter(ends[1], math.inf)]
    def cdf(v):
        if v <= lo: return (mpf(0), mpf(1))
        return (mpf(1), mpf(0)) if v >= hi else TAILS[name](mpf(v), *t)
    a, b = cdf(ends[0])[upper], cdf(ends[1])[upper]
    return b <= u <= a if upper else a <= u <= b


def count_quantile(name, t, u, upper, near):
    """The least integer x with cdf(x) >= u (sf(x) <= u), from one near."""
    holds = lambda x: x >= lowest and ((TAILS[name](x, *t)[1] <= u) if upper else (TAILS[name](x, *t)[0] >= u))
    if not abs(near) < 1e30: raise ValueError("no digits for such a count")
    lowest = whole_support(name, t)[0]
    x, stride = mpf(int(near)), mpf(1)
    while not holds(x): x, stride = x + stride, 2 * stride
    low, stride = x, mpf(1)
    while holds(low): low, stride = max(lowest - 1, low - stride), 2 * stride
    while x - low > 1:
        middle = mp.floor((x + low) / 2)
        low, x = (low, middle) if holds(middle) else (middle, x)
    return x


def kl_same(name, a, b):
    """D of two of one family, from the textbook; digits must be raised by the caller where it cancels."""
    if name in ("normal", "logNormal"): return log(b[1] / a[1]) + ((a[0] - b[0]) ** 2 + a[1] ** 2) / (2 * b[1] ** 2) - H
    if name == "halfNormal": return log(b[0] / a[0]) + (a[0] / b[0]) ** 2 / 2 - H
    if name == "rayleigh": return 2 * log(b[0] / a[0]) + (a[0] / b[0]) ** 2 - 1
    if name == "exponential": return log(a[0] / b[0]) + b[0] / a[0] - 1
    if name == "chiSquared": return kl_same("gamma", (a[0] / 2, H), (b[0] / 2, H))
    if name in ("gamma", "inverseGamma"): return (a[0] - b[0]) * psi(0, a[0]) - loggamma(a[0]) + loggamma(b[0]) + b[0] * log(a[1] / b[1]) + a[0] * (b[1] - a[1]) / a[1]
    if name == "beta": return lbeta(*b) - lbeta(*a) + (a[0] - b[0]) * psi(0, a[0]) + (a[1] - b[1]) * psi(0, a[1]) + (sum(b) - sum(a)) * psi(0, sum(a))
    if name == "cauchy": return log(((a[1] + b[1]) ** 2 + (a[0] - b[0]) ** 2) / (4 * a[1] * b[1]))
    if name == "laplace": return log(b[1] / a[1]) + abs(a[0] - b[0]) / b[1] + a[1] / b[1] * exp(-abs(a[0] - b[0]) / a[1]) - 1
    if name == "gumbel": return log(b[1] / a[1]) + euler * (a[1] / b[1] - 1) + (a[0] - b[0]) / b[1] + exp((b[0] - a[0]) / b[1] + loggamma(1 + a[1] / b[1])) - 1
    if name == "weibull": return log(a[0] / b[0]) - a[0] * log(a[1]) + b[0] * log(b[1]) + (a[0] - b[0]) * (log(a[1]) - euler / a[0]) + exp(b[0] * log(a[1] / b[1]) + loggamma(1 + b[0] / a[0])) - 1
    if name == "pareto": return log(a[0] / b[0]) + b[0] * log(a[1] / b[1]) + b[0] / a[0] - 1
    if name == "vonMises":
        r = bessel_scaled(1, a[1]) / bessel_scaled(0, a[1])
        return log(bessel_scaled(0, b[1]) / bessel_scaled(0, a[1])) + b[1] - a[1] + r * (a[1] - b[1] * mp.cos(a[0] - b[0]))
    if name == "continuousBernoulli": return cb_moments(a[0])[0] * (logit(a[0]) - logit(b[0])) + log1p(-a[0]) - log1p(-b[0]) + cb_constant(a[0]) - cb_constant(b[0])
    if name == "uniform" or name == "discreteUniform": return log((b[1] - b[0] + (name != "uniform")) / (a[1] - a[0] + (name != "uniform")))
    bern = lambda p, q: xlog(p, p / q) + ((1 - p) * (log1p(-p) - log1p(-q)) if p < 1 else 0)
    if name == "bernoulli": return bern(a[0], b[0])
    if name == "binomial": return a[0] * bern(a[1], b[1])
    if name == "poisson": return a[0] * log(a[0] / b[0]) - a[0] + b[0]
    if name == "geometric": return bern(a[0], b[0]) / a[0]
    if name == "negativeBinomial" and a[0] == b[0]: return a[0] * bern(a[1], b[1]) / a[1]
    if name == "categorical": return mp.fsum(xlog(p / mp.fsum(a), p / mp.fsum(a) / (q / mp.fsum(b))) for p, q in zip(a, b))
    return lattice(lambda x: (lambda l: exp(l) * (l - LOGP[name](x, *b)))(LOGP[name](x, *a)), name, a)


# E[x], E[x^2], E[log x], E[e^-sx], E[log(1 - x)], E[1/x], E[x^k] where they exist
def expectations(name, t):
    a = t[0]
    c = t[1] if len(t) > 1 else None
    none = lambda *_: None
    table = {
        "exponential": (1 / a, 2 / a**2, -euler - log(a), lambda s: a / (a + s) if s > -a else None, None, None, lambda k: mp.gamma(1 + k) / a**k if k > -1 else None),
        "gamma": c and (a / c, a * (a + 1) / c**2, psi(0, a) - log(c), lambda s: exp(-a * log1p(s / c)) if s > -c else None, None, c / (a - 1) if a > 1 else None, lambda k: exp(loggamma(a + k) - loggamma(a) - k * log(c))),
        "chiSquared": (a, a * (a + 2), psi(0, a / 2) + log(mpf(2)), lambda s: exp(-a / 2 * log1p(2 * s)) if s > -H else None, None, 1 / (a - 2) if a > 2 else None, none),
        "beta": c and (a / (a + c), a * (a + 1) / ((a + c) * (a + c + 1)), psi(0, a) - psi(0, a + c), lambda s: mp.hyp1f1(a, a + c, -s), psi(0, c) - psi(0, a + c), (a + c - 1) / (a - 1) if a > 1 else None, lambda k: exp(lbeta(a + k, c) - lbeta(a, c))),
        "uniform": c and a >= 0 and ((a + c) / 2, (c**3 - a**3) / 3 / (c - a), (xlog(c, c) - xlog(a, a)) / (c - a) - 1, lambda s: (exp(-s * a) - exp(-s * c)) / s / (c - a), -(xlog(1 - c, 1 - c) - xlog(1 - a, 1 - a)) / (c - a) - 1 if c <= 1 else None, log(c / a) / (c - a) if a > 0 else None, lambda k: (c ** (k + 1) - a ** (k + 1)) / (k + 1) / (c - a)),
        "normal": c and (a, a * a + c * c, None, lambda s: exp(-s * a + s * s * c * c / 2), None, None, none), "gumbel": c and (a + euler * c, (a + euler * c) ** 2 + pi**2 / 6 * c * c, None, lambda s: exp(-s * a) * mp.gamma(1 + s * c), None, None, none),
        "laplace": c and (a, a * a + 2 * c * c, None, lambda s: exp(-s * a) / (1 - (s * c) ** 2) if abs(s) * c < 1 else None, None, None, none), "logistic": c and (a, a * a + pi**2 / 3 * c * c, None, lambda s: exp(-s * a) * pi * s * c / mp.sin(pi * s * c) if abs(s) * c < 1 else None, None, None, none),
        "logNormal": c and (exp(a + c * c / 2), exp(2 * a + 2 * c * c), a, none, None, exp(-a + c * c / 2), lambda k: exp(k * a + k * k * c * c / 2)), "weibull": c and (weibull_moment(c, a, 1), weibull_moment(c, a, 2), log(c) - euler / a, none, None, weibull_moment(c, a, -1) if a > 1 else None, lambda k: c**k * mp.gamma(1 + k / a)),
        "pareto": c and (a * c / (a - 1) if a > 1 else None, a * c * c / (a - 2) if a > 2 else None, log(c) + 1 / a, none, None, a / (a + 1) / c, lambda k: a * c**k / (a - k) if a > k else None),
        "halfNormal": (a * sqrt(2 / pi), a * a, log(a) - (euler + log(mpf(2))) / 2, none, None, None, lambda k: a**k * 2 ** (k / 2) * mp.gamma((k + 1) / 2) / sqrt(pi)), "rayleigh": (a * sqrt(pi / 2), 2 * a * a, log(a) + (log(mpf(2)) - euler) / 2, none, None, sqrt(pi / 2) / a, lambda k: a**k * 2 ** (k / 2) * mp.gamma(1 + k / 2)),
        "inverseGamma": c and (c / (a - 1) if a > 1 else None, c * c / ((a - 1) * (a - 2)) if a > 2 else None, log(c) - psi(0, a), none, None, a / c, lambda k: exp(loggamma(a - k) - loggamma(a) + k * log(c)) if a > k else None),
    }
    return table.get(name)


POSITIVE = ("exponential", "gamma", "chiSquared", "beta", "uniform", "logNormal", "weibull", "pareto", "halfNormal", "rayleigh", "inverseGamma")


def kl_cross(p, t, q, u):
    """D of two families whose expectations have closed forms; None where one lacks."""
    e = expectations(p, t)
    if not e: return None
    x, xx, lx, mgf, l1x, rx, power = e
    positive = p in POSITIVE
    try:
        if q == "normal": m = -(xx - 2 * u[0] * x + u[0] ** 2) / (2 * u[1] ** 2) - log(u[1]) - log(2 * pi) / 2
        elif q == "exponential" and positive: m = log(u[0]) - u[0] * x
        elif q == "gamma" and positive: m = u[0] * log(u[1]) - loggamma(u[0]) + (u[0] - 1) * lx - u[1] * x
        elif q == "chiSquared" and positive: m = -u[0] / 2 * log(mpf(2)) - loggamma(u[0] / 2) + (u[0] / 2 - 1) * lx - x / 2
        elif q == "inverseGamma" and positive: m = u[0] * log(u[1]) - loggamma(u[0]) - (u[0] + 1) * lx - u[1] * rx
        elif q == "beta" and p in ("beta", "uniform"): m = (u[0] - 1) * lx + (u[1] - 1) * l1x - lbeta(*u)
        elif q == "gumbel": m = -(x - u[0]) / u[1] - exp(u[0] / u[1]) * mgf(1 / u[1]) - log(u[1])
        elif q == "weibull" and positive: m = log(u[0]) - u[0] * log(u[1]) + (u[0] - 1) * lx - power(u[0]) / u[1] ** u[0]
        elif q == "rayleigh" and positive: m = lx - 2 * log(u[0]) - xx / (2 * u[0] ** 2)
        elif q == "halfNormal" and positive: m = log(2 / pi) / 2 - log(u[0]) - xx / (2 * u[0] ** 2)
        elif q == "continuousBernoulli" and p in ("beta",): m = x * logit(u[0]) + log1p(-u[0]) + cb_constant(u[0])
        elif q == "pareto" and p == "pareto": m = None
        else: return None
        return -ENTROPY[p](*t) - m
    except TypeError: return None  # an expectation that does not exist
