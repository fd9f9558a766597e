"""Values of connected accounts that cross rooms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


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
    expires_at: datetime | None
    limited_until: datetime | None
    connected_at: datetime
    last_collected_at: datetime | None
