"""A network inside the test, told beforehand how to answer: what it committed is the truth."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NoReturn

import httpx

from resonans.core import clock
from resonans.networks.contract import (
    Absence,
    AbsenceKind,
    Absent,
    Connected,
    Credentials,
    Declaration,
    FormField,
    Happening,
    Limits,
    MediaRule,
    NotYet,
    Outgoing,
    Page,
    Profile,
    Ready,
    Receipt,
    Ref,
    RemotePost,
    Saved,
    Session,
    TextRule,
    Ticket,
    Unclear,
    Verb,
    Visible,
)
from resonans.networks.errors import Gone, NotSupported
from resonans.networks.http import Http

_VERBS = frozenset({Verb.PUBLISH, Verb.IMAGES, Verb.REPLY, Verb.LOOK, Verb.PROFILE, Verb.POSTS})
_ABSENT = Absence(AbsenceKind.NEVER, "A pier has only what a test needs.")
LIMITS = Limits(
    TextRule(280, "graphemes"),
    MediaRule(images_maximum=4, image_types=("image/jpeg", "image/png"), image_bytes=200_000),
    "https://pier.example/limits",
    date(2026, 11, 1),
)


@dataclass
class Committed:
    """A post that stands on the pier."""

    account: str
    key: str
    outgoing: Outgoing
    ref: Ref
    at: datetime


@dataclass
class Pier:
    """The connector, and its network."""

    honours_key: bool = False
    steps: int = 0
    step_wait_s: float = 0.0
    visible: Visible = Visible.LIVE
    posts_made: list[Committed] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    script: dict[str, list[Exception | None]] = field(default_factory=dict)
    """By verb: what the next calls raise. After a commit for `publish!`, before it for `publish`."""
    looks: list[Unclear] = field(default_factory=list)
    before_publish: Callable[[], None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.declaration = Declaration(
            name="pier",
            title="Pier",
            short="Pi",
            verbs=_VERBS,
            absences=dict.fromkeys(frozenset(Verb) - _VERBS, _ABSENT),
            metrics={},
            account_metrics={},
            missing_metrics={},
            same_key_publishes_once=False,
            looks_for_s=120.0,
        )

    def made(self, verb: str) -> int:
        """How often the verb was called."""
        return sum(1 for name, _account in self.calls if name == verb)

    def tell(self, verb: str, *answers: Exception | None) -> None:
        """Let the next calls of the verb end so; None is the usual answer."""
        self.script.setdefault(verb, []).extend(answers)

    def transports(self) -> Mapping[str, httpx.BaseTransport]:
        return {}

    def form(self) -> tuple[FormField, ...]:
        return (FormField("handle", "Handle"),)

    def begin(self, http: Http, form: Mapping[str, str], *, return_to: str, state: str) -> Connected:
        handle = form["handle"]
        profile = Profile(handle, handle, handle.title(), f"https://pier.example/{handle}")
        return Connected(profile, Credentials({"token": "t"}), "https://pier.example")

    def limits(self, session: Session | None) -> Limits:
        return LIMITS

    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        self._note("prepare", session)
        done = int(saved.get("steps") or 0)
        if done < self.steps:
            return NotYet({"steps": done + 1, "key": ticket.key}, self.step_wait_s)
        return Ready({**saved, "ready": True})

    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        if self.before_publish is not None:
            self.before_publish()
        self._note("publish", session)
        with self._lock:
            there = self._by_key(ticket.key) if self.honours_key else None
            if there is None:
                number = len(self.posts_made) + 1
                ref = Ref(f"p{number}", "", f"https://pier.example/p{number}")
                there = Committed(session.remote_id, ticket.key, outgoing, ref, clock.now())
                self.posts_made.append(there)
        self._raise("publish!")
        return Receipt(there.ref, self.visible)

    def look(
        self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved
    ) -> Receipt | Absent | Unclear:
        self._note("look", session)
        if self.looks:
            return self.looks.pop(0)
        there = self._by_key(ticket.key)
        return Receipt(there.ref) if there else Absent()

    def repeats_safely(self, session: Session, saved: Saved) -> bool:
        return self.honours_key

    def status(self, session: Session, ref: Ref) -> Receipt:
        self._note("status", session)
        if all(each.ref != ref for each in self.posts_made):
            raise Gone
        return Receipt(ref, self.visible)

    def profile(self, session: Session) -> Profile:
        return Profile(session.remote_id, session.handle, session.handle, session.server)

    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        self._note("posts", session)
        mine = [each for each in self.posts_made if each.account == session.remote_id and each.at >= since]
        return Page(tuple(RemotePost(each.ref, each.at, each.outgoing.text) for each in reversed(mine)))

    def finish(self, *_: object, **__: object) -> NoReturn:
        raise NotSupported

    refresh = delete = counts = thread = reactions = notifications = finish

    def stream(self, session: Session) -> Iterator[Happening]:
        raise NotSupported

    def _by_key(self, key: str) -> Committed | None:
        return next((each for each in self.posts_made if each.key == key), None)

    def _note(self, verb: str, session: Session) -> None:
        with self._lock:
            self.calls.append((verb, session.remote_id))
        self._raise(verb)

    def _raise(self, verb: str) -> None:
        with self._lock:
            planned = self.script.get(verb)
            answer = planned.pop(0) if planned else None
        if answer is not None:
            raise answer
