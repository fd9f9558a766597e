"""`resonans` as a person runs it: in a process of its own, on a data folder of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import httpx

ROOT = Path(__file__).resolve().parent.parent
_READY_S = 240.0


def free_port() -> int:
    """A port on the loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with nothing of its resonans, and `data_dir` as the folder."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("RESONANS_", "DJANGO"))}
    return {**ours, "RESONANS_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", **more}


class NewDatabase(Protocol):
    """Makes an empty database, or a copy of the one that an installation with `copied` as settings uses."""

    def __call__(self, copied: Mapping[str, str] | None = None) -> dict[str, str]:
        """Settings that lead the product to it; none on SQLite, whose database lies in the data folder."""
        ...


class Installation:
    """A data folder, and the commands that people give to it."""

    def __init__(self, data_dir: Path, more: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.env = environment(data_dir, more or {})
        self._running: list[Up] = []

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "resonans.cli", *arguments],
            env={**self.env, **(env or {})},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    def python(self, code: str) -> str:
        """Run Python inside the installation, with Django ready, and return what it prints."""
        ready = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", ready + textwrap.dedent(code)],
            env={**self.env, "DJANGO_SETTINGS_MODULE": "resonans.site.settings"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=480,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def up(self, *arguments: str, env: Mapping[str, str] | None = None) -> "Up":
        """Start `resonans up` and wait until it says that it is ready."""
        started = Up(self, arguments, env or {})
        self._running.append(started)
        started.wait_ready()
        return started

    def close(self) -> None:
        """End what still runs."""
        for up in self._running:
            up.stop()


class Up:
    """A running `resonans up`."""

    def __init__(self, home: Installation, arguments: tuple[str, ...], env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "resonans.cli", "up", "--port", str(self.port), *arguments]
        self.process = subprocess.Popen(
            command,
            env={**home.env, **env},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._heard = threading.Condition()
        self._deaf = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._heard:
                self.lines.append(line.rstrip("\n"))
                self._heard.notify_all()
            if self._deaf:
                break
        self.process.stdout.close()

    def deafen(self) -> None:
        """Close the reading end of what it prints, as a terminal that goes away does."""
        self._deaf = True
        os.kill(self.children()["worker"], signal.SIGKILL)
        self._reader.join(timeout=60)

    @property
    def said(self) -> str:
        """All that it has printed until now."""
        return "\n".join(self.lines)

    def wait_said(self, pattern: str, within_s: float = _READY_S) -> re.Match[str]:
        """Wait until it has printed something; fails with what it printed instead."""
        until = time.monotonic() + within_s
        with self._heard:
            while (found := re.search(pattern, self.said)) is None:
                left = until - time.monotonic()
                assert left > 0, f"never said {pattern}:\n{self.said}"
                assert self.process.poll() is None or self._reader.is_alive(), (
                    f"ended before it said {pattern}:\n{self.said}"
                )
                self._heard.wait(min(left, 0.2))
        return found

    def wait_ready(self) -> None:
        """Wait for the address that it prints when the first page can be asked for."""
        self.wait_said(r"resonans is ready: (\S+)")

    @property
    def key(self) -> str:
        """The one-time key in the printed address; "" where none was needed."""
        found = re.search(r"ready: \S+?/\?key=(\S+)", self.said)
        return found[1] if found else ""

    def children(self) -> dict[str, int]:
        """Process ids of server and worker, by name."""
        found = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(path.read_text().rpartition(") ")[2].split()[1])
                words = (path.parent / "cmdline").read_bytes().split(b"\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == self.process.pid and len(words) > 2:
                found[words[2].decode().rpartition(".")[2]] = int(path.parent.name)
        return found

    def get(self, path: str) -> httpx.Response:
        """Ask for a page."""
        return httpx.get(self.url + path, timeout=20)

    def health(self) -> dict[str, str]:
        """What /healthz says."""
        answer: dict[str, str] = json.loads(self.get("/healthz").text)
        return answer

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=60)
        self._reader.join(timeout=10)
        return code


def until(condition: Callable[[], object], within_s: float = 30.0) -> None:
    """Wait until `condition()` holds; for processes, whose clock cannot be set."""
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False
