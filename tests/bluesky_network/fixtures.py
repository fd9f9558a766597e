"""Fixtures: a network for the run, whose loopback addresses the product may reach during a test."""

from collections.abc import Iterator

import pytest

from resonans.core.settings import settings
from tests import parts
from tests.bluesky_network.servers import BlueskyNetwork, running
from tests.left_out import leave_out
from tests.postgres import PostgresServer


def _demand_parts() -> None:
    if parts.node() is None:
        leave_out("Bluesky", "Node 18.7 or newer is not on this machine")
    if parts.node_packages() is None:
        leave_out("Bluesky", f"the npm package {parts.BLUESKY_PACKAGE} is not installed")


@pytest.fixture(scope="session")
def bluesky_data_server() -> Iterator[BlueskyNetwork]:
    """A data server alone: everything about writing, nothing that is counted."""
    _demand_parts()
    with running() as network:
        yield network


@pytest.fixture(scope="session")
def bluesky_servers(request: pytest.FixtureRequest) -> Iterator[BlueskyNetwork]:
    """The whole network."""
    _demand_parts()
    postgres: PostgresServer = request.getfixturevalue("postgres_server")
    with running(postgres.create("resonans_bluesky")) as network:
        yield network


@pytest.fixture
def loopback_allowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connectors, here and in processes that are started, may reach this machine."""
    monkeypatch.setenv("RESONANS_ALLOW_HOSTS", "localhost,127.0.0.1")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def pds(bluesky_data_server: BlueskyNetwork, loopback_allowed: None) -> BlueskyNetwork:
    """A data server that the product may reach."""
    return bluesky_data_server


@pytest.fixture
def bluesky_network(bluesky_servers: BlueskyNetwork, loopback_allowed: None) -> BlueskyNetwork:
    """The whole network, which the product may reach."""
    return bluesky_servers
