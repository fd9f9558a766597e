"""One row per post (and day), with what was counted: the table from which metrics of posts are expressed.

Columns: `post`, `account`, `network`, `published_at`, `fresh` (published in the window), `followers` (of the
account at publication), for `by_day` also `day` (index into the window's days), and for each of FIELDS its
number in the window and `<field>_missing`, the reason where there is none ("" where there is).

A counter's number in a window is the difference of its last snapshots before the window's end and before
its start. Publication counts as a snapshot of zero for a post published inside the window, and for one whose
first snapshot came within YOUNG. Any other post that is older than the first snapshot we have of it has no
number in a window that begins before that snapshot: unknown, not zero. People (`reach`) are never
subtracted: they are taken whole, and only for posts published inside the window. What the account itself
did below its posts (own comments, own likes) is taken off.

An increment belongs to the day of the later of its two snapshots. What had gathered before a late first
snapshot belongs to no day, so that connecting an account makes no false peak: days may add up to less than
their window, never to more.

Only expressions that DuckDB, Spark and Sail answer alike: no as-of join, whole seconds, UTC.
"""

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from resonans.events.lake import Tables
from resonans.measurement.daycut import day_index
from resonans.measurement.joins import beside
from resonans.measurement.scope import Scope, dates

COUNTERS = ("impressions", "views", "reactions", "comments", "shares", "saves", "clicks")
UNIQUES = ("reach",)
FIELDS = COUNTERS + UNIQUES

YOUNG = timedelta(hours=72)
"""A first snapshot taken this soon after publication counts from zero; a later one begins the series."""


def posts(tables: Tables, scope: Scope) -> ir.Table:
    """Posts of the scope's accounts published before the window's end: one row per account and post."""
    told = tables.events
    chosen = told.filter(
        told.kind == "published",
        told.account.isin([str(account) for account in scope.accounts]),
        told.occurred_at < scope.window.end,
        *_known(told, scope),
    )
    extra = chosen.extra.cast("json")
    named = chosen.mutate(
        url=extra["url"].str,
        media=extra["media"].str,
        elsewhere=(extra["elsewhere"].bool).fill_null(False),
    )
    rows = named.group_by("account", "post").agg(
        network=named.network.min(),
        published_at=named.occurred_at.min(),
        text=named.text.max(),
        url=named.url.max(),
        media=named.media.max(),
        elsewhere=named.elsewhere.min(),
    )
    rows = rows.mutate(fresh=rows.published_at >= scope.window.start)
    return _with_followers(tables, scope, rows)


def in_window(tables: Tables, scope: Scope) -> ir.Table:
    """One row per post with its numbers in the window."""
    seen = _of_posts(tables, scope)
    window = scope.window
    columns = {}
    for field in FIELDS:
        known = (seen.metric == field) & seen.value.notnull()
        columns[f"{field}_end"] = seen.value.argmax(seen.observed_at, where=known)
        columns[f"{field}_reason"] = seen.missing_reason.argmax(
            seen.observed_at, where=(seen.metric == field) & seen.value.isnull()
        )
    for field in COUNTERS:
        known = (seen.metric == field) & seen.value.notnull() & (seen.observed_at < window.start)
        columns[f"{field}_start"] = seen.value.argmax(seen.observed_at, where=known)
    columns["first_look"] = seen.observed_at.min(where=seen.value.notnull())
    snapshots = seen.group_by("account", "subject").agg(**columns)
    joined = beside(posts(tables, scope), snapshots, {"account": "account", "post": "subject"})
    joined = _with_own(tables, scope, joined)
    from_zero = ibis.cases(
        (joined.fresh | _soon_after(joined.first_look, joined.published_at), ibis.literal(0, "int64")),
        else_=ibis.null("int64"),
    )
    numbers = {}
    for field in COUNTERS:
        start = ibis.coalesce(joined[f"{field}_start"], from_zero)
        numbers[field] = joined[f"{field}_end"] - start - _own(joined, field)
    for field in UNIQUES:
        numbers[field] = ibis.cases((joined.fresh, joined[f"{field}_end"]), else_=ibis.null("int64"))
    return _shaped(scope, joined, numbers)


def lifetime(tables: Tables, scope: Scope) -> ir.Table:
    """One row per post published in the window, with all that was counted since."""
    rows = in_window(tables, scope)
    return rows.filter(rows.fresh)


def by_day(tables: Tables, scope: Scope) -> ir.Table:
    """One row per post and day of the window in which a counter was read, with the day's increments."""
    first_seen = _days_with_last(tables, scope)
    order = ibis.window(group_by=["account", "subject", "metric"], order_by="day")
    earlier = first_seen.value.lag().over(order)
    dated = posts(tables, scope)
    stepped = beside(
        first_seen.mutate(earlier=earlier),
        dated.select("account", "post", "published_at"),
        {"account": "account", "subject": "post"},
        how="inner",
    )
    young = _soon_after(stepped.observed_at, stepped.published_at)
    stepped = stepped.mutate(
        step=ibis.cases(
            (stepped.earlier.notnull(), stepped.value - stepped.earlier),
            (young, stepped.value),
            else_=ibis.null("int64"),
        )
    )
    last_day = len(dates(scope.window)) - 1
    within = stepped.filter(stepped.day >= 0, stepped.day <= last_day, stepped.step.notnull())
    counted = {f: within.step.sum(where=within.metric == f) for f in COUNTERS}
    days = within.group_by("account", "subject", "day").agg(**counted)
    reasons = _reasons(tables, scope)
    named = beside(days, dated, {"account": "account", "subject": "post"}, how="inner").rename(post="subject")
    joined = beside(named, reasons, {"account": "account", "post": "subject"})
    numbers = {field: joined[field] for field in COUNTERS} | {f: ibis.null("int64") for f in UNIQUES}
    return _shaped(scope, joined, numbers, "day")


def _known(table: ir.Table, scope: Scope) -> tuple[ir.BooleanValue, ...]:
    return (table.learned_at <= scope.as_known_at,) if scope.as_known_at is not None else ()


def _of_posts(tables: Tables, scope: Scope) -> ir.Table:
    seen = tables.observations
    return seen.filter(
        seen.subject_kind == "post",
        seen.account.isin([str(account) for account in scope.accounts]),
        seen.observed_at < scope.window.end,
        *_known(seen, scope),
    )


def _soon_after(moment: ir.TimestampValue, published_at: ir.TimestampValue) -> ir.BooleanValue:
    return moment <= published_at + ibis.interval(seconds=int(YOUNG.total_seconds()))


def _reasons(tables: Tables, scope: Scope) -> ir.Table:
    """For each post the last reason for which a field is missing; null where none was given."""
    seen = _of_posts(tables, scope)
    silent = seen.filter(seen.value.isnull())
    return silent.group_by("account", "subject").agg(
        **{
            f"{field}_reason": silent.missing_reason.argmax(silent.observed_at, where=silent.metric == field)
            for field in FIELDS
        }
    )


OWN_ACTIONS = {"reactions": "reaction", "comments": "comment", "shares": "share", "saves": "save"}


def _with_own(tables: Tables, scope: Scope, rows: ir.Table) -> ir.Table:
    """Add `own_<field>`: how often the workspace's own accounts acted on the post in the window."""
    told = tables.events
    ours = told.filter(
        told.kind.isin(list(OWN_ACTIONS.values())),
        told.media_type == "owned",
        told.account.isin([str(account) for account in scope.accounts]),
        told.occurred_at >= scope.window.start,
        told.occurred_at < scope.window.end,
        *_known(told, scope),
    )
    counted = ours.group_by("account", "post").agg(
        **{f"own_{field}": ours.count(where=ours.kind == kind) for field, kind in OWN_ACTIONS.items()}
    )
    return beside(rows, counted, {"account": "account", "post": "post"})


def _own(rows: ir.Table, field: str) -> ir.IntegerValue:
    return rows[f"own_{field}"].fill_null(0) if field in OWN_ACTIONS else ibis.literal(0, "int64")


def _days_with_last(tables: Tables, scope: Scope) -> ir.Table:
    """The last snapshot of each counter on each day; all days before the window count as one, day −1."""
    seen = _of_posts(tables, scope)
    known = seen.filter(seen.value.notnull(), seen.metric.isin(COUNTERS))
    placed = known.mutate(day=ibis.greatest(day_index(known.observed_at, scope.window), ibis.literal(-1)))
    return placed.group_by("account", "subject", "metric", "day").agg(
        value=placed.value.argmax(placed.observed_at), observed_at=placed.observed_at.max()
    )


def _with_followers(tables: Tables, scope: Scope, rows: ir.Table) -> ir.Table:
    """Add the account's followers at publication: the last number before it, else the first within YOUNG."""
    seen = tables.observations
    counts = seen.filter(
        seen.subject_kind == "account",
        seen.metric == "followers",
        seen.value.notnull(),
        seen.account.isin([str(account) for account in scope.accounts]),
        *_known(seen, scope),
    ).select(account="account", at="observed_at", count="value", turn=ibis.literal(1), post=ibis.literal(""))
    marks = counts.union(
        rows.select(
            account="account",
            at="published_at",
            count=ibis.null("int64"),
            turn=ibis.literal(0),
            post="post",
        )
    )
    order = ibis.window(group_by="account", order_by=["at", ibis.desc("turn"), "post"], following=0)
    numbered = marks.mutate(number=marks.turn.sum().over(order))
    told = numbered.filter(numbered.turn == 1).select("account", "at", "count", "number")
    asked = numbered.filter(numbered.turn == 0).select("account", "post", "number", published_at="at")
    asked = asked.mutate(following=asked.number + 1)
    was = told.select("account", "number", was="count")
    comes = told.select("account", "number", comes="count", comes_at="at")
    both = beside(asked, was, {"account": "account", "number": "number"})
    both = beside(both, comes, {"account": "account", "following": "number"})
    soon = _soon_after(both.comes_at, both.published_at)
    found = both.select(
        "account",
        "post",
        followers=ibis.coalesce(both.was, ibis.cases((soon, both.comes), else_=ibis.null("int64"))),
    )
    return beside(rows, found, {"account": "account", "post": "post"})


def _shaped(scope: Scope, joined: ir.Table, numbers: dict[str, ir.IntegerValue], *more: str) -> ir.Table:
    missing = {}
    for field in FIELDS:
        reason = joined[f"{field}_reason"].fill_null("not_yet")
        lacking = [network for network, offered in scope.offers.items() if field not in offered]
        if lacking:
            reason = ibis.ifelse(joined.network.isin(lacking), "not_offered", reason)
        missing[f"{field}_missing"] = ibis.ifelse(numbers[field].isnull(), reason, "")
    kept = ["post", "account", "network", "published_at", "fresh", "followers"]
    shown = ["text", "url", "media", "elsewhere"]
    return joined.select(*kept, *shown, *more, **numbers, **missing)
