"""After sending: sweeping up after dead workers, settling lost answers, asking about pending posts."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog

from resonans.core import clock
from resonans.core.faultpoints import point
from resonans.core.work import Claim, LeaseLost
from resonans.networks import sessions
from resonans.networks.contract import Absent, Receipt, Ref, Unclear, Visible
from resonans.networks.errors import Gone, NetworkError, NotSupported, Problem
from resonans.networks.frozen import thaw, thaw_receipt
from resonans.networks.outgoing import Attempt, DeliveryState, Line, Outcome, Sendable, SettledBy
from resonans.networks.sending import Trip, accept, refuse, send, ticket_of, wait_s

log = structlog.get_logger()
REPEAT_WITHIN_S = 1800.0
"""How long after the first attempt a key is trusted. Mastodon keeps keys for an hour."""
LOOK_FOR_S = 86400.0
"""How long we look for a lost post, and ask about a pending one, before only a person can settle it."""


def work_on[R: Sendable](line: Line[R], held: Claim) -> None:
    """Do what is next for a claimed row. Raises nothing but the database's errors."""
    row: R = line.rows._default_manager.select_related("account").get(pk=held.row)
    point("claimed")
    try:
        match row.state:
            case DeliveryState.PLANNED | DeliveryState.DUE:
                send(line, row, held)
            case DeliveryState.SENDING:
                _sweep_up(Trip(line, row, held))
            case DeliveryState.UNKNOWN:
                _look(Trip(line, row, held))
            case DeliveryState.PENDING:
                _ask(Trip(line, row, held))
    except LeaseLost as lost:
        log.info("stepped aside", delivery=str(held.row), why=str(lost))


def _sweep_up[R: Sendable](trip: Trip[R]) -> None:
    """The worker died, or slept, between recording its attempt and writing down the answer."""
    trip.attempt = _open_attempt(trip.row)
    row = trip.row
    changes = {"failures": 0, "unknown_at": clock.now(), "was_unknown": True, "outcomes": row.outcomes + 1}
    trip.write(DeliveryState.UNKNOWN, "swept_up", changes, due_in_s=0, outcome=Outcome.LOST)


def _open_attempt(row: Sendable) -> Attempt | None:
    attempts = Attempt.objects.filter(delivery=row.pk, number=row.attempts, outcome=Outcome.OPEN)
    return attempts.first()


def _look[R: Sendable](trip: Trip[R]) -> None:
    key = UUID(ticket_of(trip.row).key)
    answered = Attempt.objects.filter(delivery=trip.row.pk, key=key, outcome=Outcome.ACCEPTED)
    answer = answered.values_list("answer", flat=True).first()
    if answer is not None:
        accept(trip, thaw_receipt(answer), SettledBy.READ_BACK)
        return
    found, safe = _find(trip)
    point("looked")
    row = trip.row
    now = clock.now()
    since = (now - (row.unknown_at or now)).total_seconds()
    declaration = trip.connector.declaration
    if isinstance(found, Receipt):
        accept(trip, found, SettledBy.READ_BACK)
    elif isinstance(found, Absent) and (safe or since >= declaration.looks_for_s):
        trip.write(DeliveryState.DUE, "absent", {"unknown_at": None, "failures": 0}, due_in_s=0)
    elif isinstance(found, Unclear) and safe and not row.is_late and _key_is_fresh(row):
        trip.write(DeliveryState.DUE, "repeated_with_key", {"failures": 0}, detail=found.reason, due_in_s=0)
    else:
        reason = found.reason if isinstance(found, Unclear) else ""
        wait = wait_s(row.failures + 1) if since < LOOK_FOR_S else None
        trip.write(
            DeliveryState.UNKNOWN, "looked", {"failures": row.failures + 1}, detail=reason, due_in_s=wait
        )


def _find[R: Sendable](trip: Trip[R]) -> tuple[Receipt | Absent | Unclear, bool]:
    """What the network says of the lost post, and whether the same ticket may safely be sent again."""
    row, connector = trip.row, trip.connector
    once = connector.declaration.same_key_publishes_once
    try:
        with sessions.use(row.account_id, taken=lambda remote_id: _is_anothers(trip, remote_id)) as session:
            ticket = replace(ticket_of(row), tried_at=row.unknown_at)
            try:
                found = connector.look(session, thaw(row.frozen or {}), ticket, row.saved)
            except NotSupported as error:
                found = Unclear(error.detail)
            return found, once or connector.repeats_safely(session, row.saved)
    except NetworkError as error:
        return Unclear(error.detail or type(error).__name__), False
    except (TypeError, ValueError, KeyError, AttributeError, LookupError) as error:
        log.exception("unexpected answer while looking", delivery=str(row.pk))
        return Unclear(type(error).__name__), False


def _is_anothers[R: Sendable](trip: Trip[R], remote_id: str) -> bool:
    same = trip.line.rows._default_manager.filter(account_id=trip.row.account_id, remote_id=remote_id)
    return same.exclude(pk=trip.row.pk).exists()


def _key_is_fresh(row: Sendable) -> bool:
    key = UUID(ticket_of(row).key)
    first = Attempt.objects.filter(delivery=row.pk, key=key).order_by("number").first()
    return first is not None and clock.now() - first.started_at < timedelta(seconds=REPEAT_WITHIN_S)


def _ask[R: Sendable](trip: Trip[R]) -> None:
    """Where does a pending post stand now?"""
    row = trip.row
    ref = Ref(row.remote_id, row.remote_revision, row.remote_url)
    receipt, reason = None, ""
    try:
        with sessions.use(row.account_id) as session:
            receipt = trip.connector.status(session, ref)
    except Gone as error:
        refuse(trip, Problem("gone"), error.detail)
        return
    except NetworkError as error:
        reason = error.detail or type(error).__name__
    except (TypeError, ValueError, KeyError, AttributeError, LookupError) as error:
        log.exception("unexpected answer to a question about a pending post", delivery=str(row.pk))
        reason = type(error).__name__
    point("asked")
    if receipt is not None and receipt.visible is not Visible.PENDING:
        accept(trip, receipt)
        return
    began = Attempt.objects.filter(delivery=row.pk).order_by("-number").values_list("started_at", flat=True)
    asked_for = clock.now() - (began.first() or row.created_at)
    if asked_for > timedelta(seconds=LOOK_FOR_S):
        trip.write(
            DeliveryState.UNKNOWN,
            "pending_too_long",
            {"unknown_at": clock.now(), "was_unknown": True},
            detail=reason,
        )
        return
    trip.write(
        DeliveryState.PENDING,
        "still_pending",
        {"failures": row.failures + 1},
        detail=reason,
        due_in_s=wait_s(row.failures + 1),
    )
