"""On a second database, only what opens a database is run again."""

import json
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CODE = """
import pytest

@pytest.fixture
def db(): pass

@pytest.fixture
def workspace(db): pass

def test_arithmetic(): pass

@pytest.mark.parametrize("number", [1, 2])
def test_more_arithmetic(number): pass

def test_rows(workspace): pass

@pytest.mark.django_db
def test_marked(): pass
"""


@pytest.mark.parametrize("processes", [[], ["-n", "2"]], ids=["in one process", "in two"])
@pytest.mark.parametrize(("database", "passed"), [("", 5), ("postgresql://127.0.0.1/suite", 2)])
def test_what_opens_no_database_runs_on_one_alone(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    database: str,
    passed: int,
    processes: list[str],
) -> None:
    report = pytester.path / "report.json"
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    monkeypatch.setenv("RESONANS_TEST_DATABASE_URL", database)
    monkeypatch.setenv("RESONANS_TEST_REPORT", str(report))
    pytester.makeini(
        "[pytest]\naddopts = -p no:cacheprovider -p no:django -p no:playwright\nmarkers = django_db"
    )
    pytester.makepyfile(CODE)
    result = pytester.runpytest_subprocess("-p", "tests.left_out", "-p", "tests.once", *processes)
    assert result.ret == 0
    figures = json.loads(report.read_text())
    assert (figures["counts"]["passed"], figures["once"]) == (passed, 5 - passed)
    if database:
        result.stdout.fnmatch_lines(["3 tests open no database and ran on SQLite alone"])
