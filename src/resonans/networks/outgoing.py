"""What goes out to a network: its life, and the rows that make it happen once.

    planned ─► due ─► sending ─► live
       │        │        ├─────► pending ─► live, rejected or unknown
       │        │        ├─────► unknown ─► live, due (surely not there), or what a person decides
       │        │        ├─────► rejected
       │        │        └─────► due (surely nothing happened, once more later)
       │        └─► waiting_for_account ─► due or missed
       ├─► missed (more than 60 minutes late) ─► due or planned, when a person says so
       └─► cancelled

- planned: waits for its time. What it says is read anew whenever somebody looks.
- due: its time has come; invisible steps are made, or a transient refusal is waited out.
- sending: an attempt is recorded, and the one call that makes the post visible is being made.
- pending: the network took it and does not show it yet.
- live, rejected, cancelled: settled.
- unknown: the answer was lost. We look; nothing is sent again unless that is surely safe.
- missed, waiting_for_account: nothing was sent; a person decides, or the account comes back.

Between the first attempt and a settled outcome the content, the key and the creation time are frozen.
A room that sends keeps its rows in a table of its own that inherits `Sendable`, and describes it by a `Line`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from django.db import IntegrityError, models
from django.db.models import F, Min, Q

from resonans.core import clock, work
from resonans.core.models import Owned
from resonans.core.work import Claim, Leased
from resonans.networks.contract import Outgoing


class DeliveryState(StrEnum):
    """Where something stands on its way out."""

    PLANNED = "planned"
    DUE = "due"
    SENDING = "sending"
    PENDING = "pending"
    LIVE = "live"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    MISSED = "missed"
    WAITING_FOR_ACCOUNT = "waiting_for_account"
    CANCELLED = "cancelled"


WORKED_ON = (
    DeliveryState.PLANNED,
    DeliveryState.DUE,
    DeliveryState.SENDING,
    DeliveryState.PENDING,
    DeliveryState.UNKNOWN,
)
"""States in which a worker has something to do once `due_at` has come."""
NOT_YET_SENT = (
    DeliveryState.PLANNED,
    DeliveryState.DUE,
    DeliveryState.MISSED,
    DeliveryState.WAITING_FOR_ACCOUNT,
    DeliveryState.REJECTED,
    DeliveryState.CANCELLED,
)
"""States in which surely nothing of it is on the network."""
SETTLED = (
    DeliveryState.LIVE,
    DeliveryState.REJECTED,
    DeliveryState.MISSED,
    DeliveryState.CANCELLED,
)
LATE_S = 3600.0
"""How late something may go out without a person's word."""
LEASE_S = 60.0
"""How long a dead worker's row stays untouched; living workers extend it (`networks.dispatch`)."""


class SettledBy(StrEnum):
    """How a lost answer was made good."""

    NOBODY = ""
    READ_BACK = "read_back"
    PERSON = "person"


class Sendable(Owned, Leased):
    """The columns of a row that goes out. `due_at` is when the engine looks at it next."""

    account = models.ForeignKey("networks.Account", on_delete=models.PROTECT, related_name="+")
    lane = models.UUIDField(null=True, blank=True, unique=True)
    """The account, while a worker holds the row: one row of an account is worked on at a time."""
    after = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="followers"
    )
    """A first comment's post: it has to be live first."""
    state = models.CharField(max_length=20, default=DeliveryState.PLANNED.value)
    planned_at = models.DateTimeField(null=True, blank=True)
    """When it should go out; null while it waits for `after`."""
    key = models.UUIDField(null=True, blank=True)
    key_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    frozen = models.JSONField(null=True, blank=True)
    saved = models.JSONField(default=dict)
    """What the connector keeps between steps."""
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    """Transient failures in a row; the back-off grows with them."""
    first_byte_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=500, blank=True)
    remote_revision = models.CharField(max_length=200, blank=True)
    remote_url = models.CharField(max_length=1000, blank=True)
    problem = models.JSONField(null=True, blank=True)
    """`code`, `params`, `where` of a networks.errors.Problem, and the network's `detail`."""
    unknown_at = models.DateTimeField(null=True, blank=True)
    was_unknown = models.BooleanField(default=False)
    settled_by = models.CharField(max_length=10, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcomes = models.PositiveIntegerField(default=0)
    cost_minor = models.BigIntegerField(null=True, blank=True)
    cost_currency = models.CharField(max_length=3, blank=True)

    class Meta:
        abstract = True

    @property
    def is_late(self) -> bool:
        """Whether a person has to say that it may still go out."""
        return self.planned_at is not None and clock.now() - self.planned_at > timedelta(seconds=LATE_S)


class Outcome(StrEnum):
    """How one attempt ended."""

    OPEN = ""
    """The call is being made, or the worker that made it is dead."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOTHING_HAPPENED = "nothing_happened"
    LOST = "lost"


class Attempt(Owned):
    """One call that may have made something visible. Written before the call; never deleted."""

    delivery = models.UUIDField()
    number = models.PositiveIntegerField()
    key = models.UUIDField()
    fence = models.BigIntegerField()
    request_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    first_byte_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    answer = models.JSONField(null=True, blank=True)
    """The receipt, where there was one: kept even if the delivery was taken over meanwhile."""

    class Meta:
        app_label = "networks"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempt_number_once"),
        ]


class Moment(Owned):
    """A line of a delivery's timeline."""

    delivery = models.UUIDField()
    at = models.DateTimeField(default=clock.now)
    code = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)

    class Meta:
        app_label = "networks"
        indexes: ClassVar = [models.Index(fields=["delivery", "at"], name="moment_timeline")]


class Withdrawn(Exception):
    """There is nothing to send any more."""


@dataclass(frozen=True, slots=True)
class Line[R: Sendable]:
    """What the engine must know of a room whose rows it sends."""

    rows: type[R]
    content: Callable[[R], Outgoing]
    """What the row says now; raises Withdrawn, or Rejected where it cannot be said.

    Whoever changes what it says must take the row from its worker in the same transaction
    (`networks.deciding.change`): the attempt is then recorded for what was read last, or not at all.
    """
    lock: Callable[[R], None]
    """Called first in each transaction that changes a row: lock here what `changed` will change."""
    changed: Callable[[R, DeliveryState], None]
    """Called with the row as it is now and its former state, in the transaction that changed it."""


def note(row: Sendable, code: str, **detail: str | int | float | bool | None) -> None:
    """Add a line to the row's timeline, in the caller's transaction."""
    Moment.objects.create(workspace_id=row.workspace_id, delivery=row.pk, code=code, detail=detail)


def tell[R: Sendable](
    line: Line[R],
    row: R,
    before: DeliveryState,
    code: str,
    **detail: str | int | float | bool | None,
) -> None:
    """Tell the row's room and its timeline of a change; `row` is as it was just written."""
    note(row, code, **detail)
    line.changed(row, before)


def claim[R: Sendable](line: Line[R], *, limit: int) -> list[Claim]:
    """Take up to `limit` rows that are due, of as many accounts: one each, the longest due first.

    A row whose worker died comes back by its own lease, and before any other of its account.
    """
    now = clock.now()
    rows = line.rows._default_manager.all()
    held = rows.filter(lane__isnull=False, lease_until__gt=now).values("account_id")
    due = rows.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lte=now), state__in=WORKED_ON, due_at__lte=now
    ).exclude(account_id__in=held)
    lanes = due.values("account_id").annotate(first=Min("due_at")).order_by("first", "account_id")
    taken = []
    for lane in lanes.values_list("account_id", flat=True)[:limit]:
        longest = F("lane").desc(nulls_last=True)
        mine = (
            due.filter(account_id=lane).order_by(longest, "due_at", "pk").values_list("pk", "fence").first()
        )
        claimed = _take(line, mine[0], mine[1], lane) if mine is not None else None
        if claimed is not None:
            taken.append(claimed)
    return taken


def _take[R: Sendable](line: Line[R], row: UUID, fence: int, lane: UUID) -> Claim | None:
    waiting = line.rows._default_manager.filter(state__in=WORKED_ON)
    try:
        with work.in_turn():
            return work.take(waiting, row, fence, lease_s=LEASE_S, lane=lane)
    except IntegrityError:
        return None  # another worker has begun with this account
