"""Deliveries: read, move, cancel, settle."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from resonans.api.paging import Cursor, Limit, PageOut, page
from resonans.api.request import Input, access_of
from resonans.api.walls import WallIn, wall
from resonans.publishing import actions, queries
from resonans.publishing.types import (
    Choice,
    Delivery,
    DeliveryDetail,
    DeliveryState,
    GiveUp,
    ItIsThere,
    SendAgain,
    Settlement,
)

router = Router(tags=["deliveries"])


class DeliveryOut(Schema):
    """A post's way to one account, or its first comment's."""

    id: UUID
    post: UUID
    account: UUID
    state: DeliveryState
    planned_at: datetime | None
    is_first_comment: bool
    frozen: bool
    url: str
    remote_id: str
    problem: str
    settled_at: datetime | None
    choices: list[Choice]


class MomentOut(Schema):
    """A line of the timeline."""

    at: datetime
    code: str
    sentence: str
    detail: str


class AttemptOut(Schema):
    """One call that may have made the post visible."""

    number: int
    started_at: datetime
    first_byte_at: datetime | None
    ended_at: datetime | None
    outcome: str
    request_hash: str
    detail: str


class DeliveryDetailOut(Schema):
    """All that is known of a delivery."""

    delivery: DeliveryOut
    network: str
    handle: str
    explanation: str
    timeline: list[MomentOut]
    attempts: list[AttemptOut]
    next_look_at: datetime | None
    first_byte_at: datetime | None
    was_unknown: bool
    settled_by: str


class SettlementIn(Input):
    """What a person found out about a delivery whose outcome is unknown."""

    outcome: Literal["it_is_there", "send_again", "give_up"]
    url: str = Field("", max_length=2000, description="Where the post is, with `it_is_there`.")


@router.get("/deliveries", response=PageOut[DeliveryOut], summary="List deliveries")
def list_deliveries(
    request: HttpRequest,
    *,
    brand: UUID | None = None,
    post: UUID | None = None,
    account: UUID | None = None,
    state: Annotated[list[DeliveryState], Query()] = [],  # noqa: B006  (the framework copies it)
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, object]:
    """Scope `read`. The newest first."""
    return page(
        queries.deliveries(
            access_of(request),
            brand=brand,
            post=post,
            states=state,
            account=account,
            cursor=cursor,
            limit=limit,
        )
    )


@router.get("/deliveries/{uuid:delivery}", response=DeliveryDetailOut, summary="Read a delivery")
def read_delivery(request: HttpRequest, delivery: UUID) -> DeliveryDetail:
    """Scope `read`. With its timeline and attempts."""
    return queries.delivery(access_of(request), delivery)


@router.post("/deliveries/{uuid:delivery}/move", response=DeliveryOut, summary="Move a delivery")
def move_delivery(request: HttpRequest, delivery: UUID, timing: WallIn) -> Delivery:
    """Scope `schedule`. A planned, missed or waiting one."""
    return actions.move_delivery(access_of(request), delivery, wall(timing))


@router.post("/deliveries/{uuid:delivery}/cancel", response=DeliveryOut, summary="Cancel a delivery")
def cancel_delivery(request: HttpRequest, delivery: UUID) -> Delivery:
    """Scope `schedule`. Refused with 409 once it was attempted."""
    return actions.cancel_delivery(access_of(request), delivery)


@router.post("/deliveries/{uuid:delivery}/now", response=DeliveryOut, summary="Send a delivery now")
def send_delivery_now(request: HttpRequest, delivery: UUID) -> Delivery:
    """Scope `schedule`. A planned or missed one."""
    return actions.send_now(access_of(request), delivery)


@router.post("/deliveries/{uuid:delivery}/retry", response=DeliveryOut, summary="Try a refused one again")
def retry_delivery(request: HttpRequest, delivery: UUID) -> Delivery:
    """Scope `schedule`. After what was refused has been changed."""
    return actions.retry(access_of(request), delivery)


@router.post("/deliveries/{uuid:delivery}/settle", response=DeliveryOut, summary="Settle an unknown one")
def settle_delivery(request: HttpRequest, delivery: UUID, given: SettlementIn) -> Delivery:
    """Scope `schedule`. Say what became of it, after looking at the network."""
    settled: Settlement = GiveUp()
    if given.outcome == "it_is_there":
        settled = ItIsThere(given.url)
    elif given.outcome == "send_again":
        settled = SendAgain()
    return actions.settle(access_of(request), delivery, settled)
