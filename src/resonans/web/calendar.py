"""The calendar as it is drawn: months of weeks, weeks of days, days of posts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from resonans.core.words import ngettext
from resonans.publishing.types import Entry, PostState

SHOWN_IN_A_DAY = 3
"""How many posts a day of the month shows before it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its posts, in their order."""

    on: date
    entries: tuple[Entry, ...]
    is_outside: bool
    """Whether it belongs to the month before or after."""
    is_today: bool
    is_past: bool

    @property
    def shown(self) -> tuple[Entry, ...]:
        """Those that have room in a month."""
        return self.entries[:SHOWN_IN_A_DAY]

    @property
    def hidden(self) -> int:
        """How many have not."""
        return max(0, len(self.entries) - SHOWN_IN_A_DAY)


def first_shown(month: date) -> date:
    """The Monday of the week that holds the month's first day."""
    first = month.replace(day=1)
    return first - timedelta(days=first.weekday())


def last_shown(month: date) -> date:
    """The Sunday of the week that holds the month's last day."""
    last = next_month(month) - timedelta(days=1)
    return last + timedelta(days=6 - last.weekday())


def next_month(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def days(
    entries: Iterable[Entry], start_on: date, end_on: date, today: date, month: date | None = None
) -> tuple[Day, ...]:
    """Every day from `start_on` to `end_on`, both included, with what stands on it."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        if entry.on is not None:
            by_day.setdefault(entry.on, []).append(entry)
    return tuple(
        Day(
            on=on,
            entries=tuple(by_day.get(on, ())),
            is_outside=month is not None and (on.year, on.month) != (month.year, month.month),
            is_today=on == today,
            is_past=on < today,
        )
        for on in (start_on + timedelta(days=step) for step in range((end_on - start_on).days + 1))
    )


def weeks(month: tuple[Day, ...]) -> tuple[tuple[Day, ...], ...]:
    """The days in rows of seven."""
    return tuple(month[start : start + 7] for start in range(0, len(month), 7))


def counts(entries: Iterable[Entry]) -> tuple[tuple[PostState, int], ...]:
    """How many posts stand where, those that need care first."""
    found = Counter(entry.state for entry in entries)
    return tuple((state, found[state]) for state in _ORDER if found[state])


_ORDER = (
    PostState.REJECTED,
    PostState.UNKNOWN,
    PostState.MISSED,
    PostState.WAITING_FOR_ACCOUNT,
    PostState.IN_REVIEW,
    PostState.DECLINED,
    PostState.SENDING,
    PostState.SCHEDULED,
    PostState.DRAFT,
    PostState.LIVE,
    PostState.CANCELLED,
)


def lead(entries: Iterable[Entry]) -> str:
    """What stands in this stretch of time, in a sentence."""
    found = list(entries)
    ahead = sum(entry.state in {PostState.SCHEDULED, PostState.SENDING} for entry in found)
    out = sum(entry.state is PostState.LIVE for entry in found)
    planned = ngettext("%(count)d post is scheduled.", "%(count)d posts are scheduled.", ahead) % {
        "count": ahead
    }
    published = ngettext("%(count)d is published.", "%(count)d are published.", out) % {"count": out}
    return f"{planned} {published}" if out else planned


def address(view: str, on: date | None = None, brand: str = "") -> str:
    """The query of a stretch of time."""
    return "?" + urlencode(
        {"view": view} | ({"on": on.isoformat()} if on else {}) | ({"brand": brand} if brand else {})
    )
