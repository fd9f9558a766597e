"""A private PostgreSQL server on the loopback, run as an unprivileged user, ended with whoever started it."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests import parts

# Sorted as people sort, not by bytes: a query that forgets to say its order shows itself.
_COLLATION = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")
_NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
_START_S = 30.0


class PostgresServer:
    """A running server; every database on it belongs to the role `resonans`."""

    def __init__(self, port: int, password: str, programs: Path) -> None:
        self.port = port
        self.password = password
        self.programs = programs

    def url(self, database: str = "postgres") -> str:
        """Address of a database."""
        return f"postgresql://resonans:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make an empty database, or a copy of one that nobody uses, and return its address.

        One of that name is dropped first.
        """
        made = f'CREATE DATABASE "{database}" TEMPLATE "{template}"'
        for statement in (f'DROP DATABASE IF EXISTS "{database}"', made):
            self.run(statement)
        return self.url(database)

    def run(self, statement: str) -> None:
        """Run one statement in the database `postgres`."""
        command = [str(self.programs / "psql"), "-qXw", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url()]
        subprocess.run(command, check=True, capture_output=True, text=True)


@contextlib.contextmanager
def running() -> Iterator[PostgresServer]:
    """Start a server with a fresh cluster; it and its files are gone at the end."""
    programs = parts.postgres_programs()
    if programs is None:
        raise FileNotFoundError("PostgreSQL's initdb and postgres are not on this machine")
    folder = Path(tempfile.mkdtemp(prefix="resonans-postgres-"))
    user, group = _unprivileged()
    password = secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password)
    if user is not None and group is not None:
        for path in (folder, password_file):
            os.chown(path, user, group)
    data = folder / "data"
    try:
        authority = ("-U", "resonans", "--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync")
        make = [str(programs / "initdb"), "-D", str(data), *authority, *_COLLATION]
        done = subprocess.run(
            make, cwd=folder, capture_output=True, text=True, check=False, user=user, group=group
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}\n{done.stderr}")
        port = _free_port()
        network = ("listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={port}")
        options = [word for setting in (*network, *_NOT_DURABLE) for word in ("-c", setting)]
        serve = [*_dies_with_parent(), str(programs / "postgres"), "-D", str(data), *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(serve, cwd=folder, stdout=log, stderr=log, user=user, group=group)
        try:
            server = PostgresServer(port, password, programs)
            _wait(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> tuple[int | None, int | None]:
    """Who runs the server: we ourselves (None), unless we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None, None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    raise KeyError("neither postgres nor nobody is a user of this machine")


def _dies_with_parent() -> list[str]:
    return ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(subprocess.CalledProcessError):
            server.run("SELECT 1")
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
