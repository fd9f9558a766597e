"""The one clock of resonans. Nothing else in the package asks the machine for the time.

Tests set it. Within a process `set_to` and `move` do; across processes a file named by the environment
variable `RESONANS_CLOCK` holds an ISO time, at which every process that knows the file stands still.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path

_fixed: datetime | None = None
_as_of: ContextVar[datetime | None] = ContextVar("as_of", default=None)
_moved = threading.Condition()
_FILE_POLL_S = 0.01


def now() -> datetime:
    """The present instant, aware, in UTC."""
    lived = _as_of.get()
    if lived is not None:
        return lived
    if _fixed is not None:
        return _fixed
    named = os.environ.get("RESONANS_CLOCK")
    if named:
        return _read(Path(named))
    return datetime.now(UTC)


def is_settable() -> bool:
    """Whether time stands still until a test moves it."""
    return _fixed is not None or bool(os.environ.get("RESONANS_CLOCK"))


@contextmanager
def as_of(instant: datetime) -> Iterator[None]:
    """Within the block it is `instant` (aware) for this thread alone: how the demo lives through its past."""
    if instant.tzinfo is None:
        raise ValueError("The clock takes aware times only.")
    before = _as_of.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _as_of.reset(before)


def sleep(seconds: float, stop: threading.Event | None = None) -> bool:
    """Wait on this clock; with a settable clock until somebody has moved it far enough.

    Returns False if `stop` was set before the time had passed.
    """
    return sleep_until(now() + timedelta(seconds=seconds), stop)


def sleep_until(until: datetime, stop: threading.Event | None = None) -> bool:
    """The same, to an instant that was chosen before: whatever moved the clock since then counts."""
    while now() < until:
        if stop is not None and stop.is_set():
            return False
        if _fixed is not None:
            with _moved:
                _moved.wait(timeout=_FILE_POLL_S)
        elif is_settable():
            time.sleep(_FILE_POLL_S)
        else:
            remaining = (until - now()).total_seconds()
            if stop is not None:
                stop.wait(max(0.0, remaining))
            else:
                time.sleep(max(0.0, remaining))
    return stop is None or not stop.is_set()


def breathe(seconds: float) -> None:
    """Wait for the machine (a lock, a disk), really, whatever the clock on the wall is made to show."""
    time.sleep(seconds)


def set_to(instant: datetime | None) -> None:
    """Let time stand still at `instant` (aware) in this process; None lets it run again. For tests."""
    global _fixed  # noqa: PLW0603  (a clock is the one thing that is global)
    if instant is not None and instant.tzinfo is None:
        raise ValueError("The clock takes aware times only.")
    with _moved:
        _fixed = instant.astimezone(UTC) if instant is not None else None
        _moved.notify_all()


def move(seconds: float) -> None:
    """Move a clock that was set by `set_to`. For tests."""
    if _fixed is None:
        raise RuntimeError("Only a clock that stands still can be moved.")
    set_to(_fixed + timedelta(seconds=seconds))


def _read(path: Path) -> datetime:
    """The time in the shared file. A writer replaces the file at once, so it is never half written."""
    return datetime.fromisoformat(path.read_text().strip()).astimezone(UTC)
