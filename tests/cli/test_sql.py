"""`resonans sql` asks the lake, and cannot change it."""

import json
import subprocess
import sys

import pytest

from tests.running import ROOT, Installation


def test_the_lake_answers_in_three_forms(home: Installation) -> None:
    question = "SELECT kind, count(*) AS n FROM events GROUP BY kind"
    assert "reaction" in home.run("sql", question).stdout
    assert home.run("sql", question, "--form", "csv").stdout == "kind,n\nreaction,3\n"
    assert json.loads(home.run("sql", question, "--form", "json").stdout) == {"kind": "reaction", "n": 3}


def test_statements_come_from_standard_input_too(home: Installation) -> None:
    typed = subprocess.run(
        [sys.executable, "-m", "resonans.cli", "sql", "--form", "json"],
        input="SELECT 1 AS a; SELECT\n2 AS a;\nSELECT 3 AS a",
        env=home.env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line)["a"] for line in typed.stdout.splitlines()] == [1, 2, 3]


@pytest.mark.parametrize("statement", ["DELETE FROM events", "DROP VIEW nothing", "SELECT no_such_column"])
def test_a_statement_that_is_not_taken_says_why(home: Installation, statement: str) -> None:
    refused = home.run("sql", statement)
    assert refused.returncode == 1
    assert refused.stderr.strip()
    assert "Traceback" not in refused.stderr
    counted = home.run("sql", "SELECT count(*) AS n FROM events", "--form", "csv")
    assert counted.stdout == "n\n3\n"
