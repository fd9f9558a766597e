"""What the contract suite needs of a network under test: the other side, and a hand on its switches.

A bench is one fresh account on a fake, a sandbox or a real server. Each rule gets a new one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from resonans.networks.contract import Connected, Connector, Media, Ref, Session
from resonans.networks.http import Budget

BUSY_S = 17.0
"""What Retry-After says under `Fault.BUSY`."""


class Fault(StrEnum):
    """How the network misbehaves. All but the last four are also played by `testing.faults.Faults`."""

    LOST_AFTER = "lost_after"
    """It does what the next call asks, and never answers."""
    LOST_BEFORE = "lost_before"
    """It takes the next call, does nothing, and never answers."""
    UNREACHABLE = "unreachable"
    """The next call finds nobody to connect to."""
    BUSY = "busy"
    """It answers the next call with 429 and `Retry-After: 17`, having done nothing."""
    BUSY_SILENT = "busy_silent"
    """It answers the next call with 429 alone, having done nothing."""
    BROKEN = "broken"
    """It answers the next call with 503, having done nothing."""
    BROKEN_AFTER = "broken_after"
    """It does what the next call asks, and answers with 500."""
    OTHER_JSON = "other_json"
    """It does what the next call asks, and answers 200 with JSON of another shape."""
    HTML = "html"
    """It does what the next call asks, and answers 200 with a page."""
    EMPTY = "empty"
    """It does what the next call asks, and answers 200 with nothing."""
    CUT = "cut"
    """It does what the next call asks, and its answer breaks off in the middle."""
    REVOKED = "revoked"
    """From now on it refuses the account's credentials, those for renewal too."""
    SLOW_TO_SHOW = "slow_to_show"
    """It takes the next post, and shows it only after a while."""
    NO_NEW_REFRESH = "no_new_refresh"
    """Its next renewal answers without a new refresh token: the old one stays good."""
    STREAM_CUT = "stream_cut"
    """The account's open streams end now."""


LOST = (Fault.LOST_AFTER, Fault.LOST_BEFORE, Fault.BROKEN_AFTER)
NONSENSE = (Fault.OTHER_JSON, Fault.HTML, Fault.EMPTY, Fault.CUT)


class Act(StrEnum):
    """What another person does on the network."""

    LIKE = "like"
    COMMENT = "comment"
    SHARE = "share"
    FOLLOW = "follow"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class SeenMedia:
    """A file as the network holds it."""

    kind: str
    """`image` or `video`."""
    alt: str = ""
    bytes: int | None = None
    """None where the network re-encodes what it is given."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A post of the account as the network itself holds it."""

    id: str
    text: str
    """As plain text, as it was given."""
    media: tuple[SeenMedia, ...] = ()
    reply_to: str = ""
    quote: str = ""
    card: str = ""
    """Address of the link card."""
    poll: tuple[str, ...] = ()
    visibility: str = ""
    content_warning: str = ""
    language: str = ""


class Bench(Protocol):
    """One account under test, and the network around it."""

    connector: Connector
    acts: frozenset[Act]
    """What other people can do on this network."""

    def session(self, budget: Budget | None = None) -> Session:
        """A session of the account as a worker would get it now: with the credentials that were kept last."""

    def sign_in(self, *, agree: bool = True) -> Connected:
        """Walk through `begin` and `finish` as a person would; not agreeing is a refusal, or a wrong word."""

    def truth(self) -> tuple[Seen, ...]:
        """The account's posts that the network shows now, asked of the network and not of the connector."""

    def calls(self) -> int:
        """How many calls the network has got so far."""

    def fault(self, fault: Fault) -> None:
        """Misbehave so."""

    def act(self, act: Act, post: Ref | None = None, text: str = "") -> None:
        """Let another person do it, to the post where it concerns one."""

    def is_streaming(self) -> bool:
        """Whether the account's stream is open now."""

    def wait(self, seconds: float) -> None:
        """Let the time pass, on our clock and on the network's."""

    def image(self) -> Media:
        """A file that the network takes; another one at each call."""

    def video(self) -> Media:
        """A file that the network takes, long enough to be sent in pieces where it wants pieces."""

    def secrets(self) -> tuple[str, ...]:
        """Every secret of the account that the connector knows now."""
