"""Asks the lake: compiles an expression once, fills the frame's tables, keeps the last answers."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from threading import Lock, local
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from resonans.events.lake import Tables
from resonans.measurement.frame import EVENTS, Frame, daily
from resonans.measurement.posts import posts
from resonans.measurement.scope import Scope, before, day_starts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

type Build = Callable[[Frame], ir.Table]

_MOST_KEPT = 64
_answers: OrderedDict[Hashable, pa.Table] = OrderedDict()
_builders: dict[Hashable, Build] = {}
_lock = Lock()
_thread = local()


def answer(tables: Tables, scope: Scope, build: Build, key: Hashable) -> pa.Table:
    """Answer the expression that `build` makes, over the scope; `key` names it among all that were built.

    Two calls with the same key must build the same expression. The last answers are kept: as long as nothing
    has come to the lake, the parts of a page ask for the same rows.
    """
    connection: DuckDBPyConnection = ibis.get_backend(tables.events).con
    views = (tables.events.get_name(), tables.observations.get_name())
    place = (connection, views, scope.accounts, scope.window, scope.as_known_at)
    with _lock:
        kept = _answers.get((place, key))
    if kept is not None:
        return kept
    schema = tables.observations.schema()
    if getattr(_thread, "place", None) != place:
        _set_up(connection, views, scope)
        for name, made in (("daily", daily), ("posts", posts)):
            sql = _compiled(made, name, schema)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE measured_{name} AS {sql}")
        _thread.place = place
    found: pa.Table = connection.execute(_compiled(build, key, schema)).to_arrow_table()
    with _lock:
        _answers[place, key] = found
        while len(_answers) > _MOST_KEPT:
            _answers.popitem(last=False)
    return found


def _compiled(build: Build, key: Hashable, observations: ibis.Schema) -> str:
    with _lock:
        _builders.setdefault(key, build)
    return _sql(key, observations)


@cache
def _sql(key: Hashable, observations: ibis.Schema) -> str:
    return str(ibis.to_sql(_builders[key](Frame(observations)), dialect="duckdb"))


def _set_up(connection: "DuckDBPyConnection", views: tuple[str, str], scope: Scope) -> None:
    events, observations = views
    accounts = ", ".join(f"'{account}'" for account in scope.accounts) or "NULL"
    known = f" AND learned_at <= {_instant(scope.as_known_at)}" if scope.as_known_at else ""
    mine = f"account IN ({accounts}){known}"
    earlier = _instant(before(scope).window.start)
    told = f'SELECT {", ".join(EVENTS)} FROM "{events}" WHERE {mine}'
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE measured_events AS "
        f"{told} AND kind IN ('published', 'delivery_outcome') "
        f"UNION ALL {told} AND occurred_at >= {earlier} "
        f"AND kind NOT IN ('published', 'delivery_outcome') AND (kind = 'follow' OR media_type = 'owned')"
    )
    connection.execute(
        f'CREATE OR REPLACE TEMP VIEW measured_observations AS SELECT * FROM "{observations}" WHERE {mine}'
    )
    windows = (scope.window, before(scope).window)
    _fill(
        connection,
        "periods",
        ("period", "start", "end"),
        [f"({index}::BIGINT, {_instant(w.start)}, {_instant(w.end)})" for index, w in enumerate(windows)],
    )
    _fill(
        connection,
        "spans",
        ("utc_day", "day", "begins", "ends"),
        [
            f"({utc}::BIGINT, {day}::BIGINT, {_instant(begins)}, {_instant(ends)})"
            for utc, day, begins, ends in _spans(scope)
        ],
    )


def _spans(scope: Scope) -> list[tuple[int, int, datetime, datetime]]:
    earlier = [begin for _, begin in day_starts(before(scope).window)]
    begins = [*earlier, *(begin for _, begin in day_starts(scope.window))]
    ends = [*begins[1:], scope.window.end]
    rows = []
    for index, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        touched = {_utc_day(begin), _utc_day(end - timedelta(microseconds=1))}
        rows += [(utc, index - len(earlier), begin, end) for utc in sorted(touched)]
    return rows


def _utc_day(instant: datetime) -> int:
    return (instant.astimezone(UTC).date() - date(1970, 1, 1)).days


def _fill(connection: "DuckDBPyConnection", name: str, columns: Sequence[str], rows: Sequence[str]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE measured_{name} AS "
        f"SELECT * FROM (VALUES {', '.join(rows)}) AS t({named})"
    )


def _instant(instant: datetime) -> str:
    return f"TIMESTAMPTZ '{instant.isoformat(sep=' ')}'"
