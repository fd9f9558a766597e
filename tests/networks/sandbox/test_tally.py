"""What the network tells is the sum of what happened until then, and once told it stays so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonans.core import clock
from resonans.networks.sandbox import tally
from resonans.networks.sandbox.store import Account, Post, Store
from resonans.networks.sandbox.truth import Truth

from .place import MORNING, TEXT, Place, connect

HOUR_MS = 3_600_000
START_MS = int(MORNING.timestamp() * 1000)
HOURS = st.floats(0, 24 * 60)


def _fill(folder: Path, *, seed: str = "1", posts: int = 12) -> Place:
    """An account that posted daily."""
    clock.set_to(MORNING)
    place = connect(folder / "sandbox.sqlite3", seed=seed)
    for day in range(posts):
        clock.set_to(MORNING + timedelta(days=day, hours=day % 9))
        if day % 6 == 5:
            place.renew()
        place.publish(f"{TEXT} {day}")
    return place


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Twelve days of posts."""
    yield _fill(tmp_path_factory.mktemp("lived"))
    clock.set_to(None)


def _known(place: Place) -> tuple[Store, Account, tuple[Post, ...]]:
    store = Store(place.store)
    account = store.accounts()[0]
    return store, account, store.posts(account.id, until=START_MS * 2)


def _ms(hours: float) -> int:
    return START_MS + int(hours * HOUR_MS)


@settings(max_examples=40, deadline=None)
@given(hours=HOURS)
def test_counts_are_the_sums_of_what_people_did_until_then(lived: Place, hours: float) -> None:
    store, _, posts = _known(lived)
    truth, at = Truth(lived.store), _ms(hours)
    post = posts[int(hours) % len(posts)]
    deeds = [deed for deed in truth.deeds(post.id) if deed.at.timestamp() * 1000 <= at + 0.5]
    told = tally.counts(store, post, at)
    kinds = ("reaction", "comment", "share", "save", "click")
    assert [told[f"{kind}s"] for kind in kinds] == [sum(d.kind == kind for d in deeds) for kind in kinds]
    assert told["impressions"] == sum(deed.kind == "view" for deed in deeds)
    assert told["reach"] == len({deed.person for deed in deeds if deed.kind == "view"})


@settings(max_examples=30, deadline=None)
@given(hours=st.lists(HOURS, min_size=2, max_size=5))
def test_answers_about_the_past_do_not_depend_on_when_or_how_often_one_asks(
    lived: Place, hours: list[float]
) -> None:
    _, account, posts = _known(lived)

    def answer(store: Store, hour: float) -> tuple[object, ...]:
        counts = [tally.counts(store, post, _ms(hour)) for post in posts]
        return counts, tally.profile(store, account, _ms(hour)), tally.notices(store, account, 0, _ms(hour))

    patient = Store(lived.store)
    in_order = {hour: answer(patient, hour) for hour in sorted(hours)}
    backwards = {hour: answer(Store(lived.store), hour) for hour in sorted(hours, reverse=True)}
    assert in_order == backwards


@settings(max_examples=30, deadline=None)
@given(first=HOURS, later=st.floats(0, 200))
def test_without_a_purge_no_number_falls(lived: Place, first: float, later: float) -> None:
    store, _, posts = _known(lived)
    for post in posts[::4]:
        before, after = (tally.counts(store, post, _ms(hour)) for hour in (first, first + later))
        assert all(after[name] >= before[name] for name in before)


def test_a_later_post_does_not_change_what_was_told(tmp_path: Path, morning: None) -> None:
    place = _fill(tmp_path, posts=3)
    store, account, posts = _known(place)
    at = int(clock.now().timestamp() * 1000)

    def told() -> tuple[object, ...]:
        seen = Store(place.store)
        numbers = [tally.counts(seen, post, at) for post in posts]
        return numbers, tally.profile(seen, account, at), tally.notices(seen, account, 0, at)

    before = told()
    clock.move(3600)
    ref = place.publish("Nu kommer ett inlägg till").ref
    clock.move(7200)
    place.connector.delete(place.session, ref)
    place.control.purge("kajen", 0.9)
    assert told() == before
    assert store.post(ref.id) is not None


def test_notices_tell_every_reaction_comment_and_share_once(lived: Place) -> None:
    store, account, posts = _known(lived)
    at = _ms(24 * 60)
    notices = tally.notices(store, account, 0, at)
    assert len({notice.id for notice in notices}) == len(notices)
    counts = [tally.counts(store, post, at) for post in posts]
    for kind in ("reaction", "comment", "share"):
        told = sum(notice.kind == kind for notice in notices)
        assert told == sum(count[f"{kind}s"] for count in counts)
    assert [notice.at for notice in notices] == sorted((notice.at for notice in notices), reverse=True)


def test_followers_are_those_who_came_less_those_who_left(lived: Place) -> None:
    store, account, _ = _known(lived)
    at = _ms(24 * 30)
    notices = tally.notices(store, account, 0, at)
    came = sum(notice.kind == "follow" for notice in notices)
    left = sum(notice.kind == "unfollow" for notice in notices)
    assert left > 0
    assert tally.profile(store, account, at)["followers"] == came - left
    assert len(Truth(lived.store).followers("kajen", MORNING + timedelta(days=30))) == came - left


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(tmp_path: Path, morning: None) -> None:
    numbers = []
    for folder, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        store, account, posts = _known(_fill(tmp_path / folder, seed=seed, posts=4))
        at = _ms(24 * 20)
        numbers.append(
            (
                [tally.counts(store, post, at) for post in posts],
                tally.profile(store, account, at)["followers"],
            )
        )
    assert numbers[0] == numbers[1]
    assert numbers[0] != numbers[2]


def test_a_purge_takes_reactions_away_from_then_on_only(tmp_path: Path, morning: None) -> None:
    place = _fill(tmp_path, posts=1)
    store, account, posts = _known(place)
    clock.move(30 * 3600)
    at = int(clock.now().timestamp() * 1000)
    before = tally.counts(store, posts[0], at - 1)
    place.control.purge("kajen", 0.5)
    after = tally.counts(store, posts[0], at)
    assert 0.2 * before["reactions"] < after["reactions"] < 0.8 * before["reactions"]
    assert after["reach"] == before["reach"]
    assert tally.counts(store, posts[0], at - 1) == before
    removed = before["reactions"] - after["reactions"]
    told = [notice for notice in tally.notices(store, account, 0, at) if notice.kind == "reaction"]
    assert len(told) == before["reactions"] - removed


def test_a_world_that_was_kept_does_not_change_with_what_makes_worlds(tmp_path: Path, morning: None) -> None:
    place = _fill(tmp_path, posts=1)
    store = Store(place.store)
    kept = store.world("1")
    kept.age[:] = 40
    store.connection.execute("UPDATE worlds SET people = ? WHERE seed = '1'", (kept.to_bytes(),))
    assert np.all(Store(place.store).world("1").age == 40)
