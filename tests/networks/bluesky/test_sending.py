"""Publishing to a real data server: once, whatever happens to the answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.bluesky_network.people import Someone
from tests.bluesky_network.servers import BlueskyNetwork
from tests.networks.bluesky.conftest import PUT, Held, key_of, picture, ticket

from resonans.core import clock
from resonans.networks.bluesky import Bluesky, sending, tid
from resonans.networks.contract import Absent, LinkCard, Media, Outgoing, Poll, Receipt, Ref, Ticket, Unclear
from resonans.networks.errors import Gone, NotSupported, OutcomeUnknown, Rejected

pytestmark = pytest.mark.bluesky
BLUESKY = Bluesky()


@pytest.fixture
def bo(pds: BlueskyNetwork) -> Someone:
    """Somebody else on the same server."""
    return pds.make_account("bo")


@pytest.fixture
def standing() -> Iterator[None]:
    """The clock stands where it is until the test moves it."""
    clock.set_to(clock.now())
    yield
    clock.set_to(None)


def texts(held: Held) -> list[str]:
    return [record["value"]["text"] for record in held.someone.records()]


def body_of(request: bytes) -> bytes:
    return request.partition(b"\r\n\r\n")[2]


def test_the_bytes_on_the_wire_say_create_only(kajen: Held) -> None:
    given = ticket()
    receipt = kajen.send(Outgoing("Nyrostat"), given)
    (request,) = kajen.proxy.sent(PUT)
    assert b'"swapRecord":null' in body_of(request)
    body = json.loads(body_of(request))
    assert body["rkey"] == tid.record_key(given) == key_of(receipt.ref)
    assert body["record"]["createdAt"] == kajen.someone.records()[0]["value"]["createdAt"]


def test_an_answer_lost_after_the_post_was_made_leaves_one_post(kajen: Held) -> None:
    outgoing, given = Outgoing("Nyrostat"), ticket()
    ready = BLUESKY.prepare(kajen.session, outgoing, given, {})
    kajen.proxy.swallow(PUT)
    with pytest.raises(OutcomeUnknown):
        BLUESKY.publish(kajen.session, outgoing, given, ready.saved)
    assert texts(kajen) == ["Nyrostat"]
    found = BLUESKY.look(kajen.session, outgoing, given, ready.saved)
    assert isinstance(found, Receipt)
    again = BLUESKY.publish(kajen.session, outgoing, given, ready.saved)
    assert again.ref == found.ref
    assert texts(kajen) == ["Nyrostat"]


def test_a_taken_key_is_never_written_over(kajen: Held) -> None:
    given = ticket()
    first = kajen.send(Outgoing("The first"), given)
    second = kajen.send(Outgoing("Something else"), given)
    assert second.ref == first.ref
    assert texts(kajen) == ["The first"]
    assert b"InvalidSwap" not in first.ref.id.encode()


def test_a_post_made_anew_after_its_deletion_is_not_taken_for_the_old_one(kajen: Held) -> None:
    receipt = kajen.send(Outgoing("Bort"))
    BLUESKY.delete(kajen.session, receipt.ref)
    BLUESKY.delete(kajen.session, receipt.ref)
    with pytest.raises(Gone):
        BLUESKY.status(kajen.session, receipt.ref)
    assert texts(kajen) == []


def test_absence_is_sure_only_when_the_lost_call_can_no_longer_arrive(kajen: Held, standing: None) -> None:
    outgoing = Outgoing("Nyrostat")
    tried = replace(ticket(), tried_at=clock.now())
    clock.move(119)
    assert isinstance(BLUESKY.look(kajen.session, outgoing, tried, {}), Unclear)
    clock.move(1)
    assert isinstance(BLUESKY.look(kajen.session, outgoing, tried, {}), Absent)
    assert isinstance(BLUESKY.look(kajen.session, outgoing, ticket(), {}), Unclear)


def test_four_images_arrive_with_description_and_shape(kajen: Held, tmp_path: Path) -> None:
    media = tuple(
        picture(tmp_path, name, (64 + 8 * number, 48), kind)
        for number, (name, kind) in enumerate(
            [("a.png", "PNG"), ("b.jpg", "JPEG"), ("c.webp", "WEBP"), ("d.png", "PNG")]
        )
    )
    kajen.send(Outgoing("Fyra", media=media))
    (record,) = kajen.someone.records()
    images = record["value"]["embed"]["images"]
    assert [each["alt"] for each in images] == [each.alt for each in media]
    assert [each["aspectRatio"]["width"] for each in images] == [64, 72, 80, 88]
    assert [each["image"]["mimeType"] for each in images] == [each.mime for each in media]
    blob = httpx.get(
        f"{kajen.someone.pds}/xrpc/com.atproto.sync.getBlob",
        params={"did": kajen.someone.did, "cid": images[0]["image"]["ref"]["$link"]},
    )
    assert blob.content == media[0].path.read_bytes()


def test_files_are_uploaded_again_before_the_server_drops_them(
    kajen: Held, tmp_path: Path, standing: None
) -> None:
    outgoing, given = Outgoing("En", media=(picture(tmp_path, "a.png"),)), ticket()
    first = BLUESKY.prepare(kajen.session, outgoing, given, {})
    clock.move(44 * 60)
    assert BLUESKY.prepare(kajen.session, outgoing, given, first.saved) == first
    clock.move(60)
    later = BLUESKY.prepare(kajen.session, outgoing, given, first.saved)
    assert later.saved["record"] == first.saved["record"]
    assert len(kajen.proxy.sent("uploadBlob")) == 2


def test_a_link_card_shows_title_text_and_picture(kajen: Held, tmp_path: Path) -> None:
    link = LinkCard("https://kajen.example/beans", "Beans", "All of them", picture(tmp_path, "thumb.png"))
    kajen.send(Outgoing("Look", link=link))
    external = kajen.someone.records()[0]["value"]["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (
        "https://kajen.example/beans",
        "Beans",
        "All of them",
    )
    assert external["thumb"]["mimeType"] == "image/png"


def test_a_mention_is_looked_up_on_the_network(kajen: Held, bo: Someone) -> None:
    kajen.send(Outgoing(f"Tack ☕ @{bo.handle} och @ingen-alls.test"))
    (facet,) = kajen.someone.records()[0]["value"]["facets"]
    assert facet["features"][0]["did"] == bo.did
    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    assert texts(kajen)[0].encode()[start:end].decode() == f"@{bo.handle}"


def test_a_reply_finds_revision_and_root_by_itself(kajen: Held, bo: Someone) -> None:
    root = bo.post("Which beans?")
    parent = bo.reply(root, "Anyone?")
    kajen.send(Outgoing("Ours", reply_to=Ref(parent.id)))
    reply = kajen.someone.records()[0]["value"]["reply"]
    assert (reply["root"]["uri"], reply["root"]["cid"]) == (root.id, root.revision)
    assert (reply["parent"]["uri"], reply["parent"]["cid"]) == (parent.id, parent.revision)


def test_a_reply_to_a_post_without_parents_has_it_as_its_root(kajen: Held, bo: Someone) -> None:
    post = bo.post("Which beans?")
    kajen.send(Outgoing("Ours", reply_to=post, quote=Ref(post.id)))
    value = kajen.someone.records()[0]["value"]
    assert value["reply"]["root"] == value["reply"]["parent"] == value["embed"]["record"]


def test_a_post_that_is_gone_can_be_neither_answered_nor_quoted(kajen: Held, bo: Someone) -> None:
    post = bo.post("Soon gone")
    body = {"repo": bo.did, "collection": "app.bsky.feed.post", "rkey": key_of(post)}
    bo.call("com.atproto.repo.deleteRecord", body)
    for outgoing, where in (
        (Outgoing("Yes", reply_to=Ref(post.id)), "reply_to"),
        (Outgoing("So true", quote=Ref(post.id)), "quote"),
    ):
        with pytest.raises(Rejected) as refused:
            BLUESKY.prepare(kajen.session, outgoing, ticket(), {})
        assert (refused.value.problem.code, refused.value.problem.where) == ("post_gone", where)


def test_what_does_not_fit_is_refused_before_anything_is_sent(kajen: Held, tmp_path: Path) -> None:
    sent = len(kajen.proxy.requests)
    large = replace(picture(tmp_path, "large.png"), bytes=1_000_001)
    for outgoing, code in (
        (Outgoing("å" * 301), "text_too_long"),
        (Outgoing("👨‍👩‍👧‍👦" * 150), "text_too_many_bytes"),
        (Outgoing("", media=(large,)), "image_too_large"),
        (Outgoing("", media=(picture(tmp_path, "a.png"),) * 5), "too_many_images"),
    ):
        with pytest.raises(Rejected) as refused:
            BLUESKY.prepare(kajen.session, outgoing, ticket(), {})
        assert refused.value.problem.code == code
    assert len(kajen.proxy.requests) == sent


def test_300_graphemes_of_several_bytes_fit(kajen: Held) -> None:
    text = "é" * 150 + "🇸🇪" * 150
    kajen.send(Outgoing(text))
    assert texts(kajen) == [text]


def test_polls_and_video_are_not_supported(kajen: Held, tmp_path: Path) -> None:
    video = Media("v", tmp_path / "v", "video/mp4", 10, "0" * 64)
    for outgoing in (Outgoing("?", poll=Poll(("a", "b"), 3600)), Outgoing("Film", media=(video,))):
        with pytest.raises(NotSupported):
            BLUESKY.prepare(kajen.session, outgoing, ticket(), {})


def test_the_addresses_of_posts_are_those_that_people_open() -> None:
    uri = "at://did:plc:abc/app.bsky.feed.post/3n2yheatny7cb"
    assert sending.post_url(uri) == "https://bsky.app/profile/did:plc:abc/post/3n2yheatny7cb"


def test_posts_of_one_moment_are_all_made(kajen: Held) -> None:
    at = clock.now() - timedelta(seconds=1)
    tickets: list[Ticket] = [ticket(at) for _ in range(5)]
    for number, given in enumerate(tickets):
        kajen.send(Outgoing(f"Post {number}"), given)
    assert sorted(texts(kajen)) == [f"Post {number}" for number in range(5)]
