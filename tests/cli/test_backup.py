"""A backup holds everything, is verified, and comes back as it was."""

import json
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Installation, NewDatabase

WHAT_IS_THERE = """
from datetime import timedelta
from resonans.core import clock
from resonans.core.access import for_console
from resonans.core.models import Member
from resonans.events import flush, queries
from resonans.networks.models import Account
from resonans.publishing.models import Media
owner = for_console("kajen")
# The copy was taken while the backup held the lake's writers still; that right ends by itself.
clock.set_to(clock.now() + timedelta(minutes=10))
flush.drain()
print(Member.objects.get().user.email, Account.objects.get().handle, Media.objects.get().name,
      queries.tables(owner).events.count().execute())
"""
ALL_OF_IT = "ana@example.test kajen Bönor.png 5"


@pytest.fixture
def elsewhere(tmp_path: Path, new_database: NewDatabase) -> Iterator[Installation]:
    """Another, empty place on the same kind of database."""
    other = Installation(tmp_path / "elsewhere", new_database())
    yield other
    other.close()


def back_up(home: Installation, target: Path, *more: str) -> Path:
    done = home.run("backup", str(target), *more)
    assert done.returncode == 0, done.stderr
    assert "every checksum verified" in done.stdout
    return target


def put_back(place: Installation, source: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return place.run("restore", str(source), *more)


def names(path: Path) -> list[str]:
    with tarfile.open(path) as tar:
        return tar.getnames()


def test_all_comes_back_from_a_backup_with_its_key(
    home: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    archive = back_up(home, tmp_path / "b.tar", "--with-key")
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    done = put_back(elsewhere, archive)
    assert done.returncode == 0, done.stderr
    assert "came without the key" not in done.stdout
    assert elsewhere.python(WHAT_IS_THERE) == ALL_OF_IT
    opens = "from resonans.core import secrets; from resonans.networks.models import Account"
    assert elsewhere.python(f"{opens}; print(secrets.decrypt(Account.objects.get().credentials))") == (
        '{"access_token": "opens-the-door"}'
    )
    assert elsewhere.up().health()["status"] == "ok"


def test_the_key_stays_at_home_unless_asked_for(
    home: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    assert "secret.key" not in names(archive)
    done = put_back(elsewhere, archive)
    assert "came without the key" in done.stdout
    shutil.copy(home.data_dir / "secret.key", elsewhere.data_dir / "secret.key")
    assert elsewhere.python(WHAT_IS_THERE) == ALL_OF_IT


def test_a_backup_is_taken_while_everything_runs(
    home: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    up = home.up()
    archive = back_up(home, tmp_path / "b.tar", "--with-key")
    assert up.health()["status"] == "ok"
    assert put_back(elsewhere, archive).returncode == 0
    assert elsewhere.python(WHAT_IS_THERE) == ALL_OF_IT


def test_data_are_not_overwritten_without_force_and_moved_aside_with_it(
    home: Installation, tmp_path: Path
) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    home.python("from resonans.core.models import Workspace; Workspace.objects.update(name='Changed')")
    refused = put_back(home, archive)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    name = "from resonans.core.models import Workspace; print(Workspace.objects.get().name)"
    assert home.python(name) == "Changed"
    forced = put_back(home, archive, "--force")
    assert forced.returncode == 0, forced.stderr
    assert home.python(name) == "Kajen"
    assert (home.data_dir / "replaced-1").is_dir()


def test_nothing_is_restored_under_a_running_installation(home: Installation, tmp_path: Path) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    home.up()
    refused = put_back(home, archive, "--force")
    assert refused.returncode == 1
    assert "resonans already works on" in refused.stderr


def test_a_damaged_backup_is_found_out_before_anything_changes(
    home: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    body = bytearray(archive.read_bytes())
    place = len(body) // 3
    body[place] ^= 0xFF
    archive.write_bytes(body)
    refused = put_back(elsewhere, archive)
    assert refused.returncode == 1
    assert "damaged" in refused.stderr or "cannot be read" in refused.stderr
    assert not (elsewhere.data_dir / "resonans.sqlite3").exists()


def test_a_file_that_is_no_backup_is_refused(elsewhere: Installation, tmp_path: Path) -> None:
    other = tmp_path / "holiday.tar"
    other.write_text("not a tar")
    refused = put_back(elsewhere, other)
    assert refused.returncode == 1
    assert "cannot be read as a backup" in refused.stderr


def test_a_backup_of_a_newer_version_is_refused(
    home: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    archive = back_up(home, tmp_path / "b.tar")
    folder = tmp_path / "apart"
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "layout": 99, "version": "9.0"}))
    newer = tmp_path / "newer.tar"
    with tarfile.open(newer, "w") as tar:
        for name in [*manifest["files"], "manifest.json"]:
            tar.add(folder / name, name)
    refused = put_back(elsewhere, newer)
    assert refused.returncode == 1
    assert "newer resonans (9.0" in refused.stderr


def test_a_backup_never_overwrites_a_file(home: Installation, tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    target.write_text("mine")
    refused = home.run("backup", str(target))
    assert refused.returncode == 1
    assert target.read_text() == "mine"


def test_the_database_is_backed_up_before_it_is_changed(home: Installation) -> None:
    home.python(
        "from django.db.migrations.recorder import MigrationRecorder as R;"
        "R.Migration.objects.filter(app='account').order_by('-id').first().delete();"
        "from django.db import connection;"
        "connection.cursor().execute('DROP TABLE account_emailconfirmation')"
    )
    dry = home.run("upgrade", "--dry-run")
    assert "Nothing was changed" in dry.stdout
    assert not (home.data_dir / "backups").exists()
    done = home.run("upgrade")
    assert "Backed the database up before changing it" in done.stdout
    assert len(list((home.data_dir / "backups").glob("before-*/database.*"))) == 1
