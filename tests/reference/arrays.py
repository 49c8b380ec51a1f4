"""Writes tests/reference/arrays.txt: the measures of arrays of up to a million entries, and logarithms in every
binade, all at 60 digits.

  measure NAME ORDER KIND N VALUE   of P and Q as the generator below makes them (arrays.test.js has the same one)
  log X VALUE                       X in hexadecimal, subnormal ones included

Entries are small integers, so that sums are exact and equal logarithms are taken once.
Run: python3 tests/reference/arrays.py           (mpmath; a minute or two)
     python3 tests/reference/arrays.py bound     the error of sp_vlog_split (c/num/vlog.h), row by row
"""
import os
import re
import sys
from collections import Counter

from mpmath import mp, mpf, exp, log, sqrt, nstr

mp.dps = 60
HERE = os.path.dirname(os.path.abspath(__file__))
RENYI = (0.3, 0.5, 2.0, 3.5)


def states(seed):
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) % 2**32
        yield state


def entries(kind, n):
    """P and Q in units: `apart` 1 ... 4096 each; `near` P is 1 ... 4 and Q = P (1 +- 2^-50), in units of 2^-50."""
    a, b = states(1), states(2)
    if kind == "apart": return [1 + (next(a) >> 20) for _ in range(n)], [1 + (next(b) >> 20) for _ in range(n)], 1
    p = [1 + (next(a) >> 30) for _ in range(n)]
    return [v << 50 for v in p], [(v << 50) + (v if next(b) >> 31 else -v) for v in p], 2**50


def measures(kind, n):
    p, q, _ = entries(kind, n)
    P, Q = sum(p), sum(q)
    pairs = Counter(zip(p, q))
    logs = {v: log(mpf(v)) for v in set(p) | set(q)}
    roots = {v: sqrt(mpf(v)) for v in logs}
    total = lambda f: sum((f(a, b) * c for (a, b), c in pairs.items()), mpf(0))
    apart = log(mpf(P)) - log(mpf(Q))
    out = {("entropy", 1): log(mpf(P)) - total(lambda a, b: a * logs[a]) / P,
           ("crossEntropy", 1): log(mpf(Q)) - total(lambda a, b: a * logs[b]) / P}
    forward = total(lambda a, b: a * (logs[a] - logs[b])) / P - apart
    out["kl", 1] = forward
    out["jeffreys", 1] = forward + total(lambda a, b: b * (logs[b] - logs[a])) / Q + apart
    overlap = total(lambda a, b: roots[a] * roots[b]) / sqrt(mpf(P) * Q)
    out["hellinger", 1], out["bhattacharyya", 1] = sqrt(1 - overlap), -log(overlap)
    out["totalVariation", 1] = mpf(sum(abs(a * Q - b * P) * c for (a, b), c in pairs.items())) / (2 * P * Q)
    out["chiSquare", 1] = total(lambda a, b: mpf(a * Q - b * P) ** 2 / b) / (mpf(P) ** 2 * Q)
    middles = Counter()
    for (a, b), c in pairs.items(): middles[a * Q + b * P] += c
    mixed = -sum((c * mpf(m) * log(mpf(m)) for m, c in middles.items()), mpf(0)) / (2 * mpf(P) * Q) + log(2 * mpf(P) * Q)
    h_q = log(mpf(Q)) - total(lambda a, b: b * logs[b]) / Q
    out["jensenShannon", 1] = mixed - (out["entropy", 1] + h_q) / 2
    for alpha in RENYI:
        up, down = {v: mpf(v) ** mpf(alpha) for v in set(p)}, {v: mpf(v) ** (1 - mpf(alpha)) for v in set(q)}
        power = total(lambda a, b: up[a] * down[b]) / mpf(P) ** mpf(alpha) / mpf(Q) ** (1 - mpf(alpha))
        out["renyi", alpha] = log(power) / (mpf(alpha) - 1)
    out["renyi", mp.inf] = log(max(mpf(a) / b for a, b in pairs) * Q / P)
    run = area = 0
    for a, b in zip(p[:-1], q[:-1]):
        run += a * Q - b * P
        area += abs(run)
    out["wasserstein1", 1] = mpf(area) / (mpf(P) * Q)
    return out


def bound():
    """Of every row: the worst truncation on 257 points plus all roundings that follow, in units of 2^-53."""
    text = open(os.path.join(HERE, "../../c/num/vlog_table.h")).read()
    rows = [(float.fromhex(c), float.fromhex(t)) for c, t in re.findall(r"\{(-?0x[^,]+), (-?0x[^}]+)\}", text)]
    unit = -mpf(4) ** (mpf(1) / 3)
    A, B = mpf(float.fromhex("0x1.ae0da2d39722bp-1")), mpf(float.fromhex("0x1.965fea53d6e3dp-1"))
    worst = mpf(0)
    for i, (c, t) in enumerate(rows):
        truncation = largest = rest = mpf(0)
        for j in range(257):
            low = min(j << 35, 2**43 - 1)
            d = mpf(low) / 2**52 - mpf(2) ** -10
            m = (1 + mpf((i << 43) + low) / 2**52) / (sqrt(mpf(2)) if i >= 256 else 1) * exp(-mpf(13) / 64)
            f = d * mpf(c)
            inner = f + f * f * (B + A * f + f * f)
            truncation = max(truncation, abs(mpf(t) + inner - log(m) / unit))
            largest = max(largest, abs(mpf(t) + inner))
            rest = max(rest, abs(f))
        # f, 1 + f (B + ...), the sums and products within that, and its product with f; then the sum with the table
        small = rest * 2 * mpf(2) ** -53 + rest**2 * 4 * mpf(2) ** -53 + mpf(2) ** (mp.floor(log(rest * 1.001, 2)) - 53)
        final = mpf(2) ** (mp.floor(log(largest, 2)) - 53) if largest else mpf(0)
        error = (truncation + small + final) * -unit
        if error > worst: worst, where = error, i
    print("split log: at most %s * 2^-53, in row %d" % (nstr(worst * 2**53, 4), where))
    return worst


if __name__ == "__main__":
    if "bound" in sys.argv: sys.exit(0 if bound() <= mpf(2) ** -53 else 1)
    with open(os.path.join(HERE, "arrays.txt"), "w") as file:
        for kind, n in (("apart", 7), ("apart", 1000), ("apart", 10**6), ("near", 64), ("near", 1000), ("near", 10**6)):
            for (name, order), value in measures(kind, n).items():
                file.write(f"measure {name} {float(order)!r} {kind} {n} {nstr(value, 20, min_fixed=0, max_fixed=0)}\n")
        random = states(3)
        for e in range(-1074, 1024):
            width = min(52, e + 1074)
            x = mpf(2) ** e * (1 + mpf((next(random) << 20 | next(random) >> 12) >> (52 - width)) / 2**width)
            file.write(f"log {float(x).hex()} {nstr(log(x), 21, min_fixed=0, max_fixed=0)}\n")
