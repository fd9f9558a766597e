"""Values of collecting that cross rooms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ChoreKind(StrEnum):
    """What is asked of an account again and again."""

    HISTORY = "history"
    """Its posts of the 90 days before it was connected; once."""
    POSTS = "posts"
    """What it has posted since, by whatever way."""
    PROFILE = "profile"
    """Its follower count: daily, and when it has posted."""
    NOTIFICATIONS = "notifications"
    """What others did."""
    STREAM = "stream"
    """The same as it happens, where the network has a stream for an account."""


class Collecting(StrEnum):
    """How far a newly connected account has been collected."""

    WAITING = "waiting"
    COLLECTING = "collecting"
    COMPLETE = "complete"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class CollectionState:
    """What a page shows of an account's collecting."""

    account: UUID
    state: Collecting
    posts_found: int
    posts_counted: int
    """Of those found, how many have had their numbers read."""
    finished_at: datetime | None
    """When the first collection was through."""
    last_collected_at: datetime | None
    reason: str
    """The network's own words, where it fails; may be empty."""


@dataclass(frozen=True, slots=True)
class Lag:
    """What waits for the lake."""

    rows: int
    oldest_at: datetime | None
