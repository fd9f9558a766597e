"""What a failed call means for the row that asked: when to ask again, and what to show meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from resonans.core import clock
from resonans.networks.errors import NetworkError, NotSupported, Reauthorize, Retry

_FIRST_S = 60.0
_LONGEST_S = 3600.0
_RECONNECT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Setback:
    """When to ask again (None: never), how many failures that makes in a row, and why."""

    again_at: datetime | None
    failures: int
    reason: str
    whole_account: bool = False
    """Whether the account's other rows must wait as long."""


def of(error: NetworkError, failures: int) -> Setback:
    """The network's answer, with doubling pauses of up to an hour; being asked to wait is no failure."""
    now = clock.now()
    if isinstance(error, NotSupported):
        return Setback(None, 0, "")
    if isinstance(error, Reauthorize):
        return Setback(now + _RECONNECT, failures + 1, error.detail, whole_account=True)
    if isinstance(error, Retry) and error.limited:
        return Setback(now + timedelta(seconds=max(1.0, error.after_s)), failures, "", whole_account=True)
    pause = min(_FIRST_S * 2.0 ** min(failures, 10), _LONGEST_S)
    if isinstance(error, Retry):
        pause = max(pause, error.after_s)
    return Setback(now + timedelta(seconds=pause), failures + 1, error.detail)
