"""A child process ends when its supervisor does, however that one ended.

The supervisor holds the other end of the child's standard input and never writes; the end of that file is the
end of the supervisor, also after `kill -9`.
"""

import os
import sys
import threading
from collections.abc import Callable

SUPERVISED = "RESONANS_PROCESS"


def when_gone(act: Callable[[], object]) -> None:
    """Call `act` once, from a thread, when the supervisor is gone; nothing without a supervisor."""
    if not os.environ.get(SUPERVISED):
        return

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 64):
            pass
        act()

    threading.Thread(target=wait, name="supervisor-watch", daemon=True).start()
