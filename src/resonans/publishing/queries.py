"""Everything that can be asked of publishing."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from resonans.core import queries as core
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.networks.outgoing import Attempt
from resonans.networks.outgoing import Moment as MomentRow
from resonans.publishing import checking, rows, storage, telling, times
from resonans.publishing.listing import agenda, deliveries, media_list, next_posts, posts, show
from resonans.publishing.models import Post as PostRow
from resonans.publishing.needing import needs_you
from resonans.publishing.types import (
    AttemptView,
    DeliveryDetail,
    Draft,
    Entry,
    Fit,
    MediaItem,
    Moment,
    OpenedMedia,
    Post,
    Wall,
)

__all__ = [
    "agenda",
    "calendar",
    "check",
    "deliveries",
    "delivery",
    "media",
    "media_list",
    "needs_you",
    "next_posts",
    "open_media",
    "post",
    "posts",
    "resolve",
]


def calendar(access: Access, brand: UUID, start_on: date, end_on: date) -> tuple[Entry, ...]:
    """The brand's posts with a time on these days, both included, as its zone cuts them; by time."""
    require(access, Permission.READ)
    zone = ZoneInfo(core.brand(access, brand).timezone)
    start = datetime.combine(start_on, time.min, zone).astimezone(UTC)
    end = datetime.combine(end_on + timedelta(days=1), time.min, zone).astimezone(UTC)
    found = PostRow.objects.filter(
        workspace_id=access.workspace,
        brand_id=brand,
        deleted_at__isnull=True,
        planned_at__gte=start,
        planned_at__lt=end,
    )
    return show(found.order_by("planned_at", "pk"))


def post(access: Access, post: UUID) -> Post:
    """A post with its variants and deliveries."""
    require(access, Permission.READ)
    return rows.post_value(access, post)


def delivery(access: Access, delivery: UUID) -> DeliveryDetail:
    """All that is known of a delivery, with its timeline and its attempts, oldest first."""
    require(access, Permission.READ)
    row = rows.find_delivery(access, delivery)
    moments = MomentRow.objects.filter(delivery=row.pk).order_by("at", "pk")
    attempts = Attempt.objects.filter(delivery=row.pk).order_by("number")
    return DeliveryDetail(
        delivery=rows.delivery_value(access, row),
        network=row.account.network,
        handle=row.account.handle,
        explanation=telling.explanation(row),
        timeline=tuple(
            Moment(each.at, each.code, telling.moment(each.code), telling.detail(each.detail))
            for each in moments
        ),
        attempts=tuple(
            AttemptView(
                number=each.number,
                started_at=each.started_at,
                first_byte_at=each.first_byte_at,
                ended_at=each.ended_at,
                outcome=each.outcome,
                request_hash=each.request_hash,
                detail=each.detail,
            )
            for each in attempts
        ),
        next_look_at=row.due_at,
        first_byte_at=row.first_byte_at,
        was_unknown=row.was_unknown,
        settled_by=row.settled_by,
    )


def check(access: Access, draft: Draft) -> tuple[Fit, ...]:
    """How a draft fits each of its accounts, as somebody types; asks no network."""
    require(access, Permission.READ)
    return checking.fits(access, draft)


def resolve(access: Access, brand: UUID, wall: Wall) -> datetime:
    """The instant (UTC) that a wall time would mean. Raises SkippedTime, and Invalid (`past`)."""
    require(access, Permission.READ)
    return times.resolve_ahead(Wall(wall.local, wall.zone or core.brand(access, brand).timezone))


def media(access: Access, media: UUID) -> MediaItem:
    """An uploaded file."""
    require(access, Permission.READ)
    return rows.media_value(rows.find_media(access, media))


def open_media(access: Access, media: UUID) -> OpenedMedia:
    """Where the file of an upload lies, for whoever may read in this workspace."""
    require(access, Permission.READ)
    row = rows.find_media(access, media)
    return OpenedMedia(storage.path_of(row.sha256), row.mime, row.name, row.bytes, row.sha256)
