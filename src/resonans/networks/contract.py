"""What a network is to resonans: verbs, values, limits, and absences that are said aloud.

A connector is a class with these methods and no state of its own. It may raise only `networks.errors`. A verb
that it does not declare raises NotSupported. Nothing here knows Django or any network's name.

Publishing has three parts, so that the one dangerous call stands alone:

1. `prepare` uploads, makes containers, polls; it may be called again and again, keeps what it has in `saved`,
   and makes nothing visible.
2. `publish` is the one call that makes the post visible. It is made once for a ticket. When its answer is
   lost it raises OutcomeUnknown.
3. `look` finds out afterwards whether the post is there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

import httpx

from resonans.networks.errors import Problem
from resonans.networks.http import Http


def say(text: str) -> str:
    """Mark an English sentence of a connector for translation where it is shown, and return it unchanged."""
    return text


type Saved = Mapping[str, str | int | float | bool | None]
"""What a connector keeps of one delivery between steps; JSON, no secrets."""


class Verb(StrEnum):
    """What a connector can declare."""

    PUBLISH = "publish"
    IMAGES = "images"
    VIDEO = "video"
    LINK_CARD = "link_card"
    POLL = "poll"
    REPLY = "reply"
    QUOTE = "quote"
    DELETE = "delete"
    LOOK = "look"
    PROFILE = "profile"
    POSTS = "posts"
    COUNTS = "counts"
    THREAD = "thread"
    REACTIONS = "reactions"
    NOTIFICATIONS = "notifications"
    STREAM = "stream"
    REFRESH = "refresh"


class AbsenceKind(StrEnum):
    """Why a verb is missing."""

    NOT_YET = "not_yet"
    """The network has it, resonans does not have it yet."""
    NOT_OFFERED = "not_offered"
    """The network does not offer it to programs."""
    NEVER = "never"
    """We will not do it."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A verb or a metric that is not there, with its kind and reason in one English sentence."""

    kind: AbsenceKind
    reason: str


class MetricField(StrEnum):
    """The numbers that networks give, each by the name of our glossary."""

    IMPRESSIONS = "impressions"
    VIEWS = "views"
    REACH = "reach"
    REACTIONS = "reactions"
    COMMENTS = "comments"
    SHARES = "shares"
    SAVES = "saves"
    CLICKS = "clicks"
    FOLLOWERS = "followers"
    FOLLOWING = "following"
    POSTS = "posts"


class Observed(StrEnum):
    """How a number behaves over time; only increments may be added."""

    LIFETIME_COUNTER = "lifetime_counter"
    WINDOW_TOTAL = "window_total"
    INCREMENT = "increment"
    GAUGE = "gauge"
    UNIQUE = "unique"


class Missing(StrEnum):
    """Why a number is not there. Never zero."""

    NOT_OFFERED = "not_offered"
    NOT_PERMITTED = "not_permitted"
    TOO_FEW = "too_few"
    NOT_YET = "not_yet"
    RETIRED = "retired"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a network means by one of its numbers."""

    field: MetricField
    kind: Observed
    source_name: str
    """The network's own name(s) for it, such as "repostCount + quoteCount"."""
    version: str
    """Changes when the network changes what it counts."""


# Limits


@dataclass(frozen=True, slots=True)
class TextRule:
    """How long a text may be, and how its length is counted."""

    maximum: int
    unit: Literal["graphemes", "characters", "weighted", "utf16"]
    bytes_maximum: int | None = None
    url_length: int | None = None
    """What every link counts as, where the network shortens; None: its own length."""
    remote_mention_is_name_only: bool = False
    """Mastodon counts @ana@example.org as @ana."""
    reply_mentions_are_free: bool = False
    """X does not count the names that a reply begins with."""
    hashtags_maximum: int | None = None
    mentions_maximum: int | None = None


@dataclass(frozen=True, slots=True)
class MediaRule:
    """What may be attached."""

    images_maximum: int
    image_types: tuple[str, ...]
    image_bytes: int
    image_pixels: int | None = None
    aspect_minimum: float | None = None
    aspect_maximum: float | None = None
    """Width divided by height."""
    videos_maximum: int = 0
    video_types: tuple[str, ...] = ()
    video_bytes: int = 0
    video_seconds: float | None = None
    mixes_images_and_video: bool = False
    alt_maximum: int = 1000
    required: bool = False
    fetched: bool = False
    """The network fetches media itself from a public address (`Media.address`)."""


@dataclass(frozen=True, slots=True)
class PollRule:
    """What a poll may be."""

    options_minimum: int
    options_maximum: int
    option_length: int
    closes_minimum_s: int
    closes_maximum_s: int
    with_media: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where inside an account a post can stand: a board, a forum, a page."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Limits:
    """All that a post must fit, with the page it was read on. Some are read live from the server."""

    text: TextRule
    media: MediaRule
    source: str
    as_of: date
    title: TextRule | None = None
    poll: PollRule | None = None
    visibilities: tuple[str, ...] = ()
    content_warning: bool = False
    content_warning_counts: bool = False
    """Its length counts into the text's."""
    posts_per_day: int | None = None
    text_or_media: bool = True
    """A post needs text, media or a poll."""
    title_required: bool = False
    places: tuple[Place, ...] = ()
    """Where not empty, a post must name one of them."""


# What goes out


@dataclass(frozen=True, slots=True)
class Media:
    """A file to attach: already checked, turned upright and cleaned of its location."""

    id: str
    path: Path
    mime: str
    bytes: int
    sha256: str
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    alt: str = ""
    address: str = ""
    """A public address of the file, for networks that fetch it (`MediaRule.fetched`)."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A question's answers."""

    options: tuple[str, ...]
    closes_after_s: int
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """A post or comment on a network: its id there, its revision where the network has one, its address."""

    id: str
    revision: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link shown as a card."""

    url: str
    title: str = ""
    description: str = ""
    image: Media | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What one account is to say."""

    text: str
    media: tuple[Media, ...] = ()
    link: LinkCard | None = None
    title: str = ""
    reply_to: Ref | None = None
    reply_root: Ref | None = None
    quote: Ref | None = None
    language: str = ""
    visibility: str = ""
    content_warning: str = ""
    poll: Poll | None = None
    place: str = ""
    """The id of one of `Limits.places`."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What makes one delivery itself, fixed before its first attempt and never changed after."""

    key: str
    """Idempotency key: a UUID's text."""
    created_at: datetime
    """The post's creation time as the network will be told, to the millisecond."""
    tried_at: datetime | None = None
    """For `look`: the lost call was made no later than this (it is when its answer was given up).

    What it may have made is no older than `created_at`. None where no call is known.
    """


@dataclass(frozen=True, slots=True)
class Ready:
    """`prepare` is through: `publish` may be called with this."""

    saved: Saved


@dataclass(frozen=True, slots=True)
class NotYet:
    """`prepare` wants to be called again with this, not before `again_in_s`."""

    saved: Saved
    again_in_s: float


class Visible(StrEnum):
    """Where a post stands after the network took it."""

    LIVE = "live"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The network took the post."""

    ref: Ref
    visible: Visible = Visible.LIVE
    cost_minor: int | None = None
    cost_currency: str = ""
    problem: Problem | None = None
    """Why, where it was refused after all."""


@dataclass(frozen=True, slots=True)
class Absent:
    """`look` is sure that the post is not there and that the lost call can no longer make it appear."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """`look` cannot tell; try again later, and after that a person decides."""

    reason: str


# What comes in


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a network, as it shows them publicly."""

    id: str
    handle: str = ""
    name: str = ""
    followers: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A connected account as the network shows it."""

    id: str
    handle: str
    name: str
    url: str
    avatar_url: str = ""
    followers: int | None = None
    following: int | None = None
    posts: int | None = None


@dataclass(frozen=True, slots=True)
class RemotePost:
    """A post of the account, whoever made it."""

    ref: Ref
    created_at: datetime
    text: str
    media_types: tuple[str, ...] = ()
    language: str = ""
    reply_to: Ref | None = None
    ours: str = ""
    """The ticket's key, where the network lets us find it again."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One post's (or, with `ref` None, the account's) numbers at one moment.

    A number that is absent stands in `missing` with its reason; a field in neither was not asked for.
    """

    ref: Ref | None
    observed_at: datetime
    values: Mapping[MetricField, int]
    missing: Mapping[MetricField, Missing] = field(default_factory=dict)
    deleted: bool = False


class HappeningKind(StrEnum):
    """What others did, each an event of the lake."""

    REACTION = "reaction"
    COMMENT = "comment"
    SHARE = "share"
    SAVE = "save"
    CLICK = "click"
    IMPRESSION = "impression"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    MENTION = "mention"
    MESSAGE = "message_in"


@dataclass(frozen=True, slots=True)
class Happening:
    """Somebody did something that concerns the account."""

    id: str
    """One for the same happening in thread, reactions, notifications and stream.

    The network's own, or derived from what makes the happening unique there.
    """
    kind: HappeningKind
    at: datetime
    """When it happened; where `exact` is False, when it was first seen."""
    person: Person
    post: Ref | None = None
    """The account's post that it concerns."""
    comment: Ref | None = None
    """The comment, share or mention itself."""
    text: str = ""
    language: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some of a list; `cursor` asks for more, "" where there is no more."""

    items: tuple[T, ...]
    cursor: str = ""


# Connecting


@dataclass(frozen=True, slots=True)
class Credentials:
    """Secrets of one account. Encrypted at rest, absent from logs and reprs."""

    values: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """What a person must give to connect. `label` and `help` are English sources of translation."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    default: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Connected:
    """An account is ours to use."""

    profile: Profile
    credentials: Credentials
    server: str
    """The base address of its server."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The person must agree at `url` and come back; `pending` is kept, encrypted, until then."""

    url: str
    pending: Mapping[str, str] = field(repr=False)


def nobodys(_remote_id: str) -> bool:
    """No post is known to be another delivery's."""
    return False


@dataclass(frozen=True, slots=True)
class Session:
    """All that a verb needs to act for one account."""

    account: str
    """Our id of the account, by which rate budgets are kept."""
    remote_id: str
    handle: str
    server: str
    credentials: Credentials
    http: Http
    keep: Callable[[Credentials], None]
    """Stores credentials that were renewed by a library, or to which a fact about the server was added."""
    taken: Callable[[str], bool] = nobodys
    """Whether the post of this remote id is known to be another delivery's, so that `look` passes it by."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a connector says of itself; the contract suite holds it to that."""

    name: str
    """Stable, in lower case: the entry point's name."""
    title: str
    verbs: frozenset[Verb]
    absences: Mapping[Verb, Absence]
    metrics: Mapping[MetricField, Definition]
    """Numbers of a post."""
    account_metrics: Mapping[MetricField, Definition]
    missing_metrics: Mapping[MetricField, Absence]
    same_key_publishes_once: bool
    """Whether `publish` with the same ticket can be repeated without a second post, on every server."""
    short: str
    """Two letters for narrow places."""
    one_id_everywhere: bool = False
    """Whether a remote id names the same account on every server, so that one that moves stays itself."""
    post_cost_minor: int | None = None
    post_cost_currency: str = ""
    looks_for_s: float = 120.0
    """How long after a lost answer the post may still appear, before `look` may say Absent."""


@runtime_checkable
class Connector(Protocol):
    """The verbs. Each raises only `networks.errors`."""

    declaration: Declaration

    def transports(self) -> Mapping[str, httpx.BaseTransport]:
        """Transports for addresses served inside this process, by URL pattern; empty for real networks."""

    def form(self) -> tuple[FormField, ...]:
        """What to ask a person who connects an account."""

    def begin(
        self, http: Http, form: Mapping[str, str], *, return_to: str, state: str
    ) -> Connected | Redirect:
        """Start connecting. `return_to` is our callback address, `state` our anti-forgery value."""

    def finish(self, http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
        """The person came back from a Redirect with `query`."""

    def refresh(self, session: Session) -> Credentials:
        """Renew the credentials. Reauthorize only when the network says that they are dead."""

    def limits(self, session: Session | None) -> Limits:
        """What a post must fit; without a session the network's defaults."""

    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        """Do the next invisible step. `saved` is empty at first, then what the last call returned."""

    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        """Make the post visible: the one call. OutcomeUnknown when the answer was lost."""

    def look(
        self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved
    ) -> Receipt | Absent | Unclear:
        """Is the ticket's post there?

        Absent only when it is sure that the lost call can no longer make it appear, never earlier than
        `looks_for_s` after `ticket.tried_at`.
        """

    def repeats_safely(self, session: Session, saved: Saved) -> bool:
        """Whether this server has shown that it honours the ticket's key, so that a repeat is safe."""

    def status(self, session: Session, ref: Ref) -> Receipt:
        """Where a pending post stands now. Gone if it is not there."""

    def delete(self, session: Session, ref: Ref) -> None:
        """Delete an own post; deleting twice is not an error."""

    def profile(self, session: Session) -> Profile:
        """The account as it is now, with its follower counts."""

    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        """Own posts, newest first, not older than `since`; shares of others' posts are not among them."""

    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        """The posts' numbers, one Counts for each ref, in order; a deleted post says so."""

    def thread(self, session: Session, ref: Ref) -> tuple[Happening, ...]:
        """The comments below a post."""

    def reactions(self, session: Session, ref: Ref, *, cursor: str = "") -> Page[Happening]:
        """Who reacted to or shared a post, where the network tells."""

    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        """What others did, newest first."""

    def stream(self, session: Session) -> Iterator[Happening]:
        """What others do, as it happens; ends with Retry when the connection is lost."""
