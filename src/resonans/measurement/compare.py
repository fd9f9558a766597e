"""Is it more than before? A difference with its interval, or "unclear"."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from resonans.events.lake import Tables
from resonans.measurement import coverage, interval, pool, rows
from resonans.measurement.measure import measured
from resonans.measurement.metric import Grain, Metric, Pooling, metric
from resonans.measurement.rows import Rows
from resonans.measurement.scope import Scope, before
from resonans.measurement.value import Interval, Value


class Verdict(StrEnum):
    """What may be said of a change."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"
    """The interval of the difference includes zero, or there is too little to say."""
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Change:
    """A metric now and in as many days before."""

    now: Value
    before: Value
    difference: float | None
    relative: float | None
    """Difference ÷ before; null where before is zero or unknown."""
    interval: Interval | None
    """Of the difference; null where numbers are counted whole, as followers are."""
    verdict: Verdict


def changes(tables: Tables, scope: Scope, ids: Iterable[str]) -> dict[str, Change]:
    """Each metric over the window and over as many days just before it."""
    wanted = [metric(name) for name in ids]
    covered = coverage.of(tables, scope)
    sides = ((0, scope.window, covered.share), (1, before(scope).window, covered.share_before))
    found = {}
    for entry, data in measured(tables, scope, wanted):
        whole = rows.of(entry, data)
        periods = data["period"]
        pair = []
        for period, window, share in sides:
            part = whole.pick(periods == period)
            full = 1.0 if entry.grain is Grain.DELIVERY else share
            pair.append((part, pool.value(entry, part, window, full, scope.as_known_at)))
        (now, now_value), (then, then_value) = pair
        found[entry.id] = change(entry, now, now_value, then, then_value)
    return {entry.id: found[entry.id] for entry in wanted}


def change(entry: Metric, now: Rows, now_value: Value, then: Rows, then_value: Value) -> Change:
    """The change of one metric between two sets of rows and their values."""
    if now_value.value is None or then_value.value is None:
        return Change(now_value, then_value, None, None, None, Verdict.NO_DATA)
    difference = now_value.value - then_value.value
    relative = difference / then_value.value if then_value.value else None
    spread = _spread(entry, now.pick(now.usable), then.pick(then.usable))
    return Change(now_value, then_value, difference, relative, spread, _verdict(entry, difference, spread))


def _spread(entry: Metric, now: Rows, then: Rows) -> Interval | None:
    match entry.pooling:
        case Pooling.SUM if entry.grain is Grain.POST:
            return interval.total_difference(now.numerator, then.numerator)
        case Pooling.RATIO if now.denominator is not None and then.denominator is not None:
            return interval.difference((now.numerator, now.denominator), (then.numerator, then.denominator))
        case Pooling.PROPORTION if now.denominator is not None and then.denominator is not None:
            return interval.newcombe(
                (int(now.numerator.sum()), int(now.denominator.sum())),
                (int(then.numerator.sum()), int(then.denominator.sum())),
            )
    return None


def _verdict(entry: Metric, difference: float, spread: Interval | None) -> Verdict:
    counted_whole = entry.grain is Grain.ACCOUNT
    if spread is None and not counted_whole:
        return Verdict.UNCLEAR
    low, high = (spread.low, spread.high) if spread is not None else (difference, difference)
    if low > 0:
        return Verdict.UP
    return Verdict.DOWN if high < 0 else Verdict.UNCLEAR
