"""One row per post (and day), with what was counted: the table from which metrics of posts are expressed.

Columns: `period` (0 the window, 1 the one before), `post`, `account`, `network`, `published_at`, `fresh`
(published in the period), `followers` (of the account at publication), for `by_day` also `day`, and for each
of FIELDS its number in the period and `<field>_missing`, the reason where there is none ("" where there is).

A counter's number in a period is the difference of its last snapshots before the period's end and before
its start. Publication counts as a snapshot of zero for a post published inside the period, and for one whose
first snapshot came within YOUNG. Any other post that is older than the first snapshot we have of it has no
number in a period that begins before that snapshot: unknown, not zero. People (`reach`) are never
subtracted: they are taken whole, and only for posts published inside the period. What the account itself
did below its posts (own comments, own likes) is taken off.

An increment belongs to the day of the later of its two snapshots. What had gathered before a late first
snapshot belongs to no day, so that connecting an account makes no false peak: days may add up to less than
their window, never to more.

Only expressions that DuckDB, Spark and Sail answer alike: no as-of join, whole seconds, UTC.
"""

import ibis
import ibis.expr.types as ir

from resonans.measurement.frame import COUNTERS, FAR, FIELDS, UNIQUES, Frame
from resonans.measurement.joins import beside
from resonans.measurement.posts import soon_after

OWN_ACTIONS = {"reactions": "reaction", "comments": "comment", "shares": "share", "saves": "save"}

POST = {"account": "account", "post": "post"}


def in_periods(frame: Frame) -> ir.Table:
    """One row per period and post with its numbers in the period."""
    joined = beside(frame.posts, _snapshots(frame), {"account": "account", "post": "subject"})
    joined = beside(joined, _own_actions(frame), POST).cross_join(frame.periods)
    now = joined.period == 0
    joined = joined.filter(joined.published_at < joined["end"])
    joined = joined.mutate(
        fresh=(joined.published_at >= joined.start) & (joined.published_at < joined["end"])
    )
    zero = ibis.literal(0, "int64")
    from_zero = ibis.cases(
        (joined.fresh | soon_after(joined.first_look, joined.published_at), zero), else_=ibis.null("int64")
    )
    numbers = {}
    for field in COUNTERS:
        start = ibis.ifelse(now, joined[f"{field}_start"], joined[f"{field}_earlier"])
        end = ibis.ifelse(now, joined[f"{field}_end"], joined[f"{field}_start"])
        own = zero
        if field in OWN_ACTIONS:
            own = ibis.ifelse(now, joined[f"own_{field}"], joined[f"own_{field}_before"]).fill_null(0)
        numbers[field] = end - ibis.coalesce(start, from_zero) - own
    for field in UNIQUES:
        end = ibis.ifelse(now, joined[f"{field}_end"], joined[f"{field}_start"])
        numbers[field] = ibis.cases((joined.fresh, end), else_=ibis.null("int64"))
    return _shaped(frame, joined, numbers, "period")


def by_day(frame: Frame) -> ir.Table:
    """One row per post and day of the window in which a counter was read, with the day's increments."""
    read = frame.daily
    read = read.filter(read.subject_kind == "post", read.metric.isin(COUNTERS), read.value.notnull())
    order = ibis.window(group_by=["account", "subject", "metric"], order_by="day")
    moved = read.mutate(earlier=read.value.lag().over(order))
    dated = frame.posts
    stepped = beside(
        moved.filter(moved.day >= 0).drop("network"),
        dated.select("account", "post", "published_at"),
        {"account": "account", "subject": "post"},
        how="inner",
    )
    stepped = stepped.mutate(
        step=ibis.cases(
            (stepped.earlier.notnull(), stepped.value - stepped.earlier),
            (soon_after(stepped.first_at, stepped.published_at), stepped.value),
            else_=ibis.null("int64"),
        )
    )
    within = stepped.filter(stepped.step.notnull())
    counted = {field: within.step.sum(where=within.metric == field) for field in COUNTERS}
    days = within.group_by("account", "subject", "day").agg(**counted)
    named = beside(days, dated, {"account": "account", "subject": "post"}, how="inner").rename(post="subject")
    joined = beside(named, _reasons(frame), {"account": "account", "post": "subject"})
    joined = joined.mutate(fresh=joined.published_at >= frame.start)
    numbers = {field: joined[field] for field in COUNTERS} | {f: ibis.null("int64") for f in UNIQUES}
    return _shaped(frame, joined, numbers, "day")


def _snapshots(frame: Frame) -> ir.Table:
    """For each post and field its last number before `earlier`, `start` and `end`, and why there is none."""
    read = frame.daily
    read = read.filter(read.subject_kind == "post")
    known = read.value.notnull()
    long = read.group_by("account", "subject", "metric").agg(
        at_end=read.value.argmax(read.day, where=known),
        at_start=read.value.argmax(read.day, where=known & (read.day < 0)),
        at_earlier=read.value.max(where=read.day == FAR),
        reason=read.reason.argmax(read.day, where=read.reason.notnull()),
        first_look=read.first_at.min(),
    )
    columns = {"first_look": long.first_look.min()}
    for field in FIELDS:
        mine = long.metric == field
        columns[f"{field}_end"] = long.at_end.max(where=mine)
        columns[f"{field}_start"] = long.at_start.max(where=mine)
        columns[f"{field}_earlier"] = long.at_earlier.max(where=mine)
        columns[f"{field}_reason"] = long.reason.max(where=mine)
    return long.group_by("account", "subject").agg(**columns)


def _reasons(frame: Frame) -> ir.Table:
    """For each post the last reason for which a field is missing; null where none was given."""
    read = frame.daily
    silent = read.filter(read.subject_kind == "post", read.reason.notnull())
    return silent.group_by("account", "subject").agg(
        **{
            f"{field}_reason": silent.reason.argmax(silent.day, where=silent.metric == field)
            for field in FIELDS
        }
    )


def _own_actions(frame: Frame) -> ir.Table:
    """How often the workspace's own accounts acted on a post, in the window and in the one before."""
    told = frame.events
    ours = told.filter(
        told.media_type == "owned",
        told.kind.isin(list(OWN_ACTIONS.values())),
        told.occurred_at >= frame.earlier,
        told.occurred_at < frame.end,
    )
    now = ours.occurred_at >= frame.start
    columns = {}
    for field, kind in OWN_ACTIONS.items():
        columns[f"own_{field}"] = ours.count(where=(ours.kind == kind) & now)
        columns[f"own_{field}_before"] = ours.count(where=(ours.kind == kind) & ~now)
    return ours.group_by("account", "post").agg(**columns)


def _shaped(frame: Frame, joined: ir.Table, numbers: dict[str, ir.IntegerValue], key: str) -> ir.Table:
    missing = {}
    counted = beside(joined.mutate(**numbers), frame.networks, {"network": "network"})
    for field in FIELDS:
        lacking = counted[f"lacks_{field}"].fill_null(False)
        reason = ibis.ifelse(lacking, "not_offered", counted[f"{field}_reason"].fill_null("not_yet"))
        missing[f"{field}_missing"] = ibis.ifelse(counted[field].isnull(), reason, "")
    kept = ["post", "account", "network", "published_at", "fresh", "followers"]
    shown = ["text", "url", "media", "elsewhere"]
    return counted.select(key, *kept, *shown, *FIELDS, **missing)
