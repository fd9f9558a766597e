"""Sends in parallel over accounts: claims rows, hands them to threads, and keeps their leases meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import close_old_connections, connection, models
from django.db.models import Q

from resonans.core import clock
from resonans.core.work import Claim
from resonans.networks.looking import work_on
from resonans.networks.outgoing import LEASE_S, Line, Sendable, claim

log = structlog.get_logger()
THREADS = 16
_TICK_S = 0.1


class Dispatcher[R: Sendable]:
    """One process's threads for one line. `step` is what its loop calls."""

    def __init__(self, line: Line[R], threads: int = THREADS) -> None:
        self._line = line
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="delivery")
        self._held: dict[UUID, Claim] = {}
        self._changed = threading.Condition()
        self._extended_at: datetime | None = None

    def step(self) -> int:
        """Claim what is due and free threads can take; returns how many rows are being worked on.

        While some are, it waits a moment for one to end, so that the loop comes back soon.
        """
        with self._changed:
            free = self._threads - len(self._held)
        claims = claim(self._line, limit=free) if free else []
        for held in claims:
            with self._changed:
                self._held[held.row] = held
            self._pool.submit(self._work, held)
        self._keep_leases()
        with self._changed:
            busy = len(self._held)
            if busy and not claims:
                self._changed.wait(_TICK_S)
        return busy + len(claims)

    def drain(self) -> int:
        """Work on everything that is due, until nothing is; returns how many rows were claimed."""
        done = 0
        while claims := claim(self._line, limit=self._threads):
            for held in claims:
                work_on(self._line, held)
            done += len(claims)
        return done

    def close(self) -> None:
        """Wait for what is being worked on, and let the threads go."""
        self._pool.shutdown()

    def _work(self, held: Claim) -> None:
        try:
            work_on(self._line, held)
        except Exception:
            log.exception("a delivery's step failed; its lease will end", delivery=str(held.row))
        finally:
            _let_go_of_broken_connections()
            with self._changed:
                self._held.pop(held.row, None)
                self._changed.notify_all()

    def _keep_leases(self) -> None:
        now = clock.now()
        if self._extended_at is not None and now - self._extended_at < timedelta(seconds=LEASE_S / 4):
            return
        self._extended_at = now
        with self._changed:
            held = list(self._held.values())
        if not held:
            return
        mine = Q(pk__in=[])
        for each in held:
            mine |= Q(pk=each.row, fence=each.fence)
        rows: models.QuerySet[R] = self._line.rows._default_manager.filter(mine, lease_until__gt=now)
        rows.update(lease_until=now + timedelta(seconds=LEASE_S))


def _let_go_of_broken_connections() -> None:
    """Keep a good connection for the thread's next row; opening one costs as much as several queries."""
    if connection.vendor != "sqlite" or connection.errors_occurred:
        close_old_connections()
