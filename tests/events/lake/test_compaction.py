"""Compaction between other writers: whoever comes second does it anew, and nothing is lost or doubled."""

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from deltalake import DeltaTable, QueryBuilder
from deltalake.exceptions import CommitFailedError

from resonans.events.lake import Lake
from resonans.events.lake.columns import EVENTS
from resonans.events.lake.compaction import Month, months, rewrite
from tests.events.making import KAJEN, count, reaction


def stored(lake: Lake) -> list[str]:
    """The posts of all stored rows, as they lie, without deduplication."""
    table = DeltaTable(f"{lake.root}/events")
    return sorted(
        QueryBuilder().register("t", table).execute("SELECT post FROM t").read_all()["post"].to_pylist()
    )


def test_the_version_of_deltalake_is_the_one_that_was_tried() -> None:
    """Later ones (1.6.4 to 1.6.6) let two concurrent compactions both commit."""
    assert version("deltalake") == "1.6.3"


def test_of_two_stale_handles_that_compact_only_one_commits(lake: Lake) -> None:
    lake.append(1, [reaction(1), reaction(2)])
    lake.append(2, [reaction(2)])
    first, second = (DeltaTable(f"{lake.root}/events") for _ in range(2))
    rewrite(first, EVENTS, "2026-11")
    with pytest.raises(CommitFailedError):
        rewrite(second, EVENTS, "2026-11")
    assert stored(lake) == ["p1", "p2"]


def test_of_two_stale_handles_that_append_one_batch_only_one_commits(tmp_path: Path) -> None:
    first, second = Lake(tmp_path / "lake"), Lake(tmp_path / "lake")
    for lake in (first, second):
        lake.append(1, [reaction(1)])
    first.append(2, [reaction(2)])
    second.append(2, [reaction(2)])
    assert stored(first) == ["p1", "p2"]


def test_a_compaction_that_an_append_overtook_fails_and_loses_nothing(lake: Lake) -> None:
    lake.append(1, [reaction(1)])
    stale = DeltaTable(f"{lake.root}/events")
    lake.append(2, [reaction(2)])
    with pytest.raises(CommitFailedError):
        rewrite(stale, EVENTS, "2026-11")
    lake.compact(due_only=False)
    assert stored(lake) == ["p1", "p2"]


def test_an_append_that_a_compaction_overtook_is_made_anew(tmp_path: Path) -> None:
    writer, compactor = Lake(tmp_path / "lake"), Lake(tmp_path / "lake")
    writer.append(1, [reaction(1), reaction(1)])
    compactor.compact(due_only=False)
    writer.append(2, [reaction(2)])
    assert stored(writer) == ["p1", "p2"]


def test_compaction_touches_only_months_with_loose_files(lake: Lake) -> None:
    october = datetime(2026, 10, 5, tzinfo=UTC)
    lake.append(1, [reaction(1), reaction(2, at=october)])
    assert lake.compact(due_only=False) == 2
    lake.append(2, [reaction(3)])
    assert lake.compact(due_only=False) == 1
    assert [month.month for month in months(lake.stores[0])] == ["2026-10", "2026-11"]
    assert lake.compact(due_only=False) == 0


def test_a_compacted_month_is_sorted_by_workspace_and_known_as_compacted(lake: Lake) -> None:
    lake.append(1, [reaction(number) for number in range(5)])
    lake.compact(due_only=False)
    assert months(lake.stores[0]) == (Month("2026-11", 0, 0, 5),)


def test_a_month_is_due_by_its_files_unless_rewriting_it_would_cost_too_much() -> None:
    assert Month("2026-11", loose_files=60, loose_rows=600, compacted_rows=1_000).is_due
    assert not Month("2026-11", loose_files=60, loose_rows=600, compacted_rows=1_000_000).is_due
    assert not Month("2026-11", loose_files=3, loose_rows=600, compacted_rows=0).is_due
    assert Month("2026-11", loose_files=400, loose_rows=600, compacted_rows=1_000_000).is_due


def test_replaced_files_stay_for_a_week(lake: Lake) -> None:
    lake.append(1, [reaction(1)])
    old = set(Path(lake.root).glob("events/*/*.parquet"))
    lake.compact(due_only=False)
    assert lake.sweep() == 0
    assert all(path.exists() for path in old)
    assert count(lake.tables(KAJEN).events) == 1
