"""Plays the common faults in front of any real server or in-process network, and counts the calls."""

import threading
from collections import deque
from collections.abc import Iterator

import httpx

from resonans.networks.testing.bench import BUSY_S, Fault

_BODIES = {
    Fault.OTHER_JSON: (b'{"unexpected": {"shape": [true]}}', "application/json"),
    Fault.HTML: (b"<!doctype html><title>Please wait</title><p>Checking your browser.", "text/html"),
    Fault.EMPTY: (b"", "application/json"),
}
_LIMIT = b'{"error": "Too many requests"}'
_FAILING = b'{"error": "Something went wrong"}'


class Faults(httpx.BaseTransport):
    """Each fault that was ordered meets one call, in order.

    For networks that cannot misbehave at will. It stands on our side: what was lost after the network had
    done it is sent on, and its answer thrown away.
    """

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self._orders: deque[Fault] = deque()
        self._counting = threading.Lock()
        self.calls = 0

    def order(self, fault: Fault) -> None:
        """Let the next call meet this fault. Raises ValueError for those that only a network can play."""
        if fault not in _PLAYABLE:
            raise ValueError(f"{fault} must be played by the network itself")
        self._orders.append(fault)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send on, or misbehave."""
        with self._counting:
            self.calls += 1
            fault = self._orders.popleft() if self._orders else None
        if fault is None:
            return self._inner.handle_request(request)
        if fault in _BEFORE:
            return _before(fault)
        answer = self._inner.handle_request(request)
        answer.read()
        answer.close()
        return _after(fault, answer)

    def close(self) -> None:
        """Close what is behind."""
        self._inner.close()


_BEFORE = frozenset({Fault.LOST_BEFORE, Fault.UNREACHABLE, Fault.BUSY, Fault.BUSY_SILENT, Fault.BROKEN})
_PLAYABLE = _BEFORE | {Fault.LOST_AFTER, Fault.BROKEN_AFTER, Fault.CUT, *_BODIES}


def _before(fault: Fault) -> httpx.Response:
    if fault is Fault.LOST_BEFORE:
        raise httpx.ReadTimeout("no answer")
    if fault is Fault.UNREACHABLE:
        raise httpx.ConnectError("nobody there")
    if fault is Fault.BROKEN:
        return _answer(503, _FAILING)
    headers = {"Retry-After": f"{BUSY_S:.0f}"} if fault is Fault.BUSY else {}
    return _answer(429, _LIMIT, headers)


def _after(fault: Fault, answer: httpx.Response) -> httpx.Response:
    if fault is Fault.LOST_AFTER:
        raise httpx.ReadTimeout("no answer")
    if fault is Fault.BROKEN_AFTER:
        return _answer(500, _FAILING)
    if fault is Fault.CUT:
        return httpx.Response(200, headers={"Content-Type": "application/json"}, stream=_Cut(answer.content))
    body, mime = _BODIES[fault]
    return _answer(200, body, {"Content-Type": mime})


def _answer(status: int, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(
        status, headers={"Content-Type": "application/json"} | (headers or {}), content=body
    )


class _Cut(httpx.SyncByteStream):
    """Half of an answer, then the end of the connection."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body[: len(self._body) // 2]
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
