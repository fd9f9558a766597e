"""`python -m benchmarks [NAME…] [--write FILE]`: measure, and print the figures as tables."""

import argparse
import importlib
import sys
from pathlib import Path

from benchmarks.table import machine

NAMES = tuple(
    sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if path.stem not in {"__init__", "__main__", "table"}
    )
)
_HEAD = """# Quality in figures

Written by `just quality`, never by hand. {where}

"""


def main() -> int:
    """Measure; 1 if a figure does not keep its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; default: all")
    parser.add_argument("--write", type=Path, metavar="FILE")
    given = parser.parse_args()
    unknown = set(given.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    where = machine()
    print(where, end="\n\n")
    tables = []
    for name in given.names or NAMES:
        tables.append(importlib.import_module(f"benchmarks.{name}").run())
        print(tables[-1].markdown(), flush=True)
    if given.write is not None:
        given.write.write_text(_HEAD.format(where=where) + "\n".join(table.markdown() for table in tables))
    return 0 if all(figure.keeps for table in tables for figure in table.figures) else 1


if __name__ == "__main__":
    sys.exit(main())
