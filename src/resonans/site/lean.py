"""Imports that would bring along what resonans never uses.

structlog (26.1) and httpx (0.28) load rich and pygments where these are installed, for tracebacks in colour
and for a command line: 6 MB and a quarter of a second in each process.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(name: str) -> Iterator[None]:
    """Let `import name` fail inside the block; a package that is loaded already stays."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # what the import system takes for "not there"
    try:
        yield
    finally:
        del sys.modules[name]


with without("rich"), without("pygments"):
    import httpx
    import structlog

__all__ = ["httpx", "structlog", "without"]
