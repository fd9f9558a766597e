"""What a connector may raise, named by what the caller does next. Nothing else leaves a connector."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that must change, as a code with its particulars; `networks.words` holds the sentence."""

    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    where: str = ""
    """The part of the post that it concerns: "text", "media:0", "poll", "" for the whole."""


class NetworkError(Exception):
    """The root. `detail` is the network's own words, for the timeline, cut to 300 characters."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail[:300])
        self.detail = detail[:300]


class Retry(NetworkError):
    """Nothing happened there, surely; the same call may be made again, not before `after_s` seconds."""

    def __init__(self, after_s: float, detail: str = "", *, limited: bool = False) -> None:
        super().__init__(detail)
        self.after_s = after_s
        self.limited = limited
        """True where the network said that we ask too often (429 or its own word for it)."""


class Reauthorize(NetworkError):
    """The network no longer accepts this account's credentials: a person must reconnect it."""


class Rejected(NetworkError):
    """The network will never take this content as it is: a person must change it."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(detail)
        self.problem = problem


class Gone(NetworkError):
    """What was asked for is not there (any more)."""


class NotSupported(NetworkError):
    """The connector declares that it lacks this verb; its declaration says of what kind the absence is."""


class OutcomeUnknown(NetworkError):
    """The request may or may not have taken effect: look before repeating it."""
