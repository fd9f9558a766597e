"""Followers are the people whose last effective step was to follow."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resonans.networks.sandbox import following, topics, world
from resonans.networks.sandbox.following import CANDIDATE, Candidates

STEPS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4), st.booleans()), max_size=40)


def _candidates(steps: list[tuple[int, int, bool]]) -> Candidates:
    return np.array(steps, CANDIDATE) if steps else np.zeros(0, CANDIDATE)


@given(STEPS, st.integers(0, 60))
def test_the_count_is_the_number_of_people_who_follow(steps: list[tuple[int, int, bool]], at: int) -> None:
    follows = following.effective(_candidates(steps))
    in_order = sorted(steps, key=lambda step: step[0])
    state = {person: joins for when, person, joins in in_order if when <= at}
    assert follows.count(at) == sum(state.values())
    assert follows.people(at, 5).tolist() == [state.get(person, False) for person in range(5)]


@given(STEPS)
def test_a_step_that_changes_nothing_is_left_out(steps: list[tuple[int, int, bool]]) -> None:
    events = following.effective(_candidates(steps)).events
    for person in range(5):
        theirs = events["follows"][events["person"] == person].tolist()
        assert theirs == [number % 2 == 0 for number in range(len(theirs))]


def test_ordinary_days_do_not_depend_on_who_asks_first() -> None:
    people = world.made("1")
    weights = topics.about("kaffe")
    later = following.stretch(people, "a", weights, 0, 3)
    following.stretch(people, "a", weights, 0, 0)
    assert np.array_equal(later, following.stretch(people, "a", weights, 0, 3))
    assert later["at"].min() >= 3 * following.STRETCH_MS
    assert later["at"].max() < 4 * following.STRETCH_MS


def test_first_followers_care_for_what_the_account_is_about() -> None:
    people = world.made("1")
    weights = topics.about("kaffe rost bönor")
    chosen = following.first_followers(people, "a", weights, 0)["person"]
    care = people.interests @ weights
    assert 200 < len(chosen) < 1600
    assert care[chosen].mean() > 1.3 * care.mean()
