"""What networks say, as rows: nobody's name, nothing invented, the same thing always the same id."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from resonans.events import ingest
from resonans.events.ingest import Source
from resonans.events.vocabulary import Kind, MediaType
from resonans.networks.contract import (
    Counts,
    Happening,
    HappeningKind,
    MetricField,
    Missing,
    Person,
    Profile,
    Ref,
    RemotePost,
)
from tests.events.making import ACCOUNT, BRAND, KAJEN, LUND, NOON
from tests.events.quay import Quay, happening

SOURCE = Source(KAJEN, BRAND, ACCOUNT, "quay", "kajen", b"k" * 32, frozenset({"kajen", "kajen-support"}))
DECLARED = Quay().declaration
LATER = NOON + timedelta(minutes=7)


def test_numbers_become_observations_under_their_definition() -> None:
    told = Counts(Ref("p1"), NOON, {MetricField.REACTIONS: 3, MetricField.SHARES: 0})
    first, second = ingest.counts(SOURCE, DECLARED, [told], LATER)
    assert (first.metric, first.value, first.kind, first.source_version) == (
        "reactions",
        3,
        "lifetime_counter",
        "quay-1",
    )
    assert (second.metric, second.value, second.missing_reason) == ("shares", 0, "")
    assert (first.observed_at, first.learned_at, first.subject, first.brand) == (NOON, LATER, "p1", BRAND)


def test_a_missing_number_keeps_its_reason_and_one_not_asked_for_is_not_there() -> None:
    told = Counts(Ref("p1"), NOON, {}, {MetricField.COMMENTS: Missing.TOO_FEW})
    (seen,) = ingest.counts(SOURCE, DECLARED, [told], LATER)
    assert (seen.metric, seen.value, seen.missing_reason) == ("comments", None, "too_few")


def test_a_number_that_nobody_defined_is_passed_over() -> None:
    told = Counts(Ref("p1"), NOON, {MetricField.VIEWS: 9})
    assert ingest.counts(SOURCE, DECLARED, [told], LATER) == []


def test_a_deleted_post_says_so_for_each_of_its_metrics() -> None:
    told = Counts(Ref("p1"), NOON, {MetricField.REACTIONS: 3}, deleted=True)
    seen = ingest.counts(SOURCE, DECLARED, [told], LATER)
    assert {(each.metric, each.value, each.missing_reason) for each in seen} == {
        ("reactions", None, "deleted"),
        ("comments", None, "deleted"),
        ("shares", None, "deleted"),
    }


def test_followers_are_the_accounts_and_unknown_ones_are_not_zero() -> None:
    shown = Profile("kajen", "kajen@quay", "Kajen", "https://quay.example/s", followers=12, posts=5)
    (seen,) = ingest.profile(SOURCE, DECLARED, shown, NOON)
    assert (seen.subject_kind, seen.subject, seen.value) == ("account", str(ACCOUNT), 12)
    hidden = Profile("kajen", "kajen@quay", "Kajen", "https://quay.example/s")
    (seen,) = ingest.profile(SOURCE, DECLARED, hidden, NOON)
    assert (seen.value, seen.missing_reason) == (None, "not_permitted")


def test_what_a_network_never_tells_is_said_of_a_post() -> None:
    (seen,) = ingest.not_offered(SOURCE, DECLARED, "p1", NOON)
    assert (seen.metric, seen.value, seen.missing_reason) == ("impressions", None, "not_offered")


def test_a_post_found_on_the_network_is_marked_as_posted_elsewhere() -> None:
    post = RemotePost(Ref("p1", url="https://quay.example/p1"), NOON, "Nytt kaffe", ("image", "image"), "sv")
    (event,) = ingest.posts(SOURCE, [post], LATER)
    assert (event.kind, event.post, event.text, event.lang) == (Kind.PUBLISHED, "p1", "Nytt kaffe", "sv")
    assert event.extra == {
        "delivery": None,
        "url": "https://quay.example/p1",
        "elsewhere": True,
        "media": "image,image",
    }


def test_persons_are_told_by_a_keyed_hash_only() -> None:
    told = happening("h1", HappeningKind.COMMENT, NOON, post="p1", by="olle", text="Gott!")
    (event,) = ingest.happenings(SOURCE, [told], LATER)
    assert event.actor == ingest.actor(SOURCE.key, "quay", "olle")
    assert "olle" not in repr(event).lower()
    assert event.media_type is MediaType.EARNED
    assert event.extra == {"comment": "c-h1"}


def test_our_own_doings_are_told_apart() -> None:
    for own in ("kajen", "kajen-support"):
        told = happening("h1", HappeningKind.REACTION, NOON, post="p1", by=own)
        (event,) = ingest.happenings(SOURCE, [told], LATER)
        assert event.media_type is MediaType.OWNED
        assert event.extra == {"own": True}


def test_an_uncertain_time_is_marked() -> None:
    told = ingest.happenings(
        SOURCE,
        [Happening("h1", HappeningKind.FOLLOW, NOON, Person("olle", followers=4), exact=False)],
        LATER,
    )
    assert told[0].extra == {"followers": 4, "exact": False}


def test_the_same_person_is_another_actor_in_another_workspace() -> None:
    assert ingest.actor(b"a" * 32, "quay", "olle") != ingest.actor(b"b" * 32, "quay", "olle")
    assert ingest.actor(b"a" * 32, "quay", "olle") != ingest.actor(b"a" * 32, "pier", "olle")


names = st.text(min_size=1, max_size=8)
happenings = st.builds(
    happening,
    names,
    st.sampled_from(HappeningKind),
    st.just(NOON),
    post=st.sampled_from(["", "p1"]),
    by=names,
    text=st.sampled_from(["", "hej"]),
)


@given(told=happenings, minutes=st.integers(0, 1000))
def test_told_again_it_has_the_same_id_whenever_it_is_learnt(told: Happening, minutes: int) -> None:
    (first,) = ingest.happenings(SOURCE, [told], NOON)
    (again,) = ingest.happenings(SOURCE, [told], NOON + timedelta(minutes=minutes))
    assert first.id == again.id


@given(told=happenings, other=happenings)
def test_different_happenings_have_different_ids(told: Happening, other: Happening) -> None:
    (first,) = ingest.happenings(SOURCE, [told], NOON)
    (second,) = ingest.happenings(SOURCE, [other], NOON)
    assert (first.id == second.id) == ((told.id, told.kind) == (other.id, other.kind))


def test_another_workspaces_row_has_another_id() -> None:
    told = happening("h1", HappeningKind.REACTION, NOON, post="p1")
    elsewhere = Source(UUID(str(LUND)), BRAND, ACCOUNT, "quay", "kajen", b"k" * 32)
    assert ingest.happenings(SOURCE, [told], NOON)[0].id != ingest.happenings(elsewhere, [told], NOON)[0].id
