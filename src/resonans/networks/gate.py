"""The transport around every call: it asks the budget, tells of the first byte, and bounds the answer."""

import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import httpx

from resonans.core import clock
from resonans.networks import rates
from resonans.networks.errors import Retry

if TYPE_CHECKING:
    from resonans.networks.http import Budget

BUCKET = "resonans.bucket"
COST = "resonans.cost"
ENDLESS = "resonans.endless"
"""Request extensions: what the call is charged to, and that its answer is a stream without end."""

ANSWER_BYTES = 16 * 1024 * 1024
ANSWER_S = 120.0
_CHUNK = 64 * 1024
_HEADERS_START = ".send_request_headers.started"


class Gate(httpx.BaseTransport):
    """Wraps a transport that others share; closing it leaves that one open."""

    def __init__(
        self,
        inner: httpx.BaseTransport,
        budget: "Budget | None",
        first_byte: Callable[[], None] | None,
        bucket: str,
        cost: int,
        *,
        traced: bool,
    ) -> None:
        self._inner = inner
        self._budget = budget
        self._first_byte = first_byte
        self._bucket = bucket
        self._cost = cost
        self._traced = traced

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, if the budget allows it. Raises Retry(limited) and sends nothing if not."""
        bucket = str(request.extensions.get(BUCKET, self._bucket))
        self._take(bucket, int(request.extensions.get(COST, self._cost)))
        request.headers["Accept-Encoding"] = "gzip"
        self._tell_first_byte(request)
        response = self._inner.handle_request(request)
        self._learn(bucket, response.headers)
        stream = _Bounded(response, endless=bool(request.extensions.get(ENDLESS)))
        return httpx.Response(
            response.status_code,
            headers=_without_coding(response.headers),
            stream=stream,
            extensions=response.extensions,
        )

    def _take(self, bucket: str, cost: int) -> None:
        wait_s = self._budget.take(bucket, cost) if self._budget is not None else 0.0
        if wait_s > 0:
            raise Retry(wait_s, "The account's allowance of calls is used up for now.", limited=True)

    def _learn(self, bucket: str, headers: httpx.Headers) -> None:
        if self._budget is None:
            return
        left = rates.remaining(headers)
        if left is not None:
            self._budget.learn(bucket, remaining=left[0], reset_s=left[1])

    def _tell_first_byte(self, request: httpx.Request) -> None:
        tell = self._first_byte
        if tell is None:
            return
        if not self._traced:
            tell()
            return

        def trace(name: str, _info: object) -> None:
            if name.endswith(_HEADERS_START):
                tell()

        request.extensions = {**request.extensions, "trace": trace}


class _Bounded(httpx.SyncByteStream):
    """An answer's body, unpacked, and cut off when it grows or lasts beyond measure."""

    def __init__(self, response: httpx.Response, *, endless: bool) -> None:
        self._response = response
        self._endless = endless
        self._coding = response.headers.get("content-encoding", "identity").strip().lower()

    def __iter__(self) -> Iterator[bytes]:
        started_at, total = clock.now(), 0
        for part in self._unpacked():
            total = len(part) if self._endless and b"\n" in part else total + len(part)
            if total > ANSWER_BYTES:
                raise httpx.DecodingError("The answer is too long.")
            if not self._endless and (clock.now() - started_at).total_seconds() > ANSWER_S:
                raise httpx.ReadTimeout("The answer takes too long.")
            yield part

    def close(self) -> None:
        self._response.close()

    def _unpacked(self) -> Iterator[bytes]:
        raw = self._response.stream
        if not isinstance(raw, httpx.SyncByteStream):
            raise httpx.DecodingError("The answer is not a synchronous stream.")
        if self._coding in {"", "identity"}:
            yield from raw
        elif self._coding in {"gzip", "x-gzip", "deflate"}:
            yield from _inflated(raw)
        else:
            raise httpx.DecodingError("The answer is packed in a way that was not asked for.")


def _inflated(raw: httpx.SyncByteStream) -> Iterator[bytes]:
    """gzip or zlib, never more than a chunk in memory at once."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    empty = True
    try:
        for part in raw:
            waiting = part
            while waiting:
                empty = False
                yield unpacker.decompress(waiting, _CHUNK)
                waiting = unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error:
        raise httpx.DecodingError("The answer is packed wrongly.") from None
    if not (unpacker.eof or empty):
        raise httpx.RemoteProtocolError("The answer ends too soon.")


def _without_coding(headers: httpx.Headers) -> httpx.Headers:
    if "content-encoding" not in headers:
        return headers
    kept = httpx.Headers(headers)
    del kept["content-encoding"]
    if "content-length" in kept:
        del kept["content-length"]
    return kept
