"""Questions to the lake, and about collecting."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Min, Sum

from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.events import place
from resonans.events.models import Parcel
from resonans.events.types import Lag

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
