"""Writes tests/reference/meeting_tails.txt: Wasserstein-1 of distributions without a mean, at 20 digits.

Each line: P ; Q ; lo hi ; value.  The integral of |F - G| itself, both functions at 60 digits so that far out their
difference has its digits: over x to 64 scales from the origin, in log x to e^FAR, and from there on as the sum of
powers that it is, whose coefficients follow from its values.
Run: python3 tests/reference/meeting_tails.py   (needs mpmath; some minutes)
"""
import os
import re

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 60
FAR = 36


def student_tail(z, v):
    """P(T > z), z > 0, by the series of the incomplete beta function that converges."""
    y, a = v / (v + z * z), v / 2
    if y < 0.6: return mp.betainc(a, mpf(1) / 2, 0, y, regularized=True) / 2
    return mpf(1) / 2 - mp.betainc(mpf(1) / 2, a, 0, 1 - y, regularized=True) / 2


def tail(name, t, x, upper):
    """P(X > x) or P(X <= x), the small one with all its digits."""
    if name in ("cauchy", "studentT"):
        v, m, s = (mpf(1), *t) if name == "cauchy" else t
        z = (x - m) / s if upper else (m - x) / s
        if v == 1: one = lambda z: mp.atan(1 / z) / mp.pi if z else mpf(1) / 2
        else: one = lambda z: student_tail(z, v) if z else mpf(1) / 2
        return one(z) if z >= 0 else 1 - one(-z)
    if name == "normal":
        z = (x - t[0]) / t[1] / mp.sqrt(2)
        return mp.erfc(z if upper else -z) / 2
    if name == "uniform":
        below = min(max((x - t[0]) / (t[1] - t[0]), mpf(0)), mpf(1))
        return 1 - below if upper else below
    if name == "pareto":
        above = (t[1] / x) ** t[0] if x > t[1] else mpf(1)
        return above if upper else 1 - above
    if name == "inverseGamma":
        if x <= 0: return mpf(1) if upper else mpf(0)
        lower = mp.gammainc(t[0], 0, t[1] / x, regularized=True)
        return lower if upper else 1 - lower
    raise KeyError(name)


def read(text):
    """[(weight, name, parameters)]"""
    parts = re.findall(r"(\w+)\(([^()]*)\)", text)
    if not text.startswith("mixture"): return [(mpf(1), parts[0][0], [mpf(float(v)) for v in parts[0][1].split(",")])]
    weights = [mpf(float(w)) for w in re.match(r"mixture\(\[([^\]]*)\]", text)[1].split(",")]
    inner = re.findall(r"(\w+)\(([^()]*)\)", text[text.index("]") + 1 :])
    return [(w / mp.fsum(weights), n, [mpf(float(v)) for v in t.split(",")]) for w, (n, t) in zip(weights, inner)]


def refine(f, a, b, depth=0):
    with mp.workdps(20): one, error = mp.quad(f, [a, b], maxdegree=4, error=True)
    if error < mpf(10) ** -18 or depth > 12: return one
    middle = (a + b) / 2
    return refine(f, a, middle, depth + 1) + refine(f, middle, b, depth + 1)


def absolute(g, marks):
    """The integral of |g|, cut where g changes its sign."""
    total = mpf(0)
    for a, b in zip(marks, marks[1:]):
        cuts, steps = [a], 12
        at = [a + (b - a) * k / steps for k in range(steps + 1)]
        values = [g(x) for x in at]
        for x, y, u, v in zip(at, at[1:], values, values[1:]):
            if u * v >= 0: continue
            for _ in range(70):
                middle = (x + y) / 2
                if g(middle) * u > 0: x = middle
                else: y = middle
            cuts.append(x)
        cuts.append(b)
        total += mp.fsum(abs(refine(g, x, y)) for x, y in zip(cuts, cuts[1:]))
    return total


def wasserstein(p, q, lo, hi):
    P, Q = read(p), read(q)
    both = P + [(-w, n, t) for w, n, t in Q]

    def gap(x, upper):
        with mp.workdps(60): return mp.fsum(w * tail(n, t, x, upper) for w, n, t in both)
    marks, rates, radius = set(), set(), mpf(1)
    for _, n, t in both:
        if n in ("cauchy", "studentT", "normal"):
            m, s = t[-2], t[-1]
            marks |= {m + k * s for k in (-30, -8, -3, -1, 0, 1, 3, 8, 30)}
            if n != "normal": rates.add(abs(1 if n == "cauchy" else t[0]))
        elif n == "uniform": marks |= set(t); m, s = t[1], abs(t[0])
        else:
            m, s = mpf(0), t[1]
            marks |= {mpf(0), s, 3 * s, 8 * s, s / 3, s / 10}
            rates.add(t[0])
        radius = max(radius, abs(m) + 64 * s)
    from_x, to_x = max(lo, -radius), min(hi, radius)
    inside = sorted({x for x in marks if from_x < x < to_x} | {from_x, to_x})
    total = absolute(lambda x: gap(x, x > 0), inside)
    exponents = sorted({a if a <= 1 else a - 1 for a in rates} | {a + 1 if a <= 1 else a for a in rates})
    for end in (-1, 1):
        if mp.isfinite(hi if end > 0 else lo): continue

        def g(s):
            with mp.workdps(60): return gap(end * mp.exp(s), end > 0) * mp.exp(s)
        s0 = mp.log(radius)
        total += absolute(g, [s0 + (FAR - s0) * k / 12 for k in range(13)])
        far = [FAR + 2 * k for k in range(len(exponents))]
        matrix = mp.matrix([[mp.exp(-r * s) for r in exponents] for s in far])
        c = mp.lu_solve(matrix, mp.matrix([g(mpf(s)) for s in far]))
        total += abs(mp.fsum(c[i] * mp.exp(-r * FAR) / r for i, r in enumerate(exponents)))
    return total


INF = mp.inf
CASES = [(p, q, -INF, INF) for p, q in (
    ("studentT(1, 3, 1)", "cauchy(0, 1)"), ("mixture([0.5, 0.5], [cauchy(0, 1), cauchy(3, 1)])", "cauchy(1, 1)"),
    ("mixture([0.5, 0.5], [cauchy(0, 2), normal(0, 1)])", "cauchy(0, 1)"), ("mixture([0.5, 0.5], [cauchy(0, 1), cauchy(0, 3)])", "cauchy(0, 2)"),
    ("mixture([0.25, 0.75], [cauchy(-2, 1), cauchy(5, 3)])", "cauchy(0, 2.5)"), ("mixture([0.5, 0.5], [cauchy(0, 1), cauchy(3, 1)])", "mixture([0.25, 0.75], [cauchy(0, 1), cauchy(3, 1)])"),
    ("mixture([0.5, 0.5], [studentT(0.5, 0, 1), studentT(0.5, 0, 9)])", "studentT(0.5, 0, 4)"),
    ("mixture([0.5, 0.5], [studentT(0.5, 0, 1), studentT(0.5, 4, 1)])", "studentT(0.5, 1, 1)"),
    ("mixture([0.5, 0.5], [studentT(0.1, 0, 1), normal(0, 1)])", "mixture([0.5, 0.5], [studentT(0.1, 1, 1), normal(50, 1)])"),
    ("mixture([0.5, 0.5], [studentT(0.01, 0, 1), normal(0, 1)])", "mixture([0.5, 0.5], [studentT(0.01, 0, 1), normal(50, 1)])"),
    ("mixture([0.5, 0.5], [studentT(0.75, 0, 1), normal(0, 1)])", "mixture([0.5, 0.5], [studentT(0.75, -3, 1), normal(2, 3)])"),
    ("mixture([0.75, 0.25], [studentT(0.25, 0, 1), studentT(0.25, 1, 16)])", "studentT(0.25, 0.5, 2.44140625)"),
    ("pareto(1, 2)", "inverseGamma(1, 2)"), ("pareto(1, 1e-3)", "inverseGamma(1, 1e-3)"), ("mixture([0.5, 0.5], [inverseGamma(1, 2), pareto(1, 4)])", "pareto(1, 3)"),
    ("mixture([0.5, 0.5], [pareto(1, 2), uniform(0, 1)])", "pareto(1, 1)"), ("mixture([0.5, 0.5], [pareto(0.5, 4), uniform(0, 3)])", "pareto(0.5, 1)"),
    ("mixture([0.5, 0.5], [inverseGamma(0.5, 4), uniform(0, 3)])", "inverseGamma(0.5, 1)"), ("mixture([0.5, 0.5], [inverseGamma(0.3, 2), normal(0, 1)])", "mixture([0.5, 0.5], [inverseGamma(0.3, 2), normal(1, 1)])"),
    ("mixture([0.5, 0.5], [inverseGamma(1, 2), normal(0, 1)])", "mixture([0.5, 0.5], [pareto(1, 2), normal(0, 1)])"),
    ("mixture([0.5, 0.5], [cauchy(0, 1), studentT(1.25, 0, 1)])", "mixture([0.5, 0.5], [cauchy(0, 1), normal(0, 1)])"),
    ("mixture([0.5, 0.5], [cauchy(0, 1), pareto(2, 1)])", "mixture([0.5, 0.5], [cauchy(1, 1), uniform(0, 1)])"),
    ("mixture([0.5, 0.5], [cauchy(0, 1), studentT(0.5, 0, 1)])", "mixture([0.5, 0.5], [cauchy(2, 1), studentT(0.5, -1, 1)])"),
    ("mixture([0.5, 0.5], [cauchy(0, 1), normal(100, 0.125)])", "mixture([0.5, 0.5], [cauchy(0, 1), normal(-100, 0.125)])"),
    ("mixture([0.5, 0.5], [cauchy(0, 0.0009765625), cauchy(0, 2)])", "cauchy(0, 1.00048828125)"), ("mixture([0.5, 0.5], [pareto(1, 1), pareto(1, 3)])", "pareto(1, 2)"),
    ("mixture([0.5, 0.5], [studentT(0.5, 7, 1), uniform(0, 1)])", "mixture([0.5, 0.5], [studentT(0.5, 7, 1), uniform(0, 2)])"),
)] + [("cauchy(0, 1)", "cauchy(1, 1)", mpf(0), INF), ("cauchy(0, 1)", "cauchy(1, 1)", -INF, mpf(-2)), ("cauchy(0, 1)", "cauchy(0, 2)", mpf(-10), mpf(10)),
      ("studentT(0.5, 0, 1)", "studentT(0.5, 2, 1)", mpf(3), INF), ("studentT(0.25, 0, 1)", "studentT(0.25, 2, 1)", -INF, mpf(1)),
      ("pareto(1, 2)", "inverseGamma(1, 2)", mpf(1), INF), ("pareto(0.5, 1)", "normal(0, 1)", -INF, mpf(30)), ("inverseGamma(1, 2)", "cauchy(0, 1)", mpf(0), mpf(7))]

if __name__ == "__main__":
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "meeting_tails.txt"), "w") as out:
        for p, q, lo, hi in CASES:
            value = wasserstein(p, q, lo, hi)
            end = lambda x: ("-" if x < 0 else "") + "Infinity" if mp.isinf(x) else mp.nstr(x, 17)
            out.write(f"{p} ; {q} ; {end(lo)} {end(hi)} ; {mp.nstr(value, 20)}\n")
            out.flush()
