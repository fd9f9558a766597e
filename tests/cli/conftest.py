"""An installation that holds a workspace, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.kajen import fill
from tests.running import Installation, NewDatabase


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Installation:
    """The original. Never started, never changed."""
    made = Installation(tmp_path_factory.mktemp("filled") / "data", new_database())
    fill(made)
    return made


@pytest.fixture
def home(filled: Installation, tmp_path: Path, new_database: NewDatabase) -> Iterator[Installation]:
    """A copy of it: Ana's workspace `kajen` with an account, a picture and five reactions."""
    shutil.copytree(filled.data_dir, tmp_path / "data")
    copy = Installation(tmp_path / "data", new_database(filled.env))
    yield copy
    copy.close()
