"""One consistent picture of the operations database, taken while everything runs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from resonans.core.errors import ResonansError
from resonans.core.settings import Settings

SQLITE_NAME = "database.sqlite3"
POSTGRES_NAME = "database.dump"


class SnapshotFailed(ResonansError):
    """The database could not be copied."""

    code = "snapshot_failed"


def take(settings: Settings, folder: Path) -> Path:
    """Write the database into `folder` and return the file."""
    if settings.database_url:
        return _dump(settings.database_url, folder / POSTGRES_NAME)
    return copy(settings.database_path, folder / SQLITE_NAME)


def copy(source: Path, target: Path) -> Path:
    """SQLite's online backup, in one step: a reader's view, writers go on."""
    with closing(sqlite3.connect(source, timeout=10)) as live, closing(sqlite3.connect(target)) as made:
        live.backup(made)
        broken = made.execute("PRAGMA integrity_check").fetchone()[0]
        if broken != "ok":
            raise SnapshotFailed(f"The copy of {source} is damaged: {broken}")
        # The copy stands alone: no write-ahead log beside it.
        made.execute("PRAGMA journal_mode=DELETE")
    target.chmod(0o600)
    return target


def _dump(url: str, target: Path) -> Path:
    run_postgres("pg_dump", url, "--format=custom", "--no-owner", f"--file={target}")
    target.chmod(0o600)
    return target


def load(url: str, source: Path, *, replace: bool) -> None:
    """Put a dump into the database of `url`, all or nothing; with `replace` what is there goes first."""
    if replace:
        run_postgres("psql", url, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--command={_EMPTY}")
    run_postgres("pg_restore", url, "--no-owner", "--exit-on-error", "--single-transaction", str(source))


_EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


def run_postgres(program: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on the database; the password goes by the environment."""
    found = shutil.which(program)
    if found is None:
        raise SnapshotFailed(
            f"{program} is not installed. Install PostgreSQL's client programs, of the server's version or "
            "newer (Debian: apt-get install postgresql-client)."
        )
    parts = urlsplit(url)
    environment = {**os.environ, "PGPASSWORD": unquote(parts.password or "")}
    said = {
        "host": parts.hostname,
        "port": parts.port,
        "username": unquote(parts.username or ""),
        "dbname": unquote(parts.path.lstrip("/")),
    }
    where = [f"--{name}={value}" for name, value in said.items() if value]
    command = [found, "--no-password", *where, *arguments]
    done = subprocess.run(  # noqa: S603  (PostgreSQL's own program, arguments of ours)
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SnapshotFailed(f"{program} failed: {done.stderr.strip() or done.returncode}")
