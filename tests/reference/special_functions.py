"""Writes tests/reference/special_functions.txt: the gamma function's family and the logarithms that
do not cancel (c/num/gamma.h, c/num/log.h), from their definitions at 100 to 420 digits.

Each line: function a b value.  a and b are doubles, printed exactly; b is 0 where there is none.
Run: python3 tests/reference/special_functions.py   (needs mpmath; half a minute)
"""
import os
import random

from mpmath import log, log1p, loggamma, mp, mpf, nstr, pi, psi

R = random.Random(3)


def power(lo, hi):
    return 10 ** R.uniform(lo, hi)


def argument():
    return R.choice([power(-300, 300), power(-3, 3), power(-1, 1.3), power(-12, 16), float(R.randint(1, 40)) / 2])


def about(center):
    return center + R.choice([-1, 1]) * power(-16, 0) * 0.9


def offset():
    """-1 < t, of all sizes"""
    return R.choice([R.choice([-1, 1]) * power(-20, 0) * 0.999, R.uniform(-1, 2), power(0, 100)])


def pair():
    a = R.choice([power(-8, 16), power(-3, 3), power(0, 9)])
    h = a * R.choice([-1, 1]) * power(-14, 0) * 0.999 if R.random() < 0.7 else power(-8, 16)
    return a, h


def counts():
    m = power(-20, 20)
    return m * R.choice([1 + power(-16, 1), 1 - power(-16, 0) * 0.99, power(-100, 100)]), m


NONE = lambda draw: lambda: (draw(), 0.0)
FUNCTIONS = {
    "lgamma": (NONE(lambda: R.choice([argument(), about(1), about(2)])), lambda a, b: loggamma(a)),
    "lgamma1p": (NONE(lambda: R.choice([-1, 1]) * power(-30, 0) * 0.9), lambda a, b: loggamma(1 + a)),
    "stirling": (NONE(lambda: max(0.5, argument())), lambda a, b: loggamma(a) - (a - mpf(1) / 2) * log(a) + a - log(2 * pi) / 2),
    "stirling_slope": (NONE(lambda: max(0.5, min(argument(), 1e100))), lambda a, b: log(a) - 1 / (2 * a) - psi(0, a)),
    "log_peak": (NONE(argument), lambda a, b: a * log(a) - a - loggamma(a + 1)),
    "digamma": (NONE(argument), lambda a, b: psi(0, a)),
    "trigamma": (NONE(lambda: max(1e-150, argument())), lambda a, b: psi(1, a)),
    "lgamma_difference": (pair, lambda a, b: loggamma(a + b) - loggamma(a)),
    "digamma_difference": (pair, lambda a, b: psi(0, a + b) - psi(0, a)),
    "lgamma_bregman": (pair, lambda a, b: loggamma(a + b) - loggamma(a) - b * psi(0, a)),
    "lbeta": (lambda: (power(-10, 16), power(-10, 16)), lambda a, b: loggamma(a) + loggamma(b) - loggamma(a + b)),
    "log1pmx": (NONE(offset), lambda a, b: log1p(a) - a),
    "log1p_bregman": (NONE(offset), lambda a, b: (1 + a) * log1p(a) - a),
    "deviance": (counts, lambda a, b: a * log(a / b) + b - a),
}

lines = []
for name, (draw, formula) in FUNCTIONS.items():
    for _ in range(90):
        a, b = draw()
        mp.dps = 420 if max(a, b) > 1e17 or min(abs(a), abs(b) or 1) < 1e-17 else 100
        value = formula(mpf(a), mpf(b))
        if abs(value) < mpf("1e307") and (abs(value) > mpf("1e-290") or value == 0):
            lines.append(f"{name} {a!r} {b!r} {nstr(value, 20, min_fixed=0, max_fixed=0)}")
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "special_functions.txt"), "w") as file:
    file.write("\n".join(lines) + "\n")
