"""What a handler is given."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from resonans.networks.sandbox.misbehaviour import Order
from resonans.networks.sandbox.store import Account, Store
from resonans.networks.sandbox.wire import Request


class Streams:
    """The streams that are open in this process."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._open: set[threading.Event] = set()

    @contextmanager
    def one_more(self) -> Iterator[threading.Event]:
        """Count a stream while it is open; the event says that it is to end."""
        ended = threading.Event()
        with self._changing:
            self._open.add(ended)
        try:
            yield ended
        finally:
            with self._changing:
                self._open.discard(ended)

    def __len__(self) -> int:
        return len(self._open)

    def end(self) -> None:
        """End all of them."""
        with self._changing:
            for ended in self._open:
                ended.set()


@dataclass(frozen=True, slots=True)
class Asked:
    """A signed-in call."""

    store: Store
    request: Request
    account: Account
    at: int
    """The network's present, in Unix milliseconds."""
    name: str = ""
    """The id in the path, "" where it has none."""
    order: Order | None = None
    streams: Streams = field(default_factory=Streams)
    base_url: str = ""
    """Address of posts' pages; "" where there are none."""

    @property
    def key(self) -> str:
        """The idempotency key that came along, or ""."""
        return self.request.headers.get("idempotency-key", "")
