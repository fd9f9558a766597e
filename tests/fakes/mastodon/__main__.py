"""Starts the server on a free port of this machine and prints its address."""

import argparse
import os
import socket
import threading
from pathlib import Path

import uvicorn
from tests.fakes.mastodon.misbehaving import Misbehaving
from tests.fakes.mastodon.server import Server
from tests.fakes.mastodon.world import World

LIFE_S = 1800.0
_LOOK_S = 1.0


def _end_with_parent(parent: int) -> None:
    """Nobody may be left behind: the process ends with the one that started it, or after half an hour."""
    waited, never = 0.0, threading.Event()
    while os.getppid() == parent and waited < LIFE_S:
        never.wait(_LOOK_S)
        waited += _LOOK_S
    os._exit(0)


def main() -> None:
    """Run until the parent goes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--calls", type=Path)
    given = parser.parse_args()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", given.port))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = Misbehaving(Server(World(), base), given.calls)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    config = uvicorn.Config(app, log_level="error", date_header=False, timeout_graceful_shutdown=1)
    listener.listen(128)
    print(base, flush=True)  # noqa: T201  (the address is what the starter waits for)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
