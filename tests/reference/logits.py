"""Writes tests/reference/logits.txt: cross-entropy from logits with its gradient, at 60 digits.

  softmax LOGITS TARGET LOSS GRADIENT   comma lists; a TARGET of one number is a label
  binary LOGIT Y LOSS GRADIENT
Run: python3 tests/reference/logits.py   (mpmath; seconds)
"""
import os
import random

from mpmath import mp, mpf, exp, log, log1p, nstr

mp.dps = 60
R = random.Random("logits")


def digits(values): return ",".join(nstr(v, 20, min_fixed=0, max_fixed=0) for v in values)
def short(values): return ",".join(repr(float(v)).removesuffix(".0") for v in values)


def softmax(logits, target):
    """loss = sum t (log sum e^z - z), gradient = p sum t - t."""
    with mp.workdps(700):
        z = [mpf(v) for v in logits]
        t = [mpf(int(i == target[0])) for i in range(len(z))] if len(target) == 1 else [mpf(v) for v in target]
        top = max(z)
        whole = sum(exp(v - top) for v in z)
        loss = sum(w * (top - v + log(whole)) for v, w in zip(z, t))
        gradient = [exp(v - top) / whole * sum(t) - w for v, w in zip(z, t)]
    if all(g == 0 or mpf("1e-300") < abs(g) for g in [loss] + gradient):
        return f"softmax {short(logits)} {short(target)} {digits([loss])} {digits(gradient)}"


def binary(z, y):
    with mp.workdps(1000):
        z, y = mpf(z), mpf(y)
        small = exp(-abs(z))
        loss = log1p(small) + (max(z, 0) - y * z)
        gradient = 1 / (1 + exp(-z)) - y
    if mpf("1e-300") < abs(loss) and (gradient == 0 or mpf("1e-300") < abs(gradient)):
        return f"binary {short([z])} {short([y])} {digits([loss])} {digits([gradient])}"


lines = []
for _ in range(260):
    n, scale = R.choice([1, 2, 2, 3, 5, 8]), R.choice([1e-9, 1e-3, 1, 1, 10, 50, 300, 600])
    logits = [R.gauss(0, 1) * scale + R.choice([0, 1e4, -1e4, 30]) for _ in range(n)] if scale < 100 else [R.uniform(-1, 1) * scale / 2 for _ in range(n)]
    if scale >= 1e-3 and R.random() < 0.5: logits = [v + (R.choice([30, 200]) if i == 0 else 0) for i, v in enumerate(logits)]  # one that dominates
    if R.random() < 0.6: target = [float(R.randrange(n))]
    else:
        w = [R.choice([0, R.random(), 10 ** R.uniform(-15, 0)]) for _ in range(n)]
        w[0] = w[0] or 0.5
        target = [v / sum(w) for v in w]
        if n == 1: target = [1.0]
    lines.append(softmax(logits, target if n > 1 else [0.0]))
for _ in range(120):
    z = R.choice([R.gauss(0, 1), R.gauss(0, 10), R.choice([-1, 1]) * 10 ** R.uniform(-12, 2.8), R.choice([-1, 1]) * R.uniform(0, 690)])
    lines.append(binary(z, R.choice([0.0, 1.0, 0.5, R.random(), 10 ** R.uniform(-15, 0), 1 - 10 ** R.uniform(-15, 0)])))
for z in (1e4, -1e4, 700.0, -700.0, 0.0):
    for y in (0.0, 1.0, 0.25): lines.append(binary(z, y))
for _ in range(40):  # targets next to the probabilities: as a student's are to its teacher's
    z, away = [R.gauss(0, 2) for _ in range(R.choice([2, 3, 5]))], 10 ** R.uniform(-12, -2)
    other = [exp(mpf(v) + away * R.gauss(0, 1)) for v in z]
    lines.append(softmax(z, [float(v / sum(other)) for v in other]))
    lines.append(binary(z[0], float(1 / (1 + exp(-mpf(z[0]) * (1 + away))))))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "logits.txt"), "w") as file:
    file.write("\n".join(line for line in lines if line) + "\n")
