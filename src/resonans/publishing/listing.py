"""Posts, deliveries and media in lists, with cursors that stay right while rows come and go."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from resonans.core import clock
from resonans.core.errors import Invalid
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.core.words import _
from resonans.publishing import rows
from resonans.publishing.models import Delivery, Media, Post
from resonans.publishing.types import Delivery as DeliveryValue
from resonans.publishing.types import DeliveryState, Entry, EntryAccount, MediaItem, Page, PostState

LIMIT_MAXIMUM = 200
_EXCERPT = 140


def posts(
    access: Access,
    *,
    brand: UUID | None = None,
    states: Sequence[PostState] = (),
    account: UUID | None = None,
    search: str = "",
    cursor: str = "",
    limit: int = 50,
) -> Page[Entry]:
    """Posts by time, the latest first; a draft without a time counts from its making."""
    require(access, Permission.READ)
    found = _living(access, brand, states, account, search).annotate(at=Coalesce("planned_at", "created_at"))
    if cursor:
        at, pk = _read_cursor(cursor)
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    some = list(found.order_by("-at", "-pk")[: _within(limit) + 1])
    last = some[limit - 1] if len(some) > limit else None
    return Page(show(some[:limit]), _cursor(last.planned_at or last.created_at, last.pk) if last else "")


def agenda(
    access: Access, brand: UUID, *, from_at: datetime | None = None, cursor: str = "", limit: int = 50
) -> Page[Entry]:
    """Posts with a time, those coming first; from now unless `from_at` says otherwise."""
    require(access, Permission.READ)
    found = _living(access, brand, (), None, "").filter(planned_at__gte=from_at or clock.now())
    if cursor:
        at, pk = _read_cursor(cursor)
        found = found.filter(Q(planned_at__gt=at) | Q(planned_at=at, pk__gt=pk))
    some = list(found.order_by("planned_at", "pk")[: _within(limit) + 1])
    last = some[limit - 1] if len(some) > limit else None
    return Page(show(some[:limit]), _cursor(last.planned_at, last.pk) if last and last.planned_at else "")


def next_posts(access: Access, brand: UUID, limit: int = 5) -> tuple[Entry, ...]:
    """The next posts that are to go out."""
    require(access, Permission.READ)
    found = _living(access, brand, (PostState.SCHEDULED, PostState.SENDING), None, "")
    return show(found.filter(planned_at__isnull=False).order_by("planned_at", "pk")[: _within(limit)])


def deliveries(
    access: Access,
    *,
    brand: UUID | None = None,
    post: UUID | None = None,
    states: Sequence[DeliveryState] = (),
    account: UUID | None = None,
    cursor: str = "",
    limit: int = 50,
) -> Page[DeliveryValue]:
    """Deliveries, the newest first."""
    require(access, Permission.READ)
    found = Delivery.objects.select_related("account", "post").filter(
        workspace_id=access.workspace, post__deleted_at__isnull=True
    )
    if brand is not None:
        found = found.filter(post__brand_id=brand)
    if post is not None:
        found = found.filter(post_id=post)
    if states:
        found = found.filter(state__in=states)
    if account is not None:
        found = found.filter(account_id=account)
    if cursor:
        found = found.filter(pk__lt=_read_id(cursor))
    some = list(found.order_by("-pk")[: _within(limit) + 1])
    items = tuple(rows.delivery_value(access, row) for row in some[:limit])
    return Page(items, str(some[limit - 1].pk) if len(some) > limit else "")


def media_list(access: Access, *, cursor: str = "", limit: int = 50) -> Page[MediaItem]:
    """Uploaded media, the newest first."""
    require(access, Permission.READ)
    found = Media.objects.filter(workspace_id=access.workspace)
    if cursor:
        found = found.filter(pk__lt=_read_id(cursor))
    some = list(found.order_by("-pk")[: _within(limit) + 1])
    items = tuple(rows.media_value(row) for row in some[:limit])
    return Page(items, str(some[limit - 1].pk) if len(some) > limit else "")


def show(found: QuerySet[Post] | Sequence[Post]) -> tuple[Entry, ...]:
    """Posts as entries, in their order."""
    if isinstance(found, QuerySet):
        found = list(found)
    ids = [row.pk for row in found]
    full = Post.objects.select_related("brand").prefetch_related(
        "variants__account", "variants__attachments", "deliveries", "attachments"
    )
    by_id = full.in_bulk(ids)
    return tuple(_entry(by_id[each]) for each in ids)


def _entry(row: Post) -> Entry:
    local = row.planned_at.astimezone(ZoneInfo(row.brand.timezone)) if row.planned_at else None
    states = {each.account_id: each.state for each in row.deliveries.all() if not each.is_first_comment}
    variants = sorted(row.variants.all(), key=lambda each: (each.position, each.pk))
    text = row.text or next((each.text for each in variants if each.text), "")
    shared = sum(1 for each in row.attachments.all() if each.variant_id is None)
    own = [len(each.attachments.all()) for each in variants if each.has_media]
    return Entry(
        post=row.pk,
        brand=row.brand_id,
        state=PostState(row.state),
        text=text[:_EXCERPT],
        wall=rows.wall_value(row),
        planned_at=row.planned_at,
        on=local.date() if local else None,
        at=local.time().replace(second=0, microsecond=0) if local else None,
        accounts=tuple(
            EntryAccount(
                account=each.account_id,
                network=each.account.network,
                handle=each.account.handle,
                state=DeliveryState(states[each.account_id]) if each.account_id in states else None,
            )
            for each in variants
        ),
        media_count=max([shared, *own]),
        revision=row.revision,
    )


def _living(
    access: Access, brand: UUID | None, states: Sequence[PostState], account: UUID | None, search: str
) -> QuerySet[Post]:
    found = Post.objects.filter(workspace_id=access.workspace, deleted_at__isnull=True)
    if brand is not None:
        found = found.filter(brand_id=brand)
    if states:
        found = found.filter(state__in=states)
    if account is not None:
        found = found.filter(variants__account_id=account)
    if search.strip():
        words = search.strip()
        found = found.filter(Q(text__icontains=words) | Q(variants__text__icontains=words)).distinct()
    return found


def _within(limit: int) -> int:
    return max(1, min(limit, LIMIT_MAXIMUM))


def _cursor(at: datetime, pk: UUID) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()} {pk}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, pk = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return datetime.fromisoformat(at), UUID(pk)
    except (ValueError, binascii.Error, UnicodeDecodeError) as error:
        raise _bad_cursor() from error


def _read_id(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as error:
        raise _bad_cursor() from error


def _bad_cursor() -> Invalid:
    return Invalid(_("This list cannot be continued from there. Begin again."), code="bad_cursor")
