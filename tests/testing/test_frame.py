"""The repository keeps its word: what the README says is what is run."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = "python3 -m pip install uv && python3 -m uv run just test"
DEMO = "python3 -m pip install uv && python3 -m uv run resonans up --demo"


def test_the_readme_has_exactly_the_two_commands() -> None:
    blocks = re.findall(r"```\n(.+?)\n```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert blocks == [DEMO, TESTS]


def test_the_ci_runs_the_readmes_test_command() -> None:
    assert TESTS in (ROOT / ".ci" / "run").read_text().splitlines()
