"""Who sees a post and what they do depends on when it comes, what it says, and to whom."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonans.networks.sandbox import behaviour, following, topics, world
from resonans.networks.sandbox.behaviour import COMMENT, EVENT, FOLLOW, REACTION, SHARE, VIEW, Cascade, Moment
from resonans.networks.sandbox.chance import draws

PEOPLE = world.made("1")
MIDNIGHT = 1_772_409_600_000
"""Monday 2 March 2026, 00:00 UTC."""
COFFEE = "Höstens rost är här: mörk choklad och lingon från vår kvarn"


def _followers() -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    audience = np.zeros(PEOPLE.people, bool)
    audience[following.first_followers(PEOPLE, "a", topics.about("kaffe rost mat"), 0)["person"]] = True
    return audience


FOLLOWERS = _followers()


def _lives(count: int, text: str = COFFEE, hour: float = 17, day: int = 0, **more: object) -> list[Cascade]:
    recent = int(str(more.pop("recent", 0)))
    at = MIDNIGHT + int((day * 24 + hour) * behaviour.HOUR_MS)
    content = topics.content(text, **more)  # type: ignore[arg-type]  # callers name its parameters
    return [
        behaviour.live(PEOPLE, content, Moment(at, FOLLOWERS, recent), draws("1", text, str(number)))
        for number in range(count)
    ]


def _mean(lives: list[Cascade], kind: int) -> float:
    return float(np.mean([np.count_nonzero(events["kind"] == kind) for events in lives]))


def _reach(lives: list[Cascade]) -> float:
    return float(np.mean([np.count_nonzero(events["first"]) for events in lives]))


def test_an_evening_post_reaches_more_than_one_in_the_night() -> None:
    assert _reach(_lives(20, hour=17)) > 1.3 * _reach(_lives(20, hour=23))


def test_a_post_that_fits_its_readers_is_liked_more() -> None:
    assert _mean(_lives(20), REACTION) > 1.5 * _mean(
        _lives(20, "Simma match lopp cykel träning match"), REACTION
    )


def test_a_question_gets_more_comments() -> None:
    assert _mean(_lives(30, COFFEE + "?"), COMMENT) > 1.2 * _mean(_lives(30), COMMENT)


def test_an_image_is_liked_more() -> None:
    assert _mean(_lives(20, images=1), REACTION) > 1.2 * _mean(_lives(20), REACTION)


def test_too_many_posts_a_day_are_seen_less() -> None:
    assert _reach(_lives(20, recent=6)) < 0.8 * _reach(_lives(20))


def test_what_few_can_read_reaches_those_who_do_not_care() -> None:
    english = _mean(_lives(20, "Roast coffee beans brew cup", lang="en"), REACTION)
    foreign = [people for people in np.flatnonzero(FOLLOWERS) if not PEOPLE.swedish[people]]
    swedish = _lives(20, "Rost kaffe bönor bryg kopp", lang="sv")
    likes = sum(
        int(np.isin(events["person"][events["kind"] == REACTION], foreign).sum()) for events in swedish
    )
    assert english > 0
    assert likes / 20 < 0.1 * english


def test_the_same_chance_gives_the_same_life() -> None:
    assert np.array_equal(_lives(1)[0], _lives(1)[0])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 23), st.integers(0, 6), st.integers(0, 4), st.booleans())
def test_a_life_makes_sense(number: int, hour: int, day: int, images: int, link: bool) -> None:
    at = MIDNIGHT + (day * 24 + hour) * behaviour.HOUR_MS
    content = topics.content(COFFEE, images=images, link=link)
    events = behaviour.live(PEOPLE, content, Moment(at, FOLLOWERS, 0), draws("1", str(number)))
    assert np.all(np.diff(events["at"]) >= 0)
    assert np.all(events["at"] > at)
    firsts = events[events["first"]]
    assert len(np.unique(firsts["person"])) == len(firsts)
    assert set(events["person"].tolist()) == set(firsts["person"].tolist())
    seen_at = {int(event["person"]): int(event["at"]) for event in firsts}
    assert all(int(event["at"]) >= seen_at[int(event["person"])] for event in events)
    for event in events[events["parent"] >= 0]:
        cause = events[int(event["parent"])]
        assert cause["kind"] == SHARE
        assert cause["at"] < event["at"]
        assert cause["generation"] + 1 == event["generation"]
        assert int(event["person"]) in PEOPLE.followers_of(int(cause["person"]))
    assert link or not np.any(events["kind"] == behaviour.CLICK)
    assert not np.any(FOLLOWERS[events["person"][events["kind"] == FOLLOW]])


def test_shares_carry_a_post_beyond_its_followers() -> None:
    lives = _lives(30, images=1)
    beyond = [np.count_nonzero(events["first"] & (events["generation"] > 0)) for events in lives]
    assert max(beyond) > 20
    assert any(events["generation"].max() >= 2 for events in lives)


def test_a_post_to_nobody_is_found_by_few_and_answered_by_hardly_any() -> None:
    nobody = np.zeros(PEOPLE.people, bool)
    events = behaviour.live(PEOPLE, topics.content("hej"), Moment(MIDNIGHT, nobody, 0), draws("1", "nobody"))
    assert events.dtype == EVENT
    assert np.count_nonzero(events["kind"] == VIEW) < 60


@pytest.mark.parametrize(
    ("text", "language"), [("Vi söker en kollega", "sv"), ("We are hiring a colleague", "en"), ("", "en")]
)
def test_the_language_of_a_text_is_told_by_its_small_words(text: str, language: str) -> None:
    assert topics.language(text) == language
