"""Files as chunks of rows with their line numbers, and the lines that cannot even be read."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resonans.core.errors import Invalid
from resonans.core.words import _
from resonans.events.bulk.fields import FIELDS, NUMBERS, TEXTS, schema

if TYPE_CHECKING:
    import polars as pl

ROWS = 500_000
"""Rows in a chunk of CSV or Parquet."""
BYTES = 96 * 1024 * 1024
"""Bytes in a chunk of NDJSON, about."""
UNREADABLE_AT_MOST = 1000
"""With more such lines the file is something else."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows with every column of `fields.FIELDS` and `line`; and what could not be read, by line and code."""

    rows: "pl.DataFrame"
    unreadable: tuple[tuple[int, str], ...] = ()


def chunks(path: Path) -> Iterator[Chunk]:
    """The file's rows in order. Raises Invalid where it is none of the three formats."""
    reader = {
        ".ndjson": _ndjson,
        ".jsonl": _ndjson,
        ".csv": _csv,
        ".parquet": _parquet,
    }.get(path.suffix.lower())
    if reader is None:
        raise Invalid(_("The file must end in .ndjson, .jsonl, .csv or .parquet."), code="unknown_format")
    yield from reader(path)


def _ndjson(path: Path) -> Iterator[Chunk]:
    first = 1
    unreadable = 0
    with path.open("rb") as file:
        rest = b""
        while block := file.read(BYTES):
            end = block.rfind(b"\n") + 1
            whole, rest = (rest + block[:end], block[end:]) if end else (b"", rest + block)
            if whole:
                chunk = _lines(whole, first)
                unreadable += len(chunk.unreadable)
                _refuse(unreadable)
                yield chunk
                first += whole.count(b"\n")
        if rest.strip():
            yield _lines(rest + b"\n", first)


def _lines(block: bytes, first: int) -> Chunk:
    """A block of whole lines; where it cannot be read at once, the unreadable lines are found by halving."""
    import polars as pl

    rows = _parsed(block)
    if rows is not None and rows.height == block.count(b"\n"):
        numbers = pl.int_range(first, first + rows.height, dtype=pl.UInt64).alias("line")
        return Chunk(rows.with_columns(numbers))
    numbered = [(first + at, line) for at, line in enumerate(block.splitlines()) if line.strip()]
    frames: list[pl.DataFrame] = []
    unreadable: list[tuple[int, str]] = []
    _halve(numbered, frames, unreadable)
    empty = pl.DataFrame(schema={**schema(), "line": pl.UInt64()})
    return Chunk(pl.concat([empty, *frames]), tuple(unreadable))


def _halve(
    numbered: list[tuple[int, bytes]], frames: "list[pl.DataFrame]", unreadable: list[tuple[int, str]]
) -> None:
    import polars as pl

    if not numbered:
        return
    rows = _parsed(b"\n".join(line for _number, line in numbered) + b"\n")
    if rows is not None and rows.height == len(numbered):
        numbers = pl.Series("line", [number for number, _line in numbered], dtype=pl.UInt64)
        frames.append(rows.with_columns(numbers))
    elif len(numbered) == 1:
        unreadable.append((numbered[0][0], _why(numbered[0][1])))
        _refuse(len(unreadable))
    else:
        middle = len(numbered) // 2
        _halve(numbered[:middle], frames, unreadable)
        _halve(numbered[middle:], frames, unreadable)


def _parsed(block: bytes) -> "pl.DataFrame | None":
    import polars as pl

    try:
        return pl.read_ndjson(BytesIO(block), schema=schema())
    except pl.exceptions.PolarsError:
        return None


def _why(line: bytes) -> str:
    """What is wrong with a line that cannot be read."""
    try:
        told = json.loads(line)
    except ValueError:
        return "unreadable"
    if not isinstance(told, dict):
        return "unreadable"
    if told.get("value") is not None and not isinstance(told["value"], int):
        return "value"
    if told.get("sentiment") is not None and not isinstance(told["sentiment"], int | float):
        return "sentiment"
    return "unreadable"


def _csv(path: Path) -> Iterator[Chunk]:
    """Rows with more fields than the header stop Polars; then the file is read row by row."""
    import polars as pl

    lazy = pl.scan_csv(path, infer_schema=False, raise_if_empty=False)
    _need(lazy.collect_schema().names())
    line = 2
    try:
        for rows in lazy.collect_batches(chunk_size=ROWS, maintain_order=True):
            breaks = pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).fill_null(0))
            counted = rows.with_columns(breaks.cum_sum().alias("breaks"))
            number = line + pl.int_range(pl.len()) + pl.col("breaks").shift(1, fill_value=0)
            yield _typed(counted.with_columns(number.cast(pl.UInt64).alias("line")))
            line += rows.height + int(counted["breaks"][-1]) if rows.height else 0
    except pl.exceptions.ComputeError:
        yield from _csv_by_row(path, after=line)


def _csv_by_row(path: Path, after: int) -> Iterator[Chunk]:
    """The rows from line `after` on, those with too many fields apart."""

    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        found: list[list[Any]] = []
        unreadable: list[tuple[int, str]] = []
        line = reader.line_num + 1
        for row in reader:
            if line >= after and len(row) > len(header):
                unreadable.append((line, "columns"))
                _refuse(len(unreadable))
            elif line >= after and row:
                found.append([*row, *[None] * (len(header) - len(row)), line])
            line = reader.line_num + 1
            if len(found) >= ROWS:
                yield _typed(_frame(header, found), tuple(unreadable))
                found, unreadable = [], []
        yield _typed(_frame(header, found), tuple(unreadable))


def _frame(header: list[str], rows: list[list[Any]]) -> "pl.DataFrame":
    import polars as pl

    columns = {**{name: pl.String() for name in header}, "line": pl.UInt64()}
    return pl.DataFrame(rows, schema=columns, orient="row")


def _parquet(path: Path) -> Iterator[Chunk]:
    """`line` is the row's number, counted from 1."""
    import polars as pl

    lazy = pl.scan_parquet(path)
    try:
        _need(lazy.collect_schema().names())
    except pl.exceptions.PolarsError as error:
        raise Invalid(_("This is not a Parquet file."), code="unknown_format") from error
    first = 1
    for rows in lazy.collect_batches(chunk_size=ROWS, maintain_order=True):
        numbers = pl.int_range(first, first + rows.height, dtype=pl.UInt64).alias("line")
        yield _typed(rows.with_columns(numbers))
        first += rows.height


def _typed(rows: "pl.DataFrame", unreadable: tuple[tuple[int, str], ...] = ()) -> Chunk:
    """The known columns with their types; what cannot be a number becomes NaN, which the checks refuse."""
    import polars as pl

    known = []
    for name in FIELDS:
        if name not in rows.columns:
            known.append(pl.lit(None).cast(schema()[name]).alias(name))
        elif name in TEXTS:
            known.append(_as_text(rows, name))
        else:
            known.append(pl.col(name))
    made = rows.select("line", *known)
    for name in NUMBERS:
        if made[name].dtype == pl.String:
            made, wrong = _as_number(made, name)
            unreadable += tuple((int(line), name) for line in wrong)
    _refuse(len(unreadable))
    return Chunk(made.cast({name: schema()[name] for name in NUMBERS}), tuple(sorted(unreadable)))


def _as_text(rows: "pl.DataFrame", name: str) -> "pl.Expr":
    """A column as text; a time with its zone in UTC."""
    import polars as pl

    dtype = rows[name].dtype
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        utc = pl.col(name).dt.convert_time_zone("UTC")
        return utc.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").alias(name)
    if isinstance(dtype, pl.Struct):
        return pl.col(name).struct.json_encode().alias(name)
    return pl.col(name).cast(pl.String)


def _as_number(rows: "pl.DataFrame", name: str) -> "tuple[pl.DataFrame, list[int]]":
    """Text as numbers; and the lines where it is none, without those rows."""
    import polars as pl

    text = pl.col(name).str.strip_chars().replace("", None)
    number = text.cast(schema()[name], strict=False)
    wrong = number.is_null() & text.is_not_null()
    lines = rows.filter(wrong)["line"].to_list()
    return rows.filter(~wrong).with_columns(number.alias(name)), lines


def _need(columns: list[str]) -> None:
    missing = [name for name in ("id", "kind", "occurred_at") if name not in columns]
    if missing:
        raise Invalid(
            _("The file lacks the column %(column)s.") % {"column": ", ".join(missing)}, code="missing_column"
        )


def _refuse(unreadable: int) -> None:
    if unreadable > UNREADABLE_AT_MOST:
        raise Invalid(
            _("More than %(number)s lines cannot be read. Is this the right file?")
            % {"number": UNREADABLE_AT_MOST},
            code="unreadable",
        )
