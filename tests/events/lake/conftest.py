"""A lake in a temporary folder, and rows to put into it."""

from pathlib import Path

import pytest

from resonans.events.lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(tmp_path / "lake")
