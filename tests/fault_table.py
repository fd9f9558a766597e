"""The fault table: what was done to the product, what it promises then, and whether it kept it.

A test that is a row calls `record_property("fault", …)` and `record_property("promise", …)` by the fixture
`fault`; the rows are printed at the end of the run and kept where `RESONANS_FAULT_TABLE` says.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def fault(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """Says which row of the fault table a test is: `fault("what was done", "what must hold")`."""

    def told(done: str, promise: str) -> None:
        record_property("fault", done)
        record_property("promise", promise)

    return told


def _rows(stats: dict[str, list[Any]]) -> dict[tuple[str, str], list[str]]:
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for outcome in ("passed", "failed", "skipped"):
        for report in stats.get(outcome, []):
            told = dict(getattr(report, "user_properties", ()))
            if "fault" in told and (report.when == "call" or outcome != "passed"):
                rows[told["fault"], told["promise"]].append(outcome)
    return dict(rows)


def _verdict(outcomes: list[str]) -> str:
    if "failed" in outcomes:
        return "BROKEN"
    return "left out" if set(outcomes) == {"skipped"} else "kept"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table."""
    rows = _rows(terminalreporter.stats)
    if not rows:
        return
    database = "PostgreSQL" if os.environ.get("RESONANS_TEST_DATABASE_URL") else "SQLite"
    lines = [
        {
            "fault": done,
            "promise": promise,
            "verdict": _verdict(outcomes),
            "times": outcomes.count("passed"),
            "database": database,
        }
        for (done, promise), outcomes in sorted(rows.items())
    ]
    terminalreporter.section(f"faults on {database}")
    wide = max(len(str(line["fault"])) for line in lines)
    wider = max(len(str(line["promise"])) for line in lines)
    for line in lines:
        shown = f"{line['fault']:<{wide}}  {line['promise']:<{wider}}  {line['verdict']} ({line['times']}×)"
        terminalreporter.write_line(shown)
    target = os.environ.get("RESONANS_FAULT_TABLE")
    if target:
        with Path(target).open("a") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
