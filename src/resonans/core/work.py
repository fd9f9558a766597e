"""Work as rows: claimed by a conditional update, leased, fenced, and swept up when the worker dies.

A row that is worked on inherits `Leased`. A worker claims due rows one by one; nobody else can while the
lease runs. Whatever the worker writes at the end is written only if its fence is still the row's own, so
that a worker which slept through its lease (a closed laptop, a paused process) changes nothing.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet

from resonans.core import clock

_writing = threading.Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction in which the threads of a process take turns.

    SQLite lets one write at a time, and those who wait ask again and again, so that with many threads some
    wait long beyond their turn. PostgreSQL needs no such help.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _writing, transaction.atomic():
        yield


class Leased(models.Model):
    """The columns of a row that workers claim. `due_at` null: nothing to do until something sets it."""

    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one row until `until`; `fence` proves it."""

    row: UUID
    fence: int
    until: datetime


class LeaseLost(Exception):
    """Another worker has taken the row over: stop, and write nothing."""


def claim[R: Leased](rows: QuerySet[R], *, lease_s: float, limit: int) -> list[Claim]:
    """Take up to `limit` due rows of `rows`, those longest due first, that nobody holds.

    Two workers never take the same row: each is taken by an update whose condition is the fence it was read
    with. The caller narrows `rows` to the states in which there is something to do.
    """
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    found = rows.filter(free, due_at__lte=now).order_by("due_at").values_list("pk", "fence")[:limit]
    claims = (take(rows, row, fence, lease_s=lease_s) for row, fence in found)
    return [claim for claim in claims if claim is not None]


def take[R: Leased](
    rows: QuerySet[R], row: UUID, fence: int, *, lease_s: float, **changes: object
) -> Claim | None:
    """Take one due row that was read with `fence`, writing `changes` with it; None if another was faster."""
    now = clock.now()
    until = now + timedelta(seconds=lease_s)
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    mine = rows.filter(free, pk=row, fence=fence, due_at__lte=now)
    taken = mine.update(fence=F("fence") + 1, lease_until=until, **changes)
    return Claim(row, fence + 1, until) if taken else None


def write[R: Leased](rows: type[R], held: Claim, **changes: object) -> None:
    """Write to a held row; raises LeaseLost if it is no longer held by this claim."""
    if not _held(rows, held).update(**changes):
        raise LeaseLost(f"{rows.__name__} {held.row}")


def extend[R: Leased](rows: type[R], held: Claim, lease_s: float) -> Claim:
    """The heartbeat: hold the row for another `lease_s` from now."""
    until = clock.now() + timedelta(seconds=lease_s)
    write(rows, held, lease_until=until)
    return Claim(held.row, held.fence, until)


def release[R: Leased](rows: type[R], held: Claim, **changes: object) -> None:
    """Write the outcome and let go of the row, in one update."""
    write(rows, held, lease_until=None, **changes)


@contextmanager
def heartbeat[R: Leased](rows: type[R], held: Claim, lease_s: float) -> Iterator[threading.Event]:
    """Hold the row for as long as the block runs, by a thread that extends the lease at each third of it.

    Gives an event that is set when the lease was lost after all. Not for use inside a transaction.
    """
    lost, over = threading.Event(), threading.Event()
    between = timedelta(seconds=lease_s / 3)
    first = clock.now() + between

    def beat() -> None:
        due = first
        try:
            while clock.sleep_until(due, over):
                # Chosen before the row is written: a slow write does not put off the next one.
                due = clock.now() + between
                extend(rows, held, lease_s)
        except LeaseLost:
            lost.set()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{held.row}", daemon=True)
    thread.start()
    try:
        yield lost
    finally:
        over.set()
        thread.join()


def _held[R: Leased](rows: type[R], held: Claim) -> QuerySet[R]:
    return rows._default_manager.filter(pk=held.row, fence=held.fence)


@dataclass(frozen=True, slots=True)
class Loop:
    """A piece of repeated work that a worker runs in a thread of its own.

    `step` does what is due and returns how many things it did; after a step that did nothing the loop waits
    `idle_s`. It may be killed at any instant and run twice at once.
    """

    name: str
    group: str
    """Which `resonans worker --only` runs it: deliveries, collect, lake or care."""
    step: Callable[[], int]
    idle_s: float
