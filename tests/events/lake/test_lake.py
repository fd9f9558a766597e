"""The lake from outside: what is appended is read back, once, by its own workspace."""

import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resonans.events.lake import Lake, Tables
from resonans.events.lake.columns import EVENTS, OBSERVATIONS, SHAPES
from tests.events.making import KAJEN, LUND, NOON, count, reaction, shares


def posts(tables: Tables) -> list[str]:
    """The posts of all events, sorted."""
    return sorted(row["post"] for row in tables.events.to_pyarrow().to_pylist())


def rows(lake: Lake) -> list[dict[str, Any]]:
    """All events of Kajen."""
    found: list[dict[str, Any]] = lake.tables(KAJEN).events.order_by("event_id").to_pyarrow().to_pylist()
    return found


def test_an_empty_lake_has_both_tables_with_every_column(lake: Lake) -> None:
    tables = lake.tables(KAJEN)
    assert tuple(tables.events.columns) == EVENTS.names
    assert tuple(tables.observations.columns) == OBSERVATIONS.names
    assert count(tables.events) == 0
    assert str(tables.events.schema()["occurred_at"]) == "timestamp('UTC', 6)"
    assert str(tables.observations.schema()["value"]) == "int64"


def test_what_is_appended_is_read_back_with_absence_as_null(lake: Lake) -> None:
    at = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
    lake.append(1, [reaction(1, at=at, text="så gott ☕")], [shares(1, None, reason="not_yet"), shares(2, 0)])
    (event,) = rows(lake)
    assert (event["text"], event["occurred_at"], event["extra"]) == ("så gott ☕", at, "{}")
    assert (event["currency"], event["campaign"], event["value"]) == (None, None, None)
    seen = lake.tables(KAJEN).observations.order_by("subject").to_pyarrow().to_pylist()
    assert [(row["value"], row["missing_reason"]) for row in seen] == [(None, "not_yet"), (0, None)]


def test_a_batch_that_is_appended_again_changes_nothing(lake: Lake) -> None:
    lake.append(1, [reaction(1)], [shares(1, 5)])
    lake.append(2, [reaction(2)])
    files = lake.pinned_files()
    lake.append(1, [reaction(1)], [shares(1, 5)])
    lake.append(2, [reaction(2)])
    assert lake.pinned_files() == files


def test_a_batch_of_which_only_one_table_was_written_is_completed(lake: Lake) -> None:
    lake.append(1, [reaction(1)])
    lake.append(1, [reaction(1)], [shares(1, 5)])
    assert count(lake.tables(KAJEN).events) == 1
    assert count(lake.tables(KAJEN).observations) == 1


def test_an_event_told_twice_counts_once_before_and_after_compaction(lake: Lake) -> None:
    lake.append(1, [reaction(1), reaction(2)])
    lake.append(2, [reaction(2), reaction(3)])
    assert posts(lake.tables(KAJEN)) == ["p1", "p2", "p3"]
    before = rows(lake)
    assert lake.compact(due_only=False) == 1
    assert rows(lake) == before
    lake.append(3, [reaction(3), reaction(4)])
    assert posts(lake.tables(KAJEN)) == ["p1", "p2", "p3", "p4"]


def test_a_workspace_sees_only_its_own_rows(lake: Lake) -> None:
    lake.append(1, [reaction(1), reaction(2, workspace=LUND)])
    assert posts(lake.tables(KAJEN)) == ["p1"]
    lake.compact(due_only=False)
    assert posts(lake.tables(LUND)) == ["p2"]


def test_a_cut_takes_its_first_instant_and_leaves_its_last(lake: Lake) -> None:
    months = [datetime(2026, month, 1, tzinfo=UTC) for month in (8, 9, 10, 11)]
    lake.append(1, [reaction(number, at=at) for number, at in enumerate(months)])
    assert posts(lake.tables(KAJEN, since=months[1], until=months[3])) == ["p1", "p2"]
    lake.compact(due_only=False)
    assert posts(lake.tables(KAJEN, since=months[1], until=months[3])) == ["p1", "p2"]


def test_a_report_as_known_then_does_not_know_what_was_learnt_later(lake: Lake) -> None:
    lake.append(1, [reaction(1), reaction(2, learned_at=NOON + timedelta(days=2))])
    lake.compact(due_only=False)
    lake.append(2, [reaction(2, learned_at=NOON + timedelta(hours=1))])
    then = NOON + timedelta(days=1)
    assert posts(lake.tables(KAJEN, as_known_at=then)) == ["p1", "p2"]
    assert posts(lake.tables(KAJEN, as_known_at=NOON + timedelta(minutes=30))) == ["p1"]


def test_a_file_that_no_commit_names_does_not_count(lake: Lake) -> None:
    lake.append(1, [reaction(1)])
    (real,) = Path(lake.root).glob("events/*/*.parquet")
    shutil.copy(real, real.with_name("part-left-by-a-killed-writer.parquet"))
    assert posts(lake.tables(KAJEN)) == ["p1"]


def test_each_thread_reads_through_a_cursor_of_its_own(lake: Lake) -> None:
    lake.append(1, [reaction(number) for number in range(50)])
    found: list[int] = []

    def read() -> None:
        found.extend(count(lake.tables(KAJEN).events) for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [50] * 20


def test_tables_that_a_page_holds_stay_readable_while_the_lake_moves_on(lake: Lake) -> None:
    lake.append(1, [reaction(1)])
    held = lake.tables(KAJEN)
    lake.append(2, [reaction(2)])
    lake.compact(due_only=False)
    assert posts(lake.tables(KAJEN)) == ["p1", "p2"]
    assert posts(held) == ["p1"]


def test_the_stamp_stays_until_the_workspaces_own_files_change(lake: Lake) -> None:
    lake.append(1, [reaction(1)])
    stamp = lake.tables(KAJEN).stamp
    lake.append(2, [reaction(2, workspace=LUND)])
    assert lake.tables(KAJEN).stamp == stamp
    lake.append(3, [reaction(3)])
    assert lake.tables(KAJEN).stamp != stamp


def test_an_address_of_an_object_store_is_read_without_any_extension(tmp_path: Path) -> None:
    lake = Lake(f"file://{tmp_path}/lake")
    lake.append(1, [reaction(1), reaction(2)], [shares(1, 4)])
    lake.compact(due_only=False)
    lake.append(2, [reaction(2), reaction(3)])
    assert posts(lake.tables(KAJEN)) == ["p1", "p2", "p3"]
    assert posts(lake.tables(KAJEN, since=NOON)) == ["p1", "p2", "p3"]
    assert lake.sql().execute("SELECT count(*) FROM events").fetchone() == (3,)
    assert any("_delta_log" in name for name in lake.pinned_files().files)


def test_an_export_holds_each_row_once_as_parquet(lake: Lake, tmp_path: Path) -> None:
    lake.append(1, [reaction(1), reaction(9, workspace=LUND)], [shares(1, 5)])
    lake.append(2, [reaction(1), reaction(2)])
    events, observations = lake.export(KAJEN, tmp_path / "out")
    read = duckdb.connect()
    assert read.execute(f"SELECT post FROM '{events}' ORDER BY post").fetchall() == [("p1",), ("p2",)]
    assert read.execute(f"SELECT value FROM '{observations}'").fetchall() == [(5,)]


def test_sql_shows_every_workspace_once_in_plain_utc(lake: Lake) -> None:
    lake.append(1, [reaction(1), reaction(1, workspace=LUND)])
    lake.append(2, [reaction(1)])
    found = lake.sql().execute("SELECT post, occurred_at FROM events").fetchall()
    assert found == [("p1", NOON.replace(tzinfo=None))] * 2


def test_sql_cannot_change_the_lake(lake: Lake) -> None:
    lake.append(1, [reaction(1)])
    with pytest.raises(duckdb.Error):
        lake.sql().execute("DELETE FROM events")


def test_a_copy_of_the_pinned_files_opens_as_that_version(lake: Lake, tmp_path: Path) -> None:
    lake.append(1, [reaction(1)], [shares(1, 2)])
    pinned = lake.pinned_files()
    lake.append(2, [reaction(2)])
    lake.compact(due_only=False)
    lake.sweep()
    for name in pinned.files:
        target = tmp_path / "copy" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(lake.root) / name, target)
    copy = Lake(tmp_path / "copy")
    assert posts(copy.tables(KAJEN)) == ["p1"]
    copy.append(1, [reaction(1)])
    copy.append(2, [reaction(2)])
    assert posts(copy.tables(KAJEN)) == ["p1", "p2"]


def test_every_table_names_its_columns_once() -> None:
    for shape in SHAPES:
        assert len(set(shape.names)) == len(shape.names)
        assert {shape.id, shape.at, *shape.order} <= set(shape.names)


step = st.one_of(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=5), st.just("compact")
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, max_size=5), known=st.integers(0, 3))
def test_no_order_of_batches_and_compactions_changes_what_is_read(
    tmp_path: Path, steps: list[list[tuple[int, int]] | str], known: int
) -> None:
    shutil.rmtree(tmp_path / "lake", ignore_errors=True)
    lake = Lake(tmp_path / "lake")
    learnt: dict[int, int] = {}
    for number, each in enumerate(steps, start=1):
        if isinstance(each, str):
            lake.compact(due_only=False)
            continue
        lake.append(
            number, [reaction(post, learned_at=NOON + timedelta(hours=hours)) for post, hours in each]
        )
        for post, hours in each:
            learnt[post] = min(hours, learnt.get(post, hours))
    assert posts(lake.tables(KAJEN)) == sorted(f"p{post}" for post in learnt)
    as_known = lake.tables(KAJEN, as_known_at=NOON + timedelta(hours=known))
    assert posts(as_known) == sorted(f"p{post}" for post, hours in learnt.items() if hours <= known)
