"""The two tables' columns: one list each, from which every schema and the documentation's check are made."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from arro3.core import Schema

type Type = Literal["text", "integer", "number", "time"]

MONTH = "month"
"""Partition: the month (UTC, `2026-11`) in which it happened. Never shown to readers."""
BATCH = "batch"
"""0 in files that compaction wrote, whose ids are distinct within their month; else the number of the batch.
The table's own statistics tell by it, file by file, what still needs deduplication."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as readers see it."""

    name: str
    type: Type
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its name, its columns, which of them names a row and which says when it happened."""

    name: Literal["events", "observations"]
    columns: tuple[Column, ...]
    id: str
    at: str
    order: tuple[str, ...]
    """How compacted files are sorted, so that a reader of one workspace skips the rest."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that readers see, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def ranking(self) -> str:
        """Which of several rows with the same id stays: the one learnt first, then a total order (SQL)."""
        return f"learned_at, source, source_version, {self.at}, {BATCH}"


EVENTS = Shape(
    name="events",
    columns=(
        Column("event_id", "text", required=True),
        Column("workspace", "text", required=True),
        Column("kind", "text", required=True),
        Column("occurred_at", "time", required=True),
        Column("learned_at", "time", required=True),
        Column("network", "text"),
        Column("account", "text"),
        Column("brand", "text"),
        Column("campaign", "text"),
        Column("post", "text"),
        Column("conversation", "text"),
        Column("actor", "text"),
        Column("target_actor", "text"),
        Column("media_type", "text"),
        Column("value", "integer"),
        Column("currency", "text"),
        Column("text", "text"),
        Column("lang", "text"),
        Column("sentiment", "number"),
        Column("source", "text", required=True),
        Column("source_version", "text", required=True),
        Column("extra", "text", required=True),
    ),
    id="event_id",
    at="occurred_at",
    order=("workspace", "kind", "account", "occurred_at", "event_id"),
)

OBSERVATIONS = Shape(
    name="observations",
    columns=(
        Column("observation_id", "text", required=True),
        Column("workspace", "text", required=True),
        Column("subject_kind", "text", required=True),
        Column("subject", "text", required=True),
        Column("account", "text", required=True),
        Column("brand", "text"),
        Column("network", "text", required=True),
        Column("metric", "text", required=True),
        Column("kind", "text", required=True),
        Column("value", "integer"),
        Column("missing_reason", "text"),
        Column("window_start", "time"),
        Column("window_end", "time"),
        Column("observed_at", "time", required=True),
        Column("learned_at", "time", required=True),
        Column("source", "text", required=True),
        Column("source_version", "text", required=True),
    ),
    id="observation_id",
    at="observed_at",
    order=("workspace", "account", "subject", "metric", "observed_at", "observation_id"),
)

SHAPES = (EVENTS, OBSERVATIONS)

DUCKDB_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "time": "TIMESTAMPTZ"}


def arrow_schema(shape: Shape) -> "Schema":
    """The Arrow schema of a table as it is stored, with the two columns that readers do not see."""
    from arro3.core import DataType, Field, Schema

    types = {
        "text": DataType.utf8(),
        "integer": DataType.int64(),
        "number": DataType.float64(),
        "time": DataType.timestamp("us", tz="UTC"),
    }
    fields = [
        Field(column.name, types[column.type], nullable=not column.required) for column in shape.columns
    ]
    fields.append(Field(BATCH, DataType.int64(), nullable=False))
    fields.append(Field(MONTH, DataType.utf8(), nullable=False))
    return Schema(fields)
