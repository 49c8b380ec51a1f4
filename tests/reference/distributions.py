"""Every distribution in mpmath: log-density, tails, moments and entropy from their definitions, for the
points of hard_families.py.  Independent of gamma_families.py and elementary_families.py: a tail is
its front factor times the integral of exp(falling function) by Gauss-Legendre panels, done twice
with different panels, which must agree to 24 digits; or a power series; hypergeometric ones are
summed, or integrated with Euler and Maclaurin's corrections.  Arguments are exact doubles."""
from mpmath import *
mp.dps = 60
from mpmath.calculus.quadrature import GaussLegendre
_nodes = {}
def nodes():
    k = mp.prec
    if k not in _nodes:
        _nodes[k] = [((x + 1) / 2, w / 2) for x, w in GaussLegendre(mp).calc_nodes(5, k + 20)]
    return _nodes[k]
def decay(g, h0, growth=1.5, limit=None, maxw=None):
    """int_0^limit exp(g(s)) ds, g falling from 0"""
    N = nodes(); total = mpf(0); s = mpf(0); h = mpf(h0)
    for _ in range(4000):
        w = h
        if limit is not None and s + w >= limit: w = limit - s
        part = w * fsum(c * exp(g(s + w * t)) for t, c in N)
        total += part; s += w
        if limit is not None and s >= limit: break
        if part < total * mpf(10) ** -40: break
        h *= growth
        if maxw and h > maxw: h = mpf(maxw)
    else: raise ValueError("decay")
    return total
def decay2(g, h0, **k):
    a = decay(g, h0, **k); b = decay(g, h0 * mpf('0.61'), growth=1.37, **k)
    if abs(a - b) > abs(a) * mpf(10) ** -24: raise ValueError("decay disagrees %s" % nstr(abs(a-b)/a, 5))
    return b
def digits_need(*v):
    d = 60
    for t in v:
        t = abs(mpf(t))
        if t > 0: d = max(d, 60 + int(abs(log10(t)))) if (t > 1e5 or t < 1e-5) else d
    return min(d + 20, 700)

def gamma_tails(a, x):
    a, x = mpf(a), mpf(x)
    if x <= 0: return mpf(0), mpf(1)
    with workdps(digits_need(a, x)):
        if x < 2 and a < 50:
            lf = a * log(x) - x - loggamma(a + 1)
            s = t = mpf(1); k = 1
            while t > s * mpf(10) ** (-mp.dps): t *= x / (a + k); s += t; k += 1
            lo = exp(lf) * s
            return lo, 1 - lo
        front = exp(a * log(x) - x - loggamma(a))
    if x <= a:
        h = min(1 / sqrt(x), 1 / (a - x) if a > x else mpf(10), mpf(1))
        lo = front * decay2(lambda s: -a * s - x * expm1(-s), h)
        return lo, 1 - lo
    h = min(1 / sqrt(x), 1 / (x - a), mpf(1))
    up = front * decay2(lambda s: a * s - x * expm1(s), h)
    return 1 - up, up

def beta_tails(a, b, x, y):
    """I_x, I_y; x + y = 1 as mpf of enough digits"""
    if x <= 0: return mpf(0), mpf(1)
    if y <= 0: return mpf(1), mpf(0)
    n = a + b
    D = digits_need(a, b, x, y)
    def front():
        with workdps(D): return exp(a * log(x) + b * log(y) + loggamma(n) - loggamma(a) - loggamma(b))
    def series(a, b, x, front):
        with workdps(D + 20):
            s = t = mpf(1); k = 0
            while t > s * mpf(10) ** (-mp.dps) : 
                t *= (n + k) / (a + 1 + k) * x; s += t; k += 1
                if k > 20000: raise ValueError("series")
            return front / a * s
    def direct(a, b, x, y, front):
        def g(s):
            e = expm1(-s)  # 1 - x e^-s = y - x e
            return -a * s + (b - 1) * log1p(-x / y * e)
        g1 = a - (b - 1) * x / y
        g2 = abs(b - 1) * (x / y + (x / y) ** 2)
        h = min(1 / sqrt(g2) if g2 else mpf(10), 1 / g1 if g1 > 0 else mpf(10), -log(x) / 2, mpf(1))
        return front / y * decay2(g, h)
    f = front()
    if n * x < 30 and x <= 0.9:
        lo = series(a, b, x, f); 
        with workdps(D + 20): return lo, 1 - lo
    if n * y < 30 and y <= 0.9:
        up = series(b, a, y, f)
        with workdps(D + 20): return 1 - up, up
    lo = up = None
    if a - (b - 1) * x / y >= 0: lo = direct(a, b, x, y, f)
    if b - (a - 1) * y / x >= 0: up = direct(b, a, y, x, f)
    if lo is None: lo = 1 - up
    if up is None: up = 1 - lo
    return lo, up

def normal_tails(z):
    if abs(z) > 1e5: return (mpf(0), mpf(1)) if z < 0 else (mpf(1), mpf(0))
    r = sqrt(mpf(2))
    return erfc(-z / r) / 2, erfc(z / r) / 2

def log_i0e(k):
    if k > 3000:
        total = term = mpf(1)
        for n in range(1, 60):
            term *= mpf(2 * n - 1) ** 2 / (8 * n * k); total += term
            if term < mpf(10) ** -60: break
        return log(total) - log(2 * pi * k) / 2
    return log(besseli(0, k)) - k
def i1_ratio_gap(k):  # k (1 - I1/I0)
    if k > 3000:
        s0 = t0 = s1 = t1 = mpf(1)
        for n in range(1, 60):
            t0 *= mpf(2 * n - 1) ** 2 / (8 * n * k); s0 += t0
            t1 *= -(4 - mpf(2 * n - 1) ** 2) / (8 * n * k); s1 += t1
        return k * (s0 - s1) / s0
    return k * (1 - besseli(1, k) / besseli(0, k))

def vm_tail(k, d):
    if k > 1e40: return normal_tails(sqrt(k) * d)[1]
    room = pi - d
    if room <= 0: return mpf(0)
    h = min(1 / (k * sin(d)) if k and sin(d) > 0 else mpf(1), 1 / sqrt(k) if k else mpf(1), mpf(0.5))
    v = decay2(lambda w: -2 * k * sin(w / 2) * sin(d + w / 2), h, limit=room, maxw=0.5 if k < 1e3 else None)
    return v * exp(-2 * k * sin(d / 2) ** 2 - log(2 * pi) - log_i0e(k))

def xlogy(x, y): return mpf(0) if x == 0 else x * log(y)
def lchoose(n, k): return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)

LOGP = {}
LOGP["bernoulli"] = lambda x, p: log(p) if x == 1 else log1p(-p)
LOGP["binomial"] = lambda x, n, p: lchoose(n, x) + xlogy(x, p) + xlogy(n - x, 1 - p)
LOGP["poisson"] = lambda x, m: xlogy(x, m) - m - loggamma(x + 1)
LOGP["geometric"] = lambda x, p: log(p) + xlogy(x, 1 - p)
LOGP["negativeBinomial"] = lambda x, r, p: loggamma(x + r) - loggamma(r) - loggamma(x + 1) + r * log(p) + xlogy(x, 1 - p)
LOGP["hypergeometric"] = lambda x, N, K, n: lchoose(K, x) + lchoose(N - K, n - x) - lchoose(N, n)
LOGP["discreteUniform"] = lambda x, a, b: -log(b - a + 1)
LOGP["categorical"] = lambda x, *p: log(p[int(x)] / fsum(p)) if p[int(x)] else -inf
LOGP["uniform"] = lambda x, a, b: -log(b - a)
LOGP["normal"] = lambda x, m, s: -((x - m) / s) ** 2 / 2 - log(s) - log(2 * pi) / 2
LOGP["halfNormal"] = lambda x, s: -(x / s) ** 2 / 2 - log(s) + log(2 / pi) / 2
LOGP["logNormal"] = lambda x, m, s: -((log(x) - m) / s) ** 2 / 2 - log(s) - log(x) - log(2 * pi) / 2
LOGP["exponential"] = lambda x, r: log(r) - r * x
LOGP["continuousBernoulli"] = lambda x, l: (xlogy(x, l) + xlogy(1 - x, 1 - l) + log(2 * atanh(1 - 2 * l) / (1 - 2 * l))) if l not in (0.5, 0, 1) else (mpf(0) if l == 0.5 else inf)
LOGP["gamma"] = lambda x, a, r: a * log(r) - loggamma(a) + (a - 1) * log(x) - r * x
LOGP["inverseGamma"] = lambda x, a, r: a * log(r) - loggamma(a) - (a + 1) * log(x) - r / x
LOGP["chiSquared"] = lambda x, v: LOGP["gamma"](x, v / 2, mpf(1) / 2)
LOGP["beta"] = lambda x, a, b: (a - 1) * log(x) + (b - 1) * log(1 - x) + loggamma(a + b) - loggamma(a) - loggamma(b)
LOGP["studentT"] = lambda x, v, m, s: loggamma((v + 1) / 2) - loggamma(v / 2) - log(pi * v) / 2 - log(s) - (v + 1) / 2 * log1p(((x - m) / s) ** 2 / v)
LOGP["cauchy"] = lambda x, m, g: -log(pi * g) - log1p(((x - m) / g) ** 2)
LOGP["laplace"] = lambda x, m, b: -abs(x - m) / b - log(2 * b)
LOGP["logistic"] = lambda x, m, s: -abs(x - m) / s - log(s) - 2 * log1p(exp(-abs(x - m) / s))
LOGP["gumbel"] = lambda x, m, b: -(x - m) / b - exp(-(x - m) / b) - log(b)
LOGP["weibull"] = lambda x, k, l: log(k / l) + (k - 1) * log(x / l) - exp(min(k * log(x / l), mpf(1000)))
LOGP["pareto"] = lambda x, a, m: log(a) + a * log(m) - (a + 1) * log(x)
LOGP["rayleigh"] = lambda x, s: log(x) - 2 * log(s) - (x / s) ** 2 / 2
LOGP["vonMises"] = lambda x, m, k: -2 * k * sin((x - m) / 2) ** 2 - log(2 * pi) - log_i0e(k)

DISCRETE = {"bernoulli", "binomial", "poisson", "geometric", "negativeBinomial", "hypergeometric", "discreteUniform", "categorical"}

def support(f, t):
    if f == "binomial": return (t[0] if t[1] == 1 else 0), (0 if t[1] == 0 else t[0])
    if f == "bernoulli": return int(t[0] == 1), int(t[0] != 0)
    if f == "hypergeometric": return max(0, t[2] + t[1] - t[0]), min(t[1], t[2])
    if f in ("discreteUniform", "uniform"): return t
    if f == "categorical":
        nz = [i for i, p in enumerate(t) if p > 0]; return nz[0], nz[-1]
    if f in ("beta", "continuousBernoulli"): return 0, 1
    if f == "pareto": return t[1], inf
    if f == "vonMises": return mpf(t[0]) - pi, mpf(t[0]) + pi
    if f in ("normal", "studentT", "cauchy", "laplace", "logistic", "gumbel"): return -inf, inf
    if f in ("geometric", "negativeBinomial") and t[-1] == 1: return 0, 0
    if f == "poisson" and t[0] == 0: return 0, 0
    return 0, inf

def logp(f, t, x):
    if f == "mixture":
        w = fsum(mpf(c[0]) for c in t)
        p = fsum(mpf(c[0]) * exp(logp(c[1], c[2], x)) for c in t) / w
        return log(p) if p else -inf
    lo, hi = support(f, t)
    if x < lo or x > hi: return -inf
    d = digits_need(x, *t)
    if f == "beta" and 1 - mpf(x) < 1e-5: d += 20
    with workdps(d):
        v = LOGP[f](mpf(x), *[mpf(q) for q in t])
    return v

def hyper_lower(N, K, n, x):
    """P(X <= x), x about or below the mean: sum, or Euler-Maclaurin"""
    lo = max(mpf(0), n + K - N)
    var = n * K / N * (N - K) / N * (N - n) / max(1, N - 1)
    lp = lambda k: lchoose(K, k) + lchoose(N - K, n - k) - lchoose(N, n)
    with workdps(90): p0 = exp(lp(x))
    if var < mpf(10) ** 7 or min(x - lo, K - x, n - x, N - K - n + x) < 3000:
        a, b, c, d = x, N - K - n + x, K - x, n - x
        tot = t = mpf(1); cnt = 0
        while a > 0 and b > 0 and t > tot * mpf(10) ** -30:
            c += 1; d += 1; t *= a * b / (c * d); a -= 1; b -= 1; tot += t; cnt += 1
            if cnt > 40000: raise ValueError("long sum")
        return p0 * tot
    # integral from -inf to x plus corrections, phi(s) = p(x - s)/p(x)
    def g(s):
        with workdps(90): return lp(x - s) - l0
    with workdps(90): l0 = lp(x)
    N_, K_, n_ = N, K, n
    g1 = -( -psi(0, x + 1) + psi(0, K - x + 1) + psi(0, n - x + 1) - psi(0, N - K - n + x + 1))
    cells = [x + 1, N - K - n + x + 1, K - x + 1, n - x + 1]
    D1 = -(-psi(0, cells[0]) - psi(0, cells[1]) + psi(0, cells[2]) + psi(0, cells[3]))  # d/ds of g at 0
    h = min(1 / abs(D1) if D1 else inf, 1 / sqrt(fsum(1 / c for c in cells)))
    I = decay2(g, h, limit=min(cells[0], cells[1]) - 1)
    # Taylor of exp(g) at 0
    co = [mpf(0)]
    for m in range(1, 10):
        # g(s) = -lgamma(c0 - s) - lgamma(c1 - s) - lgamma(c2 + s) - lgamma(c3 + s)
        v = -(psi(m - 1, cells[0]) + psi(m - 1, cells[1])) * (-1) ** m - (psi(m - 1, cells[2]) + psi(m - 1, cells[3]))
        co.append(v / factorial(m))
    e = [mpf(1)]
    for m in range(1, 10):
        e.append(fsum(j * co[j] * e[m - j] for j in range(1, m + 1)) / m)
    s = I + mpf(1) / 2
    last = None
    for k in range(1, 5):
        last = bernoulli(2 * k) / factorial(2 * k) * e[2 * k - 1] * factorial(2 * k - 1)
        s -= last
    if abs(last) > mpf(10) ** -20: raise ValueError("EM")
    return p0 * s

def tails(f, t, x):
    """(cdf, sf) as mpf"""
    if f == "mixture":
        w = fsum(mpf(c[0]) for c in t)
        parts = [(mpf(c[0]), tails(c[1], c[2], x)) for c in t]
        return fsum(a * p[0] for a, p in parts) / w, fsum(a * p[1] for a, p in parts) / w
    lo, hi = support(f, t)
    if f in DISCRETE: x = floor(mpf(x))
    if x < lo: return mpf(0), mpf(1)
    if x >= hi: return mpf(1), mpf(0)
    x = mpf(x); T = [mpf(v) for v in t]
    if f == "bernoulli": return 1 - T[0], T[0]
    if f == "poisson": return gamma_tails(x + 1, T[0])[::-1]
    if f == "binomial":
        with workdps(420): q = 1 - T[1]
        return beta_tails(x + 1, T[0] - x, T[1], q)[::-1]
    if f == "negativeBinomial":
        with workdps(420): q = 1 - T[1]
        return beta_tails(T[0], x + 1, T[1], q)
    if f == "geometric":
        with workdps(420): v = (x + 1) * log1p(-T[0]); return -expm1(v), exp(v)
    if f == "hypergeometric":
        N, K, n = T
        if x < n * K / N:
            v = hyper_lower(N, K, n, x); return v, 1 - v
        v = hyper_lower(N, N - K, n, n - x - 1); return 1 - v, v
    if f == "discreteUniform": w = T[1] - T[0] + 1; return (x - T[0] + 1) / w, (T[1] - x) / w
    if f == "categorical":
        with workdps(420):
            k = int(x) + 1; s = fsum(T); return fsum(T[:k]) / s, fsum(T[k:]) / s
    if f == "uniform":
        with workdps(700): w = T[1] - T[0]; return (x - T[0]) / w, (T[1] - x) / w
    if f == "normal":
        with workdps(digits_need(x, *t)): z = (x - T[0]) / T[1]; return normal_tails(z)
    if f == "halfNormal": z = x / T[0]; return erf(z / sqrt(mpf(2))), erfc(z / sqrt(mpf(2))) if z < 1e5 else mpf(0)
    if f == "logNormal":
        with workdps(100): return normal_tails((log(x) - T[0]) / T[1])
    if f == "exponential": return -expm1(-T[0] * x), exp(-T[0] * x)
    if f == "gamma":
        with workdps(420): g = T[1] * x
        return gamma_tails(T[0], g)
    if f == "chiSquared": return gamma_tails(T[0] / 2, x / 2)
    if f == "inverseGamma":
        with workdps(420): g = T[1] / x
        return gamma_tails(T[0], g)[::-1]
    if f == "beta":
        with workdps(420): y = 1 - x
        return beta_tails(T[0], T[1], x, y)
    if f == "studentT":
        with workdps(700):
            z2 = ((x - T[1]) / T[2]) ** 2; v = T[0]; X, Y = v / (v + z2), z2 / (v + z2)
        if z2 == 0: return mpf(1) / 2, mpf(1) / 2
        b, c = beta_tails(v / 2, mpf(1) / 2, X, Y)
        with workdps(420):
            l = b / 2; u = (1 + c) / 2 if b > 0.4 else 1 - l
        return (l, u) if x < T[1] else (u, l)
    if f == "cauchy":
        with workdps(700): z = (x - T[0]) / T[1]
        a = (atan(1 / z) / pi if z > 1 else mpf(1) / 2 - atan(z) / pi) if z > -1 else 1 + atan(1 / z) / pi
        b = (-atan(1 / z) / pi if z < -1 else mpf(1) / 2 + atan(z) / pi) if z < 1 else 1 - atan(1 / z) / pi
        return b, a
    if f == "laplace":
        with workdps(700): z = (x - T[0]) / T[1]
        e = exp(-abs(z)) / 2
        return (e, 1 - e) if z < 0 else (1 - e, e)
    if f == "logistic":
        with workdps(700): z = (x - T[0]) / T[1]
        e = exp(-abs(z)); p, q = e / (1 + e), 1 / (1 + e)
        return (p, q) if z < 0 else (q, p)
    if f == "gumbel":
        with workdps(700): z = (x - T[0]) / T[1]; w = exp(-z)
        return exp(-w), -expm1(-w)
    if f == "weibull":
        with workdps(digits_need(x, *t)):
            power = T[0] * log(x / T[1])
            if power > 50: return mpf(1), mpf(0)
            w = exp(power)
        return -expm1(-w), exp(-w)
    if f == "pareto":
        with workdps(digits_need(x, *t)): w = T[0] * log(x / T[1])
        return -expm1(-w), exp(-w)
    if f == "rayleigh":
        w = (x / T[0]) ** 2 / 2
        return -expm1(-w), exp(-w)
    if f == "continuousBernoulli":
        with workdps(420):
            l = T[0]
            if l == 0.5: return x, 1 - x
            e = log(l) - log1p(-l)
            return expm1(e * x) / expm1(e), exp(e * x) * expm1(e * (1 - x)) / expm1(e)
    if f == "vonMises":
        with workdps(420): d = x - T[0]
        if d > 0: v = vm_tail(T[1], d); return 1 - v, v
        v = vm_tail(T[1], -d); return v, 1 - v
    raise KeyError(f)

def lpsi(a): return psi(0, a)
ENT = {
  "bernoulli": lambda p: -xlogy(p, p) - xlogy(1 - p, 1 - p),
  "geometric": lambda p: -log(p) - xlogy(1 - p, 1 - p) / p,
  "discreteUniform": lambda a, b: log(b - a + 1),
  "categorical": lambda *p: -fsum(xlogy(q / fsum(p), q / fsum(p)) for q in p),
  "uniform": lambda a, b: log(b - a),
  "normal": lambda m, s: log(2 * pi * e) / 2 + log(s),
  "halfNormal": lambda s: log(pi * e / 2) / 2 + log(s),
  "logNormal": lambda m, s: log(2 * pi * e) / 2 + log(s) + m,
  "exponential": lambda r: 1 - log(r),
  "gamma": lambda a, b: a - log(b) + loggamma(a) + (1 - a) * psi(0, a),
  "chiSquared": lambda v: v / 2 + log(2) + loggamma(v / 2) + (1 - v / 2) * psi(0, v / 2),
  "inverseGamma": lambda a, b: a + log(b) + loggamma(a) - (1 + a) * psi(0, a),
  "beta": lambda a, b: loggamma(a) + loggamma(b) - loggamma(a + b) - (a - 1) * psi(0, a) - (b - 1) * psi(0, b) + (a + b - 2) * psi(0, a + b),
  "studentT": lambda v, m, s: (v + 1) / 2 * (psi(0, (v + 1) / 2) - psi(0, v / 2)) + log(v) / 2 + loggamma(v / 2) + log(pi) / 2 - loggamma((v + 1) / 2) + log(s),
  "cauchy": lambda m, g: log(4 * pi * g),
  "laplace": lambda m, b: 1 + log(2 * b),
  "logistic": lambda m, s: 2 + log(s),
  "gumbel": lambda m, b: log(b) + euler + 1,
  "weibull": lambda k, l: euler * (1 - 1 / k) + log(l / k) + 1,
  "pareto": lambda a, m: log(m / a) + 1 + 1 / a,
  "rayleigh": lambda s: 1 + log(s) - log(2) / 2 + euler / 2,
  "vonMises": lambda m, k: log(2 * pi) + log_i0e(k) + i1_ratio_gap(k),
}
def cb_entropy(l):
    if l == 0.5: return mpf(0)
    with workdps(400):
        e_ = log(l) - log1p(-l); m = 1 - 1 / e_ + 1 / expm1(e_)
        return -log(e_ / expm1(e_)) - e_ * m

def mean_var(f, t):
    T = [mpf(v) for v in t]
    if f == "mixture":
        w = fsum(mpf(c[0]) for c in t); mv = [mean_var(c[1], c[2]) for c in t]
        m = fsum(mpf(c[0]) * q[0] for c, q in zip(t, mv)) / w
        return m, fsum(mpf(c[0]) * (q[1] + (q[0] - m) ** 2) for c, q in zip(t, mv)) / w
    with workdps(digits_need(*t)):
        if f == "bernoulli": return T[0], T[0] * (1 - T[0])
        if f == "binomial": return T[0] * T[1], T[0] * T[1] * (1 - T[1])
        if f == "poisson": return T[0], T[0]
        if f == "geometric": return (1 - T[0]) / T[0], (1 - T[0]) / T[0] ** 2
        if f == "negativeBinomial": return T[0] * (1 - T[1]) / T[1], T[0] * (1 - T[1]) / T[1] ** 2
        if f == "hypergeometric":
            N, K, n = T
            return (n * K / N, n * K / N * (N - K) / N * (N - n) / (N - 1) if N > 1 else mpf(0)) if N else (mpf(0), mpf(0))
        if f == "discreteUniform": return (T[0] + T[1]) / 2, ((T[1] - T[0] + 1) ** 2 - 1) / 12
        if f == "categorical":
            s = fsum(T); m = fsum(i * p for i, p in enumerate(T)) / s
            return m, fsum((i - m) ** 2 * p for i, p in enumerate(T)) / s
        if f == "uniform": return (T[0] + T[1]) / 2, (T[1] - T[0]) ** 2 / 12
        if f == "normal": return T[0], T[1] ** 2
        if f == "halfNormal": return T[0] * sqrt(2 / pi), T[0] ** 2 * (1 - 2 / pi)
        if f == "logNormal": return exp(T[0] + T[1] ** 2 / 2), expm1(T[1] ** 2) * exp(2 * T[0] + T[1] ** 2)
        if f == "exponential": return 1 / T[0], 1 / T[0] ** 2
        if f == "continuousBernoulli":
            l = T[0]
            if l == 0.5: return l, mpf(1) / 12
            with workdps(500):
                e_ = log(l) - log1p(-l)
                return 1 - 1 / e_ + 1 / expm1(e_), 1 / e_ ** 2 - 1 / (4 * sinh(e_ / 2) ** 2)
        if f == "gamma": return T[0] / T[1], T[0] / T[1] ** 2
        if f == "chiSquared": return T[0], 2 * T[0]
        if f == "inverseGamma":
            a, b = T
            return (b / (a - 1) if a > 1 else inf), (b ** 2 / (a - 1) ** 2 / (a - 2) if a > 2 else inf)
        if f == "beta": a, b = T; return a / (a + b), a * b / (a + b) ** 2 / (a + b + 1)
        if f == "studentT":
            v, m, s = T
            return (m if v > 1 else nan), (s ** 2 * v / (v - 2) if v > 2 else inf if v > 1 else nan)
        if f == "cauchy": return nan, nan
        if f == "laplace": return T[0], 2 * T[1] ** 2
        if f == "logistic": return T[0], (T[1] * pi) ** 2 / 3
        if f == "gumbel": return T[0] + euler * T[1], (pi * T[1]) ** 2 / 6
        if f == "weibull":
            with workdps(mp.dps + 40):
                k, l = T; g1 = gamma(1 + 1 / k); return l * g1, l ** 2 * (gamma(1 + 2 / k) - g1 ** 2)
        if f == "pareto":
            a, m = T
            return (a * m / (a - 1) if a > 1 else inf), (m ** 2 * a / (a - 1) ** 2 / (a - 2) if a > 2 else inf)
        if f == "rayleigh": return T[0] * sqrt(pi / 2), (2 - pi / 2) * T[0] ** 2
        if f == "vonMises":
            k = T[1]
            if k > 1e30: return T[0], 1 / k
            if k == 0: return T[0], pi ** 2 / 3
            g = lambda w: -2 * k * sin(w / 2) ** 2
            N_ = nodes(); tot = mpf(0); s = mpf(0); h = min(1 / sqrt(k), mpf(0.4))
            while s < pi:
                w = min(h, pi - s); part = w * fsum(c * (s + w * q) ** 2 * exp(g(s + w * q)) for q, c in N_); tot += part; s += w
                if part < tot * mpf(10) ** -40: break
                h = min(h * 1.4, mpf(0.4))
            return T[0], 2 * tot / (2 * pi * exp(log_i0e(k)))

def discrete_entropy(f, t):
    T = [mpf(v) for v in t]
    m, v = mean_var(f, t); s = sqrt(v); lo, hi = [mpf(q) for q in support(f, t)]
    if lo == hi: return mpf(0)
    LP = LOGP[f]
    D_ = 50 + int(max(0, log10(max(1, max(T), m))))
    def term(x):
        with workdps(D_): l = LP(x, *T)
        return -exp(l) * l
    gap = min(m - lo, hi - m if hi < inf else inf)
    if v > 400 and gap > 14 * s and (f != "negativeBinomial" or T[0] * (1 - T[1]) > 3000) :
        def run(h):
            return h * fsum(term(m + k * h) for k in range(-int(13 * s / h), int(13 * s / h) + 1))
        a, b = run(s / 6), run(s / 4.5)
        if abs(a - b) > mpf(10) ** -20 * max(1, abs(a)): 
            if f != "negativeBinomial" and v > 1e6: raise ValueError("stride %s" % nstr(abs(a-b),3))
        else: return a
    # exact up to M then Euler-Maclaurin
    if m + 60 * s < 5000 or hi - lo < 5000:
        tot = mpf(0); x = lo
        top = hi if hi - lo < 5000 else m + 60 * s + 300 + (80 / T[1] if f == "negativeBinomial" else 0)
        if top - lo > 20000: raise ValueError("long sum")
        start = max(lo, floor(m - 40 * s - 300)); x = start
        while x <= top:
            tt = term(x); tot += tt; x += 1
            if x > m + 10 and tt < tot * mpf(10) ** -27: break
        return tot
    if f in ("binomial", "hypergeometric"): raise ValueError("long sum")
    M = mpf(3000); tot = fsum(term(mpf(k)) for k in range(int(M)))
    # int_M^inf + f(M)/2 - sum B2k/(2k)! f^(2k-1)(M)
    N_ = nodes(); x0 = M; h = M / 2; I = mpf(0)
    while True:
        part = h * fsum(c * term(x0 + h * q) for q, c in N_); I += part; x0 += h
        if x0 > m and part < I * mpf(10) ** -26: break
        h = min(x0 / 2, max(s / 2 , M / 2)) if f != "negativeBinomial" else min(x0/2, s if s > M else M)
    # derivatives by 9-point central differences with step 8 (smooth at scale M)
    st = mpf(40)
    p = {k: term(M + k * st) for k in range(-4, 5)}
    d1 = (mpf(4)/5*(p[1]-p[-1]) - mpf(1)/5*(p[2]-p[-2]) + mpf(4)/105*(p[3]-p[-3]) - mpf(1)/280*(p[4]-p[-4])) / st
    d3 = (-mpf(61)/30*(p[1]-p[-1]) + mpf(169)/120*(p[2]-p[-2]) - mpf(3)/10*(p[3]-p[-3]) + mpf(7)/240*(p[4]-p[-4])) / st ** 3
    return tot + I + term(M) / 2 - d1 / 12 + d3 / 720

def entropy(f, t):
    if f in ("binomial", "poisson", "negativeBinomial", "hypergeometric"): return discrete_entropy(f, t)
    if f == "continuousBernoulli": return cb_entropy(mpf(t[0]))
    if f == "mixture": raise ValueError
    with workdps(digits_need(*t) + 40): return ENT[f](*[mpf(v) for v in t])
