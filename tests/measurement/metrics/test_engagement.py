"""Engagement metrics, each against numbers worked out by hand."""

import pytest

from resonans.events.vocabulary import Kind
from resonans.measurement.measure import by_day, by_post, measure
from resonans.measurement.value import Status
from tests.measurement.world import CLUB, KAJEN, World, at, scope, window


def roast(world: World) -> None:
    """A: 10 + 4 + 3 + 3 = 20 of 400 displays. B: 6 + 2 + 1 + 1 = 10 of 200. Followers 1,000, then 1,100."""
    world.followers(1000, at(1, 6))
    world.followers(1100, at(4, 6))
    world.post("a", at(2))
    world.post("b", at(5))
    world.seen("a", at(9), reactions=10, comments=4, shares=3, saves=3, impressions=400, reach=300)
    world.seen("b", at(9), reactions=6, comments=2, shares=1, saves=1, impressions=200, reach=150)


def test_engagements_add_reactions_comments_shares_and_saves(world: World) -> None:
    roast(world)
    value = measure(world.tables(), scope(window(1, 9)), ["engagements"])["engagements"]
    assert (value.value, value.n, value.unit) == (30, 2, "count")


def test_rates_pool_their_sums_and_are_no_mean_of_rates(world: World) -> None:
    roast(world)
    world.post("c", at(6))
    world.seen("c", at(9), reactions=10, comments=0, shares=0, saves=0, impressions=10)
    found = measure(
        world.tables(),
        scope(window(1, 9)),
        ["er_impressions", "amplification_rate", "conversation_rate", "applause_rate"],
    )
    assert found["er_impressions"].value == pytest.approx(40 / 610)
    assert found["amplification_rate"].value == pytest.approx(4 / 610)
    assert found["conversation_rate"].value == pytest.approx(6 / 610)
    assert found["applause_rate"].value == pytest.approx(26 / 610)


def test_the_rate_by_followers_uses_the_count_at_publication(world: World) -> None:
    roast(world)
    value = measure(world.tables(), scope(window(1, 9)), ["er_followers"])["er_followers"]
    assert value.value == pytest.approx(30 / (1000 + 1100))


def test_a_post_from_before_any_follower_count_has_no_rate_by_followers(world: World) -> None:
    world.post("early", at(1))
    world.followers(500, at(6))
    world.seen("early", at(9), reactions=5, comments=0, shares=0, saves=0)
    value = measure(world.tables(), scope(window(1, 9)), ["er_followers"])["er_followers"]
    assert (value.value, value.status, value.reason) == (None, Status.NO_DATA, "not_yet")


def test_a_follower_count_soon_after_publication_serves_where_none_came_before(world: World) -> None:
    world.post("first", at(1))
    world.followers(500, at(3))
    world.seen("first", at(9), reactions=5, comments=0, shares=0, saves=0)
    value = measure(world.tables(), scope(window(1, 9)), ["er_followers"])["er_followers"]
    assert value.value == pytest.approx(0.01)


def test_the_rate_by_views_needs_views(world: World) -> None:
    roast(world)
    world.post("film", at(6))
    world.seen("film", at(9), reactions=6, comments=2, shares=1, saves=1, views=100)
    value = measure(world.tables(), scope(window(1, 9)), ["er_views"])["er_views"]
    assert value.value == pytest.approx(0.10)
    assert (value.n, value.status) == (1, Status.PARTIAL)


def test_the_rate_by_reach_of_several_posts_is_known_only_in_bounds(world: World) -> None:
    roast(world)
    tables = world.tables()
    several = measure(tables, scope(window(1, 9)), ["er_reach"])["er_reach"]
    assert several.value is None
    assert several.interval is not None
    assert (several.interval.low, several.interval.high) == pytest.approx((30 / 450, 30 / 300))
    one = measure(tables, scope(window(1, 4)), ["er_reach"])["er_reach"]
    assert one.value is None, "nothing of the post was counted before the 5th"


def test_a_part_that_a_network_does_not_offer_is_left_out_and_named(world: World) -> None:
    world.post("toot", at(2), network="quay")
    world.seen("toot", at(9), network="quay", reactions=7, comments=2, shares=1)
    asked = scope(window(1, 9), lacks={"quay": frozenset({"saves", "impressions"})})
    found = measure(world.tables(), asked, ["engagements", "er_impressions"])
    engagements = found["engagements"]
    assert (engagements.value, engagements.left_out) == (10, ("quay:saves",))
    assert engagements.reason != "not_offered"
    rate = found["er_impressions"]
    assert (rate.value, rate.status, rate.reason) == (None, Status.NO_DATA, "not_offered")


def test_a_part_that_is_offered_but_missing_makes_the_sum_partial(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(9), reactions=7, comments=2, shares=1, missing={"saves": "not_permitted"})
    value = measure(world.tables(), scope(window(9, 9)), ["engagements"])["engagements"]
    assert value.value is None, "the post is older than the first look at it"
    value = measure(world.tables(), scope(window(2, 9)), ["engagements"])["engagements"]
    assert (value.value, value.status, value.reason) == (10, Status.PARTIAL, "not_permitted")


def test_what_the_account_did_itself_is_taken_off(world: World) -> None:
    roast(world)
    world.own(Kind.COMMENT, "a", at(3))
    world.own(Kind.REACTION, "b", at(6))
    found = measure(world.tables(), scope(window(1, 9)), ["engagements", "conversation_rate"])
    assert found["engagements"].value == 28
    assert found["conversation_rate"].value == pytest.approx(5 / 600)


def test_a_window_counts_the_difference_of_snapshots(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(3), reactions=10, comments=0, shares=0, saves=0)
    world.seen("a", at(9), reactions=25, comments=1, shares=0, saves=0)
    value = measure(world.tables(), scope(window(5, 9)), ["engagements"])["engagements"]
    assert value.value == 16


def test_a_falling_counter_is_kept_as_a_negative_step(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(3), reactions=10, comments=0, shares=0, saves=0)
    world.seen("a", at(6), reactions=4, comments=0, shares=0, saves=0)
    tables = world.tables()
    assert measure(tables, scope(window(5, 9)), ["engagements"])["engagements"].value == -6
    days = by_day(tables, scope(window(2, 6)), ["engagements"])["engagements"]
    assert [day.value for day in days] == [None, 10, None, None, -6]


def test_days_add_up_to_the_window(world: World) -> None:
    world.post("a", at(2))
    world.post("b", at(5))
    world.seen("a", at(4), reactions=9, comments=4, shares=3, saves=3)
    world.seen("b", at(6), reactions=6, comments=2, shares=1, saves=1)
    world.seen("a", at(12), reactions=12, comments=5, shares=3, saves=3)
    tables = world.tables()
    total = measure(tables, scope(window(1, 12)), ["engagements"])["engagements"].value
    days = by_day(tables, scope(window(1, 12)), ["engagements"])["engagements"]
    assert sum(day.value or 0 for day in days) == total == 33


def test_a_late_first_look_makes_no_peak_on_its_day(world: World) -> None:
    roast(world)
    days = by_day(world.tables(), scope(window(1, 9)), ["engagements"])["engagements"]
    assert days[8].value == 0


def test_a_day_on_which_nothing_moved_is_zero_and_one_without_data_is_unknown(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(2, 20), reactions=3, comments=0, shares=0, saves=0)
    world.followers(100, at(3))
    days = by_day(world.tables(), scope(window(2, 4)), ["engagements"])["engagements"]
    assert [day.value for day in days] == [3, 0, None]
    assert [day.status for day in days] == [Status.OK, Status.OK, Status.NO_DATA]


def test_a_report_is_reproduced_as_it_was_known(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(3), reactions=10, comments=0, shares=0, saves=0)
    world.seen("a", at(4), reactions=20, comments=0, shares=0, saves=0, learned_at=at(20))
    tables = world.tables()
    then = measure(tables, scope(window(2, 5), as_known_at=at(10)), ["engagements"])["engagements"]
    now = measure(tables, scope(window(2, 5)), ["engagements"])["engagements"]
    assert (then.value, now.value) == (10, 20)


def test_nothing_to_divide_by_is_null_and_never_infinite(world: World) -> None:
    world.post("a", at(2))
    world.seen("a", at(3), reactions=0, comments=0, shares=0, saves=0, impressions=0)
    value = measure(world.tables(), scope(window(2, 5)), ["er_impressions"])["er_impressions"]
    assert (value.value, value.reason) == (None, "zero_denominator")


def test_other_accounts_are_not_counted(world: World) -> None:
    roast(world)
    world.post("theirs", at(3), account=CLUB)
    world.seen("theirs", at(9), account=CLUB, reactions=1000, comments=0, shares=0, saves=0)
    tables = world.tables()
    assert measure(tables, scope(window(1, 9)), ["engagements"])["engagements"].value == 30
    both = scope(window(1, 9), accounts=(KAJEN, CLUB))
    assert measure(tables, both, ["engagements"])["engagements"].value == 1030


def test_the_table_of_posts_is_sorted_and_paged(world: World) -> None:
    roast(world)
    tables = world.tables()
    page = by_post(tables, scope(window(1, 9)), ["engagements", "reach", "er_reach"], order="engagements")
    assert [(row.post, row.values["engagements"].value) for row in page.rows] == [("a", 20), ("b", 10)]
    assert page.rows[0].values["er_reach"].value == pytest.approx(20 / 300)
    second = by_post(tables, scope(window(1, 9)), ["engagements"], limit=1, offset=1)
    assert [row.post for row in second.rows] == ["a"], "newest first, so the older is second"
    assert second.total == 2
