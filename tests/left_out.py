"""What a test run had to leave out, and why: named at its end. A skip without such a name is a failure."""

import json
import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.once import ran_once

_MARK = "left out: "
_NAMELESS = "This test was skipped without naming what is missing. Use tests.left_out.leave_out(part, why)."


def leave_out(part: str, why: str) -> NoReturn:
    """Skip the present test (or, at import, the module) because `part` is missing on this machine."""
    pytest.skip(f"{_MARK}{part}: {why}", allow_module_level=True)


def _named(reason: str) -> bool:
    return reason.removeprefix("Skipped: ").startswith(_MARK)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def _refuse_nameless(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail") and not _named(_reason(report)):
        report.outcome = "failed"
        report.longrepr = f"{_NAMELESS}\n{_reason(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a nameless skip into a failure."""
    report = yield
    _refuse_nameless(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself while it is imported."""
    report = yield
    _refuse_nameless(report)
    return report


def _left_out(stats: dict[str, list[Any]]) -> Counter[str]:
    reasons = (_reason(report).removeprefix("Skipped: ") for report in stats.get("skipped", []))
    return Counter(reason.removeprefix(_MARK) for reason in reasons)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what was left out, and keep the figures where `RESONANS_TEST_REPORT` says."""
    left_out = _left_out(terminalreporter.stats)
    if left_out:
        terminalreporter.section("left out on this machine")
        for reason, tests in sorted(left_out.items()):
            terminalreporter.write_line(f"{reason} ({tests} tests)" if tests > 1 else reason)
    target = os.environ.get("RESONANS_TEST_REPORT")
    if target:
        outcomes = ("passed", "failed", "error", "xfailed", "xpassed", "skipped")
        counts = {name: len(terminalreporter.stats.get(name, [])) for name in outcomes}
        figures = {"counts": counts, "left_out": dict(left_out), "once": ran_once()}
        Path(target).write_text(json.dumps(figures))
