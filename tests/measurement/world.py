"""Builds small lakes by hand, so that every expected number can be worked out on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from resonans.events.lake import Lake, Tables
from resonans.events.vocabulary import Event, Kind, MediaType, Observation, event_id
from resonans.measurement.scope import Scope
from resonans.measurement.value import Window

WORKSPACE = UUID(int=1)
KAJEN = UUID(int=10)
CLUB = UUID(int=11)


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """An instant in November 2026, UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def window(first: int, last: int, timezone: str = "UTC") -> Window:
    """Whole UTC days of November 2026, both included."""
    return Window(at(first, 0), at(last, 0) + timedelta(days=1), timezone)


@dataclass
class World:
    """Facts, added one by one, then written to a real lake."""

    folder: Path
    events: list[Event] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    def post(
        self, name: str, published_at: datetime, *, account: UUID = KAJEN, network: str = "harbour"
    ) -> None:
        """A post went out."""
        self._event(Kind.PUBLISHED, name, published_at, account, network, text=f"Text of {name}")

    def own(self, kind: Kind, post: str, moment: datetime, *, account: UUID = KAJEN) -> None:
        """The account itself acted below its post."""
        self._event(kind, post, moment, account, "harbour", media_type=MediaType.OWNED)

    def follow(self, moment: datetime, *, account: UUID = KAJEN, network: str = "harbour") -> None:
        """Somebody started to follow."""
        self._event(Kind.FOLLOW, "", moment, account, network)

    def seen(
        self,
        post: str,
        moment: datetime,
        *,
        account: UUID = KAJEN,
        network: str = "harbour",
        missing: Mapping[str, str] | None = None,
        learned_at: datetime | None = None,
        **numbers: int,
    ) -> None:
        """A post's counters were read."""
        told: dict[str, int | str] = {**numbers, **(missing or {})}
        for metric, value in told.items():
            self._observe("post", post, metric, value, moment, account, network, learned_at)

    def followers(
        self, count: int, moment: datetime, *, account: UUID = KAJEN, network: str = "harbour"
    ) -> None:
        """An account's followers were read."""
        self._observe("account", str(account), "followers", count, moment, account, network, None)

    def delivery(
        self,
        name: str,
        state: str,
        due_at: datetime,
        *,
        delay_s: float | None = 0.0,
        was_unknown: bool = False,
        settled_at: datetime | None = None,
        account: UUID = KAJEN,
    ) -> None:
        """A delivery came to an outcome."""
        first_byte = None if delay_s is None else (due_at + timedelta(seconds=delay_s)).isoformat()
        moment = settled_at or due_at + timedelta(seconds=delay_s or 0)
        extra = {
            "delivery": name,
            "state": state,
            "due_at": due_at.isoformat(),
            "first_byte_at": first_byte,
            "was_unknown": was_unknown,
            "settled_by": "",
            "attempts": 1,
        }
        self.events.append(
            Event(
                id=event_id(WORKSPACE, Kind.DELIVERY_OUTCOME, name, state, moment.isoformat()),
                workspace=WORKSPACE,
                kind=Kind.DELIVERY_OUTCOME,
                occurred_at=moment,
                learned_at=moment,
                source="publishing",
                network="harbour",
                account=account,
                extra=extra,
            )
        )

    def tables(self) -> Tables:
        """Write everything to a lake and open it."""
        lake = Lake(self.folder)
        lake.append(1, self.events, self.observations)
        return lake.tables(WORKSPACE)

    def _event(
        self,
        kind: Kind,
        post: str,
        moment: datetime,
        account: UUID,
        network: str,
        *,
        text: str = "",
        media_type: MediaType | None = None,
    ) -> None:
        self.events.append(
            Event(
                id=event_id(WORKSPACE, kind, post, str(account), moment.isoformat(), str(len(self.events))),
                workspace=WORKSPACE,
                kind=kind,
                occurred_at=moment,
                learned_at=moment,
                source=network,
                network=network,
                account=account,
                post=post,
                text=text,
                media_type=media_type,
            )
        )

    def _observe(  # noqa: PLR0917
        self,
        subject_kind: str,
        subject: str,
        metric: str,
        value: int | str,
        moment: datetime,
        account: UUID,
        network: str,
        learned_at: datetime | None,
    ) -> None:
        self.observations.append(
            Observation(
                id=event_id(WORKSPACE, "observation", subject, metric, moment.isoformat(), str(account)),
                workspace=WORKSPACE,
                subject_kind=subject_kind,
                subject=subject,
                account=account,
                network=network,
                metric=metric,
                kind="gauge" if subject_kind == "account" else "lifetime_counter",
                value=value if isinstance(value, int) else None,
                missing_reason="" if isinstance(value, int) else value,
                observed_at=moment,
                learned_at=learned_at or moment,
                source=network,
                source_version="1",
            )
        )


def scope(
    asked: Window,
    *,
    accounts: Sequence[UUID] = (KAJEN,),
    lacks: Mapping[str, frozenset[str]] | None = None,
    as_known_at: datetime | None = None,
) -> Scope:
    """A scope in which each network offers everything but what it `lacks`."""
    everything = frozenset(
        {"impressions", "views", "reactions", "comments", "shares", "saves", "clicks", "reach"}
    )
    offers = {network: everything - lacking for network, lacking in (lacks or {}).items()}
    return Scope(
        tuple(accounts),
        asked,
        offers=offers,
        tells_follows=frozenset({"harbour"}),
        as_known_at=as_known_at,
    )
