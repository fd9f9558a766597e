"""Answers a question: metrics over a scope, in total, by day and by post."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from resonans.core import clock
from resonans.events.lake import Tables
from resonans.measurement import coverage, pool, rows
from resonans.measurement.answer import answer
from resonans.measurement.columns import Columns
from resonans.measurement.coverage import Coverage
from resonans.measurement.interval import Floats
from resonans.measurement.metric import Grain, Metric, Pooling, metric
from resonans.measurement.rows import Rows
from resonans.measurement.scope import Scope, day_starts
from resonans.measurement.value import Value, Window

_QUESTION = {
    Grain.POST: "post_metrics",
    Grain.DELIVERY: "delivery_metrics",
    Grain.ACCOUNT: "account_metrics",
}


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its values since publication."""

    post: str
    account: UUID
    network: str
    published_at: datetime
    text: str
    url: str
    media: str
    elsewhere: bool
    """Posted with another tool or by hand."""
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class PostPage:
    """Some of the posts, and how many there are."""

    rows: tuple[PostRow, ...]
    total: int


def measure(tables: Tables, scope: Scope, ids: Iterable[str]) -> dict[str, Value]:
    """Each metric over the whole scope, by id; raises UnknownMetric."""
    wanted = [metric(name) for name in ids]
    covered = coverage.of(tables, scope)
    found = {}
    for entry, data in measured(tables, scope, wanted):
        share = 1.0 if entry.grain is Grain.DELIVERY else covered.share
        now = rows.of(entry, data.pick(data["period"] == 0))
        found[entry.id] = pool.value(entry, now, scope.window, share, scope.as_known_at)
    return {entry.id: found[entry.id] for entry in wanted}


def measured(tables: Tables, scope: Scope, wanted: Sequence[Metric]) -> Iterable[tuple[Metric, Columns]]:
    """Each metric with the rows of both periods that it is computed from: one query for each grain."""
    for entry in wanted:
        yield entry, answer(tables, scope, _QUESTION[entry.grain])


def by_day(tables: Tables, scope: Scope, ids: Iterable[str]) -> dict[str, tuple[Value, ...]]:
    """Each metric on each day of the window, in order; a day without data is unknown, not zero.

    Metrics whose denominator belongs to a post (people reached, followers at publication) have no day of
    their own and are refused with ValueError.
    """
    wanted = [metric(name) for name in ids]
    for entry in wanted:
        known = entry.grain is Grain.POST or entry.id == "followers"
        if not known or entry.published_only:
            raise ValueError(f"{entry.id} is not measured by day.")
    covered = coverage.of(tables, scope)
    windows = _day_windows(scope.window)
    of_posts = tuple(entry for entry in wanted if entry.grain is Grain.POST)
    found: dict[str, tuple[Value, ...]] = {}
    if of_posts:
        data = answer(tables, scope, "post_days")
        days = data["day"]
        for entry in of_posts:
            whole = rows.of(entry, data)
            found[entry.id] = tuple(
                _on_day(entry, whole.pick(days == index), window, covered.days[index], scope)
                for index, window in enumerate(windows)
            )
    if len(of_posts) < len(wanted):
        found["followers"] = _followers_by_day(tables, scope, windows, covered)
    return {entry.id: found[entry.id] for entry in wanted}


def by_post(
    tables: Tables,
    scope: Scope,
    ids: Iterable[str],
    *,
    order: str = "",
    ascending: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> PostPage:
    """Posts published in the window, each with its values since publication.

    Sorted by the metric `order` (posts without a value last), or by time; newest or largest first.
    """
    wanted = [metric(name) for name in ids]
    data = answer(tables, scope, "post_metrics")
    data = data.pick(data["fresh"] & (data["period"] == 0))
    score = _score(rows.of(metric(order), data)) if order else _moments(data)
    placed = np.argsort(score if ascending else -score, kind="stable")
    page = data.pick(placed[offset : offset + limit])
    single = [(entry, rows.of(entry, page)) for entry in wanted]
    found = [
        _post_row(told, {entry.id: _of_one(entry, data, index, scope) for entry, data in single})
        for index, told in enumerate(page.rows())
    ]
    return PostPage(tuple(found), len(data))


def _score(data: Rows) -> Floats:
    """What a metric sorts posts by; NaN, which sorts last either way, where there is none."""
    score = data.numerator
    if data.denominator is not None:
        none = np.full_like(score, np.nan)
        score = np.divide(score, data.denominator, out=none, where=data.denominator > 0)
    return np.where(data.usable, score, np.nan)


def _moments(data: Columns) -> Floats:
    return data["published_at"].astype(np.int64).astype(np.float64)


def _of_one(entry: Metric, data: Rows, index: int, scope: Scope) -> Value:
    only = np.zeros(len(data.numerator), dtype=bool)
    only[index] = True
    return pool.value(entry, data.pick(only), scope.window, 1.0, scope.as_known_at)


def _post_row(told: dict[str, object], values: dict[str, Value]) -> PostRow:
    published_at = told["published_at"]
    if not isinstance(published_at, datetime):
        raise TypeError("A post in the lake has no time of publication.")
    return PostRow(
        post=str(told["post"]),
        account=UUID(str(told["account"])),
        network=str(told["network"]),
        published_at=published_at,
        text=str(told["text"] or ""),
        url=str(told["url"] or ""),
        media=str(told["media"] or ""),
        elsewhere=bool(told["elsewhere"]),
        values=values,
    )


def _day_windows(window: Window) -> list[Window]:
    starts = [begin for _, begin in day_starts(window)]
    ends = [*starts[1:], window.end]
    return [Window(begin, end, window.timezone) for begin, end in zip(starts, ends, strict=True)]


def _on_day(entry: Metric, data: Rows, window: Window, covered: float, scope: Scope) -> Value:
    found = pool.value(entry, data, window, covered, scope.as_known_at)
    silent = found.reason == "nothing_in_window" and covered > 0
    if silent and entry.pooling is Pooling.SUM and window.start < (scope.as_known_at or clock.now()):
        return pool.nothing_moved(found, covered)
    return found


def _followers_by_day(
    tables: Tables, scope: Scope, windows: list[Window], covered: Coverage
) -> tuple[Value, ...]:
    """The sum over accounts of their last count up to each day, as far as accounts have one by then."""
    entry = metric("followers")
    told = answer(tables, scope, "follower_days").rows()
    now = scope.as_known_at or clock.now()
    last: dict[str, float] = {}
    counts: dict[int, dict[str, float]] = {}
    for row in told:
        counts.setdefault(int(row["day"]), {})[str(row["account"])] = float(row["last"])
    for day in sorted(day for day in counts if day < 0):
        last |= counts[day]
    found = []
    for index, window in enumerate(windows):
        last |= counts.get(index, {})
        known = last if window.start < now else {}
        share = len(known) / len(scope.accounts) if scope.accounts else 0.0
        values = np.array(list(known.values()), dtype=np.float64)
        found.append(pool.value(entry, rows.plain(values), window, share, scope.as_known_at))
    return tuple(found)
