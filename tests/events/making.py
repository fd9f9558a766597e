"""Events and observations for tests, each told by a number."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from resonans.events.vocabulary import Event, Kind, Observation, event_id

if TYPE_CHECKING:
    import ibis.expr.types as ir

KAJEN = UUID("01900000-0000-7000-8000-000000000001")
LUND = UUID("01900000-0000-7000-8000-000000000002")
ACCOUNT = UUID("01900000-0000-7000-8000-00000000000a")
BRAND = UUID("01900000-0000-7000-8000-00000000000b")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def reaction(
    number: int,
    *,
    workspace: UUID = KAJEN,
    at: datetime = NOON,
    learned_at: datetime | None = None,
    text: str = "",
) -> Event:
    """Somebody liked post `p<number>`; the same number is the same event."""
    return Event(
        id=event_id(workspace, Kind.REACTION, str(number)),
        workspace=workspace,
        kind=Kind.REACTION,
        occurred_at=at,
        learned_at=learned_at or at + timedelta(minutes=5),
        source="test",
        network="bluesky",
        account=ACCOUNT,
        brand=BRAND,
        post=f"p{number}",
        actor="a",
        text=text,
    )


def shares(number: int, value: int | None, *, at: datetime = NOON, reason: str = "") -> Observation:
    """The shares of post `p<number>` as seen at `at`."""
    return Observation(
        id=event_id(KAJEN, "shares", str(number), at.isoformat()),
        workspace=KAJEN,
        subject_kind="post",
        subject=f"p{number}",
        account=ACCOUNT,
        network="bluesky",
        metric="shares",
        kind="lifetime_counter",
        value=value,
        observed_at=at,
        learned_at=at,
        source="test",
        source_version="1",
        missing_reason=reason,
    )


def count(table: "ir.Table") -> int:
    """How many rows it has."""
    return int(table.count().to_pyarrow().as_py())
