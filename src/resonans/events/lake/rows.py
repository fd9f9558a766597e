"""Events and observations as Arrow columns."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from resonans.events.lake.columns import BATCH, EVENTS, MONTH, OBSERVATIONS, Shape, arrow_schema
from resonans.events.vocabulary import Event, Observation

if TYPE_CHECKING:
    from arro3.core import RecordBatch

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def of_events(events: Sequence[Event], batch: int) -> "RecordBatch":
    """Columns of `columns.EVENTS`, in its order."""
    return _record_batch(EVENTS, events, _EVENT, batch, lambda event: event.occurred_at)


def of_observations(observations: Sequence[Observation], batch: int) -> "RecordBatch":
    """Columns of `columns.OBSERVATIONS`, in its order."""
    return _record_batch(OBSERVATIONS, observations, _OBSERVATION, batch, lambda seen: seen.observed_at)


def month_of(instant: datetime) -> str:
    """The partition of an instant: its month in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m")


def extra_text(extra: object) -> str:
    """A JSON object as it is stored: keys sorted, so that the same content is the same text."""
    return json.dumps(extra, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _record_batch[T](
    shape: Shape,
    rows: Sequence[T],
    getters: dict[str, Callable[[T], Any]],
    batch: int,
    at: Callable[[T], datetime],
) -> "RecordBatch":
    from arro3.core import Array, DataType, RecordBatch

    schema = arrow_schema(shape)
    arrays = []
    for column in shape.columns:
        values: Iterable[Any] = map(getters[column.name], rows)
        if column.type == "time":
            numbers = Array([_microseconds(value) for value in values], type=DataType.int64())
            arrays.append(numbers.cast(schema.field(column.name).type))
        else:
            arrays.append(Array(list(values), type=schema.field(column.name).type))
    arrays.append(Array([batch] * len(rows), type=schema.field(BATCH).type))
    arrays.append(Array([month_of(at(row)) for row in rows], type=schema.field(MONTH).type))
    return RecordBatch.from_arrays(arrays, schema=schema)


def _microseconds(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


def _or_none(text: str) -> str | None:
    return text or None


def _id_or_none(value: UUID | None) -> str | None:
    return None if value is None else str(value)


_EVENT: dict[str, Callable[[Event], Any]] = {
    "event_id": lambda e: e.id,
    "workspace": lambda e: str(e.workspace),
    "kind": lambda e: str(e.kind),
    "occurred_at": lambda e: e.occurred_at,
    "learned_at": lambda e: e.learned_at,
    "network": lambda e: _or_none(e.network),
    "account": lambda e: _id_or_none(e.account),
    "brand": lambda e: _id_or_none(e.brand),
    "campaign": lambda e: _id_or_none(e.campaign),
    "post": lambda e: _or_none(e.post),
    "conversation": lambda e: _or_none(e.conversation),
    "actor": lambda e: _or_none(e.actor),
    "target_actor": lambda e: _or_none(e.target_actor),
    "media_type": lambda e: None if e.media_type is None else str(e.media_type),
    "value": lambda e: e.value,
    "currency": lambda e: _or_none(e.currency),
    "text": lambda e: _or_none(e.text),
    "lang": lambda e: _or_none(e.lang),
    "sentiment": lambda e: e.sentiment,
    "source": lambda e: e.source,
    "source_version": lambda e: e.source_version,
    "extra": lambda e: extra_text(dict(e.extra)),
}

_OBSERVATION: dict[str, Callable[[Observation], Any]] = {
    "observation_id": lambda o: o.id,
    "workspace": lambda o: str(o.workspace),
    "subject_kind": lambda o: o.subject_kind,
    "subject": lambda o: o.subject,
    "account": lambda o: str(o.account),
    "brand": lambda o: _id_or_none(o.brand),
    "network": lambda o: o.network,
    "metric": lambda o: str(o.metric),
    "kind": lambda o: str(o.kind),
    "value": lambda o: o.value,
    "missing_reason": lambda o: _or_none(o.missing_reason),
    "window_start": lambda o: o.window_start,
    "window_end": lambda o: o.window_end,
    "observed_at": lambda o: o.observed_at,
    "learned_at": lambda o: o.learned_at,
    "source": lambda o: o.source,
    "source_version": lambda o: o.source_version,
}
