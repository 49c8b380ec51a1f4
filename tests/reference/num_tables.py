"""Prints the tables of c/num: `num_tables.py dd` gives c/num/dd_tables.h, `error` c/num/error_tables.h,
`bessel` c/num/bessel_tables.h, `vlog` c/num/vlog_table.h.

Everything is computed at 60 digits and rounded once.  Needs mpmath.
"""
import struct
import sys
from mpmath import mp, mpf, log, sqrt, erfc, exp, floor, chebyt, cos, pi, power, besseli, polyval

mp.dps = 60


def hi_lo(value):
    hi = float(value)
    return hi, float(value - mpf(hi))


def trimmed(value, bits):
    """value rounded to `bits` significant bits, as a double"""
    e = int(floor(log(abs(value), 2))) + 1
    return float(mp.nint(value * mpf(2) ** (bits - e)) * mpf(2) ** (e - bits))


def hexed(x):
    return float(x).hex()


def chebyshev(function, lo, hi, degree):
    """Coefficients, lowest first, in t = x - (lo + hi)/2 of the Chebyshev interpolant on lo ... hi."""
    lo, hi, n = mpf(lo), mpf(hi), degree + 1
    mid, half = (lo + hi) / 2, (hi - lo) / 2
    angles = [pi * (2 * k + 1) / (2 * n) for k in range(n)]
    values = [function(mid + half * cos(a)) for a in angles]
    series = [2 * sum(v * cos(j * a) for v, a in zip(values, angles)) / n for j in range(n)]
    series[0] /= 2
    # T_j as polynomials of s = t / half
    result = [mpf(0)] * n
    before, now = [mpf(1)] + [mpf(0)] * degree, [mpf(0), mpf(1)] + [mpf(0)] * (degree - 1)
    for j in range(n):
        for k in range(n):
            result[k] += series[j] * before[k]
        after = [(2 * now[k - 1] if k else 0) - before[k] for k in range(n)]
        before, now = now, after
    return [c / half ** k for k, c in enumerate(result)]


def worst(function, coefficients, lo, hi, count=400):
    """Relative error of the rounded coefficients, evaluated exactly."""
    lo, hi = mpf(lo), mpf(hi)
    mid, top = (lo + hi) / 2, mpf(0)
    for k in range(count + 1):
        x = lo + (hi - lo) * k / count
        want = function(x)
        got = polyval([mpf(float(c)) for c in reversed(coefficients)], x - mid)
        top = max(top, abs(got / want - 1))
    return float(top)


def row(values):
    return "{" + ", ".join(hexed(v) for v in values) + "}"


def print_guard(name, what):
    print(f"/* {what}\n   Made by tests/reference/num_tables.py; do not edit. */")
    print(f"#ifndef SP_NUM_{name}_H\n#define SP_NUM_{name}_H\n\n/* clang-format off */")


def dd_tables():
    print_guard("DD_TABLES", "Tables of sp_dd_log and sp_dd_exp.")
    ln2 = log(mpf(2))
    unit = ln2 / 64
    u1 = trimmed(unit, 34)
    u2 = trimmed(unit - mpf(u1), 34)
    u3 = unit - mpf(u1) - mpf(u2)
    print(f"#define UNIT_A {hexed(u1)}\n#define UNIT_B {hexed(u2)}\n#define UNIT_C {hexed(u3)}")
    print("\n/* by the leading 7 bits of m in [1, 2): r near 1/m (2/m from sqrt 2 on), -log r */")
    print("const double sp_dd_log_rows[128][3] = {")
    for i in range(128):
        middle = mpf(1) + (mpf(i) + mpf(1) / 2) / 128
        above = i >= 53
        if i == 0 or i == 127:
            r = mpf(1)
        else:
            r = mp.nint((2 if above else 1) / middle * 512) / 512
        hi, lo = hi_lo(-log(r))
        print("    " + row([float(r), hi, lo]) + ",")
    print("};\n\n/* 2^(i/64) */\nstatic const double EXP_ROWS[64][2] = {")
    for i in range(64):
        print("    " + row(hi_lo(power(2, mpf(i) / 64))) + ",")
    print("};\n/* clang-format on */\n\n#endif")


def error_tables():
    def mills(z):  # sf(z) exp(z^2 / 2)
        return erfc(z / sqrt(mpf(2))) / 2 * exp(z * z / 2)

    def far(s):  # sf(z) exp(z^2 / 2) z sqrt(2 pi) at s = 1/z^2
        if s == 0:
            return mpf(1)
        z = 1 / sqrt(s)
        return mills(z) * z * sqrt(2 * pi)

    def central(w):  # (cdf(z) - 1/2) / z at w = z^2
        if w < mpf(10) ** -40:
            return 1 / sqrt(2 * pi)
        z = sqrt(w)
        return mp.erf(z / sqrt(mpf(2))) / 2 / z

    print_guard("ERROR_TABLES", "Tables of the normal tail.")
    print("/* sf(z) exp(z^2/2) on [i/2, (i+1)/2), in t = z - (i/2 + 1/4), lowest power first */")
    print("static const double MILLS_ROWS[16][14] = {")
    bad = 0
    for i in range(16):
        lo, hi = mpf(i) / 2, mpf(i + 1) / 2
        c = chebyshev(mills, lo, hi, 13)
        bad = max(bad, worst(mills, c, lo, hi, 50))
        print("    " + row(c) + ",")
    print("};\n/* worst relative error of the rows: %.2g */" % bad)
    c = chebyshev(far, 0, mpf(1) / 64, 11)
    print("\n/* z sqrt(2 pi) sf(z) exp(z^2/2) for z >= 8, in t = 1/z^2 - 1/128; error %.2g */" % worst(far, c, 0, mpf(1) / 64, 50))
    print("static const double FAR_ROW[12] =\n    " + row(c) + ";")
    c = chebyshev(central, 0, mpf(1), 11)
    print("\n/* (cdf(z) - 1/2)/z for |z| <= 1, in t = z^2 - 1/2; error %.2g */" % worst(central, c, 0, 1, 50))
    print("static const double CENTRAL_ROW[12] =\n    " + row(c) + ";")

    # First guesses of the normal quantile, good to some 1e-6: the last step makes them exact.
    def quantile(p):
        z = sqrt(-2 * log(p)) if p < 0.1 else mpf(0.5)
        for _ in range(60):
            f = erfc(z / sqrt(mpf(2))) / 2
            d = exp(-z * z / 2) / sqrt(2 * pi)
            step = f * log(f / p) / d
            z += step
            if abs(step) < mpf(10) ** -40:
                break
        return z

    def middle(w):
        q = sqrt(w) if w > mpf(10) ** -30 else mpf(10) ** -15
        return quantile(mpf(1) / 2 - q) / q

    def tail(s):  # s = 1/r, r = sqrt(-2 log p): r - z
        r = 1 / s
        return r - quantile(exp(-r * r / 2))

    c = chebyshev(middle, 0, mpf(0.2), 9)
    print("\n/* z/q, q = 1/2 - p, in t = q^2 - 0.1 for q^2 <= 0.2; error %.2g */" % worst(middle, c, 0, 0.2, 50))
    print("static const double GUESS_MIDDLE[10] =\n    " + row(c) + ";")
    print("\n/* r - z, r = sqrt(-2 log p), in t = 1/r - 0.1 and 1/r - 0.3 (below and from 1/r = 0.175) */")
    lo, cut, hi = mpf(0.025), mpf(0.175), mpf(0.425)
    for name, a, b in (("GUESS_FAR", lo, cut), ("GUESS_NEAR", cut, hi)):
        c = chebyshev(tail, a, b, 8)
        print("/* error %.2g */" % worst(tail, c, a, b, 50))
        print(f"static const double {name}[9] =\n    " + row(c) + ";")
    print("/* clang-format on */\n\n#endif")


def bessel_tables():
    def log_scaled(s):  # log(exp(-k) I0(k) sqrt(2 pi k)) / s at s = 1/k
        if s == 0:
            return mpf(1) / 8
        k = 1 / s
        return log(besseli(0, k) * exp(-k) * sqrt(2 * pi * k)) / s

    def complement(s):  # k (1 - I1(k)/I0(k))
        if s == 0:
            return mpf(1) / 2
        k = 1 / s
        return k * (1 - besseli(1, k) / besseli(0, k))

    print_guard("BESSEL_TABLES", "Tables of the modified Bessel functions for k >= 2, in s = 1/k.")
    print("#define BESSEL_DEGREE 21")
    print("/* on s in [0, 1/32), then [2^-j, 2^-(j-1)) for j = 5 ... 2; t = s - the middle of the row */")
    edges = [mpf(0)] + [mpf(2) ** -j for j in (5, 4, 3, 2, 1)]
    for name, f, what in (("LOG_I0_ROWS", log_scaled, "log(exp(-k) I0(k) sqrt(2 pi k)) / s"),
                          ("RATIO_ROWS", complement, "k (1 - I1(k)/I0(k))")):
        rows = [chebyshev(f, a, b, 21) for a, b in zip(edges, edges[1:])]
        bad = max(worst(f, c, a, b, 40) for c, a, b in zip(rows, edges, edges[1:]))
        print(f"\n/* {what}; error %.2g */" % bad)
        print(f"static const double {name}[5][22] = {{")
        for c in rows:
            print("    " + row(c) + ",")
        print("};")
    print("/* clang-format on */\n\n#endif")


def vlog_table():
    """For the interval i of 2^43 bit patterns from that of 1 on, with the middle m: log m - 13/64, less log(2)/2
    from 1.5 on, and what turns the 43 low bits, read as a fraction of 2^52 less its middle, into f = x/m - 1; both
    in units of -4^(1/3)."""
    unit = -power(4, mpf(1) / 3)
    print_guard("VLOG_TABLE", "c and log m of the 512 intervals of the vector logarithm: see vlog.h.")
    print("const _Alignas(16) double sp_vlog_table[512][2] = {")
    cells = []
    for i in range(512):
        m = 1 + (mpf(i) + 0.5) / 512
        rest = log(m) - mpf(13) / 64 - (log(mpf(2)) / 2 if i >= 256 else 0)
        cells.append("{%s, %s}" % (hexed(1 / m / unit), hexed(rest / unit)))
    for i in range(0, 512, 2):
        print("    " + ", ".join(cells[i:i + 2]) + ",")
    print("};\n/* clang-format on */\n\n#endif")


if __name__ == "__main__":
    {"dd": dd_tables, "error": error_tables, "bessel": bessel_tables, "vlog": vlog_table}[sys.argv[1]]()
