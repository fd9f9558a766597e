"""Puts questions to the lake: fills the frame's tables, runs the compiled SQL, keeps the last answers."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from threading import Lock, local
from typing import TYPE_CHECKING

from resonans.events.lake import Tables
from resonans.measurement import columns
from resonans.measurement.columns import Columns
from resonans.measurement.frame import EVENTS, FIELDS, OBSERVATIONS
from resonans.measurement.scope import Scope, before, day_starts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_KEPT = 64
_answers: OrderedDict[Hashable, Columns] = OrderedDict()
_keeping = Lock()
_thread = local()


def answer(tables: Tables, scope: Scope, name: str) -> Columns:
    """The answer to the question `name` (of `measurement.queries`) over the scope.

    The last answers are kept: as long as nothing has come to the lake, the parts of a page, and its next
    readers, ask for the same rows.
    """
    asked = (tables.stamp, scope.key, name)
    with _keeping:
        kept = _answers.get(asked)
        if kept is not None:
            _answers.move_to_end(asked)
            return kept
    connection = tables.connection
    place = (connection, tables.views, scope.key)
    if getattr(_thread, "place", None) != place:
        _thread.place = None
        _set_up(connection, tables.views, scope)
        for base in ("daily", "posts"):
            connection.execute(f"CREATE OR REPLACE TEMP TABLE measured_{base} AS {_sql(base)}")
        _thread.place = place
    found = columns.of(connection.execute(_sql(name)).fetchnumpy())
    with _keeping:
        _answers[asked] = found
        while len(_answers) > _MOST_KEPT:
            _answers.popitem(last=False)
    return found


def forget() -> None:
    """Answer the next question anew, from the lake."""
    with _keeping:
        _answers.clear()
    _thread.place = None


@cache
def _sql(name: str) -> str:
    return (files("resonans.measurement") / "sql" / f"{name}.sql").read_text()


def _set_up(connection: "DuckDBPyConnection", views: tuple[str, str], scope: Scope) -> None:
    events, observations = views
    windows = (scope.window, before(scope).window)
    accounts = ", ".join(f"'{account}'" for account in scope.accounts) or "NULL"
    known = f" AND learned_at <= {_instant(scope.as_known_at)}" if scope.as_known_at else ""
    mine = f"account IN ({accounts}){known}"
    told = f'SELECT {", ".join(EVENTS)} FROM "{events}" WHERE {mine}'
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE measured_events AS "
        f"{told} AND kind IN ('published', 'delivery_outcome') "
        f"UNION ALL {told} AND occurred_at >= {_instant(windows[1].start)} "
        f"AND kind NOT IN ('published', 'delivery_outcome') AND media_type = 'owned'"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE measured_follows AS "
        f"SELECT account, count(*) FILTER (occurred_at >= {_instant(scope.window.start)}) AS now, "
        f"count(*) FILTER (occurred_at < {_instant(scope.window.start)}) AS before "
        f"FROM \"{events}\" WHERE {mine} AND kind = 'follow' "
        f"AND occurred_at >= {_instant(windows[1].start)} AND occurred_at < {_instant(scope.window.end)} "
        f"GROUP BY account"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW measured_observations AS "
        f'SELECT {", ".join(OBSERVATIONS)} FROM "{observations}" WHERE {mine}'
    )
    periods = [f"{index}::BIGINT, {_instant(w.start)}, {_instant(w.end)}" for index, w in enumerate(windows)]
    _fill(connection, "periods", ("period", "start", "end"), periods)
    spans = [
        f"{utc}::BIGINT, {day}::BIGINT, {_instant(begins)}, {_instant(ends)}"
        for utc, day, begins, ends in _spans(scope)
    ]
    _fill(connection, "spans", ("utc_day", "day", "begins", "ends"), spans)
    lacks = [f"lacks_{field}" for field in FIELDS]
    _fill(connection, "networks", ("network", "tells_follows", *lacks), _networks(scope))


def _networks(scope: Scope) -> Iterable[str]:
    """What each network tells; one that offers all and tells nothing stands in for there being none."""
    for network in sorted({*scope.offers, *scope.tells_follows}) or [""]:
        offered = scope.offers.get(network, frozenset(FIELDS))
        flags = [network in scope.tells_follows, *(field not in offered for field in FIELDS)]
        quoted = network.replace("'", "''")
        yield f"'{quoted}', " + ", ".join(str(flag).lower() for flag in flags)


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


def _fill(connection: "DuckDBPyConnection", name: str, names: Sequence[str], rows: Iterable[str]) -> None:
    named = ", ".join(f'"{column}"' for column in names)
    values = ", ".join(f"({row})" for row in rows)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE measured_{name} AS SELECT * FROM (VALUES {values}) AS t({named})"
    )


def _instant(instant: datetime) -> str:
    return f"TIMESTAMPTZ '{instant.isoformat(sep=' ')}'"
