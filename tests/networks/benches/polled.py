"""The bench of the test-only connector: everything in this process, on a clock that stands."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.networks.polled import SERVER, Polled
from tests.networks.polled_fake import Container, PolledNetwork, Post

from resonans.core import clock
from resonans.networks import http
from resonans.networks.contract import Connected, Connector, Credentials, Media, Redirect, Ref, Session
from resonans.networks.http import Budget, Http
from resonans.networks.testing.bench import Act, Fault, Seen, SeenMedia
from resonans.networks.testing.faults import Faults


class PolledBench:
    """A fresh network with one account."""

    acts = frozenset(Act)

    def __init__(self, folder: Path, connector: Connector | None = None) -> None:
        self.connector: Connector = connector or Polled()
        self.network = PolledNetwork()
        self._faults = Faults(self.network)
        self._folder = folder
        self._files = 0
        self._credentials = Credentials(
            {"access_token": self.network.access, "refresh_token": self.network.refresh}
        )

    def _http(self, budget: Budget | None = None) -> Http:
        return http.make({"all://": self._faults}, budget=budget)

    def session(self, budget: Budget | None = None) -> Session:
        return Session(
            "account", "p-kajen", "kajen", SERVER, self._credentials, self._http(budget), self._keep
        )

    def _keep(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def sign_in(self, *, agree: bool = True) -> Connected:
        step = self.connector.begin(self._http(), {}, return_to="https://resonans.example/back", state="s1")
        assert isinstance(step, Redirect)
        state = parse_qs(urlsplit(step.url).query)["state"][0]
        answer = {"code": self.network.authorize()} if agree else {"error": "access_denied"}
        connected = self.connector.finish(self._http(), step.pending, {**answer, "state": state})
        self._keep(connected.credentials)
        return connected

    def truth(self) -> tuple[Seen, ...]:
        return tuple(self._seen(post) for post in self.network.shown())

    def _seen(self, post: Post) -> Seen:
        body = post.container.body
        children = body.get("children")
        files = [self.network.containers[one] for one in children] if isinstance(children, list) else []
        return Seen(
            id=post.id,
            text=str(body.get("text", "")),
            media=tuple(self._file(one) for one in files),
            reply_to=str(body.get("reply_to", "")),
            card=str(body.get("card", "")),
            language=str(body.get("language", "")),
        )

    def _file(self, one: Container) -> SeenMedia:
        upload = self.network.uploads.get(str(one.body.get("upload", "")))
        size = upload.received if upload else None
        return SeenMedia(str(one.body["kind"]), str(one.body.get("alt", "")), size)

    def calls(self) -> int:
        return self._faults.calls

    def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.REVOKED:
                self.network.revoked = True
            case Fault.SLOW_TO_SHOW:
                self.network.slow = True
            case Fault.NO_NEW_REFRESH:
                self.network.keeps_refresh = True
            case Fault.STREAM_CUT:
                self.network.cut_streams()
            case _:
                self._faults.order(fault)

    def act(self, act: Act, post: Ref | None = None, text: str = "") -> None:
        self.network.react(act.value, post.id if post else "", text)

    def is_streaming(self) -> bool:
        return bool(self.network.streams)

    def wait(self, seconds: float) -> None:
        clock.move(seconds)

    def image(self) -> Media:
        return self._media("image/jpeg", 1000)

    def video(self) -> Media:
        return self._media("video/mp4", 150_000)

    def _media(self, mime: str, size: int) -> Media:
        self._files += 1
        path = self._folder / f"file-{self._files}"
        path.write_bytes(secrets.token_bytes(size))
        address = f"https://resonans.example/{path.name}"
        alt = f"Beans in tray {self._files}"
        return Media(path.name, path, mime, size, "0" * 64, 800, 600, alt=alt, address=address)

    def secrets(self) -> tuple[str, ...]:
        return tuple(self._credentials.values.values())


@contextmanager
def open_bench(request: pytest.FixtureRequest, folder: Path) -> Iterator[PolledBench]:
    """A network of its own for each rule."""
    clock.set_to(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    try:
        yield PolledBench(folder)
    finally:
        clock.set_to(None)
