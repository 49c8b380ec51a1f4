"""Writes tests/reference/audit.txt: the measures other than kl of moderate pairs, kl at far parameters, and
gradients of kl, in the format of measures.txt (measures.py), where a gradient's order is the parameter's index.

Sums over all integers that matter, tanh-sinh quadrature cut at every kink, at 30 digits (50 for pairs next to
each other); a value whose own error estimate is over 1e-17 is left out, and told.  The densities and tails are
those of distributions.py.  Run: python3 tests/reference/audit.py [continuous] [discrete] [far] [gradients] [pairs] [ranges] [circle] [slopes]
(mpmath; some twenty minutes in all), or python3 tests/reference/audit.py hunt SEED COUNT; slopes.py hunts for gradients
"""
import os
import random
import sys
import time

import mpmath as mp
from mpmath import mpf

import distributions as D
import measures as M
import panels as P

L, E = mp.log, mp.exp
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "audit.txt")


class Side:
    def __init__(self, name, theta):
        self.name, self.theta, self.T = name, theta, [mpf(float(t)) for t in theta] if name != "mixture" else theta
        self.lo, self.hi = map(mpf, D.support(name, self.T) if name != "mixture" else (-mp.inf, mp.inf))

    def log(self, x):
        if not (self.lo <= x <= self.hi): return -mp.inf
        if self.name == "gumbel" and (x - self.T[0]) / self.T[1] < -3000: return mpf("-1e1000")  # -exp(3000) has no end of digits
        return D.logp("mixture", self.theta, x) if self.name == "mixture" else D.LOGP[self.name](x, *self.T)

    def tails(self, x):
        if x >= self.hi: return mpf(1), mpf(0)
        if self.name == "gumbel" and (x - self.T[0]) / self.T[1] < -3000: return mpf(0), mpf(1)
        if x <= self.lo and self.name not in D.DISCRETE: return mpf(0), mpf(1)
        return D.tails(self.name, self.theta, x)

    def encoded(self):
        if self.name != "mixture": return self.name, self.theta
        flat = [len(self.theta)] + [c[0] for c in self.theta]
        for _, _, t in self.theta: flat += ["normal", len(t), *t]
        return self.name, flat

    def scales(self):
        if self.name == "mixture": return [x for _, name, t in self.theta for x in M.scales(name, t)]
        cuts = M.scales(self.name, self.theta)
        return cuts if self.name in ("cauchy", "studentT") else cuts[::2]


RENYI = (0.3, 0.5, 2.0, 3.5)


def shares(a, b):
    """What each measure sums, from log p and log q."""
    p, q = E(a) if a > -mp.inf else mpf(0), E(b) if b > -mp.inf else mpf(0)
    both = p > 0 and q > 0
    out = {"totalVariation": abs(p - q) / 2, "hellinger": (mp.sqrt(p) - mp.sqrt(q)) ** 2 / 2, "root": mp.sqrt(p * q),
           "jeffreys": (p - q) * (a - b) if both else mpf(0) if p == q else mp.inf,
           "chiSquare": (p - q) ** 2 / q if q > 0 else mpf(0) if p == 0 else mp.inf,
           "jensenShannon": (p * L(2 * p / (p + q)) + q * L(2 * q / (p + q))) / 2 if both else (p + q) * L(2) / 2}
    for alpha in RENYI:
        out["renyi %r" % alpha] = E(mpf(alpha) * a + (1 - mpf(alpha)) * b) if both else mp.inf if p > 0 and alpha > 1 else mpf(0)
    out["seen"] = q if p > 0 else mpf(0)
    return out


NAMES = ["totalVariation", "hellinger", "root", "jeffreys", "chiSquare", "jensenShannon", "seen"] + ["renyi %r" % a for a in RENYI]


def tell(kind, p, q, sums, top):
    """From the sums to the measures; sums may lack what could not be trusted."""
    put = lambda measure, order, value: M.emit(kind, measure, order, p.encoded(), q.encoded(), value)
    for name in ("totalVariation", "jeffreys", "chiSquare", "jensenShannon"):
        if name in sums: put(name, 1, sums[name])
    if "hellinger" in sums:
        put("hellinger", 1, mp.sqrt(sums["hellinger"]))
        near = sums["hellinger"] < 0.1
        if near or "root" in sums: put("bhattacharyya", 1, -mp.log1p(-sums["hellinger"]) if near else -L(sums["root"]))
    for alpha in RENYI:
        if "renyi %r" % alpha in sums: put("renyi", alpha, L(sums["renyi %r" % alpha]) / (mpf(alpha) - 1))
    if "seen" in sums and sums["seen"] < 1 - mpf(10) ** -12: put("renyi", 0, -L(sums["seen"]))
    if top is not None: put("renyi", mp.inf, top)
    if "w1" in sums: put("wasserstein1", 1, sums["w1"])


def crossings(f, marks):
    """Zeros of f between marks, by bisection of its changes of sign."""
    out = []
    for a, b in zip(marks, marks[1:]):
        grid = [a + (b - a) * mpf(j) / 6 for j in range(7)]
        for u, v in zip(grid, grid[1:]):
            fu, fv = f(u), f(v)
            if mp.isnan(fu) or mp.isnan(fv) or fu * fv >= 0: continue
            out.append(mp.findroot(f, (u, v), solver="anderson", tol=mpf(10) ** (-mp.mp.dps), verify=False))
    return out


def diverges(f, lo, hi):
    """Whether f times the distance grows towards an end: quadrature would not see that there is no integral."""
    near = lambda e: (lambda d: f(e + d) * d if e == lo else f(e - d) * d)
    far = lambda sign: (lambda d: f(sign * d) * d)
    grows = lambda g, a, b: not g(mpf(a)) <= g(mpf(b)) or g(mpf(a)) == mp.inf
    ends = [(near(lo), "1e-12", "1e-8") if lo > -mp.inf else (far(-1), "1e4", "1e3"), (near(hi), "1e-12", "1e-8") if hi < mp.inf else (far(1), "1e4", "1e3")]
    return any(grows(g, a, b) for g, a, b in ends)


def integral(f, lo, hi, cuts, name):
    """Over all pieces, near finite ends in the logarithm of the distance; None where it is not sure."""
    cuts = sorted(c for c in set(cuts) if lo < c < hi) or [(lo + hi) / 2]
    total = error = mpf(0)

    def piece(g, points):
        nonlocal total, error
        value, e = mp.quad(g, points, error=True, maxdegree=7)
        total += value
        error += e
    if lo > -mp.inf: piece(lambda s: f(lo + E(s)) * E(s), [-400, -100, -30, -10, L(cuts[0] - lo)])
    else: piece(f, [-mp.inf, cuts[0]])
    if hi < mp.inf: piece(lambda s: f(hi - E(s)) * E(s), [-69, -30, -10, L(hi - cuts[-1])])
    else: piece(f, [cuts[-1], mp.inf])
    for a, b in zip(cuts, cuts[1:]): piece(f, [a, b])
    if not error <= mpf(10) ** -17 * abs(total):
        print("unsure", name, mp.nstr(total, 8), mp.nstr(error, 3), file=sys.stderr)
        return None
    return total


CONTINUOUS = [  # P, Q, whether W1 too (where the tails are quick to have)
    (("normal", (0, 1)), ("normal", (0.5, 2)), 1), (("normal", (0, 1)), ("normal", (1e-6, 1 + 1e-6)), 0),
    (("gamma", (3, 2)), ("gamma", (2.5, 1.7)), 0), (("gamma", (0.7, 1)), ("gamma", (0.9, 1.5)), 0),
    (("beta", (2, 3)), ("beta", (3, 2.5)), 0), (("beta", (2, 3)), ("beta", (2.000001, 3)), 0),
    (("studentT", (3, 0, 1)), ("studentT", (5, 0.3, 1.2)), 0), (("cauchy", (0, 1)), ("cauchy", (0.5, 2)), 0),
    (("laplace", (0, 1)), ("laplace", (0.5, 1.3)), 1), (("logistic", (0, 1)), ("logistic", (0.5, 1.3)), 1),
    (("gumbel", (0, 1)), ("gumbel", (0.2, 1.2)), 1), (("weibull", (1.5, 1)), ("weibull", (2, 1.2)), 1),
    (("pareto", (3, 1)), ("pareto", (4, 1)), 1), (("pareto", (3, 1.5)), ("pareto", (4, 1)), 1),
    (("rayleigh", (1,)), ("rayleigh", (1.4,)), 1), (("logNormal", (0, 0.5)), ("logNormal", (0.2, 0.6)), 1),
    (("exponential", (1,)), ("exponential", (1.5,)), 1), (("inverseGamma", (3, 2)), ("inverseGamma", (4, 2.5)), 0),
    (("chiSquared", (4,)), ("chiSquared", (5,)), 0), (("halfNormal", (1,)), ("halfNormal", (1.3,)), 1),
    (("continuousBernoulli", (0.3,)), ("continuousBernoulli", (0.6,)), 0), (("vonMises", (0, 1)), ("vonMises", (0, 2)), 0),
    (("vonMises", (0, 30)), ("vonMises", (0, 31)), 0), (("uniform", (0, 1)), ("uniform", (-0.5, 1.5)), 1),
    (("normal", (0, 1)), ("laplace", (0.5, 2)), 1), (("laplace", (0, 1)), ("normal", (0.3, 1.2)), 1),
    (("normal", (0, 1)), ("studentT", (5, 0, 1)), 0), (("logistic", (0, 1)), ("normal", (0, 1.8)), 1),
    (("gamma", (3, 2)), ("logNormal", (0.2, 0.6)), 0), (("weibull", (2, 1)), ("gamma", (3, 3)), 0),
    (("beta", (2, 3)), ("continuousBernoulli", (0.3,)), 0), (("beta", (2, 3)), ("uniform", (0, 1)), 0),
    (("exponential", (1,)), ("halfNormal", (1.2,)), 1), (("gumbel", (0, 1)), ("logistic", (0.5, 1)), 1),
    (("normal", (0, 1)), ("cauchy", (0, 1)), 0), (("gamma", (3, 2)), ("normal", (1.5, 1)), 0),
    (("normal", (0, 1)), ("gumbel", (0.2, 1.5)), 1), (("uniform", (-1, 2)), ("normal", (0, 1)), 1),
    (("rayleigh", (1,)), ("weibull", (2.1, 1.4)), 1), (("inverseGamma", (3, 2)), ("logNormal", (0, 1)), 0),
    (("uniform", (-1, 1)), ("vonMises", (0, 2)), 0), (("gamma", (1e4, 1e4)), ("normal", (1, 0.01)), 0),
    (("studentT", (1e6, 0, 1)), ("normal", (0, 1)), 0), (("exponential", (1,)), ("laplace", (0.5, 1)), 1),
    (("mixture", ((0.3, "normal", (-2, 1)), (0.7, "normal", (3, 0.5)))), ("normal", (1.5, 2.5)), 1),
    (("normal", (0, 1)), ("mixture", ((0.5, "normal", (-1, 1)), (0.5, "normal", (1, 1)))), 1),
]


def is_near(p, q):
    return p.name == q.name and all(abs(a - b) <= 1e-5 * abs(a) + 1e-5 for a, b in zip(p.T, q.T)) if p.name != "mixture" else False


def continuous():
    for one, two, with_w1 in CONTINUOUS:
        for (name_p, t), (name_q, u) in ((one, two),):
            mp.mp.dps = 30
            p, q = Side(name_p, t), Side(name_q, u)
            if is_near(p, q): mp.mp.dps = 40
            lo, hi = min(p.lo, q.lo), max(p.hi, q.hi)
            memo = {}

            def logs(x):
                if x not in memo: memo[x] = (p.log(x), q.log(x))
                return memo[x]

            cuts = sorted(c for c in set([mpf(c) for c in p.scales() + q.scales()] + [p.lo, p.hi, q.lo, q.hi]) if lo < c < hi and abs(c) < mp.inf)
            difference = lambda x: (lambda ab: ab[0] - ab[1] if max(ab) > -mp.inf else mp.nan)(logs(x))
            cuts = sorted(cuts + crossings(difference, cuts))
            sums, known = {}, {}

            def share(name, x):
                if (x, name) not in known:
                    for n, v in shares(*logs(x)).items(): known[x, n] = v
                return known[x, name]

            for name in NAMES:
                value = None
                if diverges(lambda x: share(name, x), lo, hi): continue
                try:
                    value = integral(lambda x: share(name, x), lo, hi, cuts, (name_p, t, name_q, u, name))
                except (ValueError, OverflowError, ZeroDivisionError) as fault:
                    print("fault", name_p, t, name_q, u, name, fault, file=sys.stderr)
                if value is not None and value < mp.inf: sums[name] = value
            if with_w1:
                gap = lambda x: (lambda a, b: a[0] - b[0])(p.tails(x), q.tails(x))
                own = {}

                def distance(x):
                    if x not in own: own[x] = abs(gap(x))
                    return own[x]
                rough = [c for c in cuts]
                value = integral(distance, lo, hi, rough + crossings(gap, rough), (name_p, t, name_q, u, "w1"))
                if value is not None: sums["w1"] = value
            tell("measure", p, q, sums, supremum(p, q, difference, cuts))
            print(name_p, t, name_q, u, len(M.lines), file=sys.stderr, flush=True)


def supremum(p, q, difference, cuts):
    """The largest log p/q where it lies inside, by golden section; None where it is at an end."""
    if p.lo < q.lo or p.hi > q.hi: return None
    grid = sorted(set(cuts + [a + (b - a) * mpf(j) / 8 for a, b in zip(cuts, cuts[1:]) for j in range(1, 8)]))
    grid = [x for x in grid if p.lo < x < p.hi]
    values = [difference(x) for x in grid]
    k = max(range(len(grid)), key=lambda i: values[i])
    if k < 2 or k > len(grid) - 3 or values[k] < mpf("0.001"): return None
    a, b, g = grid[k - 1], grid[k + 1], (mp.sqrt(5) - 1) / 2
    for _ in range(100):
        c, d = b - g * (b - a), a + g * (b - a)
        if difference(c) > difference(d): b = d
        else: a = c
    return difference((a + b) / 2)


DISCRETE = [  # P, Q, first and last x that matter
    (("binomial", (250, 0.008)), ("poisson", (2,)), 0, 260), (("poisson", (3,)), ("geometric", (0.25,)), 0, 700),
    (("negativeBinomial", (3, 0.5)), ("poisson", (3,)), 0, 400), (("hypergeometric", (50, 10, 20)), ("binomial", (20, 0.2)), 0, 20),
    (("binomial", (20, 0.3)), ("discreteUniform", (0, 20)), 0, 20), (("bernoulli", (0.3,)), ("poisson", (0.4,)), 0, 60),
    (("poisson", (3,)), ("poisson", (3 * (1 + 1e-8),)), 0, 90), (("binomial", (1000, 0.01)), ("binomial", (1001, 0.01)), 0, 160),
    (("geometric", (0.3,)), ("geometric", (0.3000001,)), 0, 500), (("negativeBinomial", (1000, 0.5)), ("negativeBinomial", (1001, 0.5)), 300, 2100),
    (("binomial", (1e6, 1e-3)), ("poisson", (1000,)), 500, 1700), (("geometric", (0.3,)), ("negativeBinomial", (2, 0.4)), 0, 700),
    (("poisson", (4,)), ("binomial", (10, 0.5)), 0, 90), (("discreteUniform", (2, 9)), ("poisson", (4,)), 0, 90),
    (("hypergeometric", (60, 10, 20)), ("hypergeometric", (50, 10, 20)), 0, 10), (("poisson", (50,)), ("negativeBinomial", (50, 0.5)), 0, 500),
    (("poisson", (2,)), ("poisson", (9,)), 0, 140), (("binomial", (30, 0.1)), ("binomial", (30, 0.6)), 0, 30),
]


def discrete():
    mp.mp.dps = 60
    for one, two, first, last in DISCRETE:
        for (name_p, t), (name_q, u) in ((one, two), (two, one)):
            p, q = Side(name_p, t), Side(name_q, u)
            sums = dict.fromkeys(NAMES + ["w1"], mpf(0))
            top, run = -mp.inf, mpf(0)
            for x in range(first, last + 1):
                a, b = p.log(mpf(x)), q.log(mpf(x))
                part = shares(a, b)
                for name in NAMES: sums[name] += part[name]
                run += (E(a) if a > -mp.inf else 0) - (E(b) if b > -mp.inf else 0)
                sums["w1"] += abs(run)
                if a > -mp.inf and a - b > top: top, peak = a - b, x
            tails = [E(s.log(mpf(last))) for s in (p, q) if s.hi > last]
            if max(tails, default=0) > mpf(10) ** -45: raise ValueError("%s %s: too short" % (one, two))
            a, b = p.log(mpf(last)), q.log(mpf(last))  # a share that grows to the last x has no sum
            for name, part in shares(a, b).items():
                if p.hi == mp.inf and part > mpf(10) ** -25 * sums[name]: del sums[name]
            if p.hi > q.hi or peak in (first if first > p.lo else None, last if last < p.hi else None): top = None
            if p.hi < q.hi: sums["jeffreys"] = mp.inf
            if p.hi > q.hi: sums.update({name: mp.inf for name in ["jeffreys", "chiSquare"] + ["renyi %r" % v for v in RENYI if v > 1]})
            sums = {name: v for name, v in sums.items() if v < mp.inf}
            if name_p + str(t) > name_q + str(u): sums.pop("w1", None)
            tell("measure", p, q, sums, top if top is not None and top < mp.inf else None)
    print("discrete", len(M.lines), file=sys.stderr)


FAR = [
    (("normal", (0, 1)), ("logistic", (50, 0.3))), (("normal", (0, 1e-3)), ("laplace", (10, 5))), (("laplace", (30, 1)), ("normal", (0, 1))),
    (("gamma", (100, 1)), ("exponential", (1e-3,))), (("gamma", (3, 2)), ("normal", (100, 1))), (("normal", (0, 1)), ("gumbel", (6, 1))),
    (("studentT", (7, 0, 1)), ("normal", (40, 2))), (("cauchy", (0, 1)), ("studentT", (2, 1e3, 1))), (("weibull", (5, 1)), ("gamma", (0.2, 0.01))),
    (("logNormal", (3, 0.5)), ("gamma", (2, 1e-3))), (("gumbel", (0, 1)), ("normal", (60, 3))), (("logistic", (0, 1)), ("cauchy", (1e4, 1))),
    (("normal", (0, 1)), ("cauchy", (1e6, 1e-3))), (("normal", (0, 1)), ("studentT", (0.1, 0, 1))), (("normal", (1000, 1)), ("laplace", (0, 1e-2))),
    (("logistic", (0, 1)), ("laplace", (200, 0.5))), (("exponential", (1e3,)), ("normal", (1, 1))), (("beta", (200, 3)), ("normal", (0, 1))),
    (("rayleigh", (1e-3,)), ("gamma", (2, 2))), (("uniform", (100, 101)), ("cauchy", (0, 1))), (("gamma", (2, 1)), ("inverseGamma", (0.5, 1e-3))),
]


def far():
    for (name_p, t), (name_q, u) in FAR:
        mp.mp.dps = 30
        p, q = Side(name_p, t), Side(name_q, u)

        def f(x):
            a = p.log(x)
            return E(a) * (a - q.log(x)) if a > -3000 else mpf(0)
        value = integral(f, p.lo, p.hi, [mpf(c) for c in p.scales() + q.scales()], (name_p, t, name_q, u, "kl"))
        if value is not None: M.emit("cross", "kl", 1, p.encoded(), q.encoded(), value)


def gradients():
    """-E_P[d log q / d theta]: from the closed form's derivative, or summed, or integrated."""
    for name, points in {
        "bernoulli": [((0.3,), (0.6,)), ((0.3,), (0.3 + 1e-9,)), ((1e-9,), (1e-6,))],
        "poisson": [((3,), (4,)), ((3,), (3 + 3e-9,)), ((1e9,), (1.1e9,)), ((1e-8,), (2,))],
        "geometric": [((0.5,), (0.2,)), ((1e-9,), (1.1e-9,)), ((0.3,), (0.3 + 1e-9,))],
        "normal": [((0, 1), (0.5, 2)), ((0, 1), (1e-9, 1 + 1e-9)), ((-1e6, 1e8), (3, 1e7))],
        "logNormal": [((0, 1), (0.5, 2)), ((2, 0.1), (2, 0.1 + 1e-8))],
        "halfNormal": [((1,), (1.3,)), ((1e-150,), (1e-150 * (1 + 1e-8),))], "rayleigh": [((1,), (1.3,)), ((1e-5,), (1,))],
        "exponential": [((1,), (1.5,)), ((1,), (1 + 1e-9,)), ((1e9,), (1e-3,))],
        "gamma": [((3, 2), (2, 1)), ((3, 2), (3 + 1e-8, 2)), ((1e9, 1e9), (1.0001e9, 1e9)), ((0.01, 3), (0.02, 3)), ((1e5, 0.1), (1e5, 0.1 + 1e-8))],
        "inverseGamma": [((3, 2), (2, 1)), ((100, 7), (101, 7))], "chiSquared": [((3,), (4,)), ((1e6,), (1e6 + 1,)), ((3,), (3 + 1e-8,))],
        "beta": [((2, 3), (3, 2.5)), ((2, 3), (2 + 1e-8, 3)), ((1e6, 2e6), (1.001e6, 2e6)), ((0.1, 0.2), (0.3, 0.2)), ((1e10, 2.5), (1.01e10, 2.5))],
        "laplace": [((0, 1), (0.5, 2)), ((3, 1e-4), (3.001, 1e-4)), ((0, 1), (1e-9, 1))], "cauchy": [((0, 1), (0.5, 2)), ((0, 1), (1e-8, 1)), ((1e6, 3), (0, 1))],
        "gumbel": [((0, 1), (0.5, 2)), ((2, 5), (2, 5 + 1e-8))], "weibull": [((1, 1), (1.5, 2)), ((50, 1), (51, 1)), ((0.3, 2), (0.3 + 1e-9, 2))],
        "vonMises": [((0, 1), (0.5, 2)), ((1, 0.01), (1, 0.02)), ((0, 45), (0.01, 46))], "continuousBernoulli": [((0.3,), (0.6,)), ((0.3,), (0.3 + 1e-9,))],
    }.items():
        mp.mp.dps = 80
        formula = M.SAME[name][0]
        for t, u in points:
            T, U = [mpf(float(v)) for v in t], [mpf(float(v)) for v in u]
            for i in range(len(U)):
                shift = lambda v: formula(*T, *(U[:i] + [v] + U[i + 1:]))
                value = mp.diff(shift, U[i], h=abs(U[i] or 1) * mpf(10) ** -30)
                if name == "laplace" and i == 0:  # |mu - nu| needs its sign
                    d = U[0] - T[0]
                    value = mp.sign(d) * -mp.expm1(-abs(d) / T[1]) / U[1]
                if value != 0: M.emit("gradient", "kl", i, (name, t), (name, u), value)
    mp.mp.dps = 60
    for (name_p, t), (name_q, u), first, last in DISCRETE:
        if not 0 < len(u) < 3 or name_q in ("discreteUniform", "hypergeometric"): continue
        p, q = Side(name_p, t), Side(name_q, u)
        if p.hi > q.hi: continue
        for i in range(len(u)):
            if name_q == "binomial" and i == 0: continue
            sum_ = lambda v: mp.fsum(E(p.log(mpf(x))) * -D.LOGP[name_q](mpf(x), *(q.T[:i] + [v] + q.T[i + 1:])) for x in range(int(max(first, p.lo)), int(min(last, p.hi)) + 1))
            value = mp.diff(sum_, q.T[i], h=q.T[i] * mpf(10) ** -20)
            if abs(value) > 1e-12: M.emit("gradient", "kl", i, (name_p, t), (name_q, u), value)
    mp.mp.dps = 30
    for (name_p, t), (name_q, u) in [((a, b)) for a, b, _ in CONTINUOUS if a[0] != b[0] and "mixture" not in (a[0], b[0])]:
        p, q = Side(name_p, t), Side(name_q, u)
        if p.lo < q.lo or p.hi > q.hi or name_q == "uniform": continue
        for i in range(len(u)):
            def f(x):
                a = p.log(x)
                if a < -3000: return mpf(0)
                if (name_q, i) == ("laplace", 0): slope = mp.sign(x - q.T[0]) / q.T[1]
                else: slope = mp.diff(lambda v: D.LOGP[name_q](x, *(q.T[:i] + [v] + q.T[i + 1:])), q.T[i], h=max(abs(q.T[i]), mpf(1)) * mpf(10) ** -15)
                return -E(a) * slope
            value = integral(f, p.lo, p.hi, [mpf(c) for c in p.scales() + q.scales()] + [p.lo, p.hi], (name_p, t, name_q, u, "gradient", i))
            if value is not None and abs(value) > 1e-12: M.emit("gradient", "kl", i, (name_p, t), (name_q, u), value)
    print("gradients", len(M.lines), file=sys.stderr)


def emit_all(p, q, sums):
    """The lines of a pair whose sums panels.py has."""
    put = lambda measure, order, value: M.emit("measure", measure, order, p.encoded(), q.encoded(), value)
    if "kl" in sums and sums["kl"] > mpf(10) ** -25: put("kl", 1, sums["kl"])
    if "crossEntropy" in sums and abs(sums["crossEntropy"]) > mpf("0.05"): put("crossEntropy", 1, sums["crossEntropy"])
    lost = {n for n in ("root",) + tuple("renyi %r" % a for a in RENYI) if sums.get(n) == 0}  # below e^-100000
    tell("measure", p, q, {n: v for n, v in sums.items() if n not in lost | {"kl", "crossEntropy"}}, None)


def pick(rng, name, is_far):
    """Parameters: moderate, or over many orders of magnitude (1, True), or over more (2)."""
    size = lambda a, b: float("%.3g" % 10 ** rng.uniform(a, b))
    scale = lambda: size(*((-0.7, 0.7), (-5, 5), (-8, 8))[is_far])
    shape = lambda: size(*((-0.3, 1.2), (-2, 4), (-2, 6))[is_far])
    place = lambda: round(rng.uniform(-1, 1) * (size(-2, 4) if is_far else 2), 3)
    chance = lambda: size(-6, -0.4) if is_far else round(rng.uniform(0.05, 0.95), 3)
    whole = lambda: int(size(0, 3)) if is_far else rng.randint(1, 30)
    if name == "bernoulli" or name == "geometric": return (max(chance(), 3e-3 if name == "geometric" else 0),)
    if name == "continuousBernoulli": return (chance(),)
    if name == "binomial": return whole(), chance()
    if name == "poisson": return (size(-4, 3) if is_far else size(-0.5, 1.3),)
    if name == "negativeBinomial": return size(-2, 2), max(chance(), 0.02)
    if name == "hypergeometric":
        n = 5 + whole()
        return n, rng.randint(1, n - 1), rng.randint(1, n - 1)
    if name == "discreteUniform":
        a = rng.randint(-5, 5)
        return a, a + whole()
    if name == "categorical": return tuple(round(rng.uniform(0.05, 1), 2) for _ in range(rng.randint(2, 6)))
    if name == "uniform":
        a = place()
        return a, a + scale()
    if name in ("gamma", "inverseGamma", "weibull", "pareto"): return shape(), scale()
    if name == "beta": return shape(), shape()
    if name == "chiSquared": return (shape() * 2,)
    if name == "studentT": return shape() * 2, place(), scale()
    if name in ("halfNormal", "exponential", "rayleigh"): return (scale(),)
    if name == "logNormal": return place() if abs(place()) < 50 else 1.5, size(-3, 1) if is_far else size(-0.7, 0.4)
    if name == "vonMises": return round(rng.uniform(-3, 3), 2), scale()
    if name == "mixture": return tuple((w, "normal", (place(), scale())) for w in ((0.3, 0.7) if rng.random() < 0.6 else (0.2, 0.5, 0.3)))
    return place(), scale()


CONTINUOUS_FAMILIES = "uniform normal halfNormal logNormal exponential continuousBernoulli gamma inverseGamma chiSquared beta studentT cauchy laplace logistic gumbel weibull pareto rayleigh vonMises mixture".split()
DISCRETE_FAMILIES = "bernoulli binomial poisson geometric negativeBinomial hypergeometric discreteUniform".split()


def random_pair(rng):
    names = DISCRETE_FAMILIES if rng.random() < 0.2 else CONTINUOUS_FAMILIES
    name_p, name_q = rng.choice(names), rng.choice(names)
    if rng.random() < 0.15: name_q = name_p
    is_far = rng.random() < 0.4
    t, u = pick(rng, name_p, is_far), pick(rng, name_q, is_far)
    if name_p == name_q and name_p not in ("mixture", "hypergeometric", "discreteUniform", "categorical", "uniform") and rng.random() < 0.4:
        u = tuple(v * (1 + rng.choice((1e-6, 1e-3, 0.1))) if rng.random() < 0.6 and not (name_p == "binomial" and i == 0) else v for i, v in enumerate(t))
    return (name_p, t), (name_q, u)


def one_pair(one, two):
    p, q = Side(*one), Side(*two)
    spread = [abs(float(t)) for side in (p, q) for _, theta in P.components(side) for t in theta if t]
    mp.mp.dps = 40 + max(0, int(mp.log10(max(spread) / min(min(spread), 1))))
    p, q = Side(*one), Side(*two)
    sums = P.summed(p, q) if p.name in D.DISCRETE else P.integral(p, q)
    if "kl" in sums and sums["kl"] < mpf(10) ** (25 - mp.mp.dps): raise ValueError("next to equal")
    emit_all(p, q, sums)


def hunt(seed, count):
    """Random pairs to standard output, for .build/native/info_reference FILE; those that fail belong to PAIRS."""
    rng = random.Random(seed)
    for _ in range(count):
        one, two = random_pair(rng)
        if one == two or "vonMises" in (one[0], two[0]) and one[0] == two[0]: continue  # a circle
        M.lines.clear()
        start = time.time()
        try: one_pair(one, two)
        except (ValueError, OverflowError, ZeroDivisionError) as fault: print("left out", one, two, fault, file=sys.stderr)
        if time.time() - start > 10: print("slow", one, two, time.time() - start, file=sys.stderr, flush=True)
        for line in M.lines: print(line, flush=True)


PAIRS = [  # that once failed: spikes in wide bulks, many bulks, next to equal, order a tenth of a tail
    (("mixture", ((0.2, "normal", (73.234, 0.000117)), (0.5, "normal", (-49.002, 28400.0)), (0.3, "normal", (-799.288, 19.3)))),
     ("mixture", ((0.3, "normal", (-59.392, 0.191)), (0.7, "normal", (0.125, 0.222))))),
    (("exponential", (2.02,)), ("cauchy", (-44.1, 0.000179))), (("continuousBernoulli", (0.0663,)), ("continuousBernoulli", (0.0663 * (1 + 1e-6),))),
    (("normal", (1e8, 1e-8)), ("studentT", (1e12, -5, 1e10))),
    (("mixture", ((0.3, "normal", (0, 1)), (0.7, "normal", (100, 1e-3)))), ("cauchy", (0, 1))), (("inverseGamma", (3, 2)), ("inverseGamma", (4, 2.5))),
    (("beta", (0.5, 0.5)), ("mixture", ((0.3, "normal", (0, 1)), (0.7, "normal", (100, 1e-3))))),
]


def pairs():
    for one, two in PAIRS: one_pair(one, two)
    print("pairs", len(M.lines), file=sys.stderr)


RANGES = [  # what one side or both have little or nothing of; where the whole's formulas do not hold
    (("cauchy", (0.05, 1.47)), ("halfNormal", (0.954,)), -1.987, 1.471), (("uniform", (1.57, 2.348)), ("laplace", (-1.63, 1630.0)), -800.6, 1.879),
    (("gamma", (3, 2)), ("normal", (1, 1)), 30.0, mp.inf), (("logNormal", (0.46, 0.108)), ("halfNormal", (4.23,)), 2.993, mp.inf),
    (("beta", (0.336, 9.71)), ("uniform", (-1.87, 3.08)), 0.0006407, mp.inf), (("normal", (0, 1)), ("studentT", (5, 0.5, 2)), -mp.inf, -31.0),
    (("gumbel", (0.25, 0.122)), ("mixture", ((0.3, "normal", (-893.9, 3.31)), (0.7, "normal", (2.7, 0.109)))), 0.2947, mp.inf),
]


COUNTED_RANGES = [
    (("hypergeometric", (30, 27, 8)), ("hypergeometric", (16, 2, 15)), 2, 12), (("geometric", (0.627,)), ("poisson", (13,)), 21, 140),
    (("binomial", (218, 1.35e-05)), ("hypergeometric", (358, 353, 197)), 0, 10), (("geometric", (0.003,)), ("geometric", (0.003000003,)), 201, 201),
    (("poisson", (2,)), ("binomial", (500, 0.004)), 60, 90),
]


def raw(piece, s):
    """The shares of a range, where p log(p/q) stands for itself."""
    a, b = piece.logs(s)
    mass = E(a + s) if a > -10 ** 5 else mpf(0)
    return {**P.shares(a, b, s), "kl": mass * (a - b) if mass else mpf(0), "entropy": -mass * a if mass else mpf(0)}


def ranges():
    for one, two, lo, hi in RANGES:
        mp.mp.dps = 40
        p, q = Side(*one), Side(*two)
        sums = P.integral(p, q, P.NAMES + ("entropy",), raw, (lo, hi))
        values = {(name, 1): sums[name] for name in ("kl", "crossEntropy", "entropy", "totalVariation", "jeffreys", "chiSquare", "jensenShannon") if name in sums}
        values["hellinger", 1], values["bhattacharyya", 1] = mp.sqrt(sums["hellinger"]), -L(sums["root"])
        values.update({("renyi", alpha): L(sums["renyi %r" % alpha]) / (mpf(alpha) - 1) for alpha in (0.3, 3.5) if "renyi %r" % alpha in sums})
        for (measure, order), value in values.items(): M.emit("range %r %r" % (float(lo), float(hi)), measure, order, p.encoded(), q.encoded(), value)
    for one, two, lo, hi in COUNTED_RANGES:
        p, q = Side(*one), Side(*two)
        values = dict.fromkeys(("kl", "totalVariation", "jensenShannon", "chiSquare", "wasserstein1"), mpf(0))
        for x in map(mpf, range(lo, hi + 1)):
            a, b = p.log(x), q.log(x)
            part = shares(a, b)
            for name in ("totalVariation", "jensenShannon", "chiSquare"): values[name] += part[name]
            values["kl"] += E(a) * (a - b) if a > -mp.inf else 0
            f, g = p.tails(x), q.tails(x)
            values["wasserstein1"] += abs(f[0] - g[0]) if max(f[0], g[0]) < 0.5 else abs(f[1] - g[1])
        for measure, value in values.items():
            if 0 < abs(value) < mp.inf: M.emit("range %r %r" % (float(lo), float(hi)), measure, 1, p.encoded(), q.encoded(), value)
    print("ranges", len(M.lines), file=sys.stderr)


def circle():
    """Two von Mises distributions: overlaps from I0 of the resultant, and the distance on the line, where each has its own ends."""
    mp.mp.dps = 40
    def log_bessel(k): return k - L(2 * mp.pi * k) / 2 + mp.log1p(1 / (8 * k) + 9 / (128 * k * k)) if k > 10 ** 12 else L(mp.besseli(0, k))
    for (m, k), (n, l) in (((0.1, 4), (0, 1e15)), ((0, 1e15), (0.1, 4)), ((0.1, 4), (4, 2.0**53)), ((0.1, 4), (-3.1, 0.5))):
        one, two = mpf(k) / 2 * mp.expj(mpf(m)), mpf(l) / 2 * mp.expj(mpf(n))
        value = (log_bessel(mpf(k)) + log_bessel(mpf(l))) / 2 - log_bessel(abs(one + two))
        M.emit("measure", "bhattacharyya", 1, ("vonMises", (m, k)), ("vonMises", (n, l)), value)
    mixed = ("mixture", ((0.3, "normal", (0, 1)), (0.7, "normal", (100, 1e-3))))
    for one, two in ((("vonMises", (0, 0)), ("vonMises", (0.1, 4))), (mixed, ("vonMises", (0, 0)))):
        p, q = Side(*one), Side(*two)
        ends = [mpf(m) + sign * mp.pi for m in (0, 0.1) for sign in (-1, 1)]
        gap = lambda x: (p.tails(x)[0] if p.lo < x < p.hi else mpf(x > 0)) - (q.tails(x)[0] if q.lo < x < q.hi else mpf(x > 0))
        cuts = sorted({c for m in (ends if one is not mixed else ends[:2]) for c in (m, m - mpf(2) ** -9, m + mpf(2) ** -9)} | {mpf(x) for x in (-2, -1, 0, 1, 2)})
        if one is mixed: cuts = [mpf(x) for x in (-40, -12, -6)] + cuts + [mpf(x) for x in (6, 12, 50, 99, "99.97", "99.99", "99.997", 100, "100.003", "100.01", "100.03", 101)]
        inner = crossings(gap, [c + d for c in cuts for d in (-mpf(10) ** -30, mpf(10) ** -30)])
        value = mp.quad(lambda x: abs(gap(x)), sorted(cuts + inner))
        for a, b in ((p, q), (q, p)): M.emit("measure", "wasserstein1", 1, a.encoded(), b.encoded(), value)
    print("circle", len(M.lines), file=sys.stderr)


def slopes():
    import slopes as S  # which builds on this file
    S.slopes()


PARTS = {"continuous": continuous, "discrete": discrete, "far": far, "gradients": gradients, "pairs": pairs, "ranges": ranges, "circle": circle, "slopes": slopes}
if __name__ == "__main__" and sys.argv[1:2] == ["hunt"]:
    hunt(int(sys.argv[2]), int(sys.argv[3]))
elif __name__ == "__main__":
    text = {}
    if os.path.exists(PATH):
        with open(PATH) as file:
            for line in file.read().splitlines():
                if line.startswith("# "): part = text.setdefault(line[2:], [])
                else: part.append(line)
    for name in sys.argv[1:] or PARTS:
        M.lines.clear()
        PARTS[name]()
        text[name] = list(M.lines)
        with open(PATH, "w") as file: file.write("".join("# %s\n%s\n" % (n, "\n".join(text[n])) for n in PARTS if n in text))
