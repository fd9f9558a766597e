"""A world to fill, and a clock that stands well after it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from resonans.core import clock
from tests.measurement.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty world in November 2026, asked about in December, when nothing is provisional any more."""
    clock.set_to(datetime(2026, 12, 24, 12, tzinfo=UTC))
    yield World(tmp_path / "lake")
    clock.set_to(None)
