"""Typed values out of JSON."""

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from resonans.core import typed

IN_MANY_THREADS = """
import sys, threading
from datetime import datetime
import msgspec
from resonans.core import typed

sys.setswitchinterval(1e-6)
THREADS = 6
for number in range(60):
    inner = msgspec.defstruct(f"Inner{number}", [(f"at{n}", datetime | None, None) for n in range(20)])
    outer = msgspec.defstruct(f"Outer{number}", [(f"of{n}", list[inner], []) for n in range(20)])
    ready = threading.Barrier(THREADS)

    def read():
        ready.wait()
        for _ in range(10):
            typed.from_json(b'{"of19": [{"at19": null}]}', outer)
            typed.from_plain({"of19": [{"at19": None}]}, outer)

    threads = [threading.Thread(target=read) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


class Post(msgspec.Struct):
    id: str
    at: datetime | None = None


def test_text_and_plain_values_become_the_shape() -> None:
    assert typed.from_json(b'[{"id": "1", "more": 2}]', list[Post]) == [Post("1")]
    assert typed.from_plain({"id": "1", "at": "2026-11-23T12:00:00Z"}, Post).at is not None


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        typed.from_json(b'{"id": 1}', Post)
    with pytest.raises(msgspec.ValidationError):
        typed.from_plain({}, Post)
    with pytest.raises(msgspec.DecodeError):
        typed.from_json(b"<html>", Post)


def test_threads_that_use_a_shape_for_the_first_time_at_once_do_not_crash() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_MANY_THREADS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_nobody_decodes_with_a_type_by_another_way() -> None:
    package = Path(typed.__file__).parents[1]
    another = re.compile(r"msgspec\.(convert|\w+\.Decoder|\w+\.decode\([^)]*\btype=)")
    found = [path.name for path in package.rglob("*.py") if another.search(path.read_text())]
    assert found == ["typed.py"]
