"""Starts the servers, and ends them with whoever started them."""

import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests import parts
from tests.bluesky_network.people import Someone, create

FOLDER = Path(__file__).parent
_START_S = 120.0
_STOP_S = 15.0


@dataclass(frozen=True, slots=True)
class BlueskyNetwork:
    """Addresses of a running network."""

    pds: str
    plc: str
    appview: str
    """Empty where there is a data server only."""
    control: str

    def make_account(self, name: str) -> Someone:
        """Somebody new, with an app password; handles are made unique, so any name serves again."""
        return create(self.pds, name)

    def settle(self) -> None:
        """Return when everything that was written has been counted and notified."""
        httpx.post(f"{self.control}/settle", timeout=60).raise_for_status()


@contextlib.contextmanager
def running(appview_database: str = "") -> Iterator[BlueskyNetwork]:
    """A network; with the address of an empty PostgreSQL database it has an AppView.

    Raises FileNotFoundError where Node or its packages are missing.
    """
    node, packages = parts.node(), parts.node_packages()
    if node is None or packages is None:
        raise FileNotFoundError("Node or the servers' packages")
    wanted = {"node_modules": str(packages / "node_modules"), "appview_database": appview_database}
    folder = Path(tempfile.mkdtemp(prefix="resonans-bluesky-"))
    command = [node, "-r", str(FOLDER / "loopback.cjs"), str(FOLDER / "start.mjs"), json.dumps(wanted)]
    try:
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, "TMPDIR": str(folder), "NODE_ENV": "test", "LOG_ENABLED": "0"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        try:
            yield _addresses(process, folder / "log")
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _addresses(process: subprocess.Popen[bytes], log: Path) -> BlueskyNetwork:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], _START_S)
    line = process.stdout.readline() if ready else b""
    if not line.startswith(b"{"):
        raise RuntimeError(f"the Bluesky servers did not start:\n{line!r}\n{log.read_text()}")
    said = json.loads(line)
    return BlueskyNetwork(said["pds"], said["plc"], said["appview"], said["control"])


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
