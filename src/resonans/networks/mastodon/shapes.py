"""What a server answers, as far as we read it. A required field that is missing makes the answer nonsense.

Source: docs.joinmastodon.org/entities, read 2026-11-23.
"""

from datetime import datetime
from typing import Annotated

import msgspec

type At = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its zone; one without makes the answer nonsense."""


MIME_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4")
"""What a server takes that does not say."""


class App(msgspec.Struct):
    """A program, as it was registered or as a status names it."""

    name: str = ""
    client_id: str = ""
    client_secret: str = ""


class Token(msgspec.Struct):
    """What a code was exchanged for."""

    access_token: str
    expires_in: int | None = None


class Account(msgspec.Struct):
    """A person or an organisation."""

    id: str
    username: str
    acct: str
    display_name: str = ""
    url: str | None = None
    avatar: str | None = None
    followers_count: int | None = None
    following_count: int | None = None
    statuses_count: int | None = None


class Attachment(msgspec.Struct):
    """A file; `url` is null while it is being processed."""

    id: str
    type: str = "unknown"
    url: str | None = None


class Option(msgspec.Struct):
    """An answer of a poll."""

    title: str


class Poll(msgspec.Struct):
    """A poll."""

    options: list[Option] = []


class Status(msgspec.Struct):
    """A post."""

    id: str
    created_at: At
    account: Account
    content: str
    replies_count: int
    reblogs_count: int
    favourites_count: int
    url: str | None = None
    visibility: str = ""
    spoiler_text: str = ""
    language: str | None = None
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    media_attachments: list[Attachment] = []
    poll: Poll | None = None
    application: App | None = None


class Context(msgspec.Struct):
    """What stands above and below a post."""

    ancestors: list[Status]
    descendants: list[Status]


class Notification(msgspec.Struct):
    """Something that concerns the account."""

    id: str
    type: str
    created_at: At
    account: Account
    status: Status | None = None


class StatusRules(msgspec.Struct):
    """How long a post may be."""

    max_characters: int = 500
    max_media_attachments: int = 4
    characters_reserved_per_url: int = 23


class MediaRules(msgspec.Struct):
    """What may be attached."""

    supported_mime_types: list[str] = msgspec.field(default_factory=lambda: [*MIME_TYPES])
    description_limit: int = 1500
    image_size_limit: int = 16_777_216
    image_matrix_limit: int = 33_177_600
    video_size_limit: int = 103_809_024


class PollRules(msgspec.Struct):
    """What a poll may be."""

    max_options: int = 4
    max_characters_per_option: int = 50
    min_expiration: int = 300
    max_expiration: int = 2_629_746


class Urls(msgspec.Struct):
    """Other addresses of the server."""

    streaming: str = ""
    streaming_api: str = ""


class Configuration(msgspec.Struct):
    """The server's own rules."""

    statuses: StatusRules = msgspec.field(default_factory=StatusRules)
    media_attachments: MediaRules = msgspec.field(default_factory=MediaRules)
    polls: PollRules = msgspec.field(default_factory=PollRules)
    urls: Urls = msgspec.field(default_factory=Urls)


class Instance(msgspec.Struct):
    """A server, as its second or its first version of the description tells it."""

    version: str
    domain: str = ""
    uri: str = ""
    """The domain, in the first version."""
    configuration: Configuration = msgspec.field(default_factory=Configuration)
    urls: Urls = msgspec.field(default_factory=Urls)
    """In the first version."""
    max_toot_chars: int | None = None
    """In the first version of servers that had longer posts before there was a configuration."""
