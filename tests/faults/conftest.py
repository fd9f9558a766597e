"""Fixtures of the fault tests."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from resonans.core.settings import settings
from tests.faults import world
from tests.faults.nursery import Nursery


@pytest.fixture(scope="session")
def clocks(tmp_path_factory: pytest.TempPathFactory) -> world.Time:
    """The clock of all processes."""
    made = world.Time(tmp_path_factory.mktemp("clock") / "now")
    made.set_to(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    return made


@pytest.fixture(scope="session")
def everlasting(clocks: world.Time, tmp_path_factory: pytest.TempPathFactory) -> Iterator[world.Network]:
    """The network's side, in another process; it outlives the tests, and its time never goes back."""
    with world.network(tmp_path_factory.mktemp("network"), clocks.file) as made:
        yield made


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where workers come from."""
    made = Nursery(tmp_path_factory.mktemp("workers"))
    yield made
    made.close()


@pytest.fixture
def time(clocks: world.Time, monkeypatch: pytest.MonkeyPatch) -> world.Time:
    """The clock stands at noon UTC, a day after the test before, until it is moved."""
    monkeypatch.setenv("RESONANS_CLOCK", str(clocks.file))
    then = datetime.fromisoformat(clocks.file.read_text()) + timedelta(days=1)
    clocks.set_to(then.replace(hour=12, minute=0, second=0, microsecond=0))
    return clocks


@pytest.fixture
def network(
    time: world.Time, everlasting: world.Network, monkeypatch: pytest.MonkeyPatch
) -> Iterator[world.Network]:
    """The network's side, with nothing ordered and nothing of this test's done yet."""
    monkeypatch.setenv("RESONANS_ALLOW_HOSTS", "127.0.0.1")
    settings.cache_clear()
    everlasting.turn_the_page()
    yield everlasting
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def workers(nursery: Nursery, time: world.Time) -> world.Workers:
    """Worker processes of resonans."""
    return world.Workers(nursery, time)


@pytest.fixture
def scene(request: pytest.FixtureRequest, network: world.Network, workers: world.Workers) -> world.Scene:
    """Ana's workspace with an account on the network, Ben who writes, and workers."""
    ana, brand = request.getfixturevalue("ana"), request.getfixturevalue("brand")
    return world.Scene(
        ana=ana,
        ben=request.getfixturevalue("ben"),
        kajen=world.connect(ana, brand.id, network, network.name),
        network=network,
        workers=workers,
        row=request.getfixturevalue("fault"),
    )


@pytest.fixture
def hold(tmp_path: Path) -> Path:
    """A file at which a worker is held until it is removed."""
    return tmp_path / "held"
