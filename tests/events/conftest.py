"""A lake of the test's own, as the application sees it."""

from pathlib import Path

import pytest

from resonans.core.settings import settings
from resonans.events import place
from resonans.events.lake import Lake


@pytest.fixture
def own_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """An empty lake that the whole room uses during the test."""
    apart = settings().model_copy(update={"lake_url": str(tmp_path / "own-lake")})
    monkeypatch.setattr(place, "settings", lambda: apart)
    return place.lake()
