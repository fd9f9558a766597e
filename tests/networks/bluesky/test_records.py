"""Records: what goes over the wire for a post."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.networks.bluesky import records
from resonans.networks.contract import LinkCard, Media, Outgoing, Ref, Ticket
from resonans.networks.errors import Rejected

NOON = Ticket("key", datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC))
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="#＃@$.()"),
    min_size=1,
    max_size=8,
)
MARKED = st.sampled_from(
    [
        ("https://kajen.example/ö?a=1", "link"),
        ("http://example.org", "link"),
        ("@askan.bsky.social", "mention"),
        ("#kaffe", "tag"),
        ("#smörgås", "tag"),
    ]
)


def upload(media: Media) -> records.Json:
    return {"$type": "blob", "ref": {"$link": media.id}, "mimeType": media.mime, "size": media.bytes}


def resolve(handle: str) -> str:
    return "" if handle.startswith("nobody") else f"did:plc:{handle.partition('.')[0]}"


def record(outgoing: Outgoing) -> records.Json:
    return records.post(outgoing, NOON, upload, resolve)


def picture(name: str, width: int | None = 64) -> Media:
    return Media(name, Path(name), "image/png", 10, "0" * 64, width, 48, alt=f"Picture {name}")


@given(st.lists(st.tuples(WORDS, MARKED), min_size=1, max_size=6))
def test_facets_point_at_the_bytes_of_what_they_mark(pieces: list[tuple[str, tuple[str, str]]]) -> None:
    text = " ".join(f"{word} {marked}" for word, (marked, _) in pieces)
    found = records.facets(text, resolve)
    whole = text.encode()
    marked = [
        (
            whole[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode(),
            each["features"][0]["$type"].partition("#")[2],
        )
        for each in found
    ]
    assert [each for each in marked if each in {piece for _, piece in pieces}] == [p for _, p in pieces]


@given(st.text(max_size=300))
def test_facets_never_cut_a_character(text: str) -> None:
    whole = text.encode()
    for each in records.facets(text, resolve):
        start, end = each["index"]["byteStart"], each["index"]["byteEnd"]
        assert 0 <= start < end <= len(whole)
        whole[start:end].decode()


def test_a_mention_names_the_person_and_nobody_stays_text() -> None:
    found = records.facets("Tack @askan.bsky.social och @nobody.example.com", resolve)
    assert found == [
        {
            "index": {"byteStart": 5, "byteEnd": 23},
            "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:askan"}],
        }
    ]


def test_a_record_states_its_type_text_time_and_language() -> None:
    assert record(Outgoing("Hej", language="sv")) == {
        "$type": "app.bsky.feed.post",
        "text": "Hej",
        "createdAt": "2026-11-23T12:00:00.250Z",
        "langs": ["sv"],
    }


def test_images_keep_their_order_description_and_shape() -> None:
    embed = record(Outgoing("", media=(picture("a"), picture("b", None))))["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    assert [each["alt"] for each in embed["images"]] == ["Picture a", "Picture b"]
    assert embed["images"][0]["aspectRatio"] == {"width": 64, "height": 48}
    assert "aspectRatio" not in embed["images"][1]


def test_a_link_card_without_a_title_is_called_by_its_host() -> None:
    link = LinkCard("https://kajen.example/beans", image=picture("thumb"))
    external = record(Outgoing("Look", link=link))["embed"]["external"]
    assert (external["uri"], external["title"]) == ("https://kajen.example/beans", "kajen.example")
    assert external["description"] == ""
    assert external["thumb"]["ref"] == {"$link": "thumb"}


def test_beside_images_a_link_card_gives_way_if_the_text_holds_the_link() -> None:
    link = LinkCard("https://kajen.example/beans")
    there = Outgoing("See https://kajen.example/beans", media=(picture("a"),), link=link)
    assert record(there)["embed"]["$type"] == "app.bsky.embed.images"
    with pytest.raises(Rejected) as refused:
        record(Outgoing("See", media=(picture("a"),), link=link))
    assert refused.value.problem.code == "link_beside_images"


def test_a_quote_stands_alone_or_with_images() -> None:
    quoted = Ref("at://did:plc:a/app.bsky.feed.post/1", "cid-1")
    stated = {"uri": quoted.id, "cid": "cid-1"}
    assert record(Outgoing("So true", quote=quoted))["embed"] == {
        "$type": "app.bsky.embed.record",
        "record": stated,
    }
    both = record(Outgoing("So true", quote=quoted, media=(picture("a"),)))["embed"]
    assert both["$type"] == "app.bsky.embed.recordWithMedia"
    assert both["record"]["record"] == stated
    assert both["media"]["images"][0]["alt"] == "Picture a"


def test_a_reply_names_its_parent_and_the_root() -> None:
    parent, root = Ref("at://did:plc:a/app.bsky.feed.post/2", "c2"), Ref("at://b/app.bsky.feed.post/1", "c1")
    reply = record(Outgoing("Yes", reply_to=parent, reply_root=root))["reply"]
    assert reply == {"root": {"uri": root.id, "cid": "c1"}, "parent": {"uri": parent.id, "cid": "c2"}}
    alone = record(Outgoing("Yes", reply_to=parent))["reply"]
    assert alone["root"] == alone["parent"]


def test_the_write_says_that_there_must_be_no_record_yet() -> None:
    body = records.create_only("did:plc:a", "3n2yheatny7cb", record(Outgoing("Hej")))
    assert b'"swapRecord":null' in body
    assert json.loads(body)["rkey"] == "3n2yheatny7cb"
