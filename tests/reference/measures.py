"""Writes tests/reference/measures.txt: divergences of distributions at 50 digits and more.

Each line: class measure order nameP countP parameters nameQ countQ parameters value
The parameters are doubles (printed exactly), the values come from the textbook formulas at 100
digits, from quadrature at 40 or from plain sums: other routes than the engine's.
Run: python3 tests/reference/measures.py   (needs mpmath; some minutes)
"""
import itertools
import os
import sys

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 100
lines = []


def emit(kind, measure, order, p, q, value):
    text = [kind, measure, repr(float(order))]
    for name, theta in (p, q):
        text += [name, str(len(theta))] + [t if isinstance(t, str) else repr(float(t)) for t in theta]
    value = mp.mpf(value)
    with mp.workdps(20):
        text.append(mp.nstr(value, 20, min_fixed=0, max_fixed=0))
    lines.append(" ".join(text))


L, G, gamma_e = mp.log, mp.loggamma, mp.euler
psi = lambda _, x: mp.digamma(x)


def bern(p, q):
    t = lambda a, b: mpf(0) if a == 0 else a * L(a / b)
    return t(p, q) + t(1 - p, 1 - q)


def kl_gamma(a1, b1, a2, b2):
    return (a1 - a2) * psi(0, a1) - G(a1) + G(a2) + a2 * L(b1 / b2) + a1 * (b2 - b1) / b1


def kl_beta(a1, b1, a2, b2):
    lb = lambda a, b: G(a) + G(b) - G(a + b)
    return (lb(a2, b2) - lb(a1, b1) + (a1 - a2) * psi(0, a1) + (b1 - b2) * psi(0, b1)
            + (a2 - a1 + b2 - b1) * psi(0, a1 + b1))


def kl_weibull(k1, l1, k2, l2):
    return (L(k1) - k1 * L(l1) - L(k2) + k2 * L(l2) + (k1 - k2) * (L(l1) - gamma_e / k1)
            + (l1 / l2) ** k2 * mp.gamma(k2 / k1 + 1) - 1)


def kl_gumbel(m1, b1, m2, b2):
    return (L(b2 / b1) + gamma_e * (b1 / b2 - 1) + (m1 - m2) / b2
            + mp.exp((m2 - m1) / b2) * mp.gamma(1 + b1 / b2) - 1)


def kl_von_mises(m1, k1, m2, k2):
    i0 = lambda k: mp.besseli(0, k) * mp.exp(-k)
    a = mp.besseli(1, k1) / mp.besseli(0, k1)
    return k1 * a - k2 * a * mp.cos(m1 - m2) + L(i0(k2)) + k2 - L(i0(k1)) - k1


def kl_cb(p, q):
    K = lambda e: L((mp.exp(e) - 1) / e) if e != 0 else mpf(0)
    e1, e2 = L(p / (1 - p)), L(q / (1 - q))
    m = mp.exp(e1) / (mp.exp(e1) - 1) - 1 / e1 if e1 != 0 else mpf(1) / 2
    return K(e2) - K(e1) - (e2 - e1) * m


def kl_normal(m1, s1, m2, s2):
    return L(s2 / s1) + (s1 ** 2 + (m1 - m2) ** 2) / (2 * s2 ** 2) - mpf(1) / 2


def kl_laplace(m1, b1, m2, b2):
    d = abs(m1 - m2)
    return L(b2 / b1) + (d + b1 * mp.exp(-d / b1)) / b2 - 1


SAME = {  # family: (formula, base parameters, which parameters may move)
    "bernoulli": (bern, [(0.5,), (0.1,), (1e-10,), (0.999999,)], (0,)),
    "poisson": (lambda a, b: a * L(a / b) + b - a, [(2,), (1e-8,), (1e9,), (0.3,), (1e15,), (1e-300,)], (0,)),
    "geometric": (lambda p, q: bern(p, q) / p, [(0.5,), (1e-9,), (0.99,), (1e-15,)], (0,)),
    "binomial": (lambda n, p, m, q: n * bern(p, q), [(10, 0.5), (1e9, 1e-9), (250, 0.008), (1e15, 0.3), (1e15, 1e-15), (1e12, 0.999999)], (1,)),
    "negativeBinomial": (lambda r, p, s, q: r * bern(p, q) / p, [(3, 0.4), (0.5, 1e-6), (1e6, 0.5), (1e12, 0.999), (1e-5, 1e-9)], (1,)),
    "uniform": (lambda a, b, c, d: L((d - c) / (b - a)), [(0, 1), (-3, 1e6)], ()),
    "normal": (kl_normal, [(0, 1), (5, 1e-3), (-1e6, 1e8), (1, 2)], (0, 1)),
    "logNormal": (kl_normal, [(0, 1), (2, 0.1)], (0, 1)),
    "halfNormal": (lambda s, t: kl_normal(0, s, 0, t), [(1,), (1e-150,), (1e100,)], (0,)),
    "rayleigh": (lambda s, t: L(t * t / s / s) + s * s / t / t - 1, [(1,), (1e-5,)], (0,)),
    "exponential": (lambda a, b: L(a / b) + b / a - 1, [(1,), (1e-300,), (1e9,)], (0,)),
    "gamma": (kl_gamma, [(2, 1), (0.01, 3), (1e9, 1e9), (15.9, 2), (16.5, 2), (1e5, 0.1), (1e15, 1), (1e-5, 1), (1e12, 1e-9)], (0, 1)),
    "inverseGamma": (kl_gamma, [(3, 2), (100, 7), (1e-5, 1e9), (1e10, 1e10)], (0, 1)),
    "chiSquared": (lambda a, b: kl_gamma(a / 2, mpf(1) / 2, b / 2, mpf(1) / 2), [(1,), (3,), (1e6,), (0.01,), (1e-5,), (1e16,)], (0,)),
    "beta": (kl_beta, [(2, 3), (0.1, 0.2), (1e10, 2.5), (2.5, 1e10), (1e6, 2e6), (20, 1), (0.5, 40), (1e-5, 1e-5), (1e-5, 1e9), (1e15, 1e15)], (0, 1)),
    "cauchy": (lambda m, g, n, h: L(((g + h) ** 2 + (m - n) ** 2) / (4 * g * h)), [(0, 1), (1e6, 3), (0, 1e-100)], (0, 1)),
    "laplace": (kl_laplace, [(0, 1), (3, 1e-4)], (0, 1)),
    "gumbel": (kl_gumbel, [(0, 1), (2, 5), (1e6, 1e-3)], (0, 1)),
    "weibull": (kl_weibull, [(1, 1), (2, 3), (0.3, 2), (50, 1), (1e-3, 1), (1e6, 1e-9)], (0, 1)),
    "pareto": (lambda a, x, b, y: L(a / b) + b / a - 1 + b * L(x / y), [(3, 1), (0.1, 2), (1e6, 1), (1e-5, 1e-9), (1e12, 1)], (0,)),
    "vonMises": (kl_von_mises, [(0, 1), (1, 0.01), (0.5, 35), (0, 45), (0, 1e4)], (0, 1)),
    "continuousBernoulli": (kl_cb, [(0.3,), (0.001,), (0.49,), (0.9,), (1e-12,), (0.999999,)], (0,)),
}


TINY_SCALES = [  # where products and quotients of the scales are no normal doubles
    ("gamma", (549.1592804466816, 2.0143656033056858e-305), (549.1592804466814, 2.0143656033056848e-305)),
    ("gamma", (100, 1e300), (110, 1e-300)), ("gamma", (20, 1e303), (20, 1.0001e303)), ("gamma", (5, 1e-200), (90, 1e-320)),
    ("inverseGamma", (0.04427947836593031, 95.6213735773158), (26.345462524098313, 1.07513538947e-313)),
    ("uniform", (0, 4.463184645e-315), (0, 245.19797977577875)), ("uniform", (0, 5e-324), (0, 1e-323)), ("uniform", (-8e307, 9e307), (-9e307, 1.7e308)),
]


def same_families():
    for name, (formula, bases, moving) in SAME.items():
        for base in bases:
            points = []
            for step in (1e-13, 1e-9, 1e-5, 1e-2, 0.3):
                for subset in ([(i,) for i in moving] + ([moving] if len(moving) > 1 else [])):
                    for sign in (1, -1):
                        q = list(base)
                        for i in subset:
                            unit = base[i] if base[i] != 0 else 1.0
                            q[i] = base[i] + sign * step * unit
                        points.append(tuple(q))
                        if len(subset) == 2:  # the other diagonal
                            q = list(base)
                            for s, i in zip((1, -1), subset):
                                q[i] = base[i] + s * sign * step * (base[i] if base[i] != 0 else 1.0)
                            points.append(tuple(q))
            for q in points:
                if name in ("bernoulli", "geometric", "continuousBernoulli") and not 0 < q[0] < 1:
                    continue
                if name in ("binomial", "negativeBinomial") and not 0 < q[1] < 1:
                    continue
                if q == tuple(base) or (name == "beta" and False):
                    continue
                value = formula(*[mpf(float(t)) for t in base], *[mpf(float(t)) for t in q])
                emit("same", "kl", 1, (name, base), (name, q), value)
    for p, q in (((0, 1), (-1, 1)), ((0, 1), (0, 1 + 1e-12)), ((2, 3), (1e-3, 1e9))):
        emit("same", "kl", 1, ("uniform", p), ("uniform", q), L((mpf(q[1]) - mpf(q[0])) / (mpf(p[1]) - mpf(p[0]))))
    for name, p, q in TINY_SCALES:
        emit("same", "kl", 1, (name, p), (name, q), SAME[name][0](*[mpf(float(t)) for t in p + q]))


def density(name, t, x):
    t = [mpf(float(v)) for v in t]
    if name == "normal": return -((x - t[0]) / t[1]) ** 2 / 2 - L(t[1]) - L(2 * mp.pi) / 2
    if name == "halfNormal": return -(x / t[0]) ** 2 / 2 - L(t[0]) - L(mp.pi / 2) / 2
    if name == "logNormal": return -((L(x) - t[0]) / t[1]) ** 2 / 2 - L(t[1] * x) - L(2 * mp.pi) / 2
    if name == "laplace": return -abs(x - t[0]) / t[1] - L(2 * t[1])
    if name == "logistic":
        z = abs(x - t[0]) / t[1]
        return -z - 2 * mp.log1p(mp.exp(-z)) - L(t[1])
    if name == "gumbel":
        z = (x - t[0]) / t[1]
        return -z - mp.exp(-z) - L(t[1])
    if name == "cauchy": return -L(mp.pi * t[1]) - mp.log1p(((x - t[0]) / t[1]) ** 2)
    if name == "studentT":
        v = t[0]
        m, s = (t[1], t[2]) if len(t) > 1 else (0, 1)
        return G((v + 1) / 2) - G(v / 2) - L(v * mp.pi) / 2 - L(s) - (v + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / v)
    if name == "exponential": return L(t[0]) - t[0] * x
    if name == "gamma": return t[0] * L(t[1]) - G(t[0]) + (t[0] - 1) * L(x) - t[1] * x
    if name == "chiSquared": return density("gamma", (t[0] / 2, 0.5), x)
    if name == "inverseGamma": return t[0] * L(t[1]) - G(t[0]) - (t[0] + 1) * L(x) - t[1] / x
    if name == "weibull": return L(t[0] / t[1]) + (t[0] - 1) * L(x / t[1]) - (x / t[1]) ** t[0]
    if name == "rayleigh": return L(x) - 2 * L(t[0]) - (x / t[0]) ** 2 / 2
    if name == "pareto": return L(t[0]) + t[0] * L(t[1]) - (t[0] + 1) * L(x)
    if name == "uniform": return -L(t[1] - t[0])
    if name == "beta": return (t[0] - 1) * L(x) + (t[1] - 1) * mp.log1p(-x) + G(t[0] + t[1]) - G(t[0]) - G(t[1])
    if name == "continuousBernoulli":
        c = 2 * mp.atanh(1 - 2 * t[0]) / (1 - 2 * t[0])
        return L(c) + x * L(t[0]) + (1 - x) * L(1 - t[0])
    if name == "vonMises": return t[1] * mp.cos(x - t[0]) - L(2 * mp.pi * mp.besseli(0, t[1]))
    if name == "mixture":
        k = int(t[0])
        return L(sum(t[1 + i] * mp.exp(density("normal", t[1 + k + 4 * i + 2:1 + k + 4 * i + 4], x)) for i in range(k)))
    raise KeyError(name)


def support(name, t):
    if name in ("exponential", "gamma", "chiSquared", "inverseGamma", "weibull", "rayleigh", "halfNormal", "logNormal"):
        return mpf(0), mp.inf
    if name in ("beta", "continuousBernoulli"): return mpf(0), mpf(1)
    if name == "uniform": return mpf(float(t[0])), mpf(float(t[1]))
    if name == "pareto": return mpf(float(t[1])), mp.inf
    if name == "vonMises": return mpf(float(t[0])) - mp.pi, mpf(float(t[0])) + mp.pi
    return -mp.inf, mp.inf


def integral(f, lo, hi, marks):
    """Tanh-sinh over pieces; infinite ends over marks in growing steps."""
    marks = sorted(set(m for m in marks if lo < m < hi))
    if lo == -mp.inf: return mp.quad(f, [lo] + marks + [hi], maxdegree=9)
    first = marks[0] if marks else (lo + hi) / 2  # near the end, in the logarithm of the distance
    near = mp.quad(lambda s: f(lo + mp.exp(s)) * mp.exp(s), [-1600, -400, -100, -30, -10, mp.log(first - lo)], maxdegree=9)
    if hi == mp.inf: return near + mp.quad(f, [first] + marks[1:] + [hi], maxdegree=9)
    last = marks[-1] if len(marks) > 1 else (first + hi) / 2
    far = mp.quad(lambda s: f(hi - mp.exp(s)) * mp.exp(s), [-69, -30, -10, mp.log(hi - last)], maxdegree=9)
    return near + far + (mp.quad(f, [first] + marks[1:-1] + [last], maxdegree=9) if last > first else 0)


PAIRS = [
    ("normal", (0, 1), "laplace", (0.5, 2)), ("laplace", (0, 1), "normal", (0.3, 1.2)),
    ("normal", (0, 1), "logistic", (0, 0.6)), ("logistic", (0, 1), "normal", (0, 1.8)),
    ("logistic", (0, 1), "logistic", (0.5, 1.3)), ("logistic", (0, 1), "logistic", (1e-6, 1 + 1e-6)),
    ("logistic", (0, 1), "logistic", (2, 2)), ("logistic", (1, 3), "logistic", (1, 3.003)),
    ("normal", (0, 1), "gumbel", (0.2, 1.5)), ("gumbel", (0, 1), "normal", (0.5, 1.3)),
    ("normal", (0, 1), "cauchy", (0, 1)), ("normal", (100, 1), "cauchy", (0, 1)),
    ("normal", (0, 1), "studentT", (5, 0, 1)), ("normal", (0, 1), "studentT", (1e4, 0, 1)),
    ("studentT", (5, 0, 1), "normal", (0, 1.3)), ("studentT", (3, 1, 2), "normal", (0, 3)),
    ("studentT", (5, 0, 1), "studentT", (5, 1e-6, 1)), ("studentT", (5, 0, 1), "studentT", (5.00001, 0, 1)),
    ("studentT", (5, 0, 1), "studentT", (5, 0.5, 2)), ("studentT", (3, 0, 1), "studentT", (30, 0, 1)),
    ("studentT", (1, 0, 1), "studentT", (2, 0, 1)), ("studentT", (1e6, 0, 1), "studentT", (1e6 + 10, 0, 1)),
    ("studentT", (100, 0, 1), "studentT", (101, 1e-4, 1)),
    ("studentT", (5, 0, 1), "cauchy", (0, 1)), ("cauchy", (0, 1), "studentT", (2, 0, 1)),
    ("laplace", (0, 1), "logistic", (0, 1)), ("laplace", (0, 1), "gumbel", (0, 2)),
    ("laplace", (1, 0.5), "cauchy", (0, 1)), ("logistic", (0, 1), "laplace", (1, 2)),
    ("logistic", (0, 0.3), "gumbel", (0, 1)), ("gumbel", (0, 1), "laplace", (1, 1)),
    ("gumbel", (0, 1), "logistic", (0, 1)), ("gumbel", (0, 1), "cauchy", (0, 1)),
    ("exponential", (2,), "gamma", (2, 1)), ("exponential", (1,), "normal", (1, 1)),
    ("exponential", (1,), "gumbel", (0, 1)), ("exponential", (1,), "weibull", (1.3, 1)),
    ("exponential", (1,), "logNormal", (0, 1)), ("exponential", (1,), "laplace", (0.5, 1)),
    ("gamma", (3, 2), "exponential", (0.5,)), ("gamma", (3, 2), "gumbel", (1, 1)),
    ("gamma", (3, 2), "normal", (1.5, 1)), ("gamma", (3, 2), "weibull", (2, 1.5)),
    ("gamma", (3, 2), "inverseGamma", (3, 2)), ("gamma", (3, 2), "logNormal", (0.2, 0.6)),
    ("gamma", (3, 2), "laplace", (1, 1)), ("gamma", (0.05, 1), "exponential", (1,)),
    ("gamma", (1e4, 1e4), "normal", (1, 0.01)), ("gamma", (1.001, 1), "exponential", (1,)),
    ("chiSquared", (4,), "gamma", (3, 1)), ("chiSquared", (4,), "exponential", (0.3,)),
    ("inverseGamma", (3, 2), "gamma", (2, 1)), ("inverseGamma", (3, 2), "logNormal", (0, 1)),
    ("weibull", (2, 1), "gamma", (3, 3)), ("weibull", (2, 1), "rayleigh", (0.7,)),
    ("weibull", (1.5, 1), "exponential", (1,)), ("weibull", (2, 1), "normal", (1, 0.5)),
    ("rayleigh", (1,), "weibull", (2.1, 1.4)), ("rayleigh", (1,), "halfNormal", (1.4,)),
    ("rayleigh", (1,), "gamma", (2, 2)), ("halfNormal", (1,), "exponential", (1,)),
    ("halfNormal", (1,), "normal", (0, 1)), ("halfNormal", (1,), "rayleigh", (1,)),
    ("logNormal", (0, 0.5), "gamma", (4, 4)), ("logNormal", (0, 0.5), "normal", (1, 0.6)),
    ("logNormal", (0, 1), "inverseGamma", (2, 1)), ("logNormal", (0, 0.5), "laplace", (1, 0.5)),
    ("pareto", (5, 1), "exponential", (1,)), ("pareto", (5, 1), "gamma", (2, 2)),
    ("pareto", (5, 1), "normal", (1, 1)), ("pareto", (3, 2), "logNormal", (1, 1)), ("pareto", (5, 1), "laplace", (1.2, 1)),
    ("uniform", (0, 1), "beta", (2, 3)), ("uniform", (0, 2), "exponential", (1,)),
    ("uniform", (0, 2), "gamma", (2, 2)), ("uniform", (-1, 2), "gumbel", (0, 1)),
    ("uniform", (-1, 2), "normal", (0, 1)), ("uniform", (1, 2), "pareto", (2, 1)),
    ("uniform", (-1, 2), "laplace", (0, 1)), ("uniform", (0, 1), "continuousBernoulli", (0.3,)),
    ("uniform", (-1, 2), "cauchy", (0, 1)), ("uniform", (-1, 1), "vonMises", (0, 2)),
    ("beta", (2, 3), "uniform", (0, 1)), ("beta", (2, 3), "continuousBernoulli", (0.3,)),
    ("beta", (2, 3), "exponential", (2,)), ("beta", (2, 3), "gamma", (2, 4)), ("beta", (2, 3), "normal", (0.4, 0.2)),
    ("beta", (0.5, 0.5), "normal", (0.5, 0.4)), ("beta", (0.5, 0.5), "uniform", (0, 1)),
    ("beta", (2, 3), "laplace", (0.4, 0.2)), ("continuousBernoulli", (0.3,), "uniform", (0, 1)),
    ("continuousBernoulli", (0.3,), "exponential", (1,)), ("continuousBernoulli", (0.3,), "beta", (1, 2)),
    ("continuousBernoulli", (0.3,), "normal", (0.4, 0.3)), ("continuousBernoulli", (0.3,), "gumbel", (0.3, 0.3)),
    ("normal", (0, 1), "normal", (100, 1)), ("cauchy", (0, 1), "cauchy", (100, 1)),
    ("laplace", (100, 1), "cauchy", (0, 1)), ("normal", (0, 1e-3), "studentT", (3, 1, 1)),
    ("mixture", (2, 0.3, 0.7, 4, 2, -2, 1, 4, 2, 3, 0.5), "normal", (1.5, 2.5)),
    ("normal", (0, 1), "mixture", (2, 0.5, 0.5, 4, 2, -1, 1, 4, 2, 1, 1)),
    ("mixture", (2, 0.3, 0.7, 4, 2, -2, 1, 4, 2, 3, 0.5), "mixture", (2, 0.4, 0.6, 4, 2, -1, 1, 4, 2, 3, 1)),
    ("mixture", (2, 0.25, 0.75, 4, 2, -2, 1, 4, 2, 3, 0.5), "mixture", (2, 0.25, 0.75, 4, 2, -2, 1.000001, 4, 2, 3, 0.5)),
    ("mixture", (2, 0.5, 0.5, 4, 2, 0, 1, 4, 2, 100, 0.01), "normal", (50, 60)),
]


def scales(name, t):
    """Points at which to cut the line for a side."""
    t = [float(v) for v in t]
    if name == "mixture":
        k = int(t[0])
        cuts = []
        for i in range(k):
            cuts += scales("normal", t[1 + k + 4 * i + 2:1 + k + 4 * i + 4])
        return cuts
    if name == "studentT": m, s = t[1], t[2]
    elif len(t) == 2 and name in ("normal", "laplace", "logistic", "gumbel", "cauchy"): m, s = t
    elif name == "logNormal": return [mp.exp(t[0] + j * t[1]) for j in (-8, -4, -2, -1, 0, 1, 2, 4, 8)]
    elif name == "gamma": m, s = t[0] / t[1], t[0] ** 0.5 / t[1]
    elif name == "pareto": return [mpf(t[1]) * mpf(2) ** j for j in (1, 2, 4, 8, 16, 32)]
    else: return [mpf(10) ** j for j in (-3, -2, -1)] + [mpf(j) / 2 for j in (1, 2, 3, 4, 6, 8, 12, 16, 30, 60)]
    out = [mpf(m) + mpf(s) * j for j in (-40, -20, -10, -6, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 6, 10, 20, 40)]
    if name in ("cauchy", "studentT"):
        out += [mpf(m) + sg * mpf(s) * mpf(10) ** j for j in (2, 3, 4, 6, 8, 12, 16, 24) for sg in (1, -1)]
    return out


FUNCTIONALS = {
    "kl": lambda p, q, r: p * r - p + q,
    "jensenShannon": lambda p, q, r: (p * L(2 * p / (p + q)) + q * L(2 * q / (p + q))) / 2 if p > 0 and q > 0 else (p + q) * L(2) / 2,
    "hellinger": lambda p, q, r: (mp.sqrt(p) - mp.sqrt(q)) ** 2 / 2,
    "totalVariation": lambda p, q, r: abs(p - q) / 2,
}


def cross_families():
    mp.mp.dps = 30
    for name_p, p, name_q, q in PAIRS:
        lo, hi = support(name_p, p)
        lp, lq = lambda x: density(name_p, p, x), lambda x: density(name_q, q, x)

        def f(x):
            a = lp(x)
            return mp.exp(a) * (a - lq(x)) if a > -3000 else mpf(0)

        if name_p == "beta" and p == (0.5, 0.5):  # poles at both ends: the arcsine law's own formulas
            h = L(mp.pi / 4)
            s2 = mpf(q[1]) ** 2
            cross = {"uniform": 0, "normal": L(2 * mp.pi * s2) / 2 + (mpf(1) / 8) / (2 * s2)}[name_q]
            emit("cross", "kl", 1, (name_p, p), (name_q, q), cross - h)
            continue
        near = name_p == name_q
        if near:  # the sum of p r is all rounding: more digits
            mp.mp.dps = 45
        value = integral(f, lo, hi, scales(name_p, p) + scales(name_q, q))
        mp.mp.dps = 30
        emit("cross", "kl", 1, encode(name_p, p), encode(name_q, q), value)
        print(lines[-1], file=sys.stderr)


def encode(name, t):
    """A mixture's components name their family by its place, which only the test knows: -1."""
    if name != "mixture": return name, t
    t = list(t)
    k = int(t[0])
    for i in range(k): t[1 + k + 4 * i] = "normal"
    return name, tuple(t)


def log_mass(name, t, x):
    t = [mpf(float(v)) for v in t]
    x = mpf(x)
    binom = lambda n, k: G(n + 1) - G(k + 1) - G(n - k + 1)
    if name == "binomial": return binom(t[0], x) + x * L(t[1]) + (t[0] - x) * L(1 - t[1]) if x <= t[0] else -mp.inf
    if name == "bernoulli": return L(t[0]) if x == 1 else L(1 - t[0]) if x == 0 else -mp.inf
    if name == "poisson": return x * L(t[0]) - t[0] - G(x + 1)
    if name == "geometric": return L(t[0]) + x * L(1 - t[0])
    if name == "negativeBinomial": return G(x + t[0]) - G(t[0]) - G(x + 1) + t[0] * L(t[1]) + x * L(1 - t[1])
    if name == "discreteUniform": return -L(t[1] - t[0] + 1) if t[0] <= x <= t[1] else -mp.inf
    if name == "hypergeometric":
        N, K, n = t
        if x < max(0, n + K - N) or x > min(n, K): return -mp.inf
        return binom(K, x) + binom(N - K, n - x) - binom(N, n)
    raise KeyError(name)


DISCRETE = [  # name, theta, name, theta, range of x that holds all mass to 1e-50
    ("binomial", (250, 0.008), "poisson", (2,), 0, 250), ("binomial", (10, 0.5), "poisson", (4,), 0, 10),
    ("binomial", (1e9, 1e-9), "poisson", (1,), 0, 60), ("binomial", (1e6, 1e-3), "poisson", (1000,), 400, 2000),
    ("binomial", (10, 0.5), "binomial", (12, 0.4), 0, 10), ("binomial", (1000, 0.01), "binomial", (1001, 0.01), 0, 140),
    ("bernoulli", (0.3,), "poisson", (0.4,), 0, 1), ("bernoulli", (1e-5,), "poisson", (1e-5,), 0, 1),
    ("poisson", (3,), "geometric", (0.25,), 0, 80), ("poisson", (3,), "negativeBinomial", (3, 0.5), 0, 80),
    ("geometric", (0.3,), "poisson", (2,), 0, 500), ("geometric", (0.3,), "negativeBinomial", (2, 0.4), 0, 500),
    ("negativeBinomial", (3, 0.5), "poisson", (3,), 0, 300), ("negativeBinomial", (3, 0.5), "geometric", (0.25,), 0, 300),
    ("negativeBinomial", (3, 0.5), "negativeBinomial", (4, 0.5), 0, 300),
    ("negativeBinomial", (3, 0.5), "negativeBinomial", (3.000001, 0.5), 0, 300),
    ("binomial", (20, 0.3), "geometric", (0.1,), 0, 20), ("binomial", (20, 0.3), "discreteUniform", (0, 20), 0, 20),
    ("discreteUniform", (0, 20), "binomial", (20, 0.3), 0, 20), ("discreteUniform", (2, 9), "poisson", (4,), 2, 9),
    ("hypergeometric", (50, 10, 20), "binomial", (20, 0.2), 0, 10), ("hypergeometric", (50, 10, 20), "hypergeometric", (60, 10, 20), 0, 10),
    ("hypergeometric", (1e6, 1000, 500), "poisson", (0.5,), 0, 60),
]


def discrete_pairs():
    mp.mp.dps = 60
    for name_p, p, name_q, q, lo, hi in DISCRETE:
        value = mpf(0)
        for x in range(lo, hi + 1):
            a = log_mass(name_p, p, x)
            if a > -mp.inf: value += mp.exp(a) * (a - log_mass(name_q, q, x))
        emit("sum", "kl", 1, (name_p, p), (name_q, q), value)


LARGE = [  # name, theta, name, theta, mean and standard deviation of the first
    ("negativeBinomial", (1e9, 0.5), "negativeBinomial", (1.5e9, 0.6), 1e9, 2e9 ** 0.5),
    ("negativeBinomial", (1e9 + 0.3, 0.25), "negativeBinomial", (1e9 + 1.3, 0.25), 3e9, 1.2e10 ** 0.5),
    ("negativeBinomial", (1.7e9 + 0.1, 0.46), "negativeBinomial", (1.7001e9, 0.46), 1.996e9, 4.34e9 ** 0.5),
    ("negativeBinomial", (1e12, 0.999), "negativeBinomial", (1.5e12, 0.99933), 1.001e9, 1.002e9 ** 0.5),
    ("negativeBinomial", (1e9, 0.5), "poisson", (1e9,), 1e9, 2e9 ** 0.5),
    ("binomial", (1e9, 0.3), "negativeBinomial", (1e9, 0.77), 3e8, 2.1e8 ** 0.5),
    ("binomial", (1e9, 0.3), "binomial", (1e9 + 10, 0.3), 3e8, 2.1e8 ** 0.5),
    ("binomial", (1e12, 0.3), "poisson", (3e11,), 3e11, 2.1e11 ** 0.5),
    ("hypergeometric", (1e12, 3e11, 1e7), "binomial", (1e7, 0.3), 3e6, 2.1e6 ** 0.5),
    ("negativeBinomial", (1e12, 0.5), "negativeBinomial", (1.5e12, 0.6), 1e12, 2e12 ** 0.5),
]


def large_counts():
    """Sums in strides of a quarter of the deviation: for smooth terms as good as all of them."""
    mp.mp.dps = 90
    for name_p, p, name_q, q, mean, deviation in LARGE:
        stride, first = int(deviation / 4), int(mean)
        value = mpf(0)
        for j in range(-90, 91):
            x = first + j * stride
            a = log_mass(name_p, p, x)
            value += stride * mp.exp(a) * (a - log_mass(name_q, q, x))
        emit("sum", "kl", 1, (name_p, p), (name_q, q), value)


def special_cases():
    """Families that are cases of another one, near it; draws and successes exchanged."""
    mp.mp.dps = 100
    near = 1.0000001
    for p, q, a, b in ((("chiSquared", (3,)), ("gamma", (1.5, 0.50000005)), (1.5, 0.5), (1.5, 0.50000005)),
                       (("exponential", (1,)), ("gamma", (near, 1)), (1, 1), (near, 1))):
        emit("cross", "kl", 1, p, q, kl_gamma(*map(mpf, a + b)))
        emit("cross", "kl", 1, q, p, kl_gamma(*map(mpf, b + a)))
    as_weibull = {"exponential": lambda rate: (mpf(1), 1 / mpf(rate)), "rayleigh": lambda sigma: (mpf(2), mp.sqrt(2) * mpf(sigma)), "weibull": lambda k, l: (mpf(k), mpf(l))}
    for p, q in ((("exponential", (0.3,)), ("weibull", (1.0000001, 3.3333334))), (("exponential", (1,)), ("weibull", (1, 1.0000001))), (("exponential", (2e-5,)), ("weibull", (0.999, 50010))),
                 (("rayleigh", (0.7,)), ("weibull", (2.0000001, 0.98994949))), (("rayleigh", (3e5,)), ("weibull", (2.001, 424264.1)))):
        for a, b in ((p, q), (q, p)):
            emit("cross", "kl", 1, a, b, kl_weibull(*as_weibull[a[0]](*a[1]), *as_weibull[b[0]](*b[1])))
    for shape in ((1, 1 + 1e-7), (1.0000001, 0.9999998), (1.001, 1)):
        one, other = (mpf(1), mpf(1)), tuple(map(mpf, shape))
        emit("cross", "kl", 1, ("uniform", (0, 1)), ("beta", shape), kl_beta(*one, *other))
        emit("cross", "kl", 1, ("beta", shape), ("uniform", (0, 1)), kl_beta(*other, *one))
    emit("sum", "kl", 1, ("bernoulli", (0.3,)), ("binomial", (1, 0.3000001)), bern(mpf(0.3), mpf(0.3000001)))
    emit("sum", "kl", 1, ("binomial", (1, 0.3000001)), ("bernoulli", (0.3,)), bern(mpf(0.3000001), mpf(0.3)))
    C = lambda n, k: G(n + 1) - G(k + 1) - G(n - k + 1)
    for N, few, many, q in ((10 ** 6, 10, 10 ** 5, 0.1), (10 ** 9, 10, 10 ** 8, 0.1), (10 ** 12, 7, 3 * 10 ** 11, 0.3)):
        value = mpf(0)
        for x in range(few + 1):
            a = C(many, x) + C(N - many, few - x) - C(N, few)
            value += mp.exp(a) * (a - C(few, x) - x * L(mpf(q)) - (few - x) * L(1 - mpf(q)))
        for theta in ((N, few, many), (N, many, few)): emit("sum", "kl", 1, ("hypergeometric", theta), ("binomial", (few, q)), value)


def closed_near():
    """Gamma against the normal distribution that it tends to."""
    mp.mp.dps = 90
    for a, b in ((1e10, 1e10), (1e6, 1e3), (1e15, 1)):
        a, b = mpf(a), mpf(b)
        mean, deviation = mpf(float(a / b)), mpf(float(mp.sqrt(a) / b))
        entropy = a - L(b) + G(a) + (1 - a) * psi(0, a)
        cross = L(2 * mp.pi * deviation ** 2) / 2 + (a / b ** 2 + (a / b - mean) ** 2) / (2 * deviation ** 2)
        emit("cross", "kl", 1, ("gamma", (a, b)), ("normal", (mean, deviation)), cross - entropy)


def beyond_integers():
    """Negative binomials whose mass lies where doubles miss integers: the sum is the integral to 1e-16 and better."""
    mp.mp.dps = 40
    share = {"kl": lambda p, q, a, b: p * (a - b), "hellinger": lambda p, q, a, b: (mp.sqrt(p) - mp.sqrt(q)) ** 2 / 2,
             "jensenShannon": lambda p, q, a, b: (p * (a - L((p + q) / 2)) + q * (b - L((p + q) / 2))) / 2 if p + q > 0 else mpf(0)}
    for one, other in (((58121761333.39, 3.8755e-6), (1e10, 1.90125e-5)), ((1e10, 6e-7), (1.0001e10, 6.0001e-7)), ((2.5, 1e-15), (2.6, 1.1e-15)), ((2.5, 1e-18), (2.6, 1.1e-18))):
        (r1, p1), (r2, p2) = [tuple(map(mpf, t)) for t in (one, other)]
        log_mass = lambda x, r, p: G(x + r) - G(x + 1) - G(r) + r * L(p) + x * mp.log1p(-p)
        centres = [(r * (1 - p) / p, mp.sqrt(r * (1 - p)) / p) for r, p in ((r1, p1), (r2, p2))]
        cuts = {m + k * d for m, d in centres for k in (-14, -10, -7, -5, -3, -2, -1, 0, 1, 2, 3, 5, 7, 10, 14, 20, 40, 80)}
        cuts = [x for x in sorted(cuts) if x > centres[0][0] / 5 or r1 > 100]
        if r1 < 100: cuts = [mpf(0)] + [centres[0][0] / t for t in (1e6, 1e4, 100, 10)] + cuts
        for measure, f in share.items():
            if r1 > 2e10 and measure != "kl": continue  # as good as 1
            def at(x):
                a, b = log_mass(x, r1, p1), log_mass(x, r2, p2)
                return f(mp.exp(a), mp.exp(b), a, b)
            value = mp.quad(at, cuts)
            emit("sum" if measure == "kl" else "measure", measure, 1, ("negativeBinomial", one), ("negativeBinomial", other), mp.sqrt(value) if measure == "hellinger" else value)


def near_negative_binomials():
    """Steps of r down to an ulp; where a deviation is wide, by strides: the terms are smooth."""
    mp.mp.dps = 60
    for r1, p1, r2, p2 in ((308.16152587520025, 0.1441195379602682, 308.1615258751986, 0.1441195379602682), (308.16152587520025, 0.1441195379602682, 308.1615259, 0.1441195379),
                           (12.5, 0.3, 12.5000000001, 0.3), (1e6, 0.01, 1e6 + 1e-6, 0.01), (70.5, 0.6, 70.50000001, 0.60000001)):
        (a, p), (b, q) = (mpf(r1), mpf(p1)), (mpf(r2), mpf(p2))
        log_mass = lambda x, r, p: G(x + r) - G(x + 1) - G(r) + r * L(p) + x * mp.log1p(-p)
        mean, deviation, total = a * (1 - p) / p, mp.sqrt(a * (1 - p)) / p, mpf(0)
        stride = max(1, int(deviation / 60))
        for x in range(max(0, int(mean - 45 * deviation)), int(mean + 60 * deviation), stride):
            of_p = log_mass(x, a, p)
            r = of_p - log_mass(x, b, q)
            total += stride * mp.exp(of_p) * (r + mp.expm1(-r))
        emit("sum", "kl", 1, ("negativeBinomial", (r1, p1)), ("negativeBinomial", (r2, p2)), total)


if __name__ == "__main__":
    same_families()
    discrete_pairs()
    large_counts()
    special_cases()
    closed_near()
    beyond_integers()
    near_negative_binomials()
    print(len(lines), file=sys.stderr)
    if "--fast" not in sys.argv: cross_families()
    path = os.path.join(os.path.dirname(__file__), "measures.txt")
    with open(path, "w") as out:
        out.write("\n".join(lines) + "\n")
