"""What the simulated network lets an account post, and in what manner."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from resonans.networks.sandbox.store import Account
from resonans.networks.sandbox.wire import Refusal

TEXT = 500
IMAGES = 4
IMAGE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
IMAGE_BYTES = 2_000_000
IMAGE_PIXELS = 16_000_000
ALT = 1000
POLL_OPTIONS = (2, 4)
POLL_OPTION = 50
POLL_S = (300, 604_800)


@dataclass(frozen=True, slots=True)
class Style:
    """How an account's posts are delivered: as this network does by itself, or as others do."""

    containers: bool = False
    """A post is first a container that becomes ready, then published."""
    resumable: bool = False
    """Files are uploaded in pieces."""
    pending_s: float = 0.0
    """How long a new post is looked at before it is live."""
    posts_per_day: int | None = None
    cost_minor: int | None = None
    cost_currency: str = ""
    honours_key: bool = True
    quiet: bool = False
    """Nobody sees its posts by themselves; only what is ordered happens."""


def style(account: Account) -> Style:
    """The account's."""
    return Style(**account.style)  # type: ignore[arg-type]  # kept as JSON, checked by `styled`


def styled(values: Mapping[str, object]) -> Style:
    """A style as ordered; raises Refusal where it is none."""
    known = asdict(Style())
    if unknown := set(values) - set(known):
        raise Refusal(400, "bad_style", f"There is no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        fits = isinstance(value, int | float) if known[name] is None else isinstance(value, type(known[name]))
        if not (fits or (name == "pending_s" and isinstance(value, int)) or value is known[name]):
            raise Refusal(400, "bad_style", f"{name} cannot be {value!r}.")
    return Style(**values)  # type: ignore[arg-type]  # checked above


def check(body: Mapping[str, object]) -> None:
    """Whether a post fits; raises Refusal with what does not."""
    text = str(body.get("text", ""))
    media = body.get("media") or []
    poll = body.get("poll")
    if len(text) > TEXT:
        raise Refusal(422, "text_too_long", f"A text has at most {TEXT} characters.")
    if not isinstance(media, list) or len(media) > IMAGES:
        raise Refusal(422, "too_many_images", f"A post has at most {IMAGES} images.")
    if not text.strip() and not media and not poll:
        raise Refusal(422, "empty", "A post needs text, an image or a poll.")
    if poll is not None:
        _check_poll(poll)


def _check_poll(poll: object) -> None:
    options = poll.get("options") if isinstance(poll, dict) else None
    if not isinstance(options, list) or not POLL_OPTIONS[0] <= len(options) <= POLL_OPTIONS[1]:
        raise Refusal(422, "bad_poll", "A poll has two to four answers.")
    if any(not 0 < len(str(option)) <= POLL_OPTION for option in options):
        raise Refusal(422, "bad_poll", f"A poll's answer has 1 to {POLL_OPTION} characters.")
