"""Values of the control plane that cross rooms. Frozen; rows stay inside their room."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a member may do. Each role may do all that the one before it may, and more."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    AGENT = "agent"
    EDITOR = "editor"
    APPROVER = "approver"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """0 for a viewer, 5 for an owner."""
        return list(Role).index(self)

    def covers(self, other: "Role") -> bool:
        """Whether this role may do all that `other` may."""
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, and for which workspace. The first argument of every action and query.

    Made only by `core.access`: from a signed-in member, from an API token, or for a worker's own loop.
    """

    workspace: UUID
    role: Role
    member: UUID | None = None
    token: UUID | None = None
    scopes: frozenset[str] | None = None
    """Permissions that a token was given; None where nothing narrows the role."""

    @property
    def actor(self) -> str:
        """Who it was, for the audit log: `member:…`, `token:…` or `system`."""
        if self.token is not None:
            return f"token:{self.token}"
        return f"member:{self.member}" if self.member is not None else "system"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A tenant: one firm, or one client of an agency."""

    id: UUID
    name: str
    slug: str
    is_demo: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Brand:
    """What speaks. Its zone cuts its days, its currency counts its money."""

    id: UUID
    workspace: UUID
    name: str
    timezone: str
    currency: str
    language: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a workspace."""

    id: UUID
    workspace: UUID
    user: UUID
    name: str
    email: str
    role: Role
    joined_at: datetime
