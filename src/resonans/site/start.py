"""Everything before the first page: the key, the database, the one-time key. Told in plain words."""

import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from resonans import __version__
from resonans.core.errors import ResonansError
from resonans.core.settings import Settings, settings
from resonans.site import folder, snapshots

type Say = Callable[[str], None]
KEPT_BACKUPS = 5


class PortTaken(ResonansError):
    """Something else listens where the server should."""

    code = "port_taken"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The stores are ready for server and worker."""

    address: str
    """Where the person goes now, with the one-time key while one is needed."""


def check_port(host: str, port: int) -> None:
    """Raise PortTaken unless the server can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the server itself does, lest connections of the last run that fade away seem to hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} of {host} is not free ({error.strerror}). "
                "Choose another with --port, or stop what listens there."
            ) from error


def prepare(say: Say, *, demo: bool = False, with_backup: bool = True) -> Prepared:
    """Make the stores ready and say what is done. The caller holds the folder's lock.

    Raises a ResonansError, in words, where it cannot go on; nothing is changed then.
    """
    from resonans.core import secrets

    ours = settings()
    if secrets.ensure_key(ours.key_path):
        say(f"Made the key that protects stored secrets: {ours.key_path}. Keep a copy in a safe place.")
    setup_django()
    bring_up_to_date(say, ours, with_backup=with_backup)
    folder.mark(ours.data_dir)
    fresh_counts(ours)
    if demo:
        fill_demo(say)
    address = ours.base_url + "/"
    return Prepared(address + _key_part(demo=demo))


def setup_django() -> None:
    """Configure Django in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resonans.site.settings")
    import django

    django.setup()


def bring_up_to_date(say: Say, ours: Settings, *, with_backup: bool) -> None:
    """Migrate the database, after a backup when there is something to lose."""
    from django.core.management import call_command
    from django.db import connection

    try:
        plan = pending(ours)
        if not plan:
            return
        if has_data():
            if with_backup:
                say(f"Backed the database up before changing it: {back_up(ours)}")
            say(f"Bringing the database up to date ({len(plan)} steps).")
        else:
            say(f"Preparing the database in {ours.data_dir}.")
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()


def pending(ours: Settings) -> tuple[str, ...]:
    """The migrations still to run, such as `core.0002_token`; raises FolderUnusable for a newer database."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.recorder import MigrationRecorder

    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    rooms = {app for app, _name in known}
    applied = MigrationRecorder(connection).applied_migrations()
    unknown = [f"{app}.{name}" for app, name in applied if app in rooms and (app, name) not in known]
    if unknown:
        raise folder.newer(ours.data_dir, f"its database knows {max(unknown)}")
    targets = executor.loader.graph.leaf_nodes()
    return tuple(f"{step.app_label}.{step.name}" for step, _backwards in executor.migration_plan(targets))


def has_data() -> bool:
    """Whether the database has tables of ours."""
    from django.db import connection

    return "core_workspace" in connection.introspection.table_names()


def back_up(ours: Settings) -> Path:
    """A snapshot of the database in `backups/` of the data folder; the oldest automatic ones are let go."""
    from resonans.core import clock

    kept = ours.data_dir / "backups"
    target = kept / f"before-{__version__}-{clock.now():%Y%m%dT%H%M%SZ}"
    target.mkdir(parents=True, mode=0o700)
    written = snapshots.take(ours, target)
    for old in sorted(kept.glob("before-*"), key=lambda path: path.stat().st_mtime)[:-KEPT_BACKUPS]:
        shutil.rmtree(old)
    return written


def fresh_counts(ours: Settings) -> None:
    """Let go of the last run's counts: Prometheus knows how to read a fall to zero."""
    shutil.rmtree(ours.data_dir / "run" / "metrics", ignore_errors=True)


def fill_demo(say: Say) -> None:
    """The demo workspace with its year of history, made once."""
    if find_spec("resonans.site.demo") is None:
        raise ResonansError("This resonans comes without a demo.")
    import_module("resonans.site.demo").fill(say)


def _key_part(*, demo: bool) -> str:
    from resonans.core import setup

    key = setup.ensure_setup_key(demo=demo)
    return f"?key={key}" if key else ""


def become_supervisor(ours: Settings, prepared: Prepared, lock: folder.Lock) -> None:
    """Replace this process by the supervisor, which needs none of what preparing has loaded."""
    welcome = f"resonans is ready: {prepared.address}\nStop it with Ctrl-C."
    command = [
        *(sys.executable, "-m", "resonans.site.supervisor"),
        *("--host", ours.host, "--port", str(ours.port)),
        *("--welcome", welcome, "--lock", str(lock.pass_on())),
    ]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606
