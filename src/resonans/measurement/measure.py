"""Answers a question: metrics over a scope, in total, by day and by post."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import numpy as np
import pyarrow as pa

from resonans.core import clock
from resonans.events.lake import Tables
from resonans.measurement import audience, coverage, deliveries, facts, pool, rows
from resonans.measurement.interval import Floats
from resonans.measurement.metric import Grain, Metric, Pooling, metric
from resonans.measurement.rows import Rows
from resonans.measurement.scope import Scope, day_starts
from resonans.measurement.value import Value, Window


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
    covered = coverage.share(tables, scope)
    found = {}
    for entry, data in measured_rows(tables, scope, wanted):
        share = 1.0 if entry.grain is Grain.DELIVERY else covered
        found[entry.id] = pool.value(entry, data, scope.window, share, scope.as_known_at)
    return {entry.id: found[entry.id] for entry in wanted}


def measured_rows(tables: Tables, scope: Scope, wanted: Sequence[Metric]) -> Iterable[tuple[Metric, Rows]]:
    """The rows of each metric, one query for each grain."""
    sources = {
        Grain.POST: facts.in_window,
        Grain.DELIVERY: deliveries.due_in_window,
        Grain.ACCOUNT: audience.in_window,
    }
    keys = {Grain.POST: ("account", "post"), Grain.DELIVERY: ("delivery",), Grain.ACCOUNT: ("account",)}
    for grain, source in sources.items():
        group = [entry for entry in wanted if entry.grain is grain]
        if group:
            data = rows.select(source(tables, scope), group, keys[grain])
            for entry in group:
                yield entry, rows.of(entry, data)


def by_day(tables: Tables, scope: Scope, ids: Iterable[str]) -> dict[str, tuple[Value, ...]]:
    """Each metric on each day of the window, in order; a day without data is unknown, not zero.

    Metrics whose denominator belongs to a post (people reached, followers at publication) have no day of
    their own and are refused with ValueError.
    """
    wanted = [metric(name) for name in ids]
    for entry in wanted:
        if entry.published_only or entry.grain is Grain.DELIVERY or entry.pooling is Pooling.GROWTH:
            raise ValueError(f"{entry.id} is not measured by day.")
    shares = coverage.by_day(tables, scope)
    windows = _day_windows(scope.window)
    of_posts = [entry for entry in wanted if entry.grain is Grain.POST]
    found: dict[str, tuple[Value, ...]] = {}
    if of_posts:
        data = rows.select(facts.by_day(tables, scope), of_posts, ("day", "account", "post"))
        days = np.array(data["day"].to_pylist(), dtype=np.int64)
        for entry in of_posts:
            whole = rows.of(entry, data)
            found[entry.id] = tuple(
                _on_day(entry, whole.pick(days == index), window, shares[index], scope)
                for index, window in enumerate(windows)
            )
    if any(entry.id == "followers" for entry in wanted):
        found["followers"] = _followers_by_day(tables, scope, windows)
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
    shown = ("post", "account", "published_at", "text", "url", "media", "elsewhere")
    data = rows.select(facts.lifetime(tables, scope), wanted, shown)
    data = data.append_column("_at", data["published_at"].cast(pa.int64()))
    if order:
        rank = rows.of(metric(order), data)
        score = rank.numerator if rank.denominator is None else _quotients(rank)
        score = np.where(rank.usable, score, np.nan)
    else:
        score = data["_at"].to_numpy().astype(np.float64)
    placed = np.argsort(score if ascending else -score, kind="stable")
    page = data.take(pa.array(placed[offset : offset + limit]))
    single = [(entry, rows.of(entry, page)) for entry in wanted]
    found = [
        _post_row(told, {entry.id: _of_one(entry, data, index, scope) for entry, data in single})
        for index, told in enumerate(page.select([*shown, "network"]).to_pylist())
    ]
    return PostPage(tuple(found), data.num_rows)


def _quotients(data: Rows) -> Floats:
    below = data.denominator if data.denominator is not None else np.ones_like(data.numerator)
    return np.divide(data.numerator, below, out=np.full_like(data.numerator, np.nan), where=below > 0)


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
    nothing_moved = found.reason == "nothing_in_window" and covered > 0
    if nothing_moved and entry.pooling is Pooling.SUM and window.start < clock.now():
        return pool.nothing_moved(found, covered)
    return found


def _followers_by_day(tables: Tables, scope: Scope, windows: list[Window]) -> tuple[Value, ...]:
    """The sum over accounts of their last count up to each day; unknown until every account has one."""
    entry = metric("followers")
    told = audience.by_day(tables, scope).order_by("day", "account").to_pyarrow().to_pylist()
    accounts = {str(account) for account in scope.accounts}
    now = scope.as_known_at or clock.now()
    last: dict[str, int] = {}
    seen_on: dict[int, set[str]] = {}
    for row in told:
        seen_on.setdefault(int(row["day"]), set()).add(str(row["account"]))
    counts = {(int(row["day"]), str(row["account"])): int(row["last"]) for row in told}
    found = []
    for index in range(-1, len(windows)):
        last |= {account: count for (day, account), count in counts.items() if day == index}
        if index < 0:
            continue
        known = np.array([float(count) for count in last.values()])
        data = _followers_rows(known if windows[index].start < now else known[:0])
        covered = len(seen_on.get(index, ())) / len(accounts) if accounts else 0.0
        value = pool.value(entry, data, windows[index], max(covered, len(last) / len(accounts)), now)
        found.append(replace(value, coverage=covered))
    return tuple(found)


def _followers_rows(known: Floats) -> Rows:
    yes = np.ones(len(known), dtype=bool)
    empty = np.full(len(known), "", dtype=object)
    return Rows(known, None, yes, yes, yes, empty, empty, ())
