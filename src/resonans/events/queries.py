"""Questions to the lake, and about collecting."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Max, Min, Q, Sum

from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.events import place
from resonans.events.models import Chore, Parcel, WatchedPost
from resonans.events.types import ChoreKind, Collecting, CollectionState, Lag
from resonans.networks import queries as networks

if TYPE_CHECKING:
    from resonans.events.lake import Lake, Tables


def tables(
    access: Access,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    as_known_at: datetime | None = None,
) -> "Tables":
    """The workspace's events and observations; see `Lake.tables`."""
    require(access, Permission.READ)
    return place.lake().tables(access.workspace, since=since, until=until, as_known_at=as_known_at)


def lake() -> "Lake":
    """The whole lake, for whoever holds the machine: back-ups, `resonans sql`, the doctor."""
    return place.lake()


def export(access: Access, folder: Path) -> tuple[Path, ...]:
    """Write the workspace's rows to `folder` as `events.parquet` and `observations.parquet`."""
    require(access, Permission.EXPORT)
    return place.lake().export(access.workspace, folder)


def lag() -> Lag:
    """What waits for the lake, over all workspaces."""
    found = Parcel.objects.aggregate(rows=Sum("size"), oldest=Min("created_at"))
    return Lag(found["rows"] or 0, found["oldest"])


def collection_state(access: Access, account: UUID) -> CollectionState:
    """How far an account's collecting has come. Raises NotFound if the workspace has no such account."""
    require(access, Permission.READ)
    networks.account(access, account)
    chores = Chore.objects.filter(workspace_id=access.workspace, account=account)
    history = chores.filter(kind=ChoreKind.HISTORY.value).first()
    posts = WatchedPost.objects.filter(workspace_id=access.workspace, account=account)
    told = posts.aggregate(
        found=Count("id"),
        counted=Count("id", filter=Q(first_counted_at__isnull=False)),
        failing=Count("id", filter=Q(first_counted_at__isnull=True, failures__gt=0)),
        last=Max("last_counted_at"),
    )
    last = max(filter(None, (told["last"], *chores.values_list("done_at", flat=True))), default=None)
    if history is None:
        return CollectionState(account, Collecting.WAITING, told["found"], told["counted"], None, last, "")
    through = history.done_at is not None and told["counted"] == told["found"]
    state = Collecting.COMPLETE if through else Collecting.COLLECTING
    if not through and (history.failures or told["failing"]):
        state = Collecting.FAILING
    return CollectionState(
        account=account,
        state=state,
        posts_found=told["found"],
        posts_counted=told["counted"],
        finished_at=history.done_at if through else None,
        last_collected_at=last,
        reason=history.reason,
    )
