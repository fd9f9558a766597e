"""What networks say, as events and observations. Pure: values in, values out, nothing is written.

Every id is made from what is told, so the same thing told twice, by whatever verb, is one row. Persons appear
only as keyed hashes; their names and handles end here. What a network does not tell stays missing, with its
reason; falling numbers are kept as they are.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from resonans.events.vocabulary import Event, Kind, MediaType, Observation, event_id
from resonans.networks.contract import (
    Counts,
    Declaration,
    Happening,
    MetricField,
    Missing,
    Observed,
    Person,
    Profile,
    RemotePost,
)

VERSION = "1"
"""Of this translation; kept with each row."""


@dataclass(frozen=True, slots=True)
class Source:
    """Whose account is told of, and what makes its actors."""

    workspace: UUID
    brand: UUID
    account: UUID
    network: str
    remote_id: str
    key: bytes = field(repr=False)
    """The workspace's own (`core.queries.pseudonym_key`)."""
    own: frozenset[str] = frozenset()
    """Remote ids of the workspace's accounts on that network: what they do is our own doing."""

    def actor(self, remote_id: str) -> str:
        """A person of this network in the lake; the same for every account of the workspace."""
        return actor(self.key, self.network, remote_id)

    def is_own(self, remote_id: str) -> bool:
        """Whether it is this account, or another of the workspace's."""
        return remote_id == self.remote_id or remote_id in self.own


def actor(key: bytes, network: str, remote_id: str) -> str:
    """32 hexadecimal digits that stand for a person in one workspace's part of the lake."""
    return hmac.new(key, f"{network}\x1f{remote_id}".encode(), hashlib.sha256).hexdigest()[:32]


def posts(source: Source, found: Iterable[RemotePost], learned_at: datetime) -> list[Event]:
    """Posts that were made elsewhere, as `published` events."""
    return [_post(source, each, learned_at) for each in found]


def counts(
    source: Source, declaration: Declaration, told: Iterable[Counts], learned_at: datetime
) -> list[Observation]:
    """Numbers of posts, or of the account where `ref` is None.

    A field without a definition in the declaration is passed over: nobody could say what it means. A deleted
    post is told by one observation for each of its metrics, missing as `deleted`.
    """
    return [seen for each in told for seen in _counts(source, declaration, each, learned_at)]


def profile(source: Source, declaration: Declaration, told: Profile, at: datetime) -> list[Observation]:
    """The account's own numbers; what it does not show is `not_permitted`."""
    shown = {
        MetricField.FOLLOWERS: told.followers,
        MetricField.FOLLOWING: told.following,
        MetricField.POSTS: told.posts,
    }
    asked = {name: value for name, value in shown.items() if name in declaration.account_metrics}
    values = {name: value for name, value in asked.items() if value is not None}
    missing = {name: Missing.NOT_PERMITTED for name, value in asked.items() if value is None}
    return counts(source, declaration, [Counts(None, at, values, missing)], at)


def not_offered(
    source: Source, declaration: Declaration, post: str, observed_at: datetime
) -> list[Observation]:
    """What this network will never tell of a post, said once for each post."""
    said = _Said(source, post, observed_at, observed_at)
    never = Missing.NOT_OFFERED
    return [said.of(name, Observed.LIFETIME_COUNTER, VERSION, never) for name in declaration.missing_metrics]


def happenings(source: Source, told: Iterable[Happening], learned_at: datetime) -> list[Event]:
    """What others did, and what we did ourselves below a post, marked as `own`."""
    return [_happening(source, each, learned_at) for each in told]


def _post(source: Source, post: RemotePost, learned_at: datetime) -> Event:
    particulars = (source.network, str(source.account), post.ref.id, "elsewhere")
    return Event(
        id=event_id(source.workspace, Kind.PUBLISHED, *particulars),
        workspace=source.workspace,
        kind=Kind.PUBLISHED,
        occurred_at=post.created_at,
        learned_at=learned_at,
        source=source.network,
        source_version=VERSION,
        network=source.network,
        account=source.account,
        brand=source.brand,
        post=post.ref.id,
        actor=source.actor(source.remote_id),
        media_type=MediaType.OWNED,
        text=post.text,
        lang=post.language,
        extra={
            "delivery": None,
            "url": post.ref.url,
            "elsewhere": True,
            "media": ",".join(post.media_types),
        },
    )


def _counts(
    source: Source, declaration: Declaration, told: Counts, learned_at: datetime
) -> Iterable[Observation]:
    defined = declaration.account_metrics if told.ref is None else declaration.metrics
    post = None if told.ref is None else told.ref.id
    if told.deleted:
        reasons: Mapping[MetricField, Missing] = dict.fromkeys(defined, Missing.DELETED)
        values: Mapping[MetricField, int] = {}
    else:
        reasons, values = told.missing, told.values
    said = _Said(source, post, told.observed_at, learned_at)
    for name, definition in defined.items():
        value = values.get(name, reasons.get(name))
        if value is not None:
            yield said.of(name, definition.kind, definition.version, value)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of one post (None: of the account) at one moment."""

    source: Source
    post: str | None
    observed_at: datetime
    learned_at: datetime

    def of(self, metric: MetricField, kind: Observed, version: str, value: int | Missing) -> Observation:
        source = self.source
        account = str(source.account)
        subject_kind, subject = ("account", account) if self.post is None else ("post", self.post)
        particulars = (account, subject_kind, subject, metric.value, self.observed_at.isoformat())
        return Observation(
            id=event_id(source.workspace, "observation", *particulars),
            workspace=source.workspace,
            subject_kind=subject_kind,
            subject=subject,
            account=source.account,
            network=source.network,
            metric=metric.value,
            kind=kind.value,
            value=None if isinstance(value, Missing) else value,
            observed_at=self.observed_at,
            learned_at=self.learned_at,
            source=source.network,
            source_version=version,
            missing_reason=value.value if isinstance(value, Missing) else "",
            brand=source.brand,
        )


def _happening(source: Source, told: Happening, learned_at: datetime) -> Event:
    own = source.is_own(told.person.id)
    kind = Kind(told.kind.value)
    return Event(
        id=event_id(source.workspace, kind, source.network, str(source.account), told.id),
        workspace=source.workspace,
        kind=kind,
        occurred_at=told.at,
        learned_at=learned_at,
        source=source.network,
        source_version=VERSION,
        network=source.network,
        account=source.account,
        brand=source.brand,
        post=told.post.id if told.post is not None else "",
        conversation=_conversation(told),
        actor=source.actor(told.person.id),
        target_actor=source.actor(source.remote_id),
        media_type=MediaType.OWNED if own else MediaType.EARNED,
        text=told.text,
        lang=told.language,
        extra=_particulars(told, told.person, own),
    )


def _conversation(told: Happening) -> str:
    """Where talk about it belongs: below our post, or below what was said to us."""
    if told.post is not None:
        return told.post.id
    return told.comment.id if told.comment is not None else ""


def _particulars(told: Happening, person: Person, own: bool) -> dict[str, str | int | float | bool | None]:
    found: dict[str, str | int | float | bool | None] = {}
    if told.comment is not None:
        found["comment"] = told.comment.id
        if told.comment.url:
            found["url"] = told.comment.url
    if person.followers is not None:
        found["followers"] = person.followers
    if not told.exact:
        found["exact"] = False
    if own:
        found["own"] = True
    return found
