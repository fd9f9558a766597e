"""What people do on the real network, and what the connector tells of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from tests.bluesky_network.people import Someone
from tests.bluesky_network.servers import BlueskyNetwork
from tests.networks.bluesky.conftest import Held, picture, ticket

from resonans.networks import http
from resonans.networks.bluesky import Bluesky
from resonans.networks.contract import (
    Happening,
    HappeningKind,
    LinkCard,
    MetricField,
    Missing,
    Outgoing,
    Ref,
    Session,
)
from resonans.networks.errors import Gone, Retry

pytestmark = pytest.mark.bluesky
BLUESKY = Bluesky()
GET_POSTS = "/xrpc/app.bsky.feed.getPosts"


@pytest.fixture
def bo(bluesky_network: BlueskyNetwork) -> Someone:
    """Somebody else."""
    return bluesky_network.make_account("bo")


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def notified(held: Held) -> tuple[Happening, ...]:
    return BLUESKY.notifications(held.session, since=an_hour_ago()).items


def reacted(held: Held, ref: Ref) -> list[Happening]:
    found: list[Happening] = []
    cursor = ""
    while True:
        page = BLUESKY.reactions(held.session, ref, cursor=cursor)
        found += page.items
        cursor = page.cursor
        if not cursor:
            return found


def test_a_post_lives_from_publishing_to_deletion(
    heard: Held, bo: Someone, bluesky_network: BlueskyNetwork
) -> None:
    ref = heard.send(Outgoing("Nyrostat från Sidamo #kaffe", language="sv")).ref
    bo.like(ref)
    bo.repost(ref)
    reply = bo.reply(ref, "Is it fair trade?")
    quote = bo.quote(ref, "Go there")
    bo.follow(heard.someone.did)
    mention = bo.mention(heard.someone.handle, heard.someone.did, "is open today")
    bluesky_network.settle()

    (counts,) = BLUESKY.counts(heard.session, (ref,))
    assert dict(counts.values) == {
        MetricField.REACTIONS: 1,
        MetricField.COMMENTS: 1,
        MetricField.SHARES: 2,
        MetricField.SAVES: 0,
    }
    profile = BLUESKY.profile(heard.session)
    assert (profile.followers, profile.following, profile.posts) == (1, 0, 1)
    (comment,) = BLUESKY.thread(heard.session, ref)
    assert (comment.text, comment.person.handle) == ("Is it fair trade?", bo.handle)
    assert comment.comment == replace(reply, url=comment.comment.url if comment.comment else "")

    told = {each.id: each for each in notified(heard)}
    assert {each.kind for each in told.values()} == {
        HappeningKind.REACTION,
        HappeningKind.SHARE,
        HappeningKind.COMMENT,
        HappeningKind.FOLLOW,
        HappeningKind.MENTION,
    }
    assert told[mention.id].text.endswith("is open today")
    assert told[mention.id].post is None
    assert told[quote.id].comment is not None
    assert {each.person.id for each in told.values()} == {bo.did}
    assert {each.id for each in reacted(heard, ref)} < set(told)

    BLUESKY.delete(heard.session, ref)
    bluesky_network.settle()
    (gone,) = BLUESKY.counts(heard.session, (ref,))
    assert gone.deleted
    assert gone.values == {}
    assert set(gone.missing.values()) == {Missing.DELETED}
    with pytest.raises(Gone):
        BLUESKY.thread(heard.session, ref)


def test_a_repost_has_a_time_only_where_a_notification_tells_it(
    heard: Held, bo: Someone, bluesky_network: BlueskyNetwork
) -> None:
    ref = heard.send(Outgoing("Dela gärna")).ref
    bo.repost(ref)
    bluesky_network.settle()
    (seen,) = reacted(heard, ref)
    (told,) = notified(heard)
    assert seen.id == told.id
    assert (seen.exact, told.exact) == (False, True)


def test_a_quote_is_told_with_its_words(heard: Held, bo: Someone, bluesky_network: BlueskyNetwork) -> None:
    ref = heard.send(Outgoing("Citera gärna")).ref
    bo.quote(ref, "Så sant")
    bluesky_network.settle()
    (seen,) = reacted(heard, ref)
    (told,) = notified(heard)
    assert (seen.kind, seen.text) == (HappeningKind.SHARE, "Så sant")
    assert (seen.id, seen.text, seen.post and seen.post.id) == (told.id, told.text, ref.id)


def test_a_thread_holds_what_others_wrote_at_any_depth(
    heard: Held, bo: Someone, bluesky_network: BlueskyNetwork
) -> None:
    root = heard.send(Outgoing("Vilken böna?")).ref
    first = bo.reply(root, "Sidamo")
    ours = heard.send(Outgoing("Bra val", reply_to=first, reply_root=root)).ref
    bo.post("Tack", reply={"root": _strong(root), "parent": _strong(ours)})
    bluesky_network.settle()
    assert [each.text for each in BLUESKY.thread(heard.session, root)] == ["Sidamo", "Tack"]


def test_a_time_that_an_author_made_up_does_not_lie_in_the_future(
    heard: Held, bo: Someone, bluesky_network: BlueskyNetwork
) -> None:
    root = heard.send(Outgoing("Vilken böna?")).ref
    above = _strong(root)
    bo.record(
        "app.bsky.feed.post",
        {
            "text": "From tomorrow",
            "createdAt": "2090-01-01T00:00:00Z",
            "reply": {"root": above, "parent": above},
        },
    )
    bluesky_network.settle()
    (comment,) = BLUESKY.thread(heard.session, root)
    assert comment.at <= datetime.now(UTC)


def test_own_posts_tell_their_media_and_what_they_answer(
    heard: Held, bo: Someone, bluesky_network: BlueskyNetwork, tmp_path: Path
) -> None:
    media = (picture(tmp_path, "a.png"), picture(tmp_path, "b.png"))
    pictures = heard.send(Outgoing("Två", media=media, quote=bo.post("Före")))
    card = heard.send(Outgoing("Länk", link=LinkCard("https://kajen.example/")))
    above = bo.post("Fråga")
    answer = heard.send(Outgoing("Svar", reply_to=above, language="sv"))
    elsewhere = heard.someone.post("Från appen")
    heard.someone.repost(above)
    posts = {each.ref.id: each for each in BLUESKY.posts(heard.session, since=an_hour_ago()).items}
    assert set(posts) == {pictures.ref.id, card.ref.id, answer.ref.id, elsewhere.id}
    assert posts[pictures.ref.id].media_types == ("image", "image")
    assert posts[card.ref.id].media_types == ()
    assert posts[answer.ref.id].reply_to == above
    assert (posts[answer.ref.id].language, posts[answer.ref.id].text) == ("sv", "Svar")


def test_older_posts_end_the_list(heard: Held) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    old = heard.send(Outgoing("Gammal"), ticket(now - timedelta(days=2)))
    new = heard.send(Outgoing("Ny"), ticket(now))
    page = BLUESKY.posts(heard.session, since=now - timedelta(days=1))
    assert [each.ref.id for each in page.items] == [new.ref.id]
    assert page.cursor == ""
    assert old.ref.id in {
        each.ref.id for each in BLUESKY.posts(heard.session, since=now - timedelta(days=3)).items
    }


class NotCountedYet(httpx.BaseTransport):
    """An AppView that has not heard of any post yet, before the real servers."""

    def __init__(self) -> None:
        self._wire = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == GET_POSTS:
            return httpx.Response(200, json={"posts": []})
        return self._wire.handle_request(request)

    def close(self) -> None:
        self._wire.close()


def test_a_post_that_is_not_counted_yet_is_unknown_and_not_zero(heard: Held) -> None:
    ref = heard.send(Outgoing("Alldeles ny")).ref
    transport = NotCountedYet()
    early = replace(heard.session, http=http.make({"all://": transport}))
    (counts,) = BLUESKY.counts(early, (ref,))
    transport.close()
    assert (counts.values, counts.deleted) == ({}, False)
    assert set(counts.missing.values()) == {Missing.NOT_YET}


def test_an_account_on_a_server_without_an_app_view_still_connects_and_publishes(kajen: Held) -> None:
    assert kajen.send(Outgoing("Ensam server")).ref.id
    with pytest.raises(Retry):
        BLUESKY.profile(kajen.session)


def test_secrets_do_not_stand_in_what_is_printed(heard: Held) -> None:
    session: Session = heard.session
    words = repr(session) + json.dumps(BLUESKY.prepare(session, Outgoing("Hej"), ticket(), {}).saved)
    assert all(secret not in words for secret in session.credentials.values.values())


def _strong(ref: Ref) -> dict[str, str]:
    return {"uri": ref.id, "cid": ref.revision}
