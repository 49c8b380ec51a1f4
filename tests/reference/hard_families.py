"""Writes tests/reference/hard_families.txt: all 28 families where it is hard. Huge and tiny shapes, the
tails down to 1e-300, probabilities down to the subnormal ones, x beside the ends of the support.

One line a point:  family function theta x value;  theta is a comma list as c/dist/dist.h encodes it, a
mixture's components by name.  Values have 20 digits.  Run: python3 tests/reference/hard_families.py
[family ...]   (mpmath; some twenty minutes in all)"""
import math
import os
import random
import sys

import distributions as D
from distributions import exp, floor, inf, isinf, isnan, log, mpf, nstr

R = random.Random()
ROUNDS = {"binomial": 40, "negativeBinomial": 40, "vonMises": 32, "mixture": 32}  # 16 for the others
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hard_families.txt")
TOP = 2.0**53


def P(lo, hi): return 10 ** R.uniform(lo, hi)
def sign(): return R.choice([-1, 1])
def short(x): return repr(float(x)).removesuffix(".0").replace("e+", "e")


def shape(lo=-5):
    return R.choice([P(lo, 0), P(0, 3), P(3, 9), P(9, 15.9), 1 + sign() * P(-12, -1), 20 + R.uniform(-1, 1),
                     R.choice([0.5, 1.0, 1.5, 1e-5, 1e6, 1e9, 1e10, 1e12, 1e15])])


def probability(): return R.choice([R.random(), P(-20, 0), P(-300, 0), 1 - P(-15.5, -1), 2.0**-53, 1 - 2.0**-53, 1e-300])
def count(): return float(int(R.choice([P(0, 3), P(3, 9), P(9, 15.95), R.choice([1e15, 1e9, TOP, 1, 2])])))
def scale(): return R.choice([1.0, P(-3, 3), P(-200, 200)])
def place(): return R.choice([(0.0, 1.0), (0.0, P(-100, 100)), (R.gauss(0, 3), P(-3, 3)), (sign() * P(0, 10), P(-8, 8))])


def hypergeometric():
    N = R.choice([count(), 1e15, 1e12, 1e9 + 7, 50.0])
    part = lambda: float(min(N, max(0, int(N * R.choice([R.random(), P(-15, 0), 0.5, 1 - P(-9, 0)])))))
    return N, part(), part()


def weights(k):
    w = [R.choice([R.random(), P(-300, 0), P(-20, 0)]) for _ in range(k)]
    w[R.randrange(k)] = 1.0
    whole = math.fsum(w)
    return tuple(v / whole for v in w)


def mixture():
    continuous = [("normal", (R.gauss(0, 5), P(-2, 1))), ("normal", (sign() * P(0, 6), P(-3, 2))), ("laplace", (R.gauss(0, 3), P(-1, 1))),
                  ("gamma", (P(-1, 4), P(-1, 1))), ("studentT", (P(-0.5, 3), 0.0, 1.0)), ("beta", (P(-1, 2), P(-1, 2)))]
    discrete = [("poisson", (P(-2, 6),)), ("binomial", (float(int(P(0, 6))), R.random())), ("geometric", (P(-5, 0),))]
    kind, w = R.choice([continuous, discrete]), weights(R.choice([2, 3]))
    return tuple((v,) + R.choice(kind) for v in w)


def df(): return R.choice([P(-5, 0), P(0, 2), P(2, 9), P(9, 16), R.choice([1.0, 2.0, 1e-5, 1e9, 1e12, 1e16])])
def chance(): return R.choice([R.random(), P(-15, 0), 1 - P(-15.5, -1), P(-300, -15)])


def interval():
    if R.random() < 0.5: return tuple(sorted([sign() * P(-5, 5), sign() * P(-5, 5)]))
    a = sign() * P(-290, 290)
    return a, a + abs(a) * P(-15, 0)


PARAMETERS = {
    "bernoulli": lambda: (probability(),), "binomial": lambda: (count(), probability()),
    "poisson": lambda: (R.choice([P(-3, 3), P(3, 15.9), P(-300, -3), 1e15, 1e9]),), "geometric": lambda: (chance(),),
    "negativeBinomial": lambda: (R.choice([shape(), 1e-5, 1e12]), R.choice([R.random(), P(-10, 0), 1 - P(-15, -1)])),
    "hypergeometric": hypergeometric, "categorical": lambda: weights(R.choice([1, 2, 3, 9])),
    "discreteUniform": lambda: tuple(sorted([float(int(sign() * P(0, 15.95))), float(int(sign() * P(0, 15.95)))])),
    "uniform": interval, "normal": place, "laplace": place, "logistic": place, "gumbel": place, "cauchy": place,
    "halfNormal": lambda: (P(-300, 300),), "rayleigh": lambda: (P(-300, 300),), "exponential": lambda: (P(-300, 300),),
    "logNormal": lambda: (R.choice([0.0, R.gauss(0, 5), R.gauss(0, 200)]), R.choice([1.0, P(-2, 1), P(-12, 2)])),
    "continuousBernoulli": lambda: (R.choice([R.random(), P(-300, 0), 1 - P(-15.5, -1), 0.5, 0.5 + sign() * P(-16, -1)]),),
    "gamma": lambda: (shape(), scale()), "inverseGamma": lambda: (shape(), scale()), "chiSquared": lambda: (df(),),
    "beta": lambda: R.choice([(shape(), shape()), (lambda a: (a, a * R.uniform(0.1, 9)))(shape()), (1e-5, 1e-5), (P(9, 15), P(-5, 1)), (P(-5, 1), P(5, 15))]),
    "studentT": lambda: (df(),) + ((0.0, 1.0) if R.random() < 0.75 else place()),
    "weibull": lambda: (R.choice([P(-2, 2), P(-3, 9), P(9, 12)]), scale()), "pareto": lambda: (R.choice([P(-2, 2), P(-3, 9), P(9, 12)]), scale()),
    "vonMises": lambda: (R.choice([0.0, R.uniform(-3, 3)]), R.choice([P(-5, 3), P(0, 10), P(-1, 1.5), 1e10, P(-300, 0)])), "mixture": mixture,
}
CORNERS = {  # where something once failed
    "hypergeometric": [((19412822502.0, 10.0, 171.0), 0.0), ((264657103.0, 264657102.0, 264657029.0), 264657028.0), ((1e15, 5e14, 1e9), 500060000.0)],
    "studentT": [((0.000359729019007336, 22836344.81789379, 4.714968221845576e-07), 22836344.81755954), ((1135744984.2161148, 0.0, 1.0), 38.0)],
    "continuousBernoulli": [((0.4999999999999999,), 1.1910390026205029e-295)], "halfNormal": [((329.44944869535976,), 1e-300)],
    "beta": [((7331714179.669515, 5009604929.994692), 0.594242), ((1e-5, 1e-5), 1e-300)], "poisson": [((1224995344350.2644,), 1225037908472.0)],
}

SINGLE = [  # the same, of one function: (family, function, theta, x or u, of an inverse a value nearby)
    ("weibull", "entropy", (0.0011190780737394344, 3.2807468381824846e219), 0), ("weibull", "mean", (0.005230097784375572, 6.612955420354712e-306), 0), ("pareto", "entropy", (0.0014510966577254481, 1.3280066322219746e-305), 0),
    ("binomial", "entropy", (TOP, 0.5), 0), ("logNormal", "variance", (360.0, 1e-16), 0), ("halfNormal", "variance", (1.6e154,), 0), ("rayleigh", "variance", (1.6e154,), 0),
    ("gamma", "sf", (0.03620727534650352, 45719.498642245395), 2.266444965756984e-05), ("gamma", "isf", (2.9231161765344843e-262, 1.0), 1e-300, 83.0),
    ("inverseGamma", "quantile", (1.1437233571015066e-204, 1.0), 1e-300, 0.0046), ("gamma", "quantile", (1.0000000000002318, 7.67864442176505e-301), 5e-324, 6.43e-24),
    ("studentT", "isf", (2.0, 0.0, 1.0), 1e-310, 7e154), ("cauchy", "isf", (0.0, 1e-30), 5e-324, 6.44e292), ("vonMises", "isf", (0.0, 173834.28537716082), 5e-324, 0.0923),
    ("uniform", "cdf", (-4.1514827929824564e-299, 3.508682611096224e-279), -4.151482792982456e-299),
] + [("negativeBinomial", f, (1e9, 1e-60), x) for f in ("logpdf", "cdf", "sf") for x in (1.00001e69, 0.9995e69)] + [("negativeBinomial", f, (2e5, 1e-180), 2.001e185) for f in ("logpdf", "cdf", "sf")]


# where the entropy of negativeBinomial goes over from one way to another (c/dist/negative_binomial.c)
SEAMS = [(side * r, p) for r, p in [(100, 1e-3), (110, 0.1), (1e3, 0.9), (9.8, 1e-4), (9.8, 1e-10), (17.8, 0.1), (13.7, 0.05), (10, 0.0165),
                                    (0.1, 1e-3), (0.1, 1e-12), (1e17, 1e-6), (1e17, 0.5), (1e18, 0.9)] for side in (0.999, 1.001)]
SEAMS += [(r, side * p) for r, p in [(0.5, 0.015), (3, 0.015), (0.05, 0.015), (1, 1e-17), (30, 1e-17), (1e6, 1e-17), (0.9, 1e-17)] for side in (0.99, 1.01)]
SEAMS += [(r, p) for r in (0.03, 1.0, 5.0, 40.0, 2e4, 1e10) for p in (1e-15, 1e-7, 0.02, 0.4)]
SEAMS += [(side * 1e15, p) for p in (1e-6, 0.5) for side in (0.999, 1.001, 2.1)]


def points(f, t):
    """A few x: in the bulk, in the tails, beside the ends."""
    if f == "mixture": return [x for c in t for x in points(c[1], c[2])[:2]]
    lo, hi = [float(v) for v in D.support(f, t)]
    try:
        m, v = D.mean_var(f, t)
        m, s = float(m), float(D.sqrt(v))
    except (ValueError, OverflowError):
        m = s = math.nan
    if not (math.isfinite(m) and math.isfinite(s) and s > 0): m, s = (t[-2], t[-1]) if f in ("cauchy", "studentT") else (t[-1], t[-1])
    out = []
    for _ in range(3):
        z = R.gauss(0, 1) * R.choice([1e-3, 1, 3, 10, 30])
        options = [m + s * z] * 3 + [m * R.uniform(0, 3), m * P(-8, 2)]
        if f in ("beta", "continuousBernoulli"): options = [m + s * z, R.random(), P(-300, 0), 1 - P(-15.9, 0)]
        if f == "uniform": options = [lo + (hi - lo) * R.choice([R.random(), P(-15, 0)])]
        if f == "vonMises": options = [t[0] + v for v in (R.uniform(-3.14, 3.14), z / math.sqrt(max(t[1], 1)), sign() * P(-20, 0), sign() * (3.1415926 - P(-7, 0)))]
        if f in ("logNormal", "weibull", "pareto", "gamma", "chiSquared", "inverseGamma", "exponential", "halfNormal", "rayleigh"):
            w = R.choice([P(-250, 2.8), P(-5, 2.8), R.expovariate(1)])
            try:
                options = {"logNormal": lambda: [math.exp(t[0] + t[1] * z)], "weibull": lambda: [t[1] * w ** (1 / t[0])], "pareto": lambda: [t[1] * math.exp(w / t[0])],
                           "exponential": lambda: [w / t[0]], "halfNormal": lambda: [t[0] * math.sqrt(2 * w)], "rayleigh": lambda: [t[0] * math.sqrt(2 * w)],
                           "inverseGamma": lambda: [t[1] / w, t[1] / (t[0] + math.sqrt(t[0]) * z)], "gamma": lambda: [w / t[1], m + s * z],
                           "chiSquared": lambda: [w, m + s * z]}[f]()
            except (OverflowError, ZeroDivisionError):
                continue
        if f in ("cauchy", "studentT"): options = [m + s * sign() * P(-10, 3), m + s * sign() * P(0, 100), m + s * R.gauss(0, 1)]
        if f == "gumbel": options = [t[0] + t[1] * R.choice([-math.log(P(-12, 2.8)), P(-3, 2.8)])]
        if f in ("laplace", "logistic"): options = [t[0] + t[1] * sign() * R.choice([P(-10, 2.83), R.expovariate(1)])]
        if f == "geometric": options = [R.randint(0, 9), R.expovariate(1) / t[0], R.random() * 690 / t[0]]
        if f in ("binomial", "hypergeometric"): options += [lo + R.randint(0, 4), hi - R.randint(1, 5)]
        x = R.choice(options)
        if not math.isfinite(x) or (f in D.DISCRETE and abs(x) > TOP): continue
        x = float(math.floor(x)) if f in D.DISCRETE else float(x)
        if lo <= x <= hi and (f in D.DISCRETE or lo < x < hi): out.append(x)
    return out


def root(f, t, u, upper, x):
    """The x where the tail is u: Newton's steps on its logarithm, from an x nearby; None where they fail."""
    target, side = (mpf(u), upper) if u <= 0.5 else (1 - mpf(u), not upper)
    lo, hi = D.support(f, t) if f != "mixture" else (-inf, inf)
    x = mpf(x)
    if f == "weibull": return t[1] * exp(log(-log(mpf(u)) if upper else -D.log1p(-mpf(u))) / t[0])
    for _ in range(12):
        T = D.tails(f, t, x)[side]
        if T < mpf("1e-400"): return None  # log T has lost its digits
        density = exp(D.logp(f, t, x))
        step = T * log(target / T) / density if abs(T / target - 1) > 1e-3 else (target - T) / density
        step = max(min(-step if side else step, abs(x)), -abs(x) / 2) if f != "vonMises" else (-step if side else step)
        new = x + step
        new = (x + lo) / 2 if new <= lo else (x + hi) / 2 if new >= hi else new
        if abs(new - x) < abs(new) * mpf(10) ** -24: return new
        x = new
    return None


def smallest(f, t, u, upper, x):
    """The smallest integer that reaches u, or None beside a tie."""
    reached = lambda k: (lambda T: T <= u if upper else T >= u)(D.tails(f, t, k)[upper])
    lo, hi = D.support(f, t) if f != "mixture" else (0, inf)
    step, below, above = mpf(1), mpf(x), mpf(x)
    while above < hi and not reached(above): below, above, step = above, min(above + step, hi), step * 4
    step = mpf(1)
    if below == above:
        while below >= lo and reached(below): above, below, step = below, max(below - step, lo - 1), step * 4
    while above - below > 1:
        k = floor((above + below) / 2)
        if reached(k): above = k
        else: below = k
    ties = [abs(D.tails(f, t, k)[upper] / u - 1) for k in (above, below)]
    unit = mpf(2) ** -1075 / u  # half a step of the doubles below 1e-308, in which tails come
    return above if min(ties) > max(mpf(10) ** -12, unit) and above < TOP else None


def text_of(t):
    if t and isinstance(t[0], tuple):
        return ",".join([str(len(t))] + [short(c[0]) for c in t] + [",".join([c[1], str(len(c[2]))] + [short(v) for v in c[2]]) for c in t])
    return ",".join(map(short, t))


def family(f, rounds):
    R.seed(f)
    lines = []

    def emit(function, t, x, value):
        if value is None or isnan(value) or (value != 0 and not isinf(value) and not mpf("1e-300") < abs(value) < mpf("1e307")): return
        number = ("-inf" if value < 0 else "inf") if isinf(value) else nstr(mpf(value), 20, min_fixed=0, max_fixed=0)
        lines.append(f"{f} {function} {text_of(t)} {short(x)} {number}")

    corners = CORNERS.get(f, [])
    for i in range(rounds):
        t, xs = (corners[i][0], [corners[i][1]]) if i < len(corners) else (PARAMETERS[f](), None)
        discrete = f in D.DISCRETE or (f == "mixture" and t[0][1] in D.DISCRETE)
        try:
            for name, value in zip(("mean", "variance"), D.mean_var(f, t)): emit(name, t, 0, value)
            if f != "mixture" and not (f == "negativeBinomial" and i > 12): emit("entropy", t, 0, D.entropy(f, t))
        except (ValueError, OverflowError):
            pass
        for n, x in enumerate(xs or points(f, t)):
            try:
                value = D.logp(f, t, x)
                emit("logpdf", t, x, value)
                emit("pdf", t, x, exp(value))
                if n > 1: continue
                T = D.tails(f, t, x)
                for name, inverse, tail in (("cdf", "quantile", T[0]), ("sf", "isf", T[1])):
                    emit(name, t, x, tail)
                    u = float(tail * (1 + R.uniform(-1e-3, 1e-3)))
                    if n == 1: u = R.choice([1e-300, 1 - 2.0**-53, 0.5, 1e-100, 1e-16, 1e-310, 5e-324])
                    if 0 < u < 1 and not x == D.support(f, t)[1] if f != "mixture" else 0 < u < 1:
                        value = (smallest if discrete else root)(f, t, u, inverse == "isf", x)
                        located = f in ("normal", "laplace", "logistic", "gumbel", "cauchy", "studentT") and value is not None
                        if not (located and abs(value) < abs(t[-2]) / 4): emit(inverse, t, u, value)  # mu + sigma z cancels
            except (ValueError, OverflowError, ZeroDivisionError):
                pass
    for t in SEAMS if f == "negativeBinomial" else []:
        try:
            emit("entropy", t, 0, D.entropy(f, t))
        except (ValueError, OverflowError) as error:
            print(f, t, error, file=sys.stderr)
    for _, name, t, x, *near in (s for s in SINGLE if s[0] == f):
        wholes = {"entropy": lambda: D.entropy(f, t), "mean": lambda: D.mean_var(f, t)[0], "variance": lambda: D.mean_var(f, t)[1]}
        of_x = {"logpdf": lambda: D.logp(f, t, x), "cdf": lambda: D.tails(f, t, x)[0], "sf": lambda: D.tails(f, t, x)[1]}
        with D.workdps(60 + 2 * int(max(abs(math.log10(v)) for v in t if v > 0))):
            emit(name, t, x, (wholes | of_x)[name]() if not near else root(f, t, x, name == "isf", near[0]))
    return lines


if __name__ == "__main__":
    for name in sys.argv[1:] or PARAMETERS:
        kept = []
        if os.path.exists(PATH):
            with open(PATH) as file: kept = [line for line in file.read().splitlines() if line.split()[0] != name]
        kept += family(name, ROUNDS.get(name, 16))
        with open(PATH, "w") as file: file.write("\n".join(sorted(kept, key=lambda line: line.split()[:2])) + "\n")
        print(name, len(kept), file=sys.stderr, flush=True)
