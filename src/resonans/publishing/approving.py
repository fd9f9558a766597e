"""Asking for approval, and deciding on others' drafts."""

from uuid import UUID

from django.db import transaction

from resonans.core import audit, clock
from resonans.core.errors import Conflict, Invalid, NotAllowed
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.core.words import _
from resonans.publishing import checking, drafts, planning, rows, scheduling, standing, times, writing
from resonans.publishing.models import Approval, Post
from resonans.publishing.types import Post as PostValue
from resonans.publishing.types import PostState, Wall

OPEN = (PostState.DRAFT, PostState.DECLINED, PostState.IN_REVIEW, PostState.CANCELLED)


def submit(access: Access, post: UUID, wall: Wall, *, revision: int | None = None) -> PostValue:
    """Ask for approval of a draft that fits its accounts, to go out at `wall`."""
    require(access, Permission.DRAFT)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        drafts.demand_revision(row, revision)
        if row.state not in OPEN or row.deliveries.exists():
            raise Conflict(_("This post is scheduled already."), code="is_scheduled")
        wall = scheduling.in_zone(access, row, wall)
        at = times.resolve_ahead(wall)
        checking.demand(access, writing.read(row))
        planning.set_time(row, wall, at)
        Approval.objects.filter(post=row, decision="").update(decision="withdrawn", decided_at=clock.now())
        Approval.objects.create(workspace_id=access.workspace, post=row, asked_by_id=access.member)
        standing.touched(access, row.pk)
        audit.record(access, "post.submit", f"post:{row.pk}", {"revision": row.revision})
    return rows.post_value(access, post)


def approve(access: Access, post: UUID, *, revision: int, wall: Wall | None = None) -> PostValue:
    """Approve what somebody else wrote, as it was at `revision`; it goes out at its time, or at `wall`."""
    require(access, Permission.DECIDE)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        drafts.demand_revision(row, revision)
        request = _open_request(access, row)
        chosen = scheduling.in_zone(access, row, wall) if wall is not None else rows.wall_value(row)
        if chosen is None:
            raise Invalid(_("Choose a time for this post."), fields={"wall": _("Choose a time.")})
        _decide(access, request, "approved")
        scheduling.put_on_the_calendar(access, row, chosen, times.resolve_ahead(chosen))
        audit.record(access, "post.approve", f"post:{row.pk}", {"revision": row.revision})
    return rows.post_value(access, post)


def decline(access: Access, post: UUID, words: str) -> PostValue:
    """Give it back to its author, with words."""
    require(access, Permission.DECIDE)
    if not words.strip():
        raise Invalid(
            _("Say what should change."), fields={"words": _("Say what should change.")}, code="no_words"
        )
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        _decide(access, _open_request(access, row), "declined", words.strip()[:2000])
        standing.touched(access, row.pk)
        audit.record(access, "post.decline", f"post:{row.pk}")
    return rows.post_value(access, post)


def withdraw(access: Access, post: UUID) -> PostValue:
    """Take the request for approval back; the post is a draft again."""
    require(access, Permission.DRAFT)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        request = Approval.objects.filter(post=row, decision="").first()
        if request is None:
            raise Conflict(_("Nobody is asked to approve this post."), code="not_in_review")
        _decide(access, request, "withdrawn")
        standing.touched(access, row.pk)
        audit.record(access, "post.withdraw", f"post:{row.pk}")
    return rows.post_value(access, post)


def _open_request(access: Access, row: Post) -> Approval:
    request = Approval.objects.filter(post=row, decision="").order_by("-created_at").first()
    if request is None:
        raise Conflict(_("Nobody is asked to approve this post."), code="not_in_review")
    if access.member is not None and access.member in {request.asked_by_id, row.author_id}:
        raise NotAllowed(_("You wrote this one, so somebody else must decide. You may schedule it yourself."))
    return request


def _decide(access: Access, request: Approval, decision: str, words: str = "") -> None:
    Approval.objects.filter(pk=request.pk).update(
        decision=decision, decided_by=access.member, decided_at=clock.now(), words=words
    )
