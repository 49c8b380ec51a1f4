"""Writes tests/reference/gamma_families.txt: log-densities, entropies, tails and quantiles of the
families built on the gamma function, at 50 digits.

Each line: family function count parameters x value.  Parameters and x are doubles, printed exactly.
The values come from other routes than the engine's: textbook formulas at 100 to 420 digits; tails
from power series with positive terms, from mpmath's own incomplete gamma function, or from
tanh-sinh quadrature of the density; entropies from closed forms or from the plain sum.  A
quantile's u is a tail rounded to a double, and the quantile is moved by the density for that
rounding (the next term is 1e-30).
Run: python3 tests/reference/gamma_families.py [family ...]   (needs mpmath; some minutes)
"""
import os
import random
import sys

from mpmath import (exp, expm1, fsum, gammainc, inf, isinf, log, log1p, loggamma, mp, mpf, nstr, pi, psi,
                    quad, sqrt)

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gamma_families.txt")
R = random.Random()
mp.dps = 50


def digits_for(*numbers):
    return 420 if any(0 < abs(v) < 1e-17 or abs(v) > 1e17 for v in numbers) else 100


# ---- formulas ------------------------------------------------------------------------------------
def log_choose(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def xlogy(x, y):
    return x * log(y) if x else mpf(0)


def gamma_density(a, b, x):
    return a * log(b) - loggamma(a) + (a - 1) * log(x) - b * x


LOG_DENSITY = {
    "poisson": lambda x, mu: xlogy(x, mu) - mu - loggamma(x + 1),
    "binomial": lambda x, n, p: log_choose(n, x) + xlogy(x, p) + xlogy(n - x, 1 - p),
    "geometric": lambda x, p: log(p) + xlogy(x, 1 - p),
    "negativeBinomial": lambda x, r, p: loggamma(x + r) - loggamma(r) - loggamma(x + 1) + r * log(p) + xlogy(x, 1 - p),
    "hypergeometric": lambda x, N, K, n: log_choose(K, x) + log_choose(N - K, n - x) - log_choose(N, n),
    "gamma": lambda x, a, b: gamma_density(a, b, x),
    "chiSquared": lambda x, v: gamma_density(v / 2, mpf(0.5), x),
    "inverseGamma": lambda x, a, b: a * log(b) - loggamma(a) - (a + 1) * log(x) - b / x,
    "beta": lambda x, a, b: loggamma(a + b) - loggamma(a) - loggamma(b) + (a - 1) * log(x) + (b - 1) * log(1 - x),
    "studentT": lambda x, v, m, s: loggamma((v + 1) / 2) - loggamma(v / 2) - log(pi * v) / 2 - log(s)
    - (v + 1) / 2 * log1p(((x - m) / s) ** 2 / v),
}


def log_density(f, theta, x):
    with mp.workdps(digits_for(x, *theta)):
        return LOG_DENSITY[f](mpf(x), *[mpf(t) for t in theta])


ENTROPY = {
    "geometric": lambda p: -log(p) - xlogy(1 - p, 1 - p) / p,
    "gamma": lambda a, b: a - log(b) + loggamma(a) + (1 - a) * psi(0, a),
    "chiSquared": lambda v: v / 2 + log(2) + loggamma(v / 2) + (1 - v / 2) * psi(0, v / 2),
    "inverseGamma": lambda a, b: a + log(b) + loggamma(a) - (1 + a) * psi(0, a),
    "beta": lambda a, b: loggamma(a) + loggamma(b) - loggamma(a + b) - (a - 1) * psi(0, a) - (b - 1) * psi(0, b)
    + (a + b - 2) * psi(0, a + b),
    "studentT": lambda v, m, s: (v + 1) / 2 * (psi(0, (v + 1) / 2) - psi(0, v / 2)) + log(v) / 2 + loggamma(v / 2)
    + log(pi) / 2 - loggamma((v + 1) / 2) + log(s),
}

STEP_UP = {  # P(x + 1)/P(x)
    "poisson": lambda x, mu: mu / (x + 1),
    "binomial": lambda x, n, p: (n - x) / (x + 1) * p / (1 - p),
    "negativeBinomial": lambda x, r, p: (x + r) / (x + 1) * (1 - p),
    "hypergeometric": lambda x, N, K, n: (K - x) * (n - x) / ((x + 1) * (N - K - n + x + 1)),
}


def support(f, theta):
    if f == "binomial":
        return 0, int(theta[0])
    if f == "hypergeometric":
        N, K, n = map(int, theta)
        return max(0, n + K - N), min(n, K)
    return 0, inf


def mean(f, theta):
    if f == "poisson":
        return theta[0]
    if f == "binomial":
        return theta[0] * theta[1]
    if f == "hypergeometric":
        return theta[1] / theta[0] * theta[2]
    return theta[0] * (1 - theta[1]) / theta[1]


def entropy_by_sum(f, theta):
    """The plain sum outwards from the mean, at most 3e4 terms."""
    lo, hi = support(f, theta)
    start = min(max(int(mean(f, theta)), lo), hi)
    t = [mpf(v) for v in theta]
    total, terms = mpf(0), 0
    for direction in (-1, 1):
        x, log_p = mpf(start), log_density(f, theta, start)
        while True:
            if direction > 0 or x != start:
                term = -exp(log_p) * log_p
                total += term
                if term < total * mpf(10) ** -25 and abs(x - start) > 10:
                    break
            if not lo <= x + direction <= hi:
                break
            ratio = STEP_UP[f](x, *t) if direction > 0 else 1 / STEP_UP[f](x - 1, *t)
            log_p += log(ratio)
            x += direction
            terms += 1
            if terms > 30000:
                raise ValueError
    return total


def entropy_large(f, theta):
    """Poisson and binomial beyond sums: the asymptotic expansions in 1/mu, 1/(n p q); else None."""
    if f == "poisson" and theta[0] > 1e5:
        m = mpf(theta[0])
        return log(2 * pi * exp(1) * m) / 2 - 1 / (12 * m) - 1 / (24 * m**2) - mpf(19) / (360 * m**3)
    if f == "binomial":
        n, p = mpf(theta[0]), mpf(theta[1])
        v = n * p * (1 - p)
        if v > 1e9:  # the next terms are of order 1/v^2
            return log(2 * pi * exp(1) * v) / 2 + (4 * p * (1 - p) - 1) / (12 * v)
    return None


def entropy(f, theta):
    if f in ENTROPY:
        with mp.workdps(digits_for(*theta)):
            return ENTROPY[f](*[mpf(t) for t in theta])
    large = entropy_large(f, theta)
    return entropy_by_sum(f, theta) if large is None else large


# ---- tails ---------------------------------------------------------------------------------------
def integral_down(log_phi, scale, limit):
    """int_0^limit exp(log_phi(s)) ds for a falling integrand of the given scale."""
    points, s = [mpf(0)], scale / 2
    while s < limit and len(points) < 14:
        points.append(s)
        s *= 2
    if limit < inf and len(points) < 14:
        points.append(mpf(limit))
    total = mpf(0)
    for u, v in zip(points, points[1:]):
        total += quad(lambda s: exp(log_phi(s)), [u, v], maxdegree=7)
        if exp(log_phi(v)) * (v - u) < total * mpf(10) ** -40:
            break
    return total


def gamma_tails(a, x):
    if a < 30:
        with mp.workdps(70 + int(min(x, 400))):
            lower = gammainc(a, 0, x, regularized=True) if x < 400 else mpf(1)
            return lower, gammainc(a, x, inf, regularized=True)
    with mp.workdps(90):
        front = exp(a * log(x) - x - loggamma(a + 1)) * a
    if x > a:
        slope = x - a + 1
        upper = front * integral_down(lambda s: (a - 1) * log1p(s) - x * s, min(1 / sqrt(a), 1 / slope), inf)
        return 1 - upper, upper
    scale = min(1 / sqrt(a), 1 / max(a - 1 - x, 1))
    lower = front * integral_down(lambda s: (a - 1) * log1p(-s) + x * s, scale, 1)
    return lower, 1 - lower


def beta_tails(a, b, x, y):
    n = a + b
    with mp.workdps(100):
        front = exp(a * log(x) + b * log(y) + loggamma(n) - loggamma(a) - loggamma(b))

    def by_integral(a, b, x, y):  # I_x, x below the mean and not within reach of a singularity
        slope = ((a - 1) - (n - 2) * x) / y
        scale = 1 / sqrt(a - 1 + max(b - 1, 0) * (x / y) ** 2)
        if slope > 0:
            scale = min(scale, 1 / slope)
        return front / y * integral_down(lambda s: (a - 1) * log1p(-s) + (b - 1) * log1p(x / y * s), scale, 1)

    def by_series(a, b, x):
        total = term = mpf(1)
        for k in range(300000):
            term *= (n + k) / (a + 1 + k) * x
            total += term
            if term < total * mpf(10) ** -55:
                return front / a * total
        raise ValueError

    if max(a, b) >= 20 and a >= 1.5 and n * x <= a and (b >= 1.5 or n * y > 30):
        lower = by_integral(a, b, x, y)
        return lower, 1 - lower
    if max(a, b) >= 20 and b >= 1.5 and n * x > a and (a >= 1.5 or n * x > 30):
        upper = by_integral(b, a, y, x)
        return 1 - upper, upper
    with mp.workdps(80):
        if (n * x <= a and x < 0.99999) or (x < 0.9 and n * x < 300):
            lower = by_series(a, b, x)
            return lower, 1 - lower if lower < 0.999 else by_series(b, a, y)
        upper = by_series(b, a, y)
        return 1 - upper if upper < 0.999 else by_series(a, b, x), upper


def hypergeometric_lower(N, K, n, x):
    a, b, c, d = x, N - K - n + x, K - x, n - x
    total = term = mpf(1)
    count = 0
    while a > 0 and b > 0 and term > total * mpf(10) ** -35:
        c, d, count = c + 1, d + 1, count + 1
        term *= a * b / (c * d)
        a, b = a - 1, b - 1
        total += term
        if count > 30000:
            raise ValueError
    return exp(log_density("hypergeometric", (N, K, n), x)) * total


def tails(f, theta, x):
    """cdf and sf"""
    t, x = [mpf(v) for v in theta], mpf(x)
    if f == "poisson":
        return gamma_tails(x + 1, t[0])[::-1]
    if f == "binomial":
        return beta_tails(x + 1, t[0] - x, t[1], 1 - t[1])[::-1]
    if f == "negativeBinomial":
        return beta_tails(t[0], x + 1, t[1], 1 - t[1])
    if f == "geometric":
        power = (x + 1) * log1p(-t[0])
        return -expm1(power), exp(power)
    if f == "hypergeometric":
        N, K, n = t
        if x < n * K / N:
            lower = hypergeometric_lower(N, K, n, x)
            return lower, 1 - lower
        upper = hypergeometric_lower(N, N - K, n, n - x - 1) if x + 1 <= min(K, n) else mpf(0)
        return 1 - upper, upper
    if f == "gamma":
        return gamma_tails(t[0], t[1] * x)
    if f == "chiSquared":
        return gamma_tails(t[0] / 2, x / 2)
    if f == "inverseGamma":
        return gamma_tails(t[0], t[1] / x)[::-1]
    if f == "beta":
        return beta_tails(t[0], t[1], x, 1 - x)
    z2 = ((x - t[1]) / t[2]) ** 2
    if z2 == 0:
        return mpf(0.5), mpf(0.5)
    lower = beta_tails(t[0] / 2, mpf(0.5), t[0] / (t[0] + z2), z2 / (t[0] + z2))[0] / 2
    return (lower, 1 - lower) if x < t[1] else (1 - lower, lower)


# ---- points --------------------------------------------------------------------------------------
def power(lo, hi):
    return 10 ** R.uniform(lo, hi)


def shape():
    return R.choice([power(-10, 3), power(-1, 2), power(2, 15), power(0, 9),
                     R.choice([0.5, 1.0, 2.0, 2.5, 1e-5, 1e6, 1e9, 1e10, 1e15])])


def near(mean, sigma):
    return mean + sigma * R.gauss(0, 1) * R.choice([1e-3, 1, 1, 8, 35])


def probability():
    return R.choice([R.random(), power(-20, 0), 1 - power(-15, -1), 0.5])


def draw(f):
    if f in ("gamma", "inverseGamma", "chiSquared"):
        a, b = shape(), R.choice([1.0, power(-3, 3), power(-3, 3), power(-250, 250)])
        g = abs(R.choice([near(a, a**0.5), a * R.uniform(0.2, 4), a * power(-8, 3), power(-60, 3)]))
        if f == "chiSquared":
            return (a,), 2 * g
        return (a, b), (g / b if f == "gamma" else b / g)
    if f == "beta":
        a = shape()
        b = R.choice([shape(), a * R.uniform(0.1, 9)])
        n = a + b
        x = R.choice([near(a / n, (a * b / n**2 / (n + 1)) ** 0.5), R.random(), power(-300, 0), 1 - power(-15, 0)])
        return (a, b), x if 0 < x < 1 else R.uniform(0.01, 0.99)
    if f == "studentT":
        v = R.choice([power(-5, 16), power(-1, 2), power(10, 16), R.choice([1.0, 2.0, 3.0, 1e-5, 1e9, 1e12, 1e16])])
        m, s = (0.0, 1.0) if R.random() < 0.7 else (R.gauss(0, 3), power(-3, 3))
        z = R.choice([-1, 1]) * R.choice([power(-8, 2), abs(R.gauss(0, 2)), power(0, 1.6), power(-150, 250)])
        return (v, m, s), m + s * z
    if f == "poisson":
        mu = power(-3, 15) if R.random() < 0.9 else power(-300, -3)
        x = R.choice([near(mu, mu**0.5), mu * R.uniform(0, 3), R.randint(0, 20)])
        return (mu,), float(max(0, int(x)))
    if f == "binomial":
        n, p = float(int(power(0, 15))), probability()
        x = R.choice([near(n * p, (n * p * (1 - p)) ** 0.5), R.randint(0, 20), n - R.randint(1, 20), n * R.random()])
        return (n, p), float(min(n - 1, max(0, int(x))))
    if f == "negativeBinomial":
        r, p = shape(), R.choice([R.random(), power(-12, 0), 1 - power(-15, -1), 0.5])
        m = r * (1 - p) / p
        x = R.choice([near(m, (m / p) ** 0.5), R.randint(0, 20), m * R.uniform(0, 4)])
        return (r, p), float(min(2**52, max(0, int(x))))
    if f == "geometric":
        p = R.choice([R.random(), power(-15, 0), 1 - power(-15, -1), 0.5])
        return (p,), float(int(min(2.0**53, R.choice([R.randint(0, 20), R.expovariate(1) / p, R.random() * 500 / p]))))
    N = int(power(0.5, R.choice([2, 4, 9, 15])))
    K, n = [int(N * R.choice([R.random(), power(-8, 0)])) for _ in range(2)]
    lo, hi = max(0, n + K - N), min(n, K)
    sigma = (n * K / N * (N - K) / N * (N - n) / max(1, N - 1)) ** 0.5
    x = R.choice([near(n * K / N, sigma), lo + R.randint(0, 9), hi - R.randint(0, 9), lo + R.random() * (hi - lo)])
    return (float(N), float(K), float(n)), float(min(hi, max(lo, int(x))))


# Where peers are known to fail, and ends of the ranges.
CORNERS = {
    "poisson": [((1e9,), 1e9), ((1e15,), 1e15 + 1e8), ((1e-300,), 1.0), ((1e300,), 3.0), ((745.0,), 0.0)],
    "binomial": [((1e9, 1e-9), 1.0), ((1e15, 0.5), 5e14), ((1e15, 1e-300), 1.0), ((250.0, 0.008), 9.0),
                 ((9007199254740992.0, 0.3), 2702159776422297.0), ((10.0, 5e-324), 2.0), ((1.0, 0.5), 0.0)],
    "geometric": [((1e-300,), 1e15), ((0.5,), 1000.0), ((1 - 2**-53,), 3.0)],
    "negativeBinomial": [((1e10, 0.5), 1e10), ((1e15, 1 - 1e-15), 1.0), ((1e-300, 0.5), 3.0), ((2.5, 1e-300), 7.0)],
    "hypergeometric": [((1e15, 5e14, 1e9), 5e8), ((9007199254740992.0, 4503599627370496.0, 4503599627370496.0), 2251799813685248.0),
                       ((10.0, 10.0, 5.0), 5.0), ((1e6, 0.0, 9.0), 0.0)],
    "gamma": [((1e15, 1.0), 1e15), ((1e15, 1.0), 1.0000001e15), ((1e-300, 1.0), 1e-300), ((1e9, 1e9), 1.0001), ((2.0, 1e-300), 1e300),
              ((1e-5, 1.0), 1e-300), ((0.084, 9.9), 1e-323), ((0.01, 1e-300), 1e-200), ((0.003, 1e-250), 1e-300), ((0.7, 1e300), 3e-320)],
    "chiSquared": [((1e16,), 1e16), ((1e-5,), 1e-100), ((1e9,), 1.0001e9), ((2.5e-5,), 5e-324), ((0.02,), 1.5e-323)],
    "inverseGamma": [((1e10, 1e10), 1.0), ((0.5, 1e-300), 1e-290), ((3.0, 1.0), 1e300), ((0.01, 1e-300), 1e200), ((0.004, 1e-250), 3e299),
                     ((25.5, 8e-313), 1.25e162), ((279348.5, 2.7e-317), 279348.75), ((25.5, 8e-313), 1.1e-315), ((1e6, 3.5e-304), 1e210)],
    "beta": [((1e10, 2.5), 0.9999999997), ((1e15, 1e15), 0.5), ((1e15, 1e15), 0.50000001), ((1e-10, 1e-10), 0.3), ((0.5, 1e9), 1e-300),
             ((1e9, 1e9), 0.50002), ((3.0, 1e-300), 0.5)],
    "studentT": [((1e16, 0.0, 1.0), 3.0), ((1e-5, 0.0, 1.0), 1e200), ((1.0, 0.0, 1.0), 1e200), ((3.0, 1e10, 1e-5), 10000000000.00001),
                 ((1e12, 0.0, 1.0), 8.0), ((2.0, 0.0, 1.0), -1e300), ((0.01, 0.0, 1e-300), 1e200), ((0.02, 0.0, 1e-200), -3e249)],
}
DISCRETE = ("poisson", "binomial", "geometric", "negativeBinomial", "hypergeometric")
LEAST = mpf("1e-300")


def usable_u(v):
    return LEAST < v and float(v) < 1


def emit(lines, f, function, theta, x, value):
    number = mpf(value)
    text = ("-inf" if number < 0 else "inf") if isinf(number) else nstr(number, 20, min_fixed=0, max_fixed=0)
    lines.append(" ".join([f, function, str(len(theta))] + [repr(float(t)) for t in theta] + [repr(float(x)), text]))


def family(f):
    R.seed(f)  # each family's points depend on its name alone
    lines = []
    for theta, x in CORNERS[f] + [draw(f) for _ in range(130)]:
        emit(lines, f, "logpdf", theta, x, log_density(f, theta, x))
    for theta, _ in CORNERS[f] + [draw(f) for _ in range(40)]:
        try:
            emit(lines, f, "entropy", theta, 0, entropy(f, theta))
        except ValueError:  # a sum too long for this script
            pass
    done = 0
    for theta, x in [c for c in CORNERS[f] if abs(c[1]) < 1e250] + [draw(f) for _ in range(90)]:
        try:
            cdf, sf = tails(f, theta, x)
        except (ValueError, ZeroDivisionError):
            continue
        for name, inverse, tail in (("cdf", "quantile", cdf), ("sf", "isf", sf)):
            if tail < LEAST:
                continue
            emit(lines, f, name, theta, x, tail)
            if not usable_u(tail) or done > 110:
                continue
            if f in DISCRETE:  # away from the tie: the smallest integer is this one, or the next
                for factor in (1 - 1e-9, 1 + 1e-9):
                    u = float(tail * factor)
                    up = (u > tail) == (inverse == "quantile")
                    step = exp(log_density(f, theta, x + 1 if up else x)) if x < support(f, theta)[1] else mpf(0)
                    if 0 < u < 1 and x + 1 < 2**53 and step > 1e-6 * tail:
                        done += 1
                        emit(lines, f, inverse, theta, u, x + 1 if up else x)
                continue
            u = float(tail)
            density = exp(log_density(f, theta, x))
            move = (mpf(u) - tail) / density * (1 if inverse == "quantile" else -1)
            lost = f == "studentT" and abs(x - theta[1]) < 1e-20 * theta[2]  # beside 1/2, at 50 digits
            if abs(move) < 1e-9 * abs(x) and not lost:
                done += 1
                emit(lines, f, inverse, theta, u, mpf(x) + move)
    return lines


if __name__ == "__main__":
    wanted = sys.argv[1:] or sorted(CORNERS)
    kept = []
    if os.path.exists(PATH):
        with open(PATH) as file:
            kept = [line for line in file.read().splitlines() if line.split()[0] not in wanted]
    for name in wanted:
        kept += family(name)
        print(name, len(kept), file=sys.stderr)
    with open(PATH, "w") as file:
        file.write("\n".join(sorted(kept, key=lambda line: line.split()[:2])) + "\n")
