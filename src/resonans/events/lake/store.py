"""One Delta table of the lake: made on first use, appended to once per batch number, its files listed.

`deltalake` is pinned to 1.6.3: from 1.6.4 to 1.6.6 two concurrent compactions both commit, which multiplies
rows (`tests/events/lake/test_compaction.py` holds the pin).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resonans.events.lake.columns import BATCH, MONTH, Shape, arrow_schema

if TYPE_CHECKING:
    from deltalake import DeltaTable

KEPT_HOURS = 168
"""How long a file that compaction replaced stays, for readers and backups that hold an older version."""

_ATTEMPTS = 20


class Busy(Exception):
    """Other writers were first, again and again: try later. Nothing was written."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the present version."""

    path: str
    """Relative to the table's root."""
    month: str
    rows: int
    compacted: bool
    workspace_minimum: str
    workspace_maximum: str


@dataclass(frozen=True, slots=True)
class Listing:
    """All files of one version."""

    version: int
    files: tuple[File, ...]


class Store:
    """One table. Safe for several threads and processes: a commit that another one overtook is made anew."""

    def __init__(self, address: str, shape: Shape, options: dict[str, str]) -> None:
        self.address = address
        self.shape = shape
        self.options = options
        self._lock = threading.RLock()
        self._table: DeltaTable | None = None
        self._listing: Listing | None = None

    def table(self) -> "DeltaTable":
        """A handle at the newest version."""
        with self._lock:
            if self._table is None:
                self._table = self._open()
            else:
                self._table.update_incremental()
            return self._table

    def append(self, data: Any, app: str, number: int) -> bool:
        """Append Arrow data as the transaction `number` of `app`; False where it is there already.

        `data` is called anew for each attempt and returns something that exports an Arrow stream.
        """
        from deltalake import CommitProperties, Transaction, write_deltalake

        def attempt(table: "DeltaTable") -> bool:
            known = table.transaction_version(app)
            if known is not None and known >= number:
                return False
            properties = CommitProperties(app_transactions=[Transaction(app, number)], max_commit_retries=0)
            write_deltalake(
                table, data(), mode="append", commit_properties=properties, writer_properties=writing()
            )
            return True

        return self.commit(attempt)

    def commit[T](self, attempt: Callable[["DeltaTable"], T]) -> T:
        """Run `attempt` on the newest version until no other writer was first; raises Busy in the end."""
        from deltalake.exceptions import CommitFailedError

        with self._lock:
            for _ in range(_ATTEMPTS):
                try:
                    return attempt(self.table())
                except CommitFailedError:
                    self._table = None
                except BaseException:
                    self._table = None
                    raise
        raise Busy(self.shape.name)

    def listing(self) -> Listing:
        """The files of the newest version, with what its log says of each."""
        with self._lock:
            table = self.table()
            version = table.version()
            if self._listing is None or self._listing.version != version:
                self._listing = Listing(version, _files(table))
            return self._listing

    @property
    def is_remote(self) -> bool:
        """Whether it lies in an object store, not in a folder."""
        return "://" in self.address

    def filesystem(self) -> Any:
        """The table's root as a pyarrow file system, whatever it lies in."""
        from deltalake.fs import DeltaStorageHandler
        from pyarrow.fs import PyFileSystem

        return PyFileSystem(DeltaStorageHandler.from_table(self.table()._table, self.options))

    def log(self, version: int) -> tuple[str, ...]:
        """Names in the table's log that tell of `version` or earlier.

        The file `_last_checkpoint` is left out: it may tell of a later one, and readers do without.
        """
        from pyarrow.fs import FileSelector

        found = self.filesystem().get_file_info(FileSelector("_delta_log"))
        names = sorted(Path(info.path).name for info in found)
        return tuple(name for name in names if name[:20].isdigit() and int(name[:20]) <= version)

    def _open(self) -> "DeltaTable":
        from deltalake import DeltaTable
        from deltalake.exceptions import TableNotFoundError

        try:
            return DeltaTable(self.address, storage_options=self.options)
        except TableNotFoundError:
            return self._create()

    def _create(self) -> "DeltaTable":
        from deltalake import DeltaTable

        DeltaTable.create(
            self.address,
            schema=arrow_schema(self.shape),
            mode="ignore",
            partition_by=[MONTH],
            storage_options=self.options,
            configuration={
                "delta.deletedFileRetentionDuration": f"interval {KEPT_HOURS} hours",
                "delta.enableDeletionVectors": "false",
                # Statistics of what files are chosen by; the default would gather them for 32 columns.
                "delta.dataSkippingStatsColumns": f"workspace,{self.shape.at},{BATCH}",
            },
        )
        return DeltaTable(self.address, storage_options=self.options)


def writing() -> Any:
    """How Parquet is written: row groups small enough to skip other workspaces in a shared file."""
    from deltalake import WriterProperties

    return WriterProperties(compression="ZSTD", compression_level=1, max_row_group_size=131_072)


def _files(table: "DeltaTable") -> tuple[File, ...]:
    actions = table.get_add_actions(flatten=True)

    def column(name: str) -> list[Any]:
        return list(actions.column(name).to_pylist())

    wanted = (
        "path",
        f"partition.{MONTH}",
        "num_records",
        f"max.{BATCH}",
        "min.workspace",
        "max.workspace",
    )
    if actions.num_rows == 0:
        return ()
    return tuple(
        File(path, month, rows, newest == 0, lowest, highest)
        for path, month, rows, newest, lowest, highest in zip(*map(column, wanted), strict=True)
    )
