"""A network for tests of collecting: its posts, numbers and people stand in memory, beside a log of calls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NoReturn

import httpx

from resonans.core import clock
from resonans.networks import contract
from resonans.networks.contract import (
    Absence,
    AbsenceKind,
    Connected,
    Counts,
    Credentials,
    Declaration,
    Definition,
    FormField,
    Happening,
    HappeningKind,
    Limits,
    MediaRule,
    MetricField,
    Missing,
    Observed,
    Page,
    Person,
    Profile,
    Ref,
    RemotePost,
    Session,
    TextRule,
    Verb,
)
from resonans.networks.errors import NetworkError, NotSupported
from resonans.networks.http import Http

VERBS = frozenset(
    {Verb.PROFILE, Verb.POSTS, Verb.COUNTS, Verb.THREAD, Verb.REACTIONS, Verb.NOTIFICATIONS, Verb.STREAM}
)
COUNTED = (MetricField.REACTIONS, MetricField.COMMENTS, MetricField.SHARES)
_ABSENT = Absence(AbsenceKind.NEVER, "The quay has only ships.")


def _defined(name: MetricField, kind: Observed) -> Definition:
    return Definition(name, kind, f"quay.{name.value}", "quay-1")


@dataclass
class Quay:
    """The connector and its network in one. Tests write into its lists."""

    found: list[RemotePost] = field(default_factory=list)
    numbers: dict[str, dict[MetricField, int]] = field(default_factory=dict)
    silent: dict[MetricField, Missing] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    told: list[Happening] = field(default_factory=list)
    """What notifications say."""
    below: dict[str, list[Happening]] = field(default_factory=dict)
    """What threads say, by post."""
    reacted: dict[str, list[Happening]] = field(default_factory=dict)
    streamed: list[Happening] = field(default_factory=list)
    followers: int | None = 100
    page_size: int = 30
    trouble: list[NetworkError] = field(default_factory=list)
    """Raised by the next calls, one each."""
    calls: list[str] = field(default_factory=list)
    declaration: Declaration = field(
        default_factory=lambda: Declaration(
            name="quay",
            title="Quay",
            short="Qy",
            verbs=VERBS,
            absences=dict.fromkeys(frozenset(Verb) - VERBS, _ABSENT),
            metrics={name: _defined(name, Observed.LIFETIME_COUNTER) for name in COUNTED},
            account_metrics={MetricField.FOLLOWERS: _defined(MetricField.FOLLOWERS, Observed.GAUGE)},
            missing_metrics={MetricField.IMPRESSIONS: _ABSENT},
            same_key_publishes_once=True,
        )
    )

    def post(self, name: str, at: datetime, text: str = "", **numbers: int) -> Ref:
        """The account posts."""
        self.found.insert(0, RemotePost(Ref(name, url=f"https://quay.example/{name}"), at, text or name))
        self.numbers[name] = {MetricField(key): value for key, value in numbers.items()}
        return Ref(name)

    def transports(self) -> Mapping[str, httpx.BaseTransport]:
        return {}

    def form(self) -> tuple[FormField, ...]:
        return (FormField("ship", "Ship"),)

    def begin(self, http: Http, form: Mapping[str, str], *, return_to: str, state: str) -> Connected:
        return Connected(self._profile(form["ship"]), Credentials({"key": "k"}), "https://quay.example")

    def limits(self, session: Session | None) -> Limits:
        media = MediaRule(images_maximum=1, image_types=("image/png",), image_bytes=1000)
        return Limits(TextRule(500, "characters"), media, "https://quay.example/", date(2026, 11, 1))

    def profile(self, session: Session) -> Profile:
        self._call("profile")
        return self._profile(session.remote_id)

    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        self._call("posts")
        return self._page([post for post in self.found if post.created_at >= since], cursor)

    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        self._call(f"counts {len(refs)}")
        now = clock.now()
        return tuple(
            Counts(ref, now, {}, deleted=True)
            if ref.id in self.deleted
            else Counts(ref, now, self.numbers.get(ref.id, {}), self.silent)
            for ref in refs
        )

    def thread(self, session: Session, ref: Ref) -> tuple[Happening, ...]:
        self._call(f"thread {ref.id}")
        return tuple(self.below.get(ref.id, ()))

    def reactions(self, session: Session, ref: Ref, *, cursor: str = "") -> Page[Happening]:
        self._call(f"reactions {ref.id}")
        return self._page(self.reacted.get(ref.id, []), cursor)

    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        self._call("notifications")
        return self._page([each for each in self.told if each.at >= since], cursor)

    def stream(self, session: Session) -> Iterator[Happening]:
        self._call("stream")
        yield from self.streamed
        self._call("stream ends")

    def refuse(self, *_: object, **__: object) -> NoReturn:
        raise NotSupported

    finish = refresh = prepare = publish = look = status = delete = refuse

    def repeats_safely(self, session: Session, saved: contract.Saved) -> bool:
        return True

    def _page[T](self, items: list[T], cursor: str) -> Page[T]:
        start = int(cursor or 0)
        end = start + self.page_size
        return Page(tuple(items[start:end]), str(end) if end < len(items) else "")

    def _profile(self, ship: str) -> Profile:
        return Profile(ship, f"{ship}@quay", ship.title(), "https://quay.example/s", followers=self.followers)

    def _call(self, what: str) -> None:
        self.calls.append(what)
        if self.trouble:
            raise self.trouble.pop(0)


def happening(
    name: str,
    kind: HappeningKind,
    at: datetime,
    *,
    post: str = "",
    by: str = "olle",
    text: str = "",
) -> Happening:
    """Somebody did something."""
    return Happening(
        id=name,
        kind=kind,
        at=at,
        person=Person(by, f"{by}@quay", by.title()),
        post=Ref(post) if post else None,
        comment=Ref(f"c-{name}") if text else None,
        text=text,
    )


HOUR = timedelta(hours=1)
