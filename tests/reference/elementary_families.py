"""Reference values of the families in closed form, at 80 digits (von Mises integrals: 22): prints elementary_families.txt.

One line a point:  family function param1,param2,... x value  (x is 0 where the function has none).
Inputs are exact doubles, values are rounded once.  Values below 1e-300 are left out.
Needs mpmath and a minute; names of families as arguments select them.
"""
import functools
import random
import sys
from mpmath import (mp, mpf, log, log1p, exp, expm1, sqrt, erfc, erf, erfinv, atan, tan, pi, euler,
                    gamma, findroot, besseli, quad, cos, sin, asin, inf, loggamma, isinf)

mp.dps = 80


def noisy(x):
    """A number near x that is no round one."""
    return float("%.7g" % (float(x) * (1 + random.uniform(-0.01, 0.01)))) if x else 0.0


def normal_tail(z):
    if abs(z) > 1e6:
        return mpf(z < 0)
    return erfc(z / sqrt(mpf(2))) / 2


def normal_isf(u):
    u = mpf(u)
    if u > mpf(1) / 2:
        return -normal_isf(1 - u)
    z = sqrt(-2 * log(u)) if u < 0.1 else (mpf(1) / 2 - u) * sqrt(2 * pi)
    for _ in range(200):
        f, d = normal_tail(z), exp(-z * z / 2) / sqrt(2 * pi)
        step = f * log(f / u) / d
        z += step
        if abs(step) < mpf(10) ** -70 * abs(z):
            break
    return z


class Family:
    """p: parameters as mpf.  Subclasses give logpdf, cdf, sf, isf, quantile."""
    def __init__(self, *p):
        self.p = [mpf(v) for v in p]

    def quantile(self, u):  # of the symmetric ones
        return 2 * self.p[0] - self.isf(u)


class normal(Family):
    def z(self, x): return (x - self.p[0]) / self.p[1]
    def logpdf(self, x): return -self.z(x) ** 2 / 2 - log(self.p[1]) - log(2 * pi) / 2
    def sf(self, x): return normal_tail(self.z(x))
    def cdf(self, x): return normal_tail(-self.z(x))
    def isf(self, u): return self.p[0] + self.p[1] * normal_isf(u)
    def entropy(self): return log(2 * pi * mp.e * self.p[1] ** 2) / 2
    def mean(self): return self.p[0]
    def variance(self): return self.p[1] ** 2


class halfNormal(Family):
    def logpdf(self, x): return log(2 / pi) / 2 - log(self.p[0]) - (x / self.p[0]) ** 2 / 2
    def sf(self, x): return 2 * normal_tail(x / self.p[0])
    def cdf(self, x): return erf(x / self.p[0] / sqrt(mpf(2)))
    def isf(self, u): return self.p[0] * normal_isf(mpf(u) / 2)
    def quantile(self, u):
        if u < 1e-30:
            return self.p[0] * mpf(u) * sqrt(pi / 2)
        return self.isf(1 - mpf(u))
    def entropy(self): return log(pi * self.p[0] ** 2 / 2) / 2 + mpf(1) / 2
    def mean(self): return self.p[0] * sqrt(2 / pi)
    def variance(self): return self.p[0] ** 2 * (1 - 2 / pi)


class logNormal(normal):
    def z(self, x): return (log(x) - self.p[0]) / self.p[1]
    def logpdf(self, x): return normal.logpdf(self, x) - log(x)
    def isf(self, u): return exp(normal.isf(self, u))
    def quantile(self, u): return exp(self.p[0] - self.p[1] * normal_isf(u))
    def entropy(self): return normal.entropy(self) + self.p[0]
    def mean(self): return exp(self.p[0] + self.p[1] ** 2 / 2)
    def variance(self): return expm1(self.p[1] ** 2) * exp(2 * self.p[0] + self.p[1] ** 2)


class uniform(Family):
    def w(self): return self.p[1] - self.p[0]
    def logpdf(self, x): return -log(self.w())
    def cdf(self, x): return (x - self.p[0]) / self.w()
    def sf(self, x): return (self.p[1] - x) / self.w()
    def isf(self, u): return self.p[1] - u * self.w()
    def quantile(self, u): return self.p[0] + u * self.w()
    def entropy(self): return log(self.w())
    def mean(self): return (self.p[0] + self.p[1]) / 2
    def variance(self): return self.w() ** 2 / 12


class exponential(Family):
    def logpdf(self, x): return log(self.p[0]) - self.p[0] * x
    def cdf(self, x): return -expm1(-self.p[0] * x)
    def sf(self, x): return exp(-self.p[0] * x)
    def isf(self, u): return -log(u) / self.p[0]
    def quantile(self, u): return -log1p(-u) / self.p[0]
    def entropy(self): return 1 - log(self.p[0])
    def mean(self): return 1 / self.p[0]
    def variance(self): return 1 / self.p[0] ** 2


class laplace(Family):
    def z(self, x): return (x - self.p[0]) / self.p[1]
    def logpdf(self, x): return -abs(self.z(x)) - log(2 * self.p[1])
    def sf(self, x):
        z = self.z(x)
        return exp(-z) / 2 if z > 0 else 1 - exp(z) / 2
    def cdf(self, x):
        z = self.z(x)
        return exp(z) / 2 if z < 0 else 1 - exp(-z) / 2
    def isf(self, u): return self.p[0] + self.p[1] * (-log(2 * u) if u < 0.5 else log(2 * (1 - u)))
    def entropy(self): return 1 + log(2 * self.p[1])
    def mean(self): return self.p[0]
    def variance(self): return 2 * self.p[1] ** 2


class logistic(laplace):
    def logpdf(self, x):
        z = abs(self.z(x))
        return -z - log(self.p[1]) - 2 * log1p(exp(-z))
    def sf(self, x): return 1 / (1 + exp(self.z(x)))
    def cdf(self, x): return 1 / (1 + exp(-self.z(x)))
    def isf(self, u): return self.p[0] + self.p[1] * (log1p(-u) - log(u))
    def entropy(self): return log(self.p[1]) + 2
    def variance(self): return pi ** 2 * self.p[1] ** 2 / 3


class gumbel(laplace):
    def logpdf(self, x):
        z = self.z(x)
        return -log(self.p[1]) - z - exp(-z)
    def sf(self, x): return -expm1(-exp(-self.z(x)))
    def cdf(self, x): return exp(-exp(-self.z(x)))
    def isf(self, u): return self.p[0] - self.p[1] * log(-log1p(-mpf(u)))
    def quantile(self, u): return self.p[0] - self.p[1] * log(-log(mpf(u)))
    def entropy(self): return log(self.p[1]) + 1 + euler
    def mean(self): return self.p[0] + self.p[1] * euler
    def variance(self): return pi ** 2 * self.p[1] ** 2 / 6


class cauchy(laplace):
    def logpdf(self, x): return -log(pi * self.p[1]) - log1p(self.z(x) ** 2)
    def sf(self, x): return mp.atan2(1, self.z(x)) / pi
    def cdf(self, x): return mp.atan2(1, -self.z(x)) / pi
    def isf(self, u):
        return self.p[0] + self.p[1] * (1 / tan(pi * u) if u < 0.25 or u > 0.75 else tan(pi * (mpf(1) / 2 - u)))
    def entropy(self): return log(4 * pi * self.p[1])
    mean = variance = None


class weibull(Family):
    def w(self, x): return exp(self.p[0] * log(x / self.p[1]))
    def logpdf(self, x):
        k, s = self.p
        return log(k / s) + (k - 1) * log(x / s) - self.w(x)
    def sf(self, x): return exp(-self.w(x))
    def cdf(self, x): return -expm1(-self.w(x))
    def isf(self, u): return self.p[1] * exp(log(-log(mpf(u))) / self.p[0])
    def quantile(self, u): return self.p[1] * exp(log(-log1p(-mpf(u))) / self.p[0])
    def entropy(self): return euler * (1 - 1 / self.p[0]) + log(self.p[1] / self.p[0]) + 1
    def mean(self): return self.p[1] * gamma(1 + 1 / self.p[0])
    def variance(self): return self.p[1] ** 2 * (gamma(1 + 2 / self.p[0]) - gamma(1 + 1 / self.p[0]) ** 2)


class rayleigh(Family):
    def logpdf(self, x): return log(x) - 2 * log(self.p[0]) - (x / self.p[0]) ** 2 / 2
    def sf(self, x): return exp(-(x / self.p[0]) ** 2 / 2)
    def cdf(self, x): return -expm1(-(x / self.p[0]) ** 2 / 2)
    def isf(self, u): return self.p[0] * sqrt(-2 * log(u))
    def quantile(self, u): return self.p[0] * sqrt(-2 * log1p(-u))
    def entropy(self): return 1 + log(self.p[0] / sqrt(mpf(2))) + euler / 2
    def mean(self): return self.p[0] * sqrt(pi / 2)
    def variance(self): return self.p[0] ** 2 * (2 - pi / 2)


class pareto(Family):
    def logpdf(self, x): return log(self.p[0]) + self.p[0] * log(self.p[1] / x) - log(x)
    def sf(self, x): return exp(self.p[0] * log(self.p[1] / x))
    def cdf(self, x): return -expm1(self.p[0] * log(self.p[1] / x))
    def isf(self, u): return self.p[1] * exp(-log(u) / self.p[0])
    def quantile(self, u): return self.p[1] * exp(-log1p(-u) / self.p[0])
    def entropy(self): return log(self.p[1] / self.p[0]) + 1 + 1 / self.p[0]
    def mean(self): return self.p[0] * self.p[1] / (self.p[0] - 1) if self.p[0] > 1 else inf
    def variance(self):
        a = self.p[0]
        return a * self.p[1] ** 2 / (a - 1) ** 2 / (a - 2) if a > 2 else inf


class continuousBernoulli(Family):
    def eta(self): return log(self.p[0]) - log1p(-self.p[0])
    def logpdf(self, x):
        e = self.eta()
        return e * x + (log(e / expm1(e)) if e else 0)
    def cdf(self, x):
        e = self.eta()
        return expm1(e * x) / expm1(e) if e else x
    def sf(self, x):
        e = self.eta()
        return exp(e * x) * expm1(e * (1 - x)) / expm1(e) if e else 1 - x
    def isf(self, u):
        with mp.workdps(400):
            return self.quantile(1 - mpf(u))
    def quantile(self, u):
        with mp.workdps(400):
            e = self.eta()
            return log1p(u * expm1(e)) / e if e else mpf(u)
    def mean(self):
        e = self.eta()
        return 1 - 1 / e + 1 / expm1(e) if e else mpf(1) / 2
    def variance(self):
        e = self.eta()
        return 1 / e ** 2 - 1 / (4 * mp.sinh(e / 2) ** 2) if e else mpf(1) / 12
    def entropy(self):
        e = self.eta()
        return -log(e / expm1(e)) - e * self.mean() if e else mpf(0)


class vonMises(Family):
    def log_i0(self): return log_i0e(self.p[1]) + self.p[1]
    def logpdf(self, x): return -2 * self.p[1] * sin((x - self.p[0]) / 2) ** 2 - log(2 * pi) - log_i0e(self.p[1])
    def tail(self, d):
        k = self.p[1]
        if k > 1e40:  # the normal limit, relative error 1/k
            return normal_tail(sqrt(k) * d)
        room = pi - d
        scale = 1 / (sqrt(k) + k * sin(d) + 1)
        points, at = [mpf(0)], scale
        while at < room and at < 400 * scale:
            points.append(at)
            at *= 2
        points.append(min(at, room))
        with mp.workdps(22):
            value = quad(lambda w: exp(-2 * k * sin(w / 2) * sin(d + w / 2)), points)
        return value * exp(-2 * k * sin(d / 2) ** 2 - log(2 * pi) - log_i0e(k))
    def sf(self, x):
        d = x - self.p[0]
        return self.tail(d) if d > 0 else 1 - self.tail(-d)
    def cdf(self, x):
        d = x - self.p[0]
        return self.tail(-d) if d < 0 else 1 - self.tail(d)
    def isf(self, u):
        if u > 0.5:
            return 2 * self.p[0] - self.isf(1 - mpf(u))
        lo, hi = mpf(0), +pi
        if self.p[1] > 1e40:
            return self.p[0] + normal_isf(u) / sqrt(self.p[1])
        if u < 1e-25 and self.p[1] < 1:
            return self.p[0] + pi - u / exp(self.logpdf(self.p[0] + pi))
        d = min(normal_isf(u) / sqrt(self.p[1]), pi * (1 - 2 * mpf(u))) if self.p[1] else pi * (1 - 2 * mpf(u))
        for _ in range(60):
            t = self.tail(d)
            if t > u: lo = d
            else: hi = d
            step = (t - u) / exp(self.logpdf(self.p[0] + d))
            step = step if t > 0.2 else t * log(t / u) / exp(self.logpdf(self.p[0] + d))
            new = d + step
            if not lo < new < hi: new = (lo + hi) / 2
            done = abs(new - d) < mpf(10) ** -18 * new
            d = new
            if done: break
        return self.p[0] + d
    def mean(self): return self.p[0]
    def variance(self):
        k = self.p[1]
        if k > 1e40:
            return 1 / k
        scale = 1 / (sqrt(k) + 1)
        points = [mpf(0)] + [scale * 2 ** j for j in range(5) if scale * 2 ** j < pi]
        points.append(min(+pi, scale * 40))
        with mp.workdps(30):
            return 2 * quad(lambda w: w * w * exp(-2 * k * sin(w / 2) ** 2), points) / (2 * pi * exp(log_i0e(k)))
    def entropy(self):
        k = self.p[1]
        if k > 1e5:  # k (1 - I1/I0) by its asymptotic series
            return log(2 * pi) + log_i0e(k) + (mpf(1) / 2 + 1 / (8 * k) + 1 / (8 * k ** 2) + mpf(25) / 128 / k ** 3 + mpf(13) / 32 / k ** 4)
        return log(2 * pi * besseli(0, k)) - k * besseli(1, k) / besseli(0, k)


@functools.lru_cache(None)
def log_i0e(k):
    if k > 1e5:
        total, term = mpf(1), mpf(1)
        for n in range(1, 30):
            term *= mpf(2 * n - 1) ** 2 / (8 * n * k)
            total += term
        return log(total) - log(2 * pi * k) / 2
    return log(besseli(0, k)) - k


UNITS = [0.5, 0.25, 0.75, 0.1, 0.9, 1e-3, 0.999, 1e-10, 1e-50, 1e-300, 1 - 1e-10, 0.3678794411714423, 0.632]


def short(x):
    """The fewest digits that read back as the same double."""
    return repr(float(x)).removesuffix(".0").replace("e+", "e")


def emit(name, function, params, x, value):
    if abs(value) < mpf(10) ** -70 and name == "discreteUniform":
        value = mpf(0)
    if abs(value) < mpf(10) ** -300 and value != 0 or (not isinf(value) and abs(value) > mpf(10) ** 308):
        return
    print(name, function, ",".join(map(short, params)), short(x), short(value), flush=True)


def family(kind, params, points):
    name = kind.__name__
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    random.seed(name + str(params))
    for p in params:
        d = kind(*p)
        for function in ("entropy", "mean", "variance"):
            if getattr(d, function):
                emit(name, function, p, 0, getattr(d, function)())
        for x in points(*p):
            X = mpf(x)
            emit(name, "log_density", p, x, d.logpdf(X))
            emit(name, "cdf", p, x, d.cdf(X))
            emit(name, "sf", p, x, d.sf(X))
        for u in [noisy(v) if v < 0.9 else v for v in UNITS]:
            emit(name, "quantile", p, u, d.quantile(mpf(u)))
            emit(name, "isf", p, u, d.isf(mpf(u)))


def located(grid):
    return lambda mu, sigma: [noisy(mu + sigma * noisy(z)) if mu == 0 else mu + sigma * noisy(z) for z in grid]


def scaled(grid, index=0, power=1):
    return lambda *p: [noisy(p[index] ** power * z) for z in grid]


NORMAL_GRID = [-37, -30, -20, -10, -5, -3, -2, -1, -0.5, -0.1, -1e-5, 0, 1e-9, 0.3, 0.6, 0.8, 1.5, 2.5, 4, 7.9, 8.2, 15, 25, 37]
LOCATIONS = [(0, 1), (100, 3), (-3.7, 0.01), (1e10, 1e3), (0.3, 1e-100), (0, 1e-300)]
family(normal, LOCATIONS, located(NORMAL_GRID))
family(laplace, LOCATIONS, located([-690, -100, -10, -2, -0.5, -1e-8, 0, 1e-3, 0.7, 1, 5, 40, 300]))
family(logistic, LOCATIONS, located([-690, -100, -10, -2, -0.5, -1e-8, 0, 1e-3, 0.7, 1, 5, 40, 300]))
family(gumbel, LOCATIONS, located([-6.5, -5, -3, -1, -0.567, -0.1, 0, 1e-3, 0.7, 1, 5, 40, 300, 690]))
family(cauchy, LOCATIONS, located([-1e200, -1e20, -1e8, -100, -2, -1, -0.5, -1e-9, 0, 1e-3, 0.7, 1.1, 5, 40, 1e10, 1e150]))
SCALES = [(1,), (0.37,), (1e-300,), (1e5,), (1e300,)]
family(halfNormal, SCALES, scaled([1e-300, 1e-20, 1e-5, 0.1, 0.5, 0.74, 0.76, 1, 2, 5, 8.1, 20, 37]))
family(rayleigh, SCALES, scaled([1e-100, 1e-20, 1e-5, 0.1, 0.5, 1, 2, 5, 8.1, 20, 37]))
family(exponential, SCALES, scaled([1e-300, 1e-20, 1e-5, 0.1, 0.5, 1, 2, 10, 100, 690], 0, -1))
family(logNormal, [(0, 1), (5, 0.01), (-3, 1e-6), (0.5, 10), (700, 0.5), (0, 100), (1, 1e-10)],
       lambda mu, s: [v for v in (float(exp(mpf(mu) + mpf(s) * noisy(z))) for z in NORMAL_GRID) if 1e-300 < v < 1e300])
family(logNormal, [(1e-5, 584), (0.2, 150), (-300, 40)], lambda mu, s: [float(exp(mpf(mu) + mpf(s) * noisy(z))) for z in (-1, -0.3, 0.2, 1.1)])
family(uniform, [(0, 1), (-1, 1), (1e10, 1e10 + 1), (-1e308, 1.5e308), (3, 3.0000000000000004 * 2), (1e-300, 1e-290), (-0.1, 0.3)],
       lambda a, b: [float(mpf(a) + (mpf(b) - mpf(a)) * v) for v in (1e-17, 1e-3, 0.1, 0.5, 0.77, 0.9999)])
family(weibull, [(1, 1), (0.5, 2), (2, 1), (1e9, 3), (0.01, 1), (3.7, 1e-200), (50, 1e5), (1.5, 1e300), (1e-3, 1)],
       lambda k, s: [float(v) for v in (mpf(s) * exp(log(mpf(noisy(w))) / mpf(k)) for w in (1e-100, 1e-10, 1e-3, 0.1, 0.9, 1.1, 3, 30, 690)) if mpf(10) ** -300 < v < mpf(10) ** 300])
family(weibull, [(1e15, 5.2e-305), (3e7, 1e-320), (1e12, 1.2e303), (0.02, 1), (0.07, 0.3)],
       lambda k, s: [float(mpf(s) * exp(log(mpf(noisy(w))) / mpf(k))) for w in (0.1, 0.9, 3, 30)])
family(pareto, [(1, 1), (0.1, 2), (2.5, 3), (1e9, 1), (50, 1e-200), (3, 1e200), (1e-3, 1)],
       lambda a, m: [float(v) for v in (mpf(m) * exp(mpf(noisy(w)) / mpf(a)) for w in (1e-10, 1e-3, 0.1, 0.9, 3, 30, 300, 690)) if m < v < mpf(10) ** 300])
family(continuousBernoulli, [(0.5,), (0.5 + 2 ** -50,), (0.499999,), (0.51,), (0.4,), (0.1,), (0.95,), (1e-5,), (0.99999,), (1e-30,), (1 - 2 ** -40,), (0.2689,), (0.88,)],
       lambda l: [noisy(v) for v in (1e-100, 1e-10, 0.01, 0.2, 0.5, 0.7, 0.9)] + [1 - 1e-9])
VON_MISES = [(0, 0), (0, 1e-5), (0.5, 0.3), (1, 1.99), (0, 2.01), (-2, 5), (0, 17), (100, 60), (0, 345.6), (0.25, 1e4), (0, 1e10), (0, 1e300)]
for mu, kappa in VON_MISES:
    width = min(3.14, 3 / kappa ** 0.5) if kappa else 3.14
    grid = [-0.999, -0.5, -0.2, -0.01, 0, 0.001, 0.05, 0.3, 0.7, 0.9]
    far = [4 * width, -10 * width, 1.5, -2, 3, -3.1, 3.14159]
    points = [noisy(width * v) for v in grid] + [noisy(v) for v in far]
    points = [v for v in points if abs(v) < 3.1415926]
    with mp.workdps(40):
        family(vonMises, [(mu, kappa)], lambda m, k: [m + v for v in points])


def discrete(name, params, weights):
    """weights: {k: exact weight}; they need not sum to 1."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    whole = sum(weights.values())
    low, high = min(weights), max(weights)
    p = {k: w / whole for k, w in weights.items()}
    mean = sum(k * q for k, q in p.items())
    emit(name, "mean", params, 0, mean)
    emit(name, "variance", params, 0, sum((k - mean) ** 2 * q for k, q in p.items()))
    emit(name, "entropy", params, 0, sum(-q * log(q) for q in p.values() if q > 0))
    for k in p:
        emit(name, "log_density", params, k, log(p[k]) if p[k] > 0 else -inf)
        emit(name, "cdf", params, k, sum(q for j, q in p.items() if j <= k))
        emit(name, "sf", params, k, sum(q for j, q in p.items() if j > k))
    positive = [k for k in p if p[k] > 0]
    for u in (1e-300, 1e-20, 0.1234, 0.5001, 0.77, 0.99999, 1 - 2 ** -50):
        below, above = mpf(0), mpf(1)
        quantile = isf = None
        for k in positive:
            below += p[k]
            above = sum(q for j, q in p.items() if j > k)
            if quantile is None and below >= mpf(u): quantile = k
            if isf is None and above <= mpf(u): isf = k
        emit(name, "quantile", params, u, quantile)
        emit(name, "isf", params, u, isf)


for p in (0.3, 0.5, 1e-300, 1e-10, 1 - 2 ** -53, 0.999):
    discrete("bernoulli", [p], {0: 1 - mpf(p), 1: mpf(p)})
for lo, hi in ((0, 9), (-5, 5), (7, 7), (-1, 30)):
    discrete("discreteUniform", [lo, hi], {k: mpf(1) for k in range(lo, hi + 1)})
for values in ([0.1] * 10, [0.2, 0.3, 0.5], [1e-300, 1 - 1e-10, 1e-10], [0.25, 0, 0.75], [1 / 3] * 3, [1.0],
               [0.7 + 3e-10, 0.3], [0, 0, 0.4, 0.6, 0], [1e-17, 1 - 1e-16, 1e-16]):
    discrete("categorical", values, {k: mpf(v) for k, v in enumerate(values)})

class mixture:
    """weights and continuous components (class, parameters); integrals at 25 digits"""
    def __init__(self, weights, components):
        whole = sum(mpf(w) for w in weights)
        self.w = [mpf(w) / whole for w in weights]
        self.c = [kind(*p) for kind, p in components]
        encoded = ["%d" % len(weights)] + [short(w) for w in weights]
        for kind, p in components:
            encoded += [kind.__name__, str(len(p))] + [short(v) for v in p]
        self.text = ",".join(encoded)

    def mix(self, values): return sum(w * v for w, v in zip(self.w, values))
    def density(self, x): return self.mix([exp(c.logpdf(x)) if c.holds(x) else mpf(0) for c in self.c])
    def logpdf(self, x): return log(self.density(x))
    def cdf(self, x): return self.mix([c.cdf(x) if c.holds(x) else mpf(x > 0) for c in self.c])
    def sf(self, x): return self.mix([c.sf(x) if c.holds(x) else mpf(x <= 0) for c in self.c])
    def mean(self): return self.mix([c.mean() for c in self.c])
    def variance(self):
        m = self.mean()
        return self.mix([c.variance() + (c.mean() - m) ** 2 for c in self.c])
    def root(self, f, u):
        ends = [getattr(c, f)(u) for c in self.c]
        lo, hi = min(ends), max(ends)
        g, sign = (self.cdf, 1) if f == "quantile" else (self.sf, -1)
        for _ in range(1500):
            x = (lo + hi) / 2
            if sign * (g(x) - u) >= 0: hi = x
            else: lo = x
            if hi - lo < abs(hi) * mpf(10) ** -25: break
        return hi
    def entropy(self):
        points = set()
        for c in self.c:
            for u in (1e-40, 1e-25, 1e-15, 1e-8, 1e-3, 0.1, 0.5):
                points |= {c.quantile(mpf(u)), c.isf(mpf(u))}
            if isinstance(c, (exponential, weibull)): points.add(mpf(0))
        with mp.workdps(25):
            return quad(lambda x: -self.density(x) * log(self.density(x)) if self.density(x) else mpf(0), sorted(points))


Family.holds = lambda self, x: True
for kind in (exponential, weibull, rayleigh, halfNormal):
    kind.holds = lambda self, x: x > 0

if not sys.argv[1:] or "mixture" in sys.argv[1:]:
    random.seed("mixture")
    for weights, components in (
            ([0.3, 0.7], [(normal, (0, 1)), (normal, (4, 2))]),
            ([0.5, 0.25, 0.25], [(normal, (-100, 0.1)), (normal, (0, 1)), (normal, (50, 5))]),
            ([1e-10, 1 - 1e-10], [(cauchy, (0, 1)), (normal, (1, 0.5))]),
            ([0.4, 0.6], [(exponential, (2,)), (weibull, (3, 5))]),
            ([0.9, 0.1], [(laplace, (0, 1)), (logistic, (1e3, 3))])):
        d = mixture(weights, components)
        def write(function, x, value):
            if value and 1e-300 < abs(value) < 1e300:
                print("mixture", function, d.text, short(x), short(value), flush=True)
        if components[0][0] is not cauchy:
            write("mean", 0, d.mean())
            write("variance", 0, d.variance())
        write("entropy", 0, d.entropy())
        for u in (0.5, 0.3, 0.1, 0.77, 1e-3, 0.999, 1e-10, 1e-50, 1e-200):
            u = noisy(u) if u < 0.9 else u
            for f in ("quantile", "isf"):
                if f == "quantile" or u > 1e-3 or not isinstance(d.c[0], cauchy):
                    x = d.root(f, mpf(u))
                    write(f, u, x)
                    if float(x) == 0: continue
                    X = mpf(float(x))
                    write("log_density", X, d.logpdf(X))
                    write("cdf", X, d.cdf(X))
                    write("sf", X, d.sf(X))

for name, function, points in (
        ("erf", erf, [1e-300, 1e-10, 0.1, 0.4, 0.53, 0.6, 1, 2, 5, -0.3, -3]),
        ("erfc", erfc, [-6, -2, -0.3, 1e-20, 0.1, 0.34, 0.36, 1, 3, 5.6, 5.7, 10, 20, 26]),
        ("erfcx", lambda x: exp(x * x) * erfc(x) if x < 1e3 else 1 / (x * sqrt(pi)) * (1 - 1 / (2 * x * x) + 3 / (4 * x ** 4) - 15 / (8 * x ** 6) + 105 / (16 * x ** 8)), [-25, -3, -0.1, 0, 1e-10, 0.3, 1, 5, 6, 30, 1e10, 1e200]),
        ("log_normal_cdf", lambda z: log(normal_tail(-z)) if z < 0 else log1p(-normal_tail(z)), [-1000, -100, -40, -8.2, -7.9, -1.1, -0.9, 0, 0.5, 3, 10, 37]),
        ("log_bessel_i0", lambda k: k + log_i0e(k) if k > 1e-20 else k * k / 4, [0, 1e-100, 1e-5, 0.3, 1.9, 2.1, 3.9, 4.2, 7, 9, 20, 31, 33, 100, 1e5, 1e300]),
        ("bessel_ratio", lambda k: besseli(1, k) / besseli(0, k), [1e-100, 1e-5, 0.3, 1.9, 2.1, 3.9, 4.2, 7, 9, 20, 31, 33, 100, 1e4]),
        ("bessel_ratio_complement", lambda k: 1 - besseli(1, k) / besseli(0, k), [1e-100, 1e-5, 0.3, 1.9, 2.1, 3.9, 4.2, 7, 9, 20, 31, 33, 100, 1e4])):
    random.seed(name)
    for x in points:
        x = noisy(x)
        if not sys.argv[1:] or "num" in sys.argv[1:]: emit("num", name, [0], x, function(mpf(x)))
