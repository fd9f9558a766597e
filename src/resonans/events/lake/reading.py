"""Reading one workspace as Ibis tables over DuckDB, each id once.

What compaction wrote holds each id once within its month, so only the loose files of late need
deduplication: their fresh rows are worked out once for each version and workspace and kept in the thread's
own cursor; queries then read compacted files and those rows, side by side. With `as_known_at` everything is
deduplicated after it was cut, since the copy that counts today may be one that was learnt too late.
"""

import hashlib
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from resonans.events.lake.columns import BATCH, DUCKDB_TYPES, Shape
from resonans.events.lake.rows import month_of
from resonans.events.lake.store import File, Store

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

_KEPT = 64
"""Fresh rows and views that a thread keeps, of the versions and workspaces it read last."""


@dataclass(frozen=True, slots=True)
class Tables:
    """A workspace's facts: one row per id, times in UTC, null where something is absent."""

    connection: "duckdb.DuckDBPyConnection"
    """The thread's cursor, on which the views are."""
    views: tuple[str, str]
    """The names of the views of events and observations there, for SQL."""
    stamp: str
    """Names the files that the rows come from: while it stays, so does every answer to the same question."""
    _ibis: Callable[[str], "ir.Table"]

    @property
    def events(self) -> "ir.Table":
        """The events as an Ibis table. Loads Ibis."""
        return self._ibis(self.views[0])

    @property
    def observations(self) -> "ir.Table":
        """The observations as an Ibis table. Loads Ibis."""
        return self._ibis(self.views[1])


@dataclass(frozen=True, slots=True)
class Cut:
    """Which rows are asked for: `since` ≤ happened < `until`, learnt no later than `as_known_at`."""

    since: datetime | None = None
    until: datetime | None = None
    as_known_at: datetime | None = None

    def months(self, files: Iterable[File]) -> tuple[File, ...]:
        """The files whose month the cut touches."""
        first = month_of(self.since) if self.since else ""
        last = month_of(self.until) if self.until else "9999"
        return tuple(file for file in files if first <= file.month <= last)

    def condition(self, shape: Shape) -> str:
        """The cut in SQL."""
        parts = ["true"]
        if self.since is not None:
            parts.append(f"{shape.at} >= {_instant(self.since)}")
        if self.until is not None:
            parts.append(f"{shape.at} < {_instant(self.until)}")
        if self.as_known_at is not None:
            parts.append(f"learned_at <= {_instant(self.as_known_at)}")
        return " AND ".join(parts)


class Reader:
    """Reads one lake: one DuckDB for the process, one cursor for each thread."""

    def __init__(self, events: Store, observations: Store) -> None:
        self._stores = (events, observations)
        self._local = threading.local()
        self._names = count()

    def tables(self, workspace: UUID, cut: Cut) -> Tables:
        """See `Lake.tables`."""
        cursor = self._cursor()
        events, observations = (cursor.view(store, str(workspace), cut) for store in self._stores)
        files = [file.path for store in self._stores for file in _of_workspace(store, str(workspace))]
        stamp = hashlib.sha256("\n".join(files).encode()).hexdigest()
        return Tables(cursor.connection, (events, observations), stamp, cursor.table)

    def cursor_sql(self, store: Store, workspace: str, cut: Cut) -> tuple["duckdb.DuckDBPyConnection", str]:
        """The thread's cursor, and the SELECT over which an Ibis table would stand."""
        cursor = self._cursor()
        return cursor.connection, cursor.select(store, workspace, cut)

    @cached_property
    def _database(self) -> "duckdb.DuckDBPyConnection":
        return database()

    def _cursor(self) -> "_Cursor":
        cursor: _Cursor | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = _Cursor(self._database.cursor(), self._names)
        return cursor


def database() -> "duckdb.DuckDBPyConnection":
    """A DuckDB in memory that fetches no extension and spills to the system's folder for temporary files."""
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": f"{tempfile.gettempdir()}/resonans-duckdb",
        },
    )
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("SET GLOBAL parquet_metadata_cache = true")
    return connection


class _Cursor:
    """A thread's cursor with its kept temporary tables and views."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", names: "count[int]") -> None:
        self.connection = connection
        self._names = names
        self._kept: OrderedDict[tuple[object, ...], str] = OrderedDict()
        self._tables: dict[str, ir.Table] = {}

    @cached_property
    def _backend(self) -> "Backend":
        import ibis

        return ibis.duckdb.from_connection(self.connection)

    def view(self, store: Store, workspace: str, cut: Cut) -> str:
        """The name of a view over `select`; the same one while the workspace's files stay."""
        key = ("view", store.shape.name, workspace, cut, _of_workspace(store, workspace))
        return self._keep(key, "VIEW", lambda: self.select(store, workspace, cut))

    def table(self, name: str) -> "ir.Table":
        """The Ibis table over a view."""
        if name not in self._tables:
            self._tables[name] = self._backend.table(name)
        return self._tables[name]

    def select(self, store: Store, workspace: str, cut: Cut) -> str:
        """SELECT of the readers' columns: this workspace, this cut, each id once."""
        shape = store.shape
        files = _of_workspace(store, workspace)
        compacted = [file for file in files if file.compacted]
        loose = [file for file in files if not file.compacted]
        columns = ", ".join(shape.names)
        mine = f"workspace = '{workspace}'"
        condition = cut.condition(shape)
        if cut.as_known_at is not None and loose:
            both = self._scan(store, cut.months(files))
            known = f"SELECT * FROM {both} WHERE {mine} AND {condition}"
            return f"SELECT {columns} FROM ({known}) WHERE true QUALIFY {_first(shape)}"
        old = f"SELECT {columns} FROM {self._scan(store, cut.months(compacted))} WHERE {mine} AND {condition}"
        if not loose:
            return old
        key = ("fresh", shape.name, workspace, files)
        fresh = self._keep(key, "TABLE", lambda: self._fresh(store, mine, compacted, loose))
        return f"{old} UNION ALL SELECT {columns} FROM {fresh} WHERE {condition}"

    def _fresh(self, store: Store, mine: str, compacted: Sequence[File], loose: Sequence[File]) -> str:
        """Rows of loose files that no compacted file has, each id once."""
        shape = store.shape
        columns = ", ".join(shape.names)
        once = f"SELECT {columns} FROM {self._scan(store, loose)} WHERE {mine} QUALIFY {_first(shape)}"
        touched = {file.month for file in loose}
        beside = [file for file in compacted if file.month in touched]
        if not beside:
            return once
        known = f"SELECT {shape.id} FROM {self._scan(store, beside)} WHERE {mine}"
        return f"SELECT * FROM ({once}) AS late ANTI JOIN ({known}) AS known USING ({shape.id})"

    def _scan(self, store: Store, files: Sequence[File]) -> str:
        return scan(self.connection, store, files)

    def _keep(self, key: tuple[object, ...], what: str, sql: Any) -> str:
        """The temporary table or view kept under `key`, made if it is not there."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        name = f"lake_{what.lower()}_{next(self._names)}"
        self.connection.execute(f"CREATE TEMP {what} {name} AS {sql()}")
        self._kept[key] = name
        while len(self._kept) > _KEPT:
            (kind, *_), old = self._kept.popitem(last=False)
            self._tables.pop(old, None)
            self.connection.execute(f"DROP {'VIEW' if kind == 'view' else 'TABLE'} IF EXISTS {old}")
        return name


def scan(connection: "duckdb.DuckDBPyConnection", store: Store, files: Sequence[File]) -> str:
    """A FROM item over exactly these files of a table, for this connection."""
    if not files:
        return _nothing(store.shape)
    if not store.is_remote:
        paths = ", ".join(_quoted(f"{store.address}/{file.path}") for file in files)
        return f"read_parquet([{paths}], hive_partitioning = false)"
    name = f"lake_remote_{uuid4().hex}"
    connection.register(name, _remote(store, files))
    return name


def whole(connection: "duckdb.DuckDBPyConnection", store: Store) -> str:
    """SELECT of the readers' columns over all workspaces, each id once. As slow as the lake is large.

    Times are plain timestamps in UTC, which need no zone database to be shown.
    """
    shape = store.shape
    columns = ", ".join(
        f"{column.name} AT TIME ZONE 'UTC' AS {column.name}" if column.type == "time" else column.name
        for column in shape.columns
    )
    return (
        f"SELECT {columns} FROM {scan(connection, store, store.listing().files)} "
        f"QUALIFY row_number() OVER (PARTITION BY workspace, {shape.id} ORDER BY {shape.ranking}) = 1"
    )


def _of_workspace(store: Store, workspace: str) -> tuple[File, ...]:
    """The files of the newest version that may hold rows of the workspace."""
    files = store.listing().files
    return tuple(file for file in files if file.workspace_minimum <= workspace <= file.workspace_maximum)


def _first(shape: Shape) -> str:
    return f"row_number() OVER (PARTITION BY {shape.id} ORDER BY {shape.ranking}) = 1"


def _nothing(shape: Shape) -> str:
    columns = ", ".join(f"NULL::{DUCKDB_TYPES[column.type]} AS {column.name}" for column in shape.columns)
    return f"(SELECT {columns}, 0::BIGINT AS {BATCH} WHERE false)"


def _remote(store: Store, files: Sequence[File]) -> Any:
    """An Arrow dataset read through deltalake's own object store, since DuckDB would need an extension."""
    import pyarrow.dataset

    paths = [file.path for file in files]
    return pyarrow.dataset.dataset(paths, format="parquet", filesystem=store.filesystem())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _instant(instant: datetime) -> str:
    return f"TIMESTAMPTZ '{instant.astimezone(UTC).isoformat(sep=' ')}'"
