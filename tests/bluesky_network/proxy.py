"""A TCP proxy before a server: it keeps what was sent, and can swallow an answer that the server gave."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

_CHUNK = 65536


class Proxy:
    """Listens on loopback. Each connection is handed on by a thread of its own."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._swallow: list[bytes] = []
        self._changing = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.requests: list[bytes] = []
        """What clients sent, one entry for each request."""
        self._start(self._accept)

    @property
    def url(self) -> str:
        """The address to use instead of the server's."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def swallow(self, path: str) -> None:
        """Let the next request for `path` be answered by the server, and its answer be lost."""
        with self._changing:
            self._swallow.append(path.encode())

    def sent(self, path: str) -> list[bytes]:
        """The requests for `path`, whole."""
        return [each for each in self.requests if path.encode() in each.partition(b"\r\n")[0]]

    def close(self) -> None:
        """Stop listening and drop every connection."""
        for each in (self._listener, *self._sockets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]  # ours
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            self._sockets += [client, server]
            self._start(self._serve, client, server)

    def _serve(self, client: socket.socket, server: socket.socket) -> None:
        """Hand on one request after the other, as a client that keeps its connection sends them."""
        with client, server, contextlib.suppress(OSError):
            while request := _message(client):
                self.requests.append(request)
                server.sendall(request)
                answer = _message(server)
                if self._is_swallowed(request):
                    return
                client.sendall(answer)

    def _is_swallowed(self, request: bytes) -> bool:
        line = request.partition(b"\r\n")[0]
        with self._changing:
            for path in self._swallow:
                if path in line:
                    self._swallow.remove(path)
                    return True
        return False


def _message(source: socket.socket) -> bytes:
    """One HTTP message with its body; nothing where the other side has gone."""
    whole = b""
    while b"\r\n\r\n" not in whole:
        part = source.recv(_CHUNK)
        if not part:
            return b""
        whole += part
    head, _, body = whole.partition(b"\r\n\r\n")
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        while not body.endswith(b"0\r\n\r\n"):
            body += _more(source)
    else:
        length = _length(lowered)
        while len(body) < length:
            body += _more(source)
    return head + b"\r\n\r\n" + body


def _more(source: socket.socket) -> bytes:
    ready, _, _ = select.select([source], [], [], 30)
    part = source.recv(_CHUNK) if ready else b""
    if not part:
        raise OSError("the connection ended within a message")
    return part


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


@contextlib.contextmanager
def standing_before(target: str) -> Iterator[Proxy]:
    """A proxy for the length of a test."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
