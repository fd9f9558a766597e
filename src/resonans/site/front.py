"""The thin ASGI front: health, figures and live changes itself; everything else goes to Django's threads.

A body of up to 1 MiB is received before a thread is taken, so that a slow sender occupies nobody; larger ones
stream into at most two of the four threads.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from a2wsgi import WSGIMiddleware

from resonans.core.settings import settings
from resonans.site import figures, health, live
from resonans.site.wsgi import application as django

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

THREADS = 4
LARGE_AT_ONCE = 2
HELD_BYTES = 1 << 20
SILENCE_S = 60.0
_LIVE = re.compile(r"/w/(?P<slug>[-\w]+)/changes")
_pages = WSGIMiddleware(django, workers=THREADS)
_large = asyncio.Semaphore(LARGE_AT_ONCE)


class SenderSilent(ConnectionError):
    """A large body stopped arriving."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI 3."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _http(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await live.hub.close()
    await send({"type": "lifespan.shutdown.complete"})


async def _http(scope: Scope, receive: Receive, send: Send) -> None:
    path = scope["path"]
    stream = _LIVE.fullmatch(path)
    if path == "/healthz":
        await health.answer(send)
    elif path == "/metrics":
        await figures.answer(scope, send)
    elif stream and scope["method"] == "GET":
        await live.answer(scope, receive, send, stream["slug"])
    else:
        await _page(scope, receive, send)


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    started = time.perf_counter()
    status = 500

    async def noting(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        await send(message)

    scope["scheme"] = urlsplit(settings().base_url).scheme
    try:
        body, is_whole = await _held(receive)
        if is_whole:
            await _pages(scope, _replay(body, None), noting)
        else:
            async with _large:
                await _pages(scope, _replay(body, receive), noting)
    finally:
        figures.note(scope["method"], status, time.perf_counter() - started)


async def _held(receive: Receive) -> tuple[list[Message], bool]:
    """The first messages of the body, and whether that was all of it."""
    held: list[Message] = []
    size = 0
    while size < HELD_BYTES:
        message = await receive()
        held.append(message)
        size += len(message.get("body", b""))
        if not message.get("more_body", False):
            return held, True
    return held, False


def _replay(held: list[Message], receive: Receive | None) -> Receive:
    """What was held, then what still comes."""
    waiting = iter(held)

    async def next_message() -> Message:
        message = next(waiting, None)
        if message is not None:
            return message
        if receive is None:
            return {"type": "http.disconnect"}
        try:
            return await asyncio.wait_for(receive(), SILENCE_S)
        except TimeoutError as error:
            raise SenderSilent from error

    return next_message
