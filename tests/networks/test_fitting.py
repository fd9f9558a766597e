"""Whether a post fits: every rule of `Limits`, one by one."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.networks import fitting, words
from resonans.networks.contract import (
    Limits,
    Media,
    MediaRule,
    Outgoing,
    Place,
    Poll,
    PollRule,
    Ref,
    TextRule,
)
from resonans.networks.errors import Rejected

MEDIA = MediaRule(
    images_maximum=4,
    image_types=("image/jpeg", "image/png"),
    image_bytes=1_000_000,
    image_pixels=10_000_000,
    aspect_minimum=0.8,
    aspect_maximum=1.91,
    videos_maximum=1,
    video_types=("video/mp4",),
    video_bytes=50_000_000,
    video_seconds=140,
    alt_maximum=20,
)
POLLS = PollRule(
    options_minimum=2, options_maximum=4, option_length=10, closes_minimum_s=300, closes_maximum_s=600
)
LIMITS = Limits(
    text=TextRule(20, "graphemes", bytes_maximum=60, hashtags_maximum=2, mentions_maximum=1),
    media=MEDIA,
    source="here",
    as_of=date(2026, 11, 23),
    title=TextRule(10, "characters"),
    poll=POLLS,
    visibilities=("public", "private"),
    content_warning=True,
)
IMAGE = Media("i", Path("i"), "image/jpeg", 500_000, "0" * 64, 1000, 1000, alt="Beans")
HUGE = replace(IMAGE, width=5000, height=5000)
VIDEO = Media("v", Path("v"), "video/mp4", 5_000_000, "0" * 64, 1000, 1000, duration_s=30)
ASK = Poll(("Light", "Dark"), 400)


def codes(outgoing: Outgoing, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in fitting.problems(outgoing, limits)]


@pytest.mark.parametrize(
    "outgoing",
    [
        Outgoing("Freshly roasted"),
        Outgoing("", media=(IMAGE, IMAGE, IMAGE, IMAGE)),
        Outgoing("Watch", media=(VIDEO,)),
        Outgoing("Which?", poll=ASK),
        Outgoing("x" * 20, title="Beans", visibility="private", content_warning="Caffeine"),
    ],
)
def test_what_fits_has_no_problem(outgoing: Outgoing) -> None:
    assert codes(outgoing) == []


@pytest.mark.parametrize(
    ("outgoing", "code", "where"),
    [
        (Outgoing("x" * 21), "text_too_long", "text"),
        (Outgoing("👨‍👩‍👧‍👦" * 3), "text_too_many_bytes", "text"),
        (Outgoing("#a #b #c"), "too_many_hashtags", "text"),
        (Outgoing("@ana @ben"), "too_many_mentions", "text"),
        (Outgoing(" \n"), "nothing_to_say", "text"),
        (Outgoing("Hi", title="x" * 11), "title_too_long", "title"),
        (Outgoing("Hi", media=(IMAGE,) * 5), "too_many_images", "media"),
        (Outgoing("Hi", media=(VIDEO, VIDEO)), "too_many_videos", "media"),
        (Outgoing("Hi", media=(IMAGE, VIDEO)), "images_and_video", "media"),
        (Outgoing("Hi", media=(IMAGE, replace(IMAGE, alt="x" * 21))), "alt_too_long", "media:1"),
        (Outgoing("Hi", media=(replace(IMAGE, mime="image/tiff"),)), "image_type", "media:0"),
        (Outgoing("Hi", media=(replace(IMAGE, bytes=1_000_001),)), "image_too_large", "media:0"),
        (
            Outgoing("Hi", media=(replace(IMAGE, width=5000, height=5000),)),
            "image_too_many_pixels",
            "media:0",
        ),
        (Outgoing("Hi", media=(replace(IMAGE, height=2000),)), "image_too_tall", "media:0"),
        (Outgoing("Hi", media=(replace(IMAGE, width=2000),)), "image_too_wide", "media:0"),
        (Outgoing("Hi", media=(replace(VIDEO, mime="video/webm"),)), "video_type", "media:0"),
        (Outgoing("Hi", media=(replace(VIDEO, bytes=50_000_001),)), "video_too_large", "media:0"),
        (Outgoing("Hi", media=(replace(VIDEO, duration_s=141),)), "video_too_long", "media:0"),
        (Outgoing("Hi", media=(IMAGE,), poll=ASK), "poll_with_media", "poll"),
        (Outgoing("Hi", poll=replace(ASK, options=("One",))), "poll_too_few_options", "poll"),
        (Outgoing("Hi", poll=replace(ASK, options=tuple("abcde"))), "poll_too_many_options", "poll"),
        (Outgoing("Hi", poll=replace(ASK, options=("One", " "))), "poll_option_empty", "poll"),
        (Outgoing("Hi", poll=replace(ASK, options=("One", "One "))), "poll_option_twice", "poll"),
        (Outgoing("Hi", poll=replace(ASK, options=("One", "x" * 11))), "poll_option_too_long", "poll"),
        (Outgoing("Hi", poll=replace(ASK, closes_after_s=299)), "poll_closes_too_soon", "poll"),
        (Outgoing("Hi", poll=replace(ASK, closes_after_s=601)), "poll_closes_too_late", "poll"),
        (Outgoing("Hi", visibility="direct"), "visibility_not_offered", "visibility"),
        (Outgoing("Hi", place="board"), "place_unknown", "place"),
    ],
)
def test_each_limit_has_its_problem(outgoing: Outgoing, code: str, where: str) -> None:
    assert codes(outgoing) == [(code, where)]


LACKING = [
    (replace(LIMITS, title=None), Outgoing("Hi", title="Beans"), "title_not_offered"),
    (replace(LIMITS, title_required=True), Outgoing("Hi"), "title_missing"),
    (replace(LIMITS, poll=None), Outgoing("Hi", poll=ASK), "poll_not_offered"),
    (
        replace(LIMITS, content_warning=False),
        Outgoing("A", content_warning="B"),
        "content_warning_not_offered",
    ),
    (replace(LIMITS, places=(Place("b", "Board"),)), Outgoing("Hi"), "place_missing"),
]
LACKING_MEDIA = [
    (replace(MEDIA, required=True), (), "media_missing"),
    (replace(MEDIA, fetched=True), (IMAGE,), "media_needs_address"),
    (replace(MEDIA, images_maximum=0), (IMAGE,), "images_not_offered"),
    (replace(MEDIA, videos_maximum=0), (VIDEO,), "videos_not_offered"),
]


@pytest.mark.parametrize(("limits", "outgoing", "code"), LACKING)
def test_what_a_network_lacks_or_wants_is_told(limits: Limits, outgoing: Outgoing, code: str) -> None:
    assert [found for found, _where in codes(outgoing, limits)] == [code]


@pytest.mark.parametrize(("rule", "media", "code"), LACKING_MEDIA)
def test_what_a_network_lacks_or_wants_of_media_is_told(
    rule: MediaRule, media: tuple[Media, ...], code: str
) -> None:
    assert [found for found, _where in codes(Outgoing("Hi", media=media), replace(LIMITS, media=rule))] == [
        code
    ]


def test_a_warning_counts_where_the_network_counts_it() -> None:
    long = Outgoing("x" * 15, content_warning="x" * 10)
    assert codes(long) == []
    assert codes(long, replace(LIMITS, content_warning_counts=True)) == [("text_too_long", "text")]
    assert fitting.length(long, replace(LIMITS, content_warning_counts=True)) == 25


def test_the_names_a_reply_begins_with_are_free_where_the_network_says_so() -> None:
    limits = replace(LIMITS, text=TextRule(10, "weighted", reply_mentions_are_free=True))
    reply = Outgoing("@ana @ben_kajen thank you", reply_to=Ref("1"))
    assert codes(reply, limits) == []
    assert codes(replace(reply, reply_to=None), limits) == [("text_too_long", "text")]


def test_the_first_problem_can_be_raised() -> None:
    fitting.check(Outgoing("Hi"), LIMITS)
    with pytest.raises(Rejected) as caught:
        fitting.check(Outgoing("x" * 21), LIMITS)
    assert caught.value.problem.params == {"length": 21, "maximum": 20, "over": 1}


@given(st.text(max_size=40))
def test_a_text_is_too_long_exactly_when_its_length_is_over_the_maximum(text: str) -> None:
    plain = replace(LIMITS, text=TextRule(20, "graphemes"), text_or_media=False)
    over = fitting.length(Outgoing(text), plain) > 20
    assert (codes(Outgoing(text), plain) == [("text_too_long", "text")]) is over


def test_every_problem_reads_as_a_sentence_without_gaps() -> None:
    bad = Outgoing(
        "x" * 99,
        title="x" * 11,
        media=(replace(IMAGE, alt="x" * 21, bytes=2_000_000, width=9000), VIDEO, VIDEO),
        poll=Poll(("", "", "x" * 11, "d", "e"), 1),
        visibility="secret",
    )
    for problem in fitting.problems(bad, LIMITS):
        sentence = words.sentence(problem)
        assert "%" not in sentence
        assert sentence.endswith(".")
