"""From outbox to lake under kills, crowds and a full disk: nothing is lost, nothing is doubled."""

import contextlib
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from deltalake import DeltaTable, QueryBuilder
from deltalake.exceptions import DeltaError

from resonans.core import clock
from resonans.core.errors import Conflict
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.events import flush, place
from resonans.events.actions import load, record
from resonans.events.lake import Lake
from resonans.events.models import FLUSHER, Batch, Flusher, Parcel
from tests import children
from tests.events.test_actions import own
from tests.small_disk import small_disk

POINTS = (
    "flush.numbering",
    "flush.numbered",
    "lake.events_appended",
    "flush.appended",
    "flush.deleting",
    "flush.emptied",
)
DRAIN = "from resonans.events import flush; flush.drain()"
IDLE_LEASE = "from resonans.events.models import Flusher; Flusher.objects.update(lease_until=None); "


def stored(lake: Lake) -> list[str]:
    """The ids of all events as they lie in the lake, with every duplicate, sorted."""
    table = DeltaTable(lake.roots()["events"])
    found = QueryBuilder().register("t", table).execute("SELECT event_id FROM t").read_all()
    return sorted(str(each) for each in found["event_id"].to_pylist())


def told(access: Access, first: int, last: int) -> list[str]:
    """Record reactions first…last-1, some by ones, some by threes; their ids."""
    events = [own(access, number) for number in range(first, last)]
    while events:
        size = random.choice((1, 3))
        record(access, events[:size])
        events = events[size:]
    return [own(access, number).id for number in range(first, last)]


def test_a_killed_flusher_loses_and_doubles_nothing_at_any_point(
    transactional_db: None, ben: Access, own_lake: Lake
) -> None:
    environment = {"RESONANS_LAKE_URL": own_lake.root}
    expected: list[str] = []
    for turn, point in enumerate(POINTS):
        expected += told(ben, turn * 20, turn * 20 + 20)
        killed = children.run(IDLE_LEASE + DRAIN, {**environment, "RESONANS_FAULT_POINT": f"{point}=kill"})
        assert killed.returncode == -signal.SIGKILL, (point, killed.stderr)
    assert children.run(IDLE_LEASE + DRAIN, environment).returncode == 0
    assert stored(own_lake) == sorted(expected)
    assert not Parcel.objects.exists()
    assert not Batch.objects.exists()


def test_a_flusher_killed_at_any_moment_loses_and_doubles_nothing(
    transactional_db: None, ben: Access, own_lake: Lake
) -> None:
    environment = {"RESONANS_LAKE_URL": own_lake.root}
    expected: list[str] = []
    forever = "\nimport time\nprint('ready', flush=True)\nwhile True: flush.drain(); time.sleep(0.002)"
    for turn in range(4):
        child = children.start(f"{IDLE_LEASE}from resonans.events import flush{forever}", environment)
        assert child.stdout is not None
        child.stdout.readline()
        until = time.monotonic() + random.uniform(0.1, 1.0)
        number = turn * 1000
        while time.monotonic() < until:
            expected += told(ben, number, number + 5)
            number += 5
        end(child)
    assert children.run(IDLE_LEASE + DRAIN, environment).returncode == 0
    assert stored(own_lake) == sorted(expected)


def test_three_flushers_at_once_bring_each_event_once(
    transactional_db: None, ben: Access, own_lake: Lake
) -> None:
    # Each takes the right to write away from the others again and again, as if its lease had run out.
    greedy = (
        "from resonans.events import flush\nfrom resonans.events.models import Flusher, Parcel\n"
        "from resonans.core.work import LeaseLost\n"
        "for _ in range(400):\n"
        "    Flusher.objects.update(lease_until=None)\n"
        "    flush.step()\n"
        "    if not Parcel.objects.exists(): break\n"
    )
    expected = told(ben, 0, 400)
    crowd = [children.start(greedy, {"RESONANS_LAKE_URL": own_lake.root}) for _ in range(3)]
    expected += told(ben, 400, 600)
    for child in crowd:
        _, errors = child.communicate(timeout=120)
        assert child.returncode == 0, errors
    Flusher.objects.update(lease_until=None)
    flush.drain()
    assert stored(own_lake) == sorted(expected)


def test_an_older_database_on_a_newer_lake_loses_nothing(ben: Access, own_lake: Lake) -> None:
    for number in range(3):
        record(ben, [own(ben, number)])
        flush.drain()
    Flusher.objects.filter(pk=FLUSHER).update(last_number=0)
    record(ben, [own(ben, 9)])
    assert flush.drain() == 1
    assert len(stored(own_lake)) == 4


def test_while_another_process_writes_a_flush_steps_aside(ben: Access, own_lake: Lake) -> None:
    record(ben, [own(ben, 1)])
    with flush.flush_lock():
        assert flush.step() == 0
    assert flush.step() == 1


def test_a_backup_waits_for_the_writer_only_so_long(ben: Access, own_lake: Lake) -> None:
    with flush.flush_lock(), pytest.raises(Conflict), flush.flush_lock(wait_s=0.3):
        pass


def test_the_right_to_write_of_a_dead_process_ends(ben: Access, own_lake: Lake, noon: object) -> None:
    record(ben, [own(ben, 1)])
    Flusher.objects.create(pk=FLUSHER, due_at=clock.now(), fence=1, lease_until=clock.now())
    clock.move(1)
    assert flush.step() == 1


def test_care_compacts_what_is_due_and_sweeps_once_a_day(ben: Access, own_lake: Lake, noon: object) -> None:
    record(ben, [own(ben, 0)])
    flush.drain()
    for number in range(50):
        own_lake.append(number + 2, [own(ben, number)])
    assert flush.care() == 1
    first = Flusher.objects.get(pk=FLUSHER).swept_at
    assert flush.care() == 0
    clock.move(25 * 3600)
    flush.care()
    assert first is not None
    assert Flusher.objects.get(pk=FLUSHER).swept_at == clock.now() != first


def test_care_looks_again_after_a_load(ana: Access, own_lake: Lake, noon: object) -> None:
    record(ana, [own(ana, 0)])
    flush.drain()
    assert flush.care() == 0
    load(ana, "history", [own(ana, number) for number in range(1, 20)])
    for number in range(50):
        own_lake.append(number + 2, [own(ana, number)])
    assert flush.care() == 1
    assert flush.care() == 0


def test_a_full_disk_loses_nothing(ben: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        apart = settings().model_copy(update={"lake_url": str(disk / "lake")})
        monkeypatch.setattr(place, "settings", lambda: apart)
        expected = told(ben, 0, 30)
        flush.drain()
        ballast = disk / "ballast"
        fill(ballast)
        expected += told(ben, 30, 60)
        with pytest.raises((OSError, DeltaError), match="No space left"):
            flush.step()
        assert Parcel.objects.exists()
        ballast.unlink()
        flush.drain()
        assert stored(place.lake()) == sorted(expected)
    assert not Parcel.objects.exists()


def fill(path: Path) -> None:
    """Write until the disk is full."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def end(child: "subprocess.Popen[str]") -> None:
    """Kill it as a power cut would, and collect it."""
    child.kill()
    child.communicate(timeout=60)
