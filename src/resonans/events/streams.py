"""Streams: one thread for each account whose network tells it what happens as it happens.

A stream that breaks is opened again after a pause; what it missed comes by notifications, which are read at
once whenever a stream begins.
"""

import threading
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction

from resonans.core import clock, work
from resonans.events import chores, ingest, setbacks
from resonans.events.models import Chore
from resonans.events.sources import Place, place
from resonans.events.types import ChoreKind
from resonans.networks import sessions
from resonans.networks.contract import Session
from resonans.networks.errors import NetworkError, Retry
from resonans.networks.types import Account

log = structlog.get_logger()

_LEASE_S = 60.0
_LASTED = timedelta(minutes=5)
"""A stream that held so long was sound; one that breaks at once, again and again, is opened ever later."""
_AT_MOST = 100
"""Streams in one process."""


class Streams:
    """The streams of this process."""

    def __init__(self) -> None:
        self._threads: dict[UUID, threading.Thread] = {}

    def step(self) -> int:
        """Open the streams that are due and that no other process holds; how many."""
        self._threads = {row: thread for row, thread in self._threads.items() if thread.is_alive()}
        working = {account.id: account for account in sessions.working()}
        due = Chore.objects.filter(kind=ChoreKind.STREAM.value, account__in=working)
        opened = work.claim(due, lease_s=_LEASE_S, limit=_AT_MOST - len(self._threads))
        for held in opened:
            account = working[Chore.objects.values_list("account", flat=True).get(pk=held.row)]
            thread = threading.Thread(
                target=_in_thread, args=(account, held), name=f"stream-{account.id}", daemon=True
            )
            self._threads[held.row] = thread
            thread.start()
        return len(opened)

    def wait(self, timeout_s: float) -> None:
        """Wait until the streams that are open now have ended, each for so long at most."""
        for thread in self._threads.values():
            thread.join(timeout_s)


def follow(account: Account, held: work.Claim) -> None:
    """Listen to one account's stream until it ends, then let go of its row."""
    chore = Chore.objects.get(pk=held.row)
    here = place(account)
    began = clock.now()
    error: NetworkError = Retry(0.0)
    try:
        with work.heartbeat(Chore, held, _LEASE_S) as lost, sessions.use(account.id) as session:
            _listen(here, session, lost)
    except NetworkError as raised:
        error = raised
    lasted = clock.now() - began >= _LASTED
    again = setbacks.of(error, 0 if lasted else chore.failures)
    work.release(
        Chore, held, due_at=again.again_at, failures=again.failures, reason=again.reason, done_at=clock.now()
    )


def _listen(here: Place, session: Session, lost: threading.Event) -> None:
    notifications = Chore.objects.filter(account=here.account.id, kind=ChoreKind.NOTIFICATIONS.value)
    notifications.filter(due_at__gt=clock.now()).update(due_at=clock.now())
    for told in here.connector.stream(session):
        with transaction.atomic():
            chores.take(here, ingest.happenings(here.source, [told], clock.now()))
            Chore.objects.filter(account=here.account.id, kind=ChoreKind.STREAM.value).update(
                failures=0, reason=""
            )
        if lost.is_set() or here.account.id not in {each.id for each in sessions.working()}:
            return


def _in_thread(account: Account, held: work.Claim) -> None:
    try:
        follow(account, held)
    except work.LeaseLost:
        log.info("another process took the stream over", account=str(account.id))
    except Exception as error:
        log.exception("stream ended", account=str(account.id), error=type(error).__name__)
    finally:
        connection.close()
