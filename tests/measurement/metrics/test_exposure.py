"""Exposure metrics, each against numbers worked out by hand."""

import pytest

from resonans.measurement.measure import measure
from resonans.measurement.value import Status
from tests.measurement.world import World, at, scope, window


def test_impressions_add_over_posts(world: World) -> None:
    world.post("a", at(2))
    world.post("b", at(3))
    world.seen("a", at(4), impressions=400)
    world.seen("b", at(4), impressions=150)
    value = measure(world.tables(), scope(window(1, 5)), ["impressions"])["impressions"]
    assert (value.value, value.n) == (550, 2)


def test_people_are_never_added_over_posts(world: World) -> None:
    world.post("a", at(2))
    world.post("b", at(3))
    world.seen("a", at(4), reach=300)
    world.seen("b", at(4), reach=120)
    value = measure(world.tables(), scope(window(1, 5)), ["reach"])["reach"]
    assert (value.value, value.status, value.reason) == (None, Status.ESTIMATE, "bounds")
    assert value.interval is not None
    assert (value.interval.low, value.interval.high, value.interval.level) == (300, 420, 1.0)


def test_the_reach_of_one_post_is_its_own_number(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(4), reach=300, impressions=450)
    found = measure(world.tables(), scope(window(1, 5)), ["reach", "frequency"])
    assert found["reach"].value == 300
    assert found["frequency"].value == pytest.approx(1.5)


def test_reach_is_not_cut_into_windows(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(3), reach=300)
    world.seen("a", at(8), reach=320)
    value = measure(world.tables(), scope(window(5, 9)), ["reach"])["reach"]
    assert (value.value, value.reason) == (None, "nothing_in_window")


def test_frequency_needs_both_numbers_of_the_same_posts(world: World) -> None:
    world.post("a", at(2))
    world.post("b", at(3))
    world.seen("a", at(4), impressions=450)
    world.seen("b", at(4), impressions=200, reach=100)
    value = measure(world.tables(), scope(window(1, 5)), ["frequency"])["frequency"]
    assert (value.value, value.n, value.status) == (2.0, 1, Status.PARTIAL)


def test_what_is_too_young_is_provisional(world: World) -> None:
    from resonans.core import clock

    clock.set_to(at(6))
    world.post("a", at(2))
    for day in range(2, 6):
        world.seen("a", at(day, 20), impressions=100 * day)
    value = measure(world.tables(), scope(window(2, 5)), ["impressions"])["impressions"]
    assert (value.value, value.status) == (500, Status.PROVISIONAL)


def test_a_deleted_post_keeps_its_last_snapshot(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(3), impressions=100)
    world.seen("a", at(4), missing={"impressions": "deleted"})
    value = measure(world.tables(), scope(window(2, 5)), ["impressions"])["impressions"]
    assert value.value == 100
