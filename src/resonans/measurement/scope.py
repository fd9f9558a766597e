"""What is asked about: whose posts, which accounts, which days."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from resonans.measurement.value import Window


@dataclass(frozen=True, slots=True)
class Scope:
    """A question's frame. `as_known_at` answers as the lake stood then."""

    accounts: tuple[UUID, ...]
    window: Window
    offers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each network the numbers of a post that it offers; a network that is not named offers all."""
    tells_follows: frozenset[str] = frozenset()
    """Networks that tell who started to follow."""
    as_known_at: datetime | None = None

    @property
    def key(self) -> Hashable:
        """What makes two scopes the same question."""
        offers = tuple(sorted((network, tuple(sorted(told))) for network, told in self.offers.items()))
        return (self.accounts, self.window, offers, self.tells_follows, self.as_known_at)


def starts_at(day: date, timezone: str) -> datetime:
    """The instant at which a day of the zone begins, in UTC; days may have 23 or 25 hours.

    Where midnight itself is skipped by a clock change, the day begins at the first minute that exists.
    """
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def days(timezone: str, first_on: date, last_on: date) -> Window:
    """The window from the start of `first_on` to the end of `last_on`; raises ValueError if reversed."""
    if last_on < first_on:
        raise ValueError("The last day lies before the first.")
    return Window(starts_at(first_on, timezone), starts_at(last_on + timedelta(days=1), timezone), timezone)


def last_days(timezone: str, count: int, now: datetime) -> Window:
    """The last `count` whole days before the day of `now`."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return days(timezone, today - timedelta(days=count), today - timedelta(days=1))


def dates(window: Window) -> tuple[date, ...]:
    """The days of the zone that the window touches, in order."""
    return tuple(day for day, _ in day_starts(window))


def day_starts(window: Window) -> Iterator[tuple[date, datetime]]:
    """Each day that the window touches, with the instant at which it begins."""
    zone = ZoneInfo(window.timezone)
    day = window.start.astimezone(zone).date()
    while (begin := starts_at(day, window.timezone)) < window.end:
        yield day, begin
        day += timedelta(days=1)


def previous(window: Window) -> Window:
    """The window of as many days just before, for comparison."""
    touched = dates(window)
    first = touched[0] - timedelta(days=len(touched))
    return days(window.timezone, first, touched[0] - timedelta(days=1))


def before(scope: Scope) -> Scope:
    """The same question about the window just before."""
    return replace(scope, window=previous(scope.window))
