"""One row per account: the table from which metrics of followers are expressed.

Columns: `account`, `network`, `first` (followers when the window began), `last` (when it ended), `gained`
(follows told in the window; null where the network does not tell) and `lost` (first + gained − last; null
where that is negative, which shows that the network did not tell of every follow).
"""

import ibis
import ibis.expr.types as ir

from resonans.events.lake import Tables
from resonans.measurement.daycut import day_index
from resonans.measurement.joins import beside
from resonans.measurement.scope import Scope


def in_window(tables: Tables, scope: Scope) -> ir.Table:
    """The scope's accounts of which a follower count is known before the window's end."""
    seen = _followers(tables, scope)
    start = seen.observed_at < scope.window.start
    counts = seen.group_by("account").agg(
        network=seen.network.min(),
        first=seen.value.argmax(seen.observed_at, where=start),
        last=seen.value.argmax(seen.observed_at),
    )
    told = tables.events
    follows = told.filter(
        told.kind == "follow",
        told.account.isin([str(account) for account in scope.accounts]),
        told.occurred_at >= scope.window.start,
        told.occurred_at < scope.window.end,
    )
    new = follows.group_by("account").agg(follows=follows.count())
    rows = beside(counts, new, {"account": "account"})
    gained = ibis.ifelse(
        rows.network.isin(list(scope.tells_follows)), rows.follows.fill_null(0), ibis.null("int64")
    )
    rows = rows.mutate(gained=gained)
    lost = rows["first"] + rows.gained - rows["last"]
    return rows.mutate(lost=ibis.cases((lost >= 0, lost), else_=ibis.null("int64")))


def by_day(tables: Tables, scope: Scope) -> ir.Table:
    """The last follower count of each account on each day that has one: `account`, `day`, `last`.

    All days before the window are one, day −1, so that the first days are not empty.
    """
    seen = _followers(tables, scope)
    day = ibis.greatest(day_index(seen.observed_at, scope.window), ibis.literal(-1))
    seen = seen.mutate(day=day)
    return seen.group_by("account", "day").agg(last=seen.value.argmax(seen.observed_at))


def _followers(tables: Tables, scope: Scope) -> ir.Table:
    seen = tables.observations
    return seen.filter(
        seen.subject_kind == "account",
        seen.metric == "followers",
        seen.value.notnull(),
        seen.account.isin([str(account) for account in scope.accounts]),
        seen.observed_at < scope.window.end,
        *((seen.learned_at <= scope.as_known_at,) if scope.as_known_at is not None else ()),
    )
