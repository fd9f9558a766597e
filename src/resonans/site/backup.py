"""A whole installation in one file: a snapshot of the database, a pinned version of the lake, media.

The key that opens stored secrets is left out unless asked for: whoever has both has the accounts.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from resonans import __version__
from resonans.core.settings import Settings
from resonans.site import archive, folder, snapshots
from resonans.site.archive import BackupUnusable, Manifest, verify

type Say = Callable[[str], None]

_KEY = "secret.key"
_SANDBOX = "sandbox.sqlite3"


def make(ours: Settings, target: Path, say: Say, *, with_key: bool) -> Manifest:
    """Write a backup to `target`, which must not exist; everything may go on meanwhile.

    Database and lake are pinned together while the lake's writers stand still; the files of that version stay
    for 168 hours, so they are copied afterwards.
    """
    from resonans.core import clock
    from resonans.events import flush, queries

    if target.exists():
        raise BackupUnusable(f"{target} exists already. Choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".resonans-backup-") as name:
        work = Path(name)
        say("Copying the database.")
        with flush.flush_lock():
            database = snapshots.take(ours, work)
            pinned = queries.lake().pinned_files()
        partial = work / "archive"
        with archive.Writer(partial) as writer:
            writer.add_file(database.name, database)
            say(f"Copying {len(pinned.files)} files of the event lake.")
            for path in pinned.files:
                with _lake_file(path) as stream:
                    writer.add_stream(f"lake/{path}", stream)
            _add_rest(writer, ours, work, say, with_key=with_key)
            manifest = Manifest(
                version=__version__,
                layout=folder.LAYOUT,
                made_at=clock.now().isoformat(),
                database="postgresql" if ours.database_url else "sqlite",
                lake=dict(pinned.versions),
                files=writer.files,
            )
            writer.add_manifest(manifest)
        say("Reading it back to verify it.")
        verify(partial)
        partial.chmod(0o600)
        os.link(partial, target)
    return manifest


def _add_rest(writer: archive.Writer, ours: Settings, work: Path, say: Say, *, with_key: bool) -> None:
    media = sorted(path for path in ours.media_path.rglob("*") if _is_media(ours, path))
    say(f"Copying {len(media)} media files.")
    for path in media:
        writer.add_file(f"media/{path.relative_to(ours.media_path).as_posix()}", path)
    if (ours.data_dir / _SANDBOX).exists():
        writer.add_file(_SANDBOX, snapshots.copy(ours.data_dir / _SANDBOX, work / _SANDBOX))
    if with_key:
        writer.add_file(_KEY, ours.key_path)


def _is_media(ours: Settings, path: Path) -> bool:
    return path.is_file() and "drafts" not in path.relative_to(ours.media_path).parts


@contextmanager
def _lake_file(path: str) -> Iterator[IO[bytes]]:
    """A file of the lake, whether that lies in a folder or in an object store."""
    from resonans.events import queries

    table, _, rest = path.partition("/")
    store = next(store for store in queries.lake().stores if store.shape.name == table)
    if not store.is_remote:
        with (Path(store.address) / rest).open("rb") as file:
            yield file
        return
    with store.filesystem().open_input_stream(rest) as stream, tempfile.TemporaryFile() as copy:
        while chunk := stream.read(archive.CHUNK):
            copy.write(chunk)
        copy.seek(0)
        yield copy


def restore(ours: Settings, source: Path, say: Say, *, force: bool) -> Manifest:
    """Put a backup into the data folder (and the database of `RESONANS_DATABASE_URL`).

    Refuses a folder that holds data, unless forced: then what it holds is moved aside, not deleted. The
    caller holds the folder's lock.
    """
    say("Verifying the backup.")
    manifest = verify(source)
    if manifest.layout > folder.LAYOUT:
        raise folder.newer(source, manifest.version)
    kind = "postgresql" if ours.database_url else "sqlite"
    if manifest.database != kind:
        wanted = "set" if manifest.database == "postgresql" else "unset"
        raise BackupUnusable(
            f"{source} holds a {manifest.database} database. Restore it with RESONANS_DATABASE_URL {wanted}."
        )
    aside = _make_room(ours, force=force)
    if aside is not None:
        say(f"Moved what was there to {aside}.")
    say(f"Restoring {len(manifest.files)} files.")
    with tempfile.TemporaryDirectory(dir=ours.data_dir, prefix=".restore-") as name:
        archive.unpack(source, Path(name))
        _put(ours, Path(name), aside, force=force)
    folder.mark(ours.data_dir)
    if ours.lake_url:
        lake = ours.data_dir / "lake"
        say(f"The lake's files are in {lake}. Copy them to {ours.lake_url} before the start.")
    if not ours.key_path.exists():
        say(
            f"The backup came without the key. Put the old one at {ours.key_path}, mode 600, before the "
            "start. Without it, accounts must be connected anew."
        )
    return manifest


_OURS = ("resonans.sqlite3", "resonans.sqlite3-wal", "resonans.sqlite3-shm", "lake", "media", _SANDBOX)


def _make_room(ours: Settings, *, force: bool) -> Path | None:
    """Where what was there lies now; None for an empty folder."""
    there = [name for name in (*_OURS, _KEY) if (ours.data_dir / name).exists()]
    if not there:
        return None
    if not force:
        raise BackupUnusable(
            f"{ours.data_dir} holds data already ({', '.join(there)}). Choose an empty folder with "
            "--data-dir, or use --force, which moves them aside."
        )
    number = next(n for n in range(1, 10_000) if not (ours.data_dir / f"replaced-{n}").exists())
    aside = ours.data_dir / f"replaced-{number}"
    aside.mkdir(mode=0o700)
    for name in there:
        if name != _KEY:
            (ours.data_dir / name).rename(aside / name)
    return aside


def _put(ours: Settings, unpacked: Path, aside: Path | None, *, force: bool) -> None:
    key = unpacked / _KEY
    if key.exists():
        if ours.key_path.exists() and aside is not None:
            ours.key_path.rename(aside / _KEY)
        key.chmod(0o600)
        key.rename(ours.key_path)
    for name in ("lake", "media", _SANDBOX):
        if (unpacked / name).exists():
            shutil.move(unpacked / name, ours.data_dir / name)
    database = unpacked / snapshots.SQLITE_NAME
    if database.exists():
        with closing(sqlite3.connect(database)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise BackupUnusable("The database in the backup is damaged.")
        database.rename(ours.database_path)
    else:
        snapshots.load(ours.database_url, unpacked / snapshots.POSTGRES_NAME, replace=force)
