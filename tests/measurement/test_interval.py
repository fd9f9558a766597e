"""Intervals, against published tables and by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.measurement import interval


def test_wilson_gives_the_published_interval() -> None:
    """81 of 263, 95 %: 0.2553 to 0.3662 (Newcombe 1998, Statistics in Medicine 17, 857-872, table I)."""
    found = interval.wilson(81, 263, 0.95)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_wilson_of_none_and_of_all_stays_within_nought_and_one() -> None:
    """0 of 20, 95 %: 0 to 0.1611 (the same table)."""
    none, everything = interval.wilson(0, 20, 0.95), interval.wilson(20, 20, 0.95)
    assert (none.low, none.high) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert (everything.low, everything.high) == pytest.approx((1 - 0.1611, 1.0), abs=5e-5)


def test_newcombe_gives_the_published_difference() -> None:
    """56/70 − 48/80, 95 %: 0.0524 to 0.3339 (Newcombe 1998, Statistics in Medicine 17, 873-890, table II)."""
    found = interval.newcombe((56, 70), (48, 80), 0.95)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_always_holds_the_share_itself(counts: tuple[int, int]) -> None:
    hits, trials = counts
    found = interval.wilson(hits, trials)
    assert 0 <= found.low <= hits / trials <= found.high <= 1


def test_a_proportion_refuses_what_is_none() -> None:
    for hits, trials in ((1, 0), (-1, 4), (5, 4)):
        with pytest.raises(ValueError, match="proportion"):
            interval.wilson(hits, trials)


def test_few_posts_say_nothing_about_how_posts_differ() -> None:
    four = np.ones(4)
    assert interval.ratio(four, four) is None
    assert interval.difference((four, four), (np.ones(9), np.ones(9))) is None
    assert interval.total_difference(four, np.ones(9)) is None
    assert interval.quantile(four, 0.5) is None


def test_the_same_rows_always_give_the_same_interval() -> None:
    source = np.random.default_rng(5)
    top, below = source.poisson(20, 60).astype(float), source.poisson(500, 60).astype(float)
    assert interval.ratio(top, below) == interval.ratio(top.copy(), below.copy())


def test_ninety_per_cent_intervals_of_a_ratio_hold_the_truth_as_often_as_they_claim() -> None:
    """Posts that differ: rates drawn around 2.5 %; 300 seeded worlds of 80 posts."""
    source = np.random.default_rng(11)
    held = 0
    for _ in range(300):
        shown = source.lognormal(6, 0.6, 80)
        rates = source.gamma(6, 0.025 / 6, 80)
        found = interval.ratio(source.poisson(shown * rates).astype(float), shown)
        assert found is not None
        held += found.low <= 0.025 <= found.high
    assert 0.84 <= held / 300 <= 0.95


def test_the_difference_of_like_with_like_is_called_unclear_as_often_as_it_claims() -> None:
    source = np.random.default_rng(12)
    clear = 0
    for _ in range(300):
        now, before = (source.poisson(source.gamma(3, 10, 12)).astype(float) for _ in "ab")
        found = interval.total_difference(now, before)
        assert found is not None
        clear += not found.low <= 0 <= found.high
    assert 0.06 <= clear / 300 <= 0.14


def test_many_posts_take_no_more_memory_than_few() -> None:
    rows = 50_000
    found = interval.ratio(np.full(rows, 2.0), np.full(rows, 100.0))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.02, 0.02))
