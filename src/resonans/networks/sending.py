"""The steps by which a worker moves a claimed row on its way out. The life they follow: `networks.outgoing`.

Nothing here calls a network inside a transaction. The order around the one dangerous call is: record the
attempt and commit, call once, write down the answer and commit. A worker that dies in between leaves a row
in `sending` whose lease ends; whoever claims it then knows only that the outcome is unknown, and looks.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.db import DatabaseError, OperationalError, close_old_connections

from resonans.core import clock, work
from resonans.core.faultpoints import point
from resonans.core.work import Claim, LeaseLost
from resonans.networks import registry, sessions
from resonans.networks.contract import Connector, NotYet, Outgoing, Receipt, Saved, Session, Ticket, Visible
from resonans.networks.errors import (
    Gone,
    NetworkError,
    NotSupported,
    OutcomeUnknown,
    Problem,
    Reauthorize,
    Rejected,
    Retry,
)
from resonans.networks.frozen import digest, freeze, freeze_receipt, thaw
from resonans.networks.outgoing import (
    LATE_S,
    LEASE_S,
    Attempt,
    DeliveryState,
    Line,
    Outcome,
    Sendable,
    SettledBy,
    Withdrawn,
    tell,
)

type Changes = Mapping[str, object]
"""Columns to write, by name."""

log = structlog.get_logger()
BACK_OFF_S = (1.0, 5.0, 15.0, 60.0, 180.0, 300.0, 600.0)
FIRST_LOOK_S = 2.0
_AGAIN_AFTER_LOCK_S = 0.5


def wait_s(failures: int, asked_s: float = 0.0) -> float:
    """How long to wait after this many transient failures before; at least what the network asked for."""
    return max(asked_s, BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])


@dataclass(slots=True)
class Trip[R: Sendable]:
    """One worker's way with one claimed row."""

    line: Line[R]
    row: R
    held: Claim
    attempt: Attempt | None = None
    receipt: Receipt | None = None
    first_byte_at: datetime | None = None

    @property
    def connector(self) -> Connector:
        """The row's network."""
        return registry.connector(self.row.account.network)

    def sent_a_byte(self) -> None:
        """A request's first byte leaves; it counts if it is the attempt's."""
        if self.attempt is not None and self.first_byte_at is None:
            self.first_byte_at = clock.now()

    def write(
        self,
        state: DeliveryState,
        code: str,
        changes: Changes,
        *,
        detail: str = "",
        due_in_s: float | None = None,
        outcome: Outcome | None = None,
    ) -> None:
        """Let go of the row in `state`, tell of it, and close the attempt; waits out a locked database."""
        due_at = clock.now() + timedelta(seconds=due_in_s) if due_in_s is not None else None

        def all_of_it() -> None:
            with work.in_turn():
                self.line.lock(self.row)
                self._close_attempt(outcome, detail)
                written = {**changes, "state": state, "lane": None, "due_at": due_at}
                work.release(self.line.rows, self.held, **written)
                fresh = _written(self.row, written)
                tell(self.line, fresh, DeliveryState(self.row.state), code, detail=detail)
                if state is DeliveryState.LIVE:
                    wake_followers(self.line, fresh)
                point("settling")

        try:
            insist(all_of_it, self.held.until)
        except LeaseLost:
            self._close_attempt(outcome, detail)
            raise
        point("settled")

    def _close_attempt(self, outcome: Outcome | None, detail: str) -> None:
        if self.attempt is None or outcome is None:
            return
        Attempt.objects.filter(pk=self.attempt.pk).update(
            outcome=outcome,
            detail=detail,
            ended_at=clock.now(),
            first_byte_at=self.first_byte_at,
            answer=freeze_receipt(self.receipt) if self.receipt is not None else None,
        )


def insist(act: Callable[[], None], until: datetime) -> None:
    """Do what is only the database's work; again while it is locked or full, as long as the lease runs."""
    tries = int(LEASE_S / _AGAIN_AFTER_LOCK_S)
    while True:
        try:
            act()
            return
        except OperationalError as error:
            log.warning("the database refused a write", error=str(error))
            tries -= 1
            if tries == 0 or clock.now() >= until:
                raise
        close_old_connections()
        clock.breathe(_AGAIN_AFTER_LOCK_S)


def send[R: Sendable](line: Line[R], row: R, held: Claim) -> None:
    """Prepare a due row, and make its one visible call."""
    trip = Trip(line, row, held)
    if row.is_late:
        _miss(trip)
        return
    limited_s = _limited_s(row)
    if limited_s > 0:
        _put_off(trip, limited_s, "", limited=True)
        return
    failure: Exception | None = None
    try:
        with sessions.use(row.account_id, first_byte=trip.sent_a_byte) as session:
            _go(trip, session)
    except (LeaseLost, DatabaseError):
        if trip.receipt is None:
            raise
    except Exception as error:
        failure = error
    point("answered")
    if trip.receipt is not None:
        accept(trip, trip.receipt)
    elif failure is not None:
        _fail(trip, failure)


@dataclass(frozen=True, slots=True)
class _Said:
    """What an attempt is to say, under which key, and its hash."""

    outgoing: Outgoing
    ticket: Ticket
    mark: str


def _go[R: Sendable](trip: Trip[R], session: Session) -> None:
    row = trip.row
    outgoing = thaw(row.frozen) if row.frozen else trip.line.content(row)
    mark = row.content_hash if row.frozen else digest(outgoing)
    keeps = row.key is not None and row.content_hash == mark
    ticket = ticket_of(row) if keeps else Ticket(str(uuid4()), _to_the_millisecond(clock.now()))
    said = _Said(outgoing, ticket, mark)
    saved = _prepare(trip, session, said, row.saved if keeps else {})
    if saved is None:
        return
    point("prepared")
    until = _record(trip, said, saved)
    point("recorded")
    if clock.now() >= until:
        raise LeaseLost("slept between recording the attempt and making it")
    trip.receipt = trip.connector.publish(session, outgoing, ticket, saved)


def _prepare[R: Sendable](trip: Trip[R], session: Session, said: _Said, saved: Saved) -> Saved | None:
    """What `publish` needs; None if the row was put back to be prepared further later."""
    while True:
        step = trip.connector.prepare(session, said.outgoing, said.ticket, saved)
        point("stepped")
        if not isinstance(step, NotYet):
            return step.saved
        saved = step.saved
        trip.held = work.extend(trip.line.rows, trip.held, LEASE_S)
        kept = {
            "saved": dict(saved),
            "key": UUID(said.ticket.key),
            "key_at": said.ticket.created_at,
            "content_hash": said.mark,
        }
        if step.again_in_s > 0:
            trip.write(DeliveryState.DUE, "preparing", kept, due_in_s=step.again_in_s)
            return None
        work.write(trip.line.rows, trip.held, **kept)
        point("kept")


def _record[R: Sendable](trip: Trip[R], said: _Said, saved: Saved) -> datetime:
    """Freeze the row and write down that an attempt is made. Returns the end of the lease.

    Whoever edited, moved or deleted it since it was claimed has taken the claim away (LeaseLost); whoever
    comes after finds it frozen.
    """
    now = clock.now()
    until = now + timedelta(seconds=LEASE_S)
    written = {
        "state": DeliveryState.SENDING,
        "lease_until": until,
        "frozen": freeze(said.outgoing),
        "key": UUID(said.ticket.key),
        "key_at": said.ticket.created_at,
        "saved": dict(saved),
        "content_hash": said.mark,
        "attempts": trip.row.attempts + 1,
    }
    with work.in_turn():
        trip.line.lock(trip.row)
        work.write(trip.line.rows, trip.held, **written)
        fresh = _written(trip.row, written)
        tell(trip.line, fresh, DeliveryState(trip.row.state), "sending", request_hash=said.mark)
        trip.attempt = Attempt.objects.create(
            workspace_id=fresh.workspace_id,
            delivery=fresh.pk,
            number=fresh.attempts,
            key=UUID(said.ticket.key),
            fence=trip.held.fence,
            request_hash=said.mark,
            started_at=now,
        )
        point("recording")
    trip.row = fresh
    trip.held = Claim(trip.held.row, trip.held.fence, until)
    return until


def accept[R: Sendable](trip: Trip[R], receipt: Receipt, settled_by: SettledBy = SettledBy.NOBODY) -> None:
    """The network took it: live, pending, or refused after all."""
    if receipt.visible is Visible.REFUSED:
        refuse(trip, receipt.problem or Problem("refused"), "", settled_by)
        return
    live = receipt.visible is Visible.LIVE
    changes: dict[str, object] = {
        "remote_id": receipt.ref.id,
        "remote_revision": receipt.ref.revision,
        "remote_url": receipt.ref.url,
        "cost_minor": receipt.cost_minor,
        "cost_currency": receipt.cost_currency,
        "settled_by": settled_by,
        "unknown_at": None,
        "failures": 0,
        "problem": None,
    }
    if trip.first_byte_at is not None:
        changes["first_byte_at"] = trip.first_byte_at
    if live:
        changes |= _settled(trip.row)
    state = DeliveryState.LIVE if live else DeliveryState.PENDING
    due_in_s = None if live else wait_s(0)
    trip.write(state, _ACCEPTED[settled_by, live], changes, due_in_s=due_in_s, outcome=Outcome.ACCEPTED)


_ACCEPTED = {
    (SettledBy.NOBODY, True): "live",
    (SettledBy.NOBODY, False): "pending",
    (SettledBy.READ_BACK, True): "found",
    (SettledBy.READ_BACK, False): "found_pending",
}


def _fail[R: Sendable](trip: Trip[R], error: Exception) -> None:
    """Nothing came back, or a refusal did: decide by what the error says the caller does next."""
    attempted = trip.attempt is not None
    detail = error.detail if isinstance(error, NetworkError) else type(error).__name__
    if not isinstance(error, NetworkError | Withdrawn):
        log.exception("unexpected failure while sending", delivery=str(trip.row.pk), exc_info=error)
    match error:
        case Withdrawn():
            trip.write(DeliveryState.CANCELLED, "withdrawn", {**_settled(trip.row), **THAWED})
        case _ if trip.row.unknown_at is not None:
            _lose(trip, detail)
        case Reauthorize():
            _wait_for_account(trip, detail)
        case Rejected():
            refuse(trip, error.problem, detail)
        case NotSupported():
            refuse(trip, Problem("not_supported"), detail)
        case Gone():
            refuse(trip, Problem("gone"), detail)
        case Retry():
            _put_off(trip, error.after_s, detail, limited=error.limited)
        case _ if attempted:
            _lose(trip, detail)
        case _:
            _put_off(trip, 0.0, detail)


def _put_off[R: Sendable](trip: Trip[R], asked_s: float, detail: str, *, limited: bool = False) -> None:
    """Surely nothing happened: the same again later, until it would be too late."""
    failures = trip.row.failures
    wait = asked_s if failures == 0 and asked_s == 0 else wait_s(failures, asked_s)
    trip.write(
        DeliveryState.DUE,
        "limited" if limited else "put_off",
        {"failures": failures + 1},
        detail=detail,
        due_in_s=_not_beyond_lateness(trip.row, wait),
        outcome=Outcome.NOTHING_HAPPENED,
    )


def _limited_s(row: Sendable) -> float:
    """How long the network wants to hear nothing more from this account."""
    until = row.account.limited_until
    return (until - clock.now()).total_seconds() if until is not None else 0.0


def _not_beyond_lateness(row: Sendable, wait: float) -> float:
    """No longer than until the row counts as late, so that a person hears of it then."""
    if row.planned_at is None:
        return wait
    left = (row.planned_at - clock.now()).total_seconds() + LATE_S + 1
    return min(wait, max(left, 1.0))


def _lose[R: Sendable](trip: Trip[R], detail: str) -> None:
    """The answer was lost, now or before: look, before anything else."""
    changes: dict[str, object] = {"unknown_at": clock.now(), "was_unknown": True, "failures": 0}
    if trip.row.unknown_at is None:
        changes["outcomes"] = trip.row.outcomes + 1
    if trip.first_byte_at is not None:
        changes["first_byte_at"] = trip.first_byte_at
    point("losing")
    trip.write(
        DeliveryState.UNKNOWN, "lost", changes, detail=detail, due_in_s=FIRST_LOOK_S, outcome=Outcome.LOST
    )


def refuse[R: Sendable](
    trip: Trip[R], problem: Problem, detail: str, settled_by: SettledBy = SettledBy.NOBODY
) -> None:
    """The network will not have it as it is: a person must change it."""
    told = {
        "code": problem.code,
        "params": dict(problem.params),
        "where": problem.where,
        "detail": detail,
    }
    trip.write(
        DeliveryState.REJECTED,
        "rejected",
        {**_settled(trip.row), **THAWED, "problem": told, "settled_by": settled_by},
        detail=detail,
        outcome=Outcome.REFUSED,
    )


def _wait_for_account[R: Sendable](trip: Trip[R], detail: str) -> None:
    trip.write(
        DeliveryState.WAITING_FOR_ACCOUNT,
        "waiting_for_account",
        THAWED,
        detail=detail,
        outcome=Outcome.NOTHING_HAPPENED,
    )


def _miss[R: Sendable](trip: Trip[R]) -> None:
    if trip.row.unknown_at is not None:
        trip.write(DeliveryState.UNKNOWN, "too_late_to_repeat", {}, due_in_s=wait_s(len(BACK_OFF_S)))
        return
    trip.write(DeliveryState.MISSED, "missed", {**_settled(trip.row), **THAWED})


def _settled(row: Sendable) -> Changes:
    return {"settled_at": clock.now(), "outcomes": row.outcomes + 1}


THAWED: dict[str, object] = {
    "frozen": None,
    "key": None,
    "key_at": None,
    "content_hash": "",
    "saved": {},
    "failures": 0,
    "unknown_at": None,
}
"""What a row forgets when surely nothing of it is on the network."""


def _written[R: Sendable](row: R, changes: Changes) -> R:
    """The row as it stands after these columns were written to it."""
    fresh = copy.copy(row)
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh


def wake_followers[R: Sendable](line: Line[R], row: R) -> None:
    """What waited for this row to be live is due now."""
    now = clock.now()
    waiting = line.rows._default_manager.filter(after=row, state=DeliveryState.PLANNED, planned_at=None)
    waiting.update(planned_at=now, due_at=now)


def ticket_of(row: Sendable) -> Ticket:
    """The ticket that was fixed for the row; it must have one."""
    if row.key is None or row.key_at is None:
        raise OutcomeUnknown("a row in doubt without its ticket")
    return Ticket(str(row.key), row.key_at)


def _to_the_millisecond(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
