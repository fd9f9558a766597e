"""Compaction: a month's files become few, sorted, and free of ids that were told twice.

It runs inside deltalake's own query engine, so that the worker which does it needs no other. It reads a month
at one version and replaces it by predicate; if anybody wrote to the month meanwhile, the commit fails and the
work is done anew. Deduplicating keeps the same row as a reader would, so a compaction changes no number.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resonans.events.lake.columns import BATCH, MONTH, Shape
from resonans.events.lake.store import KEPT_HOURS, Store, writing

if TYPE_CHECKING:
    from deltalake import DeltaTable

_FILES = 48
"""A month with so many files that are not compacted is due, where the rewriting is worth it."""
_FILES_AT_MOST = 400
"""With so many it is due whatever the rewriting costs: each file makes every reading slower."""
_ROWS = 100_000
"""So many loose rows are due however few files they lie in: each reader must sort them out first."""
_SHARE = 0.05
"""Rewriting is worth it where the new rows are at least this share of the month's old ones."""
_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Month:
    """How a month lies."""

    month: str
    loose_files: int
    loose_rows: int
    compacted_rows: int

    @property
    def is_due(self) -> bool:
        """Whether compaction would pay."""
        if self.loose_files >= _FILES_AT_MOST:
            return True
        many = self.loose_files >= _FILES or self.loose_rows >= _ROWS
        return many and self.loose_rows >= _SHARE * self.compacted_rows


def months(store: Store) -> tuple[Month, ...]:
    """Every month of the table, oldest first."""
    loose: dict[str, list[int]] = defaultdict(list)
    compacted: dict[str, int] = defaultdict(int)
    for file in store.listing().files:
        if file.compacted:
            compacted[file.month] += file.rows
        else:
            loose[file.month].append(file.rows)
    return tuple(
        Month(month, len(loose[month]), sum(loose[month]), compacted[month])
        for month in sorted({*loose, *compacted})
    )


def compact(store: Store, month: str) -> None:
    """Rewrite one month. Raises Busy where others write to it all the time."""
    store.commit(lambda table: rewrite(table, store.shape, month))


def rewrite(table: "DeltaTable", shape: Shape, month: str) -> None:
    """Replace a month as it is in `table`'s version; raises CommitFailedError if that is no longer so."""
    from deltalake import CommitProperties, QueryBuilder, write_deltalake

    columns = ", ".join(shape.names)
    sql = f"""
        SELECT {columns}, CAST(0 AS BIGINT) AS {BATCH}, {MONTH} FROM (
            SELECT *, row_number() OVER (
                PARTITION BY workspace, {shape.id} ORDER BY {shape.ranking}
            ) AS place
            FROM stored WHERE {MONTH} = '{month}'
        ) WHERE place = 1 ORDER BY {", ".join(shape.order)}
    """
    write_deltalake(
        table,
        QueryBuilder().register("stored", table).execute(sql),
        mode="overwrite",
        predicate=f"{MONTH} = '{month}'",
        target_file_size=_BYTES,
        writer_properties=writing(),
        commit_properties=CommitProperties(max_commit_retries=0),
    )


def sweep(store: Store) -> int:
    """Delete files that no version of the last 168 hours needs; how many there were."""
    return len(
        store.table().vacuum(
            retention_hours=KEPT_HOURS, dry_run=False, enforce_retention_duration=True, full=True
        )
    )
