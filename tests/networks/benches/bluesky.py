"""The bench of Bluesky: the real servers, with the common faults played in front of them."""

import io
import json
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from tests.bluesky_network.people import Someone
from tests.bluesky_network.servers import BlueskyNetwork

from resonans.core import clock
from resonans.networks import http
from resonans.networks.bluesky import Bluesky
from resonans.networks.contract import Connected, Connector, Credentials, Media, Ref, Session
from resonans.networks.http import Budget, Http
from resonans.networks.testing.bench import Act, Fault, Seen, SeenMedia
from resonans.networks.testing.faults import Faults

MARKS = (pytest.mark.bluesky,)
REFRESH = "/xrpc/com.atproto.server.refreshSession"


class Servers(httpx.BaseTransport):
    """The way to the real servers, with the two faults of theirs that cannot be ordered from them."""

    def __init__(self) -> None:
        self._wire = httpx.HTTPTransport()
        self.keeps_refresh = False
        """Leave the refresh token out of the next renewal's answer."""
        self.revoked = False
        """Spoil every token on its way, so that the servers refuse it."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.revoked and "authorization" in request.headers:
            request.headers["authorization"] += "x"
        answer = self._wire.handle_request(request)
        if not (self.keeps_refresh and request.url.path == REFRESH):
            return answer
        self.keeps_refresh = False
        body = json.loads(answer.read())
        answer.close()
        return httpx.Response(200, json={**body, "refreshJwt": ""})

    def close(self) -> None:
        self._wire.close()


class BlueskyBench:
    """A fresh account on the network."""

    acts = frozenset(Act)

    def __init__(self, network: BlueskyNetwork, folder: Path) -> None:
        self.connector: Connector = Bluesky()
        self.account = network.make_account("kajen")
        network.settle()  # until then its profile is not found
        self._network = network
        self._folder = folder
        self._servers = Servers()
        self._faults = Faults(self._servers)
        self._other: Someone | None = None
        self._credentials = Credentials({})
        self._server = ""
        self.sign_in()

    def _http(self, budget: Budget | None = None) -> Http:
        return http.make({"all://": self._faults}, budget=budget)

    def session(self, budget: Budget | None = None) -> Session:
        account, wire = self.account, self._http(budget)
        return Session(
            "account", account.did, account.handle, self._server, self._credentials, wire, self._keep
        )

    def _keep(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def sign_in(self, *, agree: bool = True) -> Connected:
        form = {
            "handle": self.account.handle,
            "app_password": self.account.app_password if agree else "abcd-efgh-ijkl-mnop",
            "server": self._network.pds,
        }
        connected = self.connector.begin(self._http(), form, return_to="", state="")
        assert isinstance(connected, Connected)
        self._credentials, self._server = connected.credentials, connected.server
        return connected

    def truth(self) -> tuple[Seen, ...]:
        self._network.settle()
        return tuple(_seen(record) for record in self.account.records())

    def calls(self) -> int:
        return self._faults.calls

    def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.REVOKED:
                self._servers.revoked = True
            case Fault.NO_NEW_REFRESH:
                self._servers.keeps_refresh = True
            case Fault.SLOW_TO_SHOW | Fault.STREAM_CUT:
                pass  # posts are there at once, and nothing is streamed
            case _:
                self._faults.order(fault)

    def act(self, act: Act, post: Ref | None = None, text: str = "") -> None:
        other = self._other = self._other or self._network.make_account("bo")
        if act is Act.FOLLOW:
            other.follow(self.account.did)
        elif act is Act.MENTION:
            other.mention(self.account.handle, self.account.did, text)
        elif post is not None:
            stated = Ref(post.id, self._revision(post))
            deeds = {Act.LIKE: other.like, Act.SHARE: other.repost}
            deeds[act](stated) if act in deeds else other.reply(stated, text)

    def _revision(self, post: Ref) -> str:
        found = next(record for record in self.account.records() if record["uri"] == post.id)
        return str(found["cid"])

    def is_streaming(self) -> bool:
        return False

    def wait(self, seconds: float) -> None:
        clock.move(seconds)
        self._network.settle()

    def image(self) -> Media:
        drawn = io.BytesIO()
        colour = (secrets.randbelow(256), secrets.randbelow(256), secrets.randbelow(256))
        Image.new("RGB", (64, 48), colour).save(drawn, "PNG")
        return self._media("image/png", drawn.getvalue())

    def video(self) -> Media:
        return self._media("video/mp4", secrets.token_bytes(1000))

    def _media(self, mime: str, content: bytes) -> Media:
        name = secrets.token_hex(4)
        path = self._folder / name
        path.write_bytes(content)
        return Media(name, path, mime, len(content), "0" * 64, 64, 48, alt=f"Beans in tray {name}")

    def secrets(self) -> tuple[str, ...]:
        return (*self._credentials.values.values(), self.account.app_password)

    def close(self) -> None:
        """Let go of the connections."""
        self._faults.close()


def _seen(record: dict[str, Any]) -> Seen:
    value = record["value"]
    embed = value.get("embed", {})
    images = embed.get("images", embed.get("media", {}).get("images", []))
    quoted = embed.get("record", {})
    return Seen(
        id=record["uri"],
        text=value["text"],
        media=tuple(SeenMedia("image", each["alt"], each["image"]["size"]) for each in images),
        reply_to=value.get("reply", {}).get("parent", {}).get("uri", ""),
        quote=quoted.get("uri") or quoted.get("record", {}).get("uri", ""),
        card=embed.get("external", {}).get("uri", ""),
        language=(value.get("langs") or [""])[0],
    )


@contextmanager
def open_bench(request: pytest.FixtureRequest, folder: Path) -> Iterator[BlueskyBench]:
    """A new account for each rule. The clock stands where the servers' clock was, and moves when told."""
    network: BlueskyNetwork = request.getfixturevalue("bluesky_network")
    clock.set_to(clock.now())
    try:
        with closing(BlueskyBench(network, folder)) as bench:
            yield bench
    finally:
        clock.set_to(None)
