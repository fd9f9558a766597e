"""The sequence of changes that open pages follow."""

from datetime import timedelta

from resonans.core import clock, models
from resonans.core.types import Change

_LATE_S = 30.0
"""How long after a later number an earlier one may still be committed by a slower transaction."""


class Tail:
    """Follows the sequence: gives every change once, also one whose transaction ends after later ones.

    On PostgreSQL numbers are dealt before the commit, so that 8 may become visible after 9. Belongs to one
    thread.
    """

    def __init__(self) -> None:
        self._seen: dict[int, float] = {}
        newest = models.Change.objects.order_by("-id").values_list("id", flat=True).first()
        self.latest = newest or 0
        """The highest number given so far."""
        since = clock.now() - timedelta(seconds=_LATE_S)
        recent = models.Change.objects.filter(created_at__gte=since).values_list("id", "created_at")
        for number, at in recent:
            self._seen[number] = at.timestamp()

    def new(self) -> tuple[Change, ...]:
        """What has come since the last call, in the order of the sequence."""
        since = clock.now() - timedelta(seconds=_LATE_S)
        rows = models.Change.objects.filter(created_at__gte=since).order_by("id")
        found = [row for row in rows if row.pk not in self._seen]
        edge = since.timestamp()
        self._seen = {number: at for number, at in self._seen.items() if at >= edge}
        for row in found:
            self._seen[row.pk] = row.created_at.timestamp()
            self.latest = max(self.latest, row.pk)
        return tuple(Change(row.pk, row.workspace, row.topic, row.subject) for row in found)
