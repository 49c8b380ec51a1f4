"""Every measure of one pair at once, by routes that are not the engine's: plain sums, and Gauss-Legendre panels in
s = log(distance) from the points where a bulk or a support lies, halved until each measure agrees to 1e-16 (with one halving more, whose error is far less), cut where
P = Q, and followed outwards until nothing is left.  Wasserstein-1 is the integral of |H|, H the running integral of
p - q on the same nodes.  A measure that does not end is left out.  Used by audit.py.
"""
import mpmath as mp
from mpmath import mpf

import distributions as D

E, L = mp.exp, mp.log
N = 20
RENYI = (0.3, 0.5, 2.0, 3.5)
NAMES = ("kl", "crossEntropy", "totalVariation", "jeffreys", "chiSquare", "jensenShannon", "hellinger", "root", "seen") + tuple("renyi %r" % a for a in RENYI)
LOCATION = {"normal": 0, "laplace": 0, "logistic": 0, "cauchy": 0, "gumbel": 0, "studentT": 1, "vonMises": 0}


def remembered(f):
    known = {}

    def g(*x):
        key = x + (mp.mp.dps,)
        if key not in known: known[key] = f(*x)
        return known[key]
    return g


D.loggamma, D.log_i0e = remembered(D.loggamma), remembered(D.log_i0e)


def legendre():
    """Nodes and weights, the matrix from values to Legendre coefficients, that from those to running integrals."""
    nodes = []
    for i in range(N):  # Newton from Chebyshev's points
        x = mp.cos(mp.pi * (i + mpf(3) / 4) / (N + mpf(1) / 2))
        for _ in range(8):
            p, q = polynomials(x)[N], polynomials(x)[N - 1]
            x -= p * (x * x - 1) / (N * (x * p - q))
        q = polynomials(x)[N - 1]
        nodes.append((x, 2 * (1 - x * x) / (N * q) ** 2))
    nodes.sort()
    rows = [polynomials(x) for x, _ in nodes]
    primitive = []  # from coefficients to the integral from -1 to each node
    for x, _ in nodes:
        p = polynomials(x)
        primitive.append([x + 1] + [(p[k + 1] - p[k - 1]) / (2 * k + 1) for k in range(1, N)])
    matrix = [[(2 * k + 1) * w * row[k] / 2 for (x, w), row in zip(nodes, rows)] for k in range(N)]
    return nodes, matrix, primitive


def polynomials(x):
    p = [mpf(1), x]
    for k in range(1, N + 1): p.append(((2 * k + 1) * x * p[k] - k * p[k - 1]) / (k + 1))
    return p


RULES = {}


def rule():
    if mp.mp.dps not in RULES: RULES[mp.mp.dps] = legendre()
    return RULES[mp.mp.dps]


def shares(a, b, s):
    """From log p, log q in x and s = log(dx/ds): what each measure integrates; None where it is beyond all bounds."""
    P = E(a + s) if a > -10 ** 5 else mpf(0)
    Q = E(b + s) if b > -10 ** 5 else mpf(0)
    if P == 0 and Q == 0: return dict.fromkeys(NAMES, mpf(0))
    both = a > -mp.inf and b > -mp.inf
    r = a - b if both else mp.inf if a > -mp.inf else -mp.inf

    quotient = P / Q if P and Q else None  # powers by roots: exponentials are dear

    def power(alpha):
        if quotient is not None:
            if alpha in (2, 3.5): return P * quotient ** (alpha - 1) if alpha == 2 else P * quotient * quotient * mp.sqrt(quotient)
            if alpha == 0.5: return mp.sqrt(P * Q)
        if not both: return None if P and alpha > 1 else mpf(0)
        e = alpha * a + (1 - alpha) * b + s
        return mpf(0) if e < -10 ** 5 else E(e) if e < 10 ** 5 else None
    out = {"totalVariation": abs(P - Q) / 2, "root": power(0.5), "seen": Q if a > -mp.inf else mpf(0)}
    out["hellinger"] = (P + Q) / 2 - out["root"]
    out["kl"] = Q if P == 0 else P * r - P + Q if both else None
    out["crossEntropy"] = mpf(0) if P == 0 else -P * b if both else None
    out["jeffreys"] = (P - Q) * r if both else None if P or Q else mpf(0)
    two = power(2)
    out["chiSquare"] = None if two is None else two - 2 * P + Q
    if P == 0 or Q == 0: out["jensenShannon"] = (P + Q) * L(2) / 2
    else: out["jensenShannon"] = (P * r - (P + Q) * L((P + Q) / (2 * Q))) / 2
    out.update({"renyi 0.3": power(mpf(0.3)), "renyi 0.5": out["root"], "renyi 2.0": two, "renyi 3.5": power(3.5)})
    return out


class View:
    """One side in d, x = at + direction d: locations are moved, beta's upper end is mirrored."""

    def __init__(self, side, at, direction):
        self.side, self.at, self.direction = side, at, direction
        self.T = list(side.T) if side.name != "mixture" else None
        self.mirrored = at == 1 and direction < 0 and side.name in ("beta", "continuousBernoulli")
        if side.name in LOCATION: self.T[LOCATION[side.name]] -= at
        if self.mirrored: self.T = self.T[::-1] if side.name == "beta" else [1 - self.T[0]]
        ends = sorted((direction * (side.lo - at), direction * (side.hi - at)))
        self.lo, self.hi = ends

    def log(self, d):
        if not self.lo <= d <= self.hi: return -mp.inf
        name = self.side.name
        if name == "mixture":
            parts = [L(mpf(w)) + D.LOGP[n](self.direction * d, mpf(t[0]) - self.at, mpf(t[1])) for w, n, t in self.side.theta]
            top = max(parts)
            return top + L(mp.fsum(E(v - top) for v in parts if v - top > -300))
        x = d if self.mirrored else self.direction * d if name in LOCATION else self.at + self.direction * d
        if name == "gumbel" and (x - self.T[0]) / self.T[1] < -10 ** 4: return mpf("-1e4000")
        if x == 0 and name not in LOCATION: return -mp.inf
        return D.LOGP[name](x, *self.T)


def bulk(name, t):
    """(place, width) of what a density looks like around; place None: spread from the lower end."""
    t = [mpf(float(v)) for v in t]
    if name in LOCATION:
        i = LOCATION[name]
        return t[i], (1 / mp.sqrt(t[1] + mpf(1) / 9) if name == "vonMises" else t[i + 1])
    if name == "gamma": a, m = t[0], t[0] / t[1]
    elif name == "chiSquared": a, m = t[0] / 2, t[0]
    elif name == "inverseGamma": a, m = t[0], t[1] / (t[0] + 1)
    elif name == "beta": a, m = t[0] * t[1] / (t[0] + t[1]), t[0] / (t[0] + t[1])
    elif name == "weibull": a, m = t[0] ** 2, t[1]
    elif name == "logNormal": a, m = t[1] ** -2, E(t[0])
    elif name == "pareto": return t[1], t[1] / t[0]
    elif name == "uniform": return t[0], t[1] - t[0]
    elif name == "exponential": a, m = mpf(1), 1 / t[0]
    elif name == "continuousBernoulli":
        rate = max(1, abs(L(t[0] / (1 - t[0]))))
        return (mpf(1) if t[0] > 0.5 else mpf(0)), 1 / rate
    else: a, m = mpf(1), t[0]
    if name == "beta" and min(t) < 1: return None, m
    return (m, m / mp.sqrt(a) * (mp.sqrt(1 - m) if name == "beta" else 1)) if a > 30 else (None, m)


def components(side): return [(n, t) for _, n, t in side.theta] if side.name == "mixture" else [(side.name, side.theta)]


class Piece:
    def __init__(self, p, q, at, direction, length, marks, share=None):
        self.share = share
        self.at, self.direction = at, direction
        self.p, self.q = View(p, at, direction), View(q, at, direction)
        self.end = min(length, max(self.p.hi, self.q.hi))
        self.start = max(mpf(0), min(self.p.lo, self.q.lo))
        ds = [direction * (m - at) for m in marks]
        inside = lambda s: (self.start == 0 or s > L(self.start)) and (self.end == mp.inf or s < L(self.end))
        self.marks = sorted(s for s in {mp.nint(4 * L(d)) / 4 for d in ds if d > 0} if inside(s))
        self.edges = [L(e) for v in (self.p, self.q) for e in (v.lo, v.hi) if self.start < e < self.end and e < mp.inf]
        self.known = {}

    def logs(self, s):
        if s not in self.known:
            d = E(s)
            self.known[s] = (self.p.log(d), self.q.log(d))
        return self.known[s]

    def shares(self, s): return self.share(self, s) if self.share else shares(*self.logs(s), s)


def integral(p, q, names=NAMES, share=None, window=(-mp.inf, mp.inf)):
    """{name: value} of a continuous pair, with "w1" where it is finite; or of what share(piece, s) has by those names,
    over a window."""
    marks, anchors = set(), {p.lo, p.hi, q.lo, q.hi}
    for side in (p, q):
        for name, t in components(side):
            place, width = bulk(name, t)
            if place is None: marks |= {side.lo + width * mpf(10) ** k for k in (-2, -1, 0, 1)} | ({1 - (1 - width) * mpf(10) ** -k for k in (0, 1, 2)} if name == "beta" else set())
            else:
                anchors.add(place)
                marks |= {place + c * width for c in (-30, -8, -3, -1, -mpf(1) / 4, mpf(1) / 4, 1, 3, 8, 30)}
    lo, hi = max(min(p.lo, q.lo), window[0]), min(max(p.hi, q.hi), window[1])
    anchors = sorted(a for a in anchors | {lo, hi} if abs(a) < mp.inf and lo <= a <= hi)
    marks = {m for m in marks if lo < m < hi}
    pieces = []
    for i, a in enumerate(anchors):
        if a > lo: pieces.append(Piece(p, q, a, -1, (a - anchors[i - 1]) / 2 if i else mp.inf, marks, share))
        if a < hi: pieces.append(Piece(p, q, a, 1, (anchors[i + 1] - a) / 2 if i + 1 < len(anchors) else mp.inf, marks, share))
    nodes, matrix, primitive = rule()
    lost = set()

    def estimate(piece, a, b):
        m, h = (a + b) / 2, (b - a) / 2
        sums = dict.fromkeys(names, mpf(0))
        values = []
        for x, w in nodes:
            one = piece.shares(m + h * x)
            for name in names:
                if one[name] is None: lost.add(name)
                else: sums[name] += h * w * one[name]
            values.append(one)
        return sums

    work, scale = [], dict.fromkeys(names, mpf(0))
    spread = {}
    for piece in pieces:
        first = piece.marks[0] if piece.marks else (L(piece.end) - 1 if piece.end < mp.inf else mpf(0))
        last = piece.marks[-1] if piece.marks else first
        grid = [first]
        while grid[-1] < last: grid.append(min(last, grid[-1] + max(1, min(grid[-1] - max(m for m in piece.marks if m <= grid[-1]), min(m for m in piece.marks if m > grid[-1]) - grid[-1]) / 2)))
        piece.grid = grid
        top = L(piece.end) if piece.end < mp.inf else None
        low = L(piece.start) if piece.start > 0 else None

        def walk(s, end, sign):
            step, grown, before, out = mpf(1), {}, None, []
            while end is None or sign * (end - s) > 0:
                t = s + sign * step
                if end is not None and sign * (t - end) > 0: t = end
                out.append((min(s, t), max(s, t)))
                now = piece.shares(t)
                mean = {"w1": (E(piece.logs(t)[0] + 2 * t) if piece.logs(t)[0] > -10 ** 5 else 0) + (E(piece.logs(t)[1] + 2 * t) if piece.logs(t)[1] > -10 ** 5 else 0)} if sign > 0 else {"w1": mpf(0)}
                now = {**{n: (abs(v) if v is not None else mp.inf) for n, v in now.items()}, **mean}
                active = False
                for n, v in now.items():
                    if n in lost: continue
                    spread[n] = max(spread.get(n, mpf(0)), v if v < mp.inf else 0)
                    if v == mp.inf: lost.add(n); continue
                    grown[n] = grown.get(n, 0) + 1 if before and v >= before.get(n, mp.inf) and v > 0 else 0
                    if end is None and grown[n] > 14: lost.add(n); continue
                    if v * step > mpf(10) ** -24 * spread[n] or grown[n]: active = True
                if sign < 0 and s > first - 55: active = True  # H is not small where the densities are
                before = now
                if not active and len(out) > 5 and (end is None or sign < 0): break
                s, step = t, step * mpf("1.3")
                if abs(s) > 10 ** 6: lost.update(n for n, v in now.items() if v > mpf(10) ** -20 * spread[n]); break
            return out
        spans = list(zip(grid, grid[1:])) + walk(last, top, 1) + walk(first, low, -1)
        cuts = sorted({e for span in spans for e in span} | {e for e in piece.edges if min(a for a, _ in spans) < e < max(b for _, b in spans)})
        for a, b in zip(cuts, cuts[1:]):
            one = estimate(piece, a, b)
            for n in names: scale[n] += abs(one[n])
            work.append((piece, a, b, one, 0))
    totals, panels = dict.fromkeys(names, mpf(0)), []
    while work:
        piece, a, b, whole, depth = work.pop()
        rs = [(s, (lambda l: l[0] - l[1] if max(l) > -mp.inf else mp.nan)(piece.logs(s))) for s in [a] + [(a + b) / 2 + (b - a) / 2 * x for x, _ in nodes] + [b]]
        root = None
        for (s, u), (t, v) in zip(rs, rs[1:]):
            if u * v < 0 and abs(u) < mp.inf and abs(v) < mp.inf:
                for _ in range(60):  # a kink 1e-18 off costs its square
                    root = (s + t) / 2
                    one = piece.logs(root)
                    if (one[0] - one[1]) * u > 0: s = root
                    else: t = root
                break
        middle = root if root is not None and a < root < b and min(root - a, b - root) > mpf(10) ** -16 * (b - a) else (a + b) / 2
        left, right = estimate(piece, a, middle), estimate(piece, middle, b)
        is_good = all(abs(left[n] + right[n] - whole[n]) <= mpf(10) ** -16 * scale[n] for n in names if n not in lost)
        if is_good or depth > 40:
            if not is_good: lost.update(n for n in names if abs(left[n] + right[n] - whole[n]) > mpf(10) ** -16 * scale[n])
            for n in names: totals[n] += left[n] + right[n]
            panels += [(piece, a, middle), (piece, middle, b)]
            if len(panels) > 6000: raise ValueError("too many panels")
        else: work += [(piece, a, middle, left, depth + 1), (piece, middle, b, right, depth + 1)]
    out = {n: totals[n] for n in names if n not in lost}
    if "w1" not in lost and not share: out["w1"] = wasserstein(panels, nodes, matrix, primitive)
    return out


def wasserstein(panels, nodes, matrix, primitive):
    """The integral of |H| over panels in the order of x, H from each end up to where half of P lies.  Of a panel with
    no crossing it is (b - a) H(a) + the integral of (b - x)(p - q), which is as accurate as any; at a crossing,
    found from the polynomial through the nodes, a panel is cut."""
    def place(panel): return panel[0].at + panel[0].direction * E((panel[1] + panel[2]) / 2)

    def flow(piece, a, b):
        m, h = (a + b) / 2, (b - a) / 2
        g = []
        for x, w in nodes:
            u, v = piece.logs(m + h * x)
            g.append((E(u + m + h * x) if u > -10 ** 5 else mpf(0), E(v + m + h * x) if v > -10 ** 5 else mpf(0)))
        gap = [u - v for u, v in g]
        step = h * mp.fsum(w * y for (_, w), y in zip(nodes, gap))
        weighted = h * mp.fsum(w * y * E(m + h * x) for (x, w), y in zip(nodes, gap))
        return step, weighted, h * mp.fsum(w * y[0] for (_, w), y in zip(nodes, g)), gap

    def area(piece, a, b, H, half):
        """(area, H at the far end), entered from below (half 1) or above (-1)."""
        step, weighted, _, gap = flow(piece, a, b)
        forward = piece.direction * half > 0
        far = E(b) if forward else E(a)  # distance of the far end; the integral of |far - d| (p - q)
        whole = (E(b) - E(a)) * H + (far * step - weighted) * (1 if forward else -1)
        c = [mp.fdot(row, gap) for row in matrix]
        h = (b - a) / 2
        inner = [h * (v if forward else 2 * c[0] - v) for v in (mp.fdot(row, c) for row in primitive)]
        at = [mpf(-1)] + [x for x, _ in nodes] + [mpf(1)]
        heights = [H + v for v in inner]
        heights = [H] + heights + [H + step] if forward else [H + step] + heights + [H]
        tiny = mpf(10) ** -12 * max(abs(v) for v in inner)  # as near as the polynomial is
        signed = [(x, v > 0) for x, v in zip(at, heights) if abs(v) > tiny]
        flips = [(x + y) / 2 for (x, u), (y, v) in zip(signed, signed[1:]) if u != v]
        small = (E(b) - E(a)) * max(abs(v) for v in heights) < mpf(10) ** -17 * scale
        if small or not flips: return abs(whole), H + step
        middle = (a + b) / 2 + h * flips[0]
        first, second = ((a, middle), (middle, b)) if forward else ((middle, b), (a, middle))
        one, H1 = area(piece, *first, H, half)
        two, H2 = area(piece, *second, H1, half)
        return one + two, H2
    panels = sorted(panels, key=place)
    flows = [flow(*panel) for panel in panels]
    scale = mp.fsum(abs(f[1]) for f in flows)
    total, ends = mpf(0), []
    for half in (1, -1):
        H, mass = mpf(0), mpf(0)
        for i, (panel, own) in list(enumerate(zip(panels, flows)))[::half]:
            if mass + own[2] > mpf(1) / 2: break
            one, H = area(*panel, H, half)
            total, mass = total + one, mass + own[2]
        ends.append(i)
    H = mp.fsum(f[0] for f in flows[:ends[0]])
    for panel in panels[ends[0]:ends[1] + 1]:
        one, H = area(*panel, H, 1)
        total += one
    return total


def summed(p, q, most=20000):
    """The same of a discrete pair, term by term from the lower end."""
    lo, hi = min(p.lo, q.lo), max(p.hi, q.hi)
    if lo == -mp.inf: raise ValueError("no lower end")
    totals, lost, run, w1, before, quiet = dict.fromkeys(NAMES, mpf(0)), set(), mpf(0), mpf(0), None, 0
    x = lo
    while x <= hi:
        a, b = p.log(x), q.log(x)
        one = shares(a, b, mpf(0))
        run += (E(a) if a > -10 ** 5 else 0) - (E(b) if b > -10 ** 5 else 0)
        w1 += abs(run)
        small = True
        for n, v in one.items():
            if v is None: lost.add(n)
            if n in lost: continue
            totals[n] += v
            if abs(v) > mpf(10) ** -32 * abs(totals[n]) or (before and before[n] is not None and 0 < abs(before[n]) < abs(v)): small = False
        if abs(run) > mpf(10) ** -26: small = False
        quiet = quiet + 1 if small and x > lo + 3 else 0
        if quiet > 60 and abs(run) < mpf(10) ** -26: break
        before = one
        x += 1
        if x - lo > most:
            if hi < mp.inf or not small: raise ValueError("long sum")
    out = {n: totals[n] for n in NAMES if n not in lost}
    out["w1"] = w1
    return out
