"""The posts of a scope, one row each, with the followers that their account had at publication."""

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from resonans.measurement.frame import Frame
from resonans.measurement.joins import beside

YOUNG = timedelta(hours=72)
"""A first snapshot taken this soon after publication counts from zero; a later one begins the series."""


def posts(frame: Frame) -> ir.Table:
    """Posts published before the window's end, one row each, with followers at publication."""
    told = frame.events
    chosen = told.filter(told.kind == "published", told.occurred_at < frame.end)
    extra = chosen.extra.cast("json")
    named = chosen.mutate(
        url=extra["url"].str,
        media=extra["media"].str,
        elsewhere=extra["elsewhere"].bool.fill_null(False),
    )
    rows = named.group_by("account", "post").agg(
        network=named.network.min(),
        published_at=named.occurred_at.min(),
        text=named.text.max(),
        url=named.url.max(),
        media=named.media.max(),
        elsewhere=named.elsewhere.min(),
    )
    return beside(rows, _followers_at_publication(frame, rows), {"account": "account", "post": "post"})


def _followers_at_publication(frame: Frame, rows: ir.Table) -> ir.Table:
    """Each post's `followers`: the account's last number before publication, else the first within YOUNG."""
    seen = frame.observations
    counts = seen.filter(
        seen.subject_kind == "account", seen.metric == "followers", seen.value.notnull()
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
    soon = soon_after(both.comes_at, both.published_at)
    return both.select(
        "account",
        "post",
        followers=ibis.coalesce(both.was, ibis.cases((soon, both.comes), else_=ibis.null("int64"))),
    )


def soon_after(moment: ir.TimestampValue, published_at: ir.TimestampValue) -> ir.BooleanValue:
    """Whether a first look at a post, or at its account, came within YOUNG of its publication."""
    return moment <= published_at + ibis.interval(seconds=int(YOUNG.total_seconds()))
