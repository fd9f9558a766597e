"""Live pages by server-sent events. One poller per process reads the changes for all open streams.

A message is named after the change's topic and carries its subject. A page that names the last message it saw
and has missed some is told by one message `missed`, whereupon it asks for its parts anew.
"""

import asyncio
import contextlib
import http.cookies
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connections
from django.http import HttpRequest

from resonans.core import access as doors
from resonans.core.changes import Tail
from resonans.core.errors import NotFound
from resonans.core.types import Change
from resonans.site.answers import whole

type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

log = structlog.get_logger()
POLL_S = 0.5
STILL_HERE_S = 20.0
MOST_WAITING = 200
_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Hub:
    """The open streams of this process, and the one poller that serves them while there are any."""

    def __init__(self) -> None:
        self._streams: dict[asyncio.Queue[Change | None], UUID] = {}
        self._poller: asyncio.Task[None] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self.latest = 0

    async def open(self, workspace: UUID) -> asyncio.Queue[Change | None]:
        """A queue of the workspace's changes; None in it means that the server stops or the reader lags."""
        stream: asyncio.Queue[Change | None] = asyncio.Queue(MOST_WAITING)
        self._streams[stream] = workspace
        if self._poller is None or self._poller.done():
            tail = await self.ask(Tail)
            self.latest = tail.latest
            self._poller = asyncio.create_task(self._poll(tail))
        return stream

    def leave(self, stream: asyncio.Queue[Change | None]) -> None:
        """The reader is gone."""
        self._streams.pop(stream, None)

    async def close(self) -> None:
        """End every stream and the poller."""
        for stream in self._streams:
            _end(stream)
        if self._poller is not None:
            self._poller.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poller
        if self._thread is not None:
            await self.ask(connections.close_all)
            self._thread.shutdown()
            self._thread = None

    async def _poll(self, tail: Tail) -> None:
        while self._streams:
            try:
                self.give(await self.ask(tail.new))
                self.latest = tail.latest
            except Exception as error:
                log.exception("changes unread", error=type(error).__name__)
            await asyncio.sleep(POLL_S)

    def give(self, changes: Iterable[Change]) -> None:
        """Put each change, once per topic and subject, into the queues of its workspace."""
        distinct = {(change.workspace, change.topic, change.subject): change for change in changes}
        for change in sorted(distinct.values(), key=lambda change: change.id):
            for stream, workspace in list(self._streams.items()):
                if workspace != change.workspace:
                    continue
                if stream.full():
                    _end(stream)
                    self.leave(stream)
                else:
                    stream.put_nowait(change)

    async def ask[T](self, question: Callable[[], T]) -> T:
        """Ask the database from the hub's one thread."""

        def asked() -> T:
            try:
                return question()
            finally:
                close_old_connections()

        self._thread = self._thread or ThreadPoolExecutor(1, "live")
        return await asyncio.get_running_loop().run_in_executor(self._thread, asked)


def _end(stream: asyncio.Queue[Change | None]) -> None:
    while stream.full():
        stream.get_nowait()
    stream.put_nowait(None)


hub = Hub()


async def answer(scope: MutableMapping[str, Any], receive: Receive, send: Send, slug: str) -> None:
    """Stream the workspace's changes to a signed-in member; 404 for anybody else."""
    headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
    cookies = headers.get("cookie", "")
    workspace = await hub.ask(lambda: member_of(cookies, slug))
    if workspace is None:
        await whole(send, 404, b"There is no such workspace, or you are not a member of it.\n")
        return
    stream = await hub.open(workspace)
    gone = asyncio.create_task(_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _say(send, _greeting(headers.get("last-event-id", "")))
        while not gone.done():
            if not await _next(stream, gone, send):
                break
            if await hub.ask(lambda: member_of(cookies, slug)) != workspace:
                break
        await send({"type": "http.response.body", "body": b""})
    finally:
        hub.leave(stream)
        gone.cancel()


async def _next(stream: asyncio.Queue[Change | None], gone: asyncio.Task[None], send: Send) -> bool:
    """Send changes until it is time to look again who reads; False when the stream is at its end."""
    until = asyncio.get_running_loop().time() + STILL_HERE_S
    while (left := until - asyncio.get_running_loop().time()) > 0:
        change = asyncio.ensure_future(stream.get())
        await asyncio.wait({change, gone}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        if not change.done():
            change.cancel()
            break
        found = change.result()
        if found is None:
            return False
        await _say(send, message(found))
    if gone.done():
        return False
    await _say(send, b": still here\n\n")
    return True


def message(change: Change) -> bytes:
    """One message as the stream carries it."""
    subject = change.subject.replace("\r", " ").replace("\n", " ")
    return f"id: {change.id}\nevent: {change.topic}\ndata: {subject}\n\n".encode()


def _greeting(last_seen: str) -> bytes:
    """The first words of a stream; a reader who comes back late is told so."""
    start = b"retry: 3000\n\n"
    if last_seen.isdigit() and int(last_seen) < hub.latest:
        return start + f"id: {hub.latest}\nevent: missed\ndata:\n\n".encode()
    return start


async def _say(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def member_of(cookies: str, slug: str) -> UUID | None:
    """The workspace, if the session belongs to one of its members."""
    try:
        jar = http.cookies.SimpleCookie(cookies)
    except http.cookies.CookieError:
        return None
    session = jar.get(settings.SESSION_COOKIE_NAME)
    if session is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session.value)
    try:
        user = get_user(request)
        return doors.for_member(user.pk, slug).workspace if user.is_authenticated else None
    except NotFound:
        return None
