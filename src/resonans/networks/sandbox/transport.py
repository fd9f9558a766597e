"""The simulated network inside this process, as a transport of httpx."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from resonans.core.settings import settings

if TYPE_CHECKING:
    from resonans.networks.sandbox.server import Network
    from resonans.networks.sandbox.wire import Reply

HOST = "sandbox.internal"


@functools.cache
def inside(store: Path) -> "Network":
    """The network of this process on a store."""
    from resonans.networks.sandbox.server import Network  # numpy comes along: only when somebody calls

    return Network(store)


class SandboxTransport(httpx.BaseTransport):
    """Answers without a socket. A lost answer is told at once by the error that a socket would end in."""

    def __init__(self, store: Path | None = None) -> None:
        self._store = store

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hand the request to the network on this data folder's store."""
        from resonans.networks.sandbox import wire

        network = inside(self._store or settings().data_dir / "sandbox.sqlite3")
        asked = wire.request(request.method, str(request.url), request.headers, request.read())
        reply = network.answer(asked)
        if reply.fate is wire.Fate.SILENCE:
            raise httpx.ReadTimeout("The network did not answer.", request=request)
        if reply.fate is wire.Fate.DROP:
            raise httpx.RemoteProtocolError("The network ended the connection.", request=request)
        return _response(reply)


def _response(reply: "Reply") -> httpx.Response:
    headers = {"content-type": reply.kind, **reply.headers}
    if reply.stream is not None:
        return httpx.Response(reply.status, headers=headers, stream=_Pieces(reply.stream))
    return httpx.Response(reply.status, headers=headers, content=reply.body)


class _Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
