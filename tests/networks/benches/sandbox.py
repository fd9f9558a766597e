"""The bench of the sandbox: the network inside this process, an account that only the bench's people see."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from resonans.core import clock
from resonans.networks import http
from resonans.networks.contract import Connected, Connector, Credentials, Media, Ref, Session
from resonans.networks.http import Budget, Http
from resonans.networks.sandbox.connector import Sandbox
from resonans.networks.sandbox.control import Control
from resonans.networks.sandbox.misbehaviour import Kind
from resonans.networks.sandbox.store import Post, Store
from resonans.networks.sandbox.transport import HOST, SandboxTransport, inside
from resonans.networks.testing.bench import BUSY_S, Act, Fault, Seen, SeenMedia
from resonans.networks.testing.faults import Faults

_ORDERS = {
    Fault.LOST_AFTER: (Kind.ACCEPT_THEN_TIME_OUT, 0.0),
    Fault.LOST_BEFORE: (Kind.HANG, 0.0),
    Fault.BUSY: (Kind.LIMIT, BUSY_S),
    Fault.BUSY_SILENT: (Kind.LIMIT, 0.0),
    Fault.BROKEN: (Kind.ERROR, 0.0),
    Fault.BROKEN_AFTER: (Kind.ERROR_AFTER, 0.0),
    Fault.HTML: (Kind.HTML, 0.0),
    Fault.EMPTY: (Kind.EMPTY, 0.0),
    Fault.CUT: (Kind.NONSENSE, 0.0),
    Fault.SLOW_TO_SHOW: (Kind.HIDE, 60.0),
    Fault.NO_NEW_REFRESH: (Kind.EMPTY_REFRESH, 0.0),
}


class SandboxBench:
    """A fresh account in a fresh world."""

    acts = frozenset(Act)

    def __init__(self, folder: Path) -> None:
        self.connector: Connector = Sandbox()
        self._folder = folder
        self._store = folder / "sandbox.sqlite3"
        self._faults = Faults(SandboxTransport(self._store))
        self._control = Control.inside(self._store)
        self._credentials = Credentials({})
        self._remote_id = self.sign_in().profile.id
        self._control.style("kajen", quiet=True)

    def _http(self, budget: Budget | None = None) -> Http:
        return http.make({f"all://{HOST}": self._faults}, budget=budget)

    def session(self, budget: Budget | None = None) -> Session:
        wire = self._http(budget)
        server = f"http://{HOST}"
        return Session("account", self._remote_id, "kajen", server, self._credentials, wire, self._keep)

    def _keep(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def sign_in(self, *, agree: bool = True) -> Connected:
        form = {"handle": "kajen" if agree else "not a name"}
        connected = self.connector.begin(self._http(), form, return_to="", state="")
        assert isinstance(connected, Connected)
        self._credentials = connected.credentials
        return connected

    def truth(self) -> tuple[Seen, ...]:
        store, now = Store(self._store), int(clock.now().timestamp() * 1000)
        return tuple(
            _seen(store, post) for post in store.posts(self._remote_id, until=now) if post.is_there(now)
        )

    def calls(self) -> int:
        return self._faults.calls

    def fault(self, fault: Fault) -> None:
        if fault in _ORDERS:
            kind, seconds = _ORDERS[fault]
            self._control.order(kind, seconds=seconds)
        elif fault is Fault.REVOKED:
            with Store(self._store).writing() as connection:
                connection.execute("UPDATE tokens SET revoked = 1")
        elif fault is Fault.STREAM_CUT:
            inside(self._store).streams.end()
        else:
            self._faults.order(fault)

    def act(self, act: Act, post: Ref | None = None, text: str = "") -> None:
        clock.move(1)
        self._control.act("kajen", act, post=post.id if post is not None else "", text=text)

    def is_streaming(self) -> bool:
        return bool(len(inside(self._store).streams))

    def wait(self, seconds: float) -> None:
        clock.move(seconds)

    def image(self) -> Media:
        drawn = BytesIO()
        colour = (secrets.randbelow(256), secrets.randbelow(256), secrets.randbelow(256))
        Image.new("RGB", (64, 48), colour).save(drawn, "PNG")
        return self._media("image/png", drawn.getvalue())

    def video(self) -> Media:
        return self._media("video/mp4", secrets.token_bytes(1000))

    def _media(self, mime: str, content: bytes) -> Media:
        name = secrets.token_hex(4)
        path = self._folder / name
        path.write_bytes(content)
        return Media(name, path, mime, len(content), name, 64, 48, alt=f"A bag of coffee {name}")

    def secrets(self) -> tuple[str, ...]:
        return tuple(value for value in self._credentials.values.values() if value)


def _seen(store: Store, post: Post) -> Seen:
    body = post.body
    media, link, poll = body.get("media"), body.get("link"), body.get("poll")
    files = media if isinstance(media, list) else []
    return Seen(
        id=post.id,
        text=post.text,
        media=tuple(_file(store, str(id)) for id in files),
        reply_to=post.reply_to,
        quote=post.quote,
        card=str(link["url"]) if isinstance(link, dict) else "",
        poll=tuple(poll["options"]) if isinstance(poll, dict) else (),
        language=str(body.get("language") or ""),
    )


def _file(store: Store, id: str) -> SeenMedia:
    alt, size = store.connection.execute("SELECT alt, size FROM media WHERE id = ?", (id,)).fetchone()
    return SeenMedia("image", alt, size)


@contextmanager
def open_bench(request: pytest.FixtureRequest, folder: Path) -> Iterator[SandboxBench]:
    """An account of its own."""
    request.getfixturevalue("noon")
    yield SandboxBench(folder)
