"""Large files into the lake: what is right goes in once, what is wrong is named by its line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from resonans.core import clock
from resonans.core import queries as core
from resonans.core.errors import Invalid, NotAllowed
from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.events import actions, bulk, ingest, queries
from resonans.events.bulk import formats
from resonans.events.lake import Lake
from resonans.events.vocabulary import Kind, event_id
from tests.events.making import count

pytestmark = pytest.mark.usefixtures("own_lake", "noon")


def row(number: int, **changes: object) -> dict[str, Any]:
    """A right row."""
    values: dict[str, Any] = {
        "id": f"o-{number}",
        "kind": "order",
        "occurred_at": "2026-11-20T10:00:00+01:00",
        "value": 14900,
        "currency": "SEK",
        "actor": "kund-7",
        "network": "shop",
        "extra": {"items": 2},
    }
    return {**values, **changes}


def ndjson(path: Path, *lines: dict[str, Any] | str) -> Path:
    """A file of these lines."""
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n")
    return path


def stored(access: Access) -> list[dict[str, Any]]:
    """The workspace's events by id."""
    found: list[dict[str, Any]] = (
        queries.tables(access).events.order_by(["occurred_at", "event_id"]).to_pyarrow().to_pylist()
    )
    return found


def test_a_row_becomes_an_event_with_its_person_hashed(ana: Access, brand: Brand, tmp_path: Path) -> None:
    path = ndjson(tmp_path / "a.ndjson", row(1, brand=str(brand.id), text="Två påsar", sentiment=0.5))
    assert actions.import_file(ana, path, source="shop") == bulk.Report(1, 0, ())
    (event,) = stored(ana)
    assert event["event_id"] == event_id(ana.workspace, Kind.ORDER, "shop", "o-1")
    assert event["actor"] == ingest.actor(core.pseudonym_key(ana), "shop", "kund-7")
    assert event["occurred_at"] == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert event["learned_at"] == clock.now()
    assert json.loads(event["extra"]) == {"items": 2}
    kept = {name: event[name] for name in ("kind", "value", "currency", "text", "sentiment", "brand", "post")}
    assert kept == {
        "kind": "order",
        "value": 14900,
        "currency": "SEK",
        "text": "Två påsar",
        "sentiment": 0.5,
        "brand": str(brand.id),
        "post": None,
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "id is missing"),
        ({"kind": "sale"}, "kind is missing"),
        ({"kind": None}, "kind is missing"),
        ({"occurred_at": None}, "time is missing"),
        ({"occurred_at": "2026-11-20T10:00:00"}, "time is missing or not like"),
        ({"occurred_at": "20/11/2026"}, "time is missing or not like"),
        ({"occurred_at": "2026-12-24T10:00:00Z"}, "lies in the future"),
        ({"value": "many"}, "whole number"),
        ({"value": 149.5}, "whole number"),
        ({"sentiment": 2}, "-1 to 1"),
        ({"sentiment": "good"}, "-1 to 1"),
        ({"currency": "kr"}, "three capital letters"),
        ({"currency": None}, "money needs one"),
        ({"media_type": "viral"}, "owned, earned or paid"),
        ({"account": "01900000-0000-7000-8000-000000000001"}, "account is none of this workspace"),
        ({"brand": "Kajen"}, "brand is none of this workspace"),
        ({"extra": "two"}, "must be a JSON object"),
    ],
)
def test_a_wrong_row_is_named_by_its_line_and_the_others_go_in(
    ana: Access, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    path = ndjson(tmp_path / "a.ndjson", row(1), row(2, **change), row(3))
    report = actions.import_file(ana, path, source="shop")
    assert (report.taken, report.refused) == (2, 1)
    (bad,) = report.bad
    assert bad.line == 2
    assert said in bad.reason
    assert len(stored(ana)) == 2


def test_lines_that_are_no_json_objects_are_found_among_many(ana: Access, tmp_path: Path) -> None:
    lines: list[dict[str, Any] | str] = [row(number) for number in range(300)]
    lines[17] = '{"id": "o-17", '
    lines[100] = "[1, 2]"
    lines[101] = ""
    lines[299] = "id,kind"
    report = actions.import_file(ana, ndjson(tmp_path / "a.ndjson", *lines), source="shop")
    assert (report.taken, report.refused) == (296, 3)
    assert [bad.line for bad in report.bad] == [18, 101, 300]


def test_lines_are_counted_across_chunks(
    ana: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "BYTES", 2000)
    lines: list[dict[str, Any] | str] = [row(number) for number in range(100)]
    lines[77] = "?"
    path = ndjson(tmp_path / "a.ndjson", *lines)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    report = actions.import_file(ana, path, source="shop")
    assert (report.taken, [bad.line for bad in report.bad]) == (99, [78])
    assert count(queries.tables(ana).events) == 99


def test_the_same_file_again_changes_nothing(ana: Access, own_lake: Lake, tmp_path: Path) -> None:
    path = ndjson(tmp_path / "a.ndjson", *[row(number) for number in range(20)])
    first = actions.import_file(ana, path, source="shop")
    files = own_lake.pinned_files()
    assert actions.import_file(ana, path, source="shop") == first
    assert own_lake.pinned_files() == files


def test_a_repaired_file_adds_only_what_was_wrong(ana: Access, tmp_path: Path) -> None:
    actions.import_file(ana, ndjson(tmp_path / "a.ndjson", row(1), row(2, kind="sale")), source="shop")
    report = actions.import_file(ana, ndjson(tmp_path / "b.ndjson", row(1), row(2)), source="shop")
    assert report.taken == 2
    assert len(stored(ana)) == 2


def test_the_same_id_in_another_source_is_another_event(ana: Access, tmp_path: Path) -> None:
    path = ndjson(tmp_path / "a.ndjson", row(1))
    actions.import_file(ana, path, source="shop")
    actions.import_file(ana, path, source="till")
    assert len(stored(ana)) == 2


def test_csv_is_read_with_quoted_breaks_and_its_lines_are_right(ana: Access, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,kind,occurred_at,value,currency,text\n"
        'o-1,order,2026-11-20T10:00:00Z,100,SEK,"two\nlines"\n'
        "o-2,order,yesterday,100,SEK,\n"
        "o-3,order,2026-11-20T11:00:00Z,1.5,SEK,\n"
        "o-4,order,2026-11-20T12:00:00Z,,,short\n"
        "o-5,order,2026-11-20T13:00:00Z\n"
    )
    report = actions.import_file(ana, path, source="shop")
    assert [bad.line for bad in report.bad] == [4, 5]
    assert [(event["text"], event["value"]) for event in stored(ana)] == [
        ("two\nlines", 100),
        ("short", None),
        (None, None),
    ]


def test_csv_rows_with_too_many_fields_are_named(ana: Access, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,kind,occurred_at,text\n"
        'o-1,visit,2026-11-20T10:00:00Z,"two\nlines"\n'
        "o-2,visit,2026-11-20T10:00:00Z,a,b,c\n"
        "o-3,visit,2026-11-20T11:00:00Z,c\n"
    )
    report = actions.import_file(ana, path, source="shop")
    assert (report.taken, [bad.line for bad in report.bad]) == (2, [4])
    assert "more fields than the header" in report.bad[0].reason


def test_parquet_is_read_with_its_own_types(ana: Access, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "id": [1, 2],
            "kind": ["visit", "visit"],
            "occurred_at": [datetime(2026, 11, 20, 10, tzinfo=UTC), None],
            "value": [3, 4],
            "extra": [{"page": "/kaffe"}, {"page": None}],
        }
    ).write_parquet(path)
    report = actions.import_file(ana, path, source="shop")
    assert [(bad.line, report.taken) for bad in report.bad] == [(2, 1)]
    (event,) = stored(ana)
    assert json.loads(event["extra"]) == {"page": "/kaffe"}


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"PK"), ("a.csv", b"name,age\n"), ("a.parquet", b"?")]
)
def test_a_file_of_another_kind_is_refused_as_a_whole(
    ana: Access, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid):
        actions.import_file(ana, path, source="shop")
    assert stored(ana) == []


def test_a_file_with_nothing_but_rubbish_is_given_up(ana: Access, tmp_path: Path) -> None:
    path = ndjson(tmp_path / "a.ndjson", *["rubbish"] * 1500)
    with pytest.raises(Invalid, match="right file"):
        actions.import_file(ana, path, source="shop")


def test_an_empty_file_is_no_error(ana: Access, tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.touch()
    assert actions.import_file(ana, path, source="shop") == bulk.Report(0, 0, ())


def test_an_import_is_told_in_the_audit_log(ana: Access, tmp_path: Path) -> None:
    actions.import_file(ana, ndjson(tmp_path / "a.ndjson", row(1), "?"), source="shop")
    (line, *_) = core.audit(ana, verb="events.import").items
    assert (line.subject, dict(line.detail)) == ("source:shop", {"taken": 1, "refused": 1})


def test_only_owners_import(ben: Access, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        actions.import_file(ben, ndjson(tmp_path / "a.ndjson", row(1)), source="shop")
