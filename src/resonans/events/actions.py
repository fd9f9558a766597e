"""Telling the lake."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.events import parcels, schedule
from resonans.events.models import Parcel
from resonans.events.place import lake
from resonans.events.vocabulary import Event, Observation


def record(access: Access, events: Iterable[Event], observations: Iterable[Observation] = ()) -> None:
    """Tell what happened, in the transaction of its cause: both are kept, or neither.

    Whoever may do the deed may record it, so nothing is asked of the role. A `published` event also has the
    post watched from now on. Raises ValueError for another workspace's rows and for times without a zone.
    """
    told, seen = tuple(events), tuple(observations)
    parcels.check(access, told, seen)
    with transaction.atomic():
        Parcel.objects.bulk_create(
            Parcel(content=parcels.pack(content), size=content.size) for content in parcels.split(told, seen)
        )
        schedule.watch_published(access, told)


def load(
    access: Access, name: str, events: Sequence[Event], observations: Sequence[Observation] = ()
) -> None:
    """Put many rows straight into the lake, once for each `name` in the workspace; again: nothing happens.

    For imports and first fillings, outside any transaction; small numbers belong into `record`. A name must
    always mean the same rows.
    """
    require(access, Permission.MANAGE_BRANDS)
    parcels.check(access, events, observations)
    lake().append(1, events, observations, app=f"load:{access.workspace}:{name}")


def collect_now(access: Access, account: UUID) -> None:
    """Ask everything of an account again as soon as its budget allows."""
    require(access, Permission.READ)
    schedule.everything_now(access, account)
