"""The lake's speeds: a large file in, small batches in, compaction, and reading one workspace.

`python -m benchmarks.lake [events]` (10 million by default; 2 GB of temporary files). Each line says how long
it took, in seconds of the clock and of the processor, and how it compares with merely reading the same rows.
"""

import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks.table import Figure, Table
from resonans.events.bulk import Import, take
from resonans.events.bulk.formats import chunks
from resonans.events.lake import Lake
from resonans.events.vocabulary import Event, Kind, event_id

WORKSPACE = UUID("01900000-0000-7000-8000-000000000001")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROWS = 10_000_000
IMPORTED_A_SECOND = 200_000
_taken: list["Line"] = []
KINDS = ("reaction", "reaction", "reaction", "comment", "share", "follow", "click", "visit")


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement."""

    what: str
    rows: int
    clock_s: float
    processor_s: float
    plain_s: float | None = None

    def __str__(self) -> str:
        rate = f"{self.rows / self.clock_s:>12,.0f}"
        ratio = f"{self.clock_s / self.plain_s:>8.2f}" if self.plain_s else " " * 8
        return f"{self.what:<52}{self.rows:>12,}{self.clock_s:>10.2f}{self.processor_s:>10.2f}{rate}{ratio}"


def measured(what: str, rows: int, work: Callable[[], object], plain_s: float | None = None) -> Line:
    """Do it once and print how long it took."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    line = Line(what, rows, time.perf_counter() - clock, time.process_time() - processor, plain_s)
    print(line, flush=True)
    _taken.append(line)
    return line


def run() -> Table:
    """The same with ten million events, as figures beside their limits."""
    _taken.clear()
    main(ROWS)
    figures = [
        Figure(
            line.what,
            line.rows / line.clock_s,
            "rows/s",
            IMPORTED_A_SECOND if line.what.startswith("import it") else None,
            more_is_better=True,
        )
        for line in _taken
    ]
    how = f"{ROWS:,} events from one NDJSON file into the lake, then compaction and reading."
    return Table("The event lake", how, figures)


def main(rows: int) -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp(prefix="resonans-bench-lake-"))
    head = f"{'':<52}{'rows':>12}{'clock s':>10}{'cpu s':>10}{'rows/s':>12}{'× plain':>8}"
    print(head, "-" * len(head), sep="\n")
    try:
        _large_file(folder, rows)
        _small_batches(folder)
    finally:
        shutil.rmtree(folder)


def _large_file(folder: Path, rows: int) -> None:
    path = folder / "events.ndjson"
    _write(path, rows)
    lake = Lake(folder / "lake")
    terms = Import(WORKSPACE, "bench", b"k" * 32, frozenset(), frozenset(), NOW)
    plain = measured("read the file, nothing else", rows, lambda: _count(path)).clock_s
    measured("import it: read, check, hash, write to the lake", rows, lambda: take(lake, path, terms), plain)
    measured("import the same file again", rows, lambda: take(lake, path, terms), plain)
    measured("compact: sort, deduplicate, rewrite", rows, lambda: lake.compact(due_only=False), plain)
    _read(lake, rows)


def _read(lake: Lake, rows: int) -> None:
    def by_kind() -> None:
        table = lake.tables(WORKSPACE).events
        table.group_by("kind").agg(n=table.count(), people=table.actor.nunique()).to_pyarrow()

    measured("first question (imports the query engine)", rows, by_kind)
    measured("the same question again", rows, by_kind)
    lake.append(1, [_event(number) for number in range(2_000)])
    measured("the same after a flush of 2,000 events", rows, by_kind)


def _small_batches(folder: Path) -> None:
    lake = Lake(folder / "small")
    events = [_event(number) for number in range(2_000)]
    lake.append(1, events[:1])

    def flush() -> None:
        for number in range(2, 12):
            lake.append(number, events)

    measured("ten batches of 2,000 events", 20_000, flush)


def _event(number: int) -> Event:
    return Event(
        id=event_id(WORKSPACE, Kind.REACTION, f"small-{number}"),
        workspace=WORKSPACE,
        kind=Kind.REACTION,
        occurred_at=NOW - timedelta(minutes=number % 900),
        learned_at=NOW,
        source="bench",
        network="sandbox",
        post=f"p{number % 50}",
        actor=f"{number % 500:032x}",
    )


def _count(path: Path) -> int:
    return sum(chunk.rows.height for chunk in chunks(path))


def _write(path: Path, rows: int) -> None:
    """Events of a year, three in four with a person; the same in every run."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, rows, 10_000):
            lines = [json.dumps(_row(chance, number)) for number in range(start, min(rows, start + 10_000))]
            file.write("\n".join(lines) + "\n")


def _row(chance: random.Random, number: int) -> dict[str, object]:
    at = NOW - timedelta(seconds=chance.randrange(365 * 86_400))
    row: dict[str, object] = {
        "id": f"e{number}",
        "kind": KINDS[number % len(KINDS)],
        "occurred_at": at.isoformat().replace("+00:00", "Z"),
        "network": "sandbox",
        "post": f"p{chance.randrange(5_000)}",
    }
    if number % 4:
        row["actor"] = f"person-{chance.randrange(200_000)}"
    if row["kind"] == "comment":
        row |= {"text": "Vilket gott kaffe! Har ni den kvar på lördag?", "lang": "sv"}
    return row


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
