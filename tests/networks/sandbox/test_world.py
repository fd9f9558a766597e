"""The people follow from the seed."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from resonans.networks.sandbox import world


def test_the_same_seed_makes_the_same_people() -> None:
    world.made.cache_clear()
    first = world.made("harbour", 500)
    world.made.cache_clear()
    again = world.made("harbour", 500)
    assert np.array_equal(first.interests, again.interests)
    assert np.array_equal(first.follower, again.follower)
    assert [first.handle(n) for n in range(20)] == [again.handle(n) for n in range(20)]


def test_another_seed_makes_other_people() -> None:
    assert not np.array_equal(world.made("1", 500).age, world.made("2", 500).age)


def test_kept_people_come_back_as_they_were() -> None:
    made = world.made("1", 500)
    back = world.from_bytes("1", made.to_bytes())
    assert np.array_equal(made.habits, back.habits)
    assert np.array_equal(made.starts, back.starts)
    assert back.name(7) == made.name(7)


@settings(max_examples=10, deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_people_are_plausible_whatever_the_seed(seed: str) -> None:
    people = world.made(seed, 300)
    assert people.age.min() >= 16
    assert people.age.max() <= 90
    assert np.allclose(np.linalg.norm(people.interests, axis=1), 1, atol=1e-3)
    assert np.allclose(people.habits.mean(axis=1), 1, atol=1e-3)
    assert len({people.handle(n) for n in range(300)}) == 300


def test_nobody_follows_themselves_or_anybody_twice() -> None:
    people = world.made("1", 500)
    for person in range(500):
        theirs = people.followers_of(person)
        assert person not in theirs
        assert len(set(theirs.tolist())) == len(theirs)


def test_few_are_followed_by_many() -> None:
    people = world.made("1")
    audiences = np.diff(people.starts)
    assert audiences.max() > 20 * np.median(audiences)
