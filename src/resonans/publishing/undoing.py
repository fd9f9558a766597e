"""Taking back a move or a deletion while its message is still on the screen."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from resonans.core import audit, clock
from resonans.core.errors import Conflict, NotFound
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import deciding
from resonans.publishing import rows, standing
from resonans.publishing.line import LINE
from resonans.publishing.models import Delivery, Post, Undoable
from resonans.publishing.types import DeliveryState, Undo
from resonans.publishing.types import Post as PostValue

WITHIN_S = 30.0
"""The message stays for ten seconds; keyboards and slow lines get a little more."""


def remember(post: Post, verb: str, deliveries: Mapping[str, datetime | None], **before: str) -> Undo:
    """Note what is about to change, in the caller's transaction. `deliveries`: when each was planned."""
    planned = {name: at.isoformat() if at else None for name, at in deliveries.items()}
    row = Undoable.objects.create(
        workspace_id=post.workspace_id,
        post=post,
        verb=verb,
        until=clock.now() + timedelta(seconds=WITHIN_S),
        before={**before, "deliveries": planned},
    )
    return Undo(row.pk, post.pk, verb, row.until)


def undo(access: Access, undoable: UUID) -> PostValue:
    """Put back what a move or a deletion changed. Conflict when it is too late or something went out."""
    require(access, Permission.DRAFT)
    with transaction.atomic():
        row = Undoable.objects.filter(pk=undoable, workspace_id=access.workspace).first()
        if row is None:
            raise NotFound(_("There is nothing to take back any more."))
        if row.until < clock.now():
            raise Conflict(_("It is too late to take this back. Change the post instead."), code="too_late")
        post = Post.objects.select_for_update().get(pk=row.post_id)
        if row.before["deliveries"]:
            require(access, Permission.SCHEDULE)
        if row.verb == "delete":
            Post.objects.filter(pk=post.pk).update(deleted_at=None)
        else:
            _put_time_back(post, row.before)
        _put_deliveries_back(row.before["deliveries"])
        row.delete()
        standing.touched(access, post.pk)
        audit.record(access, "post.undo", f"post:{post.pk}", {"verb": row.verb})
    return rows.post_value(access, post.pk)


def _put_time_back(post: Post, before: Mapping[str, str]) -> None:
    planned_at = datetime.fromisoformat(before["planned_at"]) if before["planned_at"] else None
    Post.objects.filter(pk=post.pk).update(
        wall=before["wall"], zone=before["zone"], zone_version=before["zone_version"], planned_at=planned_at
    )


def _put_deliveries_back(planned: Mapping[str, str | None]) -> None:
    for name, at in planned.items():
        row = Delivery.objects.select_related("account", "post").get(pk=name)
        then = datetime.fromisoformat(at) if at else None
        if row.state in {DeliveryState.CANCELLED, DeliveryState.REJECTED}:
            deciding.revive(LINE, row, then)
        elif then is not None:
            deciding.replan(LINE, row, then)
