"""The network in a process of its own keeps what it acknowledged, whoever is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from resonans.core import clock
from resonans.core.settings import settings
from resonans.networks.contract import Ref
from resonans.networks.errors import OutcomeUnknown
from resonans.networks.sandbox import calls

from .place import MORNING, Place, connect, raised


class Network:
    """A process that can be killed and started again on the same store."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "network.sqlite3"
        self.calls = folder / "calls.jsonl"
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Serve; returns when it listens, on the same port as before."""
        port = httpx.URL(self.url).port if self.url else 0
        options = ["--port", str(port), "--store", str(self.store), "--calls", str(self.calls)]
        command = [sys.executable, "-m", "resonans.networks.sandbox", *options, "--lifetime", "120"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    @contextmanager
    def running(self) -> Iterator["Network"]:
        """Serve for the block."""
        self.start()
        try:
            yield self
        finally:
            if self._process is not None:
                self.kill()


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """A running network whose clock is a file, standing at MORNING."""
    at = tmp_path / "clock"
    at.write_text(MORNING.isoformat())
    monkeypatch.setenv("RESONANS_CLOCK", str(at))
    monkeypatch.setenv("RESONANS_ALLOW_HOSTS", "127.0.0.1")
    settings.cache_clear()
    with Network(tmp_path).running() as running:
        yield running
    settings.cache_clear()


@pytest.fixture
def kajen(network: Network) -> Place:
    """An account there."""
    return connect(network.store, server=network.url)


def _move(to: Path, hours: float) -> None:
    new = to.with_suffix(".new")
    new.write_text((clock.now() + timedelta(hours=hours)).isoformat())
    new.replace(to)


def test_what_was_acknowledged_outlives_a_kill(network: Network, kajen: Place, tmp_path: Path) -> None:
    refs = [kajen.publish(f"Inlägg {number}").ref for number in range(3)]
    _move(tmp_path / "clock", 30)
    before = kajen.connector.counts(kajen.session, tuple(refs))
    network.kill()
    network.start()
    assert kajen.connector.counts(kajen.session, tuple(refs)) == before
    assert all(count.values for count in before)


def test_the_log_of_calls_tells_what_had_an_effect(network: Network, kajen: Place) -> None:
    ref = kajen.publish().ref
    made = [call for call in calls.read(network.calls) if call.effect == "committed"]
    assert [(call.verb, call.account, call.status, call.post) for call in made] == [
        ("publish", "kajen", 201, ref.id)
    ]
    assert made[0].key
    assert made[0].at == MORNING.isoformat()
    listed = httpx.get(f"{network.url}/control/calls", trust_env=False).json()
    assert listed[-1]["verb"] == "publish"


@pytest.mark.parametrize(
    ("kind", "posts"), [("lose_answer", 1), ("drop", 0), ("nonsense", 1), ("error_after", 1), ("error", 0)]
)
def test_on_a_real_wire_a_lost_answer_is_unknown(
    network: Network, kajen: Place, kind: str, posts: int
) -> None:
    kajen.control.order(kind, verb="publish")
    assert isinstance(raised(kajen.publish), OutcomeUnknown)
    assert len(kajen.truth.posts("kajen")) == posts
    told = calls.read(network.calls)[-1]
    assert (told.misbehaved, told.effect) == (kind, "committed" if posts else "")


def test_an_answer_that_never_comes_ends_in_a_time_out(network: Network, kajen: Place) -> None:
    kajen.control.order("accept_then_time_out", verb="publish")
    patience = httpx.Client(timeout=0.5, trust_env=False)
    headers = {"Authorization": f"Bearer {kajen.session.credentials.values['access_token']}"}

    def post() -> httpx.Response:
        return patience.post(f"{network.url}/posts", headers=headers, json={"text": "Hej"})

    assert isinstance(raised(post), httpx.ReadTimeout)
    patience.close()
    assert len(kajen.truth.posts("kajen")) == 1


def test_posts_of_a_network_elsewhere_have_an_address(network: Network, kajen: Place) -> None:
    ref = kajen.publish().ref
    assert ref.url == f"{network.url}/@kajen/{ref.id}"
    page = httpx.get(ref.url, trust_env=False)
    assert page.status_code == 200
    assert "Höstens rost" in page.text


def test_both_ways_of_running_it_give_the_same_numbers(
    network: Network, kajen: Place, tmp_path: Path
) -> None:
    inside = connect(tmp_path / "inside.sqlite3")
    refs: list[Ref] = [place.publish().ref for place in (inside, kajen)]
    _move(tmp_path / "clock", 20)
    assert inside.counts(refs[0]).values == kajen.counts(refs[1]).values


def test_it_ends_with_its_lifetime(tmp_path: Path) -> None:
    options = ["--store", str(tmp_path / "s.sqlite3"), "--lifetime", "0.2"]
    ended = subprocess.run(
        [sys.executable, "-m", "resonans.networks.sandbox", *options],
        timeout=30,
        check=True,
        capture_output=True,
        text=True,
    )
    assert ended.stdout.startswith("http://127.0.0.1:")
