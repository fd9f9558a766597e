"""What runs again and again, and what an idle process must not have loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.running import ROOT, environment

from resonans.core.work import Loop
from resonans.site import figures, loops

HEAVY = ("ibis", "polars", "pyarrow", "duckdb", "deltalake", "atproto", "py_mini_racer", "scipy", "pandas")


def test_deliveries_come_first_and_every_group_has_its_loops() -> None:
    found = loops.loops()
    groups = [loop.group for loop in found]
    assert groups == sorted(groups, key=loops.GROUPS.index)
    assert len({loop.name for loop in found}) == len(found)
    for group in set(groups):
        assert {loop.group for loop in loops.loops(group)} == {group}


def test_steps_are_counted_by_how_they_end() -> None:
    results = iter([3, 0])
    loop = figures.counted(Loop("trial", "care", lambda: next(results), 1.0))

    def count(outcome: str) -> float:
        return float(figures.STEPS.labels("trial", outcome)._value.get())

    assert [loop.step(), loop.step()] == [3, 0]
    with pytest.raises(StopIteration):
        loop.step()
    assert [count("done"), count("idle"), count("failed")] == [1, 1, 1]
    assert figures.DONE.labels("trial")._value.get() == 3


@pytest.mark.parametrize(
    "loading",
    [
        "from resonans.site import server; server.warm(); import resonans.site.front",
        "import django; django.setup(); from resonans.site import loops, worker; loops.loops()",
    ],
)
def test_a_process_that_has_started_has_loaded_nothing_heavy(tmp_path: Path, loading: str) -> None:
    code = f"{loading}; import sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    env = environment(tmp_path, {"DJANGO_SETTINGS_MODULE": "resonans.site.settings"})
    answer = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]", answer.stderr


def test_the_supervisor_needs_only_the_standard_library() -> None:
    code = "import sys, resonans.site.supervisor; print(sorted({m.partition('.')[0] for m in sys.modules}))"
    answer = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ}, cwd=ROOT, capture_output=True, text=True, check=True
    )
    foreign = {"django", "pydantic", "structlog", "click", "httpx", "granian"}
    assert foreign.isdisjoint(eval(answer.stdout))
