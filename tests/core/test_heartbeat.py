"""Signs of life of workers."""

from datetime import datetime

import pytest

from resonans.core import clock, heartbeat

pytestmark = pytest.mark.django_db


def test_a_worker_is_heard_and_grows_late(noon: datetime) -> None:
    heartbeat.beat("kajen:1", ("deliveries", "lake"))
    (only,) = heartbeat.beats()
    assert (only.name, only.groups, only.at, only.is_late) == (
        "kajen:1",
        ("deliveries", "lake"),
        noon,
        False,
    )
    clock.move(heartbeat.LATE_AFTER_S + 1)
    assert heartbeat.beats()[0].is_late


def test_a_worker_that_took_leave_is_not_missed(noon: datetime) -> None:
    heartbeat.beat("kajen:1", ("lake",))
    heartbeat.leave("kajen:1")
    assert heartbeat.beats() == ()


def test_a_day_of_silence_is_forgotten(noon: datetime) -> None:
    heartbeat.beat("kajen:1", ("lake",))
    clock.move(86_401)
    heartbeat.beat("kajen:2", ("lake",))
    assert [beat.name for beat in heartbeat.beats()] == ["kajen:2"]
