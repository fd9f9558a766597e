"""Writes the SQL of measurement's questions from their expressions: `python -m tools.measurement_sql`.

With `--check` nothing is written, and the files that are out of date are named. The compiler numbers its
parts in the order of Python's hashes, so it is always run with the same ones.
"""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "src" / "resonans" / "measurement" / "sql"


def main(arguments: list[str]) -> int:
    """Write a file for each question and take away those that are none any more; or check them."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        again = [sys.executable, "-m", "tools.measurement_sql", *arguments]
        return subprocess.run(again, env={**os.environ, "PYTHONHASHSEED": "0"}, check=False).returncode  # noqa: S603  (itself)
    from resonans.measurement.queries import compiled

    questions = compiled()
    written = {path.stem: path.read_text() for path in FOLDER.glob("*.sql")}
    stale = sorted(name for name in {*questions, *written} if questions.get(name) != written.get(name))
    if "--check" in arguments:
        print(*(f"{name}.sql is out of date: just sql" for name in stale), sep="\n")
        return 1 if stale else 0
    for name in stale:
        path = FOLDER / f"{name}.sql"
        path.write_text(questions[name]) if name in questions else path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
