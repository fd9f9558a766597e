"""Writes down every host that a Python process asks for, from its first line. Standard library only."""

import os
import sys
from pathlib import Path

FILE = "ROAD_CALLS"
"""The environment variable that names the file: one asked host a line."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def write_down() -> None:
    """Begin, in this process and for good."""
    sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    host: object = None
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    if host is not None:
        name = host.decode() if isinstance(host, bytes) else str(host)
        with open(os.environ[FILE], "a") as file:  # noqa: PTH123  (as little as can be, within a hook)
            file.write(f"{name}\n")


def environment(folder: Path, root: Path) -> dict[str, str]:
    """What a process must be started with, so that it writes into `folder`."""
    (folder / "sitecustomize.py").write_text(
        "from tests.road.calls import write_down\n\nwrite_down()\n", encoding="utf-8"
    )
    return {"PYTHONPATH": f"{folder}{os.pathsep}{root}", FILE: str(folder / "calls")}


def asked(folder: Path) -> set[str]:
    """The hosts that were asked for."""
    return set((folder / "calls").read_text(encoding="utf-8").split())


def foreign(folder: Path) -> set[str]:
    """Those of them that are not this machine."""
    return asked(folder) - set(_LOOPBACK)
