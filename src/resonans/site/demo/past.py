"""The year before: posts made by hand on the network, and what resonans would have collected day by day.

Every number comes from the network by the connector, asked as of its day, and becomes rows by the same
ingestion as any network's.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from resonans.core import clock
from resonans.core import queries as core
from resonans.core.types import Access
from resonans.events import ingest
from resonans.events.ingest import Source
from resonans.events.vocabulary import Event, Observation
from resonans.networks import http, registry, sessions
from resonans.networks.contract import (
    Connector,
    Happening,
    Media,
    Outgoing,
    Page,
    Ref,
    RemotePost,
    Session,
    Ticket,
)
from resonans.networks.types import Account
from resonans.site.demo.texts import Planned

_EARLY = (timedelta(hours=1), timedelta(hours=6))
"""After how long a recent post's numbers are read on its first day."""
_CLOSELY = timedelta(days=60)
_NIGHTS = frozenset((1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90))
"""Ages in days at which a post's numbers are read in the night."""
_LISTED_EVERY = 7
_AT = timedelta(hours=2)
"""When the nightly reading begins, after midnight UTC."""
_KEYS = uuid.UUID("7d0f5d0e-2a55-4e0c-9d3e-6b1f0c1f7a11")


@dataclass
class Gathered:
    """Rows for the lake."""

    events: list[Event] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


def post_all(
    account: Account, planned: Sequence[Planned], pictures: Mapping[str, Path], until: datetime
) -> None:
    """Make the posts on the network, each as of its time; those that are there already stay as they are."""
    connector = registry.connector(account.network)
    uploaded: dict[str, str] = {}
    with clock.as_of(until), _session(account, connector) as session:
        for one in planned:
            with clock.as_of(one.at):
                _post(connector, session, one, pictures, uploaded)


def _post(
    connector: Connector,
    session: Session,
    one: Planned,
    pictures: Mapping[str, Path],
    uploaded: dict[str, str],
) -> None:
    """One post. A picture is uploaded once and shown again by its id."""
    key = str(uuid.uuid5(_KEYS, f"{session.remote_id} {one.at.isoformat()}"))
    media = (_media(one.picture, pictures[one.picture]),) if one.picture else ()
    outgoing = Outgoing(one.text, media=media, language=one.language)
    ticket = Ticket(key, one.at)
    saved: dict[str, str | int | float | bool | None] = {
        "honours_key": True,
        "containers": False,
        "resumable": False,
    }
    if one.picture in uploaded:
        saved |= {"file:0": uploaded[one.picture]}
    ready = connector.prepare(session, outgoing, ticket, saved)
    if one.picture:
        uploaded[one.picture] = str(ready.saved["file:0"])
    connector.publish(session, outgoing, ticket, ready.saved)


def gather(
    access: Access,
    account: Account,
    own: frozenset[str],
    *,
    since: datetime,
    until: datetime,
    ours_from: datetime,
) -> Gathered:
    """What collecting from `since` to `until` would have brought in.

    From `ours_from` on posts are deliveries of ours, which have told of themselves.
    """
    connector = registry.connector(account.network)
    source = Source(
        workspace=account.workspace,
        brand=account.brand,
        account=account.id,
        network=account.network,
        remote_id=account.remote_id,
        key=core.pseudonym_key(access),
        own=own,
    )
    with clock.as_of(until), _session(account, connector) as session:
        reader = _Reader(connector, session, source, ours_from)
        for moment in _moments(reader.made(since), since, until):
            with clock.as_of(moment.at):
                reader.read(moment)
    return reader.found


@dataclass(frozen=True, slots=True)
class _Moment:
    """When something is read, and what."""

    at: datetime
    posts: tuple[Ref, ...]
    nightly: bool = False
    lists_since: datetime | None = None


def _moments(made: Sequence[tuple[datetime, Ref]], since: datetime, until: datetime) -> list[_Moment]:
    fresh = [(at, ref) for at, ref in made if until - at < _CLOSELY]
    moments = [_Moment(at + age, (ref,)) for at, ref in fresh for age in _EARLY if at + age < until]
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
    night, listed, day = midnight + timedelta(days=1) + _AT, since, 0
    while night < until:
        due = tuple(ref for at, ref in made if at < night and (night - at).days in _NIGHTS | {0})
        day += 1
        lists = day % _LISTED_EVERY == 0 or night + timedelta(days=1) >= until
        moments.append(_Moment(night, due, nightly=True, lists_since=listed if lists else None))
        listed = night if lists else listed
        night += timedelta(days=1)
    moments.append(_Moment(until, tuple(ref for _, ref in made[-30:]), nightly=True, lists_since=listed))
    return sorted(moments, key=lambda moment: moment.at)


@dataclass
class _Reader:
    """Reads one account, as of whatever time it is, and keeps what it was told."""

    connector: Connector
    session: Session
    source: Source
    ours_from: datetime
    found: Gathered = field(default_factory=Gathered)

    def made(self, since: datetime) -> list[tuple[datetime, Ref]]:
        """All posts of the account, oldest first."""
        return [(post.created_at, post.ref) for post in reversed(self._posts(since))]

    def read(self, moment: _Moment) -> None:
        """All that is due at this moment."""
        declared, seen = self.connector.declaration, self.found.observations
        if moment.posts:
            counted = self.connector.counts(self.session, moment.posts)
            seen.extend(ingest.counts(self.source, declared, counted, moment.at))
        if moment.nightly:
            shown = self.connector.profile(self.session)
            seen.extend(ingest.profile(self.source, declared, shown, moment.at))
        if moment.lists_since is not None:
            by_hand = [post for post in self._posts(moment.lists_since) if post.created_at < self.ours_from]
            self.found.events.extend(ingest.posts(self.source, by_hand, moment.at))
            told = self._told(moment.lists_since)
            self.found.events.extend(ingest.happenings(self.source, told, moment.at))

    def _posts(self, since: datetime) -> list[RemotePost]:
        found = _all(lambda cursor: self.connector.posts(self.session, since=since, cursor=cursor))
        return [post for post in found if post.reply_to is None]

    def _told(self, since: datetime) -> list[Happening]:
        return _all(lambda cursor: self.connector.notifications(self.session, since=since, cursor=cursor))


def _all[T](page: Callable[[str], Page[T]]) -> list[T]:
    """Every item of a list."""
    items: list[T] = []
    cursor = ""
    while True:
        answer = page(cursor)
        items.extend(answer.items)
        cursor = answer.cursor
        if not cursor:
            return items


@contextmanager
def _session(account: Account, connector: Connector) -> Iterator[Session]:
    """A session whose calls are not counted against the account's allowance: no network is troubled."""
    with sessions.use(account.id) as session:
        yield replace(session, http=http.make(connector.transports()))


def _media(name: str, path: Path) -> Media:
    from resonans.site.demo.pictures import ALT

    size = path.stat().st_size
    return Media(name, path, "image/jpeg", size, name, 1200, 900, alt=ALT[name])
