#!/usr/bin/env python3
"""Derives the polynomial coefficients and split constants of mlp-core/src/math.

    pip install mpmath && python3 scripts/coefficients.py [name ...]

Each polynomial minimizes the largest weighted error over its interval: Lawson's iteration
(C. L. Lawson, 1961: weighted least squares whose weights grow where the error is large) in
80-digit arithmetic. Then the coefficients are rounded to the target format one at a time, lowest
power first, and the rest is fitted again, so that later coefficients absorb the rounding of
earlier ones. Printed with each set: the largest error of the rounded polynomial, as log2 of the
relative error of the function it serves (half an ULP is about -25 for f32, -54 for f64).
"""
import struct
import sys
from mpmath import mp, mpf, matrix, lu_solve, fdot, erf, erfc, exp, expm1, log, log1p, cos, pi, sqrt

mp.dps = 80
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
    columns = [[x ** p for x in nodes] for p in powers]
    along = lambda solution, first: [fdot(zip(solution, row)) for row in zip(*columns[first:])]
    chosen = []
    lawson = [mpf(1)] * len(nodes)
    for fixed in range(len(powers) + 1):
        free = len(powers) - fixed
        if free == 0:
            return chosen
        rest = [v - sum(c * column[k] for c, column in zip(chosen, columns)) for k, v in enumerate(values)]
        best = None
        for _ in range(40 if fixed == 0 else 12):
            factors = [w * s * s for w, s in zip(lawson, scale)]
            normal = matrix(free, free)
            right = matrix(free, 1)
            for i in range(free):
                weighted = [f * x for f, x in zip(factors, columns[fixed + i])]
                right[i] = fdot(zip(weighted, rest))
                for j in range(i, free):
                    normal[i, j] = normal[j, i] = fdot(zip(weighted, columns[fixed + j]))
            solution = lu_solve(normal, right)
            errors = [abs((p - v) * s) for p, v, s in zip(along(solution, fixed), rest, scale)]
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

    # math/error_function.rs, erf: t (1 + P(t)) = -ln(erfc t), from zero to where erf is 1.
    curve = lambda t: -log(erfc(t)) / t - 1
    weight = lambda t: t * erfc(t) / erf(t)
    yield "f32 erf", curve, weight, range(9), (2 * TINY, mpf("3.95")), to_f32
    yield "f64 erf", curve, weight, range(25), (2 * TINY, mpf("5.95")), to_f64
    # erfc x = exp(-x^2) t (1 + W(4t - shift)), t = (k/2) / (k + x), from where it is 0 down to x = 0;
    # where it is subnormal, relative errors count less. And by how much the logarithm of t (1 + W)
    # grows with k/2 - t (k + x).
    k = mpf("1.75")
    for name, rounding, end, shift, count, line, smallest in (
        ("f32", to_f32, mpf("10.06"), mpf("0.75"), 11, 2, mpf(2) ** -126),
        ("f64", to_f64, mpf("27.23"), mpf("0.5"), 28, 3, mpf(2) ** -1022),
    ):
        x = lambda t: k / 2 / t - k
        t = lambda u: (u + shift) / 4
        scaled = lambda x: exp(x * x) * erfc(x)
        curve = lambda u: scaled(x(t(u))) / t(u) - 1
        weight = lambda u: min(mpf(1), erfc(x(t(u))) / smallest) * t(u) / scaled(x(t(u)))
        low, high = 2 * k / (k + end) - shift, 2 - shift
        yield f"{name} erfc", curve, weight, range(count), (low, high), rounding
        growth = lambda t: (2 / sqrt(pi) / scaled(x(t)) - 2 * x(t)) / t
        yield f"{name} erfc growth", growth, lambda t: mpf(1), range(line), (t(low), t(high)), rounding
    # The normal distribution: the root in erfc(-x sqrt(1/2)), and the factor of twice its density.
    for name, bits, rounding in (("f32", 24, to_f32), ("f64", 53, to_f64)):
        yield f"{name} sqrt half", sqrt(mpf(1) / 2), bits, rounding
        yield f"{name} twice density", sqrt(2 / pi), bits, rounding


if __name__ == "__main__":
    for name, *what in everything():
        if not sys.argv[1:] or any(word in name for word in sys.argv[1:]):
            (show if len(what) == 5 else split)(name, *what)
