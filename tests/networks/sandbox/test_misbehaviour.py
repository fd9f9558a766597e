"""The network misbehaves as it is told, and the connector says what it is."""

from pathlib import Path

import pytest

from resonans.core import clock
from resonans.networks.contract import Absent, MetricField, Outgoing, Receipt, Saved, Ticket, Unclear, Visible
from resonans.networks.errors import NetworkError, OutcomeUnknown, Reauthorize, Rejected, Retry
from resonans.networks.sandbox.store import Store

from .place import Place, a_ticket, outgoing_of, raised
from .test_connector import picture


def _attempt(place: Place, kind: str, **order: float | str) -> tuple[Outgoing, Ticket, Saved, Exception]:
    outgoing, ticket = outgoing_of(), a_ticket()
    saved = place.prepared(outgoing, ticket)
    place.control.order(kind, verb="publish", **order)  # type: ignore[arg-type]  # each caller names its own
    error = raised(lambda: place.connector.publish(place.session, outgoing, ticket, saved))
    return outgoing, ticket, saved, error


@pytest.mark.parametrize(
    "kind", ["accept_then_time_out", "lose_answer", "error_after", "nonsense", "html", "empty"]
)
def test_a_lost_answer_is_unknown_and_looking_finds_the_one_post(kajen: Place, kind: str) -> None:
    outgoing, ticket, saved, error = _attempt(kajen, kind)
    assert isinstance(error, OutcomeUnknown)
    found = kajen.connector.look(kajen.session, outgoing, ticket, saved)
    assert isinstance(found, Receipt)
    assert kajen.truth.posts("kajen") == (found.ref.id,)


@pytest.mark.parametrize("kind", ["drop", "hang", "error"])
def test_what_was_not_done_is_unknown_too_until_looking_says_so(kajen: Place, kind: str) -> None:
    outgoing, ticket, saved, error = _attempt(kajen, kind)
    assert isinstance(error, OutcomeUnknown)
    assert isinstance(kajen.connector.look(kajen.session, outgoing, ticket, saved), Unclear)
    clock.move(kajen.connector.declaration.looks_for_s)
    assert isinstance(kajen.connector.look(kajen.session, outgoing, ticket, saved), Absent)
    assert kajen.truth.posts("kajen") == ()


@pytest.mark.parametrize(("seconds", "waits_s"), [(17, 17), (0, 60)])
def test_a_limit_says_how_long_or_a_minute_is_waited(kajen: Place, seconds: float, waits_s: float) -> None:
    error = _attempt(kajen, "limit", seconds=seconds)[3]
    assert isinstance(error, Retry)
    assert error.limited
    assert error.after_s == waits_s
    assert kajen.truth.posts("kajen") == ()


def test_a_refused_post_says_why(kajen: Place) -> None:
    error = _attempt(kajen, "refuse", text="No coffee here.")[3]
    assert isinstance(error, Rejected)
    assert error.detail == "No coffee here."


def test_an_order_lasts_for_as_many_calls_as_it_says(kajen: Place) -> None:
    kajen.control.order("error", verb="profile", times=2)
    errors = [raised(lambda: kajen.connector.profile(kajen.session)) for _ in range(2)]
    assert all(isinstance(error, Retry) for error in errors)
    assert kajen.connector.profile(kajen.session).handle == "kajen"


def test_an_order_means_one_verb_and_one_account(kajen: Place) -> None:
    kajen.control.order("error", verb="profile", account="somebody-else")
    kajen.control.order("error", verb="counts", account="kajen")
    assert kajen.connector.profile(kajen.session).handle == "kajen"
    ref = kajen.publish().ref
    assert isinstance(raised(lambda: kajen.counts(ref)), Retry)
    kajen.control.order("error", times=50)
    kajen.control.forget()
    assert not kajen.counts(ref).deleted


@pytest.mark.parametrize("kind", ["nonsense", "html", "empty", "lose_answer", "hang", "error"])
def test_reading_from_a_network_that_fails_is_to_be_tried_again(kajen: Place, kind: str) -> None:
    ref = kajen.publish().ref
    for verb, call in (
        ("profile", lambda: kajen.connector.profile(kajen.session)),
        ("counts", lambda: kajen.counts(ref)),
        ("thread", lambda: kajen.connector.thread(kajen.session, ref)),
        ("reactions", lambda: kajen.connector.reactions(kajen.session, ref)),
        ("posts", lambda: kajen.connector.posts(kajen.session, since=clock.now())),
        ("notifications", lambda: kajen.connector.notifications(kajen.session, since=clock.now())),
    ):
        kajen.control.order(kind, verb=verb)
        error = raised(call)
        assert isinstance(error, Retry), (verb, error)


def test_a_revoked_token_ends_the_account_until_it_is_connected_again(kajen: Place) -> None:
    assert isinstance(_attempt(kajen, "revoke")[3], Reauthorize)
    assert isinstance(raised(lambda: kajen.connector.profile(kajen.session)), Reauthorize)
    assert isinstance(raised(lambda: kajen.connector.refresh(kajen.session)), Reauthorize)


def test_an_expired_token_is_renewed(kajen: Place) -> None:
    assert isinstance(_attempt(kajen, "expire")[3], Reauthorize)
    kajen.renew()
    assert kajen.connector.profile(kajen.session).handle == "kajen"


def test_an_empty_refresh_token_leaves_the_old_one_in_use(kajen: Place) -> None:
    before = kajen.session.credentials.values["refresh_token"]
    kajen.control.order("empty_refresh")
    kajen.renew()
    assert kajen.session.credentials.values["refresh_token"] == before
    clock.move(24 * 3600)
    kajen.renew()
    assert kajen.connector.profile(kajen.session).handle == "kajen"


def test_a_refresh_that_fails_for_now_is_to_be_tried_again(kajen: Place) -> None:
    kajen.control.order("refresh_fails")
    error = raised(lambda: kajen.connector.refresh(kajen.session))
    assert isinstance(error, Retry)
    kajen.renew()


def test_a_hidden_post_is_pending_and_not_listed_until_it_shows(kajen: Place) -> None:
    kajen.control.order("hide", verb="publish", seconds=90)
    receipt = kajen.publish()
    since = clock.now()
    assert receipt.visible is Visible.PENDING
    assert not kajen.connector.posts(kajen.session, since=since).items
    assert not kajen.counts(receipt.ref).deleted
    clock.move(91)
    assert kajen.connector.status(kajen.session, receipt.ref).visible is Visible.LIVE
    assert [post.ref for post in kajen.connector.posts(kajen.session, since=since).items] == [receipt.ref]


def test_a_network_that_does_not_honour_keys_is_searched_by_content(kajen: Place) -> None:
    kajen.control.style("kajen", honours_key=False)
    outgoing, ticket, saved, error = _attempt(kajen, "lose_answer")
    assert isinstance(error, OutcomeUnknown)
    assert not kajen.connector.repeats_safely(kajen.session, saved)
    found = kajen.connector.look(kajen.session, outgoing, ticket, saved)
    assert isinstance(found, Receipt)
    other = outgoing_of("Något annat")
    clock.move(10 * kajen.connector.declaration.looks_for_s)
    assert isinstance(kajen.connector.look(kajen.session, other, ticket, saved), Unclear)
    again = kajen.connector.publish(kajen.session, outgoing, ticket, saved)
    assert again.ref != found.ref


def test_containers_are_polled_and_published_once(kajen: Place) -> None:
    kajen.control.style("kajen", containers=True)
    outgoing, ticket, saved, error = _attempt(kajen, "accept_then_time_out")
    assert isinstance(error, OutcomeUnknown)
    found = kajen.connector.look(kajen.session, outgoing, ticket, saved)
    assert isinstance(found, Receipt)
    second = raised(lambda: kajen.connector.publish(kajen.session, outgoing, ticket, saved))
    assert isinstance(second, NetworkError)
    assert kajen.truth.posts("kajen") == (found.ref.id,)


def test_files_are_uploaded_in_pieces_and_taken_up_where_they_stopped(kajen: Place, tmp_path: Path) -> None:
    kajen.control.style("kajen", resumable=True)
    image = picture(tmp_path, (800, 500))
    assert image.bytes > 256 * 1024
    outgoing, ticket = outgoing_of(media=(image,)), a_ticket()
    kept = kajen.connector.prepare(kajen.session, outgoing, ticket, {}).saved
    kajen.control.order("lose_answer", verb="prepare")
    assert isinstance(raised(lambda: kajen.connector.prepare(kajen.session, outgoing, ticket, kept)), Retry)
    ready = kajen.prepared(outgoing, ticket, kept)
    kajen.connector.publish(kajen.session, outgoing, ticket, ready)
    store = Store(kajen.store)
    rows = store.connection.execute("SELECT body, complete FROM media").fetchall()
    assert rows == [(image.path.read_bytes(), 1)]


def test_a_pending_post_becomes_live(kajen: Place) -> None:
    kajen.control.style("kajen", pending_s=30)
    receipt = kajen.publish()
    assert receipt.visible is Visible.PENDING
    clock.move(31)
    assert kajen.connector.status(kajen.session, receipt.ref).visible is Visible.LIVE


def test_the_day_has_a_last_post(kajen: Place) -> None:
    kajen.control.style("kajen", posts_per_day=2)
    assert kajen.connector.limits(kajen.session).posts_per_day == 2
    kajen.publish("ett")
    clock.move(3600)
    kajen.publish("två")
    error = raised(lambda: kajen.publish("tre"))
    assert isinstance(error, Retry)
    assert error.limited
    assert 22.9 * 3600 < error.after_s <= 23 * 3600 + 1
    clock.move(error.after_s)
    kajen.publish("tre")


def test_a_post_can_cost_money(kajen: Place) -> None:
    kajen.control.style("kajen", cost_minor=20, cost_currency="USD")
    receipt = kajen.publish()
    assert (receipt.cost_minor, receipt.cost_currency) == (20, "USD")


def test_a_quiet_account_is_seen_by_nobody_until_somebody_is_told_to(kajen: Place) -> None:
    kajen.control.style("kajen", quiet=True)
    ref = kajen.publish().ref
    clock.move(24 * 3600)
    assert kajen.number(ref, MetricField.REACH) == 0
    for act in ("like", "share", "comment"):
        kajen.control.act("kajen", act, post=ref.id, text="Hej")
    clock.move(1)
    counts = kajen.counts(ref).values
    assert counts[MetricField.REACH] == 3
    assert counts[MetricField.REACTIONS] == counts[MetricField.SHARES] == counts[MetricField.COMMENTS] == 1


def test_an_order_that_is_none_is_refused(kajen: Place) -> None:
    for call in (
        lambda: kajen.control.order("explode"),
        lambda: kajen.control.style("kajen", colour="red"),
        lambda: kajen.control.style("kajen", containers="yes"),
        lambda: kajen.control.act("kajen", "dance"),
        lambda: kajen.control.act("kajen", "like", post="nowhere"),
    ):
        error = raised(call)
        assert type(error).__name__ == "HTTPStatusError"
