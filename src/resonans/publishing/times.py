"""Calendar times. The wall time is the truth; UTC follows from it and from the zone data of the day.

A post planned for 09:00 in Stockholm stays at 09:00 when the clocks change, and when a government moves them.
"""

import hashlib
import importlib.resources
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from resonans.core import clock
from resonans.core.errors import Invalid
from resonans.core.words import _
from resonans.publishing.types import SkippedTime, Wall

SOON_S = 60.0
"""A time up to a minute ago still counts as now: somebody chose it and then read the page once more."""


def resolve(wall: Wall) -> datetime:
    """The instant (UTC) of a wall time; of a repeated hour its first.

    Raises SkippedTime for a wall time that the clocks jump over, and Invalid for a zone that does not exist.
    """
    instant, next_valid = _read(wall)
    if next_valid is not None:
        raise SkippedTime(
            _("There is no %(time)s that day in %(zone)s: the clocks go forward. The next time is %(next)s.")
            % {
                "time": f"{wall.local:%H:%M}",
                "zone": wall.zone,
                "next": f"{next_valid.local:%Y-%m-%d %H:%M}",
            },
            next_valid=next_valid,
        )
    return instant


def resolve_ahead(wall: Wall) -> datetime:
    """As `resolve`, for something that is still to happen; raises Invalid (`past`) for what is over."""
    instant = resolve(wall)
    if instant < clock.now() - timedelta(seconds=SOON_S):
        raise Invalid(
            _("%(time)s is over in %(zone)s. Choose a later time, or post now.")
            % {"time": f"{wall.local:%Y-%m-%d %H:%M}", "zone": wall.zone},
            fields={"wall": _("This time is over.")},
            code="past",
        )
    return instant


def derive(wall: Wall) -> datetime:
    """The instant of a wall time that was valid when somebody chose it: never refuses.

    Where new zone data skip it, the first valid time after it counts.
    """
    instant, next_valid = _read(wall)
    return instant if next_valid is None else _read(next_valid)[0]


def wall_of(instant: datetime, zone: str) -> Wall:
    """What the clocks on the wall show, to the minute."""
    local = instant.astimezone(_zone(zone)).replace(tzinfo=None, second=0, microsecond=0, fold=0)
    return Wall(local, zone)


def zone_version(zone: str) -> str:
    """12 hexadecimal digits that change when the zone's rules change, whoever brought the new data."""
    return hashlib.sha256(_zone_data(zone)).hexdigest()[:12]


def forget_zones() -> None:
    """Let the next reading of a zone read its data anew."""
    ZoneInfo.clear_cache()


def _read(wall: Wall) -> tuple[datetime, Wall | None]:
    """The instant, and the next valid wall time if this one is skipped."""
    zone = _zone(wall.zone)
    local = wall.local.replace(tzinfo=zone, fold=0)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall.local:
        return instant, None
    # In a gap, fold 0 reads the offset before the jump and fold 1 the one after (PEP 495), so that the jump
    # itself lies between the two readings.
    jump = _jump(local.replace(fold=1).astimezone(UTC), instant, zone)
    return instant, Wall(jump.astimezone(zone).replace(tzinfo=None, fold=0), wall.zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between the two, to the second, at which the zone's offset changes."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(
            _("There is no time zone “%(zone)s”.") % {"zone": name}, fields={"zone": _("Unknown time zone.")}
        ) from error


def _zone_data(name: str) -> bytes:
    """The file that `zoneinfo` reads for this zone: the machine's own, else the package's."""
    _zone(name)
    for folder in zoneinfo.TZPATH:
        path = Path(folder, name)
        if path.is_file():
            return path.read_bytes()
    return importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
