"""A call and its answer, apart from how they travel."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """A call, whole."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""

    def json(self) -> dict[str, object]:
        """The body as an object; raises Refusal where it is none."""
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refusal(400, "bad_request", "The body is not a JSON object.")
        return found

    def number(self, name: str, default: int) -> int:
        """A number of the query."""
        text = self.query.get(name, "")
        return int(text) if text.lstrip("-").isdigit() else default


class Fate(StrEnum):
    """What becomes of an answer."""

    ANSWER = "answer"
    SILENCE = "silence"
    """It never comes; the connection stays open."""
    DROP = "drop"
    """The connection ends without it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `stream`, where given, is sent instead of `body`, piece by piece."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Iterator[bytes] | None = None
    fate: Fate = Fate.ANSWER
    committed: bool = False
    """Whether the call changed what the network shows."""
    post: str = ""


class Refusal(Exception):
    """The network says no, with a status, a code and its words."""

    def __init__(self, status: int, code: str, words: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.reply = Reply(status, _encoded({"error": code, "message": words}), headers=headers or {})


def say(value: object, status: int = 200, *, committed: bool = False, post: str = "") -> Reply:
    """A JSON answer."""
    return Reply(status, _encoded(value), committed=committed, post=post)


def request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Request:
    """A call from the parts of an HTTP request."""
    parts = urlsplit(url)
    return Request(
        method=method,
        path=parts.path,
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers={name.lower(): value for name, value in headers.items()},
        body=body,
    )


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
