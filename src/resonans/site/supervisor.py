"""Keeps the server and the worker running. Standard library only, so that it stays small.

`resonans up` becomes this process once the stores are ready. A child that ends is started again, later each
time; one that has lived for a minute counts as healthy again.
"""

import argparse
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
HEALTHY_AFTER_S = 60.0
STOP_S = 20.0
LATE_S = 60.0
_MODULES = {"server": "resonans.site.server", "worker": "resonans.site.worker"}


def say(words: str) -> None:
    """Tell the person at the console; nobody need be there any more to hear it."""
    with suppress(OSError, ValueError):
        print(words, flush=True)  # noqa: T201


class Child:
    """One of the two processes, and the thread that starts it again when it ends."""

    def __init__(self, name: str, lock: int, stopping: threading.Event) -> None:
        self.name = name
        self._lock = lock
        self._stopping = stopping
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name=f"keep-{name}")
        self._starting = threading.Lock()

    def start(self) -> None:
        """Start it and keep it running."""
        self._thread.start()

    def _keep(self) -> None:
        failures = 0
        while True:
            with self._starting:
                if self._stopping.is_set():
                    return
                started = time.monotonic()
                self._process = self._spawn()
            code = self._process.wait()
            if self._stopping.is_set():
                return
            failures = 0 if time.monotonic() - started > HEALTHY_AFTER_S else failures
            pause = BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)]
            failures += 1
            say(f"The {self.name} ended ({_how(code)}). It starts again in {pause:g} s.")
            self._stopping.wait(pause)

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "RESONANS_PROCESS": self.name}
        # Each thread's own arena would keep what it once used; two are enough (mallopt(3)).
        environment.setdefault("MALLOC_ARENA_MAX", "2")
        return subprocess.Popen(  # noqa: S603  (our own modules)
            [sys.executable, "-m", _MODULES[self.name]],
            stdin=subprocess.PIPE,
            env=environment,
            pass_fds=(self._lock,) if self._lock >= 0 else (),
            process_group=0,
        )

    def tell(self, number: signal.Signals) -> None:
        """Send a signal, if it runs."""
        with self._starting:
            if self._process is not None:
                with suppress(ProcessLookupError):
                    self._process.send_signal(number)

    def end(self, until: float) -> None:
        """Wait for its end; kill it at `until` (monotonic)."""
        self._thread.join(max(0.0, until - time.monotonic()))
        if self._thread.is_alive():
            say(f"The {self.name} does not stop and is killed; what it had acknowledged is safe.")
            self.tell(signal.SIGKILL)
            self._thread.join()


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"


def run(host: str, port: int, welcome: str, lock: int) -> int:
    """Run both until SIGTERM or SIGINT; a second signal does not wait for them."""
    stopping = threading.Event()
    at_once = threading.Event()
    children = [Child(name, lock, stopping) for name in _MODULES]

    def asked_to_stop(*_: object) -> None:
        if stopping.is_set():
            at_once.set()
            for child in children:
                threading.Thread(target=child.tell, args=(signal.SIGKILL,)).start()
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked_to_stop)
    for child in children:
        child.start()
    if _ready(host, port, stopping.wait):
        say(welcome)
    stopping.wait()
    say("Stopping.")
    for child in children:
        child.tell(signal.SIGTERM)
    until = time.monotonic() + STOP_S
    for child in children:
        child.end(until)
    say("Stopped.")
    return 1 if at_once.is_set() else 0


def _ready(host: str, port: int, wait: Callable[[float], bool]) -> bool:
    """Wait until the server answers; False if a stop came first. Says so once when it takes long."""
    late_at = time.monotonic() + LATE_S
    reachable = "127.0.0.1" if host in {"0.0.0.0", ""} else "::1" if host == "::" else host  # noqa: S104
    while not _answers(reachable, port):
        if wait(0.05):
            return False
        if late_at and time.monotonic() > late_at:
            say(f"The server has not answered for {LATE_S:g} s. What it logs says why; it is still tried.")
            late_at = 0.0
    return True


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """The process's entry, reached by `resonans up`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--welcome", required=True)
    parser.add_argument("--lock", type=int, default=-1)
    given = parser.parse_args()
    return run(given.host, given.port, given.welcome, given.lock)


if __name__ == "__main__":
    sys.exit(main())
