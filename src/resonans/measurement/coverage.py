"""For how much of a scope there is data at all."""

from dataclasses import dataclass

from resonans.core import clock
from resonans.events.lake import Tables
from resonans.measurement.answer import answer
from resonans.measurement.scope import Scope, before, day_starts


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of accounts and days that have data, 0 to 1; days that have not begun are not counted."""

    share: float
    share_before: float
    """Of the window before."""
    days: tuple[float, ...]
    """For each day of the window the share of accounts observed on it."""


def of(tables: Tables, scope: Scope) -> Coverage:
    """How much of the scope is covered."""
    now = scope.as_known_at or clock.now()
    begins = [begin for _, begin in day_starts(scope.window)]
    if not scope.accounts:
        return Coverage(0.0, 0.0, (0.0,) * len(begins))
    found = answer(tables, scope, "coverage").rows()
    seen = {int(row["day"]): int(row["accounts"]) / len(scope.accounts) for row in found}
    days = [seen.get(index, 0.0) for index in range(len(begins))]
    begun = [share for share, begin in zip(days, begins, strict=True) if begin < now]
    earlier = len(list(day_starts(before(scope).window)))
    return Coverage(
        share=sum(begun) / len(begun) if begun else 0.0,
        share_before=sum(share for day, share in seen.items() if day < 0) / earlier,
        days=tuple(days),
    )
