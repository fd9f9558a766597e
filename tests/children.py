"""Processes that share a test's database and data folder, so that a test can kill them.

The test must use `transactional_db`: what it does in a transaction is invisible to others.
"""

import os
import subprocess
import sys
from collections.abc import Mapping

from django.db import connection

from resonans.core.settings import settings


def start(code: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Run Python `code`, with Django set up, in a process on the test's database."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RESONANS_FAULT")}
    return subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env={
            **ours,
            "DJANGO_SETTINGS_MODULE": "tests.child_settings",
            "RESONANS_DATA_DIR": str(settings().data_dir),
            "RESONANS_DATABASE_URL": settings().database_url,
            "RESONANS_LAKE_URL": settings().lake_url,
            "RESONANS_TEST_CHILD_DATABASE": str(connection.settings_dict["NAME"]),
            **(environment or {}),
        },
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(code: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`start`, and wait for the end; a test that expects success asks `returncode`."""
    child = start(code, environment)
    output, errors = child.communicate(timeout=120)
    return subprocess.CompletedProcess(child.args, child.returncode, output, errors)
