"""What the server knows: people, posts, files, sign-ins, and who did what."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from resonans.core import clock

KEY_LIVES = timedelta(hours=1)
CALLS, CALLS_IN = 300, timedelta(minutes=5)


class Refusal(Exception):
    """An answer other than 2xx."""

    def __init__(self, status: int, words: str, description: str = "") -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.description = description


@dataclass
class Rules:
    """How this server is; set over the control address."""

    honours_key: bool = True
    has_v2: bool = True
    has_several: bool = True
    """Whether it gives several statuses by id at once (4.3)."""
    max_characters: int = 500
    processing_s: float = 0.0
    """How long a file is worked on; 0 answers 200 at once."""
    hidden_s: float = 0.0
    """How long a new post is missing from lists."""
    ping_s: float = 10.0
    """How often an open stream gets a ping; 0 never."""
    refuses: str = ""
    """Where not empty, posts are answered with 403 and these words."""
    calls: int = CALLS
    """How many calls a person may make in five minutes."""


@dataclass
class Account:
    """Somebody."""

    id: str
    username: str
    created_at: datetime
    domain: str = ""
    """Empty for people of this server."""
    display_name: str = ""
    followers: list[str] = field(default_factory=list)
    following: list[str] = field(default_factory=list)

    @property
    def acct(self) -> str:
        """The name as this server writes it."""
        return f"{self.username}@{self.domain}" if self.domain else self.username


@dataclass
class App:
    """A registered program."""

    id: str
    secret: str
    name: str
    redirect_uris: list[str]
    scopes: str
    website: str | None = None


@dataclass
class Grant:
    """A code or a token."""

    app: App
    account: str
    scopes: str
    redirect_uri: str = ""
    challenge: str = ""
    revoked: bool = False


@dataclass
class Media:
    """A file."""

    id: str
    account: str
    kind: str
    mime: str
    size: int
    description: str
    ready_at: datetime
    fails: bool = False
    status: str = ""


@dataclass
class Poll:
    """A poll with its votes, by answer."""

    id: str
    options: list[str]
    expires_at: datetime
    multiple: bool
    votes: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class Status:
    """A post."""

    id: str
    account: str
    text: str
    created_at: datetime
    visibility: str = "public"
    spoiler: str = ""
    sensitive: bool = False
    language: str | None = None
    reply_to: str | None = None
    media: list[str] = field(default_factory=list)
    poll: Poll | None = None
    app: App | None = None
    favourites: list[str] = field(default_factory=list)
    boosts: list[str] = field(default_factory=list)
    listed_at: datetime | None = None


@dataclass
class Notification:
    """Something that somebody did to an account."""

    id: str
    to: str
    kind: str
    by: str
    status: str | None
    at: datetime


@dataclass
class Planned:
    """A post that the server itself would publish later."""

    id: str
    account: str
    at: datetime
    params: dict[str, object]


class World:
    """Everything, in memory; used by one event loop only."""

    def __init__(self) -> None:
        self.rules = Rules()
        self.accounts: dict[str, Account] = {}
        self.apps: dict[str, App] = {}
        self.codes: dict[str, Grant] = {}
        self.tokens: dict[str, Grant] = {}
        self.media: dict[str, Media] = {}
        self.statuses: dict[str, Status] = {}
        self.notifications: list[Notification] = []
        self.planned: dict[str, Planned] = {}
        self.keys: dict[tuple[str, str], tuple[str, datetime]] = {}
        self.spent: dict[str, list[datetime]] = {}
        self.listeners: list[Callable[[Notification], None]] = []
        self._sequence = 0

    def new_id(self) -> str:
        """Ids grow with time, as Mastodon's do: milliseconds, then a sequence."""
        self._sequence += 1
        return str((int(clock.now().timestamp() * 1000) << 16) + (self._sequence & 0xFFFF))

    def account(self, username: str, domain: str = "") -> Account:
        """The person of this name, made if need be."""
        for known in self.accounts.values():
            if (known.username, known.domain) == (username, domain):
                return known
        made = Account(self.new_id(), username, clock.now(), domain, username.title())
        self.accounts[made.id] = made
        return made

    def register(self, name: str, redirect_uris: list[str], scopes: str, website: str | None) -> App:
        """A new program."""
        app = App(secrets.token_urlsafe(24), secrets.token_urlsafe(24), name, redirect_uris, scopes, website)
        self.apps[app.id] = app
        return app

    def code(self, grant: Grant) -> str:
        """A code for a person's agreement."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = grant
        return code

    def token(self, grant: Grant) -> str:
        """A token for a grant."""
        token = secrets.token_urlsafe(24)
        self.tokens[token] = grant
        return token

    def spend(self, token: str) -> tuple[int, datetime]:
        """Count a call: what is left, and when the allowance is whole again."""
        now = clock.now()
        calls = [at for at in self.spent.get(token, []) if now - at < CALLS_IN]
        calls.append(now)
        self.spent[token] = calls
        return self.rules.calls - len(calls), calls[0] + CALLS_IN

    def status(self, ident: str) -> Status:
        """A post, or 404."""
        if ident not in self.statuses:
            raise Refusal(404, "Record not found")
        return self.statuses[ident]

    def publish(self, status: Status) -> Status:
        """Show a post and tell whom it concerns."""
        status.listed_at = clock.now() + timedelta(seconds=self.rules.hidden_s)
        self.statuses[status.id] = status
        for ident in status.media:
            self.media[ident].status = status.id
        for person in self.mentioned(status):
            if person.id != status.account and not person.domain:
                self.notify(person.id, "mention", status.account, status.id)
        return status

    def mentioned(self, status: Status) -> list[Account]:
        """Whom a post names."""
        names = {word.strip(".,!?:;").lower() for word in status.text.split() if word.startswith("@")}
        return [one for one in self.accounts.values() if f"@{one.acct}".lower() in names]

    def listed(self, account: str) -> list[Status]:
        """The posts of an account as its list shows them, newest first."""
        now = clock.now()
        mine = [
            one
            for one in self.statuses.values()
            if one.account == account and (one.listed_at is None or one.listed_at <= now)
        ]
        return sorted(mine, key=lambda one: int(one.id), reverse=True)

    def below(self, status: Status) -> list[Status]:
        """All posts below a post, oldest first."""
        found = [one for one in self.statuses.values() if one.reply_to == status.id]
        return [below for one in found for below in (one, *self.below(one))]

    def above(self, status: Status) -> list[Status]:
        """All posts above a post, from the first on."""
        parent = self.statuses.get(status.reply_to or "")
        return [*self.above(parent), parent] if parent else []

    def delete(self, status: Status) -> None:
        """Take a post away; what was said below it stays."""
        del self.statuses[status.id]
        self.notifications = [one for one in self.notifications if one.status != status.id]

    def notify(self, to: str, kind: str, by: str, status: str | None = None) -> None:
        """Tell an account what somebody did, and its open streams too."""
        if to == by:
            return
        told = Notification(self.new_id(), to, kind, by, status, clock.now())
        self.notifications.append(told)
        for listener in list(self.listeners):
            listener(told)

    def favourite(self, account: str, status: Status) -> None:
        """Somebody likes a post."""
        if account not in status.favourites:
            status.favourites.append(account)
            self.notify(status.account, "favourite", account, status.id)

    def boost(self, account: str, status: Status) -> None:
        """Somebody shares a post."""
        if account not in status.boosts:
            status.boosts.append(account)
            self.notify(status.account, "reblog", account, status.id)

    def follow(self, account: str, other: Account) -> None:
        """Somebody follows somebody."""
        if account not in other.followers:
            other.followers.append(account)
            self.accounts[account].following.append(other.id)
            self.notify(other.id, "follow", account)

    def fire_planned(self, publish: Callable[[Planned], None]) -> None:
        """Publish what the server was asked to publish by now."""
        for planned in [one for one in self.planned.values() if one.at <= clock.now()]:
            del self.planned[planned.id]
            publish(planned)
