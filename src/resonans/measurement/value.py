"""The value object: what every number is returned as. There are no bare numbers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """How far a value can be trusted."""

    OK = "ok"
    PARTIAL = "partial"
    """Some of what it should cover is missing; `reason` says what."""
    PROVISIONAL = "provisional"
    """Its window reaches into the last 72 hours: late data may change it."""
    ESTIMATE = "estimate"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies, at `level`."""

    low: float
    high: float
    level: float = 0.90
    method: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """[start, end), aware UTC instants; days were cut in `timezone`."""

    start: datetime
    end: datetime
    timezone: str


@dataclass(frozen=True, slots=True)
class Value:
    """A measured number with all that is needed to judge it."""

    metric: str
    version: int
    value: float | None
    unit: str
    """`count`, `people`, `share` (0.026 is 2.6 %), `seconds`, `currency:SEK` (minor units)."""
    window: Window
    status: Status
    n: int
    """How many posts, deliveries or people it rests on."""
    coverage: float
    """Share of the accounts and days in scope for which there is data, 0 to 1."""
    reason: str = ""
    """A code such as `zero_denominator`, `not_offered`, `too_few`; "" where status is ok."""
    interval: Interval | None = None
    left_out: tuple[str, ...] = ()
    """Parts that a network does not offer, `network:part`."""
    as_known_at: datetime | None = None
