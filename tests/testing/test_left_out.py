"""The end of a test run says what it could not try."""

import json
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]


def run(pytester: pytest.Pytester, code: str) -> pytest.RunResult:
    pytester.makeini("[pytest]\naddopts = -p no:cacheprovider -p no:django -p no:playwright -p no:xdist")
    pytester.makepyfile(code)
    return pytester.runpytest_subprocess("-p", "tests.left_out", "-ra")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))


def test_a_named_skip_is_repeated_at_the_end_with_its_reason(
    pytester: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.json"
    monkeypatch.setenv("RESONANS_TEST_REPORT", str(report))
    result = run(
        pytester,
        """
        from tests.left_out import leave_out
        def test_a(): leave_out("Chromium", "it is not installed")
        def test_b(): leave_out("Chromium", "it is not installed")
        def test_c(): pass
        """,
    )
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*left out on this machine*", "Chromium: it is not installed (2 tests)"])
    figures = json.loads(report.read_text())
    assert figures["counts"]["passed"] == 1
    assert figures["left_out"] == {"Chromium: it is not installed": 2}


def test_a_skip_without_a_name_fails(pytester: pytest.Pytester) -> None:
    result = run(pytester, "import pytest\ndef test_a(): pytest.skip('no time')")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*without naming what is missing*"])


def test_a_module_that_skips_itself_without_a_name_fails(pytester: pytest.Pytester) -> None:
    result = run(pytester, "import pytest\npytest.importorskip('no_such_module')\ndef test_a(): pass")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*without naming what is missing*"])


def test_a_module_may_be_left_out_by_name(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "from tests.left_out import leave_out\nleave_out('Node', 'too old')\ndef test_a(): pass",
    )
    result.stdout.fnmatch_lines(["Node: too old"])
    result.assert_outcomes(skipped=1)
