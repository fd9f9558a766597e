"""Events and observations as the text of a parcel, and back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from resonans.core.types import Access
from resonans.events.vocabulary import Event, Observation

_AT_MOST = 500
"""Values in one parcel: small enough to be read whole, large enough that a first collection is few rows."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a parcel holds."""

    events: tuple[Event, ...] = ()
    observations: tuple[Observation, ...] = ()

    @property
    def size(self) -> int:
        """How many values."""
        return len(self.events) + len(self.observations)


def pack(content: Content) -> str:
    """The content as JSON."""
    import msgspec

    return msgspec.json.encode(content).decode()


def unpack(text: str) -> Content:
    """The content of what `pack` made."""
    from resonans.core import typed

    return typed.from_json(text, Content)


def split(events: Iterable[Event], observations: Iterable[Observation]) -> Iterator[Content]:
    """Contents of a parcel's size, none of them empty."""
    left_events, left_observations = iter(events), iter(observations)
    while True:
        first = tuple(islice(left_events, _AT_MOST))
        content = Content(first, tuple(islice(left_observations, _AT_MOST - len(first))))
        if not content.size:
            return
        yield content


def check(access: Access, events: Iterable[Event], observations: Iterable[Observation]) -> None:
    """Raise ValueError for what must never reach the lake.

    That is: another workspace's row, a time without a zone, an observation that neither has a value nor says
    why there is none.
    """
    for event in events:
        _check_times(event.occurred_at, event.learned_at)
        _check_workspace(access, event.workspace)
    for seen in observations:
        _check_times(seen.observed_at, seen.learned_at)
        _check_workspace(access, seen.workspace)
        if (seen.value is None) != bool(seen.missing_reason):
            raise ValueError("An observation has either a value or the reason why there is none.")


def _check_workspace(access: Access, workspace: UUID) -> None:
    if workspace != access.workspace:
        raise ValueError("An event was recorded for another workspace than the one that acts.")


def _check_times(*times: datetime) -> None:
    if any(instant.tzinfo is None for instant in times):
        raise ValueError("Times of events must be aware.")
