"""Holds the built engine (dist/npm) against SciPy, R, Boost and PyTorch on the same points, drawn anew from a seed
over tails and extremes, with the true values of peers_truth.py; prints, class by class, each one's worst error, the
share of its answers over the class's aim, and how many are NaN, no answer or a crash.

Run from the top of the tree, after ./build.sh: python3 tests/reference/peers.py [--seed N] [--size N] [--ours]
[--misses] [--only PART ...]  (mpmath; about a minute at size 3; peers that are not installed are named and left out;
--misses prints our points over the aim, those where a peer is nearer, and what nobody could verify).

Boost 1.74 has densities only, whose logarithm is taken where they do not underflow.  Rates of gamma and its kin are
powers of two, so that 1/rate is exact; SciPy's logNormal takes exp(mu), rounded."""
import argparse
import math
import os
import resource
import select
import shutil
import subprocess
import sys
import tempfile

import mpmath as mp
from mpmath import mpf

import peers_points as N

PARSER = argparse.ArgumentParser()
PARSER.add_argument("--seed", type=int, default=1)
PARSER.add_argument("--size", type=int, default=3)
PARSER.add_argument("--misses", action="store_true")
PARSER.add_argument("--only", nargs="*", help="parts: " + ", ".join(part.__name__ for part in N.PARTS))
PARSER.add_argument("--ours", action="store_true", help="the engine alone")
O = PARSER.parse_args()

# ---- how each is asked: a process that answers a line of numbers for a line
NODE = """
import { load } from "./dist/npm/index.js"; import { createInterface } from "node:readline";
const s = await load();
const side = (v) => v.tile ? Float64Array.from({ length: v.tile.length * v.times }, (_, i) => v.tile[i % v.tile.length])
  : typeof v[0] !== "string" ? v : v[0] === "mixture" ? s.mixture(v[1], v[2].map(side)) : v[0] === "categorical" ? s.categorical(v[1]) : s[v[0]](...v[1]);
const ask = { f: (d, f, x) => side(d)[f](x), whole: (d, f) => (d = side(d), f === "entropy" ? d.entropy() : d[f]),
  measure: (f, p, q, o) => { const { value, error } = s.measure(f, side(p), ...(q ? [side(q)] : []), ...(o ? [o] : [])); return [value, error]; },
  softmax: (z, t) => { const r = s.softmaxCrossEntropy(z, t); return [r.loss, ...r.gradient]; },
  binary: (z, y) => { const r = s.binaryCrossEntropy(z, y); return [r.loss, r.gradient]; },
  estimate: (f, ...a) => s.estimate[f](...a) };
for await (const line of createInterface({ input: process.stdin })) {
  const [what, ...a] = JSON.parse(line); let v;
  try { v = ask[what](...a); } catch { v = NaN; }
  console.log([v].flat().join(" "));
}"""
PYTHON = """
import sys, warnings; warnings.simplefilter("ignore")
import numpy as np
tell = lambda v: print(*np.ravel(np.asarray(v, dtype=float)).tolist(), flush=True)
%s
for line in sys.stdin:
    try: tell(eval(line))
    except (AttributeError, NotImplementedError): print("none", flush=True)
    except Exception: print("nan", flush=True)
"""
SCIPY = PYTHON % """
import scipy.stats as st, scipy.special as sp
from scipy.spatial.distance import jensenshannon
def softmax(z, y):
    z, t = np.array(z), np.zeros(len(z)); t[y] = 1
    return [-sp.log_softmax(z)[y], *(sp.softmax(z) - t)]
"""
TORCH = PYTHON % """
import torch, torch.distributions as td
torch.set_default_dtype(torch.float64); torch.set_num_threads(1)
t = torch.tensor
def softmax(z, y):
    z = t(z, requires_grad=True); loss = torch.nn.functional.cross_entropy(z[None], t([y]) if isinstance(y, int) else t(y)[None]); loss.backward()
    return [loss.item(), *z.grad.tolist()]
def binary(z, y):
    z = t(z, requires_grad=True); loss = torch.nn.functional.binary_cross_entropy_with_logits(z, t(y)); loss.backward()
    return [loss.item(), z.grad.item()]
"""
RSCRIPT = 'i <- file("stdin", "r"); options(warn = -1); while (length(l <- readLines(i, 1))) { cat(paste(sprintf("%.17g", tryCatch(eval(parse(text = l)), error = function(e) NaN)), collapse = " "), "\\n"); flush(stdout()) }'


BOOST = """#include <boost/math/distributions.hpp>
#include <iostream>
#include <limits>
using namespace boost::math;
typedef policies::policy<policies::discrete_quantile<policies::integer_round_up>, policies::assert_undefined<false>> Up;
template <class D> double ask(const D& d, int f, double x) {
  switch (f) { case 0: return std::log(pdf(d, x)); case 1: return cdf(d, x); case 2: return cdf(complement(d, x));
    case 3: return quantile(d, x); case 4: return quantile(complement(d, x)); case 5: return mean(d); default: return variance(d); } }
double answer(const std::string& name, int f, double x, double t0, double t1, double t2) {
%s
  return std::numeric_limits<double>::quiet_NaN(); }
int main() { std::string name, a, b, c, d; int f; std::cout.precision(17);
  while (std::cin >> name >> f >> a >> b >> c >> d) { double v = std::numeric_limits<double>::quiet_NaN();
    try { v = answer(name, f, atof(a.c_str()), atof(b.c_str()), atof(c.c_str()), atof(d.c_str())); } catch (...) {}
    std::cout << v << std::endl; } }
"""


def boost():
    """The program, compiled where that was not done: it reads a family, a function, x and three parameters a line."""
    rows = []
    for name, (_, _, row, _) in N.FAMILIES.items():
        if not row: continue
        kind, *arguments = row.replace("{0}", "t0").replace("{1}", "t1").replace("{2}", "t2").split(",")
        cast = "(unsigned)(%s)" if kind == "hypergeometric" else "%s"
        rows.append('  if (name == "%s") return ask(%s_distribution<double, Up>(%s), f, x);' % (name, kind, ", ".join(cast % a for a in arguments)))
    source, path = BOOST % "\n".join(rows), ".build/peers/boost"
    os.makedirs(".build/peers", exist_ok=True)
    if not os.path.exists(path) or open(path + ".cpp").read() != source:
        open(path + ".cpp", "w").write(source)
        if subprocess.run(["g++", "-O1", "-w", "-o", path, path + ".cpp"]).returncode: return None
    return [path]


def read(line):
    """Its numbers; None where the library does not have the function."""
    return None if line == b"none" else [float("nan") if word in (b"NA", b"undefined") else float(word) for word in line.split()]


def ask(command, lines, limited=True, stall=6, patience=12):
    """The answers, [] where there was none: a process that stalls or dies is begun anew behind the line it was at."""
    answers = []
    while len(answers) < len(lines):
        if patience == 0: return answers + [[]] * (len(lines) - len(answers))
        with tempfile.TemporaryFile("w+") as source:
            source.write("".join(line + "\n" for line in lines[len(answers):]))
            source.seek(0)
            memory = (lambda: resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))) if limited else None
            run = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=memory)
            text = b""
            while len(answers) < len(lines):
                if not select.select([run.stdout], [], [], stall)[0]: break
                more = os.read(run.stdout.fileno(), 1 << 16)
                if not more: break
                *whole, text = (text + more).split(b"\n")
                answers += [read(line) for line in whole]
            run.kill()
            run.wait()
        if len(answers) < len(lines) and O.misses: print("stalled or died", command[0], lines[len(answers)][:200], flush=True)
        if len(answers) < len(lines): answers, patience = answers + [[]], patience - 1
    return answers


def error(point, got, want):
    """The worst entry; relative, or mixed; infinite where there is no number."""
    if len(got) < len(want): return float("inf")
    worst = 0.0
    if point["how"] == "own": return float(abs(got[0] - want[0]) / (got[1] + abs(want[0]) * 2.0**-52))
    for g, w in zip(got, want):
        if w is None or g == w or abs(w) < mpf(10) ** -290 and abs(g) < 1e-289: continue  # few digits are left there
        if point["aim"] == 0 and math.nextafter(g, -math.inf) < w <= g: continue  # beyond 2^53 the least double that will do
        if g != g or abs(g) == float("inf"): return float("inf")
        worst = max(worst, float(abs(mpf(g) - w) / (max(1, abs(w)) if point["how"] == "mixed" else abs(w) if w else 1)))
    return worst


def main():
    N.draw(O.seed, O.size, O.only)
    points = N.POINTS
    libraries = {"Surprisal": ["node", "--input-type=module", "-e", NODE], "SciPy": [sys.executable, "-c", SCIPY], "PyTorch": [sys.executable, "-c", TORCH],
                 "R": ["Rscript", "-e", RSCRIPT] if shutil.which("Rscript") else None, "Boost": None if O.ours else boost()}
    probes = {"Surprisal": '["estimate", "entropy", [1, 1]]', "SciPy": "st.norm.cdf(0)", "PyTorch": "t(1.0)", "R": "1", "Boost": "normal 1 0 0 1 0"}
    for library in list(libraries):
        if O.ours and library != "Surprisal" or libraries[library] and not ask(libraries[library], [probes[library]], library != "Surprisal", 60, 1)[0]: libraries[library] = None
        if libraries[library] is None:
            if not O.ours: print("not found:", library)
            del libraries[library]
    table, worst = {}, {}
    for library, command in libraries.items():
        asked = [p for p in points if library in p["ask"]]
        for point, got in zip(asked, ask(command, [p["ask"][library] for p in asked], library != "Surprisal")):
            if got is None: continue
            if library == "Surprisal":
                try: point["want"] = point["truth"](got)
                except (ArithmeticError, ValueError, TypeError, IndexError, mp.libmp.NoConvergence) as fault:  # the truth is not to be had
                    if O.misses: print("left out:", point["ask"]["Surprisal"][:200], got[:2], repr(fault))
            if "want" not in point: continue
            row = table.setdefault(point["kind"], {}).setdefault(library, [0, 0, 0, 0.0])
            off = error(point, got, point["want"])
            over = off > point["aim"] * point["condition"]
            row[0] += 1
            row[1] += over
            if off == float("inf"): row[2] += 1
            elif off > row[3]: row[3], worst[point["kind"], library] = off, point["ask"][library]
            if library == "Surprisal": point["off"] = off
            elif O.misses and 4 * off < point.get("off", 0) > 5e-16: print("behind %s: %.2g, %.2g" % (library, off, point["off"]), point["ask"]["Surprisal"][:300])
            if over and library == "Surprisal" and O.misses: print("miss %.2g" % off, point["kind"], point["ask"][library][:400], "got", got[:3], "want", [w and float(w) for w in point["want"]][:3])
    names = list(libraries)
    if O.misses:
        for kind in N.AIMS: print("worst", kind, table.get(kind, {}).get("Surprisal"), worst.get((kind, "Surprisal"), "")[:400])
    print("worst error, share of answers over the aim (NaN, infinite, none or crashed: their share); points\n")
    print("| class | aim | " + " | ".join(names) + " |\n| --- | --- |" + " --- |" * len(names))
    for kind in N.AIMS:
        row = table.get(kind, {})
        cells = ["%.1e, %.3g %%%s; %d" % (most, 100 * over / n, " (%.3g %%)" % (100 * lost / n) if lost else "", n) if library in row else "" for library in names for n, over, lost, most in [row.get(library, (1, 0, 0, 0))]]
        if row: print("| %s | %s | %s |" % (kind, N.AIMS[kind], " | ".join(cells)))


main()
