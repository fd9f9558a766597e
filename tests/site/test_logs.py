"""Logs hold facts, never secrets or texts."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from resonans.site import logs

SECRET = "s3cr3t-Gegenstand"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the real chain writes, as JSON lines."""
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    settings = logs.configure("debug", "json")
    settings["handlers"]["stderr"]["stream"] = stream = io.StringIO()
    logging.config.dictConfig(settings)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def last(stream: io.StringIO) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(stream.getvalue().splitlines()[-1])
    return line


def test_facts_are_kept(lines: io.StringIO) -> None:
    structlog.get_logger("resonans.publishing").info("delivery sent", delivery="0198", attempts=2, late_s=0.4)
    line = last(lines)
    assert line["event"] == "delivery sent"
    assert (line["delivery"], line["attempts"], line["late_s"]) == ("0198", 2, 0.4)
    assert (line["level"], line["logger"]) == ("info", "resonans.publishing")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "key",
    [
        *("password", "access_token", "api_key", "Authorization", "cookie", "credentials", "text"),
        *("alt_text", "post_body", "caption", "message", "email", "client-secret", "refreshToken.token"),
    ],
)
def test_what_a_key_calls_private_is_dropped_at_any_depth(lines: io.StringIO, key: str) -> None:
    log = structlog.get_logger()
    log.info("asked", **{key: SECRET})
    log.info("asked", outer={"inner": [{key: SECRET}]})
    assert SECRET not in lines.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        f"GET https://social.example/api?access_token={SECRET}&limit=3",
        f"postgresql://ana:{SECRET}@db/resonans",
        f"Authorization: Bearer {SECRET}",
        f"used rsn_{SECRET}",
    ],
)
def test_credentials_inside_a_sentence_are_dropped(lines: io.StringIO, text: str) -> None:
    structlog.get_logger().warning("asked", address=text)
    logging.getLogger("some.library").warning("asked %s", text)
    assert SECRET not in lines.getvalue()
    assert len(lines.getvalue().splitlines()) == 2


def test_an_exception_says_its_kind_and_its_place_but_not_its_words(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"cannot read {SECRET}") from error
    except ValueError:
        structlog.get_logger().exception("reading failed")
        logging.getLogger("django.request").exception("reading failed")
    assert SECRET not in lines.getvalue()
    chain = last(lines)["exception"]
    assert [entry["type"] for entry in chain] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_logs.py" in chain[0]["frames"][0]


def test_the_machines_own_errors_say_why(lines: io.StringIO) -> None:
    try:
        raise OSError(28, "No space left on device", "/data/lake")
    except OSError:
        structlog.get_logger().exception("writing failed")
    assert "No space left" in last(lines)["exception"][0]["why"]


def test_a_log_line_of_a_library_drops_its_arguments(lines: io.StringIO) -> None:
    logging.getLogger("some.library").warning("failed", extra={"request": SECRET, "data": {"text": SECRET}})
    assert SECRET not in lines.getvalue()


@given(st.text(min_size=1).map(lambda text: f"{SECRET}{text}"))
def test_no_value_of_an_address_survives(value: str) -> None:
    assert SECRET not in logs.clean(f"https://x.test/?a=1&code={value}")
