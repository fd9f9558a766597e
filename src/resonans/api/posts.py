"""Posts: write, read, change, schedule, decide, delete."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from resonans.api import drafting
from resonans.api.deliveries import DeliveryOut
from resonans.api.drafting import DraftChange, DraftIn, LinkOut, VariantOut
from resonans.api.media import MediaOut
from resonans.api.paging import Cursor, Limit, PageOut, page
from resonans.api.request import Input, access_of
from resonans.api.walls import WallIn, WallOut, wall
from resonans.publishing import actions, queries
from resonans.publishing.types import DeliveryState, Fit, Post, PostState, Undo

router = Router(tags=["posts"])


class ApprovalOut(Schema):
    """The last request for approval, and what became of it."""

    asked_by: UUID | None
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    decision: str
    words: str


class PostOut(Schema):
    """A post with its variants and deliveries."""

    id: UUID
    brand: UUID
    revision: int
    state: PostState
    text: str
    media: list[MediaOut]
    link: LinkOut | None
    first_comment: str
    variants: list[VariantOut]
    deliveries: list[DeliveryOut]
    wall: WallOut | None
    planned_at: datetime | None
    author: UUID | None
    approval: ApprovalOut | None
    created_at: datetime
    updated_at: datetime
    frozen: bool


class EntryAccountOut(Schema):
    """One of the accounts that a post goes to."""

    account: UUID
    network: str
    handle: str
    state: DeliveryState | None


class EntryOut(Schema):
    """A post in a list: the first 140 characters, and when it goes out in the brand's zone."""

    post: UUID
    brand: UUID
    state: PostState
    text: str
    wall: WallOut | None
    planned_at: datetime | None
    on: date | None
    at: time | None
    accounts: list[EntryAccountOut]
    media_count: int
    revision: int


class IssueOut(Schema):
    """One thing about a draft, in words."""

    code: str
    sentence: str
    where: str


class FitOut(Schema):
    """How a draft fits one account."""

    account: UUID
    network: str
    handle: str
    length: int
    maximum: int
    fits: bool
    problems: list[IssueOut]
    warnings: list[IssueOut]


class FitsOut(Schema):
    """How a draft fits each of its accounts."""

    items: list[FitOut]


class UndoOut(Schema):
    """A deletion or move that can be taken back at `/undo/{id}` until then."""

    id: UUID
    post: UUID
    verb: str
    until: datetime


class Timing(Input):
    """When it should go out. `revision`: refused with 409 if somebody edited since."""

    wall: WallIn
    revision: int | None = Field(None, ge=0, le=2**31)


class Revision(Input):
    """Refused with 409 if somebody edited since."""

    revision: int | None = Field(None, ge=0, le=2**31)


class Approving(Input):
    """What exactly is approved."""

    revision: int = Field(ge=0, le=2**31)


class Declining(Input):
    """Why not, for the author."""

    words: str = Field(max_length=2000)


@router.get("/posts", response=PageOut[EntryOut], summary="List posts")
def list_posts(
    request: HttpRequest,
    *,
    brand: UUID | None = None,
    account: UUID | None = None,
    state: Annotated[list[PostState], Query()] = [],  # noqa: B006  (the framework copies it)
    search: Annotated[str, Query(max_length=200)] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, object]:
    """Scope `read`. The latest first; drafts without a time count from their making."""
    access = access_of(request)
    return page(
        queries.posts(
            access, brand=brand, states=state, account=account, search=search, cursor=cursor, limit=limit
        )
    )


@router.post("/posts", response={201: PostOut}, summary="Write a draft")
def create_post(request: HttpRequest, draft: DraftIn) -> Status[Post]:
    """Scope `draft`. It goes nowhere before it is scheduled."""
    return Status(201, actions.save_draft(access_of(request), drafting.draft(draft)))


@router.post("/posts/check", response=FitsOut, summary="See whether a draft fits")
def check_draft(request: HttpRequest, draft: DraftIn) -> dict[str, tuple[Fit, ...]]:
    """Scope `read`. Asks no network and keeps nothing."""
    return {"items": queries.check(access_of(request), drafting.draft(draft))}


@router.get("/posts/{uuid:post}", response=PostOut, summary="Read a post")
def read_post(request: HttpRequest, post: UUID) -> Post:
    """Scope `read`."""
    return queries.post(access_of(request), post)


@router.patch("/posts/{uuid:post}", response=PostOut, summary="Change a post")
def change_post(request: HttpRequest, post: UUID, change: DraftChange) -> Post:
    """Scope `draft`, and `schedule` once it is scheduled. Only what is sent changes; lists as a whole."""
    access = access_of(request)
    before = queries.post(access, post)
    revision = before.revision if change.revision is None else change.revision
    return actions.update_post(access, post, drafting.changed(before, change), revision=revision)


@router.delete("/posts/{uuid:post}", response=UndoOut, summary="Delete a post")
def delete_post(request: HttpRequest, post: UUID) -> Undo:
    """Scope `draft` for own drafts, else `schedule`. What is live stays on the network."""
    return actions.delete_post(access_of(request), post)


@router.post("/undo/{uuid:undo}", response=PostOut, summary="Take a deletion or move back")
def undo(request: HttpRequest, undo: UUID) -> Post:
    """Scope as for what is taken back. Refused with 409 when its time is over."""
    return actions.undo(access_of(request), undo)


@router.post("/posts/{uuid:post}/schedule", response=PostOut, summary="Schedule a post")
def schedule_post(request: HttpRequest, post: UUID, timing: Timing) -> Post:
    """Scope `schedule`. A skipped hour is refused with 422 and `next_valid`."""
    return actions.schedule(access_of(request), post, wall(timing.wall), revision=timing.revision)


@router.post("/posts/{uuid:post}/now", response=PostOut, summary="Send a post now")
def post_now(request: HttpRequest, post: UUID, given: Revision) -> Post:
    """Scope `schedule`."""
    return actions.post_now(access_of(request), post, revision=given.revision)


@router.post("/posts/{uuid:post}/move", response=UndoOut, summary="Move a post to another time")
def move_post(request: HttpRequest, post: UUID, timing: WallIn) -> Undo:
    """Scope `schedule`, or `draft` for a draft's intended time."""
    return actions.move(access_of(request), post, wall(timing))


@router.post("/posts/{uuid:post}/cancel", response=PostOut, summary="Cancel what has not gone out")
def cancel_post(request: HttpRequest, post: UUID) -> Post:
    """Scope `schedule`."""
    return actions.cancel(access_of(request), post)


@router.post("/posts/{uuid:post}/submit", response=PostOut, summary="Ask for approval")
def submit_post(request: HttpRequest, post: UUID, timing: Timing) -> Post:
    """Scope `draft`."""
    return actions.submit(access_of(request), post, wall(timing.wall), revision=timing.revision)


@router.post("/posts/{uuid:post}/approve", response=PostOut, summary="Approve")
def approve_post(request: HttpRequest, post: UUID, given: Approving) -> Post:
    """Scope `decide`, on others' drafts. It becomes scheduled."""
    return actions.approve(access_of(request), post, revision=given.revision)


@router.post("/posts/{uuid:post}/decline", response=PostOut, summary="Decline")
def decline_post(request: HttpRequest, post: UUID, given: Declining) -> Post:
    """Scope `decide`."""
    return actions.decline(access_of(request), post, given.words)


@router.post("/posts/{uuid:post}/withdraw", response=PostOut, summary="Take a request for approval back")
def withdraw_post(request: HttpRequest, post: UUID) -> Post:
    """Scope `draft`."""
    return actions.withdraw(access_of(request), post)
