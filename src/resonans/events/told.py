"""What a network has told already: it tells the same thing in notification, thread and stream, each time."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from resonans.core import clock
from resonans.events.models import Told
from resonans.events.vocabulary import Event

_KEPT = timedelta(days=120)
"""Longer than any post is asked about (`schedule.PACE`)."""
_AT_ONCE = 500


def new(events: Iterable[Event]) -> list[Event]:
    """Those that nobody has told yet, and remember them; within the transaction that records them.

    Two workers that hear the same at the same instant may both think it new: then the lake deduplicates.
    """
    by_id = {UUID(event.id): event for event in reversed(list(events))}
    ids = list(by_id)
    for start in range(0, len(ids), _AT_ONCE):
        for known in Told.objects.filter(pk__in=ids[start : start + _AT_ONCE]).values_list("pk", flat=True):
            del by_id[known]
    Told.objects.bulk_create((Told(event=each) for each in by_id), batch_size=_AT_ONCE, ignore_conflicts=True)
    return list(reversed(by_id.values()))


def forget_old() -> int:
    """Delete what was told so long ago that it is not told again; how many rows."""
    return Told.objects.filter(told_at__lt=clock.now() - _KEPT).delete()[0]
