"""A post's deliveries, brought in step with its accounts and its time."""

from datetime import datetime

from resonans.core import access as access_of
from resonans.core import audit, clock
from resonans.networks import deciding
from resonans.networks.outgoing import note
from resonans.publishing import content, times
from resonans.publishing.line import LINE
from resonans.publishing.models import Delivery, Post, Variant
from resonans.publishing.types import DeliveryState, Wall

State = DeliveryState
REPLANNED = (State.PLANNED, State.DUE, State.MISSED, State.WAITING_FOR_ACCOUNT)
REVIVED = (State.CANCELLED, State.REJECTED)


def set_time(post: Post, wall: Wall, at: datetime) -> None:
    """Write the post's calendar time, in the caller's transaction."""
    post.wall = wall.local.replace(second=0, microsecond=0).isoformat(timespec="minutes")
    post.zone = wall.zone
    post.zone_version = times.zone_version(wall.zone)
    post.planned_at = at
    post.updated_at = clock.now()
    post.save(update_fields=["wall", "zone", "zone_version", "planned_at", "updated_at"])


def plan_all(post: Post) -> None:
    """Plan every delivery of the post that is not out for the post's time; what is missing is made."""
    for variant in post.variants.select_related("account"):
        main = _find(post, variant, is_first_comment=False)
        if main is None:
            main = _make(post, variant, post.planned_at)
        elif main.state in REPLANNED:
            main = deciding.replan(LINE, main, _time(post))
        elif main.state in REVIVED:
            main = deciding.revive(LINE, main, post.planned_at)
        _plan_comment(post, variant, main)


def match_deliveries(post: Post) -> None:
    """After an edit of a scheduled post: new accounts are planned, those taken away are cancelled."""
    variants = {variant.account_id: variant for variant in post.variants.select_related("account")}
    for each in post.deliveries.select_related("account", "post"):
        if each.account_id not in variants and each.state in (*REPLANNED, State.REJECTED):
            deciding.cancel(LINE, each)
    for variant in variants.values():
        main = _find(post, variant, is_first_comment=False)
        if main is None:
            main = _make(post, variant, post.planned_at)
        elif main.state == State.CANCELLED:
            main = deciding.revive(LINE, main, post.planned_at)
        _plan_comment(post, variant, main)


def _plan_comment(post: Post, variant: Variant, main: Delivery) -> None:
    """The first comment follows its post: planned without a time until the post is live."""
    row = _find(post, variant, is_first_comment=True)
    wanted = bool(content.comment_text(post, variant).strip())
    at = clock.now() if main.state == State.LIVE else None
    if wanted and row is None:
        _make(post, variant, at, after=main)
    elif wanted and row is not None and row.state in REVIVED:
        deciding.revive(LINE, row, at)
    elif not wanted and row is not None and row.state in (*REPLANNED, State.REJECTED):
        deciding.cancel(LINE, row)


def _find(post: Post, variant: Variant, *, is_first_comment: bool) -> Delivery | None:
    return (
        Delivery.objects.select_related("account", "post")
        .filter(post=post, account_id=variant.account_id, is_first_comment=is_first_comment)
        .first()
    )


def _make(post: Post, variant: Variant, at: datetime | None, *, after: Delivery | None = None) -> Delivery:
    row = Delivery.objects.create(
        workspace_id=post.workspace_id,
        post=post,
        account_id=variant.account_id,
        is_first_comment=after is not None,
        after=after,
        planned_at=at,
        due_at=at,
    )
    note(row, "planned")
    audit.announce(access_of.for_worker(post.workspace_id), "delivery", str(row.pk))
    return row


def _time(post: Post) -> datetime:
    return post.planned_at or clock.now()
