"""A clock for processes: it runs like the machine's, and a test can put it forward."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

_TICK_S = 0.05


class Hours:
    """Keeps the file that `RESONANS_CLOCK` names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ahead = timedelta(0)
        self._over = threading.Event()
        self._write()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def now(self) -> datetime:
        """The time that the processes have."""
        return datetime.now(UTC) + self._ahead

    def forward(self, by: timedelta) -> None:
        """Let so much time have passed at once."""
        self._ahead += by

    def close(self) -> None:
        """Stop."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_TICK_S):
            self._write()

    def _write(self) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(self.now().isoformat(), encoding="utf-8")
        new.replace(self.path)
