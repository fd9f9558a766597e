"""The form of a backup: a tar archive whose last member, `manifest.json`, tells all others."""

import hashlib
import io
import json
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from resonans.core.errors import ResonansError

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20


class BackupUnusable(ResonansError):
    """The file is no backup, is damaged, or cannot be put back here."""

    code = "backup_unusable"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    version: str
    layout: int
    made_at: str
    database: str
    """`sqlite` or `postgresql`: it can be put back only into the same kind."""
    lake: dict[str, int]
    """Version of each table."""
    files: dict[str, tuple[int, str]]
    """Size and SHA-256 by name."""


class Writer:
    """Puts files into an archive and keeps their checksums."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.files: dict[str, tuple[int, str]] = {}

    def __enter__(self) -> "Writer":
        self._file = self._path.open("xb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        return self

    def __exit__(self, *_: object) -> None:
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.add_stream(name, file)

    def add_stream(self, name: str, stream: IO[bytes]) -> None:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        hashed = _Hashed(stream)
        self._tar.addfile(member, hashed)
        self.files[name] = (size, hashed.digest.hexdigest())

    def add_manifest(self, manifest: Manifest) -> None:
        told = {name: getattr(manifest, name) for name in Manifest.__slots__}
        body = json.dumps({"format": FORMAT, **told}, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(body), 0o600
        self._tar.addfile(member, io.BytesIO(body))


class _Hashed:
    """A stream whose bytes are hashed as they are read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data


def verify(path: Path) -> Manifest:
    """Read a backup to its end and compare every checksum; raises BackupUnusable where one differs."""
    seen: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                stream = tar.extractfile(member)
                if stream is None:
                    raise BackupUnusable(f"{path} holds something that is not a file: {member.name}")
                if member.name == MANIFEST:
                    manifest = _parse(path, stream.read())
                else:
                    seen[member.name] = (member.size, _digest(stream))
    except (OSError, tarfile.TarError) as error:
        raise BackupUnusable(f"{path} cannot be read as a backup of resonans.") from error
    if manifest is None:
        raise BackupUnusable(f"{path} is no whole backup: its list of files is missing.")
    damaged = sorted(set(seen.items()) ^ set(manifest.files.items()))
    if damaged:
        raise BackupUnusable(f"{path} is damaged: {damaged[0][0]} is not what was backed up.")
    return manifest


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _parse(path: Path, body: bytes) -> Manifest:
    try:
        told = json.loads(body)
        if told.pop("format") > FORMAT:
            raise BackupUnusable(f"{path} was made by a newer resonans ({told['version']}).")
        told["files"] = {name: (size, digest) for name, (size, digest) in told["files"].items()}
        return Manifest(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupUnusable(f"{path} has a damaged list of files.") from error


def unpack(source: Path, target: Path) -> None:
    """Take a verified backup apart into a folder."""
    with tarfile.open(source, "r:") as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if path.is_absolute() or ".." in path.parts:
                raise BackupUnusable(f"{source} names a file outside of the folder: {member.name}")
            tar.extract(member, target, filter="data")
