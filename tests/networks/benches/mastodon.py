"""The bench of Mastodon: our server in another process, with both clocks standing together."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.fakes.mastodon.process import MastodonServer

from resonans.core import clock
from resonans.core.settings import settings
from resonans.networks import http
from resonans.networks.contract import Connected, Connector, Credentials, Media, Redirect, Ref, Session
from resonans.networks.http import Budget, Http
from resonans.networks.mastodon import Mastodon
from resonans.networks.testing.bench import Act, Fault, Seen, SeenMedia
from resonans.networks.testing.faults import Faults

BACK = "https://resonans.example/back"
READ_S = 2.0
RULES = {
    "honours_key": True,
    "has_v2": True,
    "has_several": True,
    "max_characters": 500,
    "processing_s": 3.0,
    "hidden_s": 0.0,
    "refuses": "",
    "calls": 300,
}
_KINDS = {
    Fault.LOST_AFTER: "hang_after",
    Fault.LOST_BEFORE: "drop",
    Fault.BROKEN_AFTER: "broken_after",
}


class MastodonBench:
    """A fresh account on the server."""

    acts = frozenset(Act)

    def __init__(self, server: MastodonServer, folder: Path) -> None:
        self.connector: Connector = Mastodon()
        self.server = server
        self._folder = folder
        self._files = 0
        self._line = Faults(http.outward(settings().allow_hosts))
        self.name = f"kajen{secrets.token_hex(4)}"
        self.id = str(server.switch("people", username=self.name)["id"])
        self._credentials = self.sign_in().credentials

    def _http(self, budget: Budget | None = None) -> Http:
        return http.make({"all://": self._line}, budget=budget, timeout_s=READ_S)

    def session(self, budget: Budget | None = None) -> Session:
        handle = f"{self.name}@{self.server.base.partition('://')[2]}"
        return Session(
            "account", self.id, handle, self.server.base, self._credentials, self._http(budget), self._keep
        )

    def _keep(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def sign_in(self, *, agree: bool = True) -> Connected:
        step = self.connector.begin(self._http(), {"server": self.server.base}, return_to=BACK, state="s1")
        assert isinstance(step, Redirect)
        query = self.server.agree(step.url, self.name, answer="allow" if agree else "deny")
        connected = self.connector.finish(self._http(), step.pending, query)
        self._keep(connected.credentials)
        return connected

    def truth(self) -> tuple[Seen, ...]:
        return tuple(
            Seen(
                id=post["id"],
                text=post["text"],
                media=tuple(SeenMedia(one["kind"], one["description"], one["size"]) for one in post["media"]),
                reply_to=post["reply_to"] or "",
                poll=tuple(post["poll"]["options"]) if post["poll"] else (),
                visibility=post["visibility"],
                content_warning=post["spoiler"],
                language=post["language"] or "",
            )
            for post in self.server.truth(self.id)["posts"]
        )

    def calls(self) -> int:
        return int(self.server.truth(self.id)["calls"])

    def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.UNREACHABLE:
                self._line.order(fault)
            case Fault.REVOKED:
                self.server.switch("revoked", account=self.id)
            case Fault.SLOW_TO_SHOW:
                self.server.switch("rules", hidden_s=40.0)
            case Fault.STREAM_CUT:
                self.server.switch("cut", account=self.id)
            case Fault.NO_NEW_REFRESH:
                raise AssertionError("Mastodon's tokens are not renewed")
            case _:
                self.server.fault(_KINDS.get(fault, fault.value))

    def act(self, act: Act, post: Ref | None = None, text: str = "") -> None:
        given = {"act": act.value, "by": "dora", "status": post.id if post else None}
        self.server.switch("acts", **given, account=self.id, text=f"@{self.name} {text}")

    def is_streaming(self) -> bool:
        return bool(self.server.truth(self.id)["streams"])

    def wait(self, seconds: float) -> None:
        clock.move(seconds)
        self.server.set_clock(clock.now())

    def image(self) -> Media:
        return self._media("image/jpeg", "jpg", 1000)

    def video(self) -> Media:
        return self._media("video/mp4", "mp4", 150_000)

    def _media(self, mime: str, ending: str, size: int) -> Media:
        self._files += 1
        path = self._folder / f"file-{self._files}.{ending}"
        path.write_bytes(secrets.token_bytes(size))
        return Media(path.name, path, mime, size, "0" * 64, 800, 600, alt=f"Beans in tray {self._files}")

    def secrets(self) -> tuple[str, ...]:
        return tuple(self._credentials.values[name] for name in ("access_token", "client_secret"))


@contextmanager
def open_bench(request: pytest.FixtureRequest, folder: Path) -> Iterator[MastodonBench]:
    """The server is shared; its rules and its clock are as new."""
    server: MastodonServer = request.getfixturevalue("mastodon_server")
    clock.set_to(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    server.set_clock(clock.now())
    server.switch("rules", **RULES)
    try:
        yield MastodonBench(server, folder)
    finally:
        clock.set_to(None)
