"""Values of the control plane that cross rooms. Frozen; rows stay inside their room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class User:
    """A person who signs in. `language` and `theme` are "" where the browser decides."""

    id: UUID
    email: str
    name: str
    language: str
    theme: str


@dataclass(frozen=True, slots=True)
class NewBrand:
    """What a brand is to be. `timezone` is an IANA name, `currency` ISO 4217, `language` ISO 639."""

    name: str
    timezone: str = "UTC"
    currency: str = "EUR"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Membership:
    """A workspace, seen from a person who is in it."""

    workspace: Workspace
    user: UUID
    member: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """A place that waits for a person. After `expires_at` its link no longer opens, until renewed."""

    id: UUID
    workspace: UUID
    email: str
    role: Role
    invited_by: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """A fresh invitation with its link, which can be read only now: we keep its hash."""

    invitation: Invitation
    link: str = field(repr=False)
    mailed: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An invitation, as the invited person sees it."""

    workspace_name: str
    email: str
    role: Role
    invited_by: str
    expires_at: datetime
    has_user: bool
    """Whether that e-mail address can already sign in here."""


@dataclass(frozen=True, slots=True)
class Token:
    """A program's key to one workspace, in the name of one member. `hint` is its first characters."""

    id: UUID
    workspace: UUID
    member: UUID
    member_name: str
    name: str
    hint: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A fresh token with its secret, which can be read only now: we keep its hash."""

    token: Token
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what, when. `actor_name` is "" for resonans itself."""

    id: UUID
    at: datetime
    actor: str
    actor_name: str
    verb: str
    subject: str
    detail: Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Change:
    """Something of `topic` moved in the workspace, so that an open page should ask again."""

    id: int
    workspace: UUID
    topic: str
    subject: str


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some of a list; `cursor` asks for the rest, "" where there is no more."""

    items: tuple[T, ...]
    cursor: str = ""
