"""Rows of publishing as values."""

from datetime import datetime
from uuid import UUID

from resonans.core.errors import NotFound
from resonans.core.permissions import Permission, may
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import words
from resonans.networks.deciding import is_frozen
from resonans.networks.errors import Problem
from resonans.networks.outgoing import DeliveryState
from resonans.publishing import content
from resonans.publishing.models import Approval, Delivery, Media, Post
from resonans.publishing.types import Approval as ApprovalValue
from resonans.publishing.types import Choice, MediaItem, PostState, Wall
from resonans.publishing.types import Delivery as DeliveryValue
from resonans.publishing.types import Post as PostValue

State = DeliveryState


def find_post(access: Access, post: UUID, *, lock: bool = False) -> Post:
    """The workspace's post; NotFound for a deleted one, a stranger's or none."""
    rows = Post.objects.select_for_update() if lock else Post.objects.all()
    row = rows.filter(pk=post, workspace_id=access.workspace, deleted_at__isnull=True).first()
    if row is None:
        raise NotFound(_("There is no such post in this workspace, or it was deleted."))
    return row


def find_delivery(access: Access, delivery: UUID, *, lock: bool = False) -> Delivery:
    """The workspace's delivery; with `lock` its post is locked first."""
    rows = Delivery.objects.select_related("account", "post")
    found = rows.filter(pk=delivery, workspace_id=access.workspace, post__deleted_at__isnull=True)
    row = found.first()
    if row is not None and lock:
        Post.objects.select_for_update().get(pk=row.post_id)
        row = found.first()
    if row is None:
        raise NotFound(_("There is no such delivery in this workspace."))
    return row


def find_media(access: Access, media: UUID) -> Media:
    """The workspace's media."""
    row = Media.objects.filter(pk=media, workspace_id=access.workspace).first()
    if row is None:
        raise NotFound(_("There is no such image or video in this workspace."))
    return row


def media_value(row: Media) -> MediaItem:
    """Media as they cross rooms."""
    return MediaItem(
        id=row.pk,
        name=row.name,
        kind=row.mime.split("/")[0],
        mime=row.mime,
        bytes=row.bytes,
        sha256=row.sha256,
        width=row.width,
        height=row.height,
        duration_s=None,
        alt=row.alt,
        created_at=row.created_at,
    )


def wall_value(row: Post) -> Wall | None:
    """The post's calendar time; None while nobody has chosen one."""
    return Wall(datetime.fromisoformat(row.wall), row.zone) if row.wall else None


def problem_sentence(row: Delivery) -> str:
    """What must change, in words; "" where nothing is wrong."""
    if not row.problem:
        return ""
    stored = row.problem
    return words.sentence(Problem(stored["code"], stored["params"], stored["where"]))


def choices(access: Access, row: Delivery) -> tuple[Choice, ...]:
    """What this reader may do about the delivery now, the likeliest first."""
    if not may(access, Permission.SCHEDULE):
        return ()
    waits_for_post = row.is_first_comment and row.planned_at is None
    again = () if row.frozen is not None or waits_for_post else (Choice.SEND_NOW, Choice.MOVE)
    edit = () if is_frozen(row) else (Choice.EDIT,)
    reconnect = (Choice.RECONNECT,) if may(access, Permission.MANAGE_ACCOUNTS) else ()
    offered: dict[str, tuple[Choice, ...]] = {
        State.PLANNED: (*edit, *again[::-1], Choice.CANCEL),
        State.DUE: () if row.unknown_at is not None else (Choice.CANCEL, *edit, *again[1:]),
        State.UNKNOWN: (Choice.IT_IS_THERE, Choice.SEND_AGAIN, Choice.GIVE_UP),
        State.REJECTED: (Choice.EDIT, Choice.RETRY, Choice.CANCEL),
        State.MISSED: (Choice.SEND_NOW, Choice.MOVE, Choice.EDIT, Choice.CANCEL),
        State.WAITING_FOR_ACCOUNT: (*reconnect, Choice.MOVE, Choice.CANCEL),
    }
    return offered.get(row.state, ())


def delivery_value(access: Access, row: Delivery) -> DeliveryValue:
    """A delivery as it crosses rooms, for this reader."""
    return DeliveryValue(
        id=row.pk,
        post=row.post_id,
        account=row.account_id,
        state=State(row.state),
        planned_at=row.planned_at,
        is_first_comment=row.is_first_comment,
        frozen=is_frozen(row),
        url=row.remote_url,
        remote_id=row.remote_id,
        problem=problem_sentence(row),
        settled_at=row.settled_at,
        choices=choices(access, row),
    )


def approval_value(row: Approval) -> ApprovalValue:
    """A request for approval as it crosses rooms."""
    return ApprovalValue(
        asked_by=row.asked_by_id,
        asked_at=row.created_at,
        decided_by=row.decided_by_id,
        decided_at=row.decided_at,
        decision=row.decision,
        words=row.words,
    )


def post_value(access: Access, post: UUID) -> PostValue:
    """A post with all that belongs to it, as it is now."""
    row = find_post(access, post)
    variants = tuple(row.variants.order_by("position", "pk"))
    order = {variant.account_id: variant.position for variant in variants}
    deliveries = sorted(
        row.deliveries.select_related("account"),
        key=lambda each: (order.get(each.account_id, 99), each.is_first_comment),
    )
    attached = row.attachments.filter(variant=None).order_by("position").select_related("media")
    approval = Approval.objects.filter(post=row).order_by("-created_at", "-pk").first()
    return PostValue(
        id=row.pk,
        workspace=row.workspace_id,
        brand=row.brand_id,
        revision=row.revision,
        state=PostState(row.state),
        text=row.text,
        media=tuple(media_value(each.media) for each in attached),
        link=content.link_value(row.link),
        first_comment=row.first_comment,
        variants=tuple(content.variant_value(variant) for variant in variants),
        deliveries=tuple(delivery_value(access, each) for each in deliveries),
        wall=wall_value(row),
        planned_at=row.planned_at,
        author=row.author_id,
        approval=approval_value(approval) if approval else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
        frozen=any(is_frozen(each) for each in deliveries),
    )
