"""What the composer shows beside what was typed: accounts, how it fits them, previews, the time in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from resonans.core import queries as core
from resonans.core.errors import Invalid
from resonans.core.types import Access, Brand
from resonans.core.words import N_, _
from resonans.networks import queries as networks
from resonans.networks.contract import Limits
from resonans.networks.types import Account
from resonans.publishing import queries
from resonans.publishing.types import Fit, MediaItem, Post, PostState, SkippedTime, Wall
from resonans.web import formats, sheet
from resonans.web.sheet import Own, Sheet

VISIBILITIES: Mapping[str, str] = {
    "public": N_("Public"),
    "unlisted": N_("Public, but not in timelines"),
    "private": N_("Followers only"),
    "direct": N_("Mentioned people only"),
}
OPEN = frozenset(
    {
        PostState.DRAFT,
        PostState.DECLINED,
        PostState.CANCELLED,
        PostState.SCHEDULED,
        PostState.REJECTED,
        PostState.MISSED,
        PostState.WAITING_FOR_ACCOUNT,
    }
)
"""Where a post stands while its text may still be changed."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An account in the composer: what it takes, whether it is chosen, and what it says in its own way."""

    account: Account
    limits: Limits
    chosen: bool
    own: Own
    visibilities: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A post as one account would say it."""

    account: Account
    fit: Fit
    text: str
    title: str
    warning: str
    poll: tuple[str, ...]
    media: tuple[MediaItem, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been written yet, so that there is nothing to complain of."""
        return not (self.text or self.media or self.poll or self.title)


@dataclass(frozen=True, slots=True)
class When:
    """The chosen time in words, or why it cannot be."""

    words: str
    button: str
    problem: str
    next_valid: str


def limits_of(access: Access, accounts: Sequence[UUID]) -> dict[UUID, Limits]:
    """What each account takes."""
    return {account: networks.limits(access, account) for account in accounts}


def seats(access: Access, written: Sheet) -> tuple[Seat, ...]:
    """The brand's accounts, and those of the post that were disconnected since."""
    present = networks.accounts(access, brand=written.brand)
    known = {account.id for account in present}
    gone = tuple(networks.account(access, each) for each in written.accounts if each not in known)
    return tuple(_seat(access, account, written) for account in (*present, *gone))


def _seat(access: Access, account: Account, written: Sheet) -> Seat:
    limits = networks.limits(access, account.id)
    words = tuple(
        (name, _(VISIBILITIES[name]) if name in VISIBILITIES else name) for name in limits.visibilities
    )
    own = written.own.get(account.id, Own())
    return Seat(account, limits, account.id in written.accounts, own, words)


def previews(access: Access, written: Sheet, media: Sequence[MediaItem]) -> tuple[Preview, ...]:
    """How it fits each chosen account, and how it would look there."""
    limits = limits_of(access, written.accounts)
    draft = sheet.draft(written, limits)
    fits = {fit.account: fit for fit in queries.check(access, draft)}
    return tuple(
        Preview(
            account=networks.account(access, variant.account),
            fit=fits[variant.account],
            text=written.text if variant.text is None else variant.text,
            title=variant.title,
            warning=variant.content_warning,
            poll=variant.poll.options if variant.poll else (),
            media=tuple(media),
        )
        for variant in draft.variants
    )


def media_of(access: Access, written: Sheet) -> tuple[MediaItem, ...]:
    """The pictures and videos that are attached, in their order."""
    return tuple(queries.media(access, each) for each in written.media)


def when(access: Access, brand: Brand, written: Sheet) -> When:
    """“Schedule for Tue 24 Nov, 17:30”, in the brand's zone; a skipped hour offers the next one."""
    local = sheet.wall(written)
    if local is None:
        return When("", _("Schedule"), "", "")
    words = _("%(when)s in %(city)s") % {
        "when": formats.wall(local),
        "city": formats.zone_name(brand.timezone),
    }
    try:
        instant = queries.resolve(access, brand.id, Wall(local))
    except SkippedTime as error:
        return When(words, _("Schedule"), error.message, error.next_valid.local.strftime("%H:%M"))
    except Invalid as error:
        return When(words, _("Schedule"), error.message, "")
    button = _("Schedule for %(when)s") % {"when": formats.wall(local)}
    return When(_("%(when)s, %(away)s") % {"when": words, "away": formats.ago(instant)}, button, "", "")


def side(access: Access, brand: Brand, written: Sheet) -> dict[str, Any]:
    """All that follows from what was typed, so that page and fragment say the same."""
    media = media_of(access, written)
    shown = previews(access, written, media)
    return {
        "sheet": written,
        "media": media,
        "previews": shown,
        "fits": all(preview.fit.fits for preview in shown),
        "when": when(access, brand, written),
        "undescribed": sum(1 for item in media if item.kind == "image" and not item.alt),
    }


def brand_of(access: Access, brands: Sequence[Brand], brand: UUID) -> Brand:
    """A brand of the page, or NotFound."""
    return next((each for each in brands if each.id == brand), None) or core.brand(access, brand)


def is_open(post: Post) -> bool:
    """Whether the text may be changed now, as far as the post is concerned."""
    return not post.frozen and post.state in OPEN
