"""Around the server: the call log, faults on order, and the address that switches them."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tests.fakes.mastodon.server import Server
from tests.fakes.mastodon.world import Rules

from resonans.core import clock

BUSY_S = 17
_BODIES = {
    "other_json": (b'{"unexpected": {"shape": [true]}}', b"application/json"),
    "html": (b"<!doctype html><title>Please wait</title><p>Checking your browser.", b"text/html"),
    "empty": (b"", b"application/json"),
}


@dataclass
class Order:
    """What the next `times` calls meet; `path` and `method` narrow them."""

    kind: str
    """With nothing done: hang, drop, busy, busy_silent, broken. After it was done: hang_after, drop_after,
    broken_after, cut, other_json, html, empty."""
    times: int = 1
    path: str = ""
    method: str = ""

    def meets(self, scope: Scope) -> bool:
        """Whether this call is meant."""
        return self.path in {"", scope["path"]} and self.method in {"", scope["method"]}


class Misbehaving:
    """ASGI: logs every call, plays what was ordered, and otherwise lets the server answer."""

    def __init__(self, server: Server, log: Path | None) -> None:
        self.server = server
        self._app: ASGIApp = server.app()
        self._log = log
        self._orders: list[Order] = []
        self.calls = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            await self._lifespan(receive, send)
        elif scope["path"].startswith("/control/"):
            await self._control(scope, receive, send)
        else:
            self.calls += 1
            order = self._next(scope)
            kind = order.kind if order else ""
            await self._answer(kind, scope, receive, self._dated(self._logged(scope, kind, send)))

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def _next(self, scope: Scope) -> Order | None:
        for order in self._orders:
            if order.meets(scope):
                order.times -= 1
                if order.times <= 0:
                    self._orders.remove(order)
                return order
        return None

    async def _answer(self, kind: str, scope: Scope, receive: Receive, send: Send) -> None:
        if kind == "":
            await self._app(scope, receive, send)
        elif kind in {"hang", "drop", "busy", "busy_silent", "broken"}:
            await _whole_body(receive)
            await _instead(kind, receive, send)
        else:
            kept: list[Message] = []

            async def keep(message: Message) -> None:
                kept.append(message)

            await self._app(scope, receive, keep)
            await _afterwards(kind, kept, receive, send)

    def _logged(self, scope: Scope, fault: str, send: Send) -> Send:
        """Writes the call down before its answer leaves; a call without an answer when it is decided so."""
        headers = Headers(scope=scope)
        line: dict[str, Any] = {
            "at": clock.now().isoformat(),
            "method": scope["method"],
            "path": scope["path"],
            "key": headers.get("idempotency-key", ""),
            "fault": fault,
            "status": None,
        }
        if fault in {"hang", "drop", "hang_after", "drop_after"}:
            self._write(line)

        async def logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._write(line | {"status": message["status"]})
            await send(message)

        return logged

    def _write(self, line: dict[str, Any]) -> None:
        if self._log is not None:
            with self._log.open("a") as file:
                file.write(json.dumps(line) + "\n")

    def _dated(self, send: Send) -> Send:
        """Answers bear the time of the world, not of the machine."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT").encode()
                message = {**message, "headers": [*message.get("headers", []), (b"date", date)]}
            await send(message)

        return dated

    # the switches

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        raw = await request.body()
        given: dict[str, Any] = json.loads(raw) if raw else {}
        name = scope["path"].removeprefix("/control/")
        switch: Callable[[dict[str, Any]], object] = getattr(self, f"set_{name}")
        await JSONResponse(switch(given))(scope, receive, send)

    def set_faults(self, given: dict[str, Any]) -> object:
        """Order a fault."""
        self._orders.append(Order(**given))
        return {}

    def set_rules(self, given: dict[str, Any]) -> object:
        """Change how the server is; an empty change tells how it is."""
        rules = self.server.world.rules
        for field in fields(Rules):
            if field.name in given:
                setattr(rules, field.name, given[field.name])
        return asdict(rules)

    def set_clock(self, given: dict[str, Any]) -> object:
        """Let the clock stand at a time, or run again."""
        clock.set_to(datetime.fromisoformat(given["at"]) if given.get("at") else None)
        return {"now": clock.now().isoformat()}

    def set_people(self, given: dict[str, Any]) -> object:
        """Make a person, or find one."""
        return self.server.told.account(self.server.world.account(given["username"], given.get("domain", "")))

    def set_acts(self, given: dict[str, Any]) -> object:
        """Let a person like, share, follow, comment or mention."""
        world, person = self.server.world, self.server.world.account(given["by"])
        match given["act"]:
            case "like":
                world.favourite(person.id, world.status(given["status"]))
            case "share":
                world.boost(person.id, world.status(given["status"]))
            case "follow":
                world.follow(person.id, world.accounts[given["account"]])
            case _:
                self.server.posts.say(person.id, given["text"], given.get("status"))
        return {}

    def set_revoked(self, given: dict[str, Any]) -> object:
        """Refuse an account's tokens from now on."""
        for grant in self.server.world.tokens.values():
            if grant.account == given["account"]:
                grant.revoked = True
        return {}

    def set_cut(self, given: dict[str, Any]) -> object:
        """End an account's open streams."""
        self.server.cut_streams(given["account"])
        return {}

    def set_truth(self, given: dict[str, Any]) -> object:
        """What the world holds of an account: its posts, oldest first, as they were written."""
        world = self.server.world
        mine = [asdict(one) for one in world.statuses.values() if one.account == given["account"]]
        for one in mine:
            one["app"] = one["app"]["name"] if one["app"] else ""
            one["media"] = [asdict(world.media[ident]) for ident in one["media"]]
        streaming = sum(account == given["account"] for account, _ in self.server.streams)
        told = {"posts": mine, "calls": self.calls, "streams": streaming}
        return json.loads(json.dumps(told, default=str))


async def _whole_body(receive: Receive) -> None:
    while (await receive()).get("more_body"):
        continue


async def _instead(kind: str, receive: Receive, send: Send) -> None:
    """What comes instead of an answer, with nothing done."""
    match kind:
        case "hang":
            await _hang(receive)
        case "drop":
            _drop(receive)
        case "broken":
            await _send(send, 503, b'{"error": "Something went wrong"}')
        case _:
            after = [(b"retry-after", str(BUSY_S).encode())] if kind == "busy" else []
            await _send(send, 429, b'{"error": "Too many requests"}', after)


async def _afterwards(kind: str, kept: list[Message], receive: Receive, send: Send) -> None:
    """What comes instead of the answer, although everything was done."""
    match kind:
        case "hang_after":
            await _hang(receive)
        case "drop_after":
            _drop(receive)
        case "broken_after":
            await _send(send, 500, b'{"error": "Something went wrong"}')
        case "cut":
            body = b"".join(message.get("body", b"") for message in kept)
            await send(kept[0])
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            _drop(receive)
        case _:
            body, mime = _BODIES[kind]
            await _send(send, 200, body, [], mime)


async def _hang(receive: Receive) -> None:
    """Say nothing until the other side gives up."""
    while (await receive())["type"] != "http.disconnect":
        await asyncio.sleep(0)


def _drop(receive: Receive) -> None:
    """Close the connection at once. `receive` belongs to uvicorn's cycle, which holds the transport."""
    cycle: Any = getattr(receive, "__self__")  # noqa: B009  (uvicorn gives a bound method)
    cycle.transport.abort()


async def _send(
    send: Send,
    status: int,
    body: bytes,
    headers: list[tuple[bytes, bytes]] | None = None,
    mime: bytes = b"application/json",
) -> None:
    described = [(b"content-type", mime), (b"content-length", str(len(body)).encode()), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": described})
    await send({"type": "http.response.body", "body": body})
