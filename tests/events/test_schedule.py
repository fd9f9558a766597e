"""When posts are counted: often while they are young, ever more seldom, and once at the very end."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.events.schedule import PACE, next_count
from tests.events.making import NOON

END = PACE[-1][0]


def counts(posted_at: datetime) -> list[timedelta]:
    """All ages at which a post is counted, if each count happens when it is due."""
    ages, now = [], posted_at
    while (due := next_count(posted_at, now)) is not None:
        ages.append(due - posted_at)
        now = due
    return ages


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(0), timedelta(minutes=5)),
        (timedelta(hours=3), timedelta(minutes=15)),
        (timedelta(hours=12), timedelta(hours=1)),
        (timedelta(days=3), timedelta(hours=6)),
        (timedelta(days=20), timedelta(days=1)),
        (timedelta(days=60), timedelta(days=7)),
    ],
)
def test_the_pause_grows_with_the_age(age: timedelta, pause: timedelta) -> None:
    assert next_count(NOON, NOON + age) == NOON + age + pause


def test_a_post_is_counted_for_the_last_time_on_the_last_day() -> None:
    ages = counts(NOON)
    assert ages[-1] == END
    assert len(ages) < 150


def test_pauses_never_shrink_but_for_the_last() -> None:
    ages = [timedelta(0), *counts(NOON)]
    pauses = [after - before for before, after in pairwise(ages)]
    assert pauses[:-1] == sorted(pauses[:-1])


@given(age_s=st.integers(0, int(END.total_seconds()) - 1))
def test_the_next_count_lies_ahead_and_not_beyond_the_end(age_s: int) -> None:
    now = NOON + timedelta(seconds=age_s)
    due = next_count(NOON, now)
    assert due is not None
    assert now < due <= NOON + END


@given(beyond_s=st.integers(0, 10**8))
def test_an_old_post_is_left_in_peace(beyond_s: int) -> None:
    assert next_count(NOON, NOON + END + timedelta(seconds=beyond_s)) is None
