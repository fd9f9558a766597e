"""One row per account: the table from which metrics of followers are expressed.

Columns: `period`, `account`, `network`, `first` (followers when the period began), `last` (when it ended),
`gained` (follows told in the period; null where the network does not tell) and `lost` (first + gained − last;
null where that is negative, which shows that the network did not tell of every follow).
"""

import ibis
import ibis.expr.types as ir

from resonans.measurement.frame import FAR, Frame
from resonans.measurement.joins import beside


def in_periods(frame: Frame) -> ir.Table:
    """Accounts of which a follower count is known before the period's end."""
    read = by_day(frame)
    counts = read.group_by("account", "network").agg(
        at_earlier=read["last"].max(where=read.day == FAR),
        at_start=read["last"].argmax(read.day, where=read.day < 0),
        at_end=read["last"].argmax(read.day),
    )
    rows = beside(counts, frame.follows, {"account": "account"})
    rows = beside(rows, frame.networks, {"network": "network"}).cross_join(frame.periods)
    now = rows.period == 0
    told_of = ibis.ifelse(now, rows.now, rows.before).fill_null(0)
    rows = rows.mutate(
        first=ibis.ifelse(now, rows.at_start, rows.at_earlier),
        last=ibis.ifelse(now, rows.at_end, rows.at_start),
        gained=ibis.cases((rows.tells_follows.fill_null(False), told_of), else_=ibis.null("int64")),
    )
    rows = rows.filter(rows["last"].notnull())
    lost = rows["first"] + rows.gained - rows["last"]
    return rows.mutate(lost=ibis.cases((lost >= 0, lost), else_=ibis.null("int64")))


def by_day(frame: Frame) -> ir.Table:
    """The last follower count of each account on each day that has one: account, network, `day`, `last`."""
    read = frame.daily
    counts = read.filter(read.subject_kind == "account", read.metric == "followers", read.value.notnull())
    return counts.select("account", "network", "day", last="value").order_by("day", "account")
