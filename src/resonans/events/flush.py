"""From the outbox to the lake: each row arrives, and arrives once, whenever a process is killed.

A batch is numbered under a lock, and its parcels are fixed with it. The lowest open batch is finished before
another one is begun. The lake takes a number once and skips it afterwards, so a batch may be sent again and
again; only when the lake has it are its rows deleted. Kill points are named where the state changes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.db import transaction

from resonans.core import clock, work
from resonans.core.errors import Conflict
from resonans.core.faultpoints import point
from resonans.core.words import _
from resonans.events import told
from resonans.events.lake import Lake
from resonans.events.lake.lake import OUTBOX
from resonans.events.models import FLUSHER, Batch, Flusher, Parcel
from resonans.events.parcels import Content, unpack
from resonans.events.place import lake

log = structlog.get_logger()

_VALUES = 20_000
"""How many events and observations a batch holds, about."""
_LEASE_S = 60.0
_SWEEP_EVERY = timedelta(hours=24)


def step() -> int:
    """Take one batch to the lake; how many values it held. 0 too where another process is at it."""
    if not (Parcel.objects.exists() or Batch.objects.exists()):
        return 0
    with _right() as mine:
        return _one(lake()) if mine else 0


def drain() -> int:
    """Take everything that waits to the lake; how many values."""
    total = 0
    while done := step():
        total += done
    return total


def care() -> int:
    """Compact the months that are due and, once a day, delete files that were replaced a week ago.

    Nothing is opened while nothing was written.
    """
    now = clock.now()
    flusher = Flusher.objects.filter(pk=FLUSHER).first()
    if flusher is None:
        return 0
    sweep = flusher.swept_at is None or flusher.swept_at <= now - _SWEEP_EVERY
    if flusher.cared_number == flusher.last_number and not sweep:
        return 0
    with _right() as mine:
        if not mine:
            return 0
        done = lake().compact()
        changes: dict[str, object] = {"cared_number": flusher.last_number}
        if sweep:
            log.info("old lake files deleted", files=lake().sweep())
            told.forget_old()
            changes["swept_at"] = now
        Flusher.objects.filter(pk=FLUSHER).update(**changes)
    return done


def note_foreign_write() -> None:
    """Have the next `care` look at the lake, since something was written past the outbox."""
    Flusher.objects.update_or_create(
        pk=FLUSHER, defaults={"cared_number": -1}, create_defaults={"cared_number": -1, "due_at": clock.now()}
    )


@contextmanager
def flush_lock(wait_s: float = 60.0) -> Iterator[None]:
    """Hold the lake still, for a backup that pins database and lake together.

    Raises Conflict where another process writes to it for longer than `wait_s`.
    """
    until = clock.now() + timedelta(seconds=wait_s)
    while True:
        with _right() as mine:
            if mine:
                yield
                return
        if clock.now() >= until:
            raise Conflict(_("The event lake is being written to. Try again in a minute."))
        clock.sleep(0.2)


@contextmanager
def _right() -> Iterator[bool]:
    """The one right to write to the lake, held while the block runs; False where another has it."""
    Flusher.objects.get_or_create(pk=FLUSHER, defaults={"due_at": clock.now()})
    held = work.claim(Flusher.objects.all(), lease_s=_LEASE_S, limit=1)
    if not held:
        yield False
        return
    try:
        with work.heartbeat(Flusher, held[0], _LEASE_S):
            yield True
    finally:
        _let_go(held[0])


def _let_go(held: work.Claim) -> None:
    try:
        work.release(Flusher, held)
    except work.LeaseLost:
        log.warning("the right to write to the lake ran out before it was given back")


def _one(to: Lake) -> int:
    """Finish the lowest open batch, or number a new one and finish that."""
    number = Batch.objects.order_by("number").values_list("number", flat=True).first()
    if number is None:
        number = _numbered(to.newest(OUTBOX))
    if number is None:
        return 0
    point("flush.numbered")
    parcels = list(Parcel.objects.filter(batch=number).order_by("id").values_list("content", flat=True))
    content = _joined(parcels)
    to.append(number, content.events, content.observations)
    point("flush.appended")
    with transaction.atomic():
        Parcel.objects.filter(batch=number).delete()
        point("flush.deleting")
        Batch.objects.filter(number=number).delete()
    point("flush.emptied")
    return content.size


def _numbered(in_lake: int) -> int | None:
    """Give the oldest waiting parcels a number of their own; None where nothing waits.

    The number is higher than any that the lake knows, also where this database is younger than the lake (an
    older copy was restored, or another database took over): a known number would be skipped.
    """
    with transaction.atomic():
        flusher = Flusher.objects.select_for_update().get(pk=FLUSHER)
        waiting = Parcel.objects.filter(batch__isnull=True).order_by("id").values_list("id", "size")
        chosen, values = [], 0
        for parcel, size in waiting[:_VALUES]:
            chosen.append(parcel)
            values += size
            if values >= _VALUES:
                break
        if not chosen:
            return None
        number = max(flusher.last_number, in_lake) + 1
        # By range, since a list of ids may be longer than a statement takes parameters. On PostgreSQL a row
        # that commits late with an id inside the range is only taken along.
        taken = Parcel.objects.filter(batch__isnull=True, id__gte=chosen[0], id__lte=chosen[-1])
        taken.update(batch=number)
        point("flush.numbering")
        Batch.objects.create(number=number)
        Flusher.objects.filter(pk=FLUSHER).update(last_number=number)
    return number


def _joined(parcels: list[str]) -> Content:
    contents = [unpack(parcel) for parcel in parcels]
    return Content(
        tuple(event for content in contents for event in content.events),
        tuple(seen for content in contents for seen in content.observations),
    )
