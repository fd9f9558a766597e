"""The Measure overview of a brand with a million events: from the question to all its answers."""

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

import numpy as np
import pyarrow as pa

from benchmarks.table import Figure, Table
from resonans.core import clock
from resonans.events.lake import Lake
from resonans.events.lake.columns import EVENTS, OBSERVATIONS, Shape, arrow_schema
from resonans.measurement import answer
from resonans.measurement.compare import changes
from resonans.measurement.measure import by_day, by_post
from resonans.measurement.metric import metrics
from resonans.measurement.scope import Scope, last_days

WORKSPACE = UUID(int=1)
ACCOUNTS = tuple(UUID(int=10 + number) for number in range(4))
END = datetime(2026, 11, 23, tzinfo=UTC)
EVENTS_COUNT, POSTS, SNAPSHOTS = 1_000_000, 1_500, 40
COLUMNS = ("engagements", "impressions", "reach", "er_impressions", "er_followers")
COUNTED = ("impressions", "reactions", "comments", "shares", "saves", "reach")


def run() -> Table:
    """A year of four accounts: a million events, 1,500 posts, each read 40 times."""
    folder = Path(tempfile.mkdtemp(prefix="resonans-bench-overview-"))
    clock.set_to(END)
    try:
        lake = Lake(folder)
        _fill(lake)
        window = last_days("Europe/Stockholm", 28, END)
        scope = Scope(ACCOUNTS, window, tells_follows=frozenset({"harbour"}))

        def ask() -> None:
            tables = lake.tables(WORKSPACE, since=window.start - timedelta(days=148), until=window.end)
            changes(tables, scope, [entry.id for entry in metrics()])
            by_day(tables, scope, ["engagements"])
            by_post(tables, scope, COLUMNS, limit=25)

        ask()
        fresh = [_timed(ask, forget=True) for _ in range(7)]
        kept = [_timed(ask, forget=False) for _ in range(7)]
    finally:
        clock.set_to(None)
        shutil.rmtree(folder)
    return Table(
        "Measure overview of a brand with a million events",
        "Every metric against the 28 days before, one by day, 25 posts with five numbers; medians of seven.",
        (
            Figure("Nothing known beforehand", 1000 * median(fresh), "ms", limit=300),
            Figure("Nothing new in the lake", 1000 * median(kept), "ms", limit=300),
        ),
    )


def _timed(ask: Callable[[], None], *, forget: bool) -> float:
    if forget:
        answer.forget()
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _fill(lake: Lake) -> None:
    source = np.random.default_rng(1)
    first, last = _microseconds(END - timedelta(days=365)), _microseconds(END)
    names = np.array([f"post{number}" for number in range(POSTS)], dtype=object)
    owners = np.array([str(account) for account in ACCOUNTS], dtype=object)
    kinds = np.array(["reaction", "comment", "share", "save", "follow"], dtype=object)
    at = np.sort(source.integers(first, last, EVENTS_COUNT))
    _append(
        lake,
        EVENTS,
        1,
        {
            "event_id": [f"e{number:031d}" for number in range(EVENTS_COUNT)],
            "kind": kinds[source.integers(0, 5, EVENTS_COUNT)],
            "occurred_at": at,
            "account": owners[source.integers(0, 4, EVENTS_COUNT)],
            "post": names[source.integers(0, POSTS, EVENTS_COUNT)],
            "media_type": "earned",
            "extra": "{}",
        },
    )
    published = np.sort(source.integers(first, last, POSTS))
    owner = owners[source.integers(0, 4, POSTS)]
    _append(
        lake,
        EVENTS,
        2,
        {
            "event_id": [f"p{number:031d}" for number in range(POSTS)],
            "kind": "published",
            "occurred_at": published,
            "account": owner,
            "post": names,
            "text": "A post",
            "media_type": "owned",
            "extra": '{"elsewhere":false,"media":"image","url":"https://example.org/post"}',
        },
    )
    _append_observations(lake, names, published, owner, last)
    days = np.arange(first, last, 86_400_000_000)
    _append(
        lake,
        OBSERVATIONS,
        2,
        {
            "observation_id": [f"f{number}" for number in range(len(days) * 4)],
            "subject_kind": "account",
            "subject": np.repeat(owners, len(days)),
            "account": np.repeat(owners, len(days)),
            "metric": "followers",
            "kind": "gauge",
            "value": np.tile(np.arange(len(days)) + 1000, 4),
            "observed_at": np.tile(days, 4),
        },
    )
    lake.compact(due_only=False)


def _append_observations(
    lake: Lake, names: np.ndarray, published: np.ndarray, owner: np.ndarray, last: int
) -> None:
    ages = (np.cumsum(np.geomspace(0.1, 20, SNAPSHOTS)) * 86_400_000_000).astype(np.int64)
    post, snapshot, metric = (
        axis.ravel()
        for axis in np.meshgrid(range(POSTS), range(SNAPSHOTS), range(len(COUNTED)), indexing="ij")
    )
    at = published[post] + ages[snapshot]
    seen = at < last
    post, snapshot, metric, at = post[seen], snapshot[seen], metric[seen], at[seen]
    _append(
        lake,
        OBSERVATIONS,
        1,
        {
            "observation_id": [f"o{number:031d}" for number in range(len(post))],
            "subject_kind": "post",
            "subject": names[post],
            "account": owner[post],
            "metric": np.array(COUNTED, dtype=object)[metric],
            "kind": "lifetime_counter",
            "value": (snapshot + 1) * np.where(metric == 0, 1000, 10 * metric),
            "observed_at": at,
        },
    )


def _append(lake: Lake, shape: Shape, number: int, columns: dict[str, object]) -> None:
    told = next(value for value in columns.values() if not isinstance(value, str))
    rows = len(told)  # type: ignore[arg-type]  # the first column that is no constant
    at = columns[shape.at]
    columns |= {
        "workspace": str(WORKSPACE),
        "network": "harbour",
        "learned_at": at,
        "source": "harbour",
        "source_version": "1",
        "batch": number,
        "month": np.array(at, dtype="datetime64[us]").astype("datetime64[M]").astype(str),
    }
    schema = pa.schema(arrow_schema(shape))
    arrays = []
    for column in schema:
        value = columns.get(column.name)
        if value is None or isinstance(value, str | int):
            arrays.append(pa.array([value] * rows, type=column.type))
        elif pa.types.is_timestamp(column.type):
            arrays.append(pa.array(value).cast(column.type))
        else:
            arrays.append(pa.array(value, type=column.type))
    table = pa.Table.from_arrays(arrays, schema=schema)
    lake.append_arrow(shape.name, number, lambda: table, app="bench")


def _microseconds(instant: datetime) -> int:
    return int(instant.timestamp()) * 1_000_000
