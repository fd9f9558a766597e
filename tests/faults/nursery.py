"""Workers in no time: a process that has imported everything, and forks.

A worker made so is a process of its own, killed like any other; only its imports are borrowed. The nursery
itself opens no database and no thread before it forks.
"""

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import NoReturn

from tests import children

PATIENCE_S = 400.0
"""Far longer than any of them needs, also on a busy machine."""


def serve() -> None:
    """The nursery's side: one order a line, one answer a line."""
    from resonans.publishing import jobs, queries  # noqa: F401  (what the workers will need)

    for line in sys.stdin:
        order = json.loads(line)
        answer = _wait(order["pid"]) if "pid" in order else _fork(order)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _fork(order: Mapping[str, str]) -> int:
    pid = os.fork()
    if pid == 0:
        _live(order)
    return pid


def _wait(pid: int) -> int | None:
    """The exit code, negative for a signal; None if the worker is still alive when patience ends."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    return None


def _live(order: Mapping[str, str]) -> NoReturn:
    """The worker's side."""
    from resonans.core import faultpoints
    from resonans.core.settings import settings

    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.update(json.loads(order["environment"]))
    settings.cache_clear()
    importlib.reload(faultpoints)
    status = 0
    try:
        exec(order["code"], {})
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


@dataclass(slots=True)
class Worker:
    """A worker process, for the test that started it."""

    nursery: "Nursery"
    pid: int
    log: Path

    def wait(self) -> int:
        """Its exit code; the negative number of the signal that killed it."""
        answer = self.nursery.ask({"pid": self.pid})
        assert answer != "None", f"the worker did not end: {self.log.read_text()}"
        return int(answer)


class Nursery:
    """The test's side of a nursery process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._born = 0
        self._process: Popen[str] | None = None

    def start(self, code: str, environment: Mapping[str, str]) -> Worker:
        """A new worker."""
        self._born += 1
        log = self._folder / f"worker-{self._born}"
        order = {"code": code, "environment": json.dumps(dict(environment)), "log": str(log)}
        return Worker(self, int(self.ask(order)), log)

    def ask(self, order: Mapping[str, object]) -> str:
        """Give an order, and read its answer."""
        if self._process is None:
            # Not before the first test: the database that the workers share is made with it.
            self._process = children.start("from tests.faults import nursery; nursery.serve()")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        assert answer, "the nursery has died"
        return answer

    def close(self) -> None:
        """End the nursery; its workers end by themselves."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
