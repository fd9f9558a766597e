"""Publishing's line to the engine of `networks.outgoing`: what a delivery says, and what its moves cause."""

from django.db import connection

from resonans.core import access as access_of
from resonans.core import audit, clock
from resonans.events import actions as events
from resonans.events.vocabulary import Event, Kind, MediaType, event_id
from resonans.networks.frozen import thaw
from resonans.networks.outgoing import DeliveryState, Line
from resonans.publishing import content, letters, standing
from resonans.publishing.models import Delivery, Post

TOLD = (
    DeliveryState.LIVE,
    DeliveryState.REJECTED,
    DeliveryState.MISSED,
    DeliveryState.CANCELLED,
    DeliveryState.UNKNOWN,
)
"""States whose beginning is an event of the lake."""


def _lock(row: Delivery) -> None:
    if not connection.features.has_select_for_update:
        return  # SQLite: whoever is in a transaction is alone in it
    Post.objects.select_for_update().filter(pk=row.post_id).values_list("pk", flat=True).first()


def _changed(row: Delivery, before: DeliveryState) -> None:
    if row.state == DeliveryState.SENDING:
        standing.begins_to_send(row.post_id)
    else:
        standing.refresh(row.post_id)
    access = access_of.for_worker(row.workspace_id)
    audit.announce(access, "delivery", str(row.pk))
    letters.tell(row)
    if row.state == before:
        return
    if row.state in TOLD:
        happened = [_outcome(row)]
        if row.state == DeliveryState.LIVE and row.remote_id:
            happened.append(_published(row))
        events.record(access, happened)


def _outcome(row: Delivery) -> Event:
    now = clock.now()
    return Event(
        id=event_id(row.workspace_id, Kind.DELIVERY_OUTCOME, str(row.pk), str(row.outcomes)),
        workspace=row.workspace_id,
        kind=Kind.DELIVERY_OUTCOME,
        occurred_at=row.settled_at or now,
        learned_at=now,
        source="publishing",
        network=row.account.network,
        account=row.account_id,
        brand=row.post.brand_id,
        post=row.remote_id,
        media_type=MediaType.OWNED,
        extra={
            "delivery": str(row.pk),
            "state": row.state,
            "outcome": row.outcomes,
            "due_at": row.planned_at.isoformat() if row.planned_at else None,
            "first_byte_at": row.first_byte_at.isoformat() if row.first_byte_at else None,
            "was_unknown": row.was_unknown,
            "settled_by": row.settled_by,
            "attempts": row.attempts,
            "first_comment": row.is_first_comment,
        },
    )


def _published(row: Delivery) -> Event:
    said = thaw(row.frozen) if row.frozen else None
    now = clock.now()
    return Event(
        id=event_id(
            row.workspace_id, Kind.PUBLISHED, row.account.network, str(row.account_id), row.remote_id
        ),
        workspace=row.workspace_id,
        kind=Kind.PUBLISHED,
        occurred_at=row.key_at or row.first_byte_at or now,
        learned_at=now,
        source="publishing",
        network=row.account.network,
        account=row.account_id,
        brand=row.post.brand_id,
        post=row.remote_id,
        media_type=MediaType.OWNED,
        value=row.cost_minor,
        currency=row.cost_currency,
        text=said.text if said else "",
        lang=said.language if said else "",
        extra={
            "delivery": str(row.pk),
            "url": row.remote_url,
            "elsewhere": False,
            "media": ",".join(media.mime.split("/")[0] for media in said.media) if said else "",
            "reply": row.is_first_comment,
        },
    )


LINE: Line[Delivery] = Line(Delivery, content.of_delivery, _lock, _changed)
