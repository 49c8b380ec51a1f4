"""Gradients of seven measures by Q's parameters, by routes that are not the engine's: the integral or sum of
df/dq q s_i, the score s_i from differences of log q so close that they hold 20 digits, over the panels of panels.py;
and the derivative of textbook formulas within a family.

Each line: gradient measure i nameP countP parameters nameQ countQ parameters value magnitude
where magnitude, the integral of the integrand's absolute value, is what an entry that is (nearly) 0 is held against.
Run: python3 tests/reference/slopes.py hunt SEED COUNT [kl] to standard output, for .build/native/info_reference FILE
(a minute for a few pairs); SLOPES, those that once failed, are written by audit.py slopes.
"""
import random
import sys
import time

import mpmath as mp
from mpmath import mpf

import audit as A
import distributions as D
import measures as M
import panels as P

E, L = mp.exp, mp.log
MEASURES = ("kl", "jeffreys", "jensenShannon", "totalVariation", "hellinger", "chiSquare")
BOUNDED = ("jensenShannon", "totalVariation", "hellinger")
FREE = {"jeffreys": 1, "hellinger": mpf(1) / 2, "chiSquare": 1}  # times q: what `weights` leaves out, where E_Q[score] = 0
KL = ("kl",)
STEP = mpf(10) ** -18
ENTIRE = {("binomial", 0), ("discreteUniform", 0), ("discreteUniform", 1), ("hypergeometric", 0), ("hypergeometric", 1), ("hypergeometric", 2)}


def width(name, t, i):
    """What a step of parameter i is measured by."""
    if P.LOCATION.get(name) == i: return mpf(1) if name == "vonMises" else t[i + 1]
    if name == "uniform": return t[1] - t[0]
    if name in ("bernoulli", "binomial", "geometric", "negativeBinomial", "continuousBernoulli") and t[i] < 1: return min(t[i], 1 - t[i])
    if name == "logNormal" and i == 0: return t[1]
    return t[i]


def weights(a, b, s):
    """From log p, log q in x and s = log(dx/ds): what the score is multiplied by; None where it is beyond all bounds."""
    p = E(a + s) if a > -10 ** 5 else mpf(0)
    q = E(b + s) if b > -10 ** 5 else mpf(0)
    if p == 0 and q == 0: return dict.fromkeys(MEASURES, mpf(0))
    if b == -mp.inf: return {"kl": None, "jeffreys": None, "chiSquare": None, **dict.fromkeys(("jensenShannon", "totalVariation", "hellinger"), mpf(0))}
    r = a - b
    ratio = E(r) if r < 10 ** 5 else None
    return {"kl": -p, "jeffreys": (-p - q * r if a > -mp.inf else None), "jensenShannon": q / 2 * L(2 / (1 + ratio)) if ratio is not None else mpf(0),
            "totalVariation": q / 2 * mp.sign(b - a), "hellinger": -mp.sqrt(p * q) / 2, "chiSquare": None if ratio is None else -p * ratio}


def parameters(q):
    """[(index in theta, step, (component, place))] of those that have a derivative."""
    if q.name == "mixture":
        k, out = len(q.theta), [(1 + j, None, (j, None)) for j in range(len(q.theta))]
        for j, (_, name, t) in enumerate(q.theta): out += [(1 + k + 4 * j + 2 + i, mpf(float(t[1])) * STEP, (j, i)) for i in range(2)]
        return out
    return [(i, width(q.name, q.T, i) * STEP, (None, i)) for i in range(len(q.T)) if (q.name, i) not in ENTIRE]


def score(q, x, step, where, log):
    """d log q/dtheta at x; log(T or theta) is log q there with other parameters."""
    j, i = where
    if i is None:  # a weight: q_j/q
        _, name, t = q.theta[j]
        return E(D.LOGP[name](x, *[mpf(float(v)) for v in t]) - log(q.theta))
    two = []
    for h in (step, -step):
        if j is None: two.append(log(q.T[:i] + [q.T[i] + h] + q.T[i + 1:]))
        else:
            w, name, t = q.theta[j]
            moved = [mpf(float(v)) for v in t]
            moved[i] += h
            two.append(log(q.theta[:j] + ((w, name, tuple(moved)),) + q.theta[j + 1:]))
    return (two[0] - two[1]) / (2 * step)


def mixed(theta, x):
    parts = [L(mpf(w)) + D.LOGP[n](x, *map(mpf, t)) for w, n, t in theta]
    top = max(parts)
    return top + L(mp.fsum(E(v - top) for v in parts if v - top > -300))


def terms(q, ps, a, b, s, x, log, names):
    """{(measure, i): integrand, ("size", measure, i): its absolute value} and that of the squared Hellinger distance."""
    out, w = dict.fromkeys(names, mpf(0)), weights(a, b, s)
    if "h2" in out: out["h2"] = ((E((a + s) / 2) if a > -10 ** 5 else 0) - (E((b + s) / 2) if b > -10 ** 5 else 0)) ** 2 / 2
    if all(v == 0 for v in w.values()): return out
    for i, step, where in ps:
        g = score(q, x, step, where, log) if b > -mp.inf else mpf(0)
        for m in MEASURES:
            if (m, i) not in out: continue
            free = where[1] is None and b > -10 ** 5  # E_Q of a weight's score is 1: df/dq as the formula stands
            v = None if w[m] is None else (w[m] + (FREE.get(m, 0) * E(b + s) if free else 0)) * g
            out[m, i], out["size", m, i] = v, None if v is None else abs(v)
    return out


def gradient(p, q, measures):
    """{(measure, i): value}, {...: magnitude} of two Sides; an infinite measure is left out."""
    ps = parameters(q)
    names = tuple((m, i) for m in measures for i, _, _ in ps)
    names += tuple(("size",) + n for n in names) + (("h2",) if "hellinger" in measures else ())
    if p.name in D.DISCRETE: sums = summed(p, q, ps, names)
    else:
        def share(piece, s):
            a, b = piece.logs(s)
            d, v = E(s), piece.q

            def log(t):
                if q.name == "mixture": return mixed(t, v.at + v.direction * d)
                view = P.View(q, v.at, v.direction)
                u = list(t)
                if q.name in P.LOCATION: u[P.LOCATION[q.name]] -= v.at
                if v.mirrored: u = u[::-1] if q.name == "beta" else [1 - u[0]]
                view.T = u
                x = d if v.mirrored else v.direction * d if q.name in P.LOCATION else v.at + v.direction * d
                return D.LOGP[q.name](x, *u)
            return terms(q, ps, a, b, s, v.at + v.direction * d, log, names)
        sums = P.integral(p, q, names, share)
    out = {n: sums[n] for n in names if n in sums and n[0] in measures and ("size",) + n in sums}
    if "hellinger" in measures:
        for n in out:
            if n[0] == "hellinger": out[n] /= 2 * mp.sqrt(sums["h2"])
    return out, {n: sums[("size",) + n] / (2 * mp.sqrt(sums["h2"]) if n[0] == "hellinger" else 1) for n in out}


def summed(p, q, ps, names, most=40000):
    lo, hi = min(p.lo, q.lo), max(p.hi, q.hi)
    totals, lost, x, quiet, before = dict.fromkeys(names, mpf(0)), set(), lo, 0, {}
    while x <= hi:
        one = terms(q, ps, p.log(x), q.log(x), mpf(0), x, lambda t: D.LOGP[q.name](x, *t), names)
        small = True
        for n, v in one.items():
            if v is None: lost.add(n)
            if n in lost: continue
            totals[n] += v
            if abs(v) > mpf(10) ** -30 * abs(totals[n]) or abs(v) > before.get(n, 0) > 0: small = False
            before[n] = abs(v)
        quiet = quiet + 1 if small and x > lo + 3 else 0
        if quiet > 60: break
        x += 1
        if x - lo > most: raise ValueError("long sum")
    return {n: totals[n] for n in names if n not in lost}


def within(name, t, u):
    """The derivative of kl's textbook formula; {} where there is none."""
    if name not in M.SAME: return {}
    formula, _, moving = M.SAME[name]
    T, U, out = [mpf(float(v)) for v in t], [mpf(float(v)) for v in u], {}
    if name in ("binomial", "negativeBinomial") and t[0] != u[0] or name == "pareto" and U[1] > T[1]: return {}
    for i in moving:
        if name == "laplace" and i == 0:  # |mu - nu| needs its sign
            d = U[0] - T[0]
            out["kl", i] = mp.sign(d) * -mp.expm1(-abs(d) / T[1]) / U[1]
        else:
            h = width(name, U, i) * mpf(10) ** (-mp.mp.dps // 3)
            out["kl", i] = (formula(*T, *U[:i], U[i] + h, *U[i + 1:]) - formula(*T, *U[:i], U[i] - h, *U[i + 1:])) / (2 * h)
    return out


def put(p, q, values, sizes, rng=None):
    for (measure, i), value in values.items():
        size = sizes.get((measure, i))
        if abs(value) < mpf(10) ** -280: continue
        if size is not None and abs(value) < mpf(10) ** -25 * size: value = mpf(0)  # as far as these digits go
        name = "crossEntropy" if measure == "kl" and rng and rng.random() < 0.3 else measure
        M.emit("gradient", name, i, p.encoded(), q.encoded(), value)
        if size is not None: M.lines[-1] += " " + mp.nstr(size, 3)


def one_pair(one, two, measures, rng=None):
    """The lines of a pair; nothing where kl alone is asked for and infinite."""
    spread = [abs(float(t)) for side in (A.Side(*one), A.Side(*two)) for _, theta in P.components(side) for t in theta if t]
    digits = max(0, int(mp.log10(max(spread) / min(min(spread), 1))))
    if one[0] == two[0] and measures == ("kl",):
        mp.mp.dps = 150 + 3 * digits
        closed = within(one[0], one[1], two[1])
        if closed: return put(A.Side(*one), A.Side(*two), closed, {})
    mp.mp.dps = 55 + digits
    p, q = A.Side(*one), A.Side(*two)
    put(p, q, *gradient(p, q, measures), rng)


def hunt(seed, count, measures):
    """Random pairs, moderate, far and very far."""
    rng = random.Random(seed)
    while count > 0:
        reach = rng.choice((0, 1, 2))
        names = A.DISCRETE_FAMILIES + ["categorical"] if rng.random() < 0.15 else A.CONTINUOUS_FAMILIES
        name_p, name_q = rng.choice(names), rng.choice(names)
        if rng.random() < 0.15: name_q = name_p
        t, u = A.pick(rng, name_p, reach), A.pick(rng, name_q, reach)
        near = name_p == name_q and name_p not in ("mixture", "hypergeometric", "discreteUniform", "categorical", "uniform")
        if near and rng.random() < 0.5: u = tuple(v * (1 + rng.choice((1e-9, 1e-6, 1e-3, 0.1))) if not (name_p == "binomial" and i == 0) else v for i, v in enumerate(t))
        if name_q in ("discreteUniform", "hypergeometric", "categorical") or name_p == name_q == "vonMises": continue
        if name_q in ("uniform", "vonMises", "pareto") and name_p not in D.DISCRETE: continue  # a support that moves
        p, q = A.Side(name_p, t), A.Side(name_q, u)
        if (name_p, t) == (name_q, u) or measures == ("kl",) and (p.lo < q.lo or p.hi > q.hi): continue
        M.lines.clear()
        count, start = count - 1, time.time()
        finite = p.lo >= q.lo and p.hi <= q.hi
        try: one_pair((name_p, t), (name_q, u), measures if finite else tuple(m for m in measures if m in BOUNDED), rng)
        except (ValueError, OverflowError, ZeroDivisionError) as fault: print("left out", (name_p, t), (name_q, u), fault, file=sys.stderr)
        if time.time() - start > 15: print("slow", (name_p, t), (name_q, u), time.time() - start, file=sys.stderr, flush=True)
        for line in M.lines: print(line, flush=True)


SLOPES = [  # that once failed: bulks far apart, scales apart, poles and tails with mass beyond the doubles, a mixture's far component
    (("chiSquared", (0.0738,)), ("gumbel", (10.736, 0.724)), KL), (("gumbel", (-7.83, 2790.0)), ("gumbel", (9.794, 4.25e-05)), KL),
    (("pareto", (0.708, 0.00635)), ("weibull", (0.0125, 0.274)), KL), (("rayleigh", (69300000.0,)), ("gumbel", (0.004, 8.12e-05)), KL),
    (("rayleigh", (0.0237,)), ("cauchy", (4044.404, 5.65e-06)), KL), (("inverseGamma", (1480.0, 2.46e-05)), ("chiSquared", (0.034,)), KL),
    (("uniform", (0.013, 0.013602999999999999)), ("chiSquared", (0.202,)), KL), (("weibull", (2240.0, 0.505)), ("chiSquared", (0.0444,)), KL),
    (("uniform", (227.45, 236.04999999999998)), ("inverseGamma", (0.0297, 2.59e-06)), KL), (("logNormal", (1.5, 7.42)), ("rayleigh", (6.6,)), KL),
    (("inverseGamma", (0.0314, 916.0)), ("cauchy", (7.518, 0.00047)), KL), (("gamma", (0.39, 2.47e-05)), ("studentT", (0.1844, -10.657, 0.379)), KL),
    (("inverseGamma", (0.17878626845350279, 0.16825412161152031)), ("studentT", (118.6, -166.139, 0.000734)), KL),
    (("rayleigh", (1.14e-05,)), ("mixture", ((0.2, "normal", (1333.221, 254.0)), (0.5, "normal", (7.976, 4.11)), (0.3, "normal", (-0.003, 5010.0)))), KL),
    (("gamma", (637000.0, 4.04e-05)), ("mixture", ((0.3, "normal", (-5343.75, 0.135)), (0.7, "normal", (0.046, 207000.0)))), KL),
    (("continuousBernoulli", (0.3,)), ("continuousBernoulli", (0.3 + 1e-9,)), KL), (("continuousBernoulli", (0.3,)), ("continuousBernoulli", (0.31,)), KL),
    (("uniform", (-1.042, 0.948)), ("logistic", (-460.744, 3.69e-07)), BOUNDED), (("inverseGamma", (46.3, 672.0)), ("continuousBernoulli", (2.19e-05,)), BOUNDED),
    (("laplace", (2194.142, 0.000226)), ("continuousBernoulli", (3.46e-06,)), BOUNDED), (("normal", (-141.428, 6.16e-08)), ("normal", (1.11, 77500.0)), MEASURES),
    (("gumbel", (0.036, 24300000.0)), ("weibull", (1210.0, 0.000648)), BOUNDED), (("uniform", (-0.018, -0.01799768)), ("inverseGamma", (5470.0, 7.41)), BOUNDED),
    (("continuousBernoulli", (0.107,)), ("weibull", (0.0462, 0.582)), MEASURES), (("rayleigh", (0.0176,)), ("cauchy", (-66.876, 3.36e-05)), MEASURES),
    (("beta", (2610.0, 5110.0)), ("gumbel", (130.711, 2.8e-05)), BOUNDED), (("chiSquared", (510.0,)), ("beta", (2040.0, 7.71)), BOUNDED),
    (("gumbel", (0.007, 0.158)), ("weibull", (0.218, 95700.0)), BOUNDED), (("vonMises", (2.36, 1.03e-05)), ("studentT", (418000.0, 10.542, 186000.0)), KL),
    (("gumbel", (-142.02, 0.000981)), ("studentT", (8.34, -0.002, 0.000181)), KL), (("bernoulli", (0.0189,)), ("negativeBinomial", (0.0137, 0.02)), KL),
]


def slopes():
    """The lines of SLOPES."""
    for one, two, measures in SLOPES:
        one_pair(one, two, measures)
    print("slopes", len(M.lines), file=sys.stderr)


if __name__ == "__main__": hunt(int(sys.argv[2]), int(sys.argv[3]), tuple(sys.argv[4:]) or MEASURES)
