"""The file behind the simulated network: one connection for each thread of each process."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

_VERSION = 1


class _Connection(sqlite3.Connection):
    """Closed with the thread that it belongs to."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, timeout=10, isolation_level=None, check_same_thread=False)
        self.process = os.getpid()

    def __del__(self) -> None:
        self.close()


class Database:
    """SQLite in WAL mode; what is committed outlives the process that committed it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection. Statements commit by themselves outside `writing`."""
        held: _Connection | None = getattr(self._local, "held", None)
        if held is None or held.process != os.getpid():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            held = self._local.held = _open(self.path)
        return held

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone among writers; inside another it joins that."""
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _open(path: Path) -> _Connection:
    connection = _Connection(path)
    if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
        script = resources.files(__package__).joinpath("schema.sql").read_text()
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version={_VERSION}; COMMIT;")
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection
