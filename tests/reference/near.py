"""Writes tests/reference/near.txt: measures of neighbours of different families, at 20 digits.

Each line as in measures.txt.  log(P/Q) is 1e-4 ... 1e-9 almost everywhere, so that it is formed at
60 digits; integrals by Gauss-Legendre in panels, each checked with fewer nodes, and sums term by term.
Run: python3 tests/reference/near.py   (needs mpmath; some minutes)
"""
import os
import sys

import mpmath as mp
from mpmath import mpf

import measures as M

mp.mp.dps = 60


class Side:
    """name, parameters; mixture((w, side), ...); array(masses)."""

    def __init__(self, name, *theta):
        self.name, self.theta = name, theta
        self.T = [mpf(float(t)) for t in theta] if name != "mixture" else theta
        if name == "array": self.whole = sum(self.T)
        if name == "categorical": self.whole = sum(self.T)
        if name == "mixture": self.whole = sum(mpf(w) for w, _ in theta)
        if name in CONSTANT: self.constant = CONSTANT[name](*self.T)

    def logp(self, x):
        if self.name == "mixture":
            parts = [side.logp(x) for _, side in self.theta]
            return mp.log(sum(mpf(w) * mp.exp(l) for (w, _), l in zip(self.theta, parts) if l > -mp.inf) / self.whole)
        if self.name in ("array", "categorical"): return mp.log(self.T[x] / self.whole) if x < len(self.T) and self.T[x] > 0 else -mp.inf
        if self.name in CONSTANT: return VARYING[self.name](x, *self.T) - self.constant
        return M.log_mass(self.name, self.theta, x) if self.is_discrete() else M.density(self.name, self.theta, x)

    def is_discrete(self):
        if self.name == "mixture": return self.theta[0][1].is_discrete()
        return self.name in ("array", "categorical", "binomial", "bernoulli", "poisson", "geometric", "negativeBinomial", "discreteUniform", "hypergeometric")

    def support(self):
        if self.name != "mixture": return M.support(self.name, self.T)
        ends = [side.support() for _, side in self.theta]
        return min(e[0] for e in ends), max(e[1] for e in ends)

    def encoded(self):
        if self.name != "mixture": return list(self.theta)
        out = [len(self.theta)] + [w for w, _ in self.theta]
        for _, side in self.theta: out += [side.name, len(side.encoded()), *side.encoded()]
        return out


# What costs mpmath most, once: the constants, and what varies.
CONSTANT = {
    "gamma": lambda a, b: mp.loggamma(a) - a * mp.log(b), "inverseGamma": lambda a, b: mp.loggamma(a) - a * mp.log(b),
    "beta": lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b),
    "studentT": lambda v, m, s: mp.loggamma(v / 2) - mp.loggamma((v + 1) / 2) + mp.log(v * mp.pi) / 2 + mp.log(s),
    "vonMises": lambda m, k: mp.log(2 * mp.pi * mp.besseli(0, k)),
    "chiSquared": lambda v: mp.loggamma(v / 2) + v / 2 * mp.log(2),
}
VARYING = {
    "gamma": lambda x, a, b: (a - 1) * mp.log(x) - b * x, "inverseGamma": lambda x, a, b: -(a + 1) * mp.log(x) - b / x,
    "beta": lambda x, a, b: (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x),
    "studentT": lambda x, v, m, s: -(v + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / v),
    "vonMises": lambda x, m, k: k * mp.cos(x - m),
    "chiSquared": lambda x, v: (v / 2 - 1) * mp.log(x) - x / 2,
}

TERMS = {  # measure: order, the term of p and r = log(p/q), what is made of their sum
    "kl": (1, lambda p, r: p * r, lambda s: s),
    "jensenShannon": (1, lambda p, r: p / 2 * (mp.log(2) * (1 + mp.exp(-r)) - mp.log1p(mp.exp(-r)) - mp.exp(-r) * mp.log1p(mp.exp(r))), lambda s: s),
    "jeffreys": (1, lambda p, r: -p * mp.expm1(-r) * r, lambda s: s),
    "hellinger": (1, lambda p, r: p * mp.expm1(-r / 2) ** 2 / 2, mp.sqrt),
    "chiSquare": (1, lambda p, r: p * mp.expm1(r) * -mp.expm1(-r), lambda s: s),
    "renyi": (2, lambda p, r: p * mp.expm1(r) * -mp.expm1(-r), mp.log1p),
    "totalVariation": (1, lambda p, r: p * abs(mp.expm1(-r)) / 2, lambda s: s),
}

RULES = {}


def rule(n):
    """Nodes and weights of Gauss-Legendre on -1 ... 1."""
    if n not in RULES:
        out = []
        for k in range(n):
            x = mp.cos(mp.pi * (k + mpf(3) / 4) / (n + mpf(1) / 2))
            for _ in range(8):
                before, here = mpf(1), x
                for j in range(2, n + 1): before, here = here, ((2 * j - 1) * x * here - (j - 1) * before) / j
                slope = n * (x * here - before) / (x * x - 1)
                x -= here / slope
            out.append((x, 2 / ((1 - x * x) * slope * slope)))
        RULES[n] = out
    return RULES[n]


def points(cuts, n):
    for a, b in zip(cuts, cuts[1:]):
        for x, w in rule(n): yield (a + b) / 2 + (b - a) / 2 * x, w * (b - a) / 2


def crossings(r, cuts):
    """The cuts with the points where log(P/Q) changes its sign."""
    out = []
    for a, b in zip(cuts, cuts[1:]):
        out.append(a)
        marks = [a + (b - a) * j / 16 for j in range(17)]
        values = [r(x) for x in marks]
        for (x, y), (u, v) in zip(zip(marks, marks[1:]), zip(values, values[1:])):
            if u * v < 0: out.append(mp.findroot(r, (x, y), solver="anderson", tol=1e-60, maxsteps=200))
    return out + cuts[-1:]


def emit(measure, order, p, q, value):
    M.emit("near", measure, order, (p.name, p.encoded()), (q.name, q.encoded()), value)
    print(M.lines[-1], file=sys.stderr)


def integrals(p, q, cuts, measures=("kl",), log_x=False):
    """cuts: in x, or in log x."""
    of = (lambda s: mp.exp(s)) if log_x else (lambda s: s)
    r = lambda s: p.logp(of(s)) - q.logp(of(s))
    cuts = [mpf(c) for c in cuts]
    for names in (tuple(m for m in measures if m != "totalVariation"), tuple(m for m in measures if m == "totalVariation")):
        if not names: continue
        use = crossings(r, cuts) if "totalVariation" in names else cuts
        sums = []
        for n in (24, 32):
            total = dict.fromkeys(names, mpf(0))
            for s, w in points(use, n):
                x = of(s)
                a = p.logp(x)
                b = q.logp(x)
                weight = w * mp.exp(a) * (x if log_x else 1)
                for m in names: total[m] += TERMS[m][1](weight, a - b)
            sums.append(total)
        for m in names:
            coarse, fine = (TERMS[m][2](t[m]) for t in sums)
            if abs(coarse - fine) > 1e-15 * abs(fine): print("UNSURE", m, p.name, p.theta, q.name, q.theta, mp.nstr(coarse, 20), mp.nstr(fine, 20), file=sys.stderr)
            emit(m, TERMS[m][0], p, q, fine)


def sums(p, q, lo, hi, measures=("kl",)):
    total = dict.fromkeys(measures, mpf(0))
    for x in range(lo, hi + 1):
        a, b = p.logp(x), q.logp(x)
        for m in measures:
            if a > -mp.inf and b > -mp.inf: total[m] += TERMS[m][1](mp.exp(a), a - b)
    for m in measures: emit(m, TERMS[m][0], p, q, TERMS[m][2](total[m]))


ALL = tuple(TERMS)
ONE_WAY = tuple(m for m in ALL if m != "jeffreys")  # where Q goes on and P does not
N = lambda m, s: Side("normal", m, s)


def around(m, s, k=16):
    return [m + s * mpf(j) / 2 for j in range(-2 * k, 2 * k + 1)]


def continuous():
    f, S = float, Side
    one = lambda w, far, near: S("mixture", (1 - w, near), (w, far))
    n01 = N(0, 1)
    for w in (1e-4, 1e-6, 1e-8):
        integrals(n01, one(w, N(0, 1.25), n01), around(0, 1), ALL if w == 1e-6 else ("kl",))
        integrals(one(w, N(0.5, 1), n01), n01, around(0, 1))
        integrals(one(w, N(1, 1), n01), one(w, N(0, 1.25), n01), around(0, 1))
    integrals(n01, S("mixture", (0.5, N(-1e-4, 1)), (0.5, N(1e-4, 1))), around(0, 1), ALL)
    integrals(S("mixture", (0.25, N(-1e-4, 1)), (0.75, N(1e-4, 1))), S("mixture", (0.75, N(1e-4, 1)), (0.125, N(-1e-4, 1)), (0.125, N(-2e-4, 1))), around(0, 1))
    integrals(S("mixture", (1, N(0, 1))), N(1e-8, 1), around(0, 1))
    integrals(S("mixture", (1, S("gamma", 3, 2))), S("gamma", 3, 2 + 1e-7), [mp.log(mpf(2) ** j) for j in range(-80, 7)], log_x=True)
    for name in ("laplace", "logistic"):
        a = S(name, 0, 1)
        integrals(a, S("mixture", (1 - 1e-7, a), (1e-7, S(name, 0, 1.25))), [mpf(j) for j in range(-120, 121)])
        integrals(S("mixture", (0.5, S(name, 0, 1)), (0.5, S(name, 0, 1 + 1e-7))), S(name, 0, 1), [mpf(j) for j in range(-120, 121)], ("kl", "jensenShannon"))
    for k in (1e4, 1e6, 1e8): integrals(S("vonMises", 0, k), N(0, 1 / k ** 0.5), around(0, k ** -0.5), ONE_WAY if k == 1e6 else ("kl",))
    two = S("mixture", (0.5, S("vonMises", 0, 1 - 1e-4)), (0.5, S("vonMises", 0, 1 + 1e-4)))
    integrals(two, S("vonMises", 0, 1), [mp.pi * j / 8 for j in range(-8, 9)])
    for a in (1e4, 1e6, 1e8): integrals(S("beta", a, a), N(0.5, f(mp.sqrt(1 / (8 * mpf(a) + 4)))), around(mpf(1) / 2, mp.sqrt(1 / (8 * mpf(a)))), ONE_WAY if a == 1e6 else ("kl",))
    logs = [mp.log(mpf(2) ** j) for j in range(-90, 6)]
    for b in (1e5, 1e8): integrals(S("beta", 2.5, b), S("gamma", 2.5, b + 2), [c - mp.log(b) for c in logs] + [mp.log(mpf(80) / b)], log_x=True)
    integrals(S("beta", 0.5, 1e7), S("gamma", 0.5, 1e7), [c - mp.log(mpf(1e7)) for c in [mp.log(mpf(2) ** j) for j in range(-240, 6)]] + [mp.log(mpf(80) / mpf(1e7))], log_x=True)
    for a in (1e6, 1e8):
        s = 1 / mp.sqrt(a)
        tall = around(0, s)
        integrals(S("gamma", a, a), S("logNormal", f(-1 / (2 * a)), f(s)), tall, ("kl", "totalVariation") if a == 1e8 else ("kl",), log_x=True)
        integrals(S("inverseGamma", a, a), S("logNormal", f(1 / (2 * a)), f(s)), tall, log_x=True)
        integrals(S("inverseGamma", a, a), S("gamma", a, a - 1), tall, log_x=True)
        integrals(S("gamma", a, a), N(1, f(s)), tall, log_x=True)
        integrals(S("inverseGamma", a, a), N(f(1 + 1 / mpf(a)), f(s)), tall, log_x=True)
        integrals(S("logNormal", 0, f(s)), N(1, f(s)), tall, log_x=True)
        integrals(S("logNormal", 0, f(s)), S("gamma", a, a - 0.5), tall, log_x=True)
        integrals(S("chiSquared", 2 * a), N(2 * a, f(2 * mp.sqrt(a))), [c + mp.log(2 * mpf(a)) for c in tall], log_x=True)
        integrals(S("weibull", f(1 / s), 1), S("weibull", f(1 / s) * (1 + 1e-8), 1), [mpf(j) * s for j in range(-80, 6)], log_x=True)
    for v in (1e4, 1e6, 1e8):
        integrals(n01, S("studentT", v, 0, 1), around(0, 1), ALL if v == 1e6 else ("kl",))
        integrals(S("studentT", v, 0, 1), N(0, f(mp.sqrt(v / (v - 2)))), around(0, 1, 24))
    integrals(S("studentT", 1e6, 0, 1), S("mixture", (1, N(0, 1))), around(0, 1, 24))
    unit = [mpf(j) / 8 for j in range(9)]
    flat = S("uniform", 0, 1)
    for d in (1e-5, 1e-8):
        near_half = S("continuousBernoulli", 0.5 + d)
        integrals(near_half, flat, unit, ALL if d == 1e-8 else ("kl",))
        integrals(flat, near_half, unit)
        ends = sorted(set([mpf(2) ** -j for j in range(1, 180, 2)] + [1 - mpf(2) ** -j for j in range(1, 180, 2)] + [mpf(0), mpf(1)]))
        integrals(near_half, S("beta", 1, 1 + d), ends)
        integrals(S("beta", 1 - d, 1), near_half, ends)
    integrals(S("continuousBernoulli", 0.3), S("continuousBernoulli", 0.3 + 1e-8), unit, ALL)
    wei = [mpf(j) / 4 for j in range(-160, 20)]
    integrals(S("weibull", 1.5, 2), S("mixture", (1 - 1e-7, S("weibull", 1.5, 2)), (1e-7, S("gamma", 1.5, 0.5))), wei, log_x=True)
    integrals(S("rayleigh", 1), S("mixture", (0.5, S("rayleigh", 1 + 1e-7)), (0.5, S("rayleigh", 1))), wei, log_x=True)
    integrals(S("halfNormal", 1), S("mixture", (1 - 1e-7, S("halfNormal", 1)), (1e-7, S("exponential", 1))), [mpf(j) / 8 for j in range(-320, 40)], log_x=True)
    integrals(S("gumbel", 0, 1), S("mixture", (1 - 1e-7, S("gumbel", 0, 1)), (1e-7, S("gumbel", 0.5, 1))), [mpf(j) / 2 for j in range(-11, 200)])


def discrete():
    S = Side
    for d in (1e-5, 1e-9):
        p = 0.3
        sums(S("bernoulli", p), S("categorical", 1 - p - d, p + d), 0, 1, ALL if d == 1e-9 else ("kl",))
        sums(S("categorical", 1 - p, p), S("binomial", 1, p + d), 0, 1)
        sums(S("bernoulli", p), S("array", 1 - p - d, p + d), 0, 1)
        sums(S("discreteUniform", 0, 3), S("categorical", 0.25 + d, 0.25 - d, 0.25, 0.25), 0, 3, ALL if d == 1e-9 else ("kl",))
        sums(S("array", 1 + d, 1 - d, 1, 1), S("discreteUniform", 0, 3), 0, 3)
        masses = [float(mp.exp(S("binomial", 9, 0.4).logp(x))) * (1 + d * (-1) ** x) for x in range(10)]
        sums(S("categorical", *masses), S("binomial", 9, 0.4), 0, 9, ALL if d == 1e-9 else ("kl",))
        sums(S("binomial", 9, 0.4), S("array", *masses), 0, 9)
        one = S("poisson", 3)
        sums(one, S("mixture", (1 - d, one), (d, S("poisson", 4))), 0, 90, ALL if d == 1e-9 else ("kl",))
        sums(S("mixture", (0.5, S("poisson", 3)), (0.5, S("poisson", 3 + d))), one, 0, 90)
        geo = S("geometric", 0.25)
        sums(geo, S("mixture", (1 - d, geo), (d, S("geometric", 0.3))), 0, 600)
        sums(S("mixture", (1, S("binomial", 20, 0.3))), S("binomial", 20, 0.3 + d), 0, 20)
        sums(S("negativeBinomial", 2.5, 0.4), S("mixture", (1 - d, S("negativeBinomial", 2.5, 0.4)), (d, S("poisson", 3))), 0, 400)
    sums(S("binomial", 1e5, 1e-4), S("poisson", 10), 0, 140, ONE_WAY)
    sums(S("negativeBinomial", 1e6 + 0.25, 1 / (1 + 1e-5)), S("poisson", 10), 0, 140)
    sums(S("binomial", 1e7, 1e-6), S("negativeBinomial", 1e7, 1 / (1 + 1e-6)), 0, 140)
    sums(S("negativeBinomial", 1e5 + 0.3, 1 / (1 + 1e-4)), S("mixture", (1, S("poisson", 10))), 0, 140)
    sums(S("hypergeometric", 1e9, 1e6, 1e4), S("binomial", 1e4, 1e-3), 0, 140)
    sums(S("hypergeometric", 1e9, 1e6, 1e4), S("mixture", (1, S("binomial", 1e4, 1e-3))), 0, 140)
    sums(S("hypergeometric", 1e12, 3e11, 9), S("mixture", (1, S("binomial", 9, 0.3))), 0, 9, ALL)
    sums(S("binomial", 1e6, 1e-5), S("binomial", 1e6 + 1, 1e-5), 0, 140)
    sums(S("binomial", 1e6, 1e-5), S("mixture", (1, S("binomial", 1e6 + 1, 1e-5))), 0, 140)
    p, n, deviation = 0.3, 1000000, 459  # by strides: smooth terms
    for q in (S("binomial", n + 1, p), S("mixture", (1, S("binomial", n + 1, p)))):
        a, total = S("binomial", n, p), mpf(0)
        for j in range(-140, 141):
            x = 300000 + 100 * j
            l = a.logp(x)
            total += 100 * mp.exp(l) * (l - q.logp(x))
        emit("kl", 1, a, q, total)


if __name__ == "__main__":
    discrete()
    continuous()
    with open(os.path.join(os.path.dirname(__file__), "near.txt"), "w") as out: out.write("\n".join(M.lines) + "\n")
