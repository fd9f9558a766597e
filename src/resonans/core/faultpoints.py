"""Named points at which a test may kill or hold a process. Without the variable they cost one comparison.

`RESONANS_FAULT_POINT` is read once, at import: `recorded=kill` ends the process by SIGKILL when it reaches
the point `recorded`, `recorded=kill:3` when it reaches it for the third time, and `recorded=hold:/path` makes
the file `/path` there and waits until somebody has removed it.
"""

import itertools
import os
import signal
import threading
import time
from pathlib import Path

_name, _, _order = os.environ.get("RESONANS_FAULT_POINT", "").partition("=")
_reached = itertools.count(1)
_once = threading.Lock()


def point(name: str) -> None:
    """Say that this process has come to `name`."""
    if name == _name:
        _obey()


def _obey() -> None:
    verb, _, argument = _order.partition(":")
    with _once:
        times = next(_reached)
    if verb == "kill" and times == int(argument or 1):
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "hold" and times == 1:
        held = Path(argument)
        held.touch()
        while held.exists():
            time.sleep(0.005)
