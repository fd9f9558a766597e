"""Looks at everything an installation needs, and says what to do about what it finds."""

import shutil
import smtplib
import stat
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from resonans import __version__
from resonans.core.errors import ResonansError
from resonans.core.settings import Settings
from resonans.site import folder, start

LITTLE_ROOM = 1024**3
_SMTP_S = 10.0
_LAG = timedelta(minutes=10)


class State(StrEnum):
    """How serious a finding is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    subject: str
    state: State
    words: str
    advice: str = ""


def good(subject: str, words: str) -> Finding:
    """All is well with it."""
    return Finding(subject, State.GOOD, words)


def warning(subject: str, words: str, advice: str) -> Finding:
    """It works, and should be seen to."""
    return Finding(subject, State.WARNING, words, advice)


def bad(subject: str, words: str, advice: str) -> Finding:
    """It keeps resonans from working."""
    return Finding(subject, State.BAD, words, advice)


def examine(ours: Settings) -> Iterator[Finding]:
    """Look at one thing after another; what needs key or database is left out where those are not."""
    first = [look(ours) for look in (_python, _folder, _room, _key, _port, _mail)]
    yield from first
    if any(finding.subject in {"data folder", "key"} and finding.state is State.BAD for finding in first):
        return
    start.setup_django()
    database = _guarded("database", _database, ours)
    yield database
    if database.state is State.BAD:
        return
    for name, look in (("clock", _clock), ("worker", _worker), ("event lake", _lake), ("outbox", _outbox)):
        yield _guarded(name, look, ours)
    yield from _accounts()


def _guarded(subject: str, look: Callable[[Settings], Finding], ours: Settings) -> Finding:
    """A look that fails is a finding itself."""
    from django.db import Error

    try:
        return look(ours)
    except ResonansError as error:
        return bad(subject, error.message, "Do what the message says.")
    except (Error, OSError) as error:
        return bad(subject, f"It does not answer: {error}", "Start it, or correct its address.")


def _python(_ours: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return good("Python", f"resonans {__version__} on Python {version}")


def _folder(ours: Settings) -> Finding:
    try:
        folder.check(ours)
    except folder.FolderUnusable as error:
        return bad("data folder", error.message, "Do what the message says.")
    kind = folder.file_system(ours.data_dir)
    return good("data folder", f"{ours.data_dir} can be written to" + (f" ({kind})" if kind else ""))


def _room(ours: Settings) -> Finding:
    if not ours.data_dir.exists():
        return warning("disk", f"{ours.data_dir} does not exist.", "Start resonans once: resonans up")
    free = shutil.disk_usage(ours.data_dir).free
    words = f"{free / 1024**3:.1f} GB are free"
    if free < LITTLE_ROOM:
        return warning("disk", words, f"Make room on the disk of {ours.data_dir}.")
    return good("disk", words)


def _key(ours: Settings) -> Finding:
    path = ours.key_path
    if not path.exists():
        return bad("key", f"There is none at {path}.", "Start resonans once (resonans up), or put it back.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return bad("key", f"{path} can be read by others (mode {mode:o}).", f"Run: chmod 600 {path}")
    return good("key", f"{path} can be read by its owner alone")


def _port(ours: Settings) -> Finding:
    where = f"{ours.host}:{ours.port}"
    try:
        start.check_port(ours.host, ours.port)
    except start.PortTaken as error:
        if _is_ours(ours):
            return good("port", f"resonans answers on {where}")
        return bad("port", error.message, "Stop what listens there, or set RESONANS_PORT.")
    return good("port", f"{where} is free; resonans does not run there now")


def _is_ours(ours: Settings) -> bool:
    import httpx

    try:
        answer = httpx.get(f"http://{ours.host}:{ours.port}/healthz", timeout=5)
        return answer.headers["content-type"] == "application/json" and "database" in answer.json()
    except (httpx.HTTPError, KeyError, ValueError):
        return False


def _mail(ours: Settings) -> Finding:
    address = ours.smtp_url.get_secret_value()
    if not address:
        return good("mail", "No server is set: invitations are links to copy, and nobody gets notices")
    parts = urlsplit(address)
    host, secure = parts.hostname or "", parts.scheme == "smtps"
    port = parts.port or (465 if secure else 587)
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    try:
        with closing(connect(host, port, timeout=_SMTP_S)) as server:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls()
                server.ehlo()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException) as error:
        why = getattr(error, "smtp_error", None) or error
        words = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
        return bad("mail", f"{host}:{port} does not take our letters: {words}", "Correct RESONANS_SMTP_URL.")
    return good("mail", f"{host}:{port} takes our letters")


def _database(ours: Settings) -> Finding:
    from django.db import connection

    if not ours.database_url and not ours.database_path.exists():
        return bad("database", f"There is none in {ours.data_dir}.", "Start resonans once: resonans up")
    pending = start.pending(ours)
    if pending:
        return bad("database", f"{len(pending)} steps behind this version.", "Run: resonans upgrade")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            broken = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
            if broken != "ok":
                advice = "Restore a backup into another folder: resonans restore --data-dir …"
                return bad("database", f"{ours.database_path} is damaged: {broken}", advice)
            version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
            return good("database", f"SQLite {version}, up to date and whole")
        cursor.execute("SHOW server_version")
        return good("database", f"PostgreSQL {cursor.fetchone()[0]}, up to date")


def _clock(_ours: Settings) -> Finding:
    from django.db import connection

    from resonans.core import clock

    try:
        zoneinfo.ZoneInfo("Europe/Stockholm")
    except zoneinfo.ZoneInfoNotFoundError:
        return bad("clock", "There are no time zones on this machine.", "Install the package tzdata.")
    if connection.vendor != "postgresql":
        return good("clock", f"{clock.now():%Y-%m-%d %H:%M:%S} UTC")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - clock.now()).total_seconds())
    if apart > 5:
        words = f"It differs from the database server's by {apart:.0f} s."
        return warning("clock", words, "Let both follow a time server.")
    return good("clock", f"{clock.now():%Y-%m-%d %H:%M:%S} UTC, as on the database server")


def _worker(_ours: Settings) -> Finding:
    from resonans.core import heartbeat

    alive = [beat for beat in heartbeat.beats() if not beat.is_late]
    if not alive:
        return warning("worker", "None runs, so nothing goes out.", "Start one: resonans up")
    return good("worker", ", ".join(f"{beat.name} ({', '.join(beat.groups)})" for beat in alive))


def _lake(ours: Settings) -> Finding:
    from resonans.events import queries

    try:
        pinned = queries.lake().pinned_files()
        events = queries.lake().sql().execute("SELECT count(*) FROM events").fetchone()
    except Exception as error:
        advice = "Check RESONANS_LAKE_URL and its keys, or restore a backup."
        return bad("event lake", f"{ours.lake_path} cannot be read: {type(error).__name__}", advice)
    count = events[0] if events else 0
    return good("event lake", f"{ours.lake_path} holds {count:,} events in {len(pinned.files)} files")


def _outbox(_ours: Settings) -> Finding:
    from resonans.core import clock
    from resonans.events import queries

    lag = queries.lag()
    if lag.oldest_at is not None and clock.now() - lag.oldest_at > _LAG:
        words = f"{lag.rows:,} events wait for the lake since {lag.oldest_at:%Y-%m-%d %H:%M} UTC."
        return warning("outbox", words, "See that a worker runs, and what its log says of the loop “flush”.")
    return good("outbox", f"{lag.rows:,} events are on their way to the lake")


def _accounts() -> Iterator[Finding]:
    from resonans.core import queries as core
    from resonans.core.access import for_worker
    from resonans.networks import queries as networks
    from resonans.networks.types import Health

    for workspace in core.every_workspace():
        accounts = networks.accounts(for_worker(workspace.id))
        sick = [account for account in accounts if account.health is not Health.CONNECTED]
        if accounts and not sick:
            yield good(f"accounts of {workspace.name}", f"{len(accounts)} connected")
        for account in sick:
            subject = f"account {account.handle} on {account.network}"
            words = account.health_reason or f"It is {account.health.value}."
            advice = f"Open Settings → Accounts of {workspace.name}."
            make = bad if account.health is Health.RECONNECT else warning
            yield make(subject, words, advice)
