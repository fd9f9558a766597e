"""The simulated network's answers, as the connector expects them."""

from datetime import UTC, datetime

import msgspec


class Account(msgspec.Struct):
    """GET /me."""

    id: str
    handle: str
    name: str
    followers: int
    following: int
    posts: int


class Tokens(msgspec.Struct):
    """POST /token."""

    access_token: str
    refresh_token: str
    expires_in: int


class Opened(Tokens):
    """POST /connect."""

    account: Account


class Rules(msgspec.Struct):
    """GET /rules."""

    containers: bool
    resumable: bool
    honours_key: bool
    posts_per_day: int | None


class File(msgspec.Struct):
    """POST /media, and the state of an upload."""

    id: str
    offset: int
    complete: bool


class Container(msgspec.Struct):
    """The state of a container."""

    id: str
    state: str
    post: str = ""


class Post(msgspec.Struct):
    """A post of our own."""

    id: str
    url: str
    state: str
    created_ms: int
    text: str
    media: int
    language: str
    reply_to: str
    root: str
    cost_minor: int | None
    cost_currency: str
    deleted: bool = False


class Posts(msgspec.Struct):
    """GET /posts."""

    items: list[Post]
    cursor: str


class Numbers(msgspec.Struct):
    """One post's numbers."""

    impressions: int
    reach: int
    reactions: int
    comments: int
    shares: int
    saves: int
    clicks: int


class Counted(msgspec.Struct):
    """GET /counts."""

    at: int
    counts: dict[str, Numbers | None]


class Somebody(msgspec.Struct):
    """A person or an account that did something."""

    id: str
    handle: str = ""
    name: str = ""
    followers: int | None = None


class Told(msgspec.Struct):
    """One thing that somebody did."""

    id: str
    kind: str
    at: int
    who: Somebody
    post: str
    comment: str
    text: str
    language: str


class Many(msgspec.Struct):
    """A list of them."""

    items: list[Told]
    cursor: str = ""


def instant(milliseconds: int) -> datetime:
    """Unix milliseconds as an aware time in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
