"""Calendar times: around every transition of four zones, the chosen wall time is the one it gets."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonans.core.errors import Invalid
from resonans.publishing import times
from resonans.publishing.types import SkippedTime, Wall

ZONES = ("Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
FIRST, LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def offset(instant: datetime, zone: str) -> timedelta:
    found = instant.astimezone(ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


@cache
def transitions(zone: str) -> tuple[datetime, ...]:
    """Every instant (UTC) from 1970 to 2037 at which the zone's offset changes, found by bisection."""
    found = []
    at = FIRST
    while at < LAST:
        then = at + timedelta(days=7)
        if offset(at, zone) != offset(then, zone):
            found.extend(_within(at, then, zone))
        at = then
    return tuple(found)


def _within(start: datetime, end: datetime, zone: str) -> list[datetime]:
    if offset(start, zone) == offset(end, zone):
        return []
    low, high = start, end
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if offset(middle, zone) == offset(start, zone):
            low = middle
        else:
            high = middle
    return [high, *_within(high, end, zone)]


def wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def test_the_four_zones_have_as_many_transitions_as_they_are_known_for() -> None:
    """The numbers of `zdump -v -c 1970,2038`, less the lines in which only the zone's name changes."""
    counted = {zone: len(transitions(zone)) for zone in ZONES}
    assert counted == {
        "Europe/Stockholm": 116,
        "America/New_York": 136,
        "Australia/Lord_Howe": 114,
        "Africa/Casablanca": 85,
    }


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_transition_a_time_gets_what_was_chosen_or_is_refused(zone: str) -> None:
    for jump in transitions(zone):
        for minutes in range(-180, 181, 15):
            check(wall(jump, zone) + minutes * MINUTE, zone)
        for minutes in (-61, -60, -59, -31, -30, -29, -1, 0, 1, 29, 30, 31, 59, 60, 61):
            check(wall(jump, zone) + minutes * MINUTE, zone)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_near_any_transition_any_minute_holds(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    jump = data.draw(st.sampled_from(transitions(zone)))
    minutes = data.draw(st.integers(-2000, 2000))
    check((wall(jump, zone) + minutes * MINUTE).replace(second=0), zone)


def check(local: datetime, zone: str) -> None:
    """The law: the first instant that shows this wall time; or there is none, and the next one is named."""
    showing = instants_that_show(local, zone)
    if showing:
        assert times.resolve(Wall(local, zone)) == showing[0]
        return
    with pytest.raises(SkippedTime) as refused:
        times.resolve(Wall(local, zone))
    following = refused.value.next_valid
    assert following.local > local
    first = times.resolve(following)
    before = first - timedelta(seconds=1)
    assert offset(before, zone) < offset(first, zone)  # the clocks jump exactly there
    assert wall(before, zone) < local
    assert times.derive(Wall(local, zone)) == first


def instants_that_show(local: datetime, zone: str) -> list[datetime]:
    """By brute force: each offset that the zone has around then, tried."""
    about = local.replace(tzinfo=UTC)
    offsets = {offset(about + timedelta(hours=hours), zone) for hours in range(-30, 31)}
    candidates = sorted(about - each for each in offsets)
    return [each for each in candidates if wall(each, zone) == local]


def test_nine_in_stockholm_stays_nine_across_the_clock_change() -> None:
    before = times.resolve(Wall(datetime(2027, 3, 27, 9, 0), "Europe/Stockholm"))  # noqa: DTZ001
    after = times.resolve(Wall(datetime(2027, 3, 28, 9, 0), "Europe/Stockholm"))  # noqa: DTZ001
    assert (before.hour, after.hour) == (8, 7)


def test_a_skipped_time_is_refused_with_the_next_valid_one() -> None:
    with pytest.raises(SkippedTime, match="03:00") as refused:
        times.resolve(Wall(datetime(2027, 3, 28, 2, 30), "Europe/Stockholm"))  # noqa: DTZ001
    assert refused.value.next_valid == Wall(datetime(2027, 3, 28, 3, 0), "Europe/Stockholm")  # noqa: DTZ001


def test_a_repeated_hour_means_its_first() -> None:
    at = times.resolve(Wall(datetime(2027, 10, 31, 2, 30), "Europe/Stockholm"))  # noqa: DTZ001
    assert at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_time_that_is_over_is_refused(noon: datetime) -> None:
    times.resolve_ahead(Wall(datetime(2026, 11, 23, 13, 0), "Europe/Stockholm"))  # noqa: DTZ001
    with pytest.raises(Invalid, match="over") as refused:
        times.resolve_ahead(Wall(datetime(2026, 11, 23, 12, 30), "Europe/Stockholm"))  # noqa: DTZ001
    assert refused.value.code == "past"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "Europe", "/etc/passwd"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(Invalid):
        times.resolve(Wall(datetime(2027, 1, 1, 9, 0), zone))  # noqa: DTZ001


def test_the_version_of_a_zone_follows_its_rules() -> None:
    assert times.zone_version("Europe/Stockholm") == times.zone_version("Europe/Stockholm")
    assert times.zone_version("Europe/Stockholm") != times.zone_version("Europe/Lisbon")
