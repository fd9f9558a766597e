"""What a benchmark hands back: figures beside the limit that they have to keep."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    """What it may be at most; at least where `more_is_better`."""
    more_is_better: bool = False
    note: str = ""

    @property
    def keeps(self) -> bool:
        """Whether it keeps its limit; true where it has none."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.more_is_better else self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one benchmark."""

    title: str
    how: str
    """What was done, in a sentence or two."""
    figures: Sequence[Figure]

    def markdown(self) -> str:
        """The table as it is printed and as it stands in docs/quality.md."""
        lines = [
            f"## {self.title}\n",
            f"{self.how}\n",
            "| Figure | Measured | Limit | |",
            "|---|---|---|---|",
        ]
        for figure in self.figures:
            sign = "≥" if figure.more_is_better else "≤"
            limit = f"{sign} {_number(figure.limit)} {figure.unit}" if figure.limit is not None else ""
            kept = "" if figure.limit is None else "kept" if figure.keeps else "**not kept**"
            measured = f"{_number(figure.value)} {figure.unit}"
            name = f"{figure.name} ({figure.note})" if figure.note else figure.name
            lines.append(f"| {name} | {measured} | {limit} | {kept} |")
        return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def percentile(values: Sequence[float], share: int) -> float:
    """The `share`-th percentile, from one up to 99."""
    return quantiles(values, n=100, method="inclusive")[share - 1]


def machine() -> str:
    """Where it was measured, in a sentence."""
    cores = os.cpu_count() or 1
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line)
    gib = int(memory.split()[1]) / 1024**2
    load = os.getloadavg()[0]
    return (
        f"Measured with Python {platform.python_version()} on {cores} cores and {gib:.0f} GiB; "
        f"load at the start {load:.1f}."
    )
