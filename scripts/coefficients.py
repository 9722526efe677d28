#!/usr/bin/env python3
"""Derives the polynomial coefficients and split constants of mlp-core/src/math.

    pip install mpmath && python3 scripts/coefficients.py [name ...]

Each polynomial minimizes the largest weighted error over its interval: Lawson's iteration
(C. L. Lawson, 1961: weighted least squares whose weights grow where the error is large) in
60-digit arithmetic. Then the coefficients are rounded to the target format one at a time, lowest
power first, and the rest is fitted again, so that later coefficients absorb the rounding of
earlier ones. Printed with each set: the largest error of the rounded polynomial, as log2 of the
relative error of the function it serves (half an ULP is about -25 for f32, -54 for f64).
"""
import struct
import sys
from mpmath import mp, mpf, matrix, lu_solve, exp, expm1, log, log1p, cos, pi, sqrt

mp.dps = 60
LN2 = log(mpf(2))
TINY = mpf(10) ** -12  # nearer to zero the targets below cancel


def to_f32(x):
    """The nearest f32 (through f64, then checked against both neighbours)."""
    near = struct.unpack("<f", struct.pack("<f", float(x)))[0]
    bits = struct.unpack("<i", struct.pack("<f", near))[0]
    around = [struct.unpack("<f", struct.pack("<i", b))[0] for b in (bits - 1, bits, bits + 1)]
    return min(around, key=lambda y: abs(mpf(y) - x))


def to_f64(x):
    return float(x)


def fit(target, weight, powers, low, high, rounding):
    """Coefficients of `powers` so that sum(c * x**power) is near target(x), error * weight(x) small."""
    count = 12 * len(powers)
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    nodes = [x for x in nodes if abs(x) > TINY]
    values = [target(x) for x in nodes]
    scale = [weight(x) for x in nodes]
    table = [[x ** p for p in powers] for x in nodes]
    chosen = []
    lawson = [mpf(1)] * len(nodes)
    for fixed in range(len(powers) + 1):
        rest = [v - sum(c * row[j] for j, c in enumerate(chosen)) for v, row in zip(values, table)]
        free = len(powers) - fixed
        if free == 0:
            return chosen
        best = None
        for _ in range(40 if fixed == 0 else 12):
            normal = matrix(free, free)
            right = matrix(free, 1)
            for row, v, s, w in zip(table, rest, scale, lawson):
                factor = w * s * s
                for i in range(free):
                    part = factor * row[fixed + i]
                    right[i] += part * v
                    for j in range(i, free):
                        normal[i, j] += part * row[fixed + j]
            for i in range(free):
                for j in range(i):
                    normal[i, j] = normal[j, i]
            solution = lu_solve(normal, right)
            errors = [
                abs((sum(solution[i] * row[fixed + i] for i in range(free)) - v) * s)
                for row, v, s in zip(table, rest, scale)
            ]
            worst = max(errors)
            if best is None or worst < best[0]:
                best = (worst, solution)
            total = sum(w * e for w, e in zip(lawson, errors))
            if total == 0:
                break
            lawson = [w * e / total for w, e in zip(lawson, errors)]
            lawson = [w + mpf(10) ** -9 for w in lawson]
        chosen.append(mpf(rounding(best[1][0])))


def show(name, target, weight, powers, interval, rounding):
    low, high = map(mpf, interval)
    coefficients = fit(target, weight, powers, low, high, rounding)
    points = [low + (high - low) * k / 4000 for k in range(4001)]
    worst = max(
        abs((sum(c * x**p for c, p in zip(coefficients, powers)) - target(x)) * weight(x))
        for x in points if abs(x) > TINY
    )
    print(f"{name}: 2^{float(log(worst, 2)):.2f}")
    for c in coefficients:
        # The f64 that equals the coefficient: it reads back as the same number in either type.
        print(f"    {float(c)!r},")


def split(name, value, bits, rounding):
    """value = high + low, `high` with at most `bits` significant bits."""
    scale = mpf(2) ** (bits - 1 - mp.floor(log(abs(value), 2)))
    high = mp.nint(value * scale) / scale
    print(f"{name}: {float(high)!r} + {rounding(value - high)!r}")


def everything():
    for name, rounding, wide, narrow, bits in (("f32", to_f32, 6, 5, 16), ("f64", to_f64, 12, 10, 42)):
        # math/reduction.rs: e^r = 1 + r + r^2 G(r). For |r| <= ln 2 the error is relative to e^r,
        # for |r| <= ln 2 / 2 to e^r - 1. The quotient is rounded, so r may pass the ends a little.
        end = LN2 * mpf("1.0001")
        curve = lambda r: (expm1(r) - r) / r**2
        yield f"{name} wide", curve, lambda r: r**2 / exp(r), range(wide), (-end, end), rounding
        yield f"{name} narrow", curve, lambda r: r**2 / expm1(r), range(narrow), (-end / 2, end / 2), rounding
        # The step of either, its high part short enough for an exact product with the quotient.
        yield f"{name} wide step", 2 * LN2, bits, rounding
        yield f"{name} narrow step", LN2, bits, rounding
    # math/logarithm.rs, f32: ln(1 + t) = t + t^2 g(t) for 1 + t between sqrt(1/2) and sqrt(2).
    low, high = sqrt(mpf(1) / 2) - 1, sqrt(mpf(2)) - 1
    curve = lambda t: (log1p(t) - t) / t**2
    yield "f32 ln", curve, lambda t: t**2 / log1p(t), range(9), (low * mpf("1.00001"), high * mpf("1.00001")), to_f32
    # f64: ln((1 + s) / (1 - s)) = 2 s + s w R(w), w = s^2, for the same t = 2 s / (1 - s).
    series = lambda w: (log1p(sqrt(w)) - log1p(-sqrt(w)) - 2 * sqrt(w)) / (sqrt(w) * w)
    end = (high / (2 + high)) ** 2 * mpf("1.0001")
    yield "f64 ln", series, lambda w: w / 2, range(7), (0, end), to_f64
    # ln(1 + e) for e in [0, 1]: e + e^2 (-1/2 + e K(e)) in f32, the series up to s = 1/3 in f64.
    curve = lambda e: ((log1p(e) - e) / e**2 + mpf(1) / 2) / e
    yield "f32 up to one", curve, lambda e: e**3 / log1p(e), range(8), (0, 1), to_f32
    yield "f64 up to one", series, lambda w: w / 2, range(10), (0, mpf(1) / 9), to_f64


if __name__ == "__main__":
    for name, *what in everything():
        if not sys.argv[1:] or any(word in name for word in sys.argv[1:]):
            (show if len(what) == 5 else split)(name, *what)
