"""The data folder's guards."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.running import ROOT

from resonans.core.settings import Settings
from resonans.site import folder

MOUNTS = r"""21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:40 / /home rw - nfs4 server:/home rw
31 30 8:2 / /home/ana/local rw - xfs /dev/sdb1 rw
32 21 0:41 / /mnt/my\040share rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/resonans", "ext4"),
        ("/home/ben/resonans", "nfs4"),
        ("/home/ana/local/resonans", "xfs"),
        ("/mnt/my share/resonans", "cifs"),
        ("/homely", "ext4"),
    ],
)
def test_the_nearest_mount_tells_the_file_system(path: str, kind: str) -> None:
    assert folder.file_system(Path(path), MOUNTS) == kind


def test_the_embedded_database_refuses_a_network_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "file_system", lambda _path: "nfs4")
    with pytest.raises(folder.FolderUnusable, match=r"network file system \(nfs4\).*RESONANS_DATABASE_URL"):
        folder.check(Settings(data_dir=tmp_path))
    folder.check(Settings(data_dir=tmp_path, database_url="postgresql://localhost/resonans"))


def test_a_full_disk_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "LEAST_ROOM", 1 << 60)
    with pytest.raises(folder.FolderUnusable, match=r"is full.*Nothing is lost"):
        folder.check(Settings(data_dir=tmp_path))


def test_a_disk_that_takes_no_byte_is_said_to_be_full() -> None:
    full = Path("/dev/full")
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert "is full" in folder._why_not_writable(full, error)


def test_the_mark_is_read_back_and_a_newer_one_refused(tmp_path: Path) -> None:
    folder.check_version(tmp_path)
    folder.mark(tmp_path)
    folder.check_version(tmp_path)
    (tmp_path / "resonans.json").write_text(json.dumps({"version": "7.0", "layout": folder.LAYOUT + 1}))
    with pytest.raises(folder.FolderUnusable, match=r"newer resonans \(7.0"):
        folder.check_version(tmp_path)


def test_a_damaged_mark_is_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "resonans.json").write_text("{")
    with pytest.raises(folder.FolderUnusable, match="cannot be read"):
        folder.check_version(tmp_path)


def test_the_lock_excludes_others_until_every_heir_is_gone(tmp_path: Path) -> None:
    lock = folder.Lock(tmp_path, "http://localhost:8321")
    with pytest.raises(folder.InUse, match=f"process {os.getpid()}, http://localhost:8321"):
        folder.Lock(tmp_path, "")
    heir = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock.pass_on()], cwd=ROOT
    )
    lock.release()
    with pytest.raises(folder.InUse):
        folder.Lock(tmp_path, "")
    heir.communicate(b"\n")
    folder.Lock(tmp_path, "").release()


def test_a_holder_that_is_dead_is_said_to_be_ending(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    lock = folder.Lock(tmp_path, "")
    os.pwrite(lock.descriptor, json.dumps({"pid": ended.pid, "address": "x"}).ljust(80).encode(), 0)
    with pytest.raises(folder.InUse, match="just ending"):
        folder.Lock(tmp_path, "")
    lock.release()
