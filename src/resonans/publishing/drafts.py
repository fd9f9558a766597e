"""Writing posts: save, change, delete."""

from uuid import UUID

from django.db import transaction

from resonans.core import audit, clock
from resonans.core.errors import Conflict
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import deciding
from resonans.publishing import checking, planning, rows, standing, undoing, writing
from resonans.publishing.line import LINE
from resonans.publishing.models import Delivery, Post
from resonans.publishing.types import DeliveryState, Draft, Undo
from resonans.publishing.types import Post as PostValue

ACTIVE = (*deciding.CHANGEABLE, DeliveryState.SENDING, DeliveryState.PENDING, DeliveryState.UNKNOWN)


def save_draft(access: Access, draft: Draft) -> PostValue:
    """Keep a new draft. It may be empty, and need not fit anything yet."""
    require(access, Permission.DRAFT)
    writing.demand_writable(access, draft)
    with transaction.atomic():
        post = Post(workspace_id=access.workspace, author_id=access.member)
        writing.write(post, draft)
        audit.record(access, "post.save", f"post:{post.pk}")
        audit.announce(access, "post", str(post.pk))
    return rows.post_value(access, post.pk)


def update_post(access: Access, post: UUID, draft: Draft, *, revision: int | None = None) -> PostValue:
    """Change what a post says. Wins over a worker that has not recorded an attempt yet.

    A scheduled post stays scheduled and must still fit; its accounts may be added and taken away. Raises
    Conflict if `revision` is not the present one, and if some delivery was attempted and is not settled.
    """
    require(access, Permission.DRAFT)
    writing.demand_writable(access, draft)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        demand_revision(row, revision)
        deliveries = list(row.deliveries.select_related("account", "post"))
        is_scheduled = any(each.state in ACTIVE for each in deliveries)
        if is_scheduled:
            require(access, Permission.SCHEDULE)
            checking.demand(access, draft)
        demand_thawed(deliveries)
        _keep_what_is_live(deliveries, draft)
        row.revision += 1
        row.updated_at = clock.now()
        writing.write(row, draft)
        for each in deliveries:
            if each.state in deciding.CHANGEABLE:
                deciding.change(LINE, each)
        if is_scheduled:
            planning.match_deliveries(row)
        standing.touched(access, row.pk)
        audit.record(access, "post.update", f"post:{row.pk}", {"revision": row.revision})
    return rows.post_value(access, post)


def delete_post(access: Access, post: UUID) -> Undo:
    """Delete a post and cancel what has not gone out. What is live stays on its network."""
    require(access, Permission.DRAFT)
    with transaction.atomic():
        row = rows.find_post(access, post, lock=True)
        deliveries = list(row.deliveries.select_related("account", "post"))
        if deliveries:
            require(access, Permission.SCHEDULE)
        demand_thawed(deliveries)
        stopped = {str(each.pk): each.planned_at for each in deliveries if each.state in deciding.CHANGEABLE}
        for each in deliveries:
            if each.state in deciding.CHANGEABLE:
                deciding.cancel(LINE, each)
        row.deleted_at = clock.now()
        row.save(update_fields=["deleted_at"])
        audit.record(access, "post.delete", f"post:{row.pk}")
        return undoing.remember(row, "delete", stopped)


def demand_revision(row: Post, revision: int | None) -> None:
    """Raise Conflict if somebody else has changed the post since the reader saw it."""
    if revision is not None and revision != row.revision:
        raise Conflict(
            _("Somebody else has changed this post meanwhile. Look at it as it is now, then decide."),
            code="changed_meanwhile",
        )


def demand_thawed(deliveries: list[Delivery]) -> None:
    """Raise Conflict while some delivery is attempted and not settled."""
    if any(deciding.is_frozen(each) for each in deliveries):
        raise Conflict(
            _("This post is going out right now. It can be changed again once that is settled."),
            code="frozen",
        )


def _keep_what_is_live(deliveries: list[Delivery], draft: Draft) -> None:
    named = {variant.account for variant in draft.variants}
    if any(each.state == DeliveryState.LIVE and each.account_id not in named for each in deliveries):
        raise Conflict(_("An account on which this post is live cannot be taken away."), code="is_live")
