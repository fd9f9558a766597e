"""How long texts are, as each network counts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.networks import counting
from resonans.networks.contract import TextRule

GRAPHEMES = TextRule(300, "graphemes")
CHARACTERS = TextRule(300, "characters")
UTF16 = TextRule(300, "utf16")
WEIGHTED = TextRule(280, "weighted")
MASTODON = TextRule(500, "graphemes", url_length=23, remote_mention_is_name_only=True)

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇸🇪"
KEYCAP = "1️⃣"


@pytest.mark.parametrize(
    ("text", "graphemes", "characters", "utf16", "octets"),
    [
        ("", 0, 0, 0, 0),
        ("kaffe", 5, 5, 5, 5),
        ("smörgås", 7, 7, 7, 9),
        ("e\u0301", 1, 2, 2, 3),
        ("☕", 1, 1, 1, 3),
        ("😀", 1, 1, 2, 4),
        (FAMILY, 1, 7, 11, 25),
        (FLAG, 1, 2, 4, 8),
        ("咖啡", 2, 2, 2, 6),
        ("a\r\nb", 3, 4, 4, 4),
    ],
)
def test_each_unit_counts_in_its_own_way(
    text: str, graphemes: int, characters: int, utf16: int, octets: int
) -> None:
    assert counting.length(text, GRAPHEMES) == graphemes
    assert counting.length(text, CHARACTERS) == characters
    assert counting.length(text, UTF16) == utf16
    assert counting.byte_length(text) == octets


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("a" * 280, 280),
        ("咖啡", 4),
        ("한국어", 6),
        ("smörgås", 7),
        ("e\u0301", 1),
        ("“quoted” – dash…", 17),
        ("😀", 2),
        (FAMILY, 2),
        (FLAG, 2),
        (KEYCAP, 2),
        ("👩🏽‍🌾", 2),
        ("©", 1),
        ("https://kajen.example/a/very/long/address/that/goes/on", 23),
        ("See https://kajen.example.", 4 + 23 + 1),
        ("(https://kajen.example/beans_(dark))", 1 + 23 + 1),
        ("kajen.com and so on", 23 + 10),
        ("ana@kajen.com", 13),
        ("@kajen.com", 10),
        ("version 1.2.3", 13),
        ("http://a.co http://b.co", 23 + 1 + 23),
    ],
)
def test_x_counts_by_weight(text: str, weight: int) -> None:
    assert counting.length(text, WEIGHTED) == weight


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Hej @ana@social.example!", 9),
        ("Hej @ana!", 9),
        ("https://kajen.example/a/very/long/address", 23),
        ("https://k.se", 23),
        ("kajen.example/beans", 19),
        ("mail ana@kajen.example now", 26),
        (FAMILY, 1),
    ],
)
def test_mastodon_counts_links_as_23_and_people_by_their_name(text: str, length: int) -> None:
    assert counting.length(text, MASTODON) == length


def test_hashtags_and_mentions_are_counted() -> None:
    text = "#kaffe and #rosteri, not #1 and not a&#233; ask @ana, @ben.b and me@kajen.example"
    assert counting.hashtags(text) == 2
    assert counting.mentions(text) == 2


def test_a_reply_is_counted_without_the_names_it_begins_with() -> None:
    assert counting.without_reply_names("@ana @ben_2 thanks @cleo") == "thanks @cleo"
    assert counting.without_reply_names("thanks @ana") == "thanks @ana"


@given(st.text())
def test_a_reader_never_sees_more_characters_than_there_are(text: str) -> None:
    graphemes = counting.length(text, GRAPHEMES)
    assert graphemes <= counting.length(text, CHARACTERS) <= counting.length(text, UTF16)
    assert counting.length(text, UTF16) <= 2 * counting.length(text, CHARACTERS)
    assert counting.byte_length(text) <= 4 * counting.length(text, CHARACTERS)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_the_weight_does_not_depend_on_how_accents_are_written(text: str) -> None:
    composed, taken_apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert counting.length(composed, WEIGHTED) == counting.length(taken_apart, WEIGHTED)


@given(st.text(alphabet="abc xyz", max_size=80), st.text(alphabet="abc xyz", max_size=80))
def test_plain_texts_are_as_long_as_their_parts(one: str, other: str) -> None:
    for rule in (GRAPHEMES, CHARACTERS, UTF16, WEIGHTED, MASTODON):
        both = counting.length(one + other, rule)
        assert both == counting.length(one, rule) + counting.length(other, rule)
