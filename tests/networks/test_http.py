"""The one HTTP client, against servers that misbehave on real sockets."""

import gzip
import logging
import socket
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest
from tests.networks.peer import Peer, answer, peer

from resonans.networks import http
from resonans.networks.errors import (
    Gone,
    NetworkError,
    OutcomeUnknown,
    Reauthorize,
    Rejected,
    Retry,
)
from resonans.networks.gate import ANSWER_BYTES
from resonans.networks.http import Http

TOKEN = "tok-5f1c9e7b2a"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Purse:
    """A budget that counts, and is empty after `calls`."""

    def __init__(self, calls: int = 99) -> None:
        self.left = calls
        self.taken: list[tuple[str, int]] = []
        self.learned: list[tuple[str, int, float]] = []

    def take(self, bucket: str, cost: int = 1) -> float:
        if self.left < 1:
            return 33.0
        self.left -= 1
        self.taken.append((bucket, cost))
        return 0.0

    def learn(self, bucket: str, *, remaining: int, reset_s: float) -> None:
        self.learned.append((bucket, remaining, reset_s))


@pytest.fixture
def there(environment: Callable[..., None]) -> Iterator[Peer]:
    """A server that connectors may reach as 127.0.0.1 and as localhost."""
    with peer() as made:
        environment(allow_hosts=f"127.0.0.1:{made.port},localhost:{made.port}")
        yield made


def caught(call: Callable[[], object]) -> NetworkError:
    with pytest.raises(NetworkError) as error:
        call()
    return error.value


def hang_up(connection: socket.socket) -> None:
    """Close without a word."""


def test_an_answer_comes_through(there: Peer) -> None:
    there.answers["/me"] = answer(200, b'{"id": "7"}')
    told = http.decode(http.make().ask("GET", there.address("/me"), headers=BEARER), dict[str, str])
    assert told == {"id": "7"}
    assert f"Authorization: Bearer {TOKEN}" in there.asked[0]


@pytest.mark.parametrize(
    ("status", "asked", "once"),
    [
        (401, Reauthorize, Reauthorize),
        (403, Rejected, Rejected),
        (404, Gone, Gone),
        (410, Gone, Gone),
        (408, Retry, Retry),
        (413, Rejected, Rejected),
        (422, Rejected, Rejected),
        (425, Retry, Retry),
        (429, Retry, Retry),
        (500, Retry, OutcomeUnknown),
        (503, Retry, OutcomeUnknown),
    ],
)
def test_each_status_means_one_thing_to_do(
    there: Peer, status: int, asked: type[NetworkError], once: type[NetworkError]
) -> None:
    there.answers["/it"] = answer(status, b'{"error": "It is so"}')
    for call, kind in ((http.make().ask, asked), (http.make().once, once)):
        error = caught(lambda call=call: call("POST", there.address("/it")))  # type: ignore[misc]
        assert type(error) is kind
        assert error.detail == "It is so"
        assert not isinstance(error, Retry) or error.limited == (status == 429)


def test_a_lost_answer_is_unknown_only_where_the_call_must_not_be_repeated(there: Peer) -> None:
    there.answers["/lost"] = hang_up
    assert type(caught(lambda: http.make().ask("POST", there.address("/lost")))) is Retry
    assert type(caught(lambda: http.make().once("POST", there.address("/lost")))) is OutcomeUnknown


def test_an_answer_that_never_comes_is_given_up(there: Peer) -> None:
    done = threading.Event()
    there.answers["/slow"] = lambda connection: (done.wait(5), None)[1]
    impatient = http.make(timeout_s=0.2)
    assert type(caught(lambda: impatient.once("POST", there.address("/slow")))) is OutcomeUnknown
    done.set()


def test_where_nobody_listens_nothing_was_sent(environment: Callable[..., None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    environment(allow_hosts="127.0.0.1")
    error = caught(lambda: http.make().once("POST", f"http://127.0.0.1:{port}/"))
    assert isinstance(error, Retry)
    assert not error.limited


def test_half_an_answer_is_a_lost_one(there: Peer) -> None:
    there.answers["/cut"] = answer(200, b'{"id": "7"}').replace(b"Length: 11", b"Length: 99")
    assert type(caught(lambda: http.make().once("POST", there.address("/cut")))) is OutcomeUnknown


def test_nonsense_is_told_by_the_call_that_got_it(there: Peer) -> None:
    there.answers["/it"] = answer(200, b"<html>")
    asked, once = http.make().ask("GET", there.address("/it")), http.make().once("POST", there.address("/it"))
    assert type(caught(lambda: http.decode(asked, dict[str, str]))) is Retry
    assert type(caught(lambda: http.decode(once, dict[str, str]))) is OutcomeUnknown


# addresses


def test_this_machine_is_out_of_reach_unless_it_is_named(environment: Callable[..., None]) -> None:
    with peer() as made:
        environment(allow_hosts="")
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"):
            error = caught(lambda host=host: http.make().once("POST", made.address("/", host)))  # type: ignore[misc]
            assert isinstance(error, Rejected), host
            assert error.problem.code == "address_not_allowed"
        assert made.asked == []


def test_a_library_that_is_given_the_client_is_guarded_too(environment: Callable[..., None]) -> None:
    with peer() as made:
        environment(allow_hosts="")
        with pytest.raises(Rejected):
            http.make().client.get(made.address())
        assert made.asked == []


def test_a_redirect_does_not_lead_inside(environment: Callable[..., None]) -> None:
    with peer() as made, peer() as inside:
        environment(allow_hosts=f"127.0.0.1:{made.port}")
        made.answers["/go"] = answer(302, b"", f"Location: {inside.address('/secret')}")
        error = caught(lambda: http.make().ask("GET", made.address("/go")))
        assert isinstance(error, Rejected)
        assert error.problem.code == "address_not_allowed"
        assert inside.asked == []


def test_a_redirect_to_another_host_takes_no_authorisation_along(there: Peer) -> None:
    there.answers["/go"] = answer(302, b"", f"Location: {there.address('/new', 'localhost')}")
    there.answers["/same"] = answer(302, b"", "Location: /new")
    there.answers["/new"] = answer()
    http.make().ask("GET", there.address("/go"), headers=BEARER)
    assert [TOKEN in asked for asked in there.asked] == [True, False]
    http.make().ask("GET", there.address("/same"), headers=BEARER)
    assert TOKEN in there.asked[-1]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_call_that_must_not_be_repeated_follows_no_redirect(there: Peer, status: int) -> None:
    there.answers["/go"] = answer(status, b"", f"Location: {there.address('/new')}")
    error = caught(lambda: http.make().once("POST", there.address("/go"), data={"token": TOKEN}))
    assert isinstance(error, Rejected)
    assert error.problem.code == "moved"
    assert len(there.asked) == 1


@pytest.mark.parametrize("address", ["ftp://example.org/", "not an address", "http://", "http://a:b:c/"])
def test_what_is_no_address_is_told_as_such(address: str) -> None:
    error = caught(lambda: http.make().ask("GET", address))
    assert isinstance(error, Rejected)
    assert error.problem.code == "address_wrong"


def test_addresses_inside_this_process_are_answered_by_their_transport() -> None:
    inside = httpx.MockTransport(lambda request: httpx.Response(200, json={"path": request.url.path}))
    made = http.make({"all://sandbox.internal": inside})
    assert made.ask("GET", "http://sandbox.internal/me").json() == {"path": "/me"}


# answers


def test_an_answer_without_end_is_cut_off(there: Peer) -> None:
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        try:
            for _ in range(ANSWER_BYTES // 1_000_000 + 8):
                connection.sendall(b" " * 1_000_000)
        except OSError:
            return

    there.answers["/flood"] = pour
    assert isinstance(caught(lambda: http.make().ask("GET", there.address("/flood"))), Retry)


def test_a_small_packet_that_unpacks_without_end_is_cut_off(there: Peer) -> None:
    bomb = gzip.compress(b"\0" * (ANSWER_BYTES * 4))
    assert len(bomb) < 100_000
    there.answers["/bomb"] = answer(200, bomb, "Content-Encoding: gzip")
    assert isinstance(caught(lambda: http.make().ask("GET", there.address("/bomb"))), Retry)


def test_packed_answers_are_unpacked_and_half_packets_are_not_believed(there: Peer) -> None:
    packed = gzip.compress(b'{"id": "7"}')
    there.answers["/packed"] = answer(200, packed, "Content-Encoding: gzip")
    there.answers["/half"] = answer(200, packed[:-6], "Content-Encoding: gzip")
    there.answers["/strange"] = answer(200, packed, "Content-Encoding: br")
    assert http.make().ask("GET", there.address("/packed")).json() == {"id": "7"}
    for path in ("/half", "/strange"):
        assert isinstance(caught(lambda path=path: http.make().ask("GET", there.address(path))), Retry)  # type: ignore[misc]


# limits


def test_a_busy_server_says_how_long_to_wait(there: Peer) -> None:
    there.answers["/says"] = answer(429, b"{}", "Retry-After: 41")
    there.answers["/resets"] = answer(429, b"{}", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 52")
    there.answers["/silent"] = answer(429)
    waits = {}
    for path in there.answers:
        error = caught(lambda path=path: http.make().once("POST", there.address(path)))  # type: ignore[misc]
        assert isinstance(error, Retry)
        waits[path] = error.after_s
    assert waits == {"/says": 41, "/resets": 52, "/silent": 60}


def test_the_budget_is_asked_and_taught_for_each_call(there: Peer) -> None:
    purse = Purse(2)
    made = http.make(budget=purse)
    there.answers["/it"] = answer(200, b"{}", "X-RateLimit-Remaining: 5", "X-RateLimit-Reset: 60")
    made.ask("GET", there.address("/it"), bucket="media", cost=3)
    made.charged("writes", 2).client.get(there.address("/it"))
    error = caught(lambda: made.once("POST", there.address("/it")))
    assert isinstance(error, Retry)
    assert (error.limited, error.after_s) == (True, 33.0)
    assert purse.taken == [("media", 3), ("writes", 2)]
    assert purse.learned == [("media", 5, 60.0), ("writes", 5, 60.0)]
    assert len(there.asked) == 2


def test_the_first_byte_is_told_when_it_leaves_and_not_before(there: Peer) -> None:
    told: list[str] = []
    made = http.make(first_byte=lambda: told.append("now"))
    there.answers["/it"] = answer()
    made.ask("GET", there.address("/it"))
    assert told == ["now"]
    inside = http.make(
        {"all://in.internal": httpx.MockTransport(lambda _request: httpx.Response(200))},
        first_byte=lambda: told.append("inside"),
    )
    inside.ask("GET", "http://in.internal/")
    assert told == ["now", "inside"]


def test_no_first_byte_is_told_of_a_call_that_could_not_be_made(environment: Callable[..., None]) -> None:
    environment(allow_hosts="")
    told: list[str] = []
    made = http.make(first_byte=lambda: told.append("now"))
    with peer() as unreachable:
        caught(lambda: made.ask("GET", unreachable.address()))
    assert told == []


# secrets


def test_what_a_server_repeats_of_our_secrets_is_cut_out(there: Peer) -> None:
    there.answers["/it"] = answer(400, f'{{"error": "bad token {TOKEN} and secret s3cr3t-value"}}'.encode())
    error = caught(
        lambda: http.make().ask(
            "POST", there.address("/it"), headers=BEARER, data={"client_secret": "s3cr3t-value"}
        )
    )
    assert error.detail == "bad token … and secret …"


def test_nothing_secret_is_logged(there: Peer, caplog: pytest.LogCaptureFixture) -> None:
    there.answers["/it"] = answer(500, b"{}")
    with caplog.at_level(logging.DEBUG):
        caught(lambda: http.make().ask("GET", there.address("/it"), headers=BEARER, params={"code": TOKEN}))
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(http.make())


# streams


def test_a_stream_tells_its_events_and_ends_by_retry(there: Peer) -> None:
    body = b":ping\n\nevent: notification\ndata: {}\n\n"
    there.answers["/stream"] = answer(200, body, "Content-Type: text/event-stream")
    events = http.make().events(there.address("/stream"), headers=BEARER)
    assert next(events).event == "notification"
    assert isinstance(caught(lambda: next(events)), Retry)


def test_a_stream_that_falls_silent_ends_by_retry(there: Peer) -> None:
    done = threading.Event()

    def fall_silent(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:ping\n\n")
        done.wait(5)

    there.answers["/stream"] = fall_silent
    assert isinstance(
        caught(lambda: next(http.make().events(there.address("/stream"), silence_s=0.2))), Retry
    )
    done.set()


def test_a_stream_that_is_refused_says_why(there: Peer) -> None:
    there.answers["/dead"] = answer(401)
    there.answers["/page"] = answer(200, b"<html>", "Content-Type: text/html")
    made: Http = http.make()
    assert isinstance(caught(lambda: next(made.events(there.address("/dead")))), Reauthorize)
    assert isinstance(caught(lambda: next(made.events(there.address("/page")))), Retry)
