"""A server in a thread that answers as a test says, and remembers what it was asked."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

type Answer = bytes | Callable[[socket.socket], None]


@dataclass
class Peer:
    """What it answers, by path; a function may do anything with the connection, even close it."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """The head of each request: its first line and its headers."""

    def address(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Its address, by one of this machine's names."""
        return f"http://{host}:{self.port}{path}"


def answer(status: int = 200, body: bytes = b"{}", *headers: str) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status} Told", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _read_request(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return ""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head.decode()


def _serve(peer: Peer, listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            head = _read_request(connection)
            if not head:
                continue
            peer.asked.append(head)
            told = peer.answers.get(head.split(" ")[1].partition("?")[0], answer(404))
            if callable(told):
                told(connection)
            else:
                connection.sendall(told)


@contextmanager
def peer() -> Iterator[Peer]:
    """A server on this machine until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Peer(listener.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(made, listener), daemon=True)
        thread.start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
