"""Follower metrics, each against numbers worked out by hand."""

import pytest

from resonans.measurement.compare import Verdict, changes
from resonans.measurement.measure import by_day, measure
from resonans.measurement.value import Status
from tests.measurement.world import CLUB, KAJEN, World, at, scope, window

IDS = ["followers", "follower_growth", "followers_gained", "followers_lost"]


def test_growth_compares_with_the_last_count_before_the_window(world: World) -> None:
    world.followers(1000, at(1))
    world.followers(1030, at(4))
    for _ in range(35):
        world.follow(at(3))
    world.follow(at(9))
    found = measure(world.tables(), scope(window(2, 5)), IDS)
    assert found["followers"].value == 1030
    assert found["follower_growth"].value == pytest.approx(0.03)
    assert found["followers_gained"].value == 35
    assert found["followers_lost"].value == 5


def test_when_too_few_follows_were_told_the_losses_are_unknown(world: World) -> None:
    world.followers(1000, at(1))
    world.followers(1030, at(4))
    world.follow(at(3))
    value = measure(world.tables(), scope(window(2, 5)), ["followers_lost"])["followers_lost"]
    assert (value.value, value.status) == (None, Status.NO_DATA)


def test_an_account_connected_inside_the_window_has_no_growth(world: World) -> None:
    world.followers(1000, at(3))
    found = measure(world.tables(), scope(window(2, 5)), IDS)
    assert found["followers"].value == 1000
    assert (found["follower_growth"].value, found["follower_growth"].status) == (None, Status.NO_DATA)


def test_growth_from_nothing_is_null(world: World) -> None:
    world.followers(0, at(1))
    world.followers(12, at(4))
    value = measure(world.tables(), scope(window(2, 5)), ["follower_growth"])["follower_growth"]
    assert (value.value, value.reason) == (None, "zero_denominator")


def test_a_network_that_tells_of_no_follows_has_no_gains(world: World) -> None:
    world.followers(100, at(1), network="quay")
    world.followers(120, at(4), network="quay")
    value = measure(world.tables(), scope(window(2, 5)), ["followers_gained"])["followers_gained"]
    assert (value.value, value.status) == (None, Status.NO_DATA)


def test_followers_by_day_carry_the_last_count_forward(world: World) -> None:
    world.followers(100, at(1))
    world.followers(110, at(3))
    world.followers(50, at(3), account=CLUB)
    asked = scope(window(2, 5), accounts=(KAJEN, CLUB))
    days = by_day(world.tables(), asked, ["followers"])["followers"]
    assert [day.value for day in days] == [100, 160, 160, 160]
    assert days[0].status is Status.PARTIAL
    assert days[1].status is Status.OK


def test_a_change_of_followers_is_counted_and_not_estimated(world: World) -> None:
    world.followers(1000, at(1))
    world.followers(990, at(6))
    found = changes(world.tables(), scope(window(5, 8)), ["followers"])["followers"]
    assert (found.difference, found.verdict, found.interval) == (-10, Verdict.DOWN, None)
