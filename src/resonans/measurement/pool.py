"""Pools rows into one value, with its interval, status and reason."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from resonans.core import clock
from resonans.measurement import interval
from resonans.measurement.interval import Floats
from resonans.measurement.metric import Metric, Pooling
from resonans.measurement.rows import Rows
from resonans.measurement.value import Interval, Status, Value, Window

PROVISIONAL = timedelta(hours=72)
"""Networks go on correcting their numbers for about three days."""


def value(metric: Metric, rows: Rows, window: Window, coverage: float, known_at: datetime | None) -> Value:
    """The metric over the rows."""
    used = rows.usable
    asked = used if metric.pooling is Pooling.QUANTILES else rows.in_scope & rows.offered
    n = int(used.sum())
    bare = Value(
        metric=metric.id,
        version=metric.version,
        value=None,
        unit=metric.unit.value,
        window=window,
        status=Status.NO_DATA,
        n=n,
        coverage=coverage,
        left_out=rows.left_out,
        as_known_at=known_at,
    )
    if n == 0:
        return replace(bare, reason=_why_nothing(rows))
    number, spread, reason = _pooled(metric, rows.pick(used))
    if number is None and spread is None:
        return replace(bare, reason=reason)
    partial = bool((asked & ~(used & rows.complete)).any()) or coverage < 1.0
    if reason == "bounds":
        status = Status.ESTIMATE
    elif partial:
        status, reason = Status.PARTIAL, _why_partial(rows)
    elif window.end > (known_at or clock.now()) - PROVISIONAL:
        status = Status.PROVISIONAL
    else:
        status = Status.OK
    return replace(bare, value=number, interval=spread, status=status, reason=reason)


def nothing_moved(found: Value, coverage: float) -> Value:
    """The value of a count on a day on which we looked and no counter had moved: a known zero."""
    status = Status.PARTIAL if coverage < 1.0 else Status.OK
    reason = "not_yet" if coverage < 1.0 else ""
    return replace(found, value=0.0, status=status, reason=reason)


def _pooled(metric: Metric, rows: Rows) -> tuple[float | None, Interval | None, str]:
    """(number, interval, reason); neither number nor interval where nothing can be said."""
    top = rows.numerator
    match metric.pooling:
        case Pooling.SUM:
            return float(top.sum()), None, ""
        case Pooling.UNIQUE:
            return _bounds(float(top.max()), float(top.sum()), len(top))
        case Pooling.QUANTILES:
            return float(np.median(top)), interval.quantile(top, 0.5), ""
    if rows.denominator is None:
        raise TypeError(f"{metric.id} is pooled as {metric.pooling} but has no denominator.")
    return _divided(metric.pooling, top, rows.denominator)


def _divided(pooling: Pooling, top: Floats, below: Floats) -> tuple[float | None, Interval | None, str]:
    total, under = float(top.sum()), float(below.sum())
    if under == 0:
        return None, None, "zero_denominator"
    match pooling:
        case Pooling.PROPORTION:
            return total / under, interval.wilson(int(total), int(under)), ""
        case Pooling.RATIO_OF_UNIQUE:
            return _bounds(total / under, total / float(below.max()), len(top))
        case Pooling.GROWTH:
            return (total - under) / under, None, ""
        case _:
            return total / under, interval.ratio(top, below), ""


def _bounds(low: float, high: float, rows: int) -> tuple[float | None, Interval | None, str]:
    """People of several posts may be the same: only bounds are known, and they hold for certain."""
    if rows == 1 or low == high:
        return low, None, ""
    return None, Interval(low, high, 1.0, "bounds"), "bounds"


def _why_nothing(rows: Rows) -> str:
    if not len(rows.numerator) or not rows.in_scope.any():
        return "nothing_in_window"
    if not (rows.in_scope & rows.offered).any():
        return "not_offered"
    return _why_partial(rows)


def _why_partial(rows: Rows) -> str:
    """The commonest reason among the rows that lack something."""
    lacking = rows.in_scope & rows.offered & ~(rows.usable & rows.complete)
    told = Counter(reason for reason in rows.reason[lacking] if reason)
    return told.most_common(1)[0][0] if told else "not_yet"
