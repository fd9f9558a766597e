"""Changes are shown with their interval, or called unclear."""

from resonans.measurement.compare import Verdict, changes
from tests.measurement.world import World, at, scope, window


def posts(world: World, first_day: int, reactions: list[int], *, impressions: int = 1000) -> None:
    """A post a day, each read the next day."""
    for index, count in enumerate(reactions):
        name = f"{first_day + index}"
        world.post(name, at(first_day + index))
        world.seen(
            name,
            at(first_day + index, 20),
            reactions=count,
            comments=0,
            shares=0,
            saves=0,
            impressions=impressions,
        )


def test_a_doubling_is_called_up_with_its_interval(world: World) -> None:
    posts(world, 1, [20, 22, 19, 21, 20, 23, 18])
    posts(world, 8, [41, 39, 44, 40, 38, 42, 43])
    found = changes(world.tables(), scope(window(8, 14)), ["engagements", "er_impressions"])
    for change in found.values():
        assert change.verdict is Verdict.UP
        assert change.interval is not None
        assert change.interval.low > 0
        assert change.difference is not None
        assert change.interval.low <= change.difference <= change.interval.high
    assert found["engagements"].difference == 287 - 143


def test_noise_is_called_unclear(world: World) -> None:
    posts(world, 1, [20, 35, 10, 21, 60, 23, 18])
    posts(world, 8, [31, 39, 24, 10, 58, 12, 23])
    found = changes(world.tables(), scope(window(8, 14)), ["engagements", "er_impressions"])
    assert [change.verdict for change in found.values()] == [Verdict.UNCLEAR, Verdict.UNCLEAR]


def test_few_posts_are_unclear_however_far_apart(world: World) -> None:
    posts(world, 1, [1])
    posts(world, 8, [500])
    found = changes(world.tables(), scope(window(8, 14)), ["engagements"])["engagements"]
    assert (found.verdict, found.difference, found.interval) == (Verdict.UNCLEAR, 499, None)


def test_without_a_number_before_there_is_nothing_to_compare(world: World) -> None:
    posts(world, 8, [31, 39, 24, 10, 58, 12, 23])
    found = changes(world.tables(), scope(window(8, 14)), ["er_impressions"])["er_impressions"]
    assert (found.verdict, found.difference, found.relative) == (Verdict.NO_DATA, None, None)


def test_deliveries_are_compared_as_proportions(world: World) -> None:
    for number in range(40):
        world.delivery(f"before{number}", "live" if number % 2 else "rejected", at(3, number % 24))
        world.delivery(f"now{number}", "live", at(10, number % 24))
    found = changes(world.tables(), scope(window(8, 14)), ["delivery_success_rate"])
    assert found["delivery_success_rate"].verdict is Verdict.UP
