"""Intervals of rates and ratios."""

import math
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from resonans.measurement.value import Interval

type Floats = NDArray[np.float64]

LEVEL = 0.90
_Z = {0.90: 1.6448536269514722, 0.95: 1.959963984540054}
REPLICATES = 1000
_SEED = 20261123


def wilson(successes: int, trials: int, level: float = LEVEL) -> Interval:
    """The score interval of a proportion.

    Source: Wilson 1927, Journal of the American Statistical Association 22, 209-212.
    Raises ValueError unless 0 ≤ successes ≤ trials and trials > 0.
    """
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError("A proportion needs 0 ≤ successes ≤ trials, and trials.")
    z = _Z[level]
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    low = 0.0 if successes == 0 else (middle - spread) / scale
    high = 1.0 if successes == trials else (middle + spread) / scale
    return Interval(low, high, level, "wilson")


def ratio(numerators: Floats, denominators: Floats, level: float = LEVEL) -> Interval | None:
    """Interval of Σ numerators / Σ denominators by a bootstrap that draws whole rows (posts), seeded.

    None below five rows: so few say nothing about how posts differ.
    """
    replicates = ratio_replicates(numerators, denominators)
    return None if replicates is None else _middle(replicates, level, "bootstrap by post")


def difference(
    now: tuple[Floats, Floats], before: tuple[Floats, Floats], level: float = LEVEL
) -> Interval | None:
    """Interval of the difference of two ratios, rows of both drawn independently; None as in `ratio`."""
    first, second = ratio_replicates(*now), ratio_replicates(*before, seed=_SEED + 1)
    if first is None or second is None:
        return None
    return _middle(first - second, level, "bootstrap by post")


def total_difference(now: Floats, before: Floats, level: float = LEVEL) -> Interval | None:
    """Interval of Σ now − Σ before, where rows (posts) vary and how many there were was our own choice.

    Welch's: the variance of a sum of n like rows is n s². None below five rows in either.
    Source: Welch 1947, Biometrika 34, 28-35.
    """
    if len(now) < _FEWEST or len(before) < _FEWEST:
        return None
    middle = float(now.sum() - before.sum())
    parts = [(float(rows.var(ddof=1)) * len(rows), len(rows) - 1) for rows in (now, before)]
    variance = sum(part for part, _ in parts)
    if variance == 0:
        return Interval(middle, middle, level, "Welch by post")
    freedom = variance**2 / sum(part**2 / degrees for part, degrees in parts)
    spread = _student(_Z[level], freedom) * math.sqrt(variance)
    return Interval(middle - spread, middle + spread, level, "Welch by post")


def _student(z: float, freedom: float) -> float:
    """Student's quantile from the normal one; within 0.5 % from four degrees of freedom on.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def newcombe(now: tuple[int, int], before: tuple[int, int], level: float = LEVEL) -> Interval | None:
    """Interval of the difference of two proportions (successes, trials); None where one has no trials.

    Source: Newcombe 1998, Statistics in Medicine 17, 873-890, method 10.
    """
    if not now[1] or not before[1]:
        return None
    first, second = now[0] / now[1], before[0] / before[1]
    a, b = wilson(*now, level), wilson(*before, level)
    low = first - second - math.hypot(first - a.low, b.high - second)
    high = first - second + math.hypot(a.high - first, second - b.low)
    return Interval(low, high, level, "newcombe")


def ratio_replicates(numerators: Floats, denominators: Floats, *, seed: int = _SEED) -> Floats | None:
    """REPLICATES bootstrap values of the pooled ratio; None below five rows or with nothing to divide by."""
    if len(numerators) < _FEWEST:
        return None
    drawn = np.column_stack((numerators, denominators)).astype(np.float32)
    sums = (_weights(len(numerators), seed) @ drawn).astype(np.float64)
    usable = sums[:, 1] > 0
    return sums[usable, 0] / sums[usable, 1] if usable.any() else None


_FEWEST = 5
_MOST_CELLS = 1_000_000


@lru_cache(maxsize=4)
def _weights(rows: int, seed: int) -> NDArray[np.float32]:
    """How often each replicate draws each row: multinomial, and beyond 50 rows Poisson, equal in the limit.

    Source for the latter: Chamandy et al. 2012, Estimating uncertainty for massive data streams.
    """
    source = np.random.default_rng(seed)
    replicates = max(200, min(REPLICATES, _MOST_CELLS // rows))
    if rows <= 50:
        return source.multinomial(rows, np.full(rows, 1 / rows), size=replicates).astype(np.float32)
    return _poisson_table()[source.integers(0, 1 << 16, size=(replicates, rows), dtype=np.uint16)]


@cache
def _poisson_table() -> NDArray[np.float32]:
    """The Poisson quantile with mean 1 at 65,536 even steps: a table is twenty times as fast as drawing."""
    levels = (np.arange(1 << 16) + 0.5) / (1 << 16)
    reached = np.cumsum([math.exp(-1) / math.factorial(count) for count in range(12)])
    return np.searchsorted(reached, levels).astype(np.float32)


def _middle(replicates: Floats, level: float, method: str) -> Interval:
    tail = (1 - level) / 2
    low, high = np.quantile(replicates, [tail, 1 - tail])
    return Interval(float(low), float(high), level, method)


def quantile(values: Floats, at: float, level: float = LEVEL) -> Interval | None:
    """Distribution-free interval of a quantile from order statistics; None where the sample is too small.

    Source: Conover, Practical Nonparametric Statistics, 3rd edition, section 3.2.
    """
    n = len(values)
    if n < _FEWEST:
        return None
    ordered = np.sort(values)
    spread = _Z[level] * math.sqrt(n * at * (1 - at))
    low, high = math.floor(n * at - spread), math.ceil(n * at + spread)
    if low < 0 or high >= n:
        return None
    return Interval(float(ordered[low]), float(ordered[high]), level, "order statistics")
