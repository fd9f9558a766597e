"""Files under the hash of their content: written whole or not at all, and never twice."""

import errno
import hashlib
import os
import secrets
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from resonans.core.errors import Invalid
from resonans.core.settings import settings
from resonans.core.words import _
from resonans.publishing.types import StorageFull

_CHUNK = 1024 * 1024


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return settings().media_path / sha256[:2] / sha256


@contextmanager
def draft() -> Iterator[Path]:
    """The path of a new file in the media folder that is gone after the block, unless `keep` has moved it.

    Raises StorageFull where the disk has no room for what the block writes.
    """
    folder = settings().media_path / "drafts"
    path = folder / secrets.token_hex(16)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield path
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull(
                _("The disk is full, so the file was not stored. Make room, then upload it again.")
            ) from error
        raise
    finally:
        path.unlink(missing_ok=True)


def receive(source: BinaryIO, target: Path, *, maximum: int) -> None:
    """Copy a stream to a draft; Invalid (`too_big`) as soon as it is longer than `maximum` bytes."""
    written = 0
    with target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > maximum:
                raise Invalid(
                    _("This file is larger than %(megabytes)s MB, the most that can be uploaded.")
                    % {"megabytes": maximum // 1_000_000},
                    code="too_big",
                )
            file.write(chunk)


def keep(path: Path) -> str:
    """Move a draft to its place for good; returns the SHA-256 of its content."""
    digest = hashlib.sha256()
    with path.open("rb+") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        os.fsync(file.fileno())
    target = path_of(digest.hexdigest())
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return digest.hexdigest()


def sweep(named: Container[str], *, older_than: datetime) -> int:
    """Delete files that nothing names and drafts that were left behind, if they are older than this."""
    gone = 0
    root = settings().media_path
    for path in root.glob("*/*") if root.exists() else ():
        is_old = path.stat().st_mtime < older_than.timestamp()
        if is_old and (path.parent.name == "drafts" or path.name not in named):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
