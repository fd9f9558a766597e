"""Telling the lake: in the cause's transaction, for one's own workspace only."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import transaction

from resonans.core.errors import NotAllowed
from resonans.core.types import Access
from resonans.events import flush
from resonans.events.actions import load, record
from resonans.events.lake import Lake
from resonans.events.models import Parcel
from resonans.events.queries import lag, tables
from resonans.events.vocabulary import Event
from tests.events.making import count, reaction, shares


def own(access: Access, number: int) -> Event:
    """Reaction `number` in the workspace of `access`."""
    return reaction(number, workspace=access.workspace)


def test_what_is_recorded_reaches_the_lake_with_the_next_flush(ben: Access, own_lake: Lake) -> None:
    record(ben, [own(ben, 1), own(ben, 2)], [replace(shares(1, 4), workspace=ben.workspace)])
    assert lag().rows == 3
    assert flush.drain() == 3
    assert (count(tables(ben).events), count(tables(ben).observations)) == (2, 1)
    assert lag().rows == 0


def test_an_event_disappears_with_the_transaction_of_its_cause(ben: Access) -> None:
    with transaction.atomic():
        record(ben, [own(ben, 1)])
        transaction.set_rollback(True)
    assert not Parcel.objects.exists()


def test_recording_nothing_leaves_no_row(ben: Access) -> None:
    record(ben, [])
    assert not Parcel.objects.exists()


def test_many_events_travel_in_few_rows(ben: Access) -> None:
    record(ben, [own(ben, number) for number in range(1200)])
    assert sorted(Parcel.objects.values_list("size", flat=True)) == [200, 500, 500]


def test_another_workspaces_event_is_refused(ben: Access, cleo: Access) -> None:
    with pytest.raises(ValueError, match="another workspace"):
        record(ben, [own(ben, 1), own(cleo, 2)])
    assert not Parcel.objects.exists()


def test_a_time_without_a_zone_is_refused(ben: Access) -> None:
    with pytest.raises(ValueError, match="aware"):
        record(ben, [replace(own(ben, 1), occurred_at=datetime(2026, 11, 23, 12))])  # noqa: DTZ001


def test_an_observation_without_value_must_say_why(ben: Access) -> None:
    silent = replace(shares(1, None), workspace=ben.workspace)
    with pytest.raises(ValueError, match="reason"):
        record(ben, [], [silent])


def test_a_load_goes_in_once_by_its_name(ana: Access, own_lake: Lake) -> None:
    for _ in range(2):
        load(ana, "history", [own(ana, number) for number in range(10)])
    assert own_lake.pinned_files().versions["events"] == 1
    load(ana, "more", [own(ana, number) for number in range(5, 15)])
    assert count(tables(ana).events) == 15


def test_only_those_who_manage_may_load(ben: Access) -> None:
    with pytest.raises(NotAllowed):
        load(ben, "history", [own(ben, 1)])


def test_a_stranger_reads_none_of_it(ben: Access, cleo: Access, own_lake: Lake) -> None:
    record(ben, [own(ben, 1)])
    flush.drain()
    assert count(tables(cleo).events) == 0
