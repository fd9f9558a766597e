"""Cuts instants into days of a zone, alike on every engine."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from resonans.measurement.scope import dates
from resonans.measurement.value import Window


def day_index(moment: ir.TimestampValue, window: Window) -> ir.IntegerValue:
    """Which day of the window an instant falls on, 0 for the first; negative before it.

    The zone's offset is written out for each stretch between two clock changes, so that every engine cuts the
    same days without knowing the zone.
    """
    first = dates(window)[0]
    epoch = moment.truncate("s").epoch_seconds()
    stretches = _offsets(window)
    offset = reduce(
        lambda rest, stretch: ibis.ifelse(epoch < int(stretch[0].timestamp()), stretch[1], rest),
        reversed(stretches[:-1]),
        ibis.literal(stretches[-1][1]),
    )
    first_day = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp()) // 86400
    return ((epoch + offset) / 86400).floor().cast("int64") - first_day


def _offsets(window: Window) -> list[tuple[datetime, int]]:
    """(until, seconds east of UTC) stretches over the window, with two days to spare on each side."""
    zone = ZoneInfo(window.timezone)
    step = timedelta(minutes=15)
    moment, end = window.start - timedelta(days=2), window.end + timedelta(days=2)
    moment = moment.replace(minute=0, second=0, microsecond=0)
    stretches: list[tuple[datetime, int]] = []
    current = _offset(zone, moment)
    while moment < end:
        leap = timedelta(days=1) if _offset(zone, moment + timedelta(days=1)) == current else step
        moment += leap
        if (found := _offset(zone, moment)) != current:
            stretches.append((moment, current))
            current = found
    return [*stretches, (end, current)]


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    shift = moment.astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0
