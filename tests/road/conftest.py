"""A new installation with its owner's browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.road.place import Place
from tests.running import Installation


@pytest.fixture
def place(installation: Installation, chromium: Browser, tmp_path: Path) -> Iterator[Place]:
    """Started, and not yet claimed."""
    made = Place(installation, chromium, tmp_path)
    yield made
    made.close()
