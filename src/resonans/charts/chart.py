"""What a chart is: an ECharts option, what it says in words, and the same as a table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

type Json = str | int | float | bool | Mapping[str, "Json"] | list["Json"] | None


@dataclass(frozen=True, slots=True)
class Table:
    """The chart's numbers for those who would rather read them; None is shown as unknown, with its note."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing that works without script. Words come translated from the caller."""

    option: Mapping[str, Json]
    title: str
    description: str
    """What somebody who cannot see it should know: the course, the highest and the last value."""
    table: Table

    @property
    def option_json(self) -> str:
        """The option for a script element of the page, whose named parts `chart-parts.js` fills in."""
        text = json.dumps(self.option, ensure_ascii=False, separators=(",", ":"))
        return text.replace("<", "\\u003c")


@dataclass(frozen=True, slots=True)
class Style:
    """How numbers are written: `count`, `share` or `seconds`, in a locale such as `sv`."""

    locale: str = "en"
    kind: str = "count"
    digits: int = 0

    @property
    def part(self) -> dict[str, Json]:
        """The formatter, as `chart-parts.js` knows it."""
        return {"$": "number", "locale": self.locale, "style": self.kind, "digits": self.digits}


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place on the axis; None where it is unknown, and then drawn as a gap."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    provisional: bool = False
    note: str = ""
    """For the table: why it is unknown or may still change."""
