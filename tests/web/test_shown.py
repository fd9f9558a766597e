"""Values in words."""

from dataclasses import replace
from datetime import UTC, datetime

from resonans.measurement.value import Status, Value, Window
from resonans.web import shown

DAY = Window(datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC), "UTC")
TWO = Value("engagements", 1, 2.0, "count", DAY, Status.PARTIAL, 1, 0.5, "not_yet")


def test_a_number_that_is_there_is_not_called_uncollected() -> None:
    assert shown.measured(TWO).text == "2"
    assert shown.measured(TWO).status == "Some accounts or days are missing."


def test_a_number_that_is_not_there_says_why() -> None:
    missing = shown.measured(replace(TWO, value=None, status=Status.NO_DATA))
    assert (missing.text, missing.status) == ("Unknown", "Not collected yet.")
