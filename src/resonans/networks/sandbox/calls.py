"""The network's own log of calls: JSON lines, each written before its answer leaves."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the network saw it."""

    at: str
    """ISO time."""
    method: str
    path: str
    verb: str
    account: str
    """Handle; "" where the call was not signed in."""
    key: str
    """Idempotency key that came along."""
    status: int
    """What was or would have been answered; 0 where the call was not handled."""
    effect: str
    """"committed" where the call changed what the network shows."""
    post: str
    misbehaved: str
    """The kind of misbehaviour that was ordered for this call."""


def write(path: Path, call: Call) -> None:
    """Add a line, whole: several processes may write."""
    line = json.dumps(asdict(call), ensure_ascii=False) + "\n"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)


def read(path: Path) -> list[Call]:
    """All calls, oldest first; none where nothing was logged yet."""
    if not path.exists():
        return []
    return [Call(**json.loads(line)) for line in path.read_text().splitlines()]
