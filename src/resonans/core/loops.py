"""Runs loops in threads until told to stop, and keeps a failing step from ending its loop."""

import threading
from collections.abc import Sequence

import structlog
from django.db import close_old_connections, connections

from resonans.core import clock
from resonans.core.work import Loop

log = structlog.get_logger()
_FAILURE_PAUSE_S = (1.0, 2.0, 5.0, 15.0, 60.0)


def run(loops: Sequence[Loop], stop: threading.Event) -> None:
    """Run every loop in its own thread; return when `stop` is set and all have finished their step."""
    threads = [
        threading.Thread(target=_forever, args=(loop, stop), name=f"loop-{loop.name}") for loop in loops
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _forever(loop: Loop, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        try:
            done = loop.step()
        except Exception as error:
            pause_s = _FAILURE_PAUSE_S[min(failures, len(_FAILURE_PAUSE_S) - 1)]
            failures += 1
            done = 0
            log.exception("loop step failed", loop=loop.name, error=type(error).__name__, again_in_s=pause_s)
        else:
            pause_s, failures = loop.idle_s, 0
        close_old_connections()
        if not done:
            clock.sleep(pause_s, stop)
    connections.close_all()
