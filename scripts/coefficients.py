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
from mpmath import mp, mpf, matrix, lu_solve, exp, expm1, log, log1p, cos, pi, sqrt, log as ln, erf, erfc

mp.dps = 60
LN2 = log(mpf(2))


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
    nodes = [x for x in nodes if abs(x) > mpf(10) ** -12]
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


def show(name, target, weight, powers, low, high, rounding):
    coefficients = fit(target, weight, powers, mpf(low), mpf(high), rounding)
    worst = mpf(0)
    for k in range(4001):
        x = mpf(low) + (mpf(high) - mpf(low)) * k / 4000
        if abs(x) > mpf(10) ** -12:
            error = sum(c * x ** p for c, p in zip(coefficients, powers)) - target(x)
            worst = max(worst, abs(error * weight(x)))
    print(f"{name}: 2^{float(ln(worst, 2)):.2f}")
    for c in coefficients:
        # repr of the f64 that equals the coefficient: reads back as the same number in either type.
        print(f"    {float(c)!r},")


def split(name, value, bits, rounding):
    """value = high + low, `high` with at most `bits` significant bits."""
    scale = mpf(2) ** (bits - 1 - mp.floor(ln(abs(value), 2)))
    high = mp.nint(value * scale) / scale
    print(f"{name}: {float(high)!r} + {rounding(value - high)!r}")


def everything():
    for name, rounding, degree, tanh_degree, ln_degree in (
        ("f32", to_f32, 5, 4, 7),
        ("f64", to_f64, 11, 9, 0),
    ):
        a = LN2 * mpf("1.0001")
        # e^r = 1 + r + r^2 G(r) for |r| <= ln 2; the error is relative to e^r.
        yield f"exponential {name}", lambda: show(
            f"exponential {name}", lambda r: (expm1(r) - r) / r**2, lambda r: r**2 / exp(r),
            range(degree + 1), -a, a, rounding)
        # The same for |r| <= ln 2 / 2, the error relative to e^r - 1.
        yield f"tanh {name}", lambda: show(
            f"tanh {name}", lambda r: (expm1(r) - r) / r**2, lambda r: r**2 / expm1(r),
            range(tanh_degree + 1), -a / 2, a / 2, rounding)
        # 2 ln 2, its high part short enough for an exact product with the rounded quotient.
        yield f"split {name}", lambda: (
            split(f"2 ln 2 {name}", 2 * LN2, 16 if name == "f32" else 42, rounding),
            split(f"ln 2 {name}", LN2, 16 if name == "f32" else 42, rounding),
            print("log2(e) / 2, log2(e):", rounding(1 / LN2 / 2), rounding(1 / LN2)))
    # ln(1 + t) = t + t^2 g(t) for 1 + t between sqrt(1/2) and sqrt(2).
    low, high = sqrt(mpf(1) / 2) - 1, sqrt(mpf(2)) - 1
    yield "ln f32", lambda: show(
        "ln f32", lambda t: (log1p(t) - t) / t**2, lambda t: t**2 / log1p(t), range(9),
        low * mpf("1.00001"), high * mpf("1.00001"), to_f32)
    # ln((1 + s) / (1 - s)) = 2 s + s w R(w), w = s^2, for the same interval: |s| <= 0.1716.
    def atanh_rest(w):
        s = sqrt(w)
        return (log1p(s) - log1p(-s) - 2 * s) / (s * w)
    s_max = high / (2 + high)
    yield "ln f64", lambda: show(
        "ln f64", atanh_rest, lambda w: w / 2, range(7), 0, s_max**2 * mpf("1.0001"), to_f64)
    # Softplus needs ln(1 + e) for e in [0, 1]: as e P(e) in f32, by the same s, up to 1/3, in f64.
    yield "softplus f32", lambda: show(
        "softplus f32", lambda e: log1p(e) / e, lambda e: e / log1p(e), range(11), 0, 1, to_f32)
    yield "softplus f64", lambda: show(
        "softplus f64", atanh_rest, lambda w: w / 2, range(12), 0, mpf(1) / 9, to_f64)


if __name__ == "__main__":
    for name, run in everything():
        if not sys.argv[1:] or any(word in name for word in sys.argv[1:]):
            run()
