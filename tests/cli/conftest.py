"""An installation that holds a workspace, made once and copied for each test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.cli.kajen import fill
from tests.postgres import PostgresServer
from tests.running import Installation


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Installation:
    """The original. Never started, never changed."""
    more = {}
    if os.environ.get("RESONANS_TEST_DATABASE_URL"):
        server: PostgresServer = request.getfixturevalue("postgres_server")
        more["RESONANS_DATABASE_URL"] = server.create(f"filled_{uuid4().hex}")
    made = Installation(tmp_path_factory.mktemp("filled") / "data", more)
    fill(made)
    return made


@pytest.fixture
def home(filled: Installation, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """A copy of it: Ana's workspace `kajen` with an account, a picture and five reactions."""
    more = {}
    original = filled.env.get("RESONANS_DATABASE_URL", "")
    if original:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        more["RESONANS_DATABASE_URL"] = server.create(
            f"home_{uuid4().hex}", template=original.rpartition("/")[2]
        )
    shutil.copytree(filled.data_dir, tmp_path / "data")
    copy = Installation(tmp_path / "data", more)
    yield copy
    copy.close()
