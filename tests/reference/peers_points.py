"""Points for peers.py, drawn from a seed: of every class the parameters and arguments, tails and extremes among
them, the true values (peers_truth.py), and how to ask each library."""
import json
import math
import random

import mpmath as mp
from mpmath import mpf

import peers_truth as T

R, POINTS, OPTIONS = random.Random(), [], {"size": 6}
AIMS = {
    "log-density": "mixed 1e-15; 1e-14 from 1e10", "cdf, sf in closed form": "5e-16 x condition", "cdf, sf by incomplete gamma, beta": "1e-13; 1e-12 from 1e8", "quantile, continuous": "1e-14; 1e-13 from 1e6", "quantile, discrete": "exact",
    "mean, variance": "2e-15", "entropy": "mixed 1e-15; 1e-14 from 1e10", "kl, same family": "1e-12", "kl, same family, near": "1e-12", "kl across families, closed form": "1e-13", "kl across families, sum or integral": "1e-11", "its own error estimate": "1 of it",
    "measures of arrays": "1e-14", "measures of near arrays": "1e-14", "softmax, binary cross-entropy": "4e-16", "their gradients": "1e-15", "gradients within an ulp of 0": "1e-9", "estimators": "1e-14", "bases": "mixed 1e-15",
}
FAMILIES = {  # ours: SciPy's arguments, R's, Boost's (class, arguments), PyTorch's; {0} {1} {2} are ours
    "bernoulli": ("bernoulli,{0}", "binom,1,{0}", "bernoulli,{0}", "Bernoulli(t({0}))"), "binomial": ("binom,{0},{1}", "binom,{0},{1}", "binomial,{0},{1}", "Binomial({0},t({1}))"),
    "poisson": ("poisson,{0}", "pois,{0}", "poisson,{0}", "Poisson(t({0}))"), "geometric": ("geom,{0},-1", "geom,{0}", "geometric,{0}", "Geometric(t({0}))"),
    "negativeBinomial": ("nbinom,{0},{1}", "nbinom,{0},{1}", "negative_binomial,{0},{1}", None), "hypergeometric": (None, "hyper,{1},{0}-{1},{2}", "hypergeometric,{1},{2},{0}", None),
    "discreteUniform": ("randint,{0},{1}+1", None, None, None), "uniform": ("uniform,{0},{1}-{0}", "unif,{0},{1}", "uniform,{0},{1}", "Uniform(t({0}),t({1}))"),
    "normal": ("norm,{0},{1}", "norm,{0},{1}", "normal,{0},{1}", "Normal(t({0}),t({1}))"), "halfNormal": ("halfnorm,0,{0}", None, None, "HalfNormal(t({0}))"),
    "logNormal": ("lognorm,{1},0,np.exp({0})", "lnorm,{0},{1}", "lognormal,{0},{1}", "LogNormal(t({0}),t({1}))"), "exponential": ("expon,0,1/{0}", "exp,{0}", "exponential,{0}", "Exponential(t({0}))"),
    "gamma": ("gamma,{0},0,1/{1}", "gamma,{0},{1}", "gamma,{0},1/{1}", "Gamma(t({0}),t({1}))"), "inverseGamma": ("invgamma,{0},0,{1}", None, "inverse_gamma,{0},{1}", None),
    "chiSquared": ("chi2,{0}", "chisq,{0}", "chi_squared,{0}", "Chi2(t({0}))"), "beta": ("beta,{0},{1}", "beta,{0},{1}", "beta,{0},{1}", "Beta(t({0}),t({1}))"),
    "studentT": ("t,{0},{1},{2}", "t,{0}", "students_t,{0}", "StudentT(t({0}),t({1}),t({2}))"), "cauchy": ("cauchy,{0},{1}", "cauchy,{0},{1}", "cauchy,{0},{1}", "Cauchy(t({0}),t({1}))"),
    "laplace": ("laplace,{0},{1}", None, "laplace,{0},{1}", "Laplace(t({0}),t({1}))"), "logistic": ("logistic,{0},{1}", "logis,{0},{1}", "logistic,{0},{1}", None),
    "gumbel": ("gumbel_r,{0},{1}", None, "extreme_value,{0},{1}", "Gumbel(t({0}),t({1}))"), "weibull": ("weibull_min,{0},0,{1}", "weibull,{0},{1}", "weibull,{0},{1}", "Weibull(t({1}),t({0}))"),
    "pareto": ("pareto,{0},0,{1}", None, "pareto,{1},{0}", "Pareto(t({1}),t({0}))"), "rayleigh": ("rayleigh,0,{0}", None, "rayleigh,{0}", None), "categorical": (None, None, None, "Categorical(t({all}))"),
    "continuousBernoulli": (None, None, None, "ContinuousBernoulli(t({0}))"), "vonMises": ("vonmises,{1},{0}", None, None, "VonMises(t({0}),t({1}))"),
}
SCIPY_NAMES = {"cdf": "cdf", "sf": "sf", "quantile": "ppf", "isf": "isf", "mean": "mean", "variance": "var", "entropy": "entropy"}
R_NAMES = {"logDensity": "d%s({x},%s,log=TRUE)", "cdf": "p%s({x},%s)", "sf": "p%s({x},%s,lower.tail=FALSE)", "quantile": "q%s({x},%s)", "isf": "q%s({x},%s,lower.tail=FALSE)"}
TORCH_NAMES = {"logDensity": "log_prob(t({x}))", "cdf": "cdf(t({x}))", "quantile": "icdf(t({x}))", "mean": "mean", "variance": "variance", "entropy": "entropy()"}
BOOST_NAMES = ["logDensity", "cdf", "sf", "quantile", "isf", "mean", "variance"]



def add(kind, aim, how, truth, queries, condition=1):
    """truth: the values, or a function that finds them near our answer; queries: what to ask whom."""
    if not callable(truth): truth = (lambda values: lambda _: values)(truth)
    POINTS.append({"kind": kind, "aim": aim, "how": how, "truth": truth, "ask": queries, "condition": condition})


def size(lo, hi): return 10 ** R.uniform(lo, hi)
def sign(): return R.choice((-1, 1))
def power(): return 2.0 ** R.randint(-20, 20)
def shape(lo=-5, hi=15): return R.choice((size(lo, 0), size(0, 3), size(3, 9), size(9, hi), 1 + sign() * size(-12, -1), R.choice((0.5, 1.0, 2.5, 1e6, 1e9, 1e10, 1e12))))
def count(hi=15.5): return float(int(R.choice((size(0, 2), size(1, 4), size(3, 9), size(9, hi)))))
def chance(): return R.choice((R.random(), R.randint(1, 999) / 1000, size(-10, 0), size(-300, -10), 1 - size(-15, -1)))
def place(): return R.choice(((0.0, 1.0), (R.gauss(0, 3), size(-2, 2)), (sign() * size(0, 8), size(-6, 6)), (0.0, size(-100, 100))))
def level(): return R.choice((R.random(), R.random(), size(-12, 0), size(-300, -12), 1 - size(-15, -1), 0.5))


def interval():
    a = R.choice((0.0, R.gauss(0, 3), sign() * size(-5, 5)))
    return a, a + max(size(-3, 6), abs(a) * 1e-13)


def shares(k):
    w = [size(-12, 0) for _ in range(k)]
    return tuple(v / sum(w) for v in w)


def hyper():
    n = max(2.0, float(int(R.choice((size(1, 3), size(3, 6), size(6, 9))))))
    return n, float(int(n * R.choice((R.random(), size(-4, 0))))), float(int(n * R.choice((R.random(), size(-4, 0)))))


def span():
    a = R.randint(-100, 100) * R.choice((1.0, 1e6))
    return a, a + count()


DRAW = {
    "bernoulli": lambda: (chance(),), "binomial": lambda: (count(), chance()), "poisson": lambda: (R.choice((size(-3, 3), size(3, 9), size(9, 15.5))),), "geometric": lambda: (chance(),),
    "negativeBinomial": lambda: (shape(-5, 12), R.choice((R.random(), size(-8, 0), 1 - size(-10, -1)))), "hypergeometric": hyper, "discreteUniform": span, "categorical": lambda: shares(R.randint(1, 9)),
    "uniform": interval, "normal": place, "laplace": place, "logistic": place, "gumbel": place, "cauchy": place, "halfNormal": lambda: (size(-150, 150),), "rayleigh": lambda: (size(-100, 100),), "exponential": lambda: (R.choice((power(), size(-200, 200))),),
    "logNormal": lambda: (R.choice((0.0, R.gauss(0, 5))), R.choice((1.0, size(-6, 0.7)))), "gamma": lambda: (shape(), power()), "inverseGamma": lambda: (shape(), power()), "chiSquared": lambda: (shape(),),
    "beta": lambda: R.choice(((shape(-5, 12), shape(-5, 12)), (lambda a: (a, a * R.uniform(0.2, 5)))(shape()), (size(9, 12), size(-2, 1)), (size(-2, 1), size(9, 12)))),
    "studentT": lambda: (R.choice((size(-5, 0), size(0, 2), size(2, 9), size(9, 16), 1.0, 2.0)),) + R.choice(((0.0, 1.0), (0.0, 1.0), place())), "weibull": lambda: (R.choice((size(-1.5, 1), size(0, 6))), power()),
    "pareto": lambda: (R.choice((size(-1.5, 1), size(0, 6))), power()), "continuousBernoulli": lambda: (R.choice((R.random(), size(-20, 0), 0.5 + sign() * size(-14, -1))),), "vonMises": lambda: (R.choice((0.0, R.uniform(-3, 3))), R.choice((size(-5, 2), size(0, 8)))),
}
SERIES = "binomial poisson gamma inverseGamma chiSquared beta studentT negativeBinomial hypergeometric vonMises".split()
UNIT = ("beta", "continuousBernoulli")


def exact(t): return [mpf(v) for v in t]
def number(v): return "%d" % v if float(v).is_integer() and abs(v) < 1e15 else repr(float(v))


def peers_of(name, t, f, x=None):
    """What to ask each about a distribution."""
    scipy, r, cpp, torch = FAMILIES[name]
    fill = lambda text, whole=(): text.format(*[number(v) if i in whole else repr(float(v)) for i, v in enumerate(t)], all=repr(list(t)), x=None if x is None else repr(float(x)))
    out = {"Surprisal": json.dumps(["f", [name, list(t)], f, x] if x is not None else ["whole", [name, list(t)], f])}
    discrete = name in T.DISCRETE
    moved = name == "studentT" and t[1:] != (0.0, 1.0)
    if scipy: out["SciPy"] = fill("st.{n}.{f}({a})".format(n=scipy.split(",")[0], f=SCIPY_NAMES.get(f, "logpmf" if discrete else "logpdf"), a=",".join((["{x}"] if x is not None else []) + scipy.split(",")[1:])))
    if r and f in R_NAMES and not moved: out["R"] = fill((R_NAMES[f] % tuple(r.split(",", 1))))
    if cpp and f in BOOST_NAMES and not moved: out["Boost"] = "%s %d %r %s" % (name, BOOST_NAMES.index(f), 0.0 if x is None else float(x), " ".join(repr(float(v)) for v in (tuple(t) + (0, 0))[:3]))
    if torch and f in TORCH_NAMES: out["PyTorch"] = fill("td." + torch + "." + TORCH_NAMES[f], (0,) if name == "binomial" else ())
    return out


def abscissas(name, t):
    """In the bulk, in the tails, beside the ends."""
    try: m, s = [float(v) for v in T.MOMENTS[name](*exact(t))]; s = math.sqrt(s)
    except (ValueError, OverflowError): m = s = math.nan
    if not (math.isfinite(m) and math.isfinite(s) and s > 0): m, s = (t[-2], t[-1]) if len(t) > 1 and name != "inverseGamma" else (t[-1], t[-1])
    out = []
    for _ in range(40):
        z = R.gauss(0, 1) * R.choice((0.01, 1, 1, 3, 10, 38))
        x = R.choice((m + s * z, m + s * z, m + s * z, m * size(-6, 1), 1 - size(-15, -1) if name in UNIT else m * R.uniform(0.5, 2)))
        if name == "vonMises": x = t[0] + R.choice((R.uniform(-3.14, 3.14), max(-3.14, min(3.14, z / math.sqrt(t[1] + 1)))))
        if name == "uniform": x = t[0] + (t[1] - t[0]) * R.choice((R.random(), size(-9, 0)))
        if name == "pareto": x = t[1] * math.exp(min(600, R.expovariate(1) * R.choice((1, 30)) / t[0]))
        if name == "weibull": x = t[1] * min(1e250, (R.expovariate(1) * R.choice((1e-8, 1, 20))) ** (1 / t[0]))
        if name == "logNormal": x = math.exp(min(600, t[0] + t[1] * z))
        if name in T.DISCRETE: x = math.floor(x) if math.isfinite(x) else 0
        if name in T.DISCRETE: lo, hi = T.whole_support(name, t)
        elif name in T.LINE: lo, hi = -math.inf, math.inf
        else: lo, hi = {"uniform": t[:2], "pareto": (t[-1], math.inf)}.get(name, (1e-300, 1 if name in UNIT else math.inf))
        if lo <= x <= hi and abs(x) < 2**53 * (1 if name in T.DISCRETE else 1e270) and not (name in UNIT and x in (0, 1)): out.append(float(x))
    return out


def distributions():
    for name in FAMILIES:
        for _ in range(OPTIONS["size"]):
            t = DRAW[name]()
            big = max(t) if name in ("gamma", "inverseGamma", "chiSquared", "beta", "negativeBinomial", "studentT", "poisson", "binomial") else 0
            T_ = exact(t)
            fine = 1e-14 if big >= 1e10 else 1e-15
            try: add("entropy", fine, "mixed", [T.ENTROPY[name](*T_)], peers_of(name, t, "entropy"))
            except (ArithmeticError, ValueError): pass
            for f, v in zip(("mean", "variance"), T.MOMENTS[name](*T_)):
                if mp.isfinite(v) and 1e-290 < abs(v) < 1e300: add("mean, variance", 2e-15, "relative", [v], peers_of(name, t, f))
            for x in abscissas(name, t)[:2]:
                try: value = T.LOGP[name](mpf(x), *T_)
                except (ArithmeticError, ValueError): continue
                if abs(value) < 1e300:
                    queries = peers_of(name, t, "logDensity", x)
                    if value < -690: queries.pop("Boost", None)  # it has densities only
                    add("log-density", 1e-14 if big >= 1e10 else 1e-15, "mixed", [value], queries)
                try: tails = T.TAILS[name](mpf(x), *T_)
                except (ArithmeticError, ValueError, mp.libmp.NoConvergence): continue
                for f, v in zip(("cdf", "sf"), tails):
                    if not v > mpf(10) ** -300: continue
                    condition = float(min(1e300, abs(mpf(x)) * mp.exp(value) / v)) if name not in T.DISCRETE else 1
                    kind = "cdf, sf by incomplete gamma, beta" if name in SERIES else "cdf, sf in closed form"
                    add(kind, (1e-12 if big >= 1e8 else 1e-13) if name in SERIES else 5e-16, "relative", [v], peers_of(name, t, f, x), 1 if name in SERIES else max(1, condition))
            for f in ("quantile", "isf"):
                u = level()
                if not 0 < u < 1: continue
                def solve(ours, name=name, T_=T_, u=u, f=f):
                    if name in T.DISCRETE: return [T.count_quantile(name, T_, mpf(u), f == "isf", ours[0])]
                    try: return [T.quantile(name, T_, mpf(u), f == "isf", ours[0])]
                    except (ArithmeticError, ValueError, TypeError):
                        if T.is_beside(name, T_, mpf(u), f == "isf", ours[0]): return [ours[0]]
                        raise
                add("quantile, discrete" if name in T.DISCRETE else "quantile, continuous", 0 if name in T.DISCRETE else 1e-13 if big >= 1e6 else 1e-14, "relative", solve, peers_of(name, t, f, u))


def spoken(side):
    name, t = side
    return ["mixture", t[0], [spoken(c) for c in t[1]]] if name == "mixture" else [name, list(t)]


def torch_of(side):
    name, t = side
    text = FAMILIES[name][3] if name in FAMILIES else None
    return text and "td." + text.format(*[number(v) if name == "binomial" and i == 0 else repr(float(v)) for i, v in enumerate(t)], all=repr(list(t)))


def divergence(kind, aim, p, q, value, closed=True):
    if not (mp.isfinite(value) and mpf(10) ** -280 < value < mpf(10) ** 300): return
    queries = {"Surprisal": json.dumps(["measure", "kl", spoken(p), spoken(q)])}
    if torch_of(p) and torch_of(q): queries["PyTorch"] = "td.kl_divergence(%s,%s)" % (torch_of(p), torch_of(q))
    add(kind, aim, "relative", [value], queries)
    if not closed: add("its own error estimate", 1, "own", [value], {"Surprisal": queries["Surprisal"]})


def same_families():
    for name in FAMILIES:
        for _ in range(2 * OPTIONS["size"]):
            near = R.random() < 0.5
            p = DRAW[name]()
            step = lambda v: v * (1 + sign() * size(-15, -2)) if R.random() < 0.8 else v
            if name == "categorical" and near: continue  # arrays() has these
            q = tuple(step(v) for v in p) if near else DRAW[name]()
            if name == "binomial": q = (p[0], q[1])
            if name in ("discreteUniform", "hypergeometric") and near: continue
            if name == "hypergeometric": q = (p[0], min(p[0], p[1] + R.randint(0, 3)), p[2])
            if name in ("uniform", "discreteUniform"): q = (min(p[0], q[0]), max(p[1], q[1]))
            if name == "pareto": q = (q[0], min(p[1], q[1]))
            if name == "categorical" and not near: q = shares(len(p))
            if name in ("studentT", "logistic") or p == q or not allowed(name, q): continue
            if name == "hypergeometric" and (T.whole_support(name, p)[0] < T.whole_support(name, q)[0] or T.whole_support(name, p)[1] > T.whole_support(name, q)[1]): continue
            with mp.workdps(160):
                try: value = T.kl_same(name, exact(p), exact(q))
                except (ArithmeticError, ValueError): continue
            divergence("kl, same family" + (", near" if near else ""), 1e-12, (name, p), (name, q), value)


def allowed(name, t):
    chances = {"bernoulli": 0, "geometric": 0, "binomial": 1, "negativeBinomial": 1, "continuousBernoulli": 0}
    return name not in chances or 0 < t[chances[name]] < 1


def middling(name):
    """Parameters between 1/30 and 30 or so, now and then over eight orders of magnitude."""
    s = lambda: size(-4, 4) if R.random() < 0.3 else size(-0.8, 0.8)
    m = lambda: R.gauss(0, 2)
    if name in ("exponential", "halfNormal", "rayleigh", "chiSquared"): return (s(),)
    if name in ("gamma", "inverseGamma", "weibull", "pareto"): return size(-0.5, 1.3), s()
    if name == "beta": return s(), s()
    if name == "uniform": return (lambda a: (a, a + R.uniform(0.01, 1 - a)))(R.random() * 0.9)
    if name == "logNormal": return m(), size(-2, 0.3)
    if name == "studentT": return size(-0.5, 2), m(), s()
    if name == "continuousBernoulli": return (R.random(),)
    if name == "mixture": return [0.25, 0.75], [("normal", (m(), s())), ("normal", (m(), s()))]
    return m(), s()


def across():
    sources = list(T.POSITIVE) + ["normal", "gumbel", "laplace", "logistic"]
    targets = ["normal", "exponential", "gamma", "chiSquared", "inverseGamma", "beta", "gumbel", "weibull", "rayleigh", "halfNormal", "continuousBernoulli"]
    for _ in range(12 * OPTIONS["size"]):
        p, q = R.choice(sources), R.choice(targets)
        if p == q: continue
        t, u = middling(p), middling(q)
        with mp.workdps(60):
            try: value = T.kl_cross(p, exact(t), q, exact(u))
            except (ArithmeticError, ValueError): continue
        if value is not None and mp.im(value) == 0: divergence("kl across families, closed form", 1e-13, (p, t), (q, u), mp.re(value))
    line = ["studentT", "logistic", "cauchy", "normal", "gumbel", "laplace", "mixture"]
    for _ in range(3 * OPTIONS["size"]):
        p, q = R.choice(line[:1] + line[1:2] + line[3:]), R.choice(line)
        t, u = middling(p), middling(q)
        if p == q and p not in ("studentT", "logistic", "mixture"): continue
        if p == "studentT" and (q == "gumbel" or t[0] <= {"normal": 2, "mixture": 2, "laplace": 1, "logistic": 1}.get(q, 0)): continue  # no such moment
        if q == "gumbel" and p in ("logistic", "laplace", "gumbel") and (p == "gumbel" or t[1] >= u[1]): continue
        value = integral((p, t), (q, u))
        if value is not None: divergence("kl across families, sum or integral", 1e-11, (p, t), (q, u), value, False)
    for _ in range(4 * OPTIONS["size"]):
        (p, t), (q, u) = whole_pair()
        with mp.workdps(100):
            try: value = T.lattice(lambda x: (lambda l: mp.exp(l) * (l - T.LOGP[q](x, *exact(u))))(T.LOGP[p](x, *exact(t))), p, exact(t))
            except (ArithmeticError, ValueError): continue
        divergence("kl across families, sum or integral", 1e-11, (p, t), (q, u), value, False)


def log_of(side):
    name, t = side
    if name != "mixture": return lambda x, t=exact(t): T.LOGP[name](x, *t)
    parts = [(mpf(w), log_of(c)) for w, c in zip(*t)]
    return lambda x: mp.log(mp.fsum(w * mp.exp(f(x)) for w, f in parts))


def integral(p, q):
    with mp.workdps(30):
        ways = [c[1] for side in (p, q) for c in (side[1][1] if side[0] == "mixture" else [side])]
        cuts = sorted({mpf(t[-2]) + c * mpf(t[-1]) for t in ways for c in (-1000, -100, -30, -10, -4, -1.5, 0, 1.5, 4, 10, 30, 100, 1000)})
        f, g = log_of(p), log_of(q)
        def h(x):
            a = f(x)
            return mp.exp(a) * (a - g(x)) if a > -5000 else mpf(0)
        try: value, fault = mp.quad(h, [-mp.inf] + cuts + [mp.inf], error=True)
        except (ArithmeticError, ValueError): return None
        return value if fault < abs(value) * mpf(10) ** -15 else None


def whole_pair():
    """Two discrete distributions of like means."""
    m = R.choice((size(-2, 2), size(2, 6), size(6, 12)))
    off = R.choice((1, 1, 1 + sign() * size(-9, -1), size(-0.5, 0.5)))
    n = float(int(m * size(0, 4)) + 2)
    p = R.choice((("poisson", (m,)), ("binomial", (n, min(0.9, m / n))), ("negativeBinomial", (m, 0.5))) + ((("geometric", (1 / (1 + m),)), ("hypergeometric", (n + 5, float(int(n / 2)), float(int(min(m, n)) + 1)))) if m < 100 else ()))
    m = float(T.MOMENTS[p[0]](*exact(p[1]))[0]) * off or m
    r = size(-1, 3) * m
    q = R.choice((("poisson", (m,)), ("negativeBinomial", (r, r / (r + m))), ("geometric", (1 / (1 + m),))))
    return (p, q) if p[0] != q[0] else whole_pair()


ORDERS = (0, 0.3, 0.5, 2, 3.5, 1e999)


def array_truth(f, p, q, order):
    order = mpf(order)
    if f == "entropy": return -mp.fsum(T.xlog(a, a) for a in p)
    pairs = list(zip(p, q))
    if f == "crossEntropy": return -mp.fsum(T.xlog(a, b) for a, b in pairs)
    if f == "kl": return mp.fsum(a * mp.log(a / b) for a, b in pairs if a)
    if f == "jensenShannon": return mp.fsum(T.xlog(a, 2 * a / (a + b) if a else 1) + T.xlog(b, 2 * b / (a + b) if b else 1) for a, b in pairs) / 2
    if f == "jeffreys": return mp.fsum((a - b) * mp.log(a / b) for a, b in pairs)
    if f == "totalVariation": return mp.fsum(abs(a - b) for a, b in pairs) / 2
    root = mp.fsum((mp.sqrt(a) - mp.sqrt(b)) ** 2 for a, b in pairs) / 2
    if f == "hellinger": return mp.sqrt(root)
    if f == "bhattacharyya": return -mp.log1p(-root)
    if f == "chiSquare": return mp.fsum((a - b) ** 2 / b for a, b in pairs)
    if f == "wasserstein1":
        total = at = mpf(0)
        for a, b in pairs: at += a - b; total += abs(at)
        return total
    if order == mp.inf: return mp.log(max(a / b for a, b in pairs))
    if order == 0: return -mp.log1p(-mp.fsum(b for a, b in pairs if not a))
    return mp.log(mp.fsum(a**order * b ** (1 - order) for a, b in pairs if a)) / (order - 1)


def arrays():
    """Multiples of 2^-60 whose sums are exactly 1, so that whoever divides by the sum and who does not mean the same."""
    for case in range(5 * OPTIONS["size"]):
        near, n = case % 2, R.choice((1, 2, 5, 30, 400))
        whole = [R.random() ** R.choice((1, 20)) for _ in range(n)]
        unit = sum(whole) * 2
        p = [math.ldexp(int(w / unit * 2**50), -50) for w in whole]
        p[0] += 0.5 - math.fsum(p)
        gap = lambda v: math.ldexp(1.0, math.frexp(v)[1] - R.choice((51, 51, 45, 30, 12)) if v else 0)
        if near:
            d = [gap(v) if v else 0 for v in p]
            d = [e if v + e - v == e and v - (v - e) == e else 0.0 for v, e in zip(p, d)]
            p, q = p + p, [v + e for v, e in zip(p, d)] + [v - e for v, e in zip(p, d)]
            if p == q: continue
        else:
            p = p + p[::-1]
            q = p[:]
            R.shuffle(q)
        if 0 in q: p, q = [a for a, b in zip(p, q) if b], [b for b in q if b]
        if math.fsum(p) != 1 or not any(a != b for a, b in zip(p, q)): continue
        times = 1
        if case % 10 in (4, 5) and n == 400: times = 1024
        if not near and R.random() < 0.3: p, q = p + [R.choice((0.0, 5e-324, 1e-310))], q + [R.choice((5e-324, 1e-310, 1e-300))]
        P, Q = exact(p), exact(q)
        for f in ("entropy", "crossEntropy", "kl", "jensenShannon", "jeffreys", "totalVariation", "hellinger", "bhattacharyya", "chiSquare", "wasserstein1", "renyi"):
            if f == "jeffreys" and 0 in p or f == "wasserstein1" and times > 1: continue
            order = R.choice(ORDERS)
            with mp.workdps(80):
                value = array_truth(f, P, Q, order)
                if times > 1: value += mp.log(times) if f in ("entropy", "crossEntropy") else 0
            if value < mpf(10) ** -280: continue
            side = (lambda v: v) if times == 1 else (lambda v: {"tile": [x / times for x in v], "times": times})
            queries = {"Surprisal": json.dumps(["measure", f, side(p), None if f == "entropy" else side(q)] + ([{"alpha": order}] if f == "renyi" else [])).replace("Infinity", "1e999")}
            text = lambda v: repr(v) if times == 1 else "np.tile(np.array(%r)/%d,%d)" % (v, times, times)
            tensors = lambda v: "t(%s)" % repr(v) if times == 1 else "t(%r).div(%d).repeat(%d)" % (v, times, times)
            scipy = {"entropy": "st.entropy(%s)", "kl": "st.entropy(%s,%s)", "jensenShannon": "jensenshannon(%s,%s)**2", "wasserstein1": "st.wasserstein_distance(range(%d),range(%d),%%s,%%s)" % (len(p), len(p))}.get(f)
            if scipy: queries["SciPy"] = scipy % ((text(p),) if f == "entropy" else (text(p), text(q)))
            if f == "kl": queries["PyTorch"] = "torch.nn.functional.kl_div(%s.log(),%s,reduction='sum')" % (tensors(q), tensors(p))
            if f == "entropy": queries["PyTorch"] = "td.Categorical(%s).entropy()" % tensors(p)
            add("measures of near arrays" if near else "measures of arrays", 1e-14, "relative", [value], queries)


def logits():
    for _ in range(6 * OPTIONS["size"]):
        n, spread = R.choice((2, 3, 10, 100)), R.choice((1, 10, 100, 1e4))
        z = [R.gauss(0, spread) for _ in range(n)]
        y = R.randrange(n)
        if R.random() < 0.4: z[y] = max(z) + R.choice((20, 37, 50, 200, 700))
        soft = R.random() < 0.4
        weights = [R.randint(0, 2**20) for _ in range(n)]
        weights[0] += 2**30 - sum(weights)
        target = [math.ldexp(w, -30) for w in weights] if soft else y
        if soft and R.random() < 0.3: z = [math.log(v) if v else -50.0 for v in target]  # next to the least loss
        t = exact(target) if soft else [mpf(i == y) for i in range(n)]
        with mp.workdps(400 if spread < 1e4 else 60):
            Z = exact(z)
            top = max(Z)
            e = [mp.exp(v - top) for v in Z]
            whole = mp.fsum(e)
            loss = mp.fsum(b * (mp.log1p(mp.fsum(w for j, w in enumerate(e) if j != i) / e[i])) for i, b in enumerate(t) if b)
            gradient = [-mp.fsum(w for j, w in enumerate(e) if j != i) / whole if b == 1 else w / whole - b for i, (w, b) in enumerate(zip(e, t))]
        line = "softmax(%r,%r)" % (z, target)
        both(loss, t, gradient, {"Surprisal": json.dumps(["softmax", z, target]), "PyTorch": line, **({} if soft else {"SciPy": line})})
    for _ in range(6 * OPTIONS["size"]):
        z = R.choice((R.gauss(0, 3), sign() * size(0, 4), sign() * size(-10, 0), 1e4, -1e4, R.uniform(-745, 745)))
        y = R.choice((0.0, 1.0, 0.5, R.randint(0, 2**20) / 2**20, 1 / (1 + math.exp(-z)) if abs(z) < 300 else 1.0))
        with mp.workdps(400):
            Z, Y = mpf(z), mpf(y)
            low, high = 1 / (1 + mp.exp(Z)), 1 / (1 + mp.exp(-Z))
            loss = Y * mp.log1p(mp.exp(-Z)) + (1 - Y) * mp.log1p(mp.exp(Z))
            gradient = -low if y == 1 else high - Y
        queries = {"Surprisal": json.dumps(["binary", z, y]), "PyTorch": "binary(%r,%r)" % (z, y)}
        if y in (0, 1): queries["R"] = "c(-plogis(%r,log.p=TRUE),%s)" % (z if y else -z, "-plogis(%r)" % -z if y else "plogis(%r)" % z)
        both(loss, [Y], [gradient], queries)


def both(loss, target, gradient, queries):
    """The loss and the gradient are classes of their own; where a soft target is the probability rounded, a change
    of the logit by an ulp turns the gradient's sign."""
    add("softmax, binary cross-entropy", 4e-16, "relative", [loss], queries)
    meets = any(0 < t < 1 and abs(g) < t * mpf(2) ** -45 for t, g in zip(target, gradient))
    add("gradients within an ulp of 0" if meets else "their gradients", 1e-9 if meets else 1e-15, "relative", lambda _: [None] + gradient, queries)


def estimators():
    for _ in range(3 * OPTIONS["size"]):
        counts = [R.choice((R.randint(0, 9), R.randint(0, 10**9))) for _ in range(R.choice((1, 3, 50)))] + [1]
        whole, seen = mpf(sum(counts)), sum(c > 0 for c in counts)
        plug = mp.fsum(c / whole * mp.log(whole / c) for c in counts if c)
        add("estimators", 1e-14, "relative", [plug], {"Surprisal": json.dumps(["estimate", "entropy", counts, {"method": "plug-in"}]), "SciPy": "st.entropy(%r)" % counts, "PyTorch": "td.Categorical(t(%r)).entropy()" % [float(c) for c in counts]})
        add("estimators", 1e-14, "relative", [plug + (seen - 1) / (2 * whole)], {"Surprisal": json.dumps(["estimate", "entropy", counts])})
        scale, k = R.choice((1, 1e-3, 1e200, 1e-200)), R.randint(1, 4)
        x, y = [[R.gauss(0, 1) * scale for _ in range(R.choice((8, 60)))] for _ in range(2)]
        far = lambda v, among: sorted(abs(mpf(v) - w) for w in among)
        value = mp.psi(0, len(x)) - mp.psi(0, k) + mp.log(2) + mp.fsum(mp.log(far(v, x)[k]) for v in x) / len(x)
        add("estimators", 1e-14, "mixed", [value], {"Surprisal": json.dumps(["estimate", "differentialEntropy", x, {"k": k}])})
        value = mp.fsum(mp.log(far(v, y)[k - 1] / far(v, x)[k]) for v in x) / len(x) + mp.log(mpf(len(y)) / (len(x) - 1))
        add("estimators", 1e-14, "mixed", [value], {"Surprisal": json.dumps(["estimate", "kl", x, y, {"k": k}])})


def bases():
    for _ in range(2 * OPTIONS["size"]):
        base = R.choice(("bits", "dits", 7, 0.5, size(-3, 3)))
        divisor = mp.log({"bits": 2, "dits": 10}.get(base) or mpf(base))
        p = [1.0 / 2**k for k in range(1, R.randint(3, 40))]
        p += p[-1:]
        q = p[::-1]
        for f in ("entropy", "crossEntropy", "kl"):
            queries = {"Surprisal": json.dumps(["measure", f, p, None if f == "entropy" else q, {"base": base}])}
            if f != "crossEntropy": queries["SciPy"] = "st.entropy(%r,%s,base=%r)" % (p, None if f == "entropy" else q, {"bits": 2, "dits": 10}.get(base, base))
            add("bases", 1e-15, "mixed", [array_truth(f, exact(p), exact(q), 1) / divisor], queries)


PARTS = (distributions, same_families, across, arrays, logits, estimators, bases)


def draw(seed, size_, parts):
    OPTIONS["size"] = size_
    for part in PARTS:
        R.seed("%d %s" % (seed, part.__name__))  # each alone draws what it draws among all
        if not parts or part.__name__ in parts: part()
