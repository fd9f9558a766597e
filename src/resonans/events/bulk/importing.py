"""From chunks of rows to the lake: check, translate, append; one chunk is written while the next is read."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from resonans.events import ingest
from resonans.events.bulk.fields import TEXTS, sentence
from resonans.events.bulk.formats import Chunk, chunks
from resonans.events.lake import Lake
from resonans.events.lake.columns import BATCH, EVENTS, MONTH
from resonans.events.vocabulary import Kind, MediaType

if TYPE_CHECKING:
    import polars as pl

LISTED = 1000
"""Bad lines that a report lists; all are counted."""
_TOLERANCE = timedelta(days=1)
"""How far ahead of ours a source's clock may be."""
_BLOCK = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a file."""

    taken: int
    """Rows that are in the lake now (whether or not they had been before)."""
    refused: int
    bad: tuple[BadLine, ...]
    """The first thousand of the refused, by line."""


@dataclass(frozen=True, slots=True)
class Import:
    """What the rows of a file are checked and completed with."""

    workspace: UUID
    source: str
    key: bytes
    accounts: frozenset[str]
    brands: frozenset[str]
    learned_at: datetime


def take(lake: Lake, path: Path, terms: Import) -> Report:
    """Take a file's events into the lake: what is right goes in, what is wrong is named by its line.

    A row needs `id` (the source's own), `kind` and `occurred_at`; docs/events.md tells the others. Raises
    Invalid where the file as a whole cannot be read.
    """
    app = f"file:{terms.workspace}:{terms.source}:{_digest(path)}"
    actors: dict[str, str] = {}
    taken = refused = 0
    bad: list[BadLine] = []
    with ThreadPoolExecutor(1) as writer:
        written: Future[bool] | None = None
        for number, (rows, wrong) in enumerate(_checked(path, terms), start=1):
            taken += rows.height
            refused += len(wrong)
            bad += [BadLine(line, sentence(code)) for line, code in wrong[: LISTED - len(bad)]]
            made = _lake_rows(rows, terms, actors, number)
            if written is not None:
                written.result()
            written = writer.submit(lake.append_arrow, EVENTS.name, number, _source_of(made), app=app)
        if written is not None:
            written.result()
    return Report(taken, refused, tuple(bad))


def _checked(path: Path, terms: Import) -> "Iterator[tuple[pl.DataFrame, list[tuple[int, str]]]]":
    for chunk in chunks(path):
        yield _check(chunk, terms)


def _check(chunk: Chunk, terms: Import) -> "tuple[pl.DataFrame, list[tuple[int, str]]]":
    """The rows that can be taken, with `at` as their time; and the lines that cannot, with their codes."""
    import polars as pl

    blank = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in TEXTS]
    at = pl.col("occurred_at").str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.f%#z", time_zone="UTC", time_unit="us", strict=False
    )
    rows = chunk.rows.with_columns(blank).with_columns(at.alias("at"))
    rows = rows.with_columns(_reason(terms).alias("reason"))
    wrong = rows.filter(pl.col("reason").is_not_null()).select("line", "reason")
    codes = [(int(line), str(code)) for line, code in wrong.iter_rows()]
    return rows.filter(pl.col("reason").is_null()), sorted([*chunk.unreadable, *codes])


def _reason(terms: Import) -> "pl.Expr":
    """The first thing that is wrong with a row, as a code; null where nothing is."""
    import polars as pl

    column = pl.col
    extra = column("extra")
    money = column("kind").is_in([Kind.ORDER.value, Kind.REFUND.value]) & column("value").is_not_null()
    wrong = {
        "id": column("id").is_null(),
        "kind": ~column("kind").is_in([kind.value for kind in Kind]).fill_null(value=False),
        "occurred_at": column("at").is_null(),
        "future": column("at") > terms.learned_at + _TOLERANCE,
        "sentiment": ~column("sentiment").is_between(-1.0, 1.0),
        "currency": ~column("currency").str.contains("^[A-Z]{3}$") | (money & column("currency").is_null()),
        "media_type": ~column("media_type").is_in([each.value for each in MediaType]),
        "account": ~column("account").is_in(list(terms.accounts)),
        "brand": ~column("brand").is_in(list(terms.brands)),
        "extra": extra.is_not_null()
        & ~(extra.str.starts_with("{") & extra.str.json_path_match("$").is_not_null()).fill_null(value=False),
    }
    reason = pl.lit(None, dtype=pl.String)
    for code, is_wrong in reversed(wrong.items()):
        reason = pl.when(is_wrong.fill_null(value=False)).then(pl.lit(code)).otherwise(reason)
    return reason


def _lake_rows(rows: "pl.DataFrame", terms: Import, actors: dict[str, str], number: int) -> "pl.DataFrame":
    """The stored columns of the lake's events."""
    import polars as pl

    particulars = pl.concat_str(
        [pl.lit(str(terms.workspace)), pl.col("kind"), pl.lit(terms.source), pl.col("id")], separator="\x1f"
    )
    made = rows.with_columns(
        _hashed(rows.select(particulars.alias("named"))["named"]).alias("event_id"),
        _actors(rows, "actor", terms, actors),
        _actors(rows, "target_actor", terms, actors),
        pl.col("at").alias("occurred_at"),
        pl.col("extra").fill_null("{}"),
        pl.lit(str(terms.workspace)).alias("workspace"),
        pl.lit(terms.learned_at).dt.cast_time_unit("us").alias("learned_at"),
        pl.lit(terms.source).alias("source"),
        pl.lit("1").alias("source_version"),
        pl.lit(number, dtype=pl.Int64).alias(BATCH),
        pl.col("at").dt.strftime("%Y-%m").alias(MONTH),
    )
    return made.select(*EVENTS.names, BATCH, MONTH)


def _hashed(named: "pl.Series") -> "pl.Series":
    """`vocabulary.event_id` of each; Polars' own hashes differ from release to release."""
    import polars as pl

    sha256 = hashlib.sha256
    return pl.Series([sha256(each.encode()).hexdigest()[:32] for each in named.to_list()], dtype=pl.String)


def _actors(rows: "pl.DataFrame", name: str, terms: Import, known: dict[str, str]) -> "pl.Series":
    """The column of persons as keyed hashes, each person hashed once for the file."""
    import polars as pl

    whose = pl.concat_str([pl.col("network").fill_null(""), pl.col(name)], separator="\x1f").alias("whose")
    persons = rows.select(whose)
    distinct = persons["whose"].drop_nulls().unique().to_list()
    for each in distinct:
        if each not in known:
            network, _, person = each.partition("\x1f")
            known[each] = ingest.actor(terms.key, network, person)
    hashed = pl.DataFrame(
        {"whose": distinct, name: [known[each] for each in distinct]},
        schema={"whose": pl.String, name: pl.String},
    )
    return persons.join(hashed, on="whose", how="left", maintain_order="left")[name]


def _source_of(rows: "pl.DataFrame") -> "Callable[[], pl.DataFrame]":
    return lambda: rows


def _digest(path: Path) -> str:
    """What the file is, whatever it is called."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
