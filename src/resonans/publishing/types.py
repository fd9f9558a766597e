"""Values of publishing that cross rooms."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from resonans.core.errors import Invalid, ResonansError
from resonans.networks.outgoing import DeliveryState

__all__ = ["DeliveryState"]


class PostState(StrEnum):
    """Where a post stands: before it is scheduled by what people decided, after that by its deliveries."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    DECLINED = "declined"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    LIVE = "live"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    MISSED = "missed"
    WAITING_FOR_ACCOUNT = "waiting_for_account"
    CANCELLED = "cancelled"


class Choice(StrEnum):
    """What a reader may do about a delivery now."""

    EDIT = "edit"
    MOVE = "move"
    CANCEL = "cancel"
    RETRY = "retry"
    SEND_NOW = "send_now"
    IT_IS_THERE = "it_is_there"
    SEND_AGAIN = "send_again"
    GIVE_UP = "give_up"
    RECONNECT = "reconnect"


class NeedKind(StrEnum):
    """Why something waits for a person."""

    UNKNOWN = "unknown"
    REJECTED = "rejected"
    MISSED = "missed"
    WAITING_FOR_ACCOUNT = "waiting_for_account"
    APPROVAL = "approval"


class SkippedTime(Invalid):
    """A wall time that does not exist; `next_valid` does."""

    code = "skipped_time"

    def __init__(self, message: str, *, next_valid: "Wall") -> None:
        super().__init__(message, fields={"wall": message})
        self.next_valid = next_valid


class StorageFull(ResonansError):
    """There is no room on the disk: make some, then repeat. Nothing was changed."""

    code = "disk_full"


@dataclass(frozen=True, slots=True)
class Wall:
    """A time as the clock on the wall shows it: naive, with the IANA zone it hangs in ("": the brand's)."""

    local: datetime
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link shown as a card."""

    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class PollDraft:
    """A question's answers."""

    options: tuple[str, ...]
    closes_after_s: int
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """What one account is to say. None, in the first four: as the post says."""

    account: UUID
    text: str | None = None
    media: tuple[UUID, ...] | None = None
    link: Link | None = None
    first_comment: str | None = None
    title: str = ""
    visibility: str = ""
    content_warning: str = ""
    language: str = ""
    place: str = ""
    poll: PollDraft | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has written. `variants` names the accounts, one each."""

    brand: UUID
    text: str = ""
    media: tuple[UUID, ...] = ()
    variants: tuple[Variant, ...] = ()
    link: Link | None = None
    first_comment: str = ""


@dataclass(frozen=True, slots=True)
class MediaItem:
    """An uploaded image or video. `duration_s` is None for videos too: nobody has measured it."""

    id: UUID
    name: str
    kind: str
    """`image` or `video`."""
    mime: str
    bytes: int
    sha256: str
    width: int | None
    height: int | None
    duration_s: float | None
    alt: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedMedia:
    """A file that this reader may have, to be streamed."""

    path: Path
    mime: str
    name: str
    bytes: int
    etag: str


@dataclass(frozen=True, slots=True)
class Approval:
    """The last request for approval of a post, and what became of it."""

    asked_by: UUID | None
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    decision: str
    """"" while open, else `approved`, `declined` or `withdrawn`."""
    words: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A post's way to one account, or its first comment's."""

    id: UUID
    post: UUID
    account: UUID
    state: DeliveryState
    planned_at: datetime | None
    """None for a first comment that waits for its post."""
    is_first_comment: bool
    frozen: bool
    """Attempted and not settled: it cannot be changed now."""
    url: str
    remote_id: str
    problem: str
    """What the author must change, in words; "" if nothing."""
    settled_at: datetime | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a delivery's timeline; `sentence` is for people, `detail` is the network's own words."""

    at: datetime
    code: str
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One call that may have made the post visible."""

    number: int
    started_at: datetime
    first_byte_at: datetime | None
    ended_at: datetime | None
    outcome: str
    """"" while it is being made or its worker is dead; else accepted, refused, nothing_happened, lost."""
    request_hash: str
    detail: str


@dataclass(frozen=True, slots=True)
class DeliveryDetail:
    """All that is known of a delivery."""

    delivery: Delivery
    network: str
    handle: str
    explanation: str
    """How it stands and what the reader may do, in words."""
    timeline: tuple[Moment, ...]
    attempts: tuple[AttemptView, ...]
    next_look_at: datetime | None
    first_byte_at: datetime | None
    was_unknown: bool
    settled_by: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its variants and deliveries."""

    id: UUID
    workspace: UUID
    brand: UUID
    revision: int
    """Grows with each edit; give it back so that nobody's edit is overwritten."""
    state: PostState
    text: str
    media: tuple[MediaItem, ...]
    link: Link | None
    first_comment: str
    variants: tuple[Variant, ...]
    deliveries: tuple[Delivery, ...]
    wall: Wall | None
    """When it should go out, or for a draft: when its author would like it to."""
    planned_at: datetime | None
    author: UUID | None
    approval: Approval | None
    created_at: datetime
    updated_at: datetime
    frozen: bool
    """Some delivery was attempted and is not settled: the content cannot be edited now."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing about a draft: must change (a problem) or had better (a warning)."""

    code: str
    sentence: str
    where: str
    """`text`, `media:0`, `poll`, `first_comment`, "" for the whole."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a draft fits one account."""

    account: UUID
    network: str
    handle: str
    length: int
    maximum: int
    problems: tuple[Issue, ...]
    warnings: tuple[Issue, ...]

    @property
    def fits(self) -> bool:
        """Whether it may be scheduled."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class EntryAccount:
    """One of the accounts that a post in a list goes to."""

    account: UUID
    network: str
    handle: str
    state: DeliveryState | None
    """None before it is scheduled."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A post in a calendar or a list."""

    post: UUID
    brand: UUID
    state: PostState
    text: str
    """The first 140 characters."""
    wall: Wall | None
    planned_at: datetime | None
    on: date | None
    at: time | None
    """Day and time in the brand's zone; None for a draft without a time."""
    accounts: tuple[EntryAccount, ...]
    media_count: int
    revision: int


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for a person, with the one thing to do first among `choices`."""

    kind: NeedKind
    post: UUID
    delivery: UUID | None
    account: UUID | None
    sentence: str
    choices: tuple[Choice, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Undo:
    """A move or deletion that can be taken back until `until`."""

    id: UUID
    post: UUID
    verb: str
    """`move` or `delete`."""
    until: datetime


@dataclass(frozen=True, slots=True)
class ItIsThere:
    """A person saw the lost post at this address."""

    url: str


@dataclass(frozen=True, slots=True)
class SendAgain:
    """A person looked, and the lost post is not there."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Leave it: neither sent again nor counted as live."""


type Settlement = ItIsThere | SendAgain | GiveUp


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some of a list; `cursor` asks for more, "" where there is no more."""

    items: tuple[T, ...]
    cursor: str = ""
