"""When a post goes out: schedule, post now, move, cancel."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from resonans.core import audit, clock
from resonans.core import queries as core
from resonans.core.errors import Conflict
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import deciding
from resonans.publishing import checking, drafts, planning, rows, standing, times, undoing, writing
from resonans.publishing.line import LINE
from resonans.publishing.models import Approval, Post
from resonans.publishing.types import Post as PostValue
from resonans.publishing.types import PostState, Undo, Wall


def schedule(access: Access, post: UUID, wall: Wall, *, revision: int | None = None) -> PostValue:
    """Let a post go out at a wall time. Raises Invalid where it does not fit or the time is no good."""
    require(access, Permission.SCHEDULE)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        drafts.demand_revision(row, revision)
        wall = in_zone(access, row, wall)
        put_on_the_calendar(access, row, wall, times.resolve_ahead(wall))
        audit.record(access, "post.schedule", f"post:{row.pk}", {"planned_at": str(row.planned_at)})
    return rows.post_value(access, post)


def post_now(access: Access, post: UUID, *, revision: int | None = None) -> PostValue:
    """Let a post go out at once."""
    require(access, Permission.SCHEDULE)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        drafts.demand_revision(row, revision)
        now = clock.now()
        zone = core.brand(access, row.brand_id).timezone
        put_on_the_calendar(access, row, times.wall_of(now, zone), now)
        audit.record(access, "post.now", f"post:{row.pk}")
    return rows.post_value(access, post)


def put_on_the_calendar(access: Access, row: Post, wall: Wall, at: datetime) -> None:
    """Check that it fits, write its time, plan its deliveries; in the caller's transaction."""
    drafts.demand_thawed(list(row.deliveries.all()))
    if row.state == PostState.LIVE:
        raise Conflict(_("This post is live already. Write a new one to say it again."), code="is_live")
    checking.demand(access, writing.read(row))
    planning.set_time(row, wall, at)
    planning.plan_all(row)
    _close_request(access, row)
    standing.touched(access, row.pk)


def move(access: Access, post: UUID, wall: Wall) -> Undo:
    """Another time for all that was not attempted; for a draft, the time its author has in mind."""
    require(access, Permission.DRAFT)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        wall = in_zone(access, row, wall)
        at = times.resolve_ahead(wall)
        deliveries = list(row.deliveries.select_related("account", "post"))
        if deliveries:
            require(access, Permission.SCHEDULE)
        movable = [each for each in deliveries if each.state in planning.REPLANNED and each.planned_at]
        if deliveries and not movable:
            raise Conflict(_("Nothing of this post can be moved any more."), code="too_late")
        undo = undoing.remember(
            row,
            "move",
            {str(each.pk): each.planned_at for each in movable},
            wall=row.wall,
            zone=row.zone,
            zone_version=row.zone_version,
            planned_at=row.planned_at.isoformat() if row.planned_at else "",
        )
        planning.set_time(row, wall, at)
        for each in movable:
            deciding.replan(LINE, each, at)
        standing.touched(access, row.pk)
        audit.record(access, "post.move", f"post:{row.pk}", {"planned_at": at.isoformat()})
        return undo


def cancel(access: Access, post: UUID) -> PostValue:
    """Cancel everything that has not gone out. The post stays, and can be scheduled again."""
    require(access, Permission.SCHEDULE)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        stopped = 0
        for each in row.deliveries.select_related("account", "post"):
            if each.state in deciding.CHANGEABLE and each.unknown_at is None:
                deciding.cancel(LINE, each)
                stopped += 1
        if not stopped:
            raise Conflict(_("Nothing of this post can be cancelled any more."), code="too_late")
        standing.touched(access, row.pk)
        audit.record(access, "post.cancel", f"post:{row.pk}", {"deliveries": stopped})
    return rows.post_value(access, post)


def in_zone(access: Access, row: Post, wall: Wall) -> Wall:
    """The wall time with its zone: the brand's where none is named."""
    return Wall(wall.local, wall.zone or core.brand(access, row.brand_id).timezone)


def _close_request(access: Access, row: Post) -> None:
    """Somebody scheduled it without waiting for an answer."""
    Approval.objects.filter(post=row, decision="").update(
        decision="approved", decided_by=access.member, decided_at=clock.now()
    )
