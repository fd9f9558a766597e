"""The data folder: whether it can be used, who uses it now, and which version wrote it."""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import tempfile
from pathlib import Path

from resonans import __version__
from resonans.core.errors import ResonansError
from resonans.core.settings import Settings

LAYOUT = 1
"""Rises when what lies in the folder changes so that an older resonans would damage it."""
LEAST_ROOM = 50 * 1024 * 1024
_MARKER = "resonans.json"
_LOCK = "run.lock"
# File systems over a network, where SQLite's locks cannot be trusted (sqlite.org/useovernet.html).
_NETWORKED = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "9p", "ncpfs", "afpfs", "webdav"),
        *("ceph", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2"),
        *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.ceph", "fuse.davfs"),
    }
)


class FolderUnusable(ResonansError):
    """The data folder cannot be used as it is."""

    code = "folder_unusable"


class InUse(ResonansError):
    """Another resonans works on the data folder."""

    code = "in_use"


def check(settings: Settings) -> None:
    """Make the folder if need be, and raise FolderUnusable where it would not keep data safely."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"resonans" * 512)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise FolderUnusable(_why_not_writable(folder, error)) from error
    free = shutil.disk_usage(folder).free
    if free < LEAST_ROOM:
        raise FolderUnusable(
            f"The disk of {folder} is full ({free // 1024**2} MB left, {LEAST_ROOM // 1024**2} MB needed). "
            "Nothing is lost. Make room, then start again."
        )
    kind = file_system(folder)
    if not settings.database_url and kind in _NETWORKED:
        raise FolderUnusable(
            f"{folder} lies on a network file system ({kind}), where the embedded database is not safe. "
            "Choose a folder on a local disk with --data-dir, or use PostgreSQL with RESONANS_DATABASE_URL."
        )
    check_version(folder)


def _why_not_writable(folder: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk of {folder} is full. Nothing is lost. Make room, then start again."
    return f"{folder} cannot be written to ({error.strerror}). Choose another folder with --data-dir."


def check_version(folder: Path) -> None:
    """Raise FolderUnusable if a newer resonans has written the folder."""
    try:
        marker = json.loads((folder / _MARKER).read_text())
    except FileNotFoundError:
        return
    except (ValueError, UnicodeDecodeError) as error:
        raise FolderUnusable(
            f"{folder / _MARKER} cannot be read. Restore it from a backup, or delete it if no newer version "
            "of resonans has ever used this folder."
        ) from error
    if int(marker.get("layout", 0)) > LAYOUT:
        raise newer(folder, str(marker.get("version", "?")))


def newer(folder: Path, version: str) -> FolderUnusable:
    """The refusal of data that a newer version has written."""
    return FolderUnusable(
        f"The data in {folder} were written by a newer resonans ({version}; this is {__version__}). "
        "Install that version or a later one. Nothing was changed."
    )


def mark(folder: Path) -> None:
    """Note which version works here now."""
    written = json.dumps({"version": __version__, "layout": LAYOUT})
    beside = folder / f".{_MARKER}.{os.getpid()}"
    beside.write_text(written + "\n")
    beside.replace(folder / _MARKER)


def file_system(path: Path, mounts: str | None = None) -> str:
    """The kind of file system that holds `path`, such as `ext4`; "" where the system does not say.

    `mounts` is the text of /proc/self/mountinfo.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text()
        except OSError:
            return ""
    resolved = path.resolve()
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = Path(before.split(" ")[4].replace("\\040", " "))
        if resolved.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split(" ")[0]
    return kind


class Lock:
    """The right to work on the folder alone. Held until every process that inherits it has ended."""

    def __init__(self, folder: Path, address: str) -> None:
        self._path = folder / _LOCK
        self.descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self.descriptor)
            raise InUse(self._whose(folder)) from error
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, json.dumps({"pid": os.getpid(), "address": address}).encode(), 0)

    def _whose(self, folder: Path) -> str:
        holder: dict[str, object] = {}
        with contextlib.suppress(OSError, ValueError):
            holder = json.loads(self._path.read_text())
        if not _is_alive(holder.get("pid")):
            return f"Another resonans on {folder} is just ending. Try again in a few seconds."
        return (
            f"resonans already works on {folder} (process {holder.get('pid')}, {holder.get('address')}). "
            "Use that one, stop it first, or choose another folder with --data-dir."
        )

    def pass_on(self) -> int:
        """Let child processes inherit the lock; the descriptor's number."""
        os.set_inheritable(self.descriptor, True)
        return self.descriptor

    def release(self) -> None:
        """Give the folder free."""
        os.close(self.descriptor)


def _is_alive(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
