"""Values of connected accounts that cross rooms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from resonans.core.errors import ResonansError
from resonans.networks.contract import Declaration, FormField


class Health(StrEnum):
    """How a connected account is."""

    CONNECTED = "connected"
    EXPIRING = "expiring"
    """Its credentials end within seven days and cannot be renewed without a person."""
    RECONNECT = "reconnect"
    """The network refuses its credentials: a person must reconnect it."""
    LIMITED = "limited"
    """The network lets us do less for now; `limited_until` says how long."""
    DISCONNECTED = "disconnected"
    """A person took it away. Its history stays."""


USABLE = frozenset({Health.CONNECTED, Health.EXPIRING, Health.LIMITED})
"""In these an account can be called."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a network that speaks for a brand."""

    id: UUID
    workspace: UUID
    brand: UUID
    network: str
    remote_id: str
    handle: str
    name: str
    url: str
    avatar_url: str
    server: str
    health: Health
    health_reason: str
    """The network's own words; empty where it gave none or all is well."""
    expires_at: datetime | None
    limited_until: datetime | None
    """Only while health is LIMITED."""
    connected_at: datetime
    checked_at: datetime | None
    """When the network last confirmed its profile; None before the first check after connecting."""
    last_collected_at: datetime | None

    @property
    def usable(self) -> bool:
        """Whether it can be called at all; a limited one can, but is better left in peace for a while."""
        return self.health in USABLE


@dataclass(frozen=True, slots=True)
class Redirect:
    """The person must agree at `url`; they come back to `return_to` with `state` in the query."""

    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A network that can be connected, and what to ask the person who connects an account there."""

    name: str
    title: str
    short: str
    form: tuple[FormField, ...]
    declaration: Declaration


class NetworkUnavailable(ResonansError):
    """The network could not be asked just now: the same may be tried again after `after_s` seconds."""

    code = "network_unavailable"

    def __init__(self, message: str, *, after_s: float = 0.0) -> None:
        super().__init__(message)
        self.after_s = after_s
