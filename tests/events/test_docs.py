"""docs/events.md names each column and each kind of event once, and no other."""

import re
from pathlib import Path

import pytest

from resonans.events.bulk.fields import FIELDS
from resonans.events.lake.columns import EVENTS, OBSERVATIONS, Shape
from resonans.events.schedule import PACE
from resonans.events.vocabulary import Kind
from resonans.networks.contract import Missing, Observed

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text()


def rows(heading: str) -> list[tuple[str, ...]]:
    """The cells of the table below a heading."""
    below = PAGE.split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in below.splitlines() if line.startswith("| `")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


@pytest.mark.parametrize("shape", [EVENTS, OBSERVATIONS], ids=lambda shape: shape.name)
def test_each_column_is_documented_with_its_type(shape: Shape) -> None:
    said = [(name.strip("`"), kind.removesuffix(", UTC")) for name, kind, _ in rows(f"## {shape.name}")]
    assert said == [(column.name, column.type) for column in shape.columns]


def test_each_kind_of_event_is_documented() -> None:
    assert [cells[0].strip("`") for cells in rows("### Kinds")] == [kind.value for kind in Kind]


def test_each_kind_of_number_and_each_reason_is_documented() -> None:
    by_name = {cells[0].strip("`"): cells[2] for cells in rows("## observations")}
    assert set(re.findall("`(\\w+)`", by_name["kind"])) == {each.value for each in Observed}
    assert set(re.findall("`(\\w+)`", by_name["missing_reason"])) == {each.value for each in Missing}


def test_each_field_of_an_import_is_documented() -> None:
    below = PAGE.split("\n## Files\n", 1)[1]
    assert set(FIELDS) <= set(re.findall("`(\\w+)`", below))


def test_the_pace_of_counting_is_documented_as_it_is() -> None:
    minutes = [(age.total_seconds() / 60, pause.total_seconds() / 60) for age, pause in PACE]
    assert minutes == [(120, 5), (360, 15), (1440, 60), (10080, 360), (43200, 1440), (129600, 10080)]
    for words in ("every 5 minutes in its first two hours", "every 15 minutes\nuntil it is six hours old"):
        assert words in PAGE
    for words in ("hourly on its first day", "every 6 hours in its first week", "daily in its first month"):
        assert words in PAGE
    assert "weekly until it is 90 days old" in PAGE.replace("\n", " ")
