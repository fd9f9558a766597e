"""Days are cut as the zone's own clock cuts them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.measurement.scope import dates, day_starts, days, last_days, previous

ZONES = ["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]


@given(st.sampled_from(ZONES), st.integers(0, 3600), st.integers(0, 86400 * 60))
def test_every_instant_falls_on_the_day_that_the_zone_says(zone: str, start: int, seconds: int) -> None:
    first = date(2020, 1, 1) + timedelta(days=start)
    window = days(zone, first, first + timedelta(days=60))
    moment = window.start + timedelta(seconds=seconds)
    found = [day for day, begins in day_starts(window) if begins <= moment][-1]
    assert found == moment.astimezone(ZoneInfo(zone)).date()


def test_the_day_on_which_summer_time_ends_has_25_hours() -> None:
    window = days("Europe/Stockholm", date(2026, 10, 25), date(2026, 10, 25))
    assert window.end - window.start == timedelta(hours=25)


def test_the_day_on_which_summer_time_begins_has_23_hours() -> None:
    window = days("Europe/Stockholm", date(2026, 3, 29), date(2026, 3, 29))
    assert window.end - window.start == timedelta(hours=23)


def test_the_last_days_are_whole_and_leave_out_today() -> None:
    window = last_days("Europe/Stockholm", 7, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert dates(window)[0] == date(2026, 11, 17)
    assert dates(window)[-1] == date(2026, 11, 23), "in Stockholm it is the 24th already"


def test_the_window_before_has_as_many_days_and_touches() -> None:
    window = days("America/New_York", date(2026, 3, 1), date(2026, 3, 14))
    earlier = previous(window)
    assert earlier.end == window.start
    assert len(dates(earlier)) == len(dates(window)) == 14
    assert len(list(day_starts(window))) == 14


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        days("UTC", date(2026, 1, 2), date(2026, 1, 1))
