"""Delivery metrics, each against numbers worked out by hand."""

import pytest

from resonans.measurement.measure import measure
from resonans.measurement.value import Status
from tests.measurement.world import CLUB, World, at, scope, window

IDS = ["delivery_success_rate", "delivery_delay_s", "unknown_rate"]


def test_success_is_live_over_settled_with_a_wilson_interval(world: World) -> None:
    for number in range(8):
        world.delivery(f"d{number}", "live", at(3, number), delay_s=0.2 + number / 10)
    world.delivery("no", "rejected", at(3, 9))
    world.delivery("late", "missed", at(3, 10), delay_s=None)
    world.delivery("lost", "unknown", at(3, 11), was_unknown=True)
    found = measure(world.tables(), scope(window(3, 3)), IDS)
    success = found["delivery_success_rate"]
    assert success.value == pytest.approx(0.8)
    assert success.n == 10
    assert success.interval is not None
    assert success.interval.low == pytest.approx(0.5408, abs=1e-4)
    assert success.interval.high == pytest.approx(0.9315, abs=1e-4)
    assert found["unknown_rate"].value == pytest.approx(1 / 11)


def test_delay_is_measured_to_the_millisecond_over_what_was_sent(world: World) -> None:
    for name, delay in (("a", 0.120), ("b", 0.480), ("c", 61.250)):
        world.delivery(name, "live", at(3), delay_s=delay)
    world.delivery("d", "missed", at(3), delay_s=None)
    value = measure(world.tables(), scope(window(3, 3)), ["delivery_delay_s"])["delivery_delay_s"]
    assert value.value == pytest.approx(0.480)
    assert (value.n, value.status) == (3, Status.OK), "what was never sent is no missing part of a delay"


def test_the_last_outcome_counts_and_doubt_is_remembered(world: World) -> None:
    world.delivery("a", "unknown", at(3), was_unknown=True, settled_at=at(3, 12, 1))
    world.delivery("a", "live", at(3), was_unknown=False, settled_at=at(3, 12, 9))
    found = measure(world.tables(), scope(window(3, 3)), IDS)
    assert found["delivery_success_rate"].value == 1.0
    assert found["unknown_rate"].value == 1.0


def test_a_delivery_belongs_to_the_window_in_which_it_was_due(world: World) -> None:
    world.delivery("a", "live", at(3, 23, 59), delay_s=120)
    assert measure(world.tables(), scope(window(3, 3)), ["unknown_rate"])["unknown_rate"].n == 1


def test_nothing_due_is_no_data_and_no_hundred_per_cent(world: World) -> None:
    world.delivery("a", "live", at(3), account=CLUB)
    for value in measure(world.tables(), scope(window(3, 3)), IDS).values():
        assert (value.value, value.status, value.reason) == (None, Status.NO_DATA, "nothing_in_window")
