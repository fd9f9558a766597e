"""Every verb of the connector against the network inside this process."""

import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from resonans.core import clock
from resonans.networks import registry
from resonans.networks.contract import (
    Absent,
    Happening,
    HappeningKind,
    LinkCard,
    Media,
    MetricField,
    Poll,
    Ref,
    Unclear,
    Verb,
)
from resonans.networks.errors import Gone, NetworkError, Reauthorize, Rejected, Retry
from resonans.networks.sandbox.store import Store
from resonans.networks.sandbox.transport import inside

from .place import MORNING, TEXT, Place, a_ticket, connect, outgoing_of, raised


@pytest.fixture
def image(tmp_path: Path) -> Media:
    """A small PNG with a description."""
    return picture(tmp_path)


def picture(folder: Path, size: tuple[int, int] = (40, 30)) -> Media:
    """A PNG of this size."""
    held = io.BytesIO()
    Image.effect_noise(size, 60).save(held, "PNG")
    path = folder / f"{size[0]}.png"
    path.write_bytes(held.getvalue())
    return Media("m", path, "image/png", len(held.getvalue()), "0" * 64, *size, alt="En kopp kaffe")


def test_it_is_installed() -> None:
    assert registry.connector("sandbox").declaration.title == "Sandbox"


def test_any_name_makes_an_account_and_the_same_name_is_the_same_account(kajen: Place) -> None:
    again = connect(kajen.store)
    assert again.session.remote_id == kajen.session.remote_id
    assert connect(kajen.store, handle="lund").session.remote_id != kajen.session.remote_id
    assert (
        kajen.connector.profile(kajen.session).followers == again.connector.profile(again.session).followers
    )


def test_a_name_that_is_none_is_refused(kajen: Place) -> None:
    error = raised(lambda: connect(kajen.store, handle="two words"))
    assert isinstance(error, Rejected)


def test_an_account_has_an_audience_from_its_first_day(kajen: Place) -> None:
    followers = kajen.connector.profile(kajen.session).followers
    assert followers is not None
    assert followers > 100


def test_a_post_is_published_listed_counted_and_answered(kajen: Place) -> None:
    ref = kajen.publish().ref
    since = clock.now() - timedelta(minutes=1)
    clock.move(2 * 24 * 3600)
    listed = kajen.connector.posts(kajen.session, since=since)
    assert [(post.ref, post.text, post.created_at) for post in listed.items] == [(ref, TEXT, MORNING)]
    counts = kajen.counts(ref)
    assert counts.observed_at == clock.now()
    assert set(counts.values) == set(kajen.connector.declaration.metrics)
    assert counts.values[MetricField.REACH] > 50
    assert counts.values[MetricField.IMPRESSIONS] >= counts.values[MetricField.REACH]
    comments = kajen.connector.thread(kajen.session, ref)
    assert len(comments) == counts.values[MetricField.COMMENTS]
    assert all(one.text and one.person.name and one.post == ref for one in comments)
    reactions = kajen.connector.reactions(kajen.session, ref)
    kinds = [one.kind for one in reactions.items]
    assert kinds.count(HappeningKind.REACTION) == counts.values[MetricField.REACTIONS]
    assert kinds.count(HappeningKind.SHARE) == counts.values[MetricField.SHARES]


def test_the_present_moves_as_the_clock_does(kajen: Place) -> None:
    ref = kajen.publish().ref
    reach = []
    for _ in range(4):
        clock.move(3 * 3600)
        reach.append(kajen.number(ref, MetricField.REACH))
    assert reach == sorted(reach)
    assert reach[-1] > reach[0] > 0


def test_images_link_and_poll_arrive(kajen: Place, image: Media) -> None:
    card = LinkCard("https://kajen.example/", "Butiken", image=image)
    ref = kajen.publish(media=(image, image), link=card, poll=Poll(("Ljus", "Mörk"), 3600)).ref
    store = Store(kajen.store)
    post = store.post(ref.id)
    assert post is not None
    media, link = post.body["media"], post.body["link"]
    assert isinstance(media, list)
    assert len(media) == 2
    assert isinstance(link, dict)
    assert link["url"] == "https://kajen.example/"
    assert link["image"] not in {None, *media}
    assert post.body["poll"] == {"options": ["Ljus", "Mörk"], "closes_after_s": 3600, "multiple": False}
    kept = store.connection.execute("SELECT alt, body FROM media").fetchall()
    assert {alt for alt, _ in kept} == {"En kopp kaffe"}
    assert all(body == image.path.read_bytes() for _, body in kept)


def test_a_video_is_not_supported(kajen: Place, image: Media) -> None:
    film = Media("v", image.path, "video/mp4", image.bytes, image.sha256)
    error = raised(lambda: kajen.publish(media=(film,)))
    assert type(error).__name__ == "NotSupported"
    assert Verb.VIDEO in kajen.connector.declaration.absences


def test_replies_and_quotes_count_at_what_they_answer(kajen: Place) -> None:
    lund = connect(kajen.store, handle="lund")
    ref = kajen.publish().ref
    clock.move(60)
    answer = lund.publish("Vi ses på lördag", reply_to=ref).ref
    lund.publish("Läs det här", quote=ref)
    clock.move(60)
    thread = kajen.connector.thread(kajen.session, ref)
    assert [one.text for one in thread if one.person.handle == "lund"] == ["Vi ses på lördag"]
    notified = kajen.connector.notifications(kajen.session, since=MORNING).items
    assert [one.comment for one in notified if one.person.handle == "lund"] == [answer]
    post = Store(kajen.store).post(ref.id)
    assert post is not None
    before = kajen.number(ref, MetricField.COMMENTS), kajen.number(ref, MetricField.SHARES)
    lund.connector.delete(lund.session, answer)
    clock.move(1)
    after = kajen.number(ref, MetricField.COMMENTS), kajen.number(ref, MetricField.SHARES)
    assert before[0] - after[0] == 1
    assert after[1] >= 1


def test_who_names_an_account_is_heard_by_it(kajen: Place) -> None:
    lund = connect(kajen.store, handle="lund")
    clock.move(5)
    lund.publish("Kaffet kommer från @kajen i år igen")
    clock.move(5)
    told = [
        one
        for one in kajen.connector.notifications(kajen.session, since=MORNING).items
        if one.kind is HappeningKind.MENTION
    ]
    assert [(one.person.handle, one.post) for one in told] == [("lund", None)]


def test_a_comment_can_be_answered(kajen: Place) -> None:
    ref = kajen.publish().ref
    clock.move(3600)
    kajen.control.act("kajen", "comment", post=ref.id, text="Är den ekologisk?")
    clock.move(1)
    asked = next(one for one in kajen.connector.thread(kajen.session, ref) if one.text == "Är den ekologisk?")
    assert asked.comment is not None
    kajen.publish("Ja, det är den.", reply_to=asked.comment)
    clock.move(1)
    assert "Ja, det är den." in [one.text for one in kajen.connector.thread(kajen.session, ref)]


def test_a_deleted_post_is_gone_and_nothing_more_comes_of_it(kajen: Place) -> None:
    ref = kajen.publish().ref
    clock.move(7200)
    kajen.connector.delete(kajen.session, ref)
    kajen.connector.delete(kajen.session, ref)
    assert kajen.counts(ref).deleted
    assert isinstance(raised(lambda: kajen.connector.status(kajen.session, ref)), Gone)
    deleted_at = clock.now()
    clock.move(24 * 3600)
    later = kajen.connector.notifications(kajen.session, since=deleted_at).items
    assert all(one.post is None for one in later)


def test_a_post_that_never_was_is_deleted_in_the_numbers_and_gone_elsewhere(kajen: Place) -> None:
    nobody = Ref("nowhere.1")
    assert kajen.counts(nobody).deleted
    assert isinstance(raised(lambda: kajen.connector.thread(kajen.session, nobody)), Gone)


def test_one_account_cannot_read_or_delete_anothers_posts(kajen: Place) -> None:
    ref = kajen.publish().ref
    lund = connect(kajen.store, handle="lund")
    assert lund.counts(ref).deleted
    lund.connector.delete(lund.session, ref)
    assert not kajen.counts(ref).deleted


def test_looking_finds_the_post_by_its_key(kajen: Place) -> None:
    outgoing, ticket = outgoing_of(), a_ticket()
    saved = kajen.prepared(outgoing, ticket)
    early = kajen.connector.look(kajen.session, outgoing, ticket, saved)
    assert isinstance(early, Unclear)
    clock.move(kajen.connector.declaration.looks_for_s)
    assert isinstance(kajen.connector.look(kajen.session, outgoing, ticket, saved), Absent)
    made = kajen.connector.publish(kajen.session, outgoing, ticket, saved)
    assert kajen.connector.look(kajen.session, outgoing, ticket, saved) == made
    assert kajen.connector.repeats_safely(kajen.session, saved)
    assert kajen.connector.publish(kajen.session, outgoing, ticket, saved).ref == made.ref
    assert len(kajen.truth.posts("kajen")) == 1


def test_tokens_end_and_can_be_renewed(kajen: Place) -> None:
    clock.move(31 * 24 * 3600)
    assert isinstance(raised(lambda: kajen.connector.profile(kajen.session)), Reauthorize)
    kajen.renew()
    assert kajen.connector.profile(kajen.session).handle == "kajen"


def test_a_used_refresh_token_ends_but_not_at_once(kajen: Place) -> None:
    first = kajen.session
    kajen.renew()
    clock.move(60)
    assert kajen.connector.refresh(first).values["access_token"]
    clock.move(3600)
    assert isinstance(raised(lambda: kajen.connector.refresh(first)), Reauthorize)
    kajen.renew()


def test_notifications_page_to_the_end_while_more_happens(kajen: Place) -> None:
    for number in range(8):
        kajen.publish(f"{TEXT} {number}")
        clock.move(3600)
    clock.move(24 * 3600)
    read: list[str] = []
    cursor = ""
    while True:
        page = kajen.connector.notifications(kajen.session, since=MORNING, cursor=cursor)
        read.extend(one.id for one in page.items)
        cursor = page.cursor
        clock.move(600)
        if not cursor:
            break
    assert len(read) > 100
    assert len(set(read)) == len(read)


def test_the_stream_tells_what_happens_and_ends_by_retry(kajen: Place) -> None:
    ref = kajen.publish().ref
    network = inside(kajen.store)
    heard: list[Happening] = []
    errors: list[NetworkError] = []

    def listen() -> None:
        try:
            for happening in kajen.connector.stream(kajen.session):
                heard.append(happening)
                network.streams.end()
        except NetworkError as error:
            errors.append(error)

    listener = threading.Thread(target=listen)
    listener.start()
    waiting = threading.Event()
    while not len(network.streams):
        waiting.wait(0.01)
    clock.move(1)
    kajen.control.act("kajen", "like", post=ref.id)
    listener.join(20)
    assert [one.kind for one in heard if one.post == ref][:1] == [HappeningKind.REACTION]
    assert [type(error) for error in errors] == [Retry]
