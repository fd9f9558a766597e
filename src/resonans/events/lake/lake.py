"""The lake as the rest of resonans sees it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from resonans.core.faultpoints import point
from resonans.events.lake import compaction, rows
from resonans.events.lake.columns import EVENTS, OBSERVATIONS
from resonans.events.lake.reading import Cut, Reader, Tables, database, whole
from resonans.events.lake.store import Store
from resonans.events.vocabulary import Event, Observation

if TYPE_CHECKING:
    import duckdb

OUTBOX = "outbox"
"""The Delta application whose transactions are the flusher's batches."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One version of both tables, and every file that it needs, relative to the lake's root."""

    versions: Mapping[str, int]
    files: tuple[str, ...]


class Lake:
    """Two append-only tables in a folder or an object store (`s3://bucket/folder`, keys from `AWS_…`).

    Any number of processes may hold one. Nothing is opened before it is used.
    """

    def __init__(self, root: str | Path, storage_options: Mapping[str, str] | None = None) -> None:
        self.root = str(root).rstrip("/")
        options = dict(storage_options or {})
        self._events = Store(f"{self.root}/events", EVENTS, options)
        self._observations = Store(f"{self.root}/observations", OBSERVATIONS, options)
        self._reader = Reader(self._events, self._observations)

    @property
    def stores(self) -> tuple[Store, Store]:
        """The tables: events, observations."""
        return self._events, self._observations

    def roots(self) -> dict[str, str]:
        """Where each table lies: its name and its Delta root."""
        return {store.shape.name: store.address for store in self.stores}

    def append(
        self,
        number: int,
        events: Sequence[Event],
        observations: Sequence[Observation] = (),
        *,
        app: str = OUTBOX,
    ) -> None:
        """Append a batch once: each table skips a number that it has already, or a higher one.

        Numbers of one `app` must therefore come in rising order, and a number must always mean the same
        rows. After a crash between the two tables the call is simply made again.
        """
        if events:
            self._events.append(lambda: rows.of_events(events, number), app, number)
            point("lake.events_appended")
        if observations:
            self._observations.append(lambda: rows.of_observations(observations, number), app, number)

    def append_arrow(self, table: str, number: int, data: Callable[[], Any], *, app: str) -> bool:
        """Append Arrow data that has every column of the stored table; False if it was there already."""
        store = self._events if table == EVENTS.name else self._observations
        return store.append(data, app, number)

    def newest(self, app: str) -> int:
        """The highest batch number of `app` that either table has; 0 before the first."""
        known = [store.table().transaction_version(app) for store in self.stores]
        return max(number or 0 for number in known)

    def tables(
        self,
        workspace: UUID,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        as_known_at: datetime | None = None,
    ) -> Tables:
        """A workspace's events and observations as Ibis tables on this thread's cursor.

        `since` ≤ happened < `until`. With `as_known_at`, as they were known then. The tables stay usable
        until the thread has asked for many others; ask anew for each page or report.
        """
        return self._reader.tables(workspace, Cut(since, until, as_known_at))

    def export(self, workspace: UUID, folder: Path) -> tuple[Path, ...]:
        """Write `events.parquet` and `observations.parquet` of one workspace, each id once."""
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for store in self.stores:
            connection, select = self._reader.cursor_sql(store, str(workspace), Cut())
            path = folder / f"{store.shape.name}.parquet"
            target = str(path).replace("'", "''")
            connection.execute(
                f"COPY (SELECT * FROM ({select}) ORDER BY {store.shape.at}, {store.shape.id}) "
                f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            )
            written.append(path)
        return tuple(written)

    def sql(self) -> "duckdb.DuckDBPyConnection":
        """A DuckDB of its own with the views `events` and `observations`: all workspaces, each id once.

        The views are over the files of this moment. Statements can change nothing of the lake, since its
        files are only ever read.
        """
        connection = database()
        for store in self.stores:
            connection.execute(f"CREATE TEMP VIEW {store.shape.name} AS {whole(connection, store)}")
        connection.execute("SET lock_configuration = true")
        return connection

    def compact(self, *, due_only: bool = True) -> int:
        """Compact the months that are due, or all that have loose files; how many were rewritten."""
        done = 0
        for store in self.stores:
            for month in compaction.months(store):
                if month.is_due if due_only else month.loose_files:
                    compaction.compact(store, month.month)
                    done += 1
        return done

    def sweep(self) -> int:
        """Delete files that were replaced over 168 hours ago; how many."""
        return sum(compaction.sweep(store) for store in self.stores)

    def pinned_files(self) -> Pinned:
        """The files of the present version. They stay for 168 hours, so they can be copied without haste."""
        versions: dict[str, int] = {}
        files: list[str] = []
        for store in self.stores:
            listing = store.listing()
            versions[store.shape.name] = listing.version
            files += [f"{store.shape.name}/{file.path}" for file in listing.files]
            files += [f"{store.shape.name}/_delta_log/{name}" for name in store.log(listing.version)]
        return Pinned(versions, tuple(files))
