"""Signs of life of worker processes, wherever they run."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from resonans.core import clock
from resonans.core.models import Heartbeat

EVERY_S = 10.0
LATE_AFTER_S = 45.0
_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beat:
    """A worker and when it last said that it lives."""

    name: str
    """Host and process, such as `kajen-1:4711`."""
    groups: tuple[str, ...]
    at: datetime

    @property
    def is_late(self) -> bool:
        """Whether it has been silent for so long that it is probably gone."""
        return clock.now() - self.at > timedelta(seconds=LATE_AFTER_S)


def beat(name: str, groups: tuple[str, ...]) -> None:
    """Say that the worker `name` lives; forget those that have been silent for a day."""
    now = clock.now()
    Heartbeat.objects.update_or_create(name=name, defaults={"groups": ",".join(groups), "at": now})
    Heartbeat.objects.filter(at__lt=now - _FORGOTTEN_AFTER).delete()


def leave(name: str) -> None:
    """Say goodbye, so that an orderly stop is not taken for a death."""
    Heartbeat.objects.filter(name=name).delete()


def beats() -> tuple[Beat, ...]:
    """Every worker that was heard of within a day, latest first."""
    rows = Heartbeat.objects.order_by("-at").values_list("name", "groups", "at")
    return tuple(Beat(name, tuple(groups.split(",")), at) for name, groups, at in rows)
