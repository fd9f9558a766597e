"""The Mastodon server for tests, driven by Mastodon.py: so that it is a Mastodon, and not our idea of one."""

import queue
import threading
from datetime import UTC, datetime, timedelta

import mastodon
import pytest
from tests.fakes.mastodon.process import MastodonServer

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 100
BACK = "https://phone.example/back"


@pytest.fixture
def server(mastodon_process: MastodonServer) -> MastodonServer:
    mastodon_process.set_clock(None)
    mastodon_process.switch(
        "rules",
        honours_key=True,
        has_v2=True,
        max_characters=500,
        processing_s=0.0,
        hidden_s=0.0,
        calls=300,
        ping_s=10.0,
    )
    return mastodon_process


def client(server: MastodonServer, name: str) -> mastodon.Mastodon:
    """A person's own program, signed in through the page."""
    ident, secret = mastodon.Mastodon.create_app(
        "phone", api_base_url=server.base, redirect_uris=BACK, scopes=["read", "write"]
    )
    made = mastodon.Mastodon(
        client_id=ident,
        client_secret=secret,
        api_base_url=server.base,
        mastodon_version="4.2.0",
        version_check_mode="created",
        ratelimit_method="throw",
    )
    page = made.auth_request_url(redirect_uris=BACK, scopes=["read", "write"], state="s1")
    answer = server.agree(page, name)
    assert answer["state"] == "s1"
    made.log_in(code=answer["code"], redirect_uri=BACK, scopes=["read", "write"])
    return made


@pytest.fixture
def ana(server: MastodonServer) -> mastodon.Mastodon:
    return client(server, f"ana{datetime.now(UTC).timestamp():.0f}")


@pytest.fixture
def dora(server: MastodonServer) -> mastodon.Mastodon:
    return client(server, "dora")


def test_a_post_is_read_back_as_it_was_written(ana: mastodon.Mastodon) -> None:
    made = ana.status_post(
        "Freshly roasted #kaffe https://kajen.example/beans",
        spoiler_text="Caffeine",
        visibility="unlisted",
        language="sv",
    )
    read = ana.status(made.id)
    assert read.spoiler_text == "Caffeine"
    assert read.visibility == "unlisted"
    assert read.language == "sv"
    assert [tag.name for tag in read.tags] == ["kaffe"]
    assert read.application.name == "phone"
    assert read.created_at.tzinfo is not None
    assert read.account.id == ana.me().id


def test_the_same_key_makes_one_post_for_an_hour(server: MastodonServer, ana: mastodon.Mastodon) -> None:
    first = ana.status_post("Once", idempotency_key="k1")
    second = ana.status_post("Once", idempotency_key="k1")
    other = ana.status_post("Once", idempotency_key="k2")
    assert first.id == second.id != other.id
    server.set_clock(datetime.now(UTC) + timedelta(minutes=61))
    assert ana.status_post("Once", idempotency_key="k1").id not in {first.id, other.id}


def test_files_with_descriptions_are_processed_and_attached(
    server: MastodonServer, ana: mastodon.Mastodon
) -> None:
    now = datetime.now(UTC)
    server.set_clock(now)
    server.switch("rules", processing_s=30.0)
    file = ana.media_post(PICTURE, mime_type="image/png", description="Beans in a tray")
    assert file.url is None
    with pytest.raises(mastodon.MastodonAPIError, match="not finished processing"):
        ana.status_post("Look", media_ids=[file])
    server.set_clock(now + timedelta(seconds=31))
    assert ana.media(file).url
    made = ana.status_post("Look", media_ids=[file])
    assert [one.description for one in made.media_attachments] == ["Beans in a tray"]


def test_a_conversation_is_told_from_both_ends(ana: mastodon.Mastodon, dora: mastodon.Mastodon) -> None:
    post = ana.status_post("Which roast?")
    reply = dora.status_reply(post, "Dark!")
    dora.status_favourite(post)
    dora.status_reblog(post)
    dora.account_follow(post.account)
    assert [one.id for one in ana.status_context(post).descendants] == [reply.id]
    assert [one.id for one in dora.status_context(reply).ancestors] == [post.id]
    assert [one.username for one in ana.status_favourited_by(post)] == ["dora"]
    assert [one.username for one in ana.status_reblogged_by(post)] == ["dora"]
    assert [one.type for one in ana.notifications()] == ["follow", "reblog", "favourite", "mention"]
    read = ana.status(post)
    assert (read.replies_count, read.reblogs_count, read.favourites_count) == (1, 1, 1)
    assert ana.me().followers_count == 1


def test_polls_are_voted_in(ana: mastodon.Mastodon, dora: mastodon.Mastodon) -> None:
    poll = ana.make_poll(["Light", "Dark"], expires_in=600)
    post = ana.status_post("Which roast?", poll=poll)
    dora.poll_vote(post.poll, [1])
    read = ana.status(post).poll
    assert [option.votes_count for option in read.options] == [0, 1]


def test_lists_are_paged_to_their_end(ana: mastodon.Mastodon) -> None:
    made = [ana.status_post(f"Number {index}").id for index in range(5)]
    page = ana.account_statuses(ana.me(), limit=2)
    found = [one.id for one in ana.fetch_remaining(page)]
    assert found == list(reversed(made))


def test_deleted_posts_are_gone(ana: mastodon.Mastodon) -> None:
    made = ana.status_post("Away")
    ana.status_delete(made)
    with pytest.raises(mastodon.MastodonNotFoundError):
        ana.status(made)


def test_what_is_wrong_is_refused_in_mastodon_s_words(ana: mastodon.Mastodon) -> None:
    with pytest.raises(mastodon.MastodonAPIError, match="character limit of 500 exceeded"):
        ana.status_post("x" * 501)
    with pytest.raises(mastodon.MastodonAPIError, match="can't be blank"):
        ana.status_post(" ")
    ana.status_post("https://kajen.example/" + "x" * 600 + " is counted as 23")


def test_the_allowance_is_told_and_ends(server: MastodonServer, ana: mastodon.Mastodon) -> None:
    server.switch("rules", calls=5)
    spent = 0
    while ana.ratelimit_remaining and spent < 6:
        ana.me()
        spent += 1
    with pytest.raises(mastodon.MastodonRatelimitError):
        ana.me()
    assert ana.ratelimit_limit == 5
    assert ana.ratelimit_remaining == 0


def test_a_revoked_sign_in_is_refused(server: MastodonServer, ana: mastodon.Mastodon) -> None:
    server.switch("revoked", account=str(ana.me().id))
    with pytest.raises(mastodon.MastodonUnauthorizedError):
        ana.me()


def test_the_server_s_scheduler_waits_and_then_posts(server: MastodonServer, ana: mastodon.Mastodon) -> None:
    at = datetime.now(UTC) + timedelta(minutes=10)
    planned = ana.status_post("Later", scheduled_at=at)
    assert [one.id for one in ana.scheduled_statuses()] == [planned.id]
    assert ana.account_statuses(ana.me()) == []
    server.set_clock(at + timedelta(seconds=1))
    assert len(ana.account_statuses(ana.me())) == 1
    with pytest.raises(mastodon.MastodonAPIError, match="must be in the future"):
        ana.status_post("Too soon", scheduled_at=at + timedelta(minutes=1))


def wait_until_streaming(server: MastodonServer, account: str) -> None:
    pause = threading.Event()
    for _ in range(500):
        if server.truth(account)["streams"]:
            return
        pause.wait(0.02)
    raise AssertionError("the stream does not open")


class Listener(mastodon.StreamListener):  # type: ignore[misc]  # Mastodon.py has no types
    def __init__(self) -> None:
        self.heard: queue.Queue[object] = queue.Queue()

    def on_notification(self, notification: object) -> None:
        self.heard.put(notification)


def test_the_stream_tells_what_others_do(
    server: MastodonServer, ana: mastodon.Mastodon, dora: mastodon.Mastodon
) -> None:
    server.switch("rules", ping_s=0.2)
    post = ana.status_post("Listen")
    listener = Listener()
    handle = ana.stream_user(listener, run_async=True)
    try:
        wait_until_streaming(server, str(post.account.id))
        dora.status_favourite(post)
        told = listener.heard.get(timeout=10)
    finally:
        handle.close()
    assert getattr(told, "type", "") == "favourite"
    assert getattr(told, "status").id == post.id  # noqa: B009  (Mastodon.py has no types)


def test_the_server_describes_itself_in_both_versions(server: MastodonServer, ana: mastodon.Mastodon) -> None:
    for told in (ana.instance_v1(), ana.instance_v2()):
        assert told.configuration.statuses.max_characters == 500
        assert told.version == "4.4.8"
