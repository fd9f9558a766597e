"""What can happen, and what can be observed: the rows of the lake as frozen values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """Every kind of event."""

    PUBLISHED = "published"
    DELIVERY_OUTCOME = "delivery_outcome"
    IMPRESSION = "impression"
    REACTION = "reaction"
    COMMENT = "comment"
    SHARE = "share"
    SAVE = "save"
    CLICK = "click"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    MENTION = "mention"
    REVIEW = "review"
    VISIT = "visit"
    ORDER = "order"
    REFUND = "refund"
    REFERRAL = "referral"
    TOUCHPOINT = "touchpoint"


class MediaType(StrEnum):
    """Whose voice it is."""

    OWNED = "owned"
    EARNED = "earned"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Two times: when it did, and when we learnt it."""

    id: str
    workspace: UUID
    kind: Kind
    occurred_at: datetime
    learned_at: datetime
    source: str
    """Who says so: a connector's name, "publishing", "import"."""
    source_version: str = "1"
    network: str = ""
    account: UUID | None = None
    brand: UUID | None = None
    campaign: UUID | None = None
    post: str = ""
    """The network's id of the post that it concerns."""
    conversation: str = ""
    actor: str = ""
    """A keyed hash, never a person's id."""
    target_actor: str = ""
    media_type: MediaType | None = None
    value: int | None = None
    currency: str = ""
    text: str = ""
    lang: str = ""
    sentiment: float | None = None
    extra: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observation:
    """A number that a network showed at a moment; null with its reason where it showed none."""

    id: str
    workspace: UUID
    subject_kind: str
    """`post` or `account`."""
    subject: str
    """The network's id of the post, or our id of the account."""
    account: UUID
    network: str
    metric: str
    """A `networks.contract.MetricField`."""
    kind: str
    """A `networks.contract.Observed`."""
    value: int | None
    observed_at: datetime
    learned_at: datetime
    source: str
    source_version: str
    window_start: datetime | None = None
    window_end: datetime | None = None
    missing_reason: str = ""
    brand: UUID | None = None


def event_id(workspace: UUID, kind: Kind | str, *particulars: str) -> str:
    """32 hexadecimal digits from what makes the event unique, so that telling it twice changes nothing."""
    text = "\x1f".join((str(workspace), str(kind), *particulars))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
