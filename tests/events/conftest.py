"""A lake of the test's own, as the application sees it, and an account on a network of the test's own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from resonans.core.models import Brand
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.events import place
from resonans.events.lake import Lake
from resonans.networks import actions as networks
from resonans.networks import registry
from resonans.networks.types import Account
from tests.events.quay import Quay


@pytest.fixture
def own_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """An empty lake that the whole room uses during the test."""
    apart = settings().model_copy(update={"lake_url": str(tmp_path / "own-lake")})
    monkeypatch.setattr(place, "settings", lambda: apart)
    return place.lake()


@pytest.fixture
def quay() -> Iterator[Quay]:
    """The test network, installed for the test."""
    made = Quay()
    registry.register(made)
    yield made
    registry.forget("quay")


@pytest.fixture
def kajen(quay: Quay, ana: Access, brand: Brand, noon: datetime) -> Account:
    """Rosteriet's account on the quay, connected at noon."""
    account = networks.begin(ana, brand.id, "quay", {"ship": "kajen"}, f"{settings().base_url}/back")
    assert isinstance(account, Account)
    quay.calls.clear()
    return account
