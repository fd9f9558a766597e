"""A network of our own for tests of connected accounts, and an account on it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.networks.harbour import Harbour

from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.networks import actions, registry
from resonans.networks.types import Account

BACK = "http://localhost:8321/back"
HOUR = timedelta(hours=1)


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Harbour]:
    """A network whose credentials are renewed; it lasts for the test."""
    made = Harbour(tmp_path)
    registry.register(made)
    yield made
    registry.forget("harbour")


@pytest.fixture
def ship(harbour: Harbour, ana: Access, brand: Brand, noon: datetime) -> Account:
    """An account there, connected at noon, with credentials for an hour."""
    harbour.turn(expires_at=(noon + HOUR).isoformat())
    return connect(ana, brand)


def connect(access: Access, brand: Brand, ship: str = "kajen", **form: str) -> Account:
    """Connect a ship by its key."""
    given = {"ship": ship, "key": "k-1", **form}
    account = actions.begin(access, brand.id, "harbour", given, BACK)
    assert isinstance(account, Account)
    return account
