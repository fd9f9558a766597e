"""Signing in to any server, and what it says of itself."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.networks.benches.mastodon import BACK, MastodonBench
from tests.networks.peer import answer, peer

from resonans.networks import http
from resonans.networks.contract import Outgoing, Redirect
from resonans.networks.errors import NetworkError, Reauthorize, Rejected
from resonans.networks.mastodon import Mastodon, wire
from resonans.networks.mastodon.connecting import SCOPES
from resonans.networks.mastodon.limits import limits_of
from resonans.networks.mastodon.shapes import Configuration, Instance, Urls
from resonans.networks.testing import walk


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("mastodon.social", "https://mastodon.social"),
        (" Mastodon.Social/ ", "https://mastodon.social"),
        ("https://mastodon.social/@ana", "https://mastodon.social"),
        ("@ana@mastodon.social", "https://mastodon.social"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("https://user:pass@evil.example", "https://evil.example"),
        ("bücher.example", "https://bücher.example"),
    ],
)
def test_a_server_is_known_by_what_people_type(typed: str, address: str) -> None:
    assert wire.base_address(typed) == address


@pytest.mark.parametrize("typed", ["", "   ", "ftp://a.example", "a b", "javascript:alert(1)", "https://"])
def test_what_is_no_server_is_told_at_its_field(typed: str) -> None:
    with pytest.raises(Rejected) as caught:
        wire.base_address(typed)
    assert (caught.value.problem.code, caught.value.problem.where) == ("address_wrong", "server")


PAGES = [answer(404, b"<h1>No</h1>"), answer(200, b"<h1>Hi</h1>"), answer(200, b"[]")]


@pytest.mark.parametrize("page", PAGES)
def test_a_server_of_another_kind_is_told_at_its_field(page: bytes, environment: Callable[..., None]) -> None:
    with peer() as made:
        environment(allow_hosts="127.0.0.1")
        made.answers = {"/api/v2/instance": page, "/api/v1/instance": page}
        with pytest.raises(Rejected) as caught:
            Mastodon().begin(http.make(), {"server": made.address("")}, return_to=BACK, state="s")
    assert (caught.value.problem.code, caught.value.problem.where) == ("not_this_network", "server")


def test_the_person_is_asked_for_no_more_than_is_needed(bench: MastodonBench) -> None:
    step = bench.connector.begin(http.make(), {"server": bench.server.base}, return_to=BACK, state="s1")
    assert isinstance(step, Redirect)
    asked = parse_qs(urlsplit(step.url).query)
    assert asked["scope"] == [SCOPES]
    assert asked["state"] == ["s1"]
    assert asked["code_challenge_method"] == ["S256"]
    assert step.pending["verifier"] not in step.url
    assert "follow" not in SCOPES


def test_a_code_is_worth_nothing_without_the_verifier_or_the_state(bench: MastodonBench) -> None:
    for spoiled in ({"verifier": "guessed"}, {"state": "other"}):
        step = bench.connector.begin(http.make(), {"server": bench.server.base}, return_to=BACK, state="s1")
        assert isinstance(step, Redirect)
        query = bench.server.agree(step.url, bench.name)
        with pytest.raises(Rejected) as caught:
            bench.connector.finish(http.make(), {**step.pending, **spoiled}, query)
        assert caught.value.problem.code == "sign_in_declined"


def test_the_account_is_named_with_its_server(bench: MastodonBench) -> None:
    connected = bench.sign_in()
    assert connected.profile.handle == f"{bench.name}@{bench.server.base.partition('://')[2]}"
    assert connected.profile == bench.connector.profile(bench.session())
    assert connected.credentials.expires_at is None


@pytest.mark.parametrize("has_v2", [True, False])
def test_limits_are_the_server_s_own(bench: MastodonBench, has_v2: bool) -> None:
    bench.server.switch("rules", max_characters=1234, has_v2=has_v2)
    limits = bench.connector.limits(bench.session())
    assert limits.text.maximum == 1234
    assert limits.text.url_length == 23
    assert limits.media.images_maximum == 4


def test_older_servers_that_name_their_length_elsewhere_are_understood() -> None:
    assert limits_of(Instance(version="2.7", max_toot_chars=5000)).text.maximum == 5000


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("wss://streaming.example", "https://streaming.example"),
        ("ws://127.0.0.1:4000", "http://127.0.0.1:4000"),
        ("https://streaming.example/", "https://streaming.example"),
        ("", "https://home.example"),
        ("mailto:ana", "https://home.example"),
    ],
)
def test_the_stream_is_where_the_server_says(told: str, address: str) -> None:
    for instance in (
        Instance("4.4", configuration=Configuration(urls=Urls(streaming=told))),
        Instance("4.4", urls=Urls(streaming_api=told)),
    ):
        assert wire.streaming_address(instance, "https://home.example") == address


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("This action is outside the authorized scopes", Reauthorize),
        ("Your login is currently disabled", Reauthorize),
        ("This action is not allowed", Rejected),
    ],
)
def test_a_refusal_that_is_about_the_account_asks_for_a_person(
    words: str, kind: type[NetworkError], environment: Callable[..., None], bench: MastodonBench
) -> None:
    bench.server.switch("rules", refuses=words)
    given, held = Outgoing(walk.text()), walk.ticket()
    with pytest.raises(kind):
        bench.connector.publish(bench.session(), given, held, {})


def test_numbers_of_many_posts_are_asked_for_together_where_the_server_can(bench: MastodonBench) -> None:
    refs = tuple(walk.sent(bench).ref for _ in range(22))
    for several, most in ((True, 2), (False, 23)):
        bench.server.switch("rules", has_several=several)
        before = bench.calls()
        told = bench.connector.counts(bench.session(), refs)
        assert [one.ref for one in told] == list(refs)
        assert bench.calls() - before <= most
