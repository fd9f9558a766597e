"""A full disk and a locked database: nothing is lost, and nothing goes out twice."""

import io
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import Popen

import pytest
from django.db import connection, transaction

from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.publishing import actions, queries
from resonans.publishing.models import Media, Post
from resonans.publishing.types import StorageFull
from tests import children
from tests.faults import world
from tests.faults.world import KILLED, Scene
from tests.left_out import leave_out
from tests.publishing import pictures
from tests.small_disk import small_disk

pytestmark = pytest.mark.django_db(transaction=True)

BUSY_S = 10.0
"""How long SQLite itself waits for a lock, by our settings."""

PREPARE = """
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from resonans.core import clock
from resonans.core.access import for_worker
from resonans.core.models import Brand, Workspace
from resonans.networks import actions as networks
from resonans.publishing import actions, times
from resonans.publishing.types import Draft, Variant
workspace = Workspace.objects.create(name="Kajen", slug="kajen")
brand = Brand.objects.create(workspace=workspace, name="Kajen")
access = for_worker(workspace.pk)
form = {{"handle": "{handle}", "seed": "1", "server": "{url}"}}
account = networks.begin(access, brand.pk, "sandbox", form, "{back}")
for number in range(5):
    post = actions.save_draft(access, Draft(brand.pk, f"Post {{number}}", variants=(Variant(account.id),)))
    actions.schedule(access, post.id, times.wall_of(clock.now() + timedelta(seconds=60), "UTC"))
"""
WORK = """
from django.db import OperationalError
from resonans.core import clock
from resonans.publishing import jobs
for _round in range(400):
    try:
        if not jobs.send():
            break
    except OperationalError:
        clock.breathe(0.1)
"""
COUNT = """
import json
from collections import Counter
from resonans.publishing.models import Delivery
print(json.dumps(Counter(Delivery.objects.values_list("state", flat=True))))
"""


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """No byte is left on the disk within the block."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\x00" * 4096)
    try:
        yield
    finally:
        filler.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB for an installation of its own."""
    with small_disk(tmp_path / "disk", "24m") as folder:
        yield folder


class Small:
    """An installation on the small disk, with five posts due."""

    def __init__(self, disk: Path, scene: Scene) -> None:
        if connection.vendor != "sqlite":
            leave_out("a full disk under the database", "the server's disk is not ours on PostgreSQL")
        self.scene = scene
        self.disk = disk
        back, network = world.BACK, scene.network
        self.run(PREPARE.format(handle=f"{network.name}s", url=network.url, back=back))
        scene.workers.clocks.move(60)

    def environment(self, fault: str = "") -> Mapping[str, str]:
        """Of its processes."""
        return world.surroundings(
            fault,
            RESONANS_DATA_DIR=str(self.disk),
            RESONANS_TEST_CHILD_DATABASE=str(self.disk / "resonans.sqlite3"),
        )

    @contextmanager
    def worker(self, fault: str = "") -> Iterator[Popen[str]]:
        """A worker there, gone after the block at the latest."""
        started = children.start(WORK, self.environment(fault))
        try:
            yield started
        finally:
            started.kill()
            started.communicate()

    def run(self, code: str) -> str:
        """Run code there, to a good end."""
        done = children.run(code, self.environment())
        assert done.returncode == 0, done.stderr
        return done.stdout

    def states(self) -> dict[str, int]:
        """How many deliveries stand where."""
        counted: dict[str, int] = json.loads(self.run(COUNT).splitlines()[-1])
        return counted

    def until_live(self) -> None:
        """Let time pass until all five are live."""
        for _round in range(6):
            self.run(WORK)
            if self.states() == {"live": 5}:
                return
            self.scene.workers.clocks.move(61)
        assert self.states() == {"live": 5}


def test_a_disk_that_is_full_when_posts_are_due(scene: Scene, disk: Path) -> None:
    scene.row("the disk is full when posts are due", "nothing is lost; each goes out once when there is room")
    small = Small(disk, scene)
    with full(disk), small.worker():
        time.sleep(5)
    scene.workers.clocks.move(61)
    small.until_live()
    assert len(scene.network.committed()) == 5


def test_a_disk_that_fills_while_a_post_is_sent(scene: Scene, disk: Path, hold: Path) -> None:
    scene.row("the disk fills between call and answer, then the worker is killed", "exactly one post each")
    small = Small(disk, scene)
    with small.worker(f"answered=hold:{hold}") as held:
        world.wait_for(hold)
        with full(disk):
            hold.unlink()
            time.sleep(2)
            held.kill()
            assert held.wait() == KILLED
    scene.workers.clocks.move(61)
    small.until_live()
    assert len(scene.network.committed()) == 5


def test_a_disk_that_is_full_for_a_moment(scene: Scene, disk: Path, hold: Path) -> None:
    scene.row("the disk is full for a moment between call and answer", "the answer is kept")
    small = Small(disk, scene)
    with small.worker(f"answered=hold:{hold}") as held:
        world.wait_for(hold)
        with full(disk):
            hold.unlink()
            time.sleep(2)
        _output, errors = held.communicate(timeout=120)
        assert held.returncode == 0, errors
    small.until_live()
    assert len(scene.network.calls("publish")) == len(scene.network.committed()) == 5
    assert scene.network.calls("look") == []


def test_an_upload_to_a_full_disk(
    ben: Access, disk: Path, monkeypatch: pytest.MonkeyPatch, fault: world.Row
) -> None:
    fault("an upload to a full disk", "refused in words; nothing half is kept; it works when there is room")
    picture = pictures.photograph(900, 900, noise=True)
    monkeypatch.setenv("RESONANS_DATA_DIR", str(disk))
    settings.cache_clear()
    try:
        with full(disk), pytest.raises(StorageFull, match="disk is full"):
            actions.upload_media(ben, io.BytesIO(picture), "beans.jpg")
        assert not Media.objects.exists()
        assert [path for path in disk.rglob("*") if path.is_file()] == []
        item = actions.upload_media(ben, io.BytesIO(picture), "beans.jpg")
        assert queries.open_media(ben, item.id).path.stat().st_size == item.bytes
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_a_locked_database(scene: Scene, hold: Path) -> None:
    scene.row("the database is locked between call and answer", "the answer is kept; exactly one post")
    post = scene.plan()
    scene.workers.clocks.move(60)
    held = scene.workers.start(f"answered=hold:{hold}")
    world.wait_for(hold)
    with transaction.atomic():
        list(Post.objects.select_for_update())
        hold.unlink()
        time.sleep(BUSY_S + 2 if connection.vendor == "sqlite" else 2)
    world.finish(held)
    assert scene.is_live(post)
    assert len(scene.network.calls("publish")) == len(scene.network.committed()) == 1
