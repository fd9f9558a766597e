"""What a person decides about something on its way out. Permission and audit are the calling room's matter.

Each of these runs in the caller's transaction and takes the row away from any worker that has not yet
recorded an attempt: the fence moves, so that the worker's next write fails and it steps aside. Once an
attempt stands, they find the row frozen and raise Conflict.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q, QuerySet

from resonans.core import clock
from resonans.core.errors import Conflict
from resonans.core.words import _
from resonans.networks.contract import Ref
from resonans.networks.outgoing import DeliveryState, Line, Sendable, SettledBy, tell
from resonans.networks.sending import THAWED, wake_followers

State = DeliveryState
CHANGEABLE = (State.PLANNED, State.DUE, State.MISSED, State.WAITING_FOR_ACCOUNT)
"""States in which a person may still move it or change what it says, unless an attempt stands."""


def replan[R: Sendable](line: Line[R], row: R, at: datetime) -> R:
    """A new time for what was not attempted: planned, missed, or waiting for its account."""
    return _decide(line, row, _unattempted(line, row, CHANGEABLE), "moved", **_anew(at, State.PLANNED))


def change[R: Sendable](line: Line[R], row: R) -> R:
    """What it says was changed: whatever a worker has prepared is forgotten."""
    return _decide(line, row, _unattempted(line, row, CHANGEABLE), "changed", **_forgotten())


def send_now[R: Sendable](line: Line[R], row: R) -> R:
    """Send at once what was planned for later, missed, or kept waiting."""
    now = clock.now()
    return _decide(line, row, _unattempted(line, row, CHANGEABLE), "sent_by_person", **_anew(now, State.DUE))


def cancel[R: Sendable](line: Line[R], row: R) -> R:
    """Do not send it. Also between two attempts, if the one before surely did nothing."""
    states = (*CHANGEABLE, State.REJECTED)
    free = line.rows._default_manager.filter(pk=row.pk, state__in=states, unknown_at__isnull=True)
    changes = _forgotten() | {"state": State.CANCELLED, "due_at": None, "settled_at": clock.now()}
    return _decide(line, row, free, "cancelled", outcomes=F("outcomes") + 1, **changes)


def revive[R: Sendable](line: Line[R], row: R, at: datetime | None) -> R:
    """Plan anew what was cancelled or rejected: a new key, as if it had never been tried."""
    free = line.rows._default_manager.filter(pk=row.pk, state__in=(State.CANCELLED, State.REJECTED))
    return _decide(line, row, free, "planned", **_anew(at, State.PLANNED))


def retry[R: Sendable](line: Line[R], row: R) -> R:
    """Send a rejected one again, with a new key, because something was changed."""
    free = line.rows._default_manager.filter(pk=row.pk, state=State.REJECTED)
    return _decide(line, row, free, "retried", **_anew(clock.now(), State.DUE))


def found[R: Sendable](line: Line[R], row: R, ref: Ref) -> R:
    """A person saw a lost one on the network."""
    fresh = _decide(
        line,
        row,
        _lost(line, row),
        "found_by_person",
        state=State.LIVE,
        due_at=None,
        remote_id=ref.id,
        remote_revision=ref.revision,
        remote_url=ref.url,
        settled_at=clock.now(),
        settled_by=SettledBy.PERSON,
        unknown_at=None,
        failures=0,
        outcomes=F("outcomes") + 1,
    )
    wake_followers(line, fresh)
    return fresh


def send_again[R: Sendable](line: Line[R], row: R) -> R:
    """A person says that a lost one is not there. It keeps its key, in case they are wrong."""
    now = clock.now()
    return _decide(
        line,
        row,
        _lost(line, row),
        "sent_again_by_person",
        state=State.DUE,
        due_at=now,
        planned_at=now,
        unknown_at=None,
        failures=0,
        settled_by=SettledBy.PERSON,
    )


def give_up[R: Sendable](line: Line[R], row: R) -> R:
    """Nobody will find out any more."""
    return _decide(
        line,
        row,
        _lost(line, row),
        "given_up",
        state=State.CANCELLED,
        due_at=None,
        settled_at=clock.now(),
        settled_by=SettledBy.PERSON,
        outcomes=F("outcomes") + 1,
    )


def resume[R: Sendable](line: Line[R], row: R) -> R:
    """Its account works again. If it is late by now, the engine will say so instead of sending it."""
    waiting = _unattempted(line, row, (State.WAITING_FOR_ACCOUNT,))
    changes = _forgotten() | {"state": State.DUE, "due_at": clock.now()}
    return _decide(line, row, waiting, "account_back", **changes)


def is_frozen(row: Sendable) -> bool:
    """Whether an attempt stands whose outcome is not settled: nothing about it can be changed now."""
    return row.frozen is not None and row.state not in {State.LIVE, State.CANCELLED}


def _unattempted[R: Sendable](line: Line[R], row: R, states: Iterable[State]) -> QuerySet[R]:
    return line.rows._default_manager.filter(
        Q(frozen__isnull=True), pk=row.pk, state__in=tuple(states), unknown_at__isnull=True
    )


def _lost[R: Sendable](line: Line[R], row: R) -> QuerySet[R]:
    return line.rows._default_manager.filter(pk=row.pk, state=State.UNKNOWN)


def _forgotten() -> dict[str, object]:
    return {**THAWED, "problem": None}


def _anew(at: datetime | None, state: State) -> dict[str, object]:
    return _forgotten() | {
        "state": state,
        "planned_at": at,
        "due_at": at,
        "settled_at": None,
        "settled_by": "",
        "first_byte_at": None,
    }


def _decide[R: Sendable](line: Line[R], row: R, free: QuerySet[R], code: str, **changes: object) -> R:
    taken = free.update(fence=F("fence") + 1, lease_until=None, lane=None, **changes)
    if not taken:
        raise Conflict(
            _("This post is on its way out or has gone out already. Look at how it stands now."),
            code="too_late",
        )
    fresh: R = line.rows._default_manager.select_related("account").get(pk=row.pk)
    tell(line, fresh, DeliveryState(row.state), code)
    return fresh
