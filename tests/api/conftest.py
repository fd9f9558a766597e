"""Programs with tokens, and accounts for them to speak by."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from resonans.core import tokens
from resonans.core.permissions import LOWEST_ROLE, Permission
from resonans.core.types import Access, Role
from tests.publishing.conftest import connect, kajen, pier, plan

__all__ = ["connect", "kajen", "pier", "plan"]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    response: Any
    """As Django's test client gives it."""

    @property
    def status(self) -> int:
        status: int = self.response.status_code
        return status

    @property
    def json(self) -> Any:
        return json.loads(self.response.content)

    def problem(self, status: int, code: str) -> dict[str, Any]:
        """The problem that was answered; fails if it was none, or another."""
        assert self.response["Content-Type"] == "application/problem+json", self.response.content
        found: dict[str, Any] = self.json
        assert (self.status, found["status"], found["code"]) == (status, status, code), found
        assert found["title"]
        assert found["detail"]
        assert found["type"].endswith(f"#problem-{code}")
        return found

    def ok(self, status: int = 200) -> Any:
        """The body of an answer that is no problem."""
        assert self.status == status, self.response.content
        return self.json if self.response.content else None


class Program:
    """Something that calls the API with a token."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(headers={"host": "localhost"})

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send JSON to an address below /api/v1/; further header lines by name."""
        sent = {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return Answer(self.client.generic(method, f"/api/v1/{path}", headers=sent, **content))  # type: ignore[arg-type]

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.call("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: object, **headers: str) -> Answer:
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Answer:
        return self.call("DELETE", path, **headers)

    def upload(self, path: str, data: Mapping[str, object], **headers: str) -> Answer:
        """Send multipart/form-data."""
        sent = {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return Answer(self.client.post(f"/api/v1/{path}", data, headers=sent))


def program(owner: Access, *, member: UUID | None = None, role: Role = Role.OWNER) -> Program:
    """A program of one member with every scope that their role reaches."""
    scopes = [each for each in Permission if role.covers(LOWEST_ROLE[each])]
    return Program(tokens.create(owner, "Program", scopes, member=member, days=None).secret)


@pytest.fixture
def owner(ana: Access) -> Program:
    """Ana's program."""
    return program(ana)


@pytest.fixture
def editor(ana: Access, ben: Access) -> Program:
    """Ben's program."""
    return program(ana, member=ben.member, role=Role.EDITOR)


@pytest.fixture
def viewer(ana: Access, vera: Access) -> Program:
    """Vera's program."""
    return program(ana, member=vera.member, role=Role.VIEWER)


@pytest.fixture
def stranger(cleo: Access) -> Program:
    """Cleo's program, in her own workspace."""
    return program(cleo)


@pytest.fixture
def narrow(ana: Access) -> Callable[..., Program]:
    """Ana's program with only these scopes."""
    return lambda *scopes: Program(tokens.create(ana, "Narrow", scopes).secret)
