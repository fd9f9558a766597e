"""On PostgreSQL, what opens no database is not run again: its result cannot depend on which one there is.

A test opens a database when it asks pytest-django for one, or asks `new_database` for one that the product's
own processes use. Whatever else reaches for a database fails, since pytest-django guards it. The number
of tests that were not run again is told at the end of the run.
"""

import os
from typing import Any

import pytest

_OPENERS = {"db", "transactional_db", "new_database", "postgres_server"}
_COUNT = "resonans_ran_once"

_ran_once = 0


def opens_database(item: pytest.Item) -> bool:
    """Whether the test, or a fixture that it uses, opens a database."""
    return item.get_closest_marker("django_db") is not None or not _OPENERS.isdisjoint(
        getattr(item, "fixturenames", ())
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave only those that open a database, when the suite runs on a second one."""
    global _ran_once  # noqa: PLW0603
    if not os.environ.get("RESONANS_TEST_DATABASE_URL"):
        return
    again = [item for item in items if opens_database(item)]
    once = [item for item in items if not opens_database(item)]
    items[:] = again
    _ran_once = len(once)
    config.hook.pytest_deselected(items=once)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist tells its controller, which collects nothing itself."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_COUNT] = _ran_once


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear it from the worker; every worker collects the same tests."""
    global _ran_once  # noqa: PLW0603
    _ran_once = max(_ran_once, getattr(node, "workeroutput", {}).get(_COUNT, 0))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many there were."""
    if _ran_once:
        terminalreporter.write_line(f"{_ran_once} tests open no database and ran on SQLite alone")


def ran_once() -> int:
    """How many tests were not run again."""
    return _ran_once
