"""The compiled questions are those of the expressions, and answering needs no compiler."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_compiled_questions_are_those_of_the_expressions() -> None:
    """If this fails after a change of an expression: just sql."""
    told = [sys.executable, "-m", "tools.measurement_sql", "--check"]
    done = subprocess.run(told, capture_output=True, text=True, timeout=240, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout.strip()) == (0, "")


def test_measuring_loads_neither_a_compiler_nor_a_second_table_library() -> None:
    code = (
        "import sys\n"
        "from resonans.measurement import compare, measure, metric\n"
        "metric.metrics()\n"
        "heavy = {'ibis', 'sqlglot', 'pyarrow', 'pandas', 'polars'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
