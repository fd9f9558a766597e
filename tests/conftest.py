"""Who is who in the tests: Ana owns the workspace, Ben edits, Vera views, Cleo is a stranger with her own."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import hypothesis
import pytest
from django.utils import timezone, translation

from resonans.core import clock
from resonans.core.models import Brand, Member, User, Workspace
from resonans.core.settings import settings
from resonans.core.types import Access, Role
from tests import parts, postgres
from tests.bluesky_network.fixtures import (  # noqa: F401  (fixtures for whoever names them)
    bluesky_data_server,
    bluesky_network,
    bluesky_servers,
    loopback_allowed,
    pds,
)
from tests.chromium import chromium  # noqa: F401
from tests.fakes.mastodon import process as mastodon
from tests.left_out import leave_out
from tests.running import Installation, NewDatabase

hypothesis.settings.register_profile("resonans", deadline=None)
hypothesis.settings.load_profile("resonans")

_DATABASE = "RESONANS_DATABASE_URL"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests in one process, and all that share the Bluesky servers in one too."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            group = "bluesky" if item.get_closest_marker("bluesky") else str(item.path)
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.PostgresServer]:
    """A PostgreSQL server for databases of one's own, whatever the suite itself runs on."""
    programs = parts.postgres_programs()
    if programs is None:
        leave_out("PostgreSQL", "initdb and postgres are not on this machine")
    shared = os.environ.get("RESONANS_TEST_POSTGRES")
    if shared:
        address = urlsplit(shared)
        yield postgres.PostgresServer(address.port or 5432, address.password or "", programs)
        return
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """For processes of the product, on the kind of database that the suite runs on."""

    def make(copied: Mapping[str, str] | None = None) -> dict[str, str]:
        if not os.environ.get("RESONANS_TEST_DATABASE_URL"):
            return {}
        server: postgres.PostgresServer = request.getfixturevalue("postgres_server")
        template = (copied or {}).get(_DATABASE, "template0").rpartition("/")[2]
        return {_DATABASE: server.create(f"own_{uuid4().hex}", template)}

    return make


@pytest.fixture
def installation(tmp_path: Path, new_database: NewDatabase) -> Iterator[Installation]:
    """An empty data folder for the real command, on the database that the suite runs on."""
    home = Installation(tmp_path / "data", new_database())
    yield home
    home.close()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Call it with `smtp_url="…"` and the like: sets `RESONANS_SMTP_URL` and reads the settings anew."""

    def choose(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"RESONANS_{name.upper()}", value)
        settings.cache_clear()

    yield choose
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The clock stands at noon UTC on Monday 23 November 2026 until the test moves it."""
    clock.set_to(NOON)
    yield NOON
    clock.set_to(None)


@pytest.fixture
def workspace(db: None) -> Workspace:
    """Rosteriet Kajen's workspace."""
    return Workspace.objects.create(name="Rosteriet Kajen", slug="kajen")


@pytest.fixture
def brand(workspace: Workspace) -> Brand:
    """The one brand of the workspace, in Stockholm."""
    return Brand.objects.create(
        workspace=workspace,
        name="Rosteriet Kajen",
        timezone="Europe/Stockholm",
        currency="SEK",
        language="sv",
    )


def join(workspace: Workspace, name: str, role: Role) -> Access:
    """Make a user `name` and give them a role in the workspace."""
    user = User.objects.create_user(f"{name.lower()}@example.test", "correct horse battery", name=name)
    member = Member.objects.create(workspace=workspace, user=user, role=role)
    return Access(workspace=workspace.id, role=role, member=member.id)


@pytest.fixture
def ana(workspace: Workspace) -> Access:
    """The owner."""
    return join(workspace, "Ana", Role.OWNER)


@pytest.fixture
def ben(workspace: Workspace) -> Access:
    """An editor."""
    return join(workspace, "Ben", Role.EDITOR)


@pytest.fixture
def vera(workspace: Workspace) -> Access:
    """A viewer."""
    return join(workspace, "Vera", Role.VIEWER)


@pytest.fixture
def cleo(db: None) -> Access:
    """The owner of another workspace."""
    other = Workspace.objects.create(name="Café Lund", slug="cafe-lund")
    return join(other, "Cleo", Role.OWNER)


@pytest.fixture(scope="session")
def mastodon_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[mastodon.MastodonServer]:
    """A Mastodon server in a process of its own."""
    with mastodon.start(tmp_path_factory.mktemp("mastodon")) as server:
        yield server


@pytest.fixture
def mastodon_server(
    mastodon_process: mastodon.MastodonServer,
    loopback_allowed: None,  # noqa: F811  (it is the fixture)
) -> mastodon.MastodonServer:
    """A Mastodon server that the product may reach."""
    return mastodon_process


@pytest.fixture(autouse=True)
def _in_english_and_utc() -> Iterator[None]:
    """A request leaves its reader's language and zone active in the thread: no test inherits them."""
    yield
    translation.deactivate()
    timezone.deactivate()
