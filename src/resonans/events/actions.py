"""Telling the lake."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from resonans.core import audit, clock
from resonans.core import queries as core
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.events import bulk, flush, parcels, schedule
from resonans.events.bulk import Report
from resonans.events.models import Parcel
from resonans.events.place import lake
from resonans.events.vocabulary import Event, Observation
from resonans.networks import queries as networks


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
    flush.note_foreign_write()


def import_file(access: Access, path: Path, *, source: str) -> Report:
    """Take a file of events (NDJSON, CSV, Parquet) into the lake; see `bulk.take`.

    `source` names where it comes from, such as `shop`. The same file again changes nothing.
    """
    require(access, Permission.MANAGE_BRANDS)
    accounts = networks.accounts(access, with_disconnected=True)
    terms = bulk.Import(
        workspace=access.workspace,
        source=source,
        key=core.pseudonym_key(access),
        accounts=frozenset(str(account.id) for account in accounts),
        brands=frozenset(str(brand.id) for brand in core.brands(access)),
        learned_at=clock.now(),
    )
    report = bulk.take(lake(), path, terms)
    flush.note_foreign_write()
    audit.record(
        access, "events.import", f"source:{source}", {"taken": report.taken, "refused": report.refused}
    )
    return report


def heard_until(access: Access, account: UUID, network: str, instant: datetime) -> None:
    """Say that what others did until then is in the lake already: notifications are read from there on.

    For accounts whose past was loaded; changes nothing once the account's notifications have been read.
    """
    require(access, Permission.MANAGE_BRANDS)
    schedule.heard_until(access, account, network, instant)


def collect_now(access: Access, account: UUID) -> None:
    """Ask everything of an account again as soon as its budget allows."""
    require(access, Permission.READ)
    schedule.everything_now(access, account)
