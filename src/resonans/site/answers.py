"""Whole answers of the ASGI front."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

_ALWAYS = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))


async def whole(
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    status: int,
    body: bytes,
    kind: str = "text/plain; charset=utf-8",
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> None:
    """Send an answer whose body is known."""
    length = (b"content-length", str(len(body)).encode())
    together = [(b"content-type", kind.encode()), length, *_ALWAYS, *headers]
    await send({"type": "http.response.start", "status": status, "headers": together})
    await send({"type": "http.response.body", "body": body})
