"""High-precision values and polynomial coefficients for src/engine/elementary.

    python3 test/reference/elementary.py table [points] > test/reference/elementary.json
    python3 test/reference/elementary.py coefficients

Made 2026-11-22 with Python 3.11.2 and mpmath 1.2.1 (Debian python3-mpmath), points = 40.
A row of the table is [x, nearest double to f(x), what is left] (for pow [x, y, ...]); its error is then
((got - nearest) - left) / ulp(nearest). Values are worked out with 60 digits, 400 where the argument is huge.
"""

import json
import random
import sys
from math import inf, nextafter

from mpmath import atan as mp_atan
from mpmath import atanh, cos, erf, erfc, exp, expm1, findroot, log, log1p, loggamma, mp, mpf, ncdf, pi, power, psi, sin, sqrt, tanh

mp.dps = 60


def log1pexp(x):
    return x + log1p(exp(-x)) if x > 0 else log1p(exp(x))


def log_normal_cdf(x):
    return log1p(-erfc(x / sqrt(2)) / 2) if x > 0 else log(erfc(-x / sqrt(2)) / 2)


def far_tail(x):
    """exp(x^2 / 2) erfc(x / sqrt(2)), by its continued fraction (Abramowitz & Stegun 26.2.14)."""
    tail = mpf(0)
    for k in range(400, 0, -1):
        tail = k / (x + tail)
    return sqrt(2 / pi) / (x + tail)


def lgamma(x):
    return log(abs(mp.gamma(x))) if x < 0 else loggamma(x)


def uniform(a, b):
    return lambda rng: rng.uniform(a, b)


def powers(a, b, sign=0):
    """10^a..10^b, log-uniform; both signs if sign = 0."""
    return lambda rng: 10.0 ** rng.uniform(a, b) * (sign or rng.choice((-1, 1)))


def around(centre, low=-16, high=-2):
    return lambda rng: centre + 10.0 ** rng.uniform(low, high) * rng.choice((-1, 1))


TINY = powers(-320, -10)
UP = powers(-320, 308.2, 1)

# name: (function, fixed points, [(share, how a random point is made)])
TABLE = {
    "exp": (exp, [0.0, 1.0, 709.782712893384, -708.4, -745.133, -744.44], [uniform(-745, 709.7), uniform(-2, 2), uniform(-0.36, 0.36), uniform(-40, 40), TINY, uniform(-745, -700), uniform(705, 709.78)]),
    "expm1": (expm1, [0.34657359, -0.34657359, 1.03972, 39.999, 40.0, -37.99, -38.0, 709.782712893384], [uniform(-40, 45), uniform(-1.1, 1.1), uniform(-0.4, 0.4), TINY, powers(-12, -0.5), uniform(40, 709.7)]),
    "log": (log, [1.0, 5e-324, 2.2250738585072014e-308, nextafter(2.2250738585072014e-308, 0), 1.7976931348623157e308, nextafter(1, 2), nextafter(1, 0), 0.70710678, 1.41421356], [UP, uniform(0.5, 2), uniform(0.7, 1.42), around(1), uniform(0, 1), uniform(1, 100)]),
    "log1p": (log1p, [nextafter(-1, 0), 1.0, 0.41421356, -0.29289, 1.7976931348623157e308, 5e-324, -5e-324], [uniform(0, 1), uniform(-1, 0), uniform(-0.3, 0.42), TINY, powers(-17, 0, 1), powers(-17, -0.01, -1), powers(0, 308, 1), lambda rng: -1 + 10.0 ** rng.uniform(-15, -1)]),
    "tanh": (tanh, [0.5, 0.4999999999, 20.0, 19.06, 18.5], [uniform(-20, 20), uniform(-1, 1), uniform(-0.5, 0.5), TINY, powers(-10, 0)]),
    "logistic": (lambda x: 1 / (1 + exp(-x)), [0.0, -745.0, 40.0], [uniform(-745, 40), uniform(-5, 5), uniform(-1, 1), TINY, uniform(-40, 40)]),
    "log1pexp": (log1pexp, [0.0, -745.0, 40.0, 1e300], [uniform(-745, 40), uniform(-5, 5), uniform(-1, 1), TINY, uniform(-40, 40), powers(1, 300, 1)]),
    "lgamma": (lgamma, [1.0, 2.0, 0.5, 1.5, 2.5, 10.0, nextafter(10, 0), nextafter(1, 2), nextafter(2, 0), 1e300, 5e-324], [uniform(0.5, 2.5), uniform(0, 0.5), around(1), around(2), uniform(2.5, 10), uniform(10, 200), powers(1, 305, 1), powers(-320, 0, 1)]),
    "digamma": (lambda x: psi(0, x), [1.4616321449683622, nextafter(1.4616321449683622, 2), 1.0, 2.0, 10.0], [uniform(1, 2), uniform(0, 1), around(1.4616321449683622), uniform(2, 10), uniform(10, 200), powers(1, 300, 1), powers(-307, 0, 1)]),
    "trigamma": (lambda x: psi(1, x), [1.0, 2.0, 10.0], [uniform(0, 2), uniform(2, 10), uniform(10, 200), powers(1, 300, 1), powers(-153, 0, 1)]),
    "erf": (erf, [0.5, nextafter(0.5, 1), 5.8, 6.0], [uniform(-6, 6), uniform(-0.5, 0.5), uniform(-1, 1), TINY]),
    "erfc": (erfc, [0.5, nextafter(0.5, 1), -0.5, 26.5, 26.54], [uniform(-6, 6), uniform(-0.5, 0.5), uniform(0.5, 5), uniform(5, 26.5), TINY]),
    "normalCdf": (ncdf, [0.0, 0.75, -0.75, -37.5], [uniform(-8, 8), uniform(-1, 1), uniform(-37.5, -8), TINY]),
    "logNormalCdf": (log_normal_cdf, [0.0, 0.75, -0.75, -39.5, -39.6], [uniform(-8, 8), uniform(-1, 1), uniform(-40, 37), uniform(-300, -40)]),
}
# added 2026-11-27 with mpmath 1.3.0; a random stream of their own, so that the rows above stayed what they were
LATER = {
    "tetragamma": (lambda x: psi(2, x), [1.0, 2.0, 14.0], [uniform(0, 2), uniform(2, 14), uniform(14, 200), powers(1, 150, 1), powers(-100, 0, 1)]),
    "inverseMills": (lambda x: exp(-x * x / 2) / sqrt(2 * pi) / ncdf(x) if x > -30 else sqrt(2 / pi) / far_tail(-x), [0.0, 0.75, -0.75, -39.5, -39.6], [uniform(-8, 8), uniform(-1, 1), uniform(-40, 37), uniform(-300, -40), powers(3, 150, -1)]),
    "atan": (mp_atan, [0.4375, 0.6875, 1.1875, 2.4375, 1.0, 1e300], [uniform(-4, 4), uniform(-0.5, 0.5), powers(-3, 3), TINY, powers(1, 300)]),
}
# added later on the same day, likewise
LATEST = {
    "scaledNormalTail": (lambda x: exp(x * x / 2) * erfc(x / sqrt(2)) / 2 if x < 30 else far_tail(x) / 2, [0.0, 4.0, 9.99e8, 1e9], [uniform(0, 1), uniform(0, 8), uniform(8, 100), powers(-20, 0, 1), powers(2, 12, 1), powers(12, 300, 1)]),
}
NEGATIVE = {
    "lgamma": (lgamma, [], [uniform(-20, 0), powers(-300, 0, -1), uniform(-160, -20)]),
    "digamma": (lambda x: psi(0, x), [], [uniform(-20, 0), powers(-300, 0, -1)]),
    "trigamma": (lambda x: psi(1, x), [], [uniform(-20, 0), powers(-150, 0, -1)]),
}
POW = [
    (uniform(0, 100), uniform(-100, 100)),
    (UP, uniform(-2, 2)),
    (uniform(0.9, 1.1), powers(0, 3.8)),
    (around(1, -12, -3), powers(3, 11)),
    (uniform(-3, 3), lambda rng: float(rng.randint(-600, 600))),
    (uniform(-100, 100), lambda rng: float(rng.randint(-20, 20))),
    (powers(-320, -300, 1), uniform(-0.9, 1.05)),
    (UP, powers(-320, -3)),
]


def split(value):
    head = float(value)
    return head, float(value - mpf(head)) if abs(head) != inf else 0.0


def rows(function, fixed, makers, points, rng):
    xs = fixed + [make(rng) for make in makers for _ in range(points)]
    mp.dps = 60
    out = []
    for x in xs:
        mp.dps = 400 if 0 < abs(x) < 1e-40 else 60
        head, left = split(function(mpf(x)))
        if abs(head) < inf:
            out.append([x, head, left])
    return out


def pow_rows(points, rng):
    out = []
    for base, exponent in POW:
        for _ in range(points):
            x, y = base(rng), exponent(rng)
            if x < 0 and y != int(y):
                continue
            head, left = split(power(mpf(x), mpf(y)))
            if 0 < abs(head) < inf:
                out.append([x, y, head, left])
    return out


def table(points):
    rng = random.Random(20261122)
    result = {name: rows(*entry, points, rng) for name, entry in TABLE.items()}
    result["pow"] = pow_rows(points, rng)
    later = random.Random(20261127)
    for name, entry in LATER.items():
        result[name] = rows(*entry, points, later)
    latest = random.Random(20261128)
    for name, entry in LATEST.items():
        result[name] = rows(*entry, points, latest)
    for name, entry in NEGATIVE.items():
        result[name + " of negative"] = rows(*entry, points, rng)
    lines = [json.dumps(name) + ": [\n" + ",\n".join(map(json.dumps, r)) + "\n]" for name, r in result.items()]
    print("{\n" + ",\n".join(lines) + "\n}")


def interpolate(f, a, b, degree):
    """Coefficients (constant first) of the polynomial that meets f at the Chebyshev nodes of [a, b]."""
    a, b, n = mpf(a), mpf(b), degree + 1
    nodes = [(a + b) / 2 + (b - a) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    d = [f(u if abs(u) > mpf(10) ** -30 else mpf(10) ** -30) for u in nodes]
    for j in range(1, n):
        for i in range(n - 1, j - 1, -1):
            d[i] = (d[i] - d[i - 1]) / (nodes[i] - nodes[i - j])
    poly = [d[-1]]
    for i in range(n - 2, -1, -1):
        longer = [mpf(0)] + poly
        for k, p in enumerate(poly):
            longer[k] -= p * nodes[i]
        longer[0] += d[i]
        poly = longer
    return poly


def report(name, f, a, b, degree):
    poly = [float(p) for p in interpolate(f, a, b, degree)]
    grid = [mpf(a) + (mpf(b) - mpf(a)) * (mpf(i) + mpf("0.3")) / 400 for i in range(400)]
    error = max(abs(sum(mpf(p) * u**k for k, p in enumerate(poly)) - f(u)) for u in grid)
    print(f"{name}: absolute error 2^{float(log(error, 2)):.1f}\n  " + "\n  ".join(map(repr, poly)))


def coefficients():
    mp.dps = 110
    half_ln2 = log(mpf(2)) / 2 * mpf("1.0005")
    z_max = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.0001")
    zero = findroot(lambda x: psi(0, x), mpf("1.46"))
    normal_tail = lambda w: (lambda x: (exp(x * x / 2) * erfc(x / sqrt(2)) if x < 30 else far_tail(x)) / 2 * (x + 4))(4 * (1 + w) / (1 - w))
    scaled_tail = lambda y: (lambda x: exp(x * x) * erfc(x) * (x + 4))(4 * (1 + y) / (1 - y))
    low, high = mpf(-7) / 9, mpf(3) / 4
    report("NORMAL_TAIL", normal_tail, -1, 1, 25)
    report("expTail", lambda r: (exp(r) - 1 - r) / r**2, -half_ln2, half_ln2, 10)
    report("logTail", lambda z: (lambda s: (2 * atanh(s) - 2 * s) / (s * z))(sqrt(z)), 0, z_max, 6)
    report("logTailAfterCube", lambda z: (lambda s: (2 * atanh(s) - 2 * s - 2 * s * z / 3) / (s * z * z))(sqrt(z)), 0, z_max, 7)
    report("lgamma NEAR_TWO", lambda u: loggamma(2 + u) / u, -0.5, 0.5, 17)
    report("digamma NEAR_ZERO", lambda u: psi(0, u + 1.5) / (u + 1.5 - zero), -0.5, 0.5, 22)
    report("sinPiCentral", lambda w: sin(pi * sqrt(w)) / sqrt(w), 0, 0.25, 8)
    report("erfCentral", lambda w: erf(sqrt(w)) / sqrt(w), 0, 0.25, 8)
    report("erfc SCALED_TAIL", lambda u: scaled_tail((low + high) / 2 + u * (high - low) / 2), -1, 1, 22)
    print("ln 2:", *split(log(mpf(2))), "zero of digamma:", *split(zero))


if __name__ == "__main__":
    if sys.argv[1] == "coefficients":
        coefficients()
    else:
        table(int(sys.argv[2]) if len(sys.argv) > 2 else 40)
