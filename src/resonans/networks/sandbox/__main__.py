"""The simulated network as a process of its own, for tests that kill our side and let the network live."""

import argparse
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from resonans.networks.sandbox import wire
from resonans.networks.sandbox.server import Network

_SILENCE_S = 600.0
_LONGEST_BODY = 16_000_000


class Serving(ThreadingHTTPServer):
    """A loopback server around a Network."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.network: Network | None = None
        self.ends = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 to the network's calls, and its answers back."""

    protocol_version = "HTTP/1.1"
    timeout = 120
    server: Serving

    def do_GET(self) -> None:
        """Any method is the network's affair."""
        network = self.server.network
        length = min(int(self.headers.get("content-length", "0")), _LONGEST_BODY)
        if network is None:
            self.send_error(503)
            return
        request = wire.request(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        self._send(network.answer(request))

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815  (names that http.server looks for)

    def _send(self, reply: wire.Reply) -> None:
        if reply.fate is not wire.Fate.ANSWER:
            if reply.fate is wire.Fate.SILENCE:
                self.server.ends.wait(_SILENCE_S)
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.stream is None:
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            return
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for piece in reply.stream:
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Calls are logged by the network itself."""


def main() -> None:
    """Serve until ended, or until its lifetime is over."""
    arguments = argparse.ArgumentParser(prog="python -m resonans.networks.sandbox", description=__doc__)
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--store", type=Path, required=True)
    arguments.add_argument("--calls", type=Path)
    arguments.add_argument("--seed", default="1")
    arguments.add_argument("--lifetime", type=float, default=3600.0, help="seconds")
    given = arguments.parse_args()
    server = Serving(given.port)
    server.network = Network(given.store, calls=given.calls, base_url=server.url, seed=given.seed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    server.ends.wait(given.lifetime)
    server.ends.set()
    server.shutdown()


if __name__ == "__main__":
    main()
