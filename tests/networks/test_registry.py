"""Which connectors are installed."""

from collections.abc import Iterator

import pytest
from tests.networks.polled import Polled

from resonans.networks import registry


@pytest.fixture
def polled() -> Iterator[Polled]:
    made = Polled()
    registry.register(made)
    yield made
    registry.forget("polled")


def test_our_networks_are_found_by_their_entry_points() -> None:
    names = {connector.declaration.name for connector in registry.connectors()}
    assert {"bluesky", "mastodon"} <= names
    assert registry.connector("mastodon").declaration.title == "Mastodon"


def test_a_strangers_connector_can_be_added_and_taken_away(polled: Polled) -> None:
    assert registry.connector("polled") is polled
    registry.forget("polled")
    with pytest.raises(registry.UnknownNetwork):
        registry.connector("polled")


def test_an_installed_connector_comes_back_when_its_stand_in_is_forgotten() -> None:
    class Standing(Polled):
        declaration = registry.connector("mastodon").declaration

    registry.register(Standing())
    assert isinstance(registry.connector("mastodon"), Standing)
    registry.forget("mastodon")
    assert not isinstance(registry.connector("mastodon"), Standing)


def test_connectors_are_listed_by_title() -> None:
    titles = [connector.declaration.title.lower() for connector in registry.connectors()]
    assert titles == sorted(titles)
