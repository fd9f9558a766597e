"""An account on the Mastodon server, at noon."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.networks.benches.mastodon import MastodonBench, open_bench


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MastodonBench]:
    """A fresh account, whose clock is the server's."""
    with open_bench(request, tmp_path) as made:
        yield made
