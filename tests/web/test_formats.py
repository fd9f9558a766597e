"""Numbers and times as people read them, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from resonans.core import clock
from resonans.web import formats

SPACE = "\u202f"


@pytest.fixture(autouse=True)
def _stockholm(noon: datetime) -> Iterator[None]:
    timezone.activate("Europe/Stockholm")
    yield
    timezone.deactivate()


@pytest.fixture
def swedish() -> Iterator[None]:
    """The reader reads Swedish."""
    with translation.override("sv"):
        yield


def test_thousands_are_grouped_by_comma_in_english() -> None:
    assert formats.number(1240) == "1,240"
    assert formats.number(1234.56, 1) == "1,234.6"


@pytest.mark.usefixtures("swedish")
def test_thousands_are_grouped_by_a_narrow_space_that_does_not_break_in_swedish() -> None:
    assert formats.number(1240) == f"1{SPACE}240"
    assert formats.number(1234.56, 1) == f"1{SPACE}234,6"


def test_a_share_is_shown_as_per_cent() -> None:
    assert formats.share(0.026) == f"2.6{SPACE}%"
    assert formats.share(0.72, 0) == f"72{SPACE}%"


@pytest.mark.usefixtures("swedish")
def test_a_share_has_a_decimal_comma_in_swedish() -> None:
    assert formats.share(0.026) == f"2,6{SPACE}%"


def test_a_change_bears_its_sign_and_nothing_bears_none() -> None:
    assert formats.signed(12) == "+12"
    assert formats.signed(-3) == "−3"
    assert formats.signed(0) == "0"
    assert formats.signed(-0.04, 1) == "0.0"


@pytest.mark.usefixtures("swedish")
def test_money_counts_minor_units() -> None:
    assert formats.money(1_240_000, "SEK") == f"12{SPACE}400,00{SPACE}kr"
    assert formats.money(1240, "JPY").startswith(f"1{SPACE}240")


def test_a_day_of_another_year_names_the_year() -> None:
    assert formats.day(date(2026, 11, 24)) == "Tue 24 Nov"
    assert formats.day(date(2025, 11, 24)) == "Mon 24 Nov 2025"


@pytest.mark.usefixtures("swedish")
def test_days_and_months_are_in_the_readers_language_without_dots() -> None:
    assert formats.day(date(2026, 11, 24)) == "tis 24 nov"
    assert formats.month(date(2026, 11, 1)) == "november 2026"
    assert formats.weekdays()[0] == "mån"


def test_near_days_are_named_by_their_place_and_shown_in_the_brands_zone() -> None:
    assert formats.instant(datetime(2026, 11, 23, 13, 0, tzinfo=UTC)) == "Today 14:00"
    assert formats.instant(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "Tomorrow 00:30"
    assert formats.instant(datetime(2026, 11, 22, 11, 0, tzinfo=UTC)) == "Yesterday 12:00"
    assert formats.instant(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == "Wed 25 Nov, 00:30"
    assert formats.instant(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "America/New_York") == "Tomorrow 18:30"


def test_the_week_is_the_iso_week_that_starts_on_monday() -> None:
    assert formats.week(date(2027, 1, 3)) == "Week 53"
    assert formats.week(date(2027, 1, 4)) == "Week 1"


def test_a_duration_names_its_two_largest_units() -> None:
    assert formats.duration(12) == "12 s"
    assert formats.duration(48 * 60) == "48 min"
    assert formats.duration(3900) == "1 h 5 min"
    assert formats.duration(183_600) == "2 d 3 h"


def test_a_time_is_told_by_its_distance_from_now() -> None:
    now = clock.now()
    assert formats.ago(now - timedelta(minutes=5)) == "5 minutes ago"
    assert formats.ago(now + timedelta(hours=2)) == "in 2 hours"
    assert formats.ago(now) == "just now"


def test_sizes_are_told_in_the_unit_that_fits() -> None:
    assert formats.file_size(340_000) == f"340{SPACE}kB"
    assert formats.file_size(1_240_000) == f"1.2{SPACE}MB"
