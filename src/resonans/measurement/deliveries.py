"""One row per delivery that was due: the table from which delivery metrics are expressed.

Columns: `period`, `delivery`, `account`, `network`, `state` (last told), `due_at`, `delay_s` (seconds from
due to the first byte sent, in milliseconds; null if nothing was sent), `was_unknown`, `settled_by`,
`attempts`.
"""

import ibis
import ibis.expr.types as ir

from resonans.measurement.frame import Frame


def due_in_periods(frame: Frame) -> ir.Table:
    """Deliveries that were due in a period and of which an outcome was told."""
    told = frame.events
    outcomes = told.filter(told.kind == "delivery_outcome")
    extra = outcomes.extra.cast("json")
    read = outcomes.select(
        "account",
        "network",
        "occurred_at",
        delivery=extra["delivery"].str,
        state=extra["state"].str,
        due_at=extra["due_at"].str.cast("timestamp('UTC')"),
        first_byte_at=extra["first_byte_at"].str.cast("timestamp('UTC')"),
        was_unknown=extra["was_unknown"].bool.fill_null(False),
        settled_by=extra["settled_by"].str,
        attempts=extra["attempts"].int,
    )
    last = read.group_by("delivery").agg(
        account=read.account.argmax(read.occurred_at),
        network=read.network.argmax(read.occurred_at),
        state=read.state.argmax(read.occurred_at),
        due_at=read.due_at.argmax(read.occurred_at),
        first_byte_at=read.first_byte_at.argmax(read.occurred_at),
        was_unknown=read.was_unknown.max(),
        settled_by=read.settled_by.argmax(read.occurred_at),
        attempts=read.attempts.max(),
    )
    due = last.cross_join(frame.periods)
    due = due.filter(due.due_at >= due.start, due.due_at < due["end"])
    return due.mutate(delay_s=_milliseconds(due.first_byte_at, due.due_at) / 1000.0)


def _milliseconds(later: ir.TimestampValue, earlier: ir.TimestampValue) -> ir.IntegerValue:
    """Whole seconds and milliseconds apart, since engines differ in what the difference of two times is."""
    seconds = later.truncate("s").epoch_seconds() - earlier.truncate("s").epoch_seconds()
    return seconds * ibis.literal(1000) + (later.millisecond() - earlier.millisecond())
