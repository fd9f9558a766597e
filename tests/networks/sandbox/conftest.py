"""A simulated network on an early spring morning."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from resonans.core import clock

from .place import MORNING, Place, connect


@pytest.fixture
def morning() -> Iterator[None]:
    """The clock stands at half past seven UTC until the test moves it."""
    clock.set_to(MORNING)
    yield
    clock.set_to(None)


@pytest.fixture
def kajen(tmp_path: Path, morning: None) -> Place:
    """Rosteriet Kajen's account."""
    return connect(tmp_path / "sandbox.sqlite3")
