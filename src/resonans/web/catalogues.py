"""Message catalogues, compiled where they are missing or older than what translators wrote."""

import contextlib
import os
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "locale"


def compile_stale() -> tuple[Path, ...]:
    """Write each `.mo` that is not newer than its `.po`; returns what was written.

    Several processes may do it at once: each writes beside and then replaces. A package folder that may
    not be written to keeps what its installation compiled.
    """
    written = []
    for source in LOCALES.glob("*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with contextlib.suppress(PermissionError):
            _compile(source, compiled)
            written.append(compiled)
    return tuple(written)


def _compile(source: Path, compiled: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    beside = compiled.with_name(f".{compiled.name}.{os.getpid()}")
    with beside.open("wb") as file:
        write_mo(file, catalogue)
    beside.replace(compiled)
