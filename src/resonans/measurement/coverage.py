"""For how much of a scope there is data at all."""

import ibis
import ibis.expr.types as ir

from resonans.core import clock
from resonans.events.lake import Tables
from resonans.measurement.daycut import day_index
from resonans.measurement.scope import Scope, day_starts


def share(tables: Tables, scope: Scope) -> float:
    """Share of the scope's accounts and past days on which anything was observed, 0 to 1."""
    now = scope.as_known_at or clock.now()
    begun = [begin < now for _, begin in day_starts(scope.window)]
    days = [share for share, past in zip(by_day(tables, scope), begun, strict=True) if past]
    return sum(days) / len(days) if days else 0.0


def by_day(tables: Tables, scope: Scope) -> list[float]:
    """For each day of the window that has begun, the share of accounts observed on it; later days have 0."""
    if not scope.accounts:
        return [0.0 for _ in day_starts(scope.window)]
    counted = _accounts_by_day(tables, scope).to_pyarrow().to_pylist()
    seen = {int(row["day"]): int(row["accounts"]) for row in counted}
    return [
        seen.get(index, 0) / len(scope.accounts) for index, (_, begin) in enumerate(day_starts(scope.window))
    ]


def _accounts_by_day(tables: Tables, scope: Scope) -> ir.Table:
    seen = tables.observations
    rows = seen.filter(
        seen.account.isin([str(account) for account in scope.accounts]),
        seen.observed_at >= scope.window.start,
        seen.observed_at < scope.window.end,
        *((seen.learned_at <= scope.as_known_at,) if scope.as_known_at is not None else ()),
    )
    placed = rows.mutate(day=day_index(rows.observed_at, scope.window))
    return placed.group_by("day").agg(accounts=placed.account.nunique()).order_by(ibis.asc("day"))
