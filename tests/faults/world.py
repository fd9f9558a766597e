"""The world of the fault tests: a network in a process of its own, workers that can be killed, one clock."""

import io
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from resonans.core import clock
from resonans.core.types import Access
from resonans.events import parcels
from resonans.events.models import Parcel
from resonans.networks import actions as networks
from resonans.networks.outgoing import LEASE_S
from resonans.networks.sandbox import calls as logs
from resonans.networks.sandbox.control import Control
from resonans.networks.types import Account
from resonans.publishing import actions, queries, times
from resonans.publishing.types import DeliveryState, Draft, Post, SendAgain, Variant
from tests.faults.nursery import Nursery, Worker

BACK = "http://localhost:8321/back"
KILLED = -9
PATIENCE_S = 60.0
WORK = """
from resonans.publishing import jobs
while jobs.send():
    pass
"""
"""A worker that ends when nothing is due any more."""


type Row = Callable[[str, str], None]
"""Says which row of the fault table a test is."""


@dataclass(frozen=True, slots=True)
class Time:
    """The clock of all processes: a file that is replaced at once."""

    file: Path

    def set_to(self, instant: datetime) -> None:
        """Let it be this instant everywhere."""
        draft = self.file.with_suffix(".new")
        draft.write_text(instant.isoformat())
        draft.replace(self.file)

    def move(self, seconds: float) -> None:
        """Let time pass everywhere."""
        self.set_to(clock.now() + timedelta(seconds=seconds))


@dataclass(slots=True)
class Network:
    """The other side, seen through its own log of calls. Each test has handles of its own there."""

    url: str
    log: Path
    control: Control
    seen: int = 0
    """How many calls belong to earlier tests."""
    names: list[str] = field(default_factory=list)

    def turn_the_page(self) -> None:
        """Forget what earlier tests did and ordered."""
        self.control.forget()
        self.seen = len(logs.read(self.log))
        self.names.append(f"kajen{len(self.names)}")

    @property
    def name(self) -> str:
        """The present test's first handle."""
        return self.names[-1]

    def calls(self, verb: str) -> list[logs.Call]:
        """The present test's calls of a verb, in order."""
        return [call for call in logs.read(self.log)[self.seen :] if call.verb == verb]

    def committed(self) -> list[logs.Call]:
        """Those that made a post visible."""
        return [call for call in self.calls("publish") if call.effect == "committed"]

    def texts(self) -> list[str]:
        """What stands on the accounts of this test, as the network's own store has it."""
        with closing(sqlite3.connect(self.log.with_name("network.sqlite3"))) as store:
            posts = [call.post for call in self.committed()]
            marks = ",".join("?" * len(posts))
            found = store.execute(f"SELECT text FROM posts WHERE id IN ({marks}) ORDER BY id", posts)
            return [text for (text,) in found]

    def order(self, kind: str, verb: str = "publish", **more: float) -> None:
        """Let the network misbehave at the next call of the verb."""
        self.control.order(kind, verb=verb, **more)  # type: ignore[arg-type]  # seconds, times, status


@contextmanager
def network(folder: Path, clock_file: Path) -> Iterator[Network]:
    """A simulated network on a port of its own, ended after the block."""
    log = folder / "calls.jsonl"
    command = [sys.executable, "-m", "resonans.networks.sandbox", "--port", "0", "--lifetime", "1800"]
    process = subprocess.Popen(
        [*command, "--store", str(folder / "network.sqlite3"), "--calls", str(log)],
        env={**os.environ, "RESONANS_CLOCK": str(clock_file)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        yield Network(url, log, Control(url))
    finally:
        process.kill()
        process.communicate()


def surroundings(fault: str = "", **more: str) -> Mapping[str, str]:
    """A worker's environment: the test's clock, the network's address, and a point to be killed at."""
    return {
        "RESONANS_ALLOW_HOSTS": "127.0.0.1",
        "RESONANS_CLOCK": os.environ["RESONANS_CLOCK"],
        "RESONANS_FAULT_POINT": fault,
        **more,
    }


@dataclass(frozen=True, slots=True)
class Workers:
    """Starts workers on the test's database."""

    nursery: Nursery
    clocks: Time

    def start(self, fault: str = "", code: str = WORK) -> Worker:
        """A worker, to be killed or held at a named point (`recorded=kill`)."""
        return self.nursery.start(code, surroundings(fault))

    def work(self) -> None:
        """Let a worker do what is due."""
        finish(self.start())

    def until(self, done: Callable[[], bool], *, step_s: float = LEASE_S + 1, rounds: int = 12) -> None:
        """Let time pass and workers work until it is done."""
        for _round in range(rounds):
            if done():
                return
            self.clocks.move(step_s)
            self.work()
        assert done()


def finish(worker: Worker, *, code: int = 0) -> None:
    """Wait for a worker's end, and see that it ended as was meant."""
    ended = worker.wait()
    assert ended == code, f"it ended with {ended}:\n{worker.log.read_text()}"


@dataclass(frozen=True, slots=True)
class Scene:
    """Ana's workspace with an account on the network, Ben who writes, and workers."""

    ana: Access
    ben: Access
    kajen: Account
    network: Network
    workers: Workers
    row: Row

    def connect(self, handle: str = "") -> Account:
        """Connect an account: again the first one, or another."""
        return connect(self.ana, self.kajen.brand, self.network, handle or self.network.name)

    def plan(
        self,
        text: str = "The roast is back.",
        *,
        in_s: float = 60,
        comment: str = "",
        picture: bytes = b"",
    ) -> Post:
        """Schedule a post."""
        media = (actions.upload_media(self.ben, io.BytesIO(picture), "beans").id,) if picture else ()
        variants = (Variant(self.kajen.id),)
        draft = Draft(self.kajen.brand, text, media, variants, first_comment=comment)
        post = actions.save_draft(self.ben, draft)
        wall = times.wall_of(clock.now() + timedelta(seconds=in_s), "UTC")
        return actions.schedule(self.ben, post.id, wall)

    def states(self, post: Post) -> set[DeliveryState]:
        """The states of a post's deliveries."""
        return {each.state for each in queries.post(self.ben, post.id).deliveries}

    def is_live(self, post: Post) -> bool:
        """Whether all of a post is live."""
        return self.states(post) == {DeliveryState.LIVE}

    def until_live(self, post: Post) -> None:
        """Let time pass and workers work until all of a post is live.

        Where the network can never be sure that a post is absent, a person looks there after a while.
        """
        for round_ in range(12):
            if self.is_live(post):
                return
            if round_ == 5:
                self._look_in_person(post)
            self.workers.clocks.move(LEASE_S + 1)
            self.workers.work()
        assert self.is_live(post)

    def _look_in_person(self, post: Post) -> None:
        for delivery in queries.post(self.ben, post.id).deliveries:
            if delivery.state is DeliveryState.UNKNOWN:
                assert self.network.committed() == [], "it is there, and was not found"
                actions.settle(self.ben, delivery.id, SendAgain())


def connect(access: Access, brand: UUID, network: Network, handle: str) -> Account:
    """Connect an account on the network."""
    form = {"handle": handle, "seed": "1", "server": network.url}
    account = networks.begin(access, brand, "sandbox", form, BACK)
    assert isinstance(account, Account)
    return account


def wait_for(file: Path) -> None:
    """Wait until another process has made the file."""
    until = time.monotonic() + PATIENCE_S
    while not file.exists():
        assert time.monotonic() < until, f"{file.name} was never reached"
        time.sleep(0.01)


def outcomes() -> list[Mapping[str, object]]:
    """The deliveries' outcomes as they wait for the lake."""
    found: list[Mapping[str, object]] = []
    for content in Parcel.objects.order_by("pk").values_list("content", flat=True):
        events = parcels.unpack(content).events
        found += [event.extra for event in events if event.kind == "delivery_outcome"]
    return found


def kill_again_and_again(workers: Workers, point: str, times: int = 3) -> None:
    """Kill a worker at the point, and those that come after it too, where they come to it at all."""
    codes = []
    for _worker in range(times):
        codes.append(workers.start(f"{point}=kill").wait())
        workers.clocks.move(LEASE_S + 1)
    assert codes[0] == KILLED
    assert set(codes) <= {0, KILLED}
